"""One column of a tape -> numbers: amounts, bills missed, days, scores, months; what is no such thing is a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from arrears.dates import DAYS_A_MONTH, LAST_DUE_DAY, YearMonth
from arrears.population.tape_map import ColumnMap, Columns, Month, lateness_of
from arrears.population.tape_table import Faults, TapeTable
from arrears.units import MINOR_UNITS, MONEY_LIMIT, shown

UNKNOWN = -1  # bills missed in a month that the tape does not know
LEFT_OUT = -2  # a code that says the row is no live account

_NUMERIC = re.compile(r"[-+0-9.eE \n]*", re.ASCII)
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?\s*", re.ASCII)


class CellReader:
    """Reads columns of one tape, adding what is wrong to its faults."""

    def __init__(self, table: TapeTable, columns: ColumnMap, faults: Faults) -> None:
        self.table, self.faults = table, faults
        self.minor = MINOR_UNITS * columns.amounts_in
        self.codes = {code: LEFT_OUT if missed is None else missed for code, missed in columns.codes.items()}
        self.date = columns.date
        self.blanks = 0

    def numbers(self, column: str, *, blank: bool = False) -> NDArray[np.float64]:
        """Return the finite numbers of a column; NaN, and a fault, where there is none."""
        texts = self.table.cells[column]
        empty = np.zeros(len(texts), bool)
        if blank and "" in texts:
            empty = np.asarray([not text.strip() for text in texts])
            self.blanks += int(empty.sum())
            texts = ["0" if none else text for none, text in zip(empty, texts, strict=True)]
        values = _all_numbers(texts)
        if values is None:
            values = np.asarray([_number(text) for text in texts])
        self.faults.add(~np.isfinite(values), column, _no_number, "a number")
        return values

    def within(
        self, column: str, values: NDArray[np.float64], low: float, high: float, expected: str, *, whole: bool = False
    ) -> NDArray[np.float64]:
        """Add a fault for each number outside two bounds, or not whole; return the numbers with those at `low`."""
        finite = np.isfinite(values)
        bad = finite & ~((values >= low) & (values <= high))
        if whole:
            bad |= finite & (values != np.floor(values))
        self.faults.add(bad, column, lambda text: f"{shown(text.strip())} is impossible", expected)
        return np.where(bad | ~finite, low, values)

    def money(
        self, column: str | None, *, signed: bool = False, blank: bool = False, positive: bool = False
    ) -> NDArray[np.int64]:
        """Return amounts in minor units; nothing where the map names no column."""
        if column is None:
            return np.zeros(self.table.rows, np.int64)
        most = MONEY_LIMIT / self.minor
        low = -most if signed else 0.0
        expected = "an amount" if signed else "an amount above zero" if positive else "an amount of zero or more"
        values = self.within(
            column, self.numbers(column, blank=blank), 0.5 / self.minor if positive else low, most, expected
        )
        return np.rint(values * self.minor).astype(np.int64)

    def maybe_money(self, column: str | None, *, positive: bool = False) -> NDArray[np.int64] | None:
        """Return amounts in minor units, or None where the map names no column."""
        return None if column is None else self.money(column, positive=positive)

    def lateness(self, month: Columns | Month, *, blank: bool) -> NDArray[np.int64]:
        """Return bills missed at the end of a month."""
        form, column = lateness_of(month)
        if column is None:
            return np.full(self.table.rows, UNKNOWN, np.int64)
        if form == "status":
            return self.coded(column, blank=blank)
        values = self.numbers(column, blank=blank)
        expected = "days past due, whole, 0 or more" if form == "dpd" else "bills missed, whole, 0 or more"
        values = self.within(column, values, 0.0, 1e5, expected, whole=True)
        missed = np.ceil(values / DAYS_A_MONTH) if form == "dpd" else values
        if blank:
            missed = np.where([not text.strip() for text in self.table.cells[column]], UNKNOWN, missed)
        return missed.astype(np.int64)

    def coded(self, column: str, *, blank: bool) -> NDArray[np.int64]:
        """Return bills missed by the map's codes."""
        texts = self.table.cells[column]
        meaning = {text: self.codes.get(_code(text, self.codes)) for text in set(texts)}
        unknown = {text for text, missed in meaning.items() if missed is None}
        if blank:
            blanks = {text for text in unknown if not text.strip()}
            self.blanks += sum(texts.count(text) for text in blanks)
            unknown -= blanks
        if unknown:
            known = ", ".join(self.codes)
            bad = np.asarray([text in unknown for text in texts])
            self.faults.add(
                bad, column, lambda text: f"the code {shown(text.strip())} is not in the map", f"one of {known}"
            )
        filled = {text: UNKNOWN if missed is None else missed for text, missed in meaning.items()}
        return np.asarray([filled[text] for text in texts], np.int64)

    def due_day(self, column: str | None) -> NDArray[np.int64] | None:
        """Return the due days."""
        if column is None:
            return None
        values = self.within(
            column, self.numbers(column), 1, LAST_DUE_DAY, f"a day from 1 to {LAST_DUE_DAY}", whole=True
        )
        return values.astype(np.int64)

    def score(self, column: str | None) -> NDArray[np.float64] | None:
        """Return the scores."""
        return (
            None if column is None else self.within(column, self.numbers(column), 300, 850, "a score from 300 to 850")
        )

    def cohort(self, column: str | None) -> NDArray[np.int64] | None:
        """Return the months in which accounts were opened, counted from the month of observation."""
        if column is None:
            return None
        texts = self.table.cells[column]
        months = {text: _months_before(text, self.date) for text in set(texts)}
        bad = np.asarray([months[text] is None for text in texts])
        self.faults.add(
            bad,
            column,
            lambda text: f"{shown(text.strip())} is no such month",
            f"a month like 2004-11, not after {self.date}",
        )
        return np.asarray([months[text] or 0 for text in texts], np.int64)


def _all_numbers(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """Return a column as numbers if all of it looks like numbers: fast, and strict about what Python would let pass."""
    if not _NUMERIC.fullmatch("\n".join(texts)):
        return None
    try:
        return np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None


def _number(text: str) -> float:
    return float(text) if _NUMBER.fullmatch(text) else np.nan


def _no_number(text: str) -> str:
    return f"{shown(text.strip())} is not a number" if text.strip() else "it is blank"


def _code(text: str, codes: dict[str, int]) -> str:
    """Return a code as the map writes it: ``2.0`` of a column of floats is ``2``."""
    text = text.strip()
    if text not in codes and _NUMBER.fullmatch(text) and float(text).is_integer():
        return str(int(float(text)))
    return text


def _months_before(text: str, date: YearMonth) -> int | None:
    try:
        month = YearMonth.parse(text.strip()[:7])
    except ValueError:
        return None
    return date.until(month) if month <= date else None
