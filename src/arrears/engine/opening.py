"""The arrays of a batch, made from the opening."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arrears.columns import book_columns
from arrears.engine.applicants import arrive_all
from arrears.engine.blocks import ALIVE, DTYPES, EXPOSURE, LISTED, MONTHS_OUT, NARROW, Rows, W, blocks_needed, pack
from arrears.engine.pen import HOME, P1, P4, P8, P_ALIVE, P_EFFORT, P_SCORE, Pen, empty_pen
from arrears.engine.state import EXPOSURE_UNIT, Arrivals, Batch, Worklist, scratch
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting
from arrears.tallies import empty


def batch_of(opening: Opening, setting: Setting, paths: NDArray[np.int64], *, spare: float, newcomers: int) -> Batch:
    """Arrays of a batch of paths that start from the opening book; worklists not yet lined up.

    ``newcomers`` is the most that one month can bring.
    """
    book = opening.book
    counts = [int(np.count_nonzero(book["due_day"] == day)) for day in setting.days]
    first = blocks_needed(counts, spare)
    rows = pack(book, setting.days, first, paths.size)
    pen = empty_pen(paths.size, (W * first).astype(np.int64))
    _pen_late(book, setting.days, rows, pen)
    cohorts, n, items = len(setting.days), paths.size, 2 * int(first[-1]) * W
    lags = setting.recovery_months
    pending = np.zeros((n, 2, len(setting.segments), lags + 2), np.int64)
    by_segment = opening.pending_by_segment(len(setting.segments), lags)
    for lag in range(lags):
        pending[:, :, :, (lag + 1) % (lags + 2)] = by_segment[:, :, lag]
    worklist = Worklist(
        queue=np.zeros((n, items), np.int64),
        key=np.zeros((n, items), np.int64),
        number=np.zeros((n, items), np.int64),
        catching_up=np.zeros((n, items), np.int64),
        day_start=np.zeros((n, cohorts, 31), np.int64),
        next=np.zeros((n, cohorts), np.int64),
        end=np.zeros((n, cohorts), np.int64),
        head_key=np.zeros((n, cohorts), np.int64),
        head_number=np.zeros((n, cohorts), np.int64),
        seen=np.zeros(n, np.int64),
        capacity=np.zeros(n),
    )
    labour = np.zeros((n, cohorts, 3), np.int64)
    for c in range(cohorts):
        block = slice(int(first[c]), int(first[c + 1]))
        alive = rows.i1[0, block, ALIVE] == 1
        works = alive & (rows.i1[0, block, MONTHS_OUT] == 0)
        exposure = (rows.f4[0, block, EXPOSURE].astype(np.float64) * EXPOSURE_UNIT).astype(np.int64)
        labour[:, c] = (alive.sum(), works.sum(), exposure[works].sum())
    arrivals = Arrivals(
        traits=np.zeros((n, cohorts, newcomers, 20)),
        count=np.zeros((n, cohorts), np.int64),
        placed=np.zeros((n, cohorts), np.int64),
    )
    return Batch(
        rows=rows,
        pen=pen,
        arrivals=arrivals,
        tallies=empty(n, setting.months, len(setting.segments), setting.buckets),
        worklist=worklist,
        climate=np.zeros((n, 10)),
        labour=labour,
        exits=np.zeros(n, np.int64),
        pending=pending,
        overflow=np.zeros(n, np.int64),
        path=paths,
        bucket=setting.bucket,
        day=np.asarray(setting.days, np.int64),
        order=np.zeros((2, items), np.int64),
        **scratch(),
    )


def _pen_late(book: Book, days: tuple[int, ...], rows: Rows, pen: Pen) -> None:
    """Give the late borrowers of the opening book their entries, the same for every path, in the order of the rows."""
    for cohort, day in enumerate(days):
        of_day = np.flatnonzero(book["due_day"] == day)
        late = np.flatnonzero((book["rev_missed"][of_day] > 0) | (book["ins_missed"][of_day] > 0))
        chosen = of_day[late]
        home = int(rows.first[cohort]) * W + late
        entries = slice(int(pen.start[cohort]), int(pen.start[cohort]) + late.size)
        for array, names in ((pen.i1, P1), (pen.i4, P4), (pen.i8, P8)):
            for field, name in enumerate(names):
                if name in book:
                    array[:, 0, entries, field] = book[name][chosen]
        pen.i1[:, 0, entries, P_ALIVE] = 1
        pen.i8[:, 0, entries, HOME] = home
        pen.f4[:, 0, entries, P_EFFORT] = book["effort"][chosen]
        pen.f4[:, 0, entries, P_SCORE] = book["score"][chosen]
        pen.length[:, cohort] = late.size
        rows.i1[:, home // W, LISTED, home % W] = 1


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
