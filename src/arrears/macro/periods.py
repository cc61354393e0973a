"""Months, quarters and years of a macro table, and the rule that turns them into months.

A month is counted as :attr:`arrears.dates.YearMonth.number` does. A quarter is known by its middle month (February,
May, August, November): the published figure of a quarter is its average, which a straight line takes in the middle.
A year is known by June in the same way. Between the middles of two periods values are linear; before the first and
after the last they are held.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from arrears.dates import MONTHS_A_YEAR, YearMonth

STEPS = (1, 3, 12)  # months in a period


def middle_of(month: int, step: int) -> int:
    """Return the month that a period is known by: the quarter's second, the year's sixth.

    >>> middle_of(2026 * 12, 3) - 2026 * 12, middle_of(2026 * 12 + 11, 12) - 2026 * 12
    (1, 5)
    """
    return month - month % step + (step - 1) // 2


def name_month(month: int) -> str:
    """Return a month as people write it, ``2026-02``."""
    year, month = divmod(month, MONTHS_A_YEAR)
    return str(YearMonth(year, month + 1))


def name_period(month: int, step: int) -> str:
    """Return a period as people write it: ``2026`` for a step of twelve months, ``2026Q1`` of three, ``2026-02``."""
    name = name_month(month)
    if step == 12:
        return name[:4]
    return f"{name[:4]}Q{month % MONTHS_A_YEAR // 3 + 1}" if step == 3 else name


def first_month(period: int, step: int) -> int:
    """Return the first month of a period that is known by its middle."""
    return period - (step - 1) // 2


def last_month(period: int, step: int) -> int:
    """Return the last month of a period that is known by its middle."""
    return first_month(period, step) + step - 1


def by_month(points: Sequence[tuple[int, float]], months: Sequence[int]) -> list[float]:
    """Return values for months: linear between the points, held outside them.

    Parameters
    ----------
    points : sequence of (month, value)
        In the order of months, at least one; for quarters the month is the middle one.
    months : sequence of int
        The months that values are wanted for.

    Returns
    -------
    list of float

    Examples
    --------
    The first quarter of 2026 stands at 3, the second at 6; February is the middle of one and May of the other:

    >>> q1, q2 = 2026 * 12 + 1, 2026 * 12 + 4
    >>> by_month([(q1, 3.0), (q2, 6.0)], [q1 - 1, q1, q1 + 1, q1 + 2, q2, q2 + 1])
    [3.0, 3.0, 4.0, 5.0, 6.0, 6.0]
    """
    stamps = [month for month, _ in points]
    values = []
    for month in months:
        right = bisect_right(stamps, month)
        if right == 0:
            values.append(points[0][1])
        elif right == len(points):
            values.append(points[-1][1])
        else:
            (m0, v0), (m1, v1) = points[right - 1], points[right]
            values.append(v0 + (v1 - v0) * (month - m0) / (m1 - m0))
    return values


def blocks(periods: Sequence[int], step: int) -> list[tuple[int, int]]:
    """Return the unbroken stretches of periods, as (first, last) of each."""
    found: list[tuple[int, int]] = []
    for period in periods:
        if found and period - found[-1][1] == step:
            found[-1] = (found[-1][0], period)
        else:
            found.append((period, period))
    return found
