"""Vintages: accounts originated in the same month, followed over their months on book.

Over the amount *originated*, not over what is still owed. ``mob`` is months on book: 0 at the close of the month of
origination. Cells after the end of the run are NaN. Two measures must not be confused: *current* is the balance late
now; *ever* is the balance that has been late, at the time it first was.
"""

from __future__ import annotations

import xarray as xr

from arrears.buckets import cumulative_label
from arrears.measures.totals import named, ratio, relabelled, with_cumulative, with_total


def _over_originated(cells: xr.DataArray, dataset: xr.Dataset, name: str, long_name: str) -> xr.DataArray:
    """Divide by the amount originated, and blank what lies after the last close."""
    originated = with_total(dataset["vintage_originated"], "product")
    lived = cells["cohort"] + cells["mob"] <= int(dataset["month"].values[-1])
    return named(ratio(cells, originated).where(lived), name, "fraction of the amount originated", long_name)


def vintage_overdue_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort late now, in the bucket at month-end, over the amount originated (current, not ever).

    An account charged off is no longer late: see `vintage_charge_off_rate`.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the amount originated.
    """
    late = with_cumulative(with_total(dataset["vintage_late"], "product"), dim="late")
    return _over_originated(late, dataset, "vintage_overdue_rate", "Vintage: late now")


def vintage_ever_overdue_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort that was ever so late or later, when it first was, over the amount originated.

    Each account counts once for each bucket, with its balance at the first close at which it stood there or beyond.
    Buckets are cumulative: ``1+``, ``31+``, ``91+``.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product, bucket), fraction of the amount originated; never falls over ``mob``.
    """
    first = with_total(dataset["vintage_ever"], "product").rename(late="bucket")
    axis = first.get_axis_num("mob")
    labels = [cumulative_label(str(label)) for label in first["bucket"].values]
    ever = relabelled(first, first.values.cumsum(axis=axis), "bucket", labels)
    return _over_originated(ever, dataset, "vintage_ever_overdue_rate", "Vintage: ever late")


def vintage_charge_off_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of the cohort charged off up to now, gross, over the amount originated.

    Returns
    -------
    xr.DataArray
        (path, cohort, mob, product), fraction of the amount originated; never falls over ``mob``.
    """
    lost = with_total(dataset["vintage_charged_off"], "product").cumsum("mob")
    return _over_originated(lost, dataset, "vintage_charge_off_rate", "Vintage: charged off")
