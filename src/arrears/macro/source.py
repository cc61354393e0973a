"""`Source`: one file of a macro path, its table and what its columns are; `Row`: a row of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from arrears.errors import Fault
from arrears.tabular.table import Table

INCOME = ("income", "income_index", "income_growth", "income_growth_yoy")


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
        The values: ``unemployment``, one of the income keys, ``policy_rate``, any further names, and ``deflator``.
    federal : bool
        The table is the Federal Reserve's.
    """

    date: int
    exercise: int | None
    scenario: int | None
    series: dict[str, int]
    federal: bool = False


@dataclass(frozen=True, eq=False)
class Source:
    """A table and its columns."""

    table: Table
    columns: ColumnMap
    _texts: dict[int, list[str]] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Name of the file, for people."""
        return self.table.path.name

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell without spaces around it."""
        if column not in self._texts:
            self._texts[column] = self.table.texts(column).tolist()
        return self._texts[column][row]

    def rows(self) -> list[Row]:
        """Return all rows."""
        return [Row(self, row) for row in range(self.table.rows)]


@dataclass(frozen=True)
class Row:
    """A row of a source."""

    source: Source
    row: int

    @property
    def date(self) -> str:
        """Text of its date."""
        return self.source.text(self.row, self.source.columns.date)

    @property
    def exercise(self) -> str:
        """Its exercise; empty where the table has no such column."""
        return self._selector(self.source.columns.exercise)

    @property
    def scenario(self) -> str:
        """Its scenario; empty where the table has no such column."""
        return self._selector(self.source.columns.scenario)

    def _selector(self, column: int | None) -> str:
        return "" if column is None else self.source.text(self.row, column)

    def fault(self, message: str, *, column: int, expected: str = "", hint: str = "") -> Fault:
        """Return a fault at one of its cells."""
        return self.source.table.fault(message, row=self.row, column=column, expected=expected, hint=hint)


def income_key(sources: Sequence[Source]) -> str | None:
    """Return the income key that is used, if any."""
    return next((key for key in INCOME if any(key in source.columns.series for source in sources)), None)
