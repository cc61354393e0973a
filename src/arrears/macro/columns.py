"""Which column of a macro table is what: the names of the Federal Reserve's tables, and a scenario's own ``columns``.

The domestic tables of the supervisory scenarios come in two forms, both known by their header: as published
(``Scenario Name,Date,Real GDP growth,...``) and tidy (``exercise,scenario,quarter,real_gdp_growth,...``). Their columns
are known; ``columns`` adds to them or puts others in their place. Of any other table whose header has none of the
known names, or where ``columns`` is given, only what ``columns`` names is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from arrears.errors import Fault, MacroFileError
from arrears.macro.table import Table, nearest

SELECTORS = ("date", "exercise", "scenario")
INCOME = ("income", "income_index", "income_growth", "income_growth_yoy")
PERCENT = ("unemployment", "policy_rate", "income", "income_growth", "income_growth_yoy")
RESERVED = ("looseness",)

# What a column is, and how headers call it, in order of preference. Disposable income and the three-month Treasury bill
# are the nearest that the Federal Reserve's tables have to household income and a policy rate (assumption).
KNOWN: dict[str, tuple[str, ...]] = {
    "date": ("date", "quarter", "month"),
    "exercise": ("exercise",),
    "scenario": ("scenario", "scenario_name"),
    "unemployment": ("unemployment_rate", "unemployment"),
    "income_growth": ("real_disp_income_growth", "real_disposable_income_growth"),
    "policy_rate": ("t3m", "3_month_treasury_rate"),
}
_SERIES = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class ColumnMap:
    """The places of a table's columns, from 0.

    Attributes
    ----------
    date : int
        The column of dates.
    exercise, scenario : int or None
        The columns by which rows are picked, where the table has them.
    series : dict of str to int
        The values: ``unemployment``, one of the income keys, ``policy_rate``, and any further names.
    """

    date: int
    exercise: int | None
    scenario: int | None
    series: dict[str, int]

    @property
    def income(self) -> str | None:
        """The income key that is used, if any."""
        return next((key for key in INCOME if key in self.series), None)


def is_published(table: Table) -> bool:
    """Whether a table is the Federal Reserve's, in the form it publishes."""
    return table.column("scenario_name") is not None and table.column("date") is not None


def is_tidy(table: Table) -> bool:
    """Whether a table is the Federal Reserve's, in tidy form."""
    return all(table.column(name) is not None for name in ("exercise", "scenario", "quarter"))


def map_columns(table: Table, wanted: Mapping[str, str]) -> ColumnMap:
    """Find the columns of a table.

    Parameters
    ----------
    table : Table
        The table.
    wanted : mapping of str to str
        ``columns`` of the scenario, may be empty: what is wanted, and the column's name in the header.

    Raises
    ------
    MacroFileError
        A name that is not in the header, two columns for income, no column of dates or of values: all of them at once.
    """
    faults: list[Fault] = []
    found: dict[str, int] = {}
    for key, name in wanted.items():
        place = table.column(name)
        if key in RESERVED or not _SERIES.fullmatch(key):
            message = f"macro.file.columns: {key!r} cannot be the name of a series"
            faults.append(table.fault(message, expected="lower-case words joined by _, other than looseness"))
        elif place is None:
            message = f"macro.file.columns: {key}: no column {name!r}"
            hint = nearest(name, table.header)
            faults.append(table.fault(message, column=0, expected=f"one of {', '.join(table.header)}", hint=hint))
        else:
            found[key] = place
    faults += _fill(table, wanted, found)
    incomes = [key for key in INCOME if key in found]
    if len(incomes) > 1:
        message = f"macro.file.columns: {' and '.join(incomes)} all give income"
        faults.append(table.fault(message, expected="one of them"))
    if faults:
        raise MacroFileError(tuple(faults))
    series = {key: place for key, place in found.items() if key not in SELECTORS}
    return ColumnMap(found["date"], found.get("exercise"), found.get("scenario"), series)


def _fill(table: Table, wanted: Mapping[str, str], found: dict[str, int]) -> list[Fault]:
    """Add the known names; say what is still missing."""
    every = not wanted or is_published(table) or is_tidy(table)
    for key, names in KNOWN.items():
        if key in wanted or (key in INCOME and any(k in wanted for k in INCOME)):
            continue
        place = next((p for p in map(table.column, names) if p is not None), None)
        if place is not None and (every or key in SELECTORS):
            found[key] = place
    faults = []
    listed = ", ".join(table.header)
    if "date" not in found and "date" not in wanted:
        message = "macro.file.columns: no column of dates is known"
        faults.append(table.fault(message, column=0, expected=f"columns: {{date: ...}} with one of {listed}"))
    if not set(found) - set(SELECTORS) and not set(wanted) - set(SELECTORS):
        message = "macro.file.columns: no column of values is known"
        expected = f"columns: {{unemployment: ..., {INCOME[2]}: ..., policy_rate: ...}} with some of {listed}"
        faults.append(table.fault(message, column=0, expected=expected))
    return faults
