"""A path of a batch as the state that a process sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.engine.blocks import ALIVE, COHORT, NARROW, PLACE, W
from arrears.engine.opening import book_of
from arrears.engine.pen import HOME, P1, P8, P_ALIVE
from arrears.engine.state import Batch
from arrears.model.order import Phase, moment
from arrears.population.book import Book
from arrears.processes import COLUMNS, Levers, State
from arrears.setting import Setting

_ROWS = {name: (kind, field) for kind, names in NARROW.items() for field, name in enumerate(names)}
_PEN = {name: (kind, field) for kind, names in (("i1", P1), ("i8", P8)) for field, name in enumerate(names)}


class PathView(State):
    """Path ``p`` of a batch."""

    def __init__(
        self,
        env: simpy.Environment,
        batch: Batch,
        p: int,
        setting: Setting,
        opening: Book,
        macro: dict[str, NDArray[np.float64]],
        levers: Levers,
    ) -> None:
        self.env, self.path, self.months, self.levers = env, int(batch.path[p]), setting.months, levers
        self._batch, self._p, self._setting, self._opening = batch, p, setting, opening
        self._series = {name: values[p] for name, values in macro.items()}
        self._place: NDArray[np.int64] | None = None
        self._book: tuple[float, Book] | None = None  # the books at a time

    def _moment(self, month: int, day: int, phase: str) -> float:
        return moment(month, day, Phase[phase.upper()])

    def _tally(self, name: str) -> NDArray[np.int64]:
        values: NDArray[np.int64] = getattr(self._batch.tallies, name)[self._p]
        return values

    def _macro(self) -> dict[str, NDArray[np.float64]]:
        return self._series

    def _column(self, name: str) -> NDArray[Any]:
        if self._book is None or self._book[0] != self.env.now:
            book = book_of(self._batch, self._p, self._setting.days)
            order = np.lexsort((book["place"], book["origin"]))
            self._book = (self.env.now, Book.of({column: book[column][order] for column in book}))
        return self._book[1][name].copy()

    def _followed(
        self, names: Sequence[str], rows: NDArray[np.int64]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
        place = self._opening_place()[rows]
        block, row = place // W, place % W
        half, entry = self._entries(place)
        kept = entry >= 0
        i4 = self._batch.rows.i4[self._p]
        # Who takes the row of one that left comes in a later month: one of the static balance sheet has its number.
        same = (i4[block, PLACE, row] == self._opening["place"][rows]) & (i4[block, COHORT, row] <= 0)
        alive = self._batch.rows.i1[self._p][block, ALIVE, row] == 1
        # What is late lies in the pen until its next due day, and so do its columns.
        alive[kept] = self._batch.pen.i1[self._p][half[kept], entry[kept], P_ALIVE] == 1
        found = {}
        for name in names:
            values = self._in_rows(name, block, row)
            if name in _PEN:
                kind, field = _PEN[name]
                values[kept] = getattr(self._batch.pen, kind)[self._p][half[kept], entry[kept], field]
            found[name] = values
        return found, same & alive

    def _in_rows(self, name: str, block: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[Any]:
        """Return a column as the rows have it; of an account's lateness they have nothing."""
        if name in _ROWS:
            kind, field = _ROWS[name]
            values: NDArray[Any] = getattr(self._batch.rows, kind)[self._p][block, field, row]
            return values
        if name == "due_day":
            cohort = np.searchsorted(self._batch.rows.first, block, side="right") - 1
            return np.asarray(self._setting.days, COLUMNS[name].dtype)[cohort]
        never = -1 if name in ("rev_day", "ins_day") else 0
        return np.full(block.size, never, COLUMNS[name].dtype)

    def _entries(self, place: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Half and entry of the pen in which rows lie, -1 for those that do not."""
        pen, p = self._batch.pen, self._p
        half, entry = np.zeros(place.size, np.int64), np.full(place.size, -1, np.int64)
        for cohort in range(len(self._setting.days)):
            first, length, here = int(pen.start[cohort]), int(pen.length[p, cohort]), int(pen.half[p, cohort])
            if length == 0:
                continue
            home = pen.i8[p, here, first : first + length, HOME]
            rising = np.argsort(home)
            at = rising[np.minimum(np.searchsorted(home, place, sorter=rising), length - 1)]
            found = home[at] == place
            half[found], entry[found] = here, first + at[found]
        return half, entry

    def _opening_place(self) -> NDArray[np.int64]:
        """Row of each borrower of the opening book, counted over all blocks, as ``seats.take_seats`` gave them out."""
        if self._place is None:
            self._place = np.zeros(self._opening.size, np.int64)
            for cohort, day in enumerate(self._setting.days):
                here = np.flatnonzero(self._opening["due_day"] == day)
                self._place[here] = int(self._batch.rows.first[cohort]) * W + np.arange(here.size)
        return self._place
