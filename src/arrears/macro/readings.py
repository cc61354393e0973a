"""From the cells of the picked rows to dated values: every cell checked, every fault named at once.

Percent columns become fractions here. A period is known by its middle month (:mod:`arrears.macro.periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from arrears.errors import Fault, MacroFileError
from arrears.macro.columns import PERCENT, ColumnMap
from arrears.macro.periods import Stamp, middle_of_quarter, read_stamp
from arrears.macro.selection import Selection
from arrears.macro.table import Row, Table, read_number

Points = list[tuple[int, float]]

# What a cell may hold, in the table's own units; bounds are left out.
_RANGE: dict[str, tuple[float, float, str]] = {
    "unemployment": (-1e-12, 100.0, "a percentage from 0 to below 100"),
    "income": (-100.0, 1e6, "a percentage above -100"),
    "income_growth": (-100.0, 1e6, "a percentage above -100"),
    "income_growth_yoy": (-100.0, 1e6, "a percentage above -100"),
    "income_index": (0.0, 1e15, "a number above 0"),
    "policy_rate": (-100.0, 1e3, "a percentage"),
}


@dataclass(frozen=True)
class Readings:
    """Dated values of a table.

    Attributes
    ----------
    step : int
        Months in a period: 1 or 3.
    periods : tuple of int
        The periods of the picked rows and of their past, by their middle month.
    first : int
        The first period of the picked rows; earlier ones are the past.
    series : dict of str to list of (month, value)
        Rates as fractions; in the order of months. A blank cell is no point.
    baseline : list of (month, value)
        The baseline's values of the income column.
    """

    step: int
    periods: tuple[int, ...]
    first: int
    series: dict[str, Points]
    baseline: Points


def read_values(table: Table, columns: ColumnMap, selection: Selection) -> Readings:
    """Read the picked rows.

    Raises
    ------
    MacroFileError
        Dates or numbers that cannot be read or cannot be, dates twice, dates neither monthly nor quarterly.
    """
    faults: list[Fault] = []
    dated = _dates(table, columns, selection.rows, faults)
    past = _dates(table, columns, selection.history, faults)
    if not dated:
        raise MacroFileError(tuple(faults))
    begin = min(stamp.month for _, stamp in dated)
    both = [(row, stamp) for row, stamp in past if stamp.month < begin] + dated
    step = _step(table, columns, both, faults)
    periods = _periods(table, columns, both, step, faults)
    series = {key: _points(table, key, place, periods, faults) for key, place in columns.series.items()}
    baseline: Points = []
    income = columns.income
    if income is not None and selection.baseline:
        of_baseline = [(stamp.month, row) for row, stamp in _dates(table, columns, selection.baseline, [])]
        # A baseline that is the scenario itself was checked above.
        ignored = faults if selection.baseline != selection.rows else []
        baseline = _points(table, income, columns.series[income], sorted(of_baseline, key=lambda p: p[0]), ignored)
    for key, points in series.items():
        if not points and not faults:
            faults.append(table.fault(f"{selection.name} has no value of {key}", column=columns.series[key]))
    unemployment = [value for _, value in series.get("unemployment", ())]
    if unemployment and max(unemployment) < 0.01 and not faults:
        message = "unemployment stays below 1%: is it written as a fraction?"
        faults.append(table.fault(message, column=columns.series["unemployment"], expected="percent, as in 5.2"))
    if faults:
        raise MacroFileError(tuple(faults))
    first = middle_of_quarter(begin) if step == 3 else begin
    return Readings(step, tuple(month for month, _ in periods), first, series, baseline)


def _dates(table: Table, columns: ColumnMap, rows: Sequence[Row], faults: list[Fault]) -> list[tuple[Row, Stamp]]:
    dated = []
    for row in rows:
        stamp = read_stamp(row.cells[columns.date])
        if stamp is None:
            message = f"{row.cells[columns.date]!r} is not a date"
            faults.append(table.fault(message, row=row, column=columns.date, expected="2026Q1, 2026 Q1 or 2026-02"))
        else:
            dated.append((row, stamp))
    return dated


def _step(table: Table, columns: ColumnMap, dated: Sequence[tuple[Row, Stamp]], faults: list[Fault]) -> int:
    """Return the months in a period, from the way dates are written and how far apart they are."""
    quarters = {stamp.quarter for _, stamp in dated}
    if len(quarters) == 2:
        odd = next(row for row, stamp in dated if stamp.quarter != dated[0][1].quarter)
        faults.append(table.fault("months and quarters mixed", row=odd, column=columns.date, expected="one of them"))
    if True in quarters:
        return 3
    months = sorted({stamp.month for _, stamp in dated})
    gap = min((b - a for a, b in pairwise(months)), default=1)
    if gap not in (1, 3):
        message = f"dates are {gap} months apart"
        faults.append(table.fault(message, row=dated[0][0], column=columns.date, expected="monthly or quarterly dates"))
    return 3 if gap == 3 else 1


def _periods(
    table: Table, columns: ColumnMap, dated: Sequence[tuple[Row, Stamp]], step: int, faults: list[Fault]
) -> list[tuple[int, Row]]:
    """Return the rows in the order of their periods; a period twice is a fault."""
    rows: dict[int, Row] = {}
    for row, stamp in dated:
        month = middle_of_quarter(stamp.month) if step == 3 else stamp.month
        if month in rows:
            message = f"the date {row.cells[columns.date].strip()} stands in line {rows[month].line} already"
            faults.append(table.fault(message, row=row, column=columns.date, expected="each date once"))
        rows.setdefault(month, row)
    return sorted(rows.items(), key=lambda item: item[0])


def _points(table: Table, key: str, place: int, periods: Sequence[tuple[int, Row]], faults: list[Fault]) -> Points:
    low, high, expected = _RANGE.get(key, (-1e300, 1e300, "a number"))
    points = []
    for month, row in periods:
        text = row.cells[place].strip()
        if not text:
            continue
        value = read_number(text)
        if value is None or not low < value < high:
            message = f"{table.header[place]}: {text!r} is {'not a number' if value is None else 'impossible'}"
            faults.append(table.fault(message, row=row, column=place, expected=expected))
        else:
            points.append((month, value / 100 if key in PERCENT else value))
    return points
