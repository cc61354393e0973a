"""Spending by hand: subsistence, savings aimed at, and what is spent."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.borrower import spending
from plain import plain
from rule_arguments import MONEY, arguments_of

subsistence = plain(spending.subsistence)
savings_target = plain(spending.savings_target)
spend = plain(spending.spend)

FLOOR = SimpleNamespace(subsistence_fixed=0.2, subsistence_share=0.4, subsistence_ceiling=0.9)
# 0.851, so that savings go with (1 - propensity) / 0.15
TARGET = SimpleNamespace(propensity=0.851, target_buffer=3.0, credit_for_savings=0.5)
SPEND = SimpleNamespace(pull=0.1, adjustment=0.4)


@pytest.mark.parametrize(
    ("base", "floor"),
    [(1_000, 800.0), (500, 450.0), (800, 720.0), (4_000, 2_000.0)],  # 400 + 40%, at most 90%
)
def test_subsistence_by_hand(base, floor):
    assert subsistence(base, 2_000, FLOOR) == pytest.approx(floor, abs=1e-9)


@pytest.mark.parametrize(
    ("propensity", "openness", "months"),
    [
        (0.85, 1.0, 3.0),
        (0.925, 1.0, 1.5),
        (0.70, 1.0, 6.0),
        (0.50, 1.0, 9.0),  # at most three times the mean
        (1.00, 1.0, 0.15),  # at least 5% of it
        (0.85, 2.0, 3.0 * (1.0 - 1.0 / 4.0)),  # others lend one month more: 0.5 x 2
        (0.85, 0.5, 3.0 * (1.0 + 0.5 / 3.5)),
        (0.70, 2.0, 6.0 * (1.0 - 1.0 / 7.0)),
    ],
)
def test_savings_aimed_at_by_hand(propensity, openness, months):
    assert savings_target(1_000, propensity, openness, 2.0, TARGET) == pytest.approx(1_000 * months, rel=1e-12)


@pytest.mark.parametrize("openness", [0.5, 1.0, 2.0])
def test_who_aims_at_no_savings_aims_at_none_however_much_others_lend(openness):
    nothing = SimpleNamespace(propensity=0.9, target_buffer=0.0, credit_for_savings=0.5)
    assert savings_target(1_000, 0.9, openness, 2.0, nothing) == 0.0


def test_credit_that_can_be_had_takes_the_place_of_savings_one_for_one_at_first():
    before = savings_target(1_000, 0.9, 1.0, 2.0, TARGET)
    assert before - savings_target(1_000, 0.9, 1.000001, 2.0, TARGET) == pytest.approx(0.001, rel=1e-4)
    assert savings_target(1_000, 0.9, 1e6, 2.0, TARGET) > 0.0
    assert savings_target(1_000, 0.9, -1e6, 2.0, TARGET) < 2.0 * before


def spent(*, floor=400.0, income=1_000, service=100, buffer=500, target=1_000.0, habit=0.0, propensity=0.8):
    return spend(1_000, floor, income, service, buffer, target, habit, propensity, SPEND)


@pytest.mark.parametrize(
    ("who", "spending", "habit"),
    [
        # free 500; 400 + 0.8 x 500 - 0.1 x 500
        ({}, 750, 0.75),
        ({"target": 500.0}, 800, 0.8),
        ({"buffer": 2_000}, 900, 0.9),  # savings above target are spent down
        ({"service": 300}, 590, 0.59),
        ({"propensity": 0.5}, 600, 0.6),
        ({"habit": 1.0}, 900, 0.9),  # 750 + 0.6 x (1,000 - 750): slow to fall
        ({"habit": 0.75}, 750, 0.75),
        ({"habit": 0.5}, 750, 0.75),  # at once when it rises
        ({"income": 300}, 400, 0.4),  # free -200: subsistence
        ({"income": 300, "habit": 0.5}, 460, 0.46),  # 400 + 0.6 x 100
        ({"income": 300, "buffer": 100, "habit": 0.5}, 400, 0.4),  # no more than one has
        ({"income": 420, "buffer": 0, "service": 0, "target": 0.0, "habit": 2.0}, 420, 0.42),
        ({"income": 100, "buffer": 0}, 400, 0.4),  # subsistence may be financed by credit
        ({"income": 100, "buffer": 0, "floor": 400.7}, 400, 0.4),  # whole minor units
    ],
)
def test_spending_by_hand(who, spending, habit):
    assert spent(**who) == (spending, pytest.approx(habit, rel=1e-15))


@given(arguments_of(spending.spend), MONEY, st.floats(0.0, 1.0))
def test_spending_falls_with_debt_service_and_with_the_savings_aimed_at_and_rises_with_habit(arguments, more, habit):
    base, floor, income, service, buffer, target, before, propensity, p = arguments
    amount, _ = spend(*arguments)
    assert spend(base, floor, income, service + more, buffer, target, before, propensity, p)[0] <= amount + 1
    assert spend(base, floor, income, service, buffer, target + more, before, propensity, p)[0] <= amount + 1
    assert spend(base, floor, income, service, buffer, target, before + habit, propensity, p)[0] >= amount - 1
