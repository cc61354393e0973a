"""Panel: month by month histories of a sample of borrowers, beside the sums that every run counts."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import simpy
import xarray as xr
from numpy.typing import NDArray

from arrears.columns import Column
from arrears.draws import NO_PATH, Purpose, uniform_array
from arrears.errors import UsageError
from arrears.population.book import Book
from arrears.processes import COLUMNS, Process, State, checked_column

DEFAULT_COLUMNS = (
    "months_out",
    "buffer",
    "outside",
    "limit",
    "rev_balance",
    "ins_balance",
    "rev_missed",
    "ins_missed",
    "rev_cause",
    "ins_cause",
)


@dataclass(frozen=True)
class Panel:
    """Which borrowers to follow, and which of their columns to keep at each close.

    The sample is drawn from the opening book and followed on every path until a borrower leaves. Whoever is in a sample
    of 500 is in one of 1000 too, and two runs with one seed and one book follow the same borrowers.

    Parameters
    ----------
    sample : int
        Borrowers; all of the book if it has fewer.
    columns : sequence of str
        Columns of ``arrears.columns``; ``rev_`` is the line's, ``ins_`` the loan's. Money in minor units.

    Raises
    ------
    UsageError
        A sample below 1, or no such column.

    Examples
    --------
    >>> import arrears as ar
    >>> run = ar.simulate("baseline", paths=2, borrowers=500, months=3, panel=ar.Panel(sample=20, columns=["buffer"]))
    >>> dict(run.panel.sizes)
    {'path': 2, 'month': 4, 'borrower': 20}
    """

    sample: int = 1000
    columns: Sequence[str] = DEFAULT_COLUMNS

    def __post_init__(self) -> None:
        if isinstance(self.sample, bool) or not isinstance(self.sample, int) or self.sample < 1:
            raise UsageError(f"panel: the sample is {self.sample!r}; expected a whole number from 1")
        names = (self.columns,) if isinstance(self.columns, str) else tuple(self.columns)
        for name in names:
            checked_column(name)
        object.__setattr__(self, "columns", tuple(dict.fromkeys(names)))

    def rows(self, book: Book, seed: int) -> NDArray[np.int64]:
        """Rows of the sample in the opening book, rising: those with the smallest draws."""
        draws = uniform_array(seed, NO_PATH, book["place"], 0, Purpose.PANEL, origin=book["origin"])
        # The number breaks ties: a draw has 23 bits.
        order = np.lexsort((book["place"], book["origin"], draws))
        return np.sort(order[: self.sample]).astype(np.int64)

    def memory_needed(self, paths: int, months: int) -> int:
        """Bytes of a run's histories."""
        each = 1 + sum(np.dtype(COLUMNS[name].dtype).itemsize for name in self.columns)
        return each * paths * (months + 1) * self.sample


class Histories:
    """What a panel has recorded: an array (path, month 0..T, borrower) a column, filled in while the run goes on."""

    def __init__(self, panel: Panel, book: Book, seed: int, paths: int, months: int) -> None:
        self.rows = panel.rows(book, seed)
        self._numbers = {name: book[name][self.rows] for name in ("origin", "place")}
        shape = (paths, months + 1, self.rows.size)
        self.on_book = np.zeros(shape, np.bool_)
        self.values = {name: np.zeros(shape, COLUMNS[name].dtype) for name in panel.columns}

    @property
    def process(self) -> Process:
        """A process that records each close of its path."""

        def record(state: State, month: int) -> None:
            found, present = state.followed(tuple(self.values), self.rows)
            self.on_book[state.path, month] = present
            for name, target in self.values.items():
                target[state.path, month] = np.where(present, found[name], 0)

        def follow(state: State) -> Generator[simpy.Event, None, None]:
            record(state, 0)
            for month in state.each_month():
                yield state.at(month, 30)
                record(state, month)

        return follow

    def dataset(self, dates: Sequence[str], currency: str) -> xr.Dataset:
        """Return the histories with their axes named.

        Returns
        -------
        xr.Dataset
            (path, month, borrower), each column in its own dtype; ``on_book`` is False, and the columns 0, from the
            close before which a borrower left. ``origin`` and ``place`` of the coordinates are a borrower's number.
        """
        axes = ("path", "month", "borrower")
        paths, months, _ = self.on_book.shape
        variables = {name: (axes, array, _attributes(COLUMNS[name])) for name, array in self.values.items()}
        present = {"units": "1", "long_name": "still on the books"}
        coords = {
            "path": np.arange(paths),
            "month": np.arange(months),
            "date": ("month", list(dates)),
            "borrower": self.rows,
            **{name: ("borrower", numbers) for name, numbers in self._numbers.items()},
        }
        return xr.Dataset(
            {**variables, "on_book": (axes, self.on_book, present)}, coords, {"currency": currency, "minor_units": 100}
        )


def _attributes(column: Column) -> dict[str, str]:
    return {"units": column.unit, "long_name": column.meaning}
