"""The rules of a tape: what is done with each odd row, counted, so that rows read and rows kept reconcile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.buckets import bucket_of, cumulative_label, labels_of
from arrears.errors import Fault, TapeError
from arrears.population.tape_cells import LEFT_OUT
from arrears.population.tape_checks import Readings
from arrears.population.tape_map import ColumnMap

_MIDDLE = 15  # due day assumed for the tape's own buckets where it has none; edges at 30, 60, 90 … do not depend on it


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
class Buckets:
    """Shares of the tape's live accounts by bucket at its date: ``current``, ``1-30`` … and ``1+``, ``31+`` ….

    Attributes
    ----------
    balance, count : dict of str to float
        Shares of what all live accounts owe, and of their number.
    accounts : int
        Live accounts: those that owe something.
    owed : int
        What they owe, minor units.
    """

    balance: dict[str, float]
    count: dict[str, float]
    accounts: int
    owed: int


@dataclass(frozen=True)
class Accounts:
    """The rows kept, after the rules; one entry a row, money in minor units.

    Attributes
    ----------
    row : (account,) int64
        Row of the tape, counted from 0.
    limit, balance, credit : (account,) int64
        `balance` is zero or more; `credit` is what the lender owes.
    missed : (account,) int64
        Bills missed, below those at which an account is charged off.
    """

    row: NDArray[np.int64]
    limit: NDArray[np.int64]
    balance: NDArray[np.int64]
    credit: NDArray[np.int64]
    missed: NDArray[np.int64]


def apply_rules(readings: Readings, columns: ColumnMap, charge_off_bills: int) -> tuple[Accounts, dict[str, int]]:
    """Apply the rules of a tape to its rows.

    Parameters
    ----------
    readings : Readings
        The tape's numbers.
    columns : ColumnMap
        Its map.
    charge_off_bills : int
        Bills missed at which an account is charged off: later ones are held just below.

    Returns
    -------
    Accounts
        The rows kept.
    counts : dict of str to int
        ``rows read`` = ``rows kept`` + the counts that begin with ``left out``; ``rows kept`` = the counts that begin
        with ``kept``. The others say how often a rule was used.

    Raises
    ------
    TapeError
        No row is kept.
    """
    missed = readings.missed[0]
    out = missed == LEFT_OUT
    counts = {"rows read": int(missed.size)}
    codes = [code for code, bills in columns.codes.items() if bills is None]
    texts = np.asarray(readings.code)
    for code in codes:
        counts[f"left out: status {code}"] = int(np.count_nonzero(out & (texts == code)))
    written_otherwise = int(out.sum()) - sum(n for key, n in counts.items() if key.startswith("left out"))
    if written_otherwise:  # 2.0 for 2
        counts["left out: other spellings of these"] = written_otherwise
    keep = np.flatnonzero(~out)
    if keep.size == 0:
        raise TapeError(Fault("every row is left out by its status", expected="a live account"))
    balance, missed = readings.balance[0, keep], missed[keep]
    limit = readings.limit[keep]
    counts["rows kept"] = int(keep.size)

    longest = charge_off_bills - 1
    beyond = missed > longest
    nothing_owed = (missed > 0) & (balance <= 0)
    counts[f"{charge_off_bills} or more bills missed -> {longest}"] = int(np.count_nonzero(beyond & ~nothing_owed))
    counts["late with a bill of zero or less -> current"] = int(np.count_nonzero(nothing_owed))
    counts["negative bill -> zero owed plus a credit"] = int(np.count_nonzero(balance < 0))
    counts["balance above the limit, kept"] = int(np.count_nonzero((balance > limit) & (limit > 0)))
    counts["limit of zero, kept as a closed line"] = int(np.count_nonzero(limit == 0))
    counts["blank cells in earlier months, read as nothing"] = readings.blanks
    missed = np.where(nothing_owed, 0, np.minimum(missed, longest))
    owed = np.maximum(balance, 0)
    counts["kept: nothing owed"] = int(np.count_nonzero(owed == 0))
    for bills in range(longest + 1):
        name = "current" if bills == 0 else f"{bills} bill{'s' if bills > 1 else ''} missed"
        counts[f"kept: {name}"] = int(np.count_nonzero((missed == bills) & (owed > 0)))
    return Accounts(keep, limit, owed, np.maximum(-balance, 0), missed), counts


def count_statuses(readings: Readings, columns: ColumnMap) -> tuple[StatusCount, ...]:
    """Count the rows and what they owe by status as the tape has it, before any rule."""
    owed = np.maximum(readings.balance[0], 0)
    by_code = columns.columns.status is not None
    status = np.asarray(readings.code) if by_code else readings.missed[0].astype(str)
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


def count_buckets(accounts: Accounts, due_day: NDArray[np.int64] | None, edges: Sequence[int]) -> Buckets:
    """Return the tape's own shares by bucket, of live accounts; `due_day` if the tape has it."""
    days = np.full(accounts.row.size, _MIDDLE) if due_day is None else due_day[accounts.row]
    bucket = bucket_of(accounts.missed, days, edges)
    live = accounts.balance > 0
    names = labels_of(edges)
    owed = np.asarray([int(accounts.balance[bucket == k].sum()) for k in range(len(names))], float)
    number = np.asarray([np.count_nonzero(live & (bucket == k)) for k in range(len(names))], float)
    return Buckets(_shares(owed, names), _shares(number, names), int(number.sum()), int(accounts.balance.sum()))


def _shares(values: NDArray[np.float64], names: Sequence[str]) -> dict[str, float]:
    """Return shares of the total by bucket, then those of each bucket and all later ones."""
    total = float(values.sum())
    part = values / total if total > 0 else np.zeros_like(values)
    shares = {name: float(share) for name, share in zip(names, part, strict=True)}
    for k in range(1, len(names) - 1):
        shares[cumulative_label(names[k])] = float(part[k:].sum())
    return shares
