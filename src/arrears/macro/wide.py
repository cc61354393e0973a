"""Wide tables turned: a column a date becomes a row a date, with a column for each name.

::

    country,2019,2020            date,Spain,Italy
    Spain,14.1,15.5       ->     2019,14.1,9.9
    Italy,9.9,9.3                2020,15.5,9.3

A long table, a row for each date and name with one column of values, is turned in the same way. Every cell keeps its
place in the file, so that a fault is found there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from arrears.errors import MacroFileError
from arrears.macro.columns import KNOWN
from arrears.macro.names import listed, nearest, places_of
from arrears.scenario.schema_macro import Wide
from arrears.tabular.dates import read_stamp
from arrears.tabular.table import Table

_KEPT = ("exercise", "scenario")  # columns that stay columns


def turned(table: Table, wide: Wide, columns: Mapping[str, str]) -> Table:
    """Turn a table so that each row is a date.

    Parameters
    ----------
    table : Table
        As it stands in the file.
    wide : Wide
        Which column holds the names, which the values (of a long table), and which rows are meant.
    columns : mapping of str to str
        ``columns`` of the scenario: ``date``, ``exercise`` and ``scenario`` are columns of the file, the others names.

    Raises
    ------
    MacroFileError
        A column that is not there, no column that is a date, two rows of one name.
    """
    names = _place(table, wide.names, "names")
    where = {_place(table, name, "where"): value for name, value in wide.where.items()}
    rows = [row for row in range(table.rows) if _is_meant(table, row, where)]
    if not rows:
        first = next(iter(wide.where))
        known = list(dict.fromkeys(table.texts(_place(table, first, "where")).tolist()))
        message = f"macro.file.wide.where: no row has {', '.join(f'{k}: {v}' for k, v in wide.where.items())}"
        raise MacroFileError(table.fault(message, expected=f"{first}: one of {listed(known)}"))
    kept = {key: place for key in _KEPT if (place := _selector(table, key, columns, wide)) is not None}
    if wide.values is not None:
        dates: list[str] = table.texts(_date_column(table, columns)).tolist()
        column = _place(table, wide.values, "values")
        cells = [(row, column, dates[row]) for row in rows]
    else:
        taken = {names, *kept.values()}
        dated = [k for k, name in enumerate(table.columns) if k not in taken and read_stamp(name)]
        if not dated:
            message = "macro.file.wide: no column is a date"
            expected = "dates in the header, or `values:` with the column of values"
            raise MacroFileError(table.fault(message, column=0, expected=expected))
        cells = [(row, column, table.columns[column]) for row in rows for column in dated]
    return _gathered(table, cells, names, kept)


def _gathered(table: Table, cells: list[tuple[int, int, str]], names: int, kept: Mapping[str, int]) -> Table:
    """Return the table with a row for each date (and exercise and scenario), a column for each name."""
    called: list[str] = table.texts(names).tolist()
    texts = {key: table.texts(place).tolist() for key, place in kept.items()}
    columns = list(dict.fromkeys(called[row] for row, _, _ in cells))
    at: dict[tuple[str, ...], dict[str, tuple[int, int]]] = {}
    for row, column, date in cells:
        group = at.setdefault((date, *(texts[key][row] for key in kept)), {})
        if called[row] in group:
            line = table.line_of(group[called[row]][0])
            message = f"{called[row]!r} stands in line {line} already"
            expected = "each name once; `where: {COLUMN: VALUE}` in macro.file.wide says which rows are meant"
            raise MacroFileError(table.fault(message, row=row, column=names, expected=expected))
        group[called[row]] = (row, column)
    header = ("date", *kept, *columns)
    result = np.full((len(at), len(header)), "", dtype=table.cells.dtype)
    places = np.zeros((len(at), len(header), 2), np.int64)
    for k, (labels, group) in enumerate(at.items()):
        row, column = next(iter(group.values()))
        result[k, : len(labels)] = np.array(labels, dtype=table.cells.dtype)
        places[k, : len(labels)] = table.place_of_cell(row, column)
        for name, (row, column) in group.items():
            where = len(labels) + columns.index(name)
            result[k, where] = table.cells[row, column]
            places[k, where] = table.place_of_cell(row, column)
    return replace(table, columns=header, cells=result, lines=places[:, 0, 0].copy(), places=places)


def _is_meant(table: Table, row: int, where: Mapping[int, str]) -> bool:
    return all(places_of(value, [str(table.cells[row, place])]) for place, value in where.items())


def _place(table: Table, name: str, key: str) -> int:
    places = places_of(name, table.columns)
    if len(places) == 1:
        return places[0]
    found = "no column" if not places else f"{len(places)} columns may be"
    message = f"macro.file.wide.{key}: {found} {name!r}"
    expected = f"one of {listed(table.columns)}"
    raise MacroFileError(table.fault(message, column=0, expected=expected, hint=nearest(name, table.columns)))


def _selector(table: Table, key: str, columns: Mapping[str, str], wide: Wide) -> int | None:
    for name in (columns[key],) if key in columns else KNOWN[key]:
        places = places_of(name, table.columns)
        if len(places) == 1 and not any(
            places[0] in places_of(used, table.columns) for used in (wide.names, *wide.where)
        ):
            return places[0]
    return None


def _date_column(table: Table, columns: Mapping[str, str]) -> int:
    for name in (columns["date"],) if "date" in columns else KNOWN["date"]:
        places = places_of(name, table.columns)
        if len(places) == 1:
            return places[0]
    message = "macro.file.columns: no column of dates is known"
    expected = f"columns: {{date: ...}} with one of {listed(table.columns)}"
    raise MacroFileError(table.fault(message, column=0, expected=expected))
