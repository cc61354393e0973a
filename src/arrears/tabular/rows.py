"""Numbered rows of texts -> a table: the header found, rows that are none left out and counted, shapes checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from arrears.errors import Fault, TableError
from arrears.tabular.layout import LOOKED_AT, SEPARATORS, Header, Layout, find_layout, layout_of_names
from arrears.tabular.table import Table, Texts

NumberedRow = tuple[int, list[str]]  # the line it begins on, and its cells
MOST_FAULTS = 50  # named one by one; the rest are counted
_AT_ONCE = 1 << 16  # cells turned into an array at a time, so that few are held as Python objects
_TEXT = np.dtypes.StringDType()


def table_of_rows(
    rows: Iterator[NumberedRow], path: Path, *, header: Header | None, notes: Sequence[str], separator: str = ""
) -> Table:
    """Make a table of rows.

    Rows that are blank, that repeat the header, or that are remarks below the table are left out, and counted in the
    notes. Cells without anything in them beyond the last column are left away.

    Parameters
    ----------
    rows : iterator of (line, cells)
        In the order of the file.
    path : Path
        The file, for faults.
    header : sequence of str, int, or None
        Names of the columns, or the line of the header; found by looking if None.
    notes : sequence of str
        What was found already.
    separator : str
        What separates the cells, for the words of faults.

    Raises
    ------
    TableError
        No rows, no header, a name twice, rows of another length than the header.
    """
    filled = ((line, cells) for line, cells in rows if (cells and cells[0].strip()) or any(map(str.strip, cells)))
    if isinstance(header, int):
        filled = ((line, cells) for line, cells in filled if line >= header)
    head = list(islice(filled, LOOKED_AT))
    if isinstance(header, int) and (not head or head[0][0] != header):
        raise TableError(Fault(f"`header`: line {header} is blank, or not there", str(path), header, 1))
    if not head:
        raise TableError(Fault("the table is empty", str(path), 1, 1, "a header and at least one row"))
    layout = _layout(head, path, header, separator)
    said = list(notes)
    if layout.preamble and not isinstance(header, int):
        said.append(_above(head, layout))
    body = chain(head[layout.first :], filled)
    header_line = head[layout.header][0] if layout.header is not None else 0
    cells, lines_of, left = _gather(body, layout, path)
    if not len(lines_of):
        raise TableError(Fault("the table is empty", str(path), 1, 1, "a header and at least one row"))
    said += left
    return Table(path, layout.names, cells, np.asarray(lines_of, np.int64), header_line, tuple(said))


def _layout(head: Sequence[NumberedRow], path: Path, header: Header | None, separator: str) -> Layout:
    rows = [cells for _, cells in head]
    if isinstance(header, int):
        layout: Layout | None = Layout(tuple(cell.strip() for cell in rows[0]), 0, 1, 0)
    else:
        layout = find_layout(rows) if header is None else layout_of_names(rows, header)
    if layout is None:
        names = {mark: name for name, mark in SEPARATORS.items()}
        parted = f" parted by {names[separator]}" if separator in names else ""
        raise TableError(
            Fault(
                f"the first row holds values as those below do, {len(rows[0])} cells{parted}: is there no header?",
                str(path),
                head[0][0],
                1,
                f"a line with the names of the columns, or `header: [...]` with {len(rows[0])} names",
                f"`header: {head[0][0]}` if line {head[0][0]} is the header",
            )
        )
    _check_names(layout, path, head[layout.header][0] if layout.header is not None else 0)
    return layout


def _check_names(layout: Layout, path: Path, line: int) -> None:
    seen: set[str] = set()
    faults = []
    for place, name in enumerate(layout.names):
        if name and name in seen:
            where = "in the header" if line else "in `header`"
            message = f"the column {name!r} stands twice {where}"
            hint = "rename one, or name all of them by `header: [...]`"
            faults.append(Fault(message, str(path), line, place + 1 if line else 0, "each name once", hint))
        seen.add(name)
    if faults:
        raise TableError(_limited(faults, len(faults), path))


def _gather(body: Iterator[NumberedRow], layout: Layout, path: Path) -> tuple[Texts, list[int], list[str]]:
    """Return the cells, the line of each row, and notes of what was left out."""
    width, names = len(layout.names), list(layout.names)
    at_once = max(_AT_ONCE // width, 1)
    parts: list[Texts] = []
    waiting: list[list[str]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    odd: list[NumberedRow] = []
    repeated = 0
    for line, cells in body:
        if len(cells) != width:
            if len(cells) > width and not any(map(str.strip, cells[width:])):
                cells = cells[:width]
            else:
                odd.append((line, cells))
                continue
        if cells[0].strip() == names[0] and [cell.strip() for cell in cells] == names:
            repeated += 1
            continue
        lines.append(line)
        waiting.append(cells)
        if len(waiting) == at_once:
            parts.append(np.array(waiting, dtype=_TEXT))
            waiting = []
    if waiting:
        parts.append(np.array(waiting, dtype=_TEXT))
    last = lines[-1] if lines else 0
    remarks = [row for row in odd if row[0] > last and _is_remark(row[1])]
    wrong = odd[: len(odd) - len(remarks)] if odd[len(odd) - len(remarks) :] == remarks else odd
    for line, cells in wrong[:MOST_FAULTS]:
        expected = f"{width}, as {'in the header' if layout.header is not None else 'there are names'}"
        count = f"{len(cells)} cell{'s' if len(cells) > 1 else ''}"
        faults.append(Fault(f"the row has {count}", str(path), line, min(len(cells), width), expected))
    if faults:
        raise TableError(_limited(faults, len(wrong), path))
    notes = []
    if repeated:
        notes.append(f"{_counted(repeated, 'row')} that repeat the header left out")
    if remarks:
        notes.append(
            f"{_counted(len(remarks), 'line')} of remarks below the table left out, from line {remarks[0][0]} on"
        )
    whole = np.concatenate(parts) if parts else np.empty((0, width), dtype=_TEXT)
    return whole, lines, notes


def _above(head: Sequence[NumberedRow], layout: Layout) -> str:
    first, last = head[0][0], head[layout.preamble - 1][0]
    lines = f"line {first}, above the table," if first == last else f"lines {first} to {last}, above the table,"
    which = "" if layout.header is None else f"; the header is in line {head[layout.header][0]}"
    return f"{lines} left out{which}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether an uneven row below the table is words: a source or a note, not a row that was cut off."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and (" " in filled[0] or not filled[0].isascii()) and not filled[0][0].isdigit()


def _limited(faults: Sequence[Fault], total: int, path: Path) -> list[Fault]:
    kept = list(faults[:MOST_FAULTS])
    return [*kept, Fault(f"and {total - len(kept):,} more faults", str(path))] if total > len(kept) else kept
