"""Losses: charge-offs and recoveries, as amounts and over the opening balance.

Three bases, and the name says which: *gross* is the whole balance that is charged off (the plain names, which are
older, and ``gross``); *principal* leaves out the interest and fees posted while the account was late; *net* is gross
less recoveries. ``charge_off_rate_annualised`` is net.
"""

from __future__ import annotations

import xarray as xr

from arrears.dates import MONTHS_A_YEAR
from arrears.measures.stocks import currency, flow, money, opening_balance
from arrears.measures.totals import named, ratio, with_totals


def _over_opening(loss: xr.DataArray, dataset: xr.Dataset, name: str, long_name: str) -> xr.DataArray:
    rate = ratio(with_totals(loss), with_totals(opening_balance(dataset)))
    return named(flow(rate, dataset), name, "fraction", long_name)


def _annualised(rate: xr.DataArray, name: str, long_name: str) -> xr.DataArray:
    return named(MONTHS_A_YEAR * rate, name, "fraction a year", long_name)


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


def charge_off_rate_principal(dataset: xr.Dataset) -> xr.DataArray:
    """Principal charged off in the month over the balance of live accounts at the last close; gross of recoveries.

    Principal is the balance less the interest and fees posted while the account was late; late payments cover these
    first. Interest posted in good standing is principal here, as it is billed with it.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction; NaN in month 0.
    """
    lost = dataset["charged_off_principal"]
    return _over_opening(lost, dataset, "charge_off_rate_principal", "Charge-off rate, principal, monthly")


def charge_off_rate_principal_annualised(dataset: xr.Dataset) -> xr.DataArray:
    """Twelve times the month's charge-off rate of principal.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction a year; NaN in month 0.
    """
    name = "charge_off_rate_principal_annualised"
    return _annualised(charge_off_rate_principal(dataset), name, "Charge-off rate, principal, annualised")


def charge_off_rate_gross_annualised(dataset: xr.Dataset) -> xr.DataArray:
    """Twelve times the month's gross charge-off rate.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction a year; NaN in month 0.
    """
    name = "charge_off_rate_gross_annualised"
    return _annualised(charge_off_rate(dataset), name, "Charge-off rate, gross, annualised")


def charge_off_rate_annualised(dataset: xr.Dataset) -> xr.DataArray:
    """Twelve times the month's charge-off rate net of recoveries.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), fraction a year; NaN in month 0.
    """
    return _annualised(charge_off_rate_net(dataset), "charge_off_rate_annualised", "Charge-off rate, net, annualised")


def charge_offs(dataset: xr.Dataset) -> xr.DataArray:
    """Balance charged off in the month, gross.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["charged_off"]), dataset), dataset)
    return named(amount, "charge_offs", currency(dataset), "Charge-offs, gross")


def charge_offs_principal(dataset: xr.Dataset) -> xr.DataArray:
    """Principal charged off in the month: the balance less the interest and fees posted while the account was late.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["charged_off_principal"]), dataset), dataset)
    return named(amount, "charge_offs_principal", currency(dataset), "Charge-offs, principal")


def charge_offs_interest_and_fees(dataset: xr.Dataset) -> xr.DataArray:
    """Interest and fees charged off in the month: those posted while the account was late and not paid since.

    With `charge_offs_principal` it adds up to `charge_offs`.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    apart = dataset["charged_off"] - dataset["charged_off_principal"]
    amount = flow(money(with_totals(apart), dataset), dataset)
    name = "charge_offs_interest_and_fees"
    return named(amount, name, currency(dataset), "Charge-offs, interest and fees")


def recoveries(dataset: xr.Dataset) -> xr.DataArray:
    """Amount recovered in the month on accounts charged off before.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment), units of the currency; NaN in month 0.
    """
    amount = flow(money(with_totals(dataset["recovered"]), dataset), dataset)
    return named(amount, "recoveries", currency(dataset), "Recoveries")
