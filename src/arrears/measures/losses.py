"""Losses: charge-offs and recoveries, as amounts and over the opening balance."""

from __future__ import annotations

import xarray as xr

from arrears.measures.stocks import currency, flow, money, opening_balance
from arrears.measures.totals import named, ratio, with_totals


def _over_opening(loss: xr.DataArray, dataset: xr.Dataset, name: str, long_name: str) -> xr.DataArray:
    rate = ratio(with_totals(loss), with_totals(opening_balance(dataset)))
    return named(flow(rate, dataset), name, "fraction", long_name)


def charge_off_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance charged off in the month, gross, over the balance of live accounts at the last close.

    Of the month: not annualised. Recoveries are not taken off.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction; NaN in month 0.
    """
    return _over_opening(dataset["charged_off"], dataset, "charge_off_rate", "Charge-off rate, gross, monthly")


def charge_off_rate_net(dataset: xr.Dataset) -> xr.DataArray:
    """Balance charged off less recoveries in the month, over the balance of live accounts at the last close.

    Recoveries come from accounts charged off in earlier months, so a month can be negative.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction; NaN in month 0.
    """
    net = dataset["charged_off"] - dataset["recovered"]
    return _over_opening(net, dataset, "charge_off_rate_net", "Charge-off rate, net of recoveries, monthly")


def charge_off_rate_annualised(dataset: xr.Dataset) -> xr.DataArray:
    """Twelve times the month's charge-off rate net of recoveries.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction a year; NaN in month 0.
    """
    rate = 12.0 * charge_off_rate_net(dataset)
    return named(rate, "charge_off_rate_annualised", "fraction a year", "Charge-off rate, net, annualised")


def charge_offs(dataset: xr.Dataset) -> xr.DataArray:
    """Balance charged off in the month, gross.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["charged_off"]), dataset), dataset)
    return named(amount, "charge_offs", currency(dataset), "Charge-offs, gross")


def recoveries(dataset: xr.Dataset) -> xr.DataArray:
    """Amount recovered in the month on accounts charged off before.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["recovered"]), dataset), dataset)
    return named(amount, "recoveries", currency(dataset), "Recoveries")
