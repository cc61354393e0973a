"""Faults of a tape: the first of each check are kept with their places, all are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from arrears.errors import Fault, TapeError
from arrears.tabular.table import Table

MOST_FAULTS = 50  # named one by one; the rest are counted


@dataclass
class Faults:
    """What is wrong with the cells of a table."""

    table: Table
    limit: int = MOST_FAULTS
    kept: list[Fault] = field(default_factory=list)
    total: int = 0

    def add(
        self,
        bad: NDArray[np.bool_],
        rows: NDArray[np.int64],
        column: int,
        message: Callable[[str], str],
        expected: str,
        hint: str = "",
    ) -> None:
        """Add a fault for each row of a mask; `message` is given the cell's text.

        Parameters
        ----------
        bad : (account,) bool
        rows : (account,) int64
            Rows of the table.
        column : int
            Its place, from 0.
        """
        places = rows[np.flatnonzero(bad)]
        self.total += int(places.size)
        if not places.size:
            return
        # the limit holds for each check, so that a wrong column does not hide the faults of the others
        texts = self.table.texts(column)
        name = self.table.columns[column]
        for row in places[: self.limit]:
            said = f"row {row + 1}, column `{name}`: {message(str(texts[row]))}"
            self.kept.append(self.table.fault(said, row=int(row), column=column, expected=expected, hint=hint))

    def of_column(self, column: int, message: str, *, expected: str = "", hint: str = "") -> None:
        """Add one fault of a column as a whole."""
        self.total += 1
        said = f"column `{self.table.columns[column]}`: {message}"
        self.kept.append(self.table.fault(said, column=column, expected=expected, hint=hint))

    def whole(self, message: str, *, expected: str = "", hint: str = "") -> None:
        """Add one fault of the file as a whole."""
        self.total += 1
        self.kept.append(self.table.fault(message, expected=expected, hint=hint))

    def raise_if_any(self) -> None:
        """Raise a TapeError with the faults in the order of the rows; how many more there are, last."""
        if not self.total:
            return
        first = sorted(self.kept, key=lambda fault: (fault.line, fault.column))[: self.limit]
        if self.total > len(first):
            rest = self.total - len(first)
            first.append(Fault(f"and {rest:,} more faults", str(self.table.path), count=rest))
        raise TapeError(first)
