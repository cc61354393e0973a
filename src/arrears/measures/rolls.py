"""Roll rates and cure rates: where the accounts of the last close stand at this one."""

from __future__ import annotations

import numpy as np
import xarray as xr

from arrears.buckets import CURRENT
from arrears.measures.totals import named, ratio, with_cumulative, with_totals

PAID_OFF = "paid-off"


def _rolls(cells: xr.DataArray, name: str, long_name: str) -> xr.DataArray:
    """Divide each cell by its row and write the pair of buckets as one label."""
    cells = with_totals(cells)
    rates = ratio(cells, cells.sum("bucket_to"))
    labels = [f"{a}>{b}" for a in cells["bucket"].values for b in cells["bucket_to"].values]
    coords = {str(k): c for k, c in rates.coords.items() if not {"bucket", "bucket_to"} & set(c.dims)}
    flat = xr.DataArray(
        rates.values.reshape(*rates.shape[:-2], len(labels)),
        dims=(*rates.dims[:-2], "bucket"),
        coords={**coords, "bucket": labels},
    )
    return named(flat, name, "fraction", long_name)


def _cures(cells: xr.DataArray, name: str, long_name: str) -> xr.DataArray:
    cells = with_totals(cells)
    cells = cells.isel(bucket=np.flatnonzero(cells["bucket"].values != CURRENT))
    cured = cells.sel(bucket_to=[CURRENT, PAID_OFF]).sum("bucket_to")
    rates = ratio(with_cumulative(cured), with_cumulative(cells.sum("bucket_to")))
    return named(rates, name, "fraction", long_name)


def roll_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Of the balance in one bucket at the last close, the share in another now; balances are those of the last close.

    Labels are written ``1-30>31-90``. Where an account can go: each bucket, ``paid-off`` (owes nothing now) and
    ``charged-off``; the labels with one origin add up to 1. Accounts new this month have no last close and are left
    out.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where the origin was empty, and in month 0.
    """
    return _rolls(dataset["rolled_balance"], "roll_rate", "Roll rate by balance")


def roll_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Of the accounts in one bucket at the last close, the share in another now.

    Labels and targets as in `roll_rate`.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where the origin was empty, and in month 0.
    """
    return _rolls(dataset["rolled_accounts"], "roll_rate_count", "Roll rate by accounts")


def cure_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Of the balance late at the last close (in the bucket then), the share that is current or paid off now.

    Back to 0 days past due at month-end is a cure, however it came about: paid in full, oldest bills paid, or
    restructured. An account that paid a part and is still late is not cured, nor is one that was charged off.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; ``bucket`` is the one at the last close, cumulative ones too.
    """
    return _cures(dataset["rolled_balance"], "cure_rate", "Cure rate by balance")


def cure_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Of the accounts late at the last close (in the bucket then), the share that is current or paid off now.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; as `cure_rate`.
    """
    return _cures(dataset["rolled_accounts"], "cure_rate_count", "Cure rate by accounts")
