"""A CSV table as text: its header and rows, each cell with its place in the file.

Nothing is converted here. A fault names the file, the line and the number of the column, both counted from 1.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from arrears.errors import Fault, MacroFileError

LARGEST = 16 * 2**20  # bytes; thousands of times the published tables (assumption)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One row: the line of the file it stands on, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: where it came from, its header and its rows."""

    path: Path
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> int | None:
        """Return the place of a column, from 0; spelled as in the header, or plainly."""
        if name in self.header:
            return self.header.index(name)
        names = [plain(h) for h in self.header]
        return names.index(plain(name)) if plain(name) in names else None

    def fault(
        self, message: str, *, row: Row | None = None, column: int | None = None, expected: str = "", hint: str = ""
    ) -> Fault:
        """Return a fault at a place of this table."""
        line = row.line if row else 1 if column is not None else 0
        ordinal = 0 if column is None else column + 1
        return Fault(message, file=str(self.path), line=line, column=ordinal, expected=expected, hint=hint)


def plain(name: str) -> str:
    """Return a name in one spelling: lower case, words joined by ``_``, remarks in brackets left out.

    Examples
    --------
    >>> plain("Real disposable income growth"), plain("House Price Index (Level)")
    ('real_disposable_income_growth', 'house_price_index')
    """
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"\([^)]*\)", " ", name.lower())).strip("_")


def nearest(name: str, known: Iterable[str]) -> str:
    """Ask for the name that was probably meant, or nothing."""
    spellings = {plain(k): k for k in known}
    found = get_close_matches(plain(name), list(spellings), n=1, cutoff=0.5)
    return f"did you mean `{spellings[found[0]]}`?" if found else ""


def read_number(text: str) -> float | None:
    """Return the finite number in a cell, a ``%`` behind it allowed; None where there is none."""
    text = text.strip().removesuffix("%").rstrip()
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else None


def read_table(path: Path) -> Table:
    """Read a CSV file with a header.

    Raises
    ------
    MacroFileError
        The file cannot be read, is too large, is not UTF-8 text, has no header, two columns of one name, or rows of
        another length than the header.
    """
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    faults: list[Fault] = []
    rows: list[Row] = []
    try:
        rows.extend(Row(lines.line_num, tuple(cells)) for cells in lines if any(cell.strip() for cell in cells))
    except csv.Error as error:
        fault = Fault(f"not a CSV file: {error}", file=str(path), line=max(lines.line_num, 1), column=1)
        raise MacroFileError(fault) from None
    if len(rows) < 2:
        expected = "a header and at least one row"
        raise MacroFileError(Fault("the table is empty", file=str(path), line=1, column=1, expected=expected))
    header = tuple(cell.strip() for cell in rows[0].cells)
    table = Table(path, header, tuple(rows[1:]))
    for column, name in enumerate(header):
        if name and plain(name) in [plain(h) for h in header[:column]]:
            faults.append(table.fault(f"the column {name!r} stands twice in the header", row=rows[0], column=column))
    if len(header) == 1:
        faults.append(
            table.fault("the header has one cell only", row=rows[0], column=0, expected="commas between cells")
        )
    for row in table.rows:
        if len(row.cells) != len(header):
            message = f"the row has {len(row.cells)} cells"
            expected = f"{len(header)}, as in the header"
            faults.append(table.fault(message, row=row, column=len(row.cells) - 1, expected=expected))
    if faults:
        raise MacroFileError(tuple(faults))
    return table


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise MacroFileError(Fault(f"cannot be read: {error.strerror or error}", file=str(path))) from None
    if raw is None:
        message = f"larger than {LARGEST // 2**20} MiB"
        raise MacroFileError(Fault(message, file=str(path), expected="a table of months or quarters"))
    try:
        return raw.decode("utf-8-sig")  # spreadsheets put a byte-order mark first
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise MacroFileError(Fault("not UTF-8 text", file=str(path), line=line, column=1)) from None
