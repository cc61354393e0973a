"""Spending: subsistence first, then a share of what is left; slow to fall."""

from __future__ import annotations

from typing import Any

from arrears.jit import rule


@rule
def subsistence(base: int, median: int, p: Any) -> float:
    """Spending that is not given up, minor units a month: a fixed part and a share of the borrower's own standard.

    Source: form of minimum living costs in household financial-margin models (Reserve Bank of Australia RDP 2015-01,
    section 3); levels are an *assumption*, fitted by a prototype to US card series.
    """
    level = p.subsistence_fixed * median + p.subsistence_share * base
    return min(level, p.subsistence_ceiling * base)


@rule
def spend(
    base: int, floor: float, income: int, service: int, buffer: int, habit: float, propensity: float, p: Any
) -> tuple[int, float]:
    """Spending of the month, and the habit after it.

    Parameters
    ----------
    base, income, service, buffer : int64
        Income on trend, income of the month, debt service of the month, liquid savings; minor units.
    floor : float64
        Subsistence, minor units.
    habit : float64
        Last month's spending over base income.
    propensity : float64
        Share spent of what is left after subsistence and debt service.
    p : SpendingParameters

    Returns
    -------
    spending : int64
        Minor units, at most what the borrower has.
    habit : float64

    Source: buffer-stock saving, Carroll (1997): savings above target are spent down, below it rebuilt; the linear form
    and the partial adjustment downwards are *assumptions*.
    """
    free = income - floor - service
    wish = floor + max(propensity * free + p.pull * (buffer - p.target_buffer * base), 0.0)
    before = habit * base
    slow = wish + (1.0 - p.adjustment) * max(before - wish, 0.0)
    spending = int(min(slow, float(buffer + income)) + 0.5)
    spending = min(spending, buffer + income)
    return spending, spending / base
