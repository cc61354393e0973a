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
def savings_target(base: int, propensity: float, openness: float, outside_ceiling: float, p: Any) -> float:
    """Savings aimed at, minor units: more by the thrifty, less where other lenders would lend more.

    Parameters
    ----------
    base : int64
        Income on trend, minor units a month.
    propensity : float64
        Share spent of what is left; the savings aimed at go with what this leaves, from 5% to 3 times
        the mean.
    openness : float64
        How open other lenders are, 1 today.
    outside_ceiling : float64
        What they lend at most today, months of income.
    p : SpendingParameters

    Source: credit that can be had stands in for precautionary savings: Carroll, Slacalek and Sommer (2019), *Dissecting
    Saving Dynamics*, where easier credit lowers the saving rate; the form, T - T c / (T + |c|) with c the change in
    credit, is an *assumption*: the target T falls or rises one for one at first, and never to nothing or to more than
    twice as much. Persistent types of savers: Athreya, Mustre-del-Rio and Sanchez (2019).
    """
    thrift = min(max((1.0 - propensity) * (1.0 / (1.001 - p.propensity)), 0.05), 3.0)
    own = p.target_buffer * thrift
    more = p.credit_for_savings * outside_ceiling * (openness - 1.0)
    # The bound matters where no savings are aimed at: nothing over nothing is no number.
    return own * (1.0 - more / max(own + abs(more), 1e-9)) * base


@rule
def spend(
    base: int,
    floor: float,
    income: int,
    service: int,
    buffer: int,
    target: float,
    habit: float,
    propensity: float,
    p: Any,
) -> tuple[int, float]:
    """Spending of the month, and the habit after it.

    Parameters
    ----------
    base, income, service, buffer : int64
        Income on trend, income of the month, debt service of the month, liquid savings; minor units.
    floor, target : float64
        Subsistence, and the savings aimed at; minor units.
    habit : float64
        Last month's spending over base income.
    propensity : float64
        Share spent of what is left after subsistence and debt service.
    p : SpendingParameters

    Returns
    -------
    spending : int64
        Minor units; more than the borrower has only up to subsistence.
    habit : float64

    Source: buffer-stock saving, Carroll (1997): savings above target are spent down, below it rebuilt; the linear form
    and the partial adjustment downwards are *assumptions*.
    """
    free = income - floor - service
    wish = floor + max(propensity * free + p.pull * (buffer - target), 0.0)
    before = habit * base
    slow = wish + (1.0 - p.adjustment) * max(before - wish, 0.0)
    # What goes beyond subsistence must be paid from one's own means; subsistence may be financed by credit.
    spending = int(max(min(slow, float(buffer + income)), floor))
    return spending, spending * (1.0 / base)  # a division that need not wait for the spending
