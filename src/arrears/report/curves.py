"""Numbers of the report: the statistics of ``curves.csv`` and ``differences.csv``, as lists by month."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import xarray as xr

from arrears.result.statistics import STATISTICS, statistics

SHOWN = ("mean", "p05", "p25", "p50", "p75", "p95")
Numbers = list[float | None]


def rounded(values: Iterable[float]) -> Numbers:
    """Return numbers with eight digits, and None for what is missing."""
    return [float(f"{value:.8g}") if math.isfinite(value) else None for value in values]


def columns(data: xr.DataArray) -> dict[str, Numbers]:
    """Return statistics over paths by month.

    Parameters
    ----------
    data
        (path, month).
    """
    table = statistics(data.transpose("path", "month").values)
    return {name: rounded(table[:, STATISTICS.index(name)]) for name in SHOWN}


def mean(data: xr.DataArray) -> np.ndarray:
    """Return means over paths, (month,); NaN where no path has a value."""
    return statistics(data.transpose("path", ...).values.reshape(data.sizes["path"], -1))[:, 0]
