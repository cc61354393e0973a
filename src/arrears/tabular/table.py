"""`Table`: what an ordinary file of rows and columns holds, as texts, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.errors import Fault

Texts = NDArray[Any]  # of StringDType: 16 bytes a short text, a fifth of what a list of str takes


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts.

    Attributes
    ----------
    path : Path
        The file it came from.
    columns : tuple of str
        Names of the columns, each once; ``''`` for columns without a name.
    cells : (row, column) array of str
        Texts as they stand in the file; :meth:`texts` gives a column without the spaces around.
    lines : (row,) int64
        The line (of a workbook: the row) on which each row begins, from 1; 0 where the file has none (Parquet).
    header_line : int
        The line of the header; 0 where the names come from elsewhere.
    notes : tuple of str
        What was found by looking and was not the usual, a sentence each.
    places : (row, column, 2) int64 or None
        Line and column, from 1, of each cell in the file, where the table was turned; None where it stands as it is.
    """

    path: Path
    columns: tuple[str, ...]
    cells: Texts
    lines: NDArray[np.int64]
    header_line: int = 1
    notes: tuple[str, ...] = ()
    places: NDArray[np.int64] | None = None

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.cells.shape[0])

    def line_of(self, row: int) -> int:
        """Return the line of the file on which a row (from 0) begins; 0 where the file has no lines."""
        return int(self.lines[row])

    def place_of(self, name: str) -> int | None:
        """Return the place of a column, from 0, by its exact name; None where there is none."""
        return self.columns.index(name) if name in self.columns else None

    def place_of_cell(self, row: int, column: int) -> tuple[int, int]:
        """Return line and column of a cell in the file, from 1; zeros where the file has no lines."""
        if self.places is not None:
            line, ordinal = self.places[row, column]
            return int(line), int(ordinal)
        line = self.line_of(row)
        return line, column + 1 if line else 0

    def texts(self, column: int) -> Texts:
        """Return the texts of a column without spaces around them.

        Parameters
        ----------
        column : int
            Its place, from 0.

        Returns
        -------
        (row,) array of str
        """
        stripped: Texts = np.strings.strip(self.cells[:, column])
        return stripped

    def fault(
        self, message: str, *, row: int | None = None, column: int | None = None, expected: str = "", hint: str = ""
    ) -> Fault:
        """Return a fault at a cell, at a column's name, or of the file as a whole; rows and columns from 0."""
        if row is not None and column is not None:
            line, ordinal = self.place_of_cell(row, column)
        else:
            line = self.line_of(row) if row is not None else self.header_line if column is not None else 0
            ordinal = column + 1 if column is not None and line and self.places is None else 0
        return Fault(message, str(self.path), line, ordinal, expected, hint)


def nearest_name(name: str, known: tuple[str, ...]) -> str:
    """Ask for the name that was probably meant, or nothing.

    >>> nearest_name("unemploymnt", ("date", "unemployment"))
    'did you mean `unemployment`?'
    """
    spellings = {k.lower(): k for k in known}
    found = get_close_matches(name.lower(), list(spellings), n=1, cutoff=0.5)
    return f"did you mean `{spellings[found[0]]}`?" if found else ""
