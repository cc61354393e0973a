"""What stands on the books at the close: balances, accounts; and what stood there at the close before."""

from __future__ import annotations

import xarray as xr

from arrears.measures.totals import named, with_cumulative, with_totals


def money(data: xr.DataArray, dataset: xr.Dataset) -> xr.DataArray:
    """Turn minor units into units of the currency."""
    return data / int(dataset.attrs.get("minor_units", 100))


def currency(dataset: xr.Dataset) -> str:
    """Return the currency's code, the unit of every amount."""
    return str(dataset.attrs.get("currency", ""))


def flow(data: xr.DataArray, dataset: xr.Dataset) -> xr.DataArray:
    """Leave month 0 of a flow out (NaN): the opening book is a close, and nothing flowed in the run before it.

    A dataset whose attribute ``opening_flows`` is 1 holds the flows of the month before the start; they are kept.
    """
    if int(dataset.attrs.get("opening_flows", 0)):
        return data.astype("float64")
    return data.where(data["month"] > 0)


def opening_balance(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of live accounts at the close before, int64 minor units (path, month, product, segment).

    Taken from the rolls, which hold every account live at the last close by the bucket it was in; this is the balance
    of month t - 1, and zero in month 0 where the run has no close before it.
    """
    return dataset["rolled_balance"].sum(("bucket", "bucket_to"))


def balance(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of live accounts at month-end by days past due: principal, accrued interest and fees.

    Buckets, their cumulative sums, and ``all``.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), units of the currency.
    """
    cells = with_cumulative(with_totals(dataset["balance"]), whole=True)
    return named(money(cells, dataset), "balance", currency(dataset), "Balance of live accounts")


def count(dataset: xr.Dataset) -> xr.DataArray:
    """Live accounts at month-end by days past due: open, not charged off, owing more than zero.

    Buckets, their cumulative sums, and ``all``.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), accounts.
    """
    cells = with_cumulative(with_totals(dataset["accounts"]), whole=True)
    return named(cells.astype("float64"), "count", "accounts", "Live accounts")
