"""What the months of a tape say about how its borrowers use and pay their lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.population.tape_cells import UNKNOWN
from arrears.population.tape_checks import Readings
from arrears.population.tape_rules import Accounts

FULL = 0.95  # of what was owed, over all months: pays in full (assumption)


@dataclass(frozen=True)
class Habits:
    """Derived from a tape's months; one entry an account. NaN where the months do not say, and for loans.

    Attributes
    ----------
    utilisation : (account,) float64
        Balance over limit, at most 2.
    payment_ratio : (account,) float64
        Paid over what was owed at the end of the month before, over all months, at most 1.
    purchases : (account,) float64
        Drawn on the line a month, minor units: rise of the balance, plus payments, less interest on what was carried.
    severity : (account,) float64
        Order of lateness: bills missed now; among equals, bills missed in the months before.
    late_months, held : (account,) int64
        Months before the last that ended late; those of them after which the account was not later.
    """

    utilisation: NDArray[np.float64]
    payment_ratio: NDArray[np.float64]
    purchases: NDArray[np.float64]
    severity: NDArray[np.float64]
    late_months: NDArray[np.int64]
    held: NDArray[np.int64]


def habits_of(readings: Readings, accounts: Accounts, monthly_rate: float) -> Habits:
    """Derive habits from the months of a tape.

    Parameters
    ----------
    readings : Readings
        The tape's numbers, all rows.
    accounts : Accounts
        The rows kept.
    monthly_rate : float
        Interest a month on a carried balance.
    """
    keep = accounts.at
    limit = accounts.limit.astype(float)
    owed = accounts.balance.astype(float)
    # a closed line that is still being paid off is full
    used = np.where(owed > 0, np.minimum(owed / np.where(limit > 0, limit, 1.0), 2.0), 0.0)
    used[accounts.loan] = np.nan
    balance = np.maximum(readings.balance[:, keep], 0).astype(float)
    missed = readings.missed[:, keep]
    ratio = purchases = np.full(keep.size, np.nan)
    if readings.payment is not None and balance.shape[0] > 1:
        paid = readings.payment[:, keep].astype(float)[:-1]
        before, after = balance[1:], balance[:-1]
        ratio = _over(np.minimum(paid, before).sum(axis=0), before.sum(axis=0))
        carried = np.maximum(before - paid, 0.0)
        purchases = np.maximum((after - before + paid - monthly_rate * carried).mean(axis=0), 0.0)
    elif readings.payment is not None:
        paid = readings.payment[0, keep].astype(float)
        ratio = _over(paid, owed + paid)
    ratio, purchases = (np.where(accounts.loan, np.nan, values) for values in (ratio, purchases))
    known = (missed[1:] > 0) & (missed[:-1] != UNKNOWN)
    earlier = np.maximum(missed[1:], 0).sum(axis=0) / (99.0 * max(missed.shape[0] - 1, 1) + 1.0)
    return Habits(
        utilisation=used,
        payment_ratio=ratio,
        purchases=purchases,
        severity=accounts.missed + earlier,
        late_months=known.sum(axis=0),
        held=(known & (missed[:-1] <= missed[1:])).sum(axis=0),
    )


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)


def pay_share_of(payment_ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the bill's balance paid when able; 1 in full, else at most nine tenths; NaN where unknown."""
    return np.where(payment_ratio >= FULL, 1.0, np.minimum(payment_ratio, 0.9))
