"""Due days of late accounts: such that month 0 of a run stands at the tape's own days past due, as nearly as can be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from arrears.dates import DAYS_A_MONTH, LAST_DUE_DAY

_NEAR = 2  # days by which a tape's due day and its days past due may disagree
Int64 = NDArray[np.int64]


def bucket_of_days(days: Int64, edges: Sequence[int]) -> Int64:
    """Return the bucket of days past due, 0 current."""
    return np.where(days > 0, 1 + np.searchsorted(np.asarray(edges), days, side="left"), 0).astype(np.int64)


def place(days: Int64, edges: Sequence[int], longest: int) -> tuple[Int64, Int64]:
    """Return bills missed and due day of late accounts, from their days past due.

    An account stands at 30 times its bills less its due day, 1 to 28. So the days next to a multiple of 30 cannot be
    had: such an account is moved by one or two days, within its bucket if one of the two directions leaves it there.

    Parameters
    ----------
    days : (account,) int64
        Above zero.
    edges : sequence of int
        Upper edges of the buckets.
    longest : int
        Most bills that may be missed; later accounts stand as late as that allows.

    Examples
    --------
    >>> place(np.asarray([3, 25, 30, 31, 65, 400]), (30, 90), 6)
    (array([1, 1, 1, 2, 3, 6]), array([27,  5,  1, 28, 25,  1]))
    """
    missed = -(-days // DAYS_A_MONTH)
    due = np.clip(DAYS_A_MONTH * missed - days, 1, LAST_DUE_DAY)
    stands = DAYS_A_MONTH * missed - due
    wanted = bucket_of_days(days, edges)
    up = days % DAYS_A_MONTH == 0  # else the day after a multiple
    other_missed, other_due = np.where(up, missed + 1, np.maximum(missed - 1, 1)), np.where(up, LAST_DUE_DAY, 1)
    other = DAYS_A_MONTH * other_missed - other_due
    better = (stands != days) & (bucket_of_days(stands, edges) != wanted)
    better &= (bucket_of_days(other, edges) == wanted) & (other_missed <= longest)
    missed, due = np.where(better, other_missed, missed), np.where(better, other_due, due)
    beyond = missed > longest
    return np.where(beyond, longest, missed), np.where(beyond, 1, due)


def fitted(days: Int64, due: Int64, edges: Sequence[int], longest: int) -> Int64:
    """Return bills missed of late accounts whose due day is given: in the bucket of their days, and as near as can be.

    >>> fitted(np.asarray([35, 35]), np.asarray([25, 2]), (30, 90), 6)
    array([2, 2])
    """
    low = np.maximum((days + due) // DAYS_A_MONTH, 1)
    choices = np.stack([low, low + 1, np.maximum(low - 1, 1)])
    stands = DAYS_A_MONTH * choices - due
    off = np.abs(stands - days) + 1000 * (bucket_of_days(stands, edges) != bucket_of_days(days, edges))
    missed = np.take_along_axis(choices, off.argmin(axis=0)[None], 0)[0]
    return np.asarray(np.minimum(missed, longest))


def settle(
    days: Int64, missed: Int64, drawn: Int64, given: Int64 | None, edges: Sequence[int], longest: tuple[int, int]
) -> tuple[Int64, Int64]:
    """Return bills missed by product and due day of borrowers.

    Parameters
    ----------
    days, missed : (2, borrower) int64
        Of their line and their loan: days past due as the tape gives them (-1: it does not), bills missed.
    drawn : (borrower,) int64
        Due days from the scenario's mix, for all others.
    given : (borrower,) int64 or None
        The tape's due days, 0 where it does not say. Of late accounts kept where the days past due agree with them.

    Returns
    -------
    (2, borrower) int64, (borrower,) int64
    """
    due = drawn if given is None else np.where(given > 0, given, drawn)
    missed, worst = missed.copy(), days.max(axis=0)
    exact = worst > 0
    if not exact.any():
        return missed, due
    _, own = place(np.maximum(worst, 1), edges, min(longest))
    keeps = np.zeros(due.size, bool)
    if given is not None:
        keeps = given > 0
        for k in range(2):
            stands = DAYS_A_MONTH * fitted(np.maximum(days[k], 1), due, edges, longest[k]) - due
            same = bucket_of_days(stands, edges) == bucket_of_days(days[k], edges)
            keeps &= (days[k] <= 0) | (same & (np.abs(stands - days[k]) <= _NEAR))
    due = np.where(exact & ~keeps, own, due)
    for k in range(2):
        told = days[k] > 0
        missed[k] = np.where(told, fitted(np.maximum(days[k], 1), due, edges, longest[k]), missed[k])
    return missed, due
