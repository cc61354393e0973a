"""Vintages: accounts originated in the same month, followed over their months on book.

Over what was *originated*, not over what is still owed. ``mob`` is months on book: 0 at the close of the month of
origination. Cells after the end of the run are NaN. Two measures must not be confused: *current* is what is late now;
*ever* is what has been late, once for each bucket.

Three bases: *balance* over the amount originated (a loan's principal; of a line its first purchase, which is small, so
that rates of lines are high and can pass 1: read them over the limit); *count*, by accounts; *limit*, of lines, over
the limit granted. In the last two a late account counts whole, so that ever is never below current, and nothing passes
1.
"""

from __future__ import annotations

import xarray as xr

from arrears.buckets import cumulative_label
from arrears.cells import PRODUCTS
from arrears.measures.totals import named, ratio, relabelled, with_cumulative, with_total

REVOLVING = PRODUCTS[0]
_ORIGINATED, _OPENED, _GRANTED = (
    f"fraction of the {what}" for what in ("amount originated", "accounts", "limit granted")
)


def _over(
    cells: xr.DataArray, base: xr.DataArray, dataset: xr.Dataset, name: str, units: str, words: str
) -> xr.DataArray:
    """Divide by what was originated, and blank what lies after the last close."""
    if "product" in base.dims:
        base = with_total(base, "product")
    else:
        base, cells = (data.expand_dims(product=[REVOLVING]) for data in (base, cells))
    lived = cells["cohort"] + cells["mob"] <= int(dataset["month"].values[-1])
    return named(ratio(cells, base).where(lived), name, units, words)


def _now(cells: xr.DataArray) -> xr.DataArray:
    """Late now, by bucket and cumulative ones."""
    return with_cumulative(_all_products(cells), dim="late")


def _ever(cells: xr.DataArray) -> xr.DataArray:
    """Late for the first time so far, by cumulative bucket."""
    first = _all_products(cells).rename(late="bucket")
    labels = [cumulative_label(str(label)) for label in first["bucket"].values]
    return relabelled(first, first.values.cumsum(axis=first.get_axis_num("mob")), "bucket", labels)


def _all_products(cells: xr.DataArray) -> xr.DataArray:
    return with_total(cells, "product") if "product" in cells.dims else cells


def vintage_overdue_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort late now, in the bucket at month-end, over the amount originated (current, not ever).

    An account charged off is no longer late: see `vintage_charge_off_rate`.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the amount originated.
    """
    base, name = dataset["vintage_originated"], "vintage_overdue_rate"
    return _over(_now(dataset["vintage_late"]), base, dataset, name, _ORIGINATED, "Vintage: late now")


def vintage_ever_overdue_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort that was ever so late or later, when it first was, over the amount originated.

    Each account counts once for each bucket, with its balance at the first close at which it stood there or beyond.
    Buckets are cumulative: ``1+``, ``31+``, ``91+``.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the amount originated; never falls over ``mob``.
    """
    base, name = dataset["vintage_originated"], "vintage_ever_overdue_rate"
    return _over(_ever(dataset["vintage_ever"]), base, dataset, name, _ORIGINATED, "Vintage: ever late")


def vintage_charge_off_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort charged off up to now, gross, over the amount originated.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product), fraction of the amount originated; never falls over ``mob``.
    """
    lost = _all_products(dataset["vintage_charged_off"]).cumsum("mob")
    base, name = dataset["vintage_originated"], "vintage_charge_off_rate"
    return _over(lost, base, dataset, name, _ORIGINATED, "Vintage: charged off")


def vintage_overdue_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Accounts of the cohort late now, in the bucket at month-end, over the lines opened and loans booked.

    Lines that were never drawn are among the opened.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the accounts.
    """
    base, name = dataset["vintage_accounts"], "vintage_overdue_rate_count"
    return _over(_now(dataset["vintage_late_accounts"]), base, dataset, name, _OPENED, "Vintage: late now, by accounts")


def vintage_ever_overdue_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Accounts of the cohort that were ever so late or later at a close, over the lines opened and loans booked.

    Buckets are cumulative: ``1+``, ``31+``, ``91+``.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the accounts;
        never falls over ``mob``, is never below the current rate of the bucket, and never above 1.
    """
    base, name = dataset["vintage_accounts"], "vintage_ever_overdue_rate_count"
    return _over(
        _ever(dataset["vintage_ever_accounts"]), base, dataset, name, _OPENED, "Vintage: ever late, by accounts"
    )


def vintage_charge_off_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Accounts of the cohort charged off up to now, over the lines opened and loans booked.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product), fraction of the accounts;
        never falls over ``mob``.
    """
    lost = _all_products(dataset["vintage_charged_off_accounts"]).cumsum("mob")
    base, name = dataset["vintage_accounts"], "vintage_charge_off_rate_count"
    return _over(lost, base, dataset, name, _OPENED, "Vintage: charged off, by accounts")


def vintage_overdue_rate_limit(dataset: xr.Dataset) -> xr.DataArray:
    """Of the limit granted to the cohort's lines, the part whose line is late now, in the bucket at month-end.

    A line counts with all that it was granted, however much of it is drawn.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket) with the one product ``revolving``, fraction of the limit granted.
    """
    base, name = dataset["vintage_limit"], "vintage_overdue_rate_limit"
    return _over(_now(dataset["vintage_late_limit"]), base, dataset, name, _GRANTED, "Vintage: late now, by limit")


def vintage_ever_overdue_rate_limit(dataset: xr.Dataset) -> xr.DataArray:
    """Of the limit granted to the cohort's lines, the part whose line was ever so late or later at a close.

    Buckets are cumulative: ``1+``, ``31+``, ``91+``.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket) with the one product ``revolving``, fraction of the limit granted;
        never falls over ``mob``, is never below the current rate of the bucket, and never above 1.
    """
    base, name = dataset["vintage_limit"], "vintage_ever_overdue_rate_limit"
    return _over(_ever(dataset["vintage_ever_limit"]), base, dataset, name, _GRANTED, "Vintage: ever late, by limit")


def vintage_charge_off_rate_limit(dataset: xr.Dataset) -> xr.DataArray:
    """Of the limit granted to the cohort's lines, the part whose line was charged off up to now.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product) with the one product ``revolving``, fraction of the limit granted;
        never falls over ``mob``.
    """
    lost = _all_products(dataset["vintage_charged_off_limit"]).cumsum("mob")
    base, name = dataset["vintage_limit"], "vintage_charge_off_rate_limit"
    return _over(lost, base, dataset, name, _GRANTED, "Vintage: charged off, by limit")
