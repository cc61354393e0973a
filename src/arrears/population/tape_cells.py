"""One column of a tape -> numbers: amounts, bills missed, days, scores, months; what is no such thing is a fault."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from arrears.columns import UNKNOWN_COHORT
from arrears.dates import DAYS_A_MONTH, LAST_DUE_DAY
from arrears.errors import TableError, TapeError
from arrears.population.tape_columns import Columns, Month, lateness_of
from arrears.population.tape_faults import Faults
from arrears.population.tape_map import ColumnMap
from arrears.population.tape_months import month_reader
from arrears.tabular.numbers import MISSING, Numbers, read_numbers
from arrears.tabular.table import Table
from arrears.units import MINOR_UNITS, MONEY_LIMIT, shown

UNKNOWN = -1  # bills missed in a month that the tape does not know; days past due that it does not give
LEFT_OUT = -2  # a code that says the row is no live account

Rows = NDArray[np.int64]  # rows of the table, one an account; -1 where the account has none in that month
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_WHOLE_DAYS, _WHOLE_BILLS = "days past due, whole, 0 or more", "bills missed, whole, 0 or more"


class CellReader:
    """Reads columns of one tape, adding what is wrong to its faults."""

    def __init__(self, table: Table, columns: ColumnMap, faults: Faults) -> None:
        self.table, self.columns, self.faults = table, columns, faults
        self.minor = MINOR_UNITS * columns.amounts_in
        self.codes = {code: LEFT_OUT if missed is None else missed for code, missed in columns.codes.items()}
        self.place = {name: k for k, name in reversed(list(enumerate(table.columns)))}
        self.blanks = 0  # cells of earlier months
        self.drawn: dict[str, int] = {}  # column -> accounts for which it says nothing
        self._texts: dict[str, list[str]] = {}
        self._numbers: dict[str, Numbers] = {}

    def texts(self, column: str) -> list[str]:
        """Return the texts of a column, all rows."""
        if column not in self._texts:
            self._texts[column] = self.table.texts(self.place[column]).tolist()
        return self._texts[column]

    def all_numbers(self, column: str) -> Numbers:
        """Return the numbers of a column, all rows."""
        if column not in self._numbers:
            try:
                self._numbers[column] = read_numbers(self.table, self.place[column], decimal=self.columns.decimal)
            except TableError as error:
                raise TapeError(error.faults) from None
        return self._numbers[column]

    def numbers(self, column: str, rows: Rows, *, blank: bool = False) -> NDArray[np.float64]:
        """Return the numbers of some rows; NaN, and a fault, where there is none; blank ones are 0 if they may be."""
        found = self.all_numbers(column)
        at = np.maximum(rows, 0)
        missing, bad = found.missing[at] & (rows >= 0), found.bad[at] & (rows >= 0)
        values = np.where(rows >= 0, found.values[at], 0.0)
        if blank:
            self.blanks += int(missing.sum())
            values = np.where(missing, 0.0, values)
            missing = np.zeros_like(missing)
        self.faults.add(bad | missing, rows, self.place[column], _no_number, "a number")
        return values

    def within(
        self,
        column: str,
        rows: Rows,
        values: NDArray[np.float64],
        low: float,
        high: float,
        expected: str,
        *,
        whole: bool = False,
    ) -> NDArray[np.float64]:
        """Add a fault for each number outside two bounds, or not whole; return the numbers with those at `low`."""
        finite = np.isfinite(values)
        bad = finite & ~((values >= low) & (values <= high))
        if whole:
            bad |= finite & (values != np.floor(values))
        self.faults.add(bad, rows, self.place[column], lambda text: f"{shown(text)} is impossible", expected)
        return np.where(bad | ~finite, low, values)

    def money(self, column: str, rows: Rows, *, signed: bool = False, blank: bool = False) -> NDArray[np.int64]:
        """Return amounts in minor units."""
        most = MONEY_LIMIT / self.minor
        expected = "an amount" if signed else "an amount of zero or more"
        found = self.numbers(column, rows, blank=blank)
        values = self.within(column, rows, found, -most if signed else 0.0, most, expected)
        return np.rint(values * self.minor).astype(np.int64)

    def optional(
        self,
        column: str | None,
        rows: Rows,
        low: float,
        high: float,
        expected: str,
        *,
        zero: bool = True,
        told: bool = True,
    ) -> NDArray[np.float64] | None:
        """Return the numbers of a column that need not say everything; NaN where it does not, None without a column.

        `zero`: whether nothing is a value, as it is for savings and is not for incomes. What is left out is a fault of
        the column unless the map has ``blank: drawn``, and is counted then; `told` is false for what may be left out.
        """
        if column is None:
            return None
        found = self.all_numbers(column)
        values, place = found.values[rows], self.place[column]
        self.faults.add(found.bad[rows], rows, place, _no_number, "a number")
        unknown = found.missing[rows] | (False if zero else values == 0.0)
        values = np.where(unknown | found.bad[rows], np.nan, values)
        values = np.where(np.isfinite(values), self.within(column, rows, values, low, high, expected), np.nan)
        if told:
            self.say_unknown(column, rows, unknown, "blank, NA" + ("" if zero else ", 0"), expected)
        return values

    def say_unknown(self, column: str, rows: Rows, unknown: NDArray[np.bool_], marks: str, expected: str) -> None:
        """Count the accounts for which a column says nothing, or refuse it."""
        n = int(unknown.sum())
        if not n:
            return
        if self.columns.draws_blanks:
            self.drawn[column] = self.drawn.get(column, 0) + n
            return
        first = int(rows[np.argmax(unknown)]) + 1
        message = f"{n:,} of {rows.size:,} cells say nothing ({marks}), the first in row {first:,}"
        hint = "or `blank: drawn` in the map, to draw what is not known"
        self.faults.of_column(self.place[column], message, expected=expected, hint=hint)

    def optional_money(
        self, column: str | None, rows: Rows, *, zero: bool = True, told: bool = True
    ) -> NDArray[np.float64] | None:
        """Return amounts in minor units; NaN where the tape does not say."""
        low, most = 0.0 if zero else 0.5 / self.minor, MONEY_LIMIT / self.minor
        expected = "an amount of zero or more" if zero else "an amount above zero"
        values = self.optional(column, rows, low, most, expected, zero=zero, told=told)
        return None if values is None else np.rint(values * self.minor)

    def lateness(
        self, month: Columns | Month, rows: Rows, *, blank: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return bills missed at the end of a month, and exact days past due; UNKNOWN where the tape does not say."""
        form, column = lateness_of(month)
        nothing = np.full(rows.size, UNKNOWN, np.int64)
        if column is None:
            return nothing, nothing
        if form == "status":
            return self.coded(column, rows, blank=blank), nothing
        expected = _WHOLE_DAYS if form == "dpd" else _WHOLE_BILLS
        values = self.within(column, rows, self.numbers(column, rows, blank=blank), 0.0, 1e5, expected, whole=True)
        known = (rows >= 0) & ~(self.all_numbers(column).missing[np.maximum(rows, 0)])
        days = nothing
        if form == "missed":
            missed = values
        elif self.columns.dpd_is == "lower_edge":
            missed = np.where(values > 0, np.floor(values / DAYS_A_MONTH) + 1.0, 0.0)
        else:
            missed, days = np.ceil(values / DAYS_A_MONTH), np.where(known, values, UNKNOWN).astype(np.int64)
            self._ask_for_edges(column, values)
        return np.where(known, missed, UNKNOWN).astype(np.int64), days

    def _ask_for_edges(self, column: str, days: NDArray[np.float64]) -> None:
        late = np.unique(days[days > 0])
        if self.columns.dpd_is is None and late.size and np.all(late % DAYS_A_MONTH == 0):
            some = ", ".join(f"{day:.0f}" for day in late[:4])
            self.faults.of_column(
                self.place[column],
                f"all days past due but 0 are multiples of 30 ({some}{' …' if late.size > 4 else ''})",
                expected=f"`dpd_is: lower_edge` in the map if {late[0]:.0f} means {late[0] + 1:.0f} to "
                f"{late[0] + 30:.0f} days, `dpd_is: exact` if it means {late[0]:.0f}",
            )

    def coded(self, column: str, rows: Rows, *, blank: bool) -> NDArray[np.int64]:
        """Return bills missed by the map's codes."""
        texts = self.texts(column)
        meaning = {text: self.codes.get(code_of(text, self.codes)) for text in set(texts)}
        at = np.maximum(rows, 0)
        unknown = {text for text, missed in meaning.items() if missed is None}
        if blank:
            blanks = {text for text in unknown if text in MISSING}
            empty = np.fromiter((text in blanks for text in texts), np.bool_, len(texts))
            self.blanks += int((empty[at] & (rows >= 0)).sum())
            unknown -= blanks
        if unknown:
            bad = np.fromiter((text in unknown for text in texts), np.bool_, len(texts))
            self.faults.add(
                bad[at] & (rows >= 0),
                rows,
                self.place[column],
                lambda text: f"the code {shown(text)} is not in the map",
                f"one of {', '.join(self.codes)}",
            )
        filled = {text: UNKNOWN if missed is None else missed for text, missed in meaning.items()}
        values = np.fromiter((filled[text] for text in texts), np.int64, len(texts))
        return np.where(rows >= 0, values[at], UNKNOWN)

    def due_day(self, column: str | None, rows: Rows) -> NDArray[np.int64] | None:
        """Return the due days, 0 where the tape does not say."""
        days = self.optional(column, rows, 1, 31, f"a day from 1 to {LAST_DUE_DAY}", zero=False)
        if days is None or column is None:
            return None
        self.within(column, rows, days, 1, 31, "a whole number", whole=True)
        above = days > LAST_DUE_DAY
        if above.any() and self.columns.day_above_28 is None:
            self.faults.of_column(
                self.place[column],
                f"{int(above.sum()):,} of {rows.size:,} due days are 29, 30 or 31",
                expected=f"days from 1 to {LAST_DUE_DAY}",
                hint="or `day_above_28: 28` in the map, to take the 28th for them, or `drawn`",
            )
        taken = float(LAST_DUE_DAY) if self.columns.day_above_28 == "28" else np.nan
        return np.nan_to_num(np.where(above, taken, days)).astype(np.int64)

    def cohort(self, now: Columns, rows: Rows) -> NDArray[np.int64] | None:
        """Return the months in which accounts were opened, counted from the month of observation."""
        if now.months_on_book is not None:
            months = self.optional(now.months_on_book, rows, 0, 1200, "months, 0 or more")
            assert months is not None
            return np.where(np.isnan(months), UNKNOWN_COHORT, -np.nan_to_num(months)).astype(np.int64)
        if now.opened is None:
            return None
        texts, date, place = self.texts(now.opened), self.columns.date, self.place[now.opened]
        distinct = set(texts)
        read = month_reader(distinct, self.columns.date_format, str(self.table.path))
        found = {text: read(text) for text in distinct}
        known = {
            text: month - date.number for text, month in found.items() if month is not None and month <= date.number
        }
        bad = {text for text in distinct if text not in known and text not in MISSING}
        wrong = np.fromiter((text in bad for text in texts), np.bool_, len(texts))[rows]
        expected = f"a month like 2004-11, not after {date}"
        self.faults.add(wrong, rows, place, lambda text: f"{shown(text)} is no such month", expected)
        unknown = np.fromiter((text in MISSING for text in texts), np.bool_, len(texts))[rows]
        self.say_unknown(now.opened, rows, unknown, "blank, NA", expected)
        return np.fromiter((known.get(text, UNKNOWN_COHORT) for text in texts), np.int64, len(texts))[rows]


def code_of(text: str, codes: dict[str, int]) -> str:
    """Return a code as the map writes it: ``2.0`` of a column of floats is ``2``."""
    if text not in codes and _NUMBER.fullmatch(text) and float(text).is_integer():
        return str(int(float(text)))
    return text


def _no_number(text: str) -> str:
    return f"{shown(text)} is not a number" if text else "it is blank"
