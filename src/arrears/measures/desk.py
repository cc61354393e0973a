"""The collections desk: what it was asked to do, and what it could."""

from __future__ import annotations

import xarray as xr

from arrears.measures.stocks import flow
from arrears.measures.totals import named, ratio


def contacts(dataset: xr.Dataset) -> xr.DataArray:
    """Late accounts that the desk reached in the month; an account is contacted once between two due days at most.

    Returns
    -------
    xr.DataArray
        (path, month), contacts; NaN in month 0.
    """
    return named(flow(dataset["contacts"], dataset), "contacts", "contacts", "Contacts made")


def worklist(dataset: xr.Dataset) -> xr.DataArray:
    """Accounts late at some time in the month: what the desk was asked to do.

    Returns
    -------
    xr.DataArray
        (path, month), accounts; NaN in month 0.
    """
    return named(flow(dataset["worklist"], dataset), "worklist", "accounts", "Worklist")


def desk_capacity(dataset: xr.Dataset) -> xr.DataArray:
    """Contacts that the desk could make in the month.

    Returns
    -------
    xr.DataArray
        (path, month), contacts; NaN in month 0.
    """
    return named(flow(dataset["desk_capacity"], dataset), "desk_capacity", "contacts", "Desk capacity")


def desk_utilisation(dataset: xr.Dataset) -> xr.DataArray:
    """Calls asked for over calls that could be made: near 1 the desk no longer reaches everybody in time.

    Asked for are the calls made, and those still wanted when the account's next due day came. An account that pays by
    itself before it is called asks for none, so that this is less than the worklist over the capacity.

    Returns
    -------
    xr.DataArray
        (path, month), fraction; NaN in month 0 and where the desk has no capacity.
    """
    rate = ratio(dataset["contacts"] + dataset["unserved"], dataset["desk_capacity"])
    return named(flow(rate, dataset), "desk_utilisation", "fraction", "Desk utilisation")
