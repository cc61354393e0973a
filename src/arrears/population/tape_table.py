"""A loan tape as a table of texts: CSV or Parquet, each cell with its row and column.

Nothing is interpreted here. A row is counted from 1, the header not counted; a line is that of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.errors import Fault, TapeError

MOST_FAULTS = 50  # named one by one; the rest are counted


@dataclass(frozen=True)
class TapeTable:
    """A tape's cells as text.

    Attributes
    ----------
    path : Path
        The file.
    header : tuple of str
        Names of the columns.
    cells : dict of str to list of str
        Texts of each column, one a row.
    lines : ndarray of int64
        The line each row stands on; 0 where the file has no lines (Parquet).
    """

    path: Path
    header: tuple[str, ...]
    cells: dict[str, list[str]]
    lines: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.lines.shape[0])


@dataclass
class Faults:
    """Faults of a tape: the first are kept with their places, all are counted."""

    table: TapeTable
    limit: int = MOST_FAULTS
    kept: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(self, bad: NDArray[np.bool_], column: str, message: Callable[[str], str], expected: str) -> None:
        """Add a fault for each row of a mask; `message` is given the cell's text."""
        rows = np.flatnonzero(bad)
        self.total += int(rows.size)
        # the limit holds for each check, so that a wrong column does not hide the faults of the others
        for row in rows[: self.limit]:
            text = self.table.cells[column][row]
            self.kept.append(self._at(int(row), column, message(text), expected))

    def whole(self, message: str, *, expected: str = "", hint: str = "") -> None:
        """Add a fault of the file as a whole."""
        self.total += 1
        self.kept.append(Fault(message, str(self.table.path), int(self.table.lines[:1].sum() > 0), 0, expected, hint))

    def _at(self, row: int, column: str, message: str, expected: str) -> Fault:
        line = int(self.table.lines[row])
        ordinal = self.table.header.index(column) + 1 if line else 0
        return Fault(f"row {row + 1}, column `{column}`: {message}", str(self.table.path), line, ordinal, expected)

    def raise_if_any(self) -> None:
        """Raise a TapeError with the faults in the order of the rows; how many more there are, last."""
        if not self.total:
            return
        first = sorted(self.kept, key=lambda fault: (fault.line, fault.column))[: self.limit]
        if self.total > len(first):
            first.append(more_faults(self.total - len(first), self.table.path))
        raise TapeError(first)


def more_faults(count: int, path: Path) -> Fault:
    """Return the last line of a list of faults: how many are not named."""
    return Fault(f"and {count:,} more faults", str(path), count=count)


def read_table(path: Path) -> TapeTable:
    """Read a tape, CSV (UTF-8, commas, a header) or Parquet (the extra ``parquet``).

    Raises
    ------
    TapeError
        It cannot be read, is empty, has a column twice, or rows of another length than the header.
    """
    return _parquet(path) if path.suffix.lower() in {".parquet", ".pq"} else _csv(path)


def _csv(path: Path) -> TapeTable:
    try:
        text = path.read_bytes().decode("utf-8-sig")  # spreadsheets put a byte-order mark first
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror or error}", "a loan tape, CSV or Parquet") from None
    except UnicodeDecodeError as error:
        raise _refused(path, f"not UTF-8 text (byte {error.start + 1})", "CSV in UTF-8, or Parquet") from None
    rows, lines = _rows(path, text)
    header = tuple(name.strip() for name in rows[0]) if rows else ()
    _check_shape(path, header, rows, lines)
    columns = list(zip(*rows[1:], strict=True))
    cells_of = {name: list(column) for name, column in zip(header, columns, strict=True)}
    return TapeTable(path, header, cells_of, np.asarray(lines[1:], np.int64))


def _rows(path: Path, text: str) -> tuple[list[list[str]], Sequence[int]]:
    """Return the rows of a CSV text, blank ones left out, and the line on which each ends."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
        if reader.line_num == len(rows) and [] not in rows:
            return rows, range(1, len(rows) + 1)
        # lines are counted one by one only where rows and lines differ
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        numbered = [(cells, reader.line_num) for cells in reader if cells]
    except csv.Error as error:
        raise TapeError(Fault(f"not CSV: {error}", str(path), max(reader.line_num, 1), 1)) from None
    return [cells for cells, _ in numbered], [line for _, line in numbered]


def _check_shape(path: Path, header: tuple[str, ...], rows: Sequence[list[str]], lines: Sequence[int]) -> None:
    if len(rows) < 2:
        raise _refused(path, "the tape is empty", "a header and a row an account")
    faults = _twice(path, header)
    odd = [k for k in range(1, len(rows)) if len(rows[k]) != len(header)]
    for k in odd[:MOST_FAULTS]:
        message = f"row {k}: it has {len(rows[k])} cells"
        faults.append(Fault(message, str(path), lines[k], len(rows[k]), f"{len(header)}, as in the header"))
    if len(odd) > MOST_FAULTS:
        faults.append(more_faults(len(odd) - MOST_FAULTS, path))
    if faults:
        raise TapeError(faults)


def _twice(path: Path, header: tuple[str, ...]) -> list[Fault]:
    faults = []
    for k, name in enumerate(header):
        if not name:
            faults.append(Fault("a column has no name", str(path), 1, k + 1, "a name in the header"))
        elif name in header[:k]:
            faults.append(
                Fault(f"the column `{name}` stands twice in the header", str(path), 1, k + 1, "each name once")
            )
    return faults


def _parquet(path: Path) -> TapeTable:
    if find_spec("pyarrow") is None:
        raise _refused(
            path,
            "reading Parquet needs pyarrow, which is not installed",
            "`pip install arrears[parquet]`, or a CSV file",
        )
    # imported here: an extra, and slow to import
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (OSError, pyarrow.ArrowException) as error:
        reason = error.strerror if isinstance(error, FileNotFoundError) else str(error).splitlines()[0]
        raise _refused(path, f"cannot be read as Parquet: {reason}", "a loan tape, CSV or Parquet") from None
    header = tuple(str(name) for name in table.column_names)
    faults = _twice(path, header)
    if faults:
        raise TapeError(faults)
    if not header or table.num_rows == 0:
        raise _refused(path, "the tape is empty", "a row an account")
    cells = {name: [_as_text(value) for value in table.column(name).to_pylist()] for name in header}
    return TapeTable(path, header, cells, np.zeros(table.num_rows, np.int64))


def _as_text(value: Any) -> str:
    """Return a Parquet value as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refused(path: Path, message: str, expected: str) -> TapeError:
    return TapeError(Fault(message, str(path), expected=expected))
