"""Copying the fields that rows and the pen both have: functions made from the table of columns."""

from __future__ import annotations

from arrears.columns import Column, Kept, kept_in_pen, kept_in_row
from arrears.compiled.layout import made
from arrears.engine.blocks import KINDS, NARROW
from arrears.engine.pen import P1, P4, P8, PF

_IN_PEN = {"i1": P1, "i4": P4, "i8": P8, "f4": PF}
_ROWS = {name: f"h_{kind}[{{}}, row]" for kind in NARROW for name in (kind,)}
_ENTRIES = {"i1": "i1[entry, {}]", "i8": "i8[entry, {}]", "i4": "i4[{}, entry]", "f4": "f4[{}, entry]"}


def _both() -> list[Column]:
    """Columns that both have."""
    pen = {c.name for c in kept_in_pen()}
    return [c for c in kept_in_row() if c.name in pen]


def _row(column: Column) -> str:
    kind = KINDS[column.dtype]
    return _ROWS[kind].format(NARROW[kind].index(column.name))


def _entry(column: Column) -> str:
    kind = KINDS[column.dtype]
    return _ENTRIES[kind].format(_IN_PEN[kind].index(column.name))


_H = "h_f4, h_i4, h_i1, h_i8, row"
_E = "i1, i4, i8, f4, entry"
_moving = [c for c in _both() if not c.fixed]
# (fields of a block by width, row, fields of the pen by width, entry)
row_to_pen = made(
    "row_to_pen", [f"def row_to_pen({_H}, {_E}):", *(f"    {_entry(c)} = {_row(c)}" for c in _both())], {}
)
moving_to_pen = made(
    "moving_to_pen", [f"def moving_to_pen({_H}, {_E}):", *(f"    {_entry(c)} = {_row(c)}" for c in _moving)], {}
)
moving_to_row = made(
    "moving_to_row", [f"def moving_to_row({_H}, {_E}):", *(f"    {_row(c)} = {_entry(c)}" for c in _moving)], {}
)
# A late account begins with what its columns are when nothing is known: (i1, i4, i8, f4, entry).
nothing_late = made(
    "nothing_late",
    [
        f"def nothing_late({_E}):",
        *(f"    {_entry(c)} = {int(c.absent)}" for c in kept_in_pen() if c.kept in (Kept.PEN, Kept.LOAN)),
    ],
    {},
)
