"""Overdue rates: the share of the book so many days past due at month-end.

All of them say where the book stands now (*current*, not *ever*). Days past due count from the due day of the oldest
bill that is not fully paid, 0 on that day; ``1-30`` is 1 to 30 days, both included, ``31+`` is 31 days and more.
"""

from __future__ import annotations

import xarray as xr

from arrears.measures.totals import named, ratio, with_cumulative, with_total, with_totals


def _share(cells: xr.DataArray, name: str, long_name: str) -> xr.DataArray:
    cells = with_totals(cells)
    return named(ratio(with_cumulative(cells), cells.sum("bucket")), name, "fraction", long_name)


def overdue_rate(dataset: xr.Dataset) -> xr.DataArray:
    """Balance of live accounts in the bucket at month-end over the balance of all live accounts.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where nothing is owed. ``current`` and the late buckets
        add up to 1; the cumulative buckets are sums of late ones.
    """
    return _share(dataset["balance"], "overdue_rate", "Overdue rate by balance")


def overdue_rate_count(dataset: xr.Dataset) -> xr.DataArray:
    """Live accounts in the bucket at month-end over all live accounts.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where there is no live account.
    """
    return _share(dataset["accounts"], "overdue_rate_count", "Overdue rate by accounts")


def overdue_rate_customer(dataset: xr.Dataset) -> xr.DataArray:
    """Borrowers whose worst live account is in the bucket at month-end over all borrowers with a live account.

    A borrower holds both products, so there is no split by product.

    Returns
    -------
    xr.DataArray
        (path, month, segment, bucket), fraction; NaN where no borrower has a live account.
    """
    return _share(dataset["customers"], "overdue_rate_customer", "Overdue rate by borrowers")


def overdue_by_cause(dataset: xr.Dataset) -> xr.DataArray:
    """Balance in the bucket whose oldest unpaid bill was missed for this cause, over all live balance at month-end.

    The cause is that of the moment the bill was missed: job loss, income fall, over-indebtedness, credit crunch,
    forgetting, unwillingness, failed plan; unknown for accounts that were late in a tape.

    Returns
    -------
    xr.DataArray
        (path, month, product, cause, bucket), fraction; over all borrowers. The causes of a bucket add up to its
        overdue rate. In ``curves.csv`` they stand in the column ``segment``, as ``cause=job_loss``.
    """
    late = with_cumulative(with_total(dataset["cause_balance"], "product"), dim="late")
    owed = with_total(dataset["balance"].sum(("segment", "bucket")), "product")
    return named(ratio(late, owed), "overdue_by_cause", "fraction", "Overdue rate by cause")


def overdue_rate_underlying(dataset: xr.Dataset) -> xr.DataArray:
    """Overdue rate by balance, days past due counted as if plans and holidays had set no bill aside.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where nothing is owed.
    """
    cells = dataset["balance"] + dataset["balance_shift"]
    return _share(cells, "overdue_rate_underlying", "Underlying overdue rate by balance")


def overdue_rate_count_underlying(dataset: xr.Dataset) -> xr.DataArray:
    """Overdue rate by accounts, days past due counted as if plans and holidays had set no bill aside.

    Returns
    -------
    xr.DataArray
        (path, month, product, segment, bucket), fraction; NaN where there is no live account.
    """
    cells = dataset["accounts"] + dataset["accounts_shift"]
    return _share(cells, "overdue_rate_count_underlying", "Underlying overdue rate by accounts")


def overdue_rate_customer_underlying(dataset: xr.Dataset) -> xr.DataArray:
    """Overdue rate by borrowers, days past due counted as if plans and holidays had set no bill aside.

    Returns
    -------
    xr.DataArray
        (path, month, segment, bucket), fraction; NaN where no borrower has a live account.
    """
    cells = dataset["customers"] + dataset["customers_shift"]
    return _share(cells, "overdue_rate_customer_underlying", "Underlying overdue rate by borrowers")
