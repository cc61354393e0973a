"""The cells of a tape -> checked numbers. Every cell that is wrong is named by its row and column, all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.errors import Fault, TapeError
from arrears.keys.refusal import nearest
from arrears.population.tape_cells import CellReader
from arrears.population.tape_map import ColumnMap, Columns, Month, lateness_of
from arrears.population.tape_table import Faults, TapeTable
from arrears.units import shown


@dataclass(frozen=True)
class Readings:
    """A tape's numbers, one entry a row; money in minor units.

    Attributes
    ----------
    limit : (row,) int64
    balance : (month, row) int64
        Month 0 is that of observation, 1 the month before.
    payment : (month, row) int64 or None
        Paid in that month; None if the map has no payments.
    missed : (month, row) int64
        Bills missed; `UNKNOWN` where a month is not known, `LEFT_OUT` in month 0 for rows that are no live account.
    code : tuple of str
        The status of each row at the date of observation, as the tape writes it.
    income, savings, outside, due_day, cohort : (row,) int64 or None
        Observed if the map names a column. ``cohort`` is the month opened, 0 the month of observation, below 0 before.
    score : (row,) float64 or None
    blanks : int
        Cells of earlier months that are blank: read as nothing owed or paid, lateness not known.
    """

    limit: NDArray[np.int64]
    balance: NDArray[np.int64]
    payment: NDArray[np.int64] | None
    missed: NDArray[np.int64]
    code: tuple[str, ...]
    income: NDArray[np.int64] | None
    savings: NDArray[np.int64] | None
    outside: NDArray[np.int64] | None
    due_day: NDArray[np.int64] | None
    cohort: NDArray[np.int64] | None
    score: NDArray[np.float64] | None
    blanks: int


def check_tape(table: TapeTable, columns: ColumnMap, *, limit: int) -> Readings:
    """Read a tape's cells.

    Parameters
    ----------
    table : TapeTable
        The cells.
    columns : ColumnMap
        What they are.
    limit : int
        Faults named one by one; the rest are counted.

    Raises
    ------
    TapeError
        Columns that are missing or that the map does not know; cells that are no number or impossible; unknown codes;
        two rows of one account. All of them at once.
    """
    _check_columns(table, columns)
    faults = Faults(table, limit)
    reader = CellReader(table, columns, faults)
    now = columns.columns
    months: list[Columns | Month] = [now, *columns.history]
    result = Readings(
        limit=reader.money(now.limit),
        balance=np.stack([reader.money(m.balance, signed=True, blank=k > 0) for k, m in enumerate(months)]),
        payment=None
        if now.payment is None
        else np.stack([reader.money(m.payment, blank=k > 0) for k, m in enumerate(months)]),
        missed=np.stack([reader.lateness(m, blank=k > 0) for k, m in enumerate(months)]),
        code=tuple(text.strip() for text in table.cells[lateness_of(now)[1] or ""]),
        income=reader.maybe_money(now.income, positive=True),
        savings=reader.maybe_money(now.savings),
        outside=reader.maybe_money(now.outside),
        due_day=reader.due_day(now.due_day),
        cohort=reader.cohort(now.opened),
        score=reader.score(now.score),
        blanks=reader.blanks,
    )
    if now.id is not None:
        _check_ids(table, now.id, faults)
    faults.raise_if_any()
    return result


def _check_columns(table: TapeTable, columns: ColumnMap) -> None:
    """Refuse columns of the map that the tape lacks, and columns of the tape that the map does not know."""
    path = str(table.path)
    named: dict[str, str] = {}  # column of the tape -> where the map names it
    faults = []
    sections: list[tuple[str, Columns | Month]] = [("columns", columns.columns)]
    sections += [(f"history.{k}", month) for k, month in enumerate(columns.history)]
    wanted = [
        (f"{where}.{key}", name)
        for where, section in sections
        for key in type(section).model_fields
        if (name := getattr(section, key))
    ]
    wanted += [("unused", name) for name in columns.unused]
    for key, name in wanted:
        if name not in table.header:
            hint = nearest(name, list(table.header)) or f"the tape has {', '.join(table.header)}"
            faults.append(
                Fault(
                    f"there is no column `{name}`, which the map names as `{key}`",
                    path,
                    expected="a column of the tape",
                    hint=hint,
                )
            )
        if name in named:
            faults.append(
                Fault(
                    f"the map names the column `{name}` twice: {named[name]} and {key}",
                    path,
                    expected="each column once",
                )
            )
        named[name] = key
    for name in table.header:
        if name not in named:
            hint = "name it under `unused` in the map if it is not needed"
            faults.append(
                Fault(f"the map does not know the column `{name}`", path, expected="every column in the map", hint=hint)
            )
    if faults:
        raise TapeError(faults)


def _check_ids(table: TapeTable, column: str, faults: Faults) -> None:
    texts = [text.strip() for text in table.cells[column]]
    if "" not in (known := set(texts)) and len(known) == len(texts):
        return
    first: dict[str, int] = {}
    bad = np.zeros(len(texts), bool)
    for row, text in enumerate(texts):
        bad[row] = not text or text in first
        first.setdefault(text, row)

    def message(cell: str) -> str:
        name = cell.strip()
        return f"{shown(name)} stands in row {first[name] + 1} already" if name else "it is blank"

    faults.add(bad, column, message, "an account in one row")
