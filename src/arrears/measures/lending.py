"""New lending: applications, approvals, originations."""

from __future__ import annotations

import xarray as xr

from arrears.measures.stocks import currency, flow, money
from arrears.measures.totals import named, ratio, with_totals


def originations(dataset: xr.Dataset) -> xr.DataArray:
    """Amount originated in the month: a loan's principal when booked, a new line's balance at its first bill.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["originated"]), dataset), dataset)
    return named(amount, "originations", currency(dataset), "Originations")


def originations_count(dataset: xr.Dataset) -> xr.DataArray:
    """Accounts originated in the month, those counted in the amount originated.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), accounts; NaN in month 0.
    """
    accounts = flow(with_totals(dataset["originated_accounts"]), dataset)
    return named(accounts, "originations_count", "accounts", "Accounts originated")


def applications(dataset: xr.Dataset) -> xr.DataArray:
    """Applications received in the month.

    Returns
    -------
    xr.DataArray
        (path, month), applications; NaN in month 0.
    """
    return named(flow(dataset["applications"], dataset), "applications", "applications", "Applications")


def approval_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Applications above the cut-off over applications received in the month.

    Returns
    -------
    xr.DataArray
        (path, month), fraction; NaN in month 0 and where nobody applied.
    """
    rate = ratio(dataset["approvals"], dataset["applications"])
    return named(flow(rate, dataset), "approval_rate", "fraction", "Approval rate")
