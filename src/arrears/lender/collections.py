"""Collections: in which order a short-handed desk calls late accounts, and what a call does."""

from __future__ import annotations

from typing import Any

from arrears.elementary import whole_power
from arrears.jit import rule

OLDEST_FIRST = 0
LARGEST_FIRST = 1
EXPECTED_RECOVERY = 2
LARGEST_KEY = 2**40 - 1
LOTS = 2**16


@rule
def priority(strategy: int, missed: int, balance: int, score: float, p: Any) -> int:
    """Key of a late account on the worklist, fixed on its due day; the largest is served first (int64, below 2**40).

    ``oldest_first``: bills missed. ``largest_first``: balance. ``expected_recovery``: balance times a predicted chance
    of payment that falls with bills missed and rises with the score; the true willingness is not known to the desk.

    Source: value-at-risk ordering of collection queues, as practised; the predicted chance is an *assumption*.
    """
    key = missed
    if strategy == LARGEST_FIRST:
        key = balance
    elif strategy == EXPECTED_RECOVERY:
        chance = min(max((score - 300.0) / 550.0, 0.05), 1.0)
        for _ in range(min(missed, 12) - 1):
            chance = chance * p.decay
        key = int(balance * chance)
    return min(max(key, 0), LARGEST_KEY)


@rule
def turn(key: int, lot: float) -> int:
    """When an account is called: the largest turn first, by ``priority`` and among equals by lot (int64, below 2**56).

    Parameters
    ----------
    key : int64
        What ``priority`` gives, 0 to 2**40 - 1.
    lot : float64
        Uniform draw of the borrower's due day, shared by both accounts.

    Source: *assumption*; in the order of accounts, the same people would be called last in every month.
    """
    return key * LOTS + int(lot * LOTS)


@rule
def call_effect(effect: float, missed: int, p: Any) -> float:
    """Effect of a call, the fraction of what is missing to one that it adds: less with each bill missed.

    Parameters
    ----------
    effect : float64
        With one bill missed.
    missed : int64
        Bills missed, from 1 on.
    p : CollectionsParameters

    Source: reminders help early and safer borrowers (Campbell, Grant and Thorp 2022), and what is months late is for
    want of money; the geometric fall is an *assumption*.
    """
    return effect * whole_power(p.effect_decay, min(missed, 12) - 1)


@rule
def prompted(own: float, effect: float) -> float:
    """Chance of catching up once contacted: own effort, and ``effect`` of what is missing to one.

    Source: reminders raise cures among those who would not have paid (Campbell, Grant and Thorp 2022); form assumed.
    """
    return own + (1.0 - own) * effect
