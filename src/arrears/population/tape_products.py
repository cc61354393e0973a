"""The two products of the borrowers of a tape, as columns of a book: balances, bills missed, due days, cohorts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arrears.buckets import bucket_of
from arrears.cells import Cause
from arrears.columns import UNKNOWN_COHORT
from arrears.dates import DAYS_A_MONTH
from arrears.population.tape_cells import UNKNOWN
from arrears.population.tape_days import bucket_of_days, settle
from arrears.population.tape_kept import Kept
from arrears.scenario.schema import Scenario


def settled(
    tape: Kept, scenario: Scenario, pick: NDArray[np.int64], drawn: NDArray[np.int64]
) -> tuple[dict[str, NDArray[np.generic]], dict[str, int]]:
    """Return the columns of a book that say what borrowers hold and owe.

    Parameters
    ----------
    tape, scenario : Kept, Scenario
        The tape; bucket edges and charge-off.
    pick : (borrower,) int64
        Borrowers of the tape.
    drawn : (borrower,) int64
        Due days, for those whose accounts do not tell.

    Returns
    -------
    columns : dict of str to (borrower,) array
    moved : dict of str to int
        Accounts whose days past due could not be kept, by how.
    """
    accounts, readings = tape.accounts, tape.readings
    own = np.stack([tape.holders.line[pick], tape.holders.loan[pick]])
    has = own >= 0

    def of(values: NDArray[np.int64], none: int) -> NDArray[np.int64]:
        return np.where(has, values[own], none)

    missed, days = of(accounts.missed, 0), of(accounts.days, UNKNOWN)
    days = np.where(missed > 0, days, np.minimum(days, 0))
    balance, bills = of(accounts.balance, 0), scenario.lender.charge_off.dpd.bills
    longest = (bills.revolving - 1, bills.instalment - 1)
    given = None if readings.due_day is None else readings.due_day[accounts.at][tape.holders.main[pick]]
    missed, due_day = settle(days, missed, drawn, given, scenario.buckets, longest)
    stands = np.where(missed > 0, DAYS_A_MONTH * missed - due_day, 0)
    told = days > 0
    other = told & (bucket_of_days(stands, scenario.buckets) != bucket_of_days(days, scenario.buckets))
    inside = told & (stands != days) & ~other
    moved = {
        "days past due moved within their bucket, as due days are 1 to 28": int(inside.sum()),
        "days past due moved to another bucket": int(other.sum()),
    }
    cohort = np.full(own.shape, UNKNOWN_COHORT) if readings.cohort is None else readings.cohort[accounts.at][own]
    cohort = np.where(has, cohort, UNKNOWN_COHORT)
    bill = of(accounts.bill, 0)[1]
    limit = of(accounts.limit, 0)[0]
    columns: dict[str, NDArray[np.generic]] = {
        "due_day": due_day,
        "limit": limit,
        "granted": limit,
        "ins_bill": bill,
        "ins_arrears": np.where(missed[1] > 0, np.minimum(missed[1] * bill, balance[1]), 0),
    }
    for k, prefix in enumerate(("rev_", "ins_")):
        columns |= {
            prefix + "balance": balance[k],
            prefix + "missed": missed[k],
            prefix + "cause": np.where(missed[k] > 0, int(Cause.UNKNOWN), int(Cause.NONE)),
            prefix + "cohort": cohort[k],
            prefix + "worst": bucket_of(missed[k], due_day, scenario.buckets),
        }
    return columns, moved
