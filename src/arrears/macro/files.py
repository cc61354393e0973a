"""Macro files by month: unemployment, income against its trend, policy rate, and whatever else they name.

The steps: the tables (:mod:`arrears.tabular`), wide ones turned, their columns, the scenario's rows, their values, the
income index, and quarters to months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from arrears.errors import MacroFileError, TableError
from arrears.macro.columns import map_sources
from arrears.macro.file_income import AS_IT_IS, check_deflator, file_income, in_work
from arrears.macro.periods import by_month
from arrears.macro.rate_units import said_units
from arrears.macro.readings import read_values
from arrears.macro.selection import select_rows
from arrears.macro.source import Source, income_key
from arrears.macro.wide import turned
from arrears.macro.window import Window
from arrears.scenario.schema_macro import MacroFile
from arrears.tabular.reading import read_table
from arrears.tabular.table import Table

LARGEST = 16 * 2**20  # bytes; thousands of times the published tables (assumption)


@dataclass(frozen=True)
class FilePath:
    """What macro files say about a run.

    Attributes
    ----------
    series : dict of str to list of float
        By month 0 to the last; rates and income are fractions, further series are in the file's own units.
    notes : tuple of str
        What was found by looking, held or assumed; each may change a result.
    """

    series: dict[str, list[float]]
    notes: tuple[str, ...]


def read_macro_files(
    paths: Sequence[Path], file: MacroFile, *, start: int, months: int, benefits: float = 0.0
) -> FilePath:
    """Read the macro path of a run from files.

    Parameters
    ----------
    paths : sequence of Path
        The files, as ``path`` names them.
    file : MacroFile
        What to take from them.
    start : int
        Month 1 of the run, counted as :attr:`arrears.dates.YearMonth.number` does.
    months : int
        Months of the run.
    benefits : float
        Mean benefit of those out of work, part of income in work; for ``income_basis: aggregate``.

    Raises
    ------
    MacroFileError
        With every fault of the step that failed, each with file, line and column.
    """
    tables = [read_source_table(path, file) for path in paths]
    deflator = None if file.deflator == AS_IT_IS else file.deflator
    sources = map_sources(tables, file.columns, deflator)
    selection = select_rows(sources, file.exercise, file.scenario)
    decimal, form = file.decimal, file.date_format
    readings = read_values(sources, selection, units=file.units, decimal=decimal, date_format=form)
    window = Window(start, months, file.hold, sources, selection, readings)
    window.stretch(readings.periods, selection.name)
    window.check_scenario_is_reached()
    notes = [f"{table.path.name}: {note}" for table in tables for note in table.notes]
    notes += [*selection.notes, *readings.notes, *window.history_note()]
    income = income_key(sources)
    if deflator is not None:
        _check_deflator(sources, income, window, file)
    series: dict[str, list[float]] = {}
    for key, points in readings.series.items():
        if key == income:
            series["income"] = file_income(window, key, file, notes)
        elif key != "deflator":
            series[key] = by_month(window.jump_off(window.block(points, key)), window.every)
    if file.income_basis == "aggregate" and income is not None:
        if "unemployment" not in series:
            message = "macro.file.income_basis: aggregate needs the file's unemployment"
            raise window.refusal(message, "a column for it")
        series["income"] = in_work(series["income"], series["unemployment"], benefits=benefits)
    return FilePath(series, (*notes, *window.notes()))


def read_source_table(path: Path, file: MacroFile) -> Table:
    """Read one file of a macro path as ``macro.file`` says, a wide one turned.

    Raises
    ------
    MacroFileError
    """
    try:
        table = read_table(
            path,
            encoding=file.encoding,
            separator=file.separator,
            header=file.header,
            sheet=file.sheet if path.suffix.lower() in (".xlsx", ".xlsm") else None,
            largest=LARGEST,
        )
    except TableError as error:
        raise MacroFileError(error.faults) from None
    if len(table.columns) == 1:
        hint = "say the `separator` if cells are parted by something else than , ; | or tabs"
        message = "the header has one cell only"
        raise MacroFileError(table.fault(message, column=0, expected="dates and values side by side", hint=hint))
    return table if file.wide is None else turned(table, file.wide, file.columns)


def _check_deflator(sources: Sequence[Source], income: str | None, window: Window, file: MacroFile) -> None:
    source = next(source for source in sources if "deflator" in source.columns.series)
    said, _ = said_units(sources, file.units)
    check_deflator(source, income, window.readings.series["deflator"], said.get("deflator"))
