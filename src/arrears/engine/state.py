"""State of a batch of paths: the borrowers, the worklists, and the month's climate; plain arrays in named tuples."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from arrears.engine.blocks import Rows, W, aligned_zeros
from arrears.engine.pen import Pen
from arrears.engine.scratch import WHOLE_ROWS
from arrears.jit import part
from arrears.model.records import Sky
from arrears.tallies import Tallies


class Worklist(NamedTuple):
    """The order in which late accounts are served. An item is twice the pen's entry plus the product.

    Items of cohort c begin at twice the pen's ``start[c]``.
    """

    queue: Any  # (path, items) int64: items of each due day in the order of service
    key: Any  # (path, items) int64: the turn of each, fixed on the due day
    catching_up: Any  # (path, items) int64: items that will catch up unprompted, by day
    day_start: Any  # (path, cohort, 31) int64: where each day's begin in catching_up
    next: Any  # (path, cohort) int64: next item to be served
    end: Any  # (path, cohort) int64: end of the cohort's items
    head_key: Any  # (path, cohort) int64: turn of the next item, -1 when nobody waits
    seen: Any  # (path,) int64: accounts late at some time in the month
    capacity: Any  # (path,) float64: contacts a day


class Arrivals(NamedTuple):
    """Newcomers between the close that booked them and their first due day."""

    traits: Any  # (path, cohort, newcomer, 20) float64
    count: Any  # (path, cohort) int64
    placed: Any  # (path, cohort) int64: those who have a row


# Columns of `climate`, in the order of setting.Climate.
SEPARATION, FINDING, INCOME, OPENNESS, CUTOFF, UNEMPLOYMENT, QUALITY_SHIFT, TAKE_UP, RECOVERY, LINES = range(10)
OPEN_LINES, RATE_CHANGE = 10, 11


@part
def sky_of(climate: Any) -> Any:
    """Climate of a path as the month's rules see it."""
    return Sky(
        climate[SEPARATION],
        climate[FINDING],
        climate[INCOME],
        climate[OPENNESS],
        climate[LINES],
        climate[OPEN_LINES],
        climate[RATE_CHANGE],
    )


class Batch(NamedTuple):
    """Everything the kernels touch, for a few paths."""

    rows: Rows
    pen: Pen
    arrivals: Arrivals
    tallies: Tallies
    worklist: Worklist
    climate: Any  # (path, 12) float64
    labour: Any  # (path, cohort, 3) int64: borrowers, in work, exposure of those in work, on the last due day
    exits: Any  # (path,) int64: borrowers who left in the month
    pending: Any  # (path, product, segment, month) int64: recoveries to come
    overflow: Any  # (path,) int64: not zero when an amount went out of range or free rows ran out
    path: Any  # (path,) int64: number of each path
    bucket: Any  # (cohort, 16) int64: bucket at the close by bills missed
    day: Any  # (cohort,) int64: due day
    draws: Any  # scratch (8, W) float32
    whole: Any  # scratch (WHOLE_ROWS, W) int64
    real: Any  # scratch (8, W) float64
    picked: Any  # scratch (W,) int64
    sums: Any  # scratch (10,) int64
    flows: Any  # scratch (6,) int64
    order: Any  # scratch (2, entries) int64, for sorting
    counts: Any  # scratch (1024,) int64, for sorting
    newcomers: Any  # scratch (24, W) float64
    applicant_draws: Any  # scratch (16, W) float32


def scratch() -> dict[str, np.ndarray]:
    """Scratch arrays of one thread."""
    return {
        "draws": aligned_zeros((8, W), np.float32),
        "whole": aligned_zeros((WHOLE_ROWS, W), np.int64),
        "real": aligned_zeros((8, W), np.float64),
        "picked": np.zeros(W, np.int64),
        "sums": np.zeros(10, np.int64),
        "flows": np.zeros(6, np.int64),
        "newcomers": aligned_zeros((24, W), np.float64),
        "applicant_draws": aligned_zeros((16, W), np.float32),
        "counts": np.zeros(1024, np.int64),
    }
