"""Percent or fraction: which of them a column of rates is written in. What could be either is asked.

Unemployment of ``0.052`` may be 5.2% or a twentieth of a per cent, growth of ``-0.089`` likewise; so a column of rates
that all stay below 1 in size is refused until ``units`` says what it is. A percent sign in the cells says it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from arrears.errors import Fault
from arrears.macro.names import listed, places_of
from arrears.macro.source import Row, Source
from arrears.scenario.schema_macro import Unit

RATES = ("unemployment", "policy_rate", "income", "income_growth", "income_growth_yoy")


@dataclass(frozen=True)
class Cell:
    """A number of a column: its row, the value as written, and whether a percent sign stands behind it."""

    row: Row
    column: int
    value: float
    percent: bool


def said_units(sources: Sequence[Source], units: Mapping[str, Unit]) -> tuple[dict[str, Unit], list[Fault]]:
    """Return the unit of each series that ``units`` names, by its own name or by that of its column."""
    said: dict[str, Unit] = {}
    faults = []
    every = list(dict.fromkeys(key for source in sources for key in source.columns.series))
    for name, unit in units.items():
        keys = [name] if name in every else _series_of(name, sources)
        if not keys:
            message = f"macro.file.units: {name!r} is no column that is used"
            expected = f"one of {listed(every)}, or the name of its column"
            faults.append(sources[0].table.fault(message, expected=expected))
        for key in keys:
            if key in RATES and unit == "index":
                message = f"macro.file.units: {name}: {key} is a rate"
                faults.append(sources[0].table.fault(message, expected="percent or fraction"))
            said[key] = unit
    return said, faults


def _series_of(name: str, sources: Sequence[Source]) -> list[str]:
    keys = []
    for source in sources:
        places = places_of(name, source.table.columns)
        keys += [key for key, place in source.columns.series.items() if place in places]
    return keys


def scale_of(key: str, cells: Sequence[Cell], said: Unit | None) -> tuple[dict[Row, float], list[Fault]]:
    """Return what each cell's value is multiplied by to be a fraction (of other series: to be in their own unit).

    Parameters
    ----------
    key : str
        The series.
    cells : sequence of Cell
        Its numbers, those of the past and of the baseline with them.
    said : str or None
        What ``units`` says.
    """
    if key == "income_index" or not cells:
        return {cell.row: 1.0 for cell in cells}, []
    if key not in RATES:
        by = 0.01 if said == "percent" or (said is None and all(cell.percent for cell in cells)) else 1.0
        return {cell.row: by for cell in cells}, []
    signed = sum(cell.percent for cell in cells)
    unit = said
    faults: list[Fault] = []
    if signed == len(cells):
        unit = "percent"
    elif unit is None and signed and max(abs(cell.value) for cell in cells if not cell.percent) < 1:
        bare = next(cell for cell in cells if not cell.percent)
        faults.append(_ask(key, bare, f"{bare.value:g} has no percent sign, and other cells have one"))
    elif unit is None and _may_be_fractions(key, cells):
        largest = max(cells, key=lambda cell: abs(cell.value))
        what = f"no value is as large as 1 (the largest is {largest.value:g})"
        faults.append(_ask(key, largest, f"{what}: percent, or fractions?"))
    if unit == "fraction":
        wrong = next((cell for cell in cells if not cell.percent and abs(cell.value) >= 1), None)
        if wrong is not None:
            name = wrong.row.source.table.columns[wrong.column]
            message = f"{name}: {wrong.value:g} as a fraction is {100 * wrong.value:g}%"
            faults.append(wrong.row.fault(message, column=wrong.column, expected="`units` that say percent"))
    return {cell.row: 1.0 if unit == "fraction" and not cell.percent else 0.01 for cell in cells}, faults


def _may_be_fractions(key: str, cells: Sequence[Cell]) -> bool:
    if key == "policy_rate" and all(cell.row.source.columns.federal for cell in cells):
        return False  # those tables are in percent, and near zero for years
    return any(cell.value != 0 for cell in cells) and all(abs(cell.value) < 1 for cell in cells)


def _ask(key: str, cell: Cell, what: str) -> Fault:
    name = cell.row.source.table.columns[cell.column]
    expected = f"`units: {{{key}: percent}}` or `units: {{{key}: fraction}}` in macro.file"
    return cell.row.fault(f"{name}: {what}", column=cell.column, expected=expected)
