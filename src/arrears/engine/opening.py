"""The arrays of a batch, made from the opening."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.columns import book_columns
from arrears.engine.applicants import arrive_all
from arrears.engine.blocks import ALIVE, DTYPES, GRANTED, NARROW, Rows, W, blocks_needed, empty_rows
from arrears.engine.pen import HOME, P1, P8, Pen, empty_pen
from arrears.engine.seats import People, people_of, take_seats
from arrears.engine.state import Arrivals, Batch, Worklist, scratch
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting
from arrears.tallies import Tallies, empty


@dataclass(frozen=True, eq=False)
class Ground:
    """What every batch of a run begins with, laid out once.

    Attributes
    ----------
    people : People
        Everybody who may open, person by person.
    first : (cohort + 1,) int64
        Blocks of each due day.
    newcomers : int
        The most that one month can bring.
    """

    opening: Opening
    setting: Setting
    people: People
    first: NDArray[np.int64]
    newcomers: int

    @classmethod
    def of(cls, opening: Opening, setting: Setting, *, spare: float, newcomers: int = 0) -> Ground:
        """Lay the opening out, with room on each path for its people and ``spare`` times as many newcomers."""
        people = people_of(opening.book, setting.days)
        counts = np.diff(people.first).astype(float)
        if opening.drawn is not None:
            # How many a due day has on a path is chance: six standard deviations are set aside, and never all needed.
            share = counts * opening.drawn / max(opening.book.size, 1)
            counts = np.minimum(share + 6.0 * np.sqrt(share) + 8.0, opening.drawn)
        first = blocks_needed(np.ceil(counts).astype(np.int64).tolist(), spare)
        most = max(setting.queue(month, opening.size) for month in range(setting.months + 1))
        return cls(opening, setting, people, first, newcomers or most)

    def room(self, paths: int) -> Batch:
        """Arrays for batches of at most ``paths`` paths, one after the other; nothing in them is the opening's yet."""
        setting, first = self.setting, self.first
        cohorts, items, lags = len(setting.days), 2 * int(first[-1]) * W, setting.recovery_months
        return Batch(
            rows=empty_rows(paths, first, setting.fields),
            pen=empty_pen(paths, (W * first).astype(np.int64), setting.states),
            arrivals=Arrivals(
                traits=np.zeros((paths, cohorts, self.newcomers, 20)),
                count=np.zeros((paths, cohorts), np.int64),
                placed=np.zeros((paths, cohorts), np.int64),
            ),
            tallies=empty(0, setting.months, len(setting.segments), setting.buckets, setting.own),
            worklist=Worklist(
                queue=np.zeros((paths, items), np.int64),
                key=np.zeros((paths, items), np.int64),
                catching_up=np.zeros((paths, items), np.int64),
                day_start=np.zeros((paths, cohorts, 31), np.int64),
                next=np.zeros((paths, cohorts), np.int64),
                end=np.zeros((paths, cohorts), np.int64),
                head_key=np.zeros((paths, cohorts), np.int64),
                seen=np.zeros(paths, np.int64),
                capacity=np.zeros(paths),
            ),
            climate=np.zeros((paths, 12)),
            labour=np.zeros((paths, cohorts, 3), np.int64),
            exits=np.zeros(paths, np.int64),
            pending=np.zeros((paths, 2, len(setting.segments), lags + 2), np.int64),
            overflow=np.zeros(paths, np.int64),
            path=np.zeros(paths, np.int64),
            bucket=setting.bucket,
            day=np.asarray(setting.days, np.int64),
            order=np.zeros((2, items), np.int64),
            **scratch(),
        )

    def begin(self, room: Batch, paths: NDArray[np.int64], tallies: Tallies) -> Batch:
        """The opening in arrays used before or not: a batch of these paths, which counts into ``tallies``."""
        n, work = paths.size, room.worklist
        batch = room._replace(
            rows=Rows._make((*(array[:n] for array in room.rows[:-1]), room.rows.first)),
            pen=Pen._make((*(array[:n] for array in room.pen[:-1]), room.pen.start)),
            arrivals=Arrivals(*(array[:n] for array in room.arrivals)),
            tallies=tallies,
            worklist=Worklist(*(array[:n] for array in work)),
            path=paths,
            **{name: getattr(room, name)[:n] for name in ("climate", "labour", "exits", "pending", "overflow")},
        )
        rows = batch.rows
        rows.i1[:, :, ALIVE][rows.live > 0] = 0
        rows.live[:] = rows.free[:] = 0
        batch.pen.half[:] = batch.pen.length[:] = 0
        for name in ("day_start", "next", "end", "head_key", "seen"):
            getattr(batch.worklist, name)[:] = 0
        for small in (batch.climate, batch.exits, batch.overflow, batch.arrivals.count, batch.arrivals.placed):
            small[:] = 0
        lags = self.setting.recovery_months
        by_segment = self.opening.pending_by_segment(len(self.setting.segments), lags)
        batch.pending[:] = 0
        for lag in range(lags):
            batch.pending[:, :, :, (lag + 1) % (lags + 2)] = by_segment[:, :, lag]
        self._seat(batch)
        return batch

    def _seat(self, batch: Batch) -> None:
        """Each path's own people take their rows."""
        for p, path in enumerate(batch.path.tolist()):
            if self.setting.balance_sheet == "static":
                # A row that somebody else held on the path before: nobody there is to be replaced.
                batch.rows.i8[p, :, GRANTED] = 0
            person, copy = self.opening.people(self.setting.seed, path)
            batch.overflow[p] |= take_seats(
                self.people, person, copy, batch.rows, batch.pen, batch.tallies, batch.labour, p
            )


def book_of(batch: Batch, path: int, days: tuple[int, ...]) -> Book:
    """The live borrowers of one path as a book: rows, and for those in the pen what it holds."""
    arrive_all(batch)
    rows, pen = batch.rows, batch.pen
    columns = {c.name: np.zeros((rows.live.shape[1], W), c.dtype) for c in book_columns()}
    for name in ("rev_day", "ins_day"):
        columns[name][:] = -1
    for kind, names in NARROW.items():
        for field, name in enumerate(names):
            columns[name] = getattr(rows, kind)[path, :, field, :].astype(DTYPES[kind]).copy()
    alive = columns.pop("alive") == 1
    columns["due_day"] = np.repeat(np.repeat(np.asarray(days, np.int8), np.diff(rows.first)), W).reshape(alive.shape)
    for cohort in range(len(days)):
        half = int(pen.half[path, cohort])
        entries = slice(int(pen.start[cohort]), int(pen.start[cohort] + pen.length[path, cohort]))
        home = pen.i8[path, half, entries, HOME]
        block, row = home // W, home % W
        for array, names in ((pen.i1, P1), (pen.i8, P8)):
            for field, name in enumerate(names):
                if name == "alive":
                    alive[block, row] = array[path, half, entries, field] == 1
                elif name in columns:
                    columns[name][block, row] = array[path, half, entries, field]
    return Book.of({name: array[alive] for name, array in columns.items() if name in {c.name for c in book_columns()}})
