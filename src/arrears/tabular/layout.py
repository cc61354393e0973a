"""How a table is laid out: what separates its cells, which line is the header, and where the rows begin.

Found by looking at the first lines. Public files have remarks above the header, a bank's extracts often no header at
all; a guess that could be wrong is asked about.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from arrears.tabular.numbers import MISSING

SEPARATORS = {"tab": "\t", "|": "|", ";": ";", ",": ","}  # by the names people write; the first of equals is taken
LOOKED_AT = 200  # lines
# A cell that holds a value: a number, or a date. Headers hold words.
_VALUE = re.compile(
    r"[$€£¥￥]?[+-]?[\d.,' ]*\d[\d.,' ]*%?|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T][\d:.Z+-]+)?", re.ASCII
)
_PERIOD = re.compile(
    r"(19|20|21)\d{2}([-/. :]?[QM]?\d{1,2}){0,2}|[QM]?\d{1,2}[-/. ]?[QM]?(19|20|21)\d{2}|(19|20|21)\d{2}年.*|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](19|20|21)\d{2}",
    re.ASCII | re.IGNORECASE,
)
Header = Sequence[str] | int  # names for a table without a header, or the line of the header


@dataclass(frozen=True)
class Layout:
    """Where the parts of a table are.

    Attributes
    ----------
    names : tuple of str
        Names of the columns.
    header : int or None
        The header's place among the rows that are not blank, from 0; None where the names come from elsewhere.
    first : int
        The place of the first row of data.
    preamble : int
        Rows above, that are no part of the table.
    """

    names: tuple[str, ...]
    header: int | None
    first: int
    preamble: int


def find_separator(lines: Sequence[str]) -> str:
    """Return what separates the cells: of tab, bar, semicolon and comma the one that gives the most even rows.

    Examples
    --------
    >>> find_separator(["date;rate", "2020-01;5,2", "2020-02;5,3"])
    ';'
    """
    best, chosen = 0.0, ","
    for separator in SEPARATORS.values():
        widths = [width for row in _rows(lines, separator) if (width := len(row)) and any(map(str.strip, row))]
        width = usual_width(widths)
        even = widths.count(width) / len(widths) if width > 1 else 0.0
        if even > best + 1e-9:
            best, chosen = even, separator
    return chosen


def usual_width(widths: Sequence[int]) -> int:
    """Return the number of cells that most rows have; of equals the larger, and one only if no row has more."""
    counts = Counter(width for width in widths if width > 1)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 1


def find_layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Find the header in the first rows of a table; None where every row looks like data.

    Parameters
    ----------
    rows : sequence of rows
        The first rows, blank ones left out.
    """
    width = usual_width([_filled_width(row) for row in rows])
    for place, row in enumerate(rows):
        filled = sum(bool(cell.strip()) for cell in row)
        after = rows[place + 1] if place + 1 < len(rows) else row
        if len(row) < width or filled < min(2, width) or 2 * filled < width or len(after) < width:
            continue  # a remark above the table; spreadsheets fill it up with empty cells
        if not _is_data(row, [r for r in rows[place + 1 :] if len(r) == len(row)][:50]):
            return _under_names_in(rows, place)
        if place and len(rows[place - 1]) > 1 and not any(map(_is_value, rows[place - 1])):
            return _under_names_in(rows, place - 1)  # a header with too few names, as the rows will say
        return None
    return _under_names_in(rows, 0)


def _under_names_in(rows: Sequence[Sequence[str]], place: int) -> Layout:
    return Layout(tuple(cell.strip() for cell in rows[place]), place, place + 1, place)


def _filled_width(row: Sequence[str]) -> int:
    """Return the number of cells up to the last that holds something; separators behind it do not count."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def layout_of_names(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Layout:
    """Lay out a table whose names are given: a line of other names above the data is left out."""
    place = next((k for k, row in enumerate(rows) if len(row) == len(names)), 0)
    below = [row for row in rows[place + 1 :] if len(row) == len(names)][:50]
    replaced = bool(below) and not _is_data(rows[place], below) and any(map(_is_value, below[0]))
    return Layout(tuple(names), None, place + replaced, place + replaced)


def _is_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row holds values where the rows below do; dates above other values head a wide table."""
    valued, also, periods = 0, 0, 0
    for cell, column in zip(map(str.strip, row), zip(*below, strict=True), strict=True) if below else ():
        cells = [text for text in map(str.strip, column) if text not in MISSING]
        if cells and sum(map(_is_value, cells)) >= 0.8 * len(cells):
            if cell not in MISSING and not _is_value(cell):
                return False  # a word above numbers
            valued += 1
            also += _is_value(cell)
            periods += _is_period(cell) and not all(map(_is_period, cells))
    return valued > 0 and 2 * (also - periods) > valued


def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell) is not None


def _is_period(cell: str) -> bool:
    return _PERIOD.fullmatch(cell.strip()) is not None


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []
