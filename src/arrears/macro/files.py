"""A macro file by month: unemployment, income against its trend, policy rate, and whatever else it names.

The steps: the table (:mod:`~arrears.macro.table`), its columns, the scenario's rows, their values, the income index,
and quarters to months. Nothing here needs NumPy, so that a scenario with a file is checked quickly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from arrears.errors import MacroFileError
from arrears.macro.columns import map_columns
from arrears.macro.income_index import index_from_growth, index_from_yearly_growth, index_less_trend, trend_of
from arrears.macro.periods import blocks, by_month, first_month, last_month, name_month, name_period
from arrears.macro.readings import Points, Readings, read_values
from arrears.macro.selection import Selection, select_rows
from arrears.macro.table import Table, read_table
from arrears.scenario.schema_macro import MacroFile


@dataclass(frozen=True)
class FilePath:
    """What a macro file says about a run.

    Attributes
    ----------
    series : dict of str to list of float
        By month 0 to the last; rates and income are fractions, further series are in the file's own units.
    notes : tuple of str
        Where values were held or assumed; for the manifest.
    """

    series: dict[str, list[float]]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Window:
    """The run on the calendar, and the names that messages need."""

    start: int
    months: int
    table: Table
    selection: Selection
    step: int

    @property
    def every(self) -> range:
        """Month 0 (the month before the start) to the last."""
        return range(self.start - 1, self.start + self.months)

    def span(self, first: int, last: int) -> str:
        """Return a stretch of periods in words."""
        return f"{name_period(first, self.step)} to {name_period(last, self.step)}"

    def error(self, message: str, expected: str) -> MacroFileError:
        """Return a refusal of the file."""
        return MacroFileError(self.table.fault(message, expected=expected))


def read_macro_file(path: Path, file: MacroFile, *, start: int, months: int) -> FilePath:
    """Read the macro path of a run from a file.

    Parameters
    ----------
    path : Path
        The file.
    file : MacroFile
        What to take from it: exercise, scenario, columns, trend, income basis.
    start : int
        Month 1 of the run, counted as :attr:`arrears.dates.YearMonth.number` does.
    months : int
        Months of the run.

    Raises
    ------
    MacroFileError
        With every fault of the step that failed, each with file, line and column.
    """
    table = read_table(path)
    columns = map_columns(table, file.columns)
    selection = select_rows(table, columns, file.exercise, file.scenario)
    readings = read_values(table, columns, selection)
    window = _Window(start, months, table, selection, readings.step)
    notes = list(selection.notes)
    _stretch(window, readings.periods, selection.name)
    series = {}
    for key, points in readings.series.items():
        block = _block(window, points, f"{selection.name}: {key}")
        if key == columns.income:
            series["income"] = _income(window, readings, key, block, file, notes)
        else:
            series[key] = by_month(block, window.every)
        if not key.startswith("income_growth"):
            notes += _held_before(window, block, key)
        notes += _held_after(window, block, key)
    if file.income_basis == "aggregate" and columns.income is not None:
        series["income"] = _in_work(window, series)
    return FilePath(series, tuple(notes))


def _stretch(window: _Window, periods: Sequence[int], what: str) -> tuple[int, int]:
    """Return the unbroken stretch of periods that the run begins in; refuse a start outside all of them."""
    stretches = blocks(periods, window.step)
    start, end = window.start, window.start + window.months - 1
    for first, last in stretches:
        if first_month(first, window.step) <= start <= last_month(last, window.step):
            return first, last
    first, last = stretches[0]
    if start < first_month(first, window.step) <= end:
        return first, last
    spans = " and ".join(window.span(a, b) for a, b in stretches)
    begin = name_month(first_month(stretches[0][0], window.step))
    close = name_month(last_month(stretches[-1][1], window.step))
    raise window.error(
        f"the run, {name_month(start)} to {name_month(end)}, begins outside the file: {what} has {spans}",
        expected=f"a start from {begin} to {close}",
    )


def _block(window: _Window, points: Points, what: str) -> Points:
    """Return the points of the stretch that the run begins in; refuse a hole within the run."""
    first, last = _stretch(window, [month for month, _ in points], what)
    later = [month for month, _ in points if month > last]
    if later and first_month(later[0], window.step) <= window.start + window.months - 1:
        hole = window.span(last + window.step, later[0] - window.step)
        raise window.error(f"{what} has no values for {hole}, within the run", expected="a value for each period")
    return [(month, value) for month, value in points if first <= month <= last]


def _held_before(window: _Window, block: Points, key: str) -> list[str]:
    first, month0 = block[0][0], window.start - 1
    if month0 >= first:
        return []
    until = min(first - 1, window.start + window.months - 1)
    months = f"months 0 to {until - month0}" if until > month0 else "month 0"
    return [
        f"{key}: {months} ({name_month(month0)} to {name_month(until)}) before the middle of the file's first period, "
        f"{name_period(first, window.step)}: its first value is used"
    ]


def _held_after(window: _Window, block: Points, key: str) -> list[str]:
    last, end = block[-1][0], window.start + window.months - 1
    if end <= last_month(last, window.step):
        return []
    since = last_month(last, window.step) + 1
    return [
        f"{key}: months {since - window.start + 1} to {window.months} ({name_month(since)} to {name_month(end)}) after "
        f"the file's last period, {name_period(last, window.step)}: its last value is held"
    ]


def _income(
    window: _Window, readings: Readings, key: str, block: Points, file: MacroFile, notes: list[str]
) -> list[float]:
    """Return income by month as a fraction of trend, 0 at month 0 (``income``: as the file says)."""
    if key == "income":
        if file.trend is not None:
            notes.append("income: macro.file.trend is not used, since the file's income is against its trend already")
        return by_month(block, window.every)
    trend, source = _trend(window, readings, key, file)
    notes.append(f"income: trend growth {100 * trend:.4g}% a year, {source}")
    month0 = window.start - 1
    if key == "income_index":
        index = index_less_trend(block, trend=trend)
    else:
        chain = index_from_growth if key == "income_growth" else index_from_yearly_growth
        index, assumed = chain(block, step=window.step, trend=trend, from_month=month0)
        if assumed:
            notes.append(
                f"income: growth before the file's first period, {name_period(block[0][0], window.step)}, is taken as "
                f"that of the first, {100 * block[0][1]:.4g}% a year"
            )
    values = by_month(index, window.every)
    return [value / values[0] - 1.0 for value in values]


def _trend(window: _Window, readings: Readings, key: str, file: MacroFile) -> tuple[float, str]:
    if file.trend is not None:
        return file.trend, "as given"
    if len(readings.baseline) > (key == "income_index"):
        return trend_of(key, readings.baseline), "the mean of the file's baseline"
    return 0.0, f"as {window.table.path.name} has no baseline and macro.file.trend is not given"


def _in_work(window: _Window, series: dict[str, list[float]]) -> list[float]:
    """Return income while in work from income of all: the change in employment, (1 - u) / (1 - u0), taken out."""
    if "unemployment" not in series:
        raise window.error(
            "macro.file.income_basis: aggregate needs the file's unemployment", expected="a column for it"
        )
    unemployment = series["unemployment"]
    employed = [(1.0 - u) / (1.0 - unemployment[0]) for u in unemployment]
    return [(1.0 + income) / ratio - 1.0 for income, ratio in zip(series["income"], employed, strict=True)]
