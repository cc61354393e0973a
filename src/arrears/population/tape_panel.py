"""A panel, one row an account and month -> the accounts at one month, and the rows of the months before."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.errors import TapeError
from arrears.population.tape_cells import CellReader
from arrears.population.tape_map import LAST, ColumnMap
from arrears.population.tape_months import month_reader
from arrears.tabular.dates import read_stamp
from arrears.units import shown

MOST_MONTHS = 24  # of history
_RELATIVE = re.compile(r"-?\d{1,3}(\.0)?", re.ASCII)  # months before or after some event
_OF_ROWS = re.compile(r"month|period|snapshot|as_?of|report|月|期", re.IGNORECASE)
_OF_ACCOUNTS = re.compile(r"open|issue|orig|birth|start|earliest|first|matur|开户|放款|发放|出生|到期", re.IGNORECASE)


@dataclass(frozen=True)
class PanelBook:
    """The accounts of a panel at its month.

    Attributes
    ----------
    now : (account,) int64
        Rows of the table in that month.
    before : tuple of (account,) int64
        Each account's row one month before, two months before …; -1 where it has none.
    notes : tuple of str
    """

    now: NDArray[np.int64]
    before: tuple[NDArray[np.int64], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Months:
    """The month of each row of the table, counted; `relative` to an event, or months of the calendar."""

    number: NDArray[np.int64]
    relative: bool

    def written(self, number: int) -> str:
        return str(number) if self.relative else f"{number // 12:04d}-{number % 12 + 1:02d}"


def book_of_panel(reader: CellReader, columns: ColumnMap, rows: NDArray[np.int64]) -> PanelBook:
    """Take the book of a panel at the map's month.

    Raises
    ------
    TapeError
        A month that is none or is not there, or is another than the map's date; an account with two rows in a month.
    """
    said = columns.snapshot
    name, at = next(iter(said.items())) if isinstance(said, dict) else (str(said), None)
    months = _months_of(reader, columns, name)
    wanted = _wanted(reader, columns, months, months.number[rows], at)
    account, _ = pd.factorize(np.asarray(reader.texts(str(columns.columns.id)), object)[rows])
    _refuse_twice(reader, account, months.number[rows], rows, name)
    here = months.number[rows] == wanted
    before: list[NDArray[np.int64]] = []
    while len(before) < MOST_MONTHS:
        then = months.number[rows] == wanted - len(before) - 1
        if not then.any():
            break
        row_of = np.full(int(account.max()) + 1, -1, np.int64)
        row_of[account[then]] = rows[then]
        before.append(row_of[account[here]])
    gone = int(np.unique(account).size - np.count_nonzero(here))
    notes = (f"{gone:,} accounts of the panel have no row in {months.written(wanted)}",) if gone else ()
    return PanelBook(rows[here], tuple(before), notes)


def _months_of(reader: CellReader, columns: ColumnMap, name: str) -> _Months:
    texts = reader.texts(name)
    distinct = set(texts)
    if all(_RELATIVE.fullmatch(text) for text in distinct):
        numbers = {text: int(float(text)) for text in distinct}
        return _Months(np.fromiter((numbers[text] for text in texts), np.int64, len(texts)), True)
    read = month_reader(distinct, columns.date_format, str(reader.table.path))
    found = {text: read(text) for text in distinct}
    bad = np.fromiter((found[text] is None for text in texts), np.bool_, len(texts))
    every, place = np.arange(len(texts)), reader.place[name]
    reader.faults.add(bad, every, place, lambda text: f"{shown(text)} is no month", "a month like 2020-03")
    reader.faults.raise_if_any()
    numbers = {text: month for text, month in found.items() if month is not None}
    return _Months(np.fromiter((numbers[text] for text in texts), np.int64, len(texts)), False)


def _wanted(reader: CellReader, columns: ColumnMap, months: _Months, number: NDArray[np.int64], at: str | None) -> int:
    """Return the month at which a panel becomes a book."""
    first, last = int(number.min()), int(number.max())
    wanted: int | None = last
    if months.relative and at not in (None, LAST):
        wanted = int(at) if at is not None and _RELATIVE.fullmatch(at) else None
    elif not months.relative and at != LAST:
        wanted = columns.date.number if at is None else month_reader([], columns.date_format)(at)
    if wanted is None or not (number == wanted).any():
        message = f"`snapshot`: the panel has no month {at if at is not None else columns.date}"
        expected = f"a month from {months.written(first)} to {months.written(last)}"
        hint = "" if at is not None else "the month is `date` in the map"
        raise TapeError(reader.table.fault(message, expected=expected, hint=hint))
    if not months.relative and wanted != columns.date.number:
        message = f"`snapshot` is {months.written(wanted)}, and `date` in the map is {columns.date}"
        raise TapeError(reader.table.fault(message, expected="one month, at whose close the book is taken"))
    return wanted


def _refuse_twice(
    reader: CellReader, account: NDArray[np.int64], month: NDArray[np.int64], rows: NDArray[np.int64], name: str
) -> None:
    twice = pd.DataFrame({"account": account, "month": month}).duplicated().to_numpy()
    if twice.any():
        row, column = int(rows[np.argmax(twice)]), str(reader.columns.columns.id)
        said = f"row {row + 1:,}, column `{column}`: {shown(reader.texts(column)[row])} has two rows in one `{name}`"
        expected = "one row an account and month"
        raise TapeError(reader.table.fault(said, row=row, column=reader.place[column], expected=expected))


def refuse_panel(reader: CellReader, columns: ColumnMap, rows: NDArray[np.int64]) -> None:
    """Refuse a panel of account-months that the map takes for accounts.

    Raises
    ------
    TapeError
    """
    account = columns.columns.id
    taken = {name for _, name in [*columns.named(), *columns.used()]}
    others = [name for name in reader.table.columns if name and name not in taken][:200]
    for month in others:
        if not _is_month_of_rows(reader, month, rows):
            continue
        at = _numbered(reader, month, rows)
        said = f"{int(at.max()) + 1} months of `{month}`"
        way_out = f"or `where: {{{month}: …}}` for one month"
        for name in [account] if account is not None else others:
            who = _numbered(reader, name, rows)
            people = int(who.max()) + 1
            once = np.unique(who * (int(at.max()) + 1) + at).size == rows.size
            if name != month and once and people >= 2 and rows.size >= 1.5 * people:
                raise TapeError(
                    reader.table.fault(
                        f"the rows look like months of accounts: {people:,} of `{name}` in {said}, each once a month",
                        expected=f"`columns: {{id: {name}}}` and `snapshot: {month}` in the map, to take the book at "
                        "its date",
                        hint=way_out,
                    )
                )
        if account is None and _OF_ROWS.search(month):
            message = f"the rows are of {said}, and nothing says which account each is"
            expected = f"`columns.id` and `snapshot: {month}` in the map"
            raise TapeError(reader.table.fault(message, expected=expected, hint=way_out))


def _numbered(reader: CellReader, name: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the texts of a column as numbers, equal ones the same."""
    return pd.factorize(np.asarray(reader.texts(name), object)[rows])[0].astype(np.int64)


def _is_month_of_rows(reader: CellReader, name: str, rows: NDArray[np.int64]) -> bool:
    """Say whether a column holds months, few of them and each in many rows."""
    if _OF_ACCOUNTS.search(name):
        return False
    texts = reader.texts(name)
    if not all(_is_month(texts[row]) for row in rows[:100]):
        return False
    distinct = {texts[row] for row in rows.tolist()}
    return 2 <= len(distinct) <= max(rows.size / 1.5, 2) and all(map(_is_month, distinct))


def _is_month(text: str) -> bool:
    stamp = read_stamp(text)
    return stamp is not None and stamp.period != "year"  # 2000 is an amount as well
