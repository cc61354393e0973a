"""How the accounts of a tape moved between buckets in its own months."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from arrears.buckets import bucket_of
from arrears.population.tape_buckets import MIDDLE
from arrears.population.tape_checks import Readings


def movements(readings: Readings, edges: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the bucket of accounts at the close of a month and of the next, all months of the tape pooled.

    Parameters
    ----------
    readings : Readings
        A tape's numbers.
    edges : sequence of int
        Upper edges of the buckets.

    Returns
    -------
    (movement,) int64, (movement,) int64
        0 is current. Accounts that owe nothing at the earlier close, and months of which nothing is known, are left
        out; where the tape has no due days, edges that are no multiple of 30 count from the 15th (*assumption*).
    """
    missed, owed = readings.missed, readings.balance
    known = (missed[1:] >= 0) & (missed[:-1] >= 0) & (owed[1:] > 0)
    bucket = bucket_of(missed, MIDDLE, edges)
    return bucket[1:][known], bucket[:-1][known]
