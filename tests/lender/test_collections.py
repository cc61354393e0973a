"""The desk's order by hand, and what a call does."""

from types import SimpleNamespace

import pytest

from arrears.lender import collections
from arrears.lender.collections import EXPECTED_RECOVERY, LARGEST_FIRST, LARGEST_KEY, OLDEST_FIRST
from plain import plain

priority = plain(collections.priority)
turn = plain(collections.turn)
call_effect = plain(collections.call_effect)
prompted = plain(collections.prompted)
HALF = SimpleNamespace(decay=0.5)


@pytest.mark.parametrize(
    ("strategy", "missed", "balance", "score", "key"),
    [
        (OLDEST_FIRST, 3, 1_000, 575.0, 3),
        (LARGEST_FIRST, 3, 1_000, 575.0, 1_000),
        (EXPECTED_RECOVERY, 1, 1_000, 575.0, 500),  # (575 - 300) / 550 is a half
        (EXPECTED_RECOVERY, 2, 1_000, 575.0, 250),
        (EXPECTED_RECOVERY, 3, 1_000, 575.0, 125),
        (EXPECTED_RECOVERY, 4, 1_000, 575.0, 62),
        (EXPECTED_RECOVERY, 12, 2**20, 575.0, 2**8),
        (EXPECTED_RECOVERY, 13, 2**20, 575.0, 2**8),
        (EXPECTED_RECOVERY, 1, 1_000, 850.0, 1_000),
        (EXPECTED_RECOVERY, 1, 1_000, 900.0, 1_000),
        (EXPECTED_RECOVERY, 1, 1_000_000, 410.0, 200_000),  # a fifth of the way from 300 to 850
        (EXPECTED_RECOVERY, 1, 1_000, 300.0, 50),  # at least 5%
        (LARGEST_FIRST, 1, 2**50, 575.0, LARGEST_KEY),
        (LARGEST_FIRST, 1, -7, 575.0, 0),
        (LARGEST_FIRST, 1, 0, 575.0, 0),
    ],
)
def test_priority_by_hand(strategy, missed, balance, score, key):
    assert priority(strategy, missed, balance, score, HALF) == key


def test_a_key_and_a_lot_fit_beside_each_other():
    assert LARGEST_KEY == 2**40 - 1
    assert turn(LARGEST_KEY, 0.9999999) == 2**56 - 1


@pytest.mark.parametrize(
    ("key", "lot", "when"), [(0, 0.0, 0), (3, 0.5, 3 * 65_536 + 32_768), (3, 0.99999, 3 * 65_536 + 65_535)]
)
def test_a_turn_by_hand(key, lot, when):
    assert turn(key, lot) == when


@pytest.mark.parametrize(
    ("own", "effect", "chance"), [(0.4, 0.5, 0.7), (0.4, 0.0, 0.4), (0.0, 0.6, 0.6), (1.0, 1.0, 1)]
)
def test_the_chance_once_called_by_hand(own, effect, chance):
    assert prompted(own, effect) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("missed", "effect"), [(1, 0.6), (2, 0.48), (3, 0.384), (7, 0.6 * 0.8**6), (12, 0.6 * 0.8**11)]
)
def test_a_call_does_less_with_each_bill_missed(missed, effect):
    p = SimpleNamespace(effect_decay=0.8)
    assert call_effect(0.6, missed, p) == pytest.approx(effect, rel=1e-14)
    assert call_effect(0.6, missed + 12, p) == pytest.approx(0.6 * 0.8**11, rel=1e-14)
