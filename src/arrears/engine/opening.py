"""The arrays of a batch, made from the opening."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.borrower.employment import EXPOSURE_PARTS
from arrears.columns import book_columns
from arrears.engine.applicants import arrive_all
from arrears.engine.blocks import (
    ALIVE,
    DTYPES,
    EXPOSURE,
    IN_PEN,
    LISTED,
    MONTHS_OUT,
    NARROW,
    Rows,
    W,
    blocks_needed,
    empty_rows,
    fill_rows,
    pack,
)
from arrears.engine.passes import count_opening
from arrears.engine.pen import HOME, P1, P4, P8, P_ALIVE, PF, Pen, empty_pen, fill_pen
from arrears.engine.state import Arrivals, Batch, Worklist, scratch
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting
from arrears.tallies import Tallies, empty


@dataclass(frozen=True)
class Ground:
    """What every batch of a run begins with, laid out once.

    Attributes
    ----------
    rows : Rows
        The opening book in blocks, as one path.
    pen : Pen
        The late borrowers of it, as one path.
    labour : ndarray of int64, shape (cohort, 3)
        Borrowers, those in work, and their exposure.
    counted : Tallies
        Month 0 of one path, but for the late.
    newcomers : int
        The most that one month can bring.
    """

    opening: Opening
    setting: Setting
    rows: Rows
    pen: Pen
    labour: NDArray[np.int64]
    counted: Tallies
    newcomers: int

    @classmethod
    def of(cls, opening: Opening, setting: Setting, *, spare: float, newcomers: int = 0) -> Ground:
        """Lay the opening book out, with room for ``spare`` times as many newcomers."""
        counts = [int(np.count_nonzero(opening.book["due_day"] == day)) for day in setting.days]
        rows = pack(opening.book, setting.days, blocks_needed(counts, spare))
        pen = _pen_late(opening.book, setting.days, rows)
        most = max(setting.queue(month, opening.book.size) for month in range(setting.months + 1))
        counted = empty(1, 0, len(setting.segments), setting.buckets, setting.own)
        count_opening(rows, counted)
        return cls(opening, setting, rows, pen, _labour(rows), counted, newcomers or most)

    def room(self, paths: int) -> Batch:
        """Arrays for batches of at most ``paths`` paths, one after the other; nothing in them is the opening's yet."""
        setting, first = self.setting, self.rows.first
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
            climate=np.zeros((paths, 10)),
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
        fill_rows(batch.rows, self.rows)
        fill_pen(batch.pen, self.pen)
        for name in ("day_start", "next", "end", "head_key", "seen"):
            getattr(batch.worklist, name)[:] = 0
        for small in (batch.climate, batch.exits, batch.overflow, batch.arrivals.count, batch.arrivals.placed):
            small[:] = 0
        lags = self.setting.recovery_months
        by_segment = self.opening.pending_by_segment(len(self.setting.segments), lags)
        batch.pending[:] = 0
        for lag in range(lags):
            batch.pending[:, :, :, (lag + 1) % (lags + 2)] = by_segment[:, :, lag]
        batch.labour[:] = self.labour
        for name in ("borrowers", "employed", "balance", "accounts", "customers"):
            getattr(tallies, name)[:, 0] = getattr(self.counted, name)[:, 0]
        return batch


def _labour(rows: Rows) -> NDArray[np.int64]:
    """Borrowers of a packed book, those in work and their exposure, (cohort, 3)."""
    labour = np.zeros((rows.first.size - 1, 3), np.int64)
    for c in range(labour.shape[0]):
        block = slice(int(rows.first[c]), int(rows.first[c + 1]))
        alive = rows.i1[0, block, ALIVE] == 1
        works = alive & (rows.i1[0, block, MONTHS_OUT] == 0)
        exposure = (rows.f4[0, block, EXPOSURE].astype(np.float64) * EXPOSURE_PARTS).astype(np.int64)
        labour[c] = (alive.sum(), works.sum(), exposure[works].sum())
    return labour


def _pen_late(book: Book, days: tuple[int, ...], rows: Rows) -> Pen:
    """Entries for the late borrowers of a packed book, as one path, in the order of the rows, which are marked."""
    pen = empty_pen(1, (W * rows.first).astype(np.int64))
    for cohort, day in enumerate(days):
        of_day = np.flatnonzero(book["due_day"] == day)
        late = np.flatnonzero((book["rev_missed"][of_day] > 0) | (book["ins_missed"][of_day] > 0))
        chosen = of_day[late]
        home = int(rows.first[cohort]) * W + late
        entries = slice(int(pen.start[cohort]), int(pen.start[cohort]) + late.size)
        for array, names in ((pen.i1, P1), (pen.i8, P8)):
            for field, name in enumerate(names):
                if name in book:
                    array[0, 0, entries, field] = book[name][chosen]
        for array, names in ((pen.i4, P4), (pen.f4, PF)):
            for field, name in enumerate(names):
                if name in book:
                    array[0, 0, field, entries] = book[name][chosen]
        pen.i1[0, 0, entries, P_ALIVE] = 1
        pen.i8[0, 0, entries, HOME] = home
        pen.length[0, cohort] = late.size
        rows.i1[0, home // W, LISTED, home % W] = IN_PEN
    return pen


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
