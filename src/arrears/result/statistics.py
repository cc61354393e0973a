"""Statistics over paths: the columns that every table of a run ends with.

A measure is computed on each path first; only then do the paths become a mean and quantiles. A path whose value is NaN
(its denominator is zero) is left out, and ``n`` says how many remain.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

STATISTICS = ("mean", "std", "p05", "p25", "p50", "p75", "p95", "p01", "p99", "n")
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95, "p01": 0.01, "p99": 0.99}

_BLOCK = 4_000_000  # values sorted at a time, so that many paths need no second copy of a measure


def statistics(values: np.ndarray) -> np.ndarray:
    """Reduce over paths.

    Parameters
    ----------
    values
        (path, cell), any unit; NaN where a path is left out.

    Returns
    -------
    np.ndarray
        (cell, statistic) in the order of `STATISTICS`: the mean, the standard deviation with n - 1 (NaN for one path),
        linear quantiles, and n. NaN in all but ``n`` where no path remains.
    """
    paths, cells = values.shape
    step = max(1, _BLOCK // max(1, paths))
    blocks = [_reduce(values[:, i : i + step]) for i in range(0, cells, step)]
    return np.concatenate(blocks) if blocks else np.empty((0, len(STATISTICS)))


def _reduce(values: np.ndarray) -> np.ndarray:
    """Sort the paths of each cell (NaN goes last) and read everything off."""
    # + 0.0 turns -0.0 into 0.0: a shock of size zero must not show as a sign.
    ranked = np.sort(np.ascontiguousarray(values.T, dtype=np.float64) + 0.0, axis=1)
    missing = np.isnan(ranked)
    n = ranked.shape[1] - missing.sum(axis=1)
    table = np.full((len(ranked), len(STATISTICS)), np.nan)
    table[:, STATISTICS.index("n")] = n
    some = n > 0
    if not some.any():
        return table
    ranked, missing, count = ranked[some], missing[some], n[some].astype(np.float64)
    mean = np.where(missing, 0.0, ranked).sum(axis=1) / count
    spread = np.where(missing, 0.0, ranked - mean[:, None])
    std = np.sqrt((spread**2).sum(axis=1) / np.maximum(count - 1.0, 1.0))
    last = n[some] - 1
    row = np.arange(len(ranked))
    # Paths that agree to the bit have that mean and no spread at all: the rounding of a sum must not show.
    same = ranked[:, 0] == ranked[row, last]
    kept = np.flatnonzero(some)
    table[kept, 0] = np.where(same, ranked[:, 0], mean)
    table[kept, 1] = np.where(last == 0, np.nan, np.where(same, 0.0, std))
    for name, q in QUANTILES.items():
        table[kept, STATISTICS.index(name)] = _linear(ranked, row, last, q)
    return table


def _linear(ranked: np.ndarray, row: np.ndarray, last: np.ndarray, q: float) -> np.ndarray:
    """Quantile between the two neighbours, to the bit what `numpy.quantile` gives."""
    place = last * q
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, last)
    weight = place - below
    low, high = ranked[row, below], ranked[row, above]
    value: np.ndarray = np.where(weight < 0.5, low + (high - low) * weight, high - (high - low) * (1.0 - weight))
    return value


def summary(data: xr.DataArray) -> xr.DataArray:
    """Reduce a measure over ``path``: the same axes without it, and a last axis ``statistic``."""
    data = data.transpose("path", ...)
    table = statistics(data.values.reshape(data.sizes["path"], -1))
    coords = {str(name): coord for name, coord in data.coords.items() if "path" not in coord.dims}
    return xr.DataArray(
        table.reshape(*data.shape[1:], len(STATISTICS)),
        dims=(*data.dims[1:], "statistic"),
        coords={**coords, "statistic": list(STATISTICS)},
        name=data.name,
        attrs=data.attrs,
    )
