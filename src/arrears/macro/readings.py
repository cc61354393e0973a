"""From the cells of the picked rows to dated values: every cell checked, every fault named at once.

Rates become fractions here. A period is known by its middle month (:mod:`arrears.macro.periods`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from arrears.errors import Fault, MacroFileError, TableError
from arrears.macro.periods import STEPS, middle_of
from arrears.macro.rate_units import Cell, said_units, scale_of
from arrears.macro.selection import Selection
from arrears.macro.source import Row, Source, income_key
from arrears.scenario.schema_macro import Unit
from arrears.tabular.dates import FORMS, AmbiguousDate, Stamp, stamp_reader
from arrears.tabular.numbers import DecimalMark, Numbers, missing_marks, read_numbers

Points = list[tuple[int, float]]

# What a value may be once a rate is a fraction; bounds are left out.
_RANGE: dict[str, tuple[float, float, str]] = {
    "unemployment": (-1e-12, 1.0, "a share of the labour force, from 0% to below 100%"),
    "income": (-1.0, 1e4, "above -100%"),
    "income_growth": (-1.0, 1e4, "above -100%"),
    "income_growth_yoy": (-1.0, 1e4, "above -100%"),
    "income_index": (0.0, 1e15, "a number above 0"),
    "policy_rate": (-1.0, 10.0, "a percentage"),
}


@dataclass(frozen=True)
class Readings:
    """Dated values of a scenario.

    Attributes
    ----------
    step : int
        Months in a period: 1, 3 or 12.
    periods : tuple of int
        The periods of the picked rows and of their past, by their middle month.
    first : int
        The first period of the picked rows; earlier ones are the past.
    series : dict of str to list of (month, value)
        Rates as fractions; in the order of months. A blank cell is no point.
    baseline : list of (month, value)
        The baseline's values of the income column.
    baseline_deflator : list of (month, value)
        The baseline's prices, where there is a deflator.
    notes : tuple of str
        Cells without a value, counted.
    """

    step: int
    periods: tuple[int, ...]
    first: int
    series: dict[str, Points]
    baseline: Points
    baseline_deflator: Points
    notes: tuple[str, ...]


class _Reader:
    """Reads dates and numbers, each column once, and gathers faults."""

    def __init__(self, sources: Sequence[Source], decimal: DecimalMark | None, date_format: str | None) -> None:
        self.faults: list[Fault] = []
        self.decimal = decimal
        self.numbers: dict[tuple[int, int], Numbers | None] = {}
        self.stamps = {id(source): self._stamps(source, date_format) for source in sources}
        self.told: set[tuple[int, int, int]] = set()  # cells whose fault is kept already

    def _stamps(self, source: Source, date_format: str | None) -> list[Stamp | None]:
        column = source.columns.date
        texts: list[str] = source.table.texts(column).tolist()
        try:
            read = stamp_reader(texts, date_format)
        except AmbiguousDate as error:
            expected = "`date_format: dmy` or `date_format: mdy`, whichever comes first"
            self.faults.append(source.table.fault(str(error), column=column, expected=expected))
            return [None] * len(texts)
        except ValueError as error:
            expected = "dmy, mdy, DD/MM/YYYY or one like %d.%m.%y"
            self.faults.append(source.table.fault(f"macro.file.{error}", expected=expected))
            return [None] * len(texts)
        return [read(text) for text in texts]

    def dated(self, rows: Sequence[Row]) -> list[tuple[Row, Stamp]]:
        """Return the rows with their dates."""
        dated = []
        for row in rows:
            stamp = self.stamps[id(row.source)][row.row]
            if stamp is not None:
                dated.append((row, stamp))
            else:
                self._tell(row, row.source.columns.date, f"{row.date!r} is not a date", FORMS)
        return dated

    def cells(self, key: str, rows: Sequence[Row]) -> list[Cell]:
        """Return the numbers of a series in some rows; what is none is a fault."""
        found = []
        for row in rows:
            column = row.source.columns.series.get(key)
            numbers = None if column is None else self._numbers(row.source, column)
            if column is None or numbers is None or numbers.missing[row.row]:
                continue
            if numbers.bad[row.row]:
                name, text = row.source.table.columns[column], row.source.text(row.row, column)
                self._tell(row, column, f"{name}: {text!r} is not a number", "a number")
                continue
            found.append(Cell(row, column, float(numbers.values[row.row]), bool(numbers.percent[row.row])))
        return found

    def _tell(self, row: Row, column: int, message: str, expected: str) -> None:
        place = (id(row.source), row.row, column)
        if place not in self.told:
            self.told.add(place)
            self.faults.append(row.fault(message, column=column, expected=expected))

    def _numbers(self, source: Source, column: int) -> Numbers | None:
        key = (id(source), column)
        if key not in self.numbers:
            try:
                self.numbers[key] = read_numbers(source.table, column, decimal=self.decimal)
            except TableError as error:
                self.faults += error.faults
                self.numbers[key] = None
        return self.numbers[key]


def read_values(
    sources: Sequence[Source],
    selection: Selection,
    *,
    units: Mapping[str, Unit],
    decimal: DecimalMark | None = None,
    date_format: str | None = None,
) -> Readings:
    """Read the picked rows.

    Parameters
    ----------
    sources : sequence of Source
        The files.
    selection : Selection
        Their rows.
    units : mapping of str to str
        ``macro.file.units``.
    decimal, date_format : str or None
        The decimal mark and the form of dates, where the scenario says them.

    Raises
    ------
    MacroFileError
        Dates or numbers that cannot be read or cannot be, dates twice, dates neither monthly, quarterly nor yearly,
        rates that may be percent or fractions.
    """
    reader = _Reader(sources, decimal, date_format)
    faults = reader.faults
    said, wrong = said_units(sources, units)
    faults += wrong
    _stop(faults)
    dated = reader.dated(selection.rows)
    past = reader.dated(selection.history)
    if not dated:
        raise MacroFileError(faults)
    begin = min(stamp.month for _, stamp in dated)
    both = [(row, stamp) for row, stamp in past if stamp.month < begin] + dated
    step = _step(both, faults)
    months = {row: middle_of(stamp.month, step) for row, stamp in both}
    baseline = {row: middle_of(stamp.month, step) for row, stamp in reader.dated(selection.baseline)}
    series, of_baseline = {}, {}
    keys = list(dict.fromkeys(key for source in sources for key in source.columns.series))
    income, notes = income_key(sources), []
    for key in keys:
        cells = reader.cells(key, list(months))
        more = reader.cells(key, [row for row in baseline if row not in months]) if key in (income, "deflator") else []
        scale, asked = scale_of(key, [*cells, *more], said.get(key))
        faults += asked
        if not asked:
            _check(key, [*cells, *more], scale, faults)
        series[key] = _points(months, cells, scale, faults)
        of_baseline[key] = _points(baseline, [cell for cell in [*cells, *more] if cell.row in baseline], scale, [])
        notes += _without_value(key, months, sources)
        if not cells and not faults:
            column = next(source.columns.series[key] for source in sources if key in source.columns.series)
            faults.append(sources[0].table.fault(f"{selection.name} has no value of {key}", column=column))
    _stop(faults)
    return Readings(
        step,
        tuple(sorted(set(months.values()))),
        middle_of(begin, step),
        series,
        of_baseline.get(income or "", []),
        of_baseline.get("deflator", []),
        tuple(notes),
    )


def _stop(faults: Sequence[Fault]) -> None:
    if faults:
        raise MacroFileError(faults)


def _step(dated: Sequence[tuple[Row, Stamp]], faults: list[Fault]) -> int:
    """Return the months in a period, from the way dates are written and how far apart they are."""
    written = {"month" if stamp.period == "day" else stamp.period for _, stamp in dated}
    if len(written) > 1:
        first = dated[0][1].period
        odd = next(row for row, stamp in dated if ({stamp.period, first} - {"day", "month"}) and stamp.period != first)
        names = " and ".join(f"{name}s" for name in ("month", "quarter", "year") if name in written)
        message = f"{names} mixed"
        faults.append(odd.fault(message, column=odd.source.columns.date, expected="one of them"))
        return 3
    if "quarter" in written:
        return 3
    if "year" in written:
        return 12
    months = sorted({stamp.month for _, stamp in dated})
    gap = min((b - a for a, b in pairwise(months)), default=1)
    if gap not in STEPS:
        row = dated[0][0]
        message = f"dates are {gap} months apart"
        expected = "monthly, quarterly or yearly dates"
        faults.append(row.fault(message, column=row.source.columns.date, expected=expected))
        return 1
    return gap


def _check(key: str, cells: Sequence[Cell], scale: Mapping[Row, float], faults: list[Fault]) -> None:
    low, high, expected = _RANGE.get(key, (-1e300, 1e300, "a number"))
    for cell in cells:
        value = cell.value * scale[cell.row]
        if not low < value < high:
            name = cell.row.source.table.columns[cell.column]
            text = cell.row.source.text(cell.row.row, cell.column)
            faults.append(cell.row.fault(f"{name}: {text!r} is impossible", column=cell.column, expected=expected))


def _points(
    months: Mapping[Row, int], cells: Sequence[Cell], scale: Mapping[Row, float], faults: list[Fault]
) -> Points:
    """Return the values in the order of their periods; two values of one period are a fault."""
    found: dict[int, Cell] = {}
    for cell in cells:
        month, row = months[cell.row], cell.row
        if month in found:
            other = found[month].row
            there = "" if other.source is row.source else f" of {other.source.name}"
            message = f"the date {row.date} stands in line {other.source.table.line_of(other.row)}{there} already"
            fault = row.fault(message, column=row.source.columns.date, expected="each date once")
            if fault not in faults:
                faults.append(fault)
        found.setdefault(month, cell)
    return [(month, cell.value * scale[cell.row]) for month, cell in sorted(found.items(), key=lambda item: item[0])]


def _without_value(key: str, rows: Mapping[Row, int], sources: Sequence[Source]) -> list[str]:
    """Count the cells of a series that hold no value, by their marks."""
    texts = [
        row.source.text(row.row, row.source.columns.series[key]) for row in rows if key in row.source.columns.series
    ]
    marks = missing_marks(texts)
    if not marks:
        return []
    spoken = ", ".join("blank" if not mark else f"`{mark}`" for mark in marks)
    return [f"{key}: {sum(marks.values())} of {len(texts)} cells hold no value ({spoken})"]
