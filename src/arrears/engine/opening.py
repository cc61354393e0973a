"""The arrays of a batch, made from the opening."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from arrears.engine.blocks import ALIVE, EXPOSURE, MONTHS_OUT, W, blocks_needed, pack
from arrears.setting import Setting
from arrears.engine.state import EXPOSURE_UNIT, Batch, Worklist, scratch
from arrears.population.opening import Opening
from arrears.tallies import empty


def batch_of(opening: Opening, setting: Setting, paths: NDArray[np.int64], *, spare: float) -> Batch:
    """Arrays of a batch of paths that start from the opening book; worklists not yet lined up."""
    book = opening.book
    counts = [int(np.count_nonzero(book["due_day"] == day)) for day in setting.days]
    first = blocks_needed(counts, spare)
    rows = pack(book, setting.days, first, paths.size)
    cohorts, n, rows_all = len(setting.days), paths.size, int(first[-1]) * W
    entries = 2 * rows_all
    months = setting.months
    lags = setting.recovery_months
    pending = np.zeros((n, 2, len(setting.segments), lags + 2), np.int64)
    by_segment = opening.pending_by_segment(len(setting.segments), lags)
    for lag in range(lags):
        pending[:, :, :, (lag + 1) % (lags + 2)] = by_segment[:, :, lag]
    worklist = Worklist(
        queue=np.zeros((n, entries), np.int64), key=np.zeros((n, entries), np.int64), number=np.zeros((n, entries), np.int64),
        catching_up=np.zeros((n, entries), np.int64), day_start=np.zeros((n, cohorts, 31), np.int64),
        start=(2 * W * first).astype(np.int64), length=np.zeros((n, cohorts), np.int64), next=np.zeros((n, cohorts), np.int64),
        seen=np.zeros(n, np.int64), capacity=np.zeros(n),
    )
    labour = np.zeros((n, cohorts, 3), np.int64)
    for c in range(cohorts):
        block = slice(int(first[c]), int(first[c + 1]))
        alive = rows.i1[0, block, ALIVE] == 1
        works = alive & (rows.i1[0, block, MONTHS_OUT] == 0)
        exposure = (rows.f4[0, block, EXPOSURE].astype(np.float64) * EXPOSURE_UNIT).astype(np.int64)
        labour[:, c] = (alive.sum(), works.sum(), exposure[works].sum())
    return Batch(
        rows=rows, tallies=empty(n, months, len(setting.segments), setting.buckets), worklist=worklist, climate=np.zeros((n, 10)),
        labour=labour, exits=np.zeros(n, np.int64), pending=pending, overflow=np.zeros(n, np.int64), path=paths,
        bucket=setting.bucket, day=np.asarray(setting.days, np.int64), order=np.zeros((2, entries), np.int64), **scratch(),
    )
