"""The economy: the macro path that the run was given, and the book's own employment."""

from __future__ import annotations

import xarray as xr

from arrears.measures.totals import named, ratio, with_totals

SHOWN_BY_NAME = ("unemployment", "income", "policy_rate", "looseness")


def _series(dataset: xr.Dataset, series: str, name: str, units: str, long_name: str) -> xr.DataArray:
    return named(dataset["macro"].sel(series=series, drop=True), name, units, long_name)


def unemployment(dataset: xr.Dataset) -> xr.DataArray:
    """Share of the book's borrowers out of work, each on the due day; the realised rate, not the path's.

    Returns
    -------
    xr.DataArray
        (path, month, segment), fraction.
    """
    borrowers = with_totals(dataset["borrowers"])
    idle = borrowers - with_totals(dataset["employed"])
    return named(ratio(idle, borrowers), "unemployment", "fraction", "Unemployment of the book")


def unemployment_path(dataset: xr.Dataset) -> xr.DataArray:
    """Unemployment rate of the macro path.

    Returns
    -------
    xr.DataArray
        (path, month), fraction of the labour force.
    """
    return _series(dataset, "unemployment", "unemployment_path", "fraction", "Unemployment")


def income(dataset: xr.Dataset) -> xr.DataArray:
    """Income while in work against its trend, of the macro path: 0 on trend, -0.08 eight per cent below.

    Returns
    -------
    xr.DataArray
        (path, month), fraction of trend.
    """
    return _series(dataset, "income", "income", "fraction", "Income against trend")


def policy_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Policy rate of the macro path, a year.

    Returns
    -------
    xr.DataArray
        (path, month), fraction a year.
    """
    return _series(dataset, "policy_rate", "policy_rate", "fraction a year", "Policy rate")


def looseness(dataset: xr.Dataset) -> xr.DataArray:
    """Looseness of the market: 0 is today's standards, 1 is rivals approving a standard deviation of score lower.

    Returns
    -------
    xr.DataArray
        (path, month), standard deviations of score.
    """
    return _series(dataset, "looseness", "looseness", "standard deviations", "Looseness of the market")


def macro_series(dataset: xr.Dataset) -> xr.DataArray:
    """Any further series of the macro path, as its file gives it.

    Returns
    -------
    xr.DataArray
        (path, month, series), units of the file. In ``curves.csv`` they stand in the column ``segment``, as
        ``series=NAME``.
    """
    names = [str(name) for name in dataset["series"].values if name not in SHOWN_BY_NAME]
    return named(dataset["macro"].sel(series=names), "macro_series", "as given", "Further macro series")
