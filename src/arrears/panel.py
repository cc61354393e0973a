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
from arrears.population.opening import Opening
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

    The sample is drawn from the book that a path opens with, and followed until a borrower leaves. Whoever is in a
    sample of 500 is in one of 1000 too, and two runs with one seed follow the same borrowers, as far as both have them.

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

    def rows(self, origin: NDArray[np.int32], place: NDArray[np.int32], seed: int) -> NDArray[np.int64]:
        """Rows of the sample among borrowers with these numbers, by number: those with the smallest draws."""
        draws = uniform_array(seed, NO_PATH, place, 0, Purpose.PANEL, origin=origin)
        # The number breaks ties: a draw has 23 bits.
        chosen = np.lexsort((place, origin, draws))[: self.sample]
        return chosen[np.lexsort((place[chosen], origin[chosen]))].astype(np.int64)

    def memory_needed(self, paths: int, months: int) -> int:
        """Bytes of a run's histories."""
        each = 1 + sum(np.dtype(COLUMNS[name].dtype).itemsize for name in self.columns)
        return each * paths * (months + 1) * self.sample


class Histories:
    """What a panel has recorded: an array (path, month 0..T, borrower) a column, filled in while the run goes on."""

    def __init__(self, panel: Panel, opening: Opening, seed: int, paths: int, months: int) -> None:
        numbers = [opening.numbers(seed, path) for path in range(paths)]
        self.rows = [panel.rows(origin, place, seed) for origin, place in numbers]
        chosen = [(o[rows], p[rows]) for (o, p), rows in zip(numbers, self.rows, strict=True)]
        self._numbers = {name: np.stack([of[k] for of in chosen]) for k, name in enumerate(("origin", "place"))}
        shape = (paths, months + 1, self.rows[0].size)
        self.on_book = np.zeros(shape, np.bool_)
        self.values = {name: np.zeros(shape, COLUMNS[name].dtype) for name in panel.columns}

    @property
    def process(self) -> Process:
        """A process that records each close of its path."""

        def record(state: State, month: int) -> None:
            found, present = state.followed(tuple(self.values), self.rows[state.path])
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
            close before which a borrower left. ``origin`` and ``place`` of the coordinates, (path, borrower), are a
            borrower's number: each path opens with people of its own.
        """
        axes = ("path", "month", "borrower")
        paths, months, _ = self.on_book.shape
        variables = {name: (axes, array, _attributes(COLUMNS[name])) for name, array in self.values.items()}
        present = {"units": "1", "long_name": "still on the books"}
        coords = {
            "path": np.arange(paths),
            "month": np.arange(months),
            "date": ("month", list(dates)),
            "borrower": np.arange(self.rows[0].size),
            **{name: (("path", "borrower"), numbers) for name, numbers in self._numbers.items()},
        }
        return xr.Dataset(
            {**variables, "on_book": (axes, self.on_book, present)}, coords, {"currency": currency, "minor_units": 100}
        )


def _attributes(column: Column) -> dict[str, str]:
    return {"units": column.unit, "long_name": column.meaning}
