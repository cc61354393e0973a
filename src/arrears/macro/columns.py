"""Which column of a macro table is what: the names of the Federal Reserve's tables, and a scenario's own ``columns``.

The domestic tables of the supervisory scenarios come in two forms, both known by their header: as published
(``Scenario Name,Date,Real GDP growth,...``) and tidy (``exercise,scenario,quarter,real_gdp_growth,...``). Their columns
are known; ``columns`` adds to them or puts others in their place. Of any other table whose header has none of the
known names, or where ``columns`` is given, only what ``columns`` names is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from arrears.errors import Fault, MacroFileError
from arrears.macro.names import listed, nearest, places_of
from arrears.macro.source import INCOME, ColumnMap, Source
from arrears.tabular.dates import read_stamp
from arrears.tabular.table import Table

SELECTORS = ("date", "exercise", "scenario")
RESERVED = ("looseness", "deflator")

# What a column is, and how headers call it, in order of preference. Disposable income and the three-month Treasury bill
# are the nearest that the Federal Reserve's tables have to household income and a policy rate (assumption).
KNOWN: dict[str, tuple[str, ...]] = {
    "date": (
        "date",
        "quarter",
        "month",
        "year",
        "period",
        "time_period",
        "time",
        "observation_date",
        "ref_date",
        "日期",
        "月份",
        "季度",
        "时间",
        "年份",
    ),
    "exercise": ("exercise",),
    "scenario": ("scenario", "scenario_name"),
    "unemployment": ("unemployment_rate", "unemployment"),
    "income_growth": ("real_disp_income_growth", "real_disposable_income_growth"),
    "policy_rate": ("t3m", "3-month_treasury_rate", "3_month_treasury_rate"),
}
_SERIES = re.compile(r"[a-z][a-z0-9_]*")


def is_published(table: Table) -> bool:
    """Whether a table is the Federal Reserve's, in the form it publishes."""
    return bool(places_of("scenario_name", table.columns)) and bool(places_of("date", table.columns))


def is_tidy(table: Table) -> bool:
    """Whether a table is the Federal Reserve's, in tidy form."""
    return all(places_of(name, table.columns) for name in ("exercise", "scenario", "quarter"))


def map_sources(tables: Sequence[Table], wanted: Mapping[str, str], deflator: str | None) -> list[Source]:
    """Find the columns of each table.

    Parameters
    ----------
    tables : sequence of Table
        The files of a path.
    wanted : mapping of str to str
        ``columns`` of the scenario, may be empty: what is wanted, and the column's name in the header of one table at
        least.
    deflator : str or None
        Name of the column of prices.

    Raises
    ------
    MacroFileError
        A name that is in no header or that names several columns, two columns for income, no column of dates or of
        values: all of them at once.
    """
    faults: list[Fault] = []
    named = dict(wanted) | ({"deflator": deflator} if deflator is not None else {})
    found: list[dict[str, int]] = [{} for _ in tables]
    for key, name in named.items():
        where = "macro.file.deflator" if key == "deflator" else f"macro.file.columns: {key}"
        if key in wanted and (key in RESERVED or not _SERIES.fullmatch(key)):
            message = f"macro.file.columns: {key!r} cannot be the name of a series"
            expected = f"lower-case words joined by _, other than {' and '.join(RESERVED)}"
            faults.append(tables[0].fault(message, expected=expected))
            continue
        places = [places_of(name, table.columns) for table in tables]
        for table, of_table, seen in zip(tables, places, found, strict=True):
            if len(of_table) > 1:
                message = f"{where}: {name!r} may be {len(of_table)} columns"
                expected = f"one of {listed([table.columns[p] for p in of_table])}, as it stands there"
                faults.append(table.fault(message, column=of_table[1], expected=expected))
            elif of_table:
                seen[key] = of_table[0]
        if not any(places):
            every = list(dict.fromkeys(column for table in tables for column in table.columns if column))
            message, hint = f"{where}: no column {name!r}", nearest(name, every)
            faults.append(tables[0].fault(message, column=0, expected=f"one of {listed(every)}", hint=hint))
    for table, seen in zip(tables, found, strict=True):
        faults += _fill(table, named, seen)
    keys = {*named, *(key for seen in found for key in seen)}
    if not keys - {*SELECTORS, "deflator"}:
        message = "macro.file.columns: no column of values is known"
        names = listed(tables[0].columns)
        expected = f"columns: {{unemployment: ..., {INCOME[2]}: ..., policy_rate: ...}} with some of {names}"
        faults.append(tables[0].fault(message, column=0, expected=expected))
    incomes = [key for key in INCOME if any(key in seen for seen in found)]
    if len(incomes) > 1:
        message = f"macro.file.columns: {' and '.join(incomes)} all give income"
        faults.append(tables[0].fault(message, expected="one of them"))
    if faults:
        raise MacroFileError(faults)
    return [Source(table, _column_map(table, seen)) for table, seen in zip(tables, found, strict=True)]


def _column_map(table: Table, found: Mapping[str, int]) -> ColumnMap:
    series = {key: place for key, place in found.items() if key not in SELECTORS}
    federal = is_published(table) or is_tidy(table)
    return ColumnMap(found["date"], found.get("exercise"), found.get("scenario"), series, federal)


def _fill(table: Table, wanted: Mapping[str, str], found: dict[str, int]) -> list[Fault]:
    """Add the known names; say what is still missing."""
    every = not set(wanted) - {"deflator"} or is_published(table) or is_tidy(table)
    faults = []
    for key, names in KNOWN.items():
        if key in wanted or (key in INCOME and any(k in wanted for k in INCOME)):
            continue
        places = next((p for p in (places_of(name, table.columns) for name in names) if p), [])
        if len(places) > 1 and (every or key in SELECTORS):
            both = " and ".join(repr(table.columns[p]) for p in places)
            message, expected = f"{both} may both be the {key.replace('_', ' ')}", f"`columns: {{{key}: ...}}` with one"
            faults.append(table.fault(message, column=places[1], expected=expected))
        elif places and (every or key in SELECTORS):
            found[key] = places[0]
    if "date" not in found and not faults:
        if "date" in wanted:
            return faults  # said already
        message = "macro.file.columns: no column of dates is known"
        expected = f"columns: {{date: ...}} with one of {listed(table.columns)}"
        wide = sum(read_stamp(name) is not None for name in table.columns[:1000]) > 1
        hint = f"a table with a column a date is read by `wide: {{names: {table.columns[0]}}}`" if wide else ""
        faults.append(table.fault(message, column=0, expected=expected, hint=hint))
    return faults
