"""The rules of a tape: what is done with each odd row, counted, so that rows read and rows kept reconcile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.errors import Fault, TapeError
from arrears.population.tape_cells import LEFT_OUT
from arrears.population.tape_checks import Readings
from arrears.population.tape_limits import limits_of
from arrears.population.tape_map import ColumnMap
from arrears.population.tape_terms import instalments
from arrears.scenario.schema_lender import Lender

_RATES_DIFFER = 0.005  # a year; means of rates further apart are said


@dataclass(frozen=True)
class StatusCount:
    """Rows of one status of the tape.

    Attributes
    ----------
    status : str
        As the tape writes it; bills missed where lateness is given in days or bills.
    rows : int
    balance : int
        What they owe, minor units; credits count as nothing.
    missed : int or None
        Bills missed by the map, before the rules; None: left out.
    """

    status: str
    rows: int
    balance: int
    missed: int | None


@dataclass(frozen=True)
class Accounts:
    """The accounts kept, after the rules; money in minor units.

    Attributes
    ----------
    at : (account,) int64
        Place among the readings.
    row : (account,) int64
        Row of the tape, counted from 0.
    loan : (account,) bool
        An instalment loan; else a line.
    limit, balance, credit : (account,) int64
        `balance` is zero or more; `credit` is what the lender owes.
    missed : (account,) int64
        Bills missed, below those at which an account is charged off.
    days : (account,) int64
        Days past due as the tape gives them, 0 current; `UNKNOWN` where it does not.
    bill : (account,) int64
        What falls due on a loan each month; 0 for lines.
    notes : tuple of str
    """

    at: NDArray[np.int64]
    row: NDArray[np.int64]
    loan: NDArray[np.bool_]
    limit: NDArray[np.int64]
    balance: NDArray[np.int64]
    credit: NDArray[np.int64]
    missed: NDArray[np.int64]
    days: NDArray[np.int64]
    bill: NDArray[np.int64]
    notes: tuple[str, ...] = ()


def apply_rules(readings: Readings, columns: ColumnMap, lender: Lender) -> tuple[Accounts, dict[str, int]]:
    """Apply the rules of a tape to its accounts.

    Parameters
    ----------
    readings : Readings
        The tape's numbers.
    columns : ColumnMap
        Its map.
    lender : Lender
        The scenario's: bills at which an account is charged off (later ones are held just below), the rate of loans.

    Returns
    -------
    Accounts
        The accounts kept.
    counts : dict of str to int
        ``rows read`` = ``rows kept`` + the counts that begin with ``left out``; ``rows kept`` = the counts that begin
        with ``kept``. The others say how often a rule was used.

    Raises
    ------
    TapeError
        No account is kept, or nothing says what falls due on a loan.
    """
    missed = readings.missed[0]
    out = missed == LEFT_OUT
    counts = dict(readings.counts)
    texts = np.asarray(readings.code, object)
    codes = [code for code, bills in columns.codes.items() if bills is None]
    by_code = {code: int(np.count_nonzero(out & (texts == code))) for code in codes}
    counts |= {f"left out: status {code}": n for code, n in by_code.items()}
    if int(out.sum()) > sum(by_code.values()):  # 2.0 for 2
        counts["left out: other spellings of these"] = int(out.sum()) - sum(by_code.values())
    repaid = ~out & readings.loan & (readings.balance[0] <= 0)
    if repaid.any():
        counts["left out: loans on which nothing is owed"] = int(repaid.sum())
    keep = np.flatnonzero(~out & ~repaid)
    if keep.size == 0:
        message = "every row is left out by its status, or is a loan on which nothing is owed"
        raise TapeError(Fault(message, expected="a live account"))
    loan, balance, missed, days = readings.loan[keep], readings.balance[0, keep], missed[keep], readings.days[keep]
    counts["rows kept"] = int(keep.size)
    limit, notes = limits_of(readings, columns, keep, counts)

    bills = lender.charge_off.dpd.bills
    longest = np.where(loan, bills.instalment, bills.revolving) - 1
    beyond = missed > longest
    nothing_owed = (missed > 0) & (balance <= 0)
    both = f"{bills.revolving}" + (f" (loans {bills.instalment})" if bills.instalment != bills.revolving else "")
    counts[f"{both} or more bills missed, one less"] = int(np.count_nonzero(beyond & ~nothing_owed))
    counts["late with a bill of zero or less -> current"] = int(np.count_nonzero(nothing_owed))
    counts["negative bill -> zero owed plus a credit"] = int(np.count_nonzero(balance < 0))
    counts["balance above the limit, kept"] = int(np.count_nonzero((balance > limit) & (limit > 0)))
    counts["limit of zero, kept as a closed line"] = int(np.count_nonzero((limit == 0) & ~loan))
    counts["blank cells in earlier months, read as nothing"] = readings.blanks
    counts |= {f"{column} not said, drawn": n for column, n in readings.drawn.items()}
    bill, told = _bills(readings, columns, keep, loan, lender.charges.loan_rate, counts)
    missed = np.where(nothing_owed, 0, np.minimum(missed, longest))
    owed = np.maximum(balance, 0)
    counts["kept: nothing owed"] = int(np.count_nonzero(owed == 0))
    for n in range(int(longest.max()) + 1):
        name = "current" if n == 0 else f"{n} bill{'s' if n > 1 else ''} missed"
        counts[f"kept: {name}"] = int(np.count_nonzero((missed == n) & (owed > 0)))
    days = np.where(nothing_owed, 0, days)
    credit = np.maximum(-balance, 0)
    rows = readings.row[keep]
    return Accounts(keep, rows, loan, limit, owed, credit, missed, days, bill, (*notes, *told)), counts


def _bills(
    readings: Readings, columns: ColumnMap, keep: NDArray[np.int64], loan: NDArray[np.bool_], own_rate: float,
    counts: dict[str, int],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:  # fmt: skip
    """Return what falls due on loans each month, and what must be said of their terms."""
    bill = np.zeros(keep.size, np.int64)
    if readings.terms is None or not loan.any():
        return bill, ()
    at = keep[loan]
    terms = readings.terms.of(at)
    balance = readings.balance[0, at]
    due = instalments(terms, balance, None if readings.cohort is None else readings.cohort[at], own_rate)
    if due.unknown:
        message = f"nothing says what falls due each month on {due.unknown:,} of {at.size:,} loans"
        expected = "`instalment`, `remaining`, or `term` with when it was opened, for each"
        raise TapeError(Fault(message, expected=expected))
    bill[loan] = due.bill
    notes = []
    owed, known = balance.astype(float), np.isfinite(terms.rate)
    if known.any():
        mean = float((terms.rate * owed)[known].sum() / owed[known].sum())
        if abs(mean - own_rate) > _RATES_DIFFER:
            notes.append(
                f"loans pay the scenario's {own_rate:.1%} a year, all of them; the tape's mean is {mean:.1%}: "
                f"lender.charges.loan_rate: {mean:.1%} sets it"
            )
    if due.bullet:
        counts["loans repaid at the end, spread evenly over the months left"] = due.bullet
        notes.append(
            f"{due.bullet:,} loans are repaid at their end; the model repays evenly: their principal is spread over "
            "the months left"
        )
    if due.raised:
        counts["instalment below the interest, raised"] = due.raised
        notes.append(
            f"the instalments of {due.raised:,} loans do not pay the scenario's interest of {own_rate:.1%} a year: "
            "raised to what repays them in the months left, 60 where nothing says"
        )
    return bill, tuple(notes)


def count_statuses(readings: Readings, columns: ColumnMap) -> tuple[StatusCount, ...]:
    """Count the rows and what they owe by status as the tape has it, before any rule."""
    owed = np.maximum(readings.balance[0], 0)
    by_code = columns.columns.status is not None
    status = np.asarray(readings.code, object) if by_code else readings.missed[0].astype(str)
    found = []
    for value in sorted(set(status.tolist()), key=_order):
        rows = status == value
        missed = int(readings.missed[0, np.argmax(rows)])
        found.append(StatusCount(value, int(rows.sum()), int(owed[rows].sum()), None if missed == LEFT_OUT else missed))
    return tuple(found)


def _order(text: str) -> tuple[int, float, str]:
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text
