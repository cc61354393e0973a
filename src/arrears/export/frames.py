"""The tables of a run as typed frames: what ``curves.csv`` and ``vintages.csv`` say, with the unit of each row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from arrears.measures import CURVES, VINTAGES
from arrears.measures.catalogue import CURRENCY, Measure
from arrears.measures.totals import ALL
from arrears.result.curve import in_segments
from arrears.result.statistics import STATISTICS, statistics

ABOUT = {
    "scenario": "the scenario's name",
    "month": "months since the opening book, which is month 0",
    "date": "the month, as its first day",
    "cohort": "month of origination, 1 the first month of the run",
    "mob": "months on book; 0 at the close of the month of origination",
    "product": "all, revolving or instalment",
    "segment": "all, or name=value; causes and further macro series stand here too",
    "measure": "what is measured; the sheet or page of definitions says how",
    "bucket": "days past due: current, a range, a cumulative one such as 31+; of roll rates from>to; "
    "all where there is none",
    "units": "of the statistics in this row",
    "mean": "mean over paths, in the units of the row",
    "std": "standard deviation over paths (n - 1), in the units of the row; missing for one path",
    **{
        name: f"quantile over paths ({int(name[1:])}%), in the units of the row"
        for name in STATISTICS
        if name[0] == "p"
    },
    "n": "paths that have a value",
}


def curves_frame(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the rows of ``curves.csv``, in its order.

    Parameters
    ----------
    dataset
        A run's dataset.

    Returns
    -------
    pd.DataFrame
        ``scenario`` … ``bucket``, ``units``, then the statistics; texts are categories, ``date`` is a date.
    """
    parts = [_frame(m, dataset, ("product", "segment", "bucket"), ("month",)) for m in CURVES if m.available(dataset)]
    whole = _joined(parts, str(dataset.attrs["name"]))
    dates = pd.to_datetime([f"{date}-01" for date in dataset["date"].values])
    whole.insert(2, "date", dates[whole["month"].to_numpy() - int(dataset["month"].values[0])])
    return whole


def vintages_frame(dataset: xr.Dataset) -> pd.DataFrame:
    """Return the rows of ``vintages.csv``, in its order; columns as in `curves_frame`, with ``cohort`` and ``mob``."""
    parts = [_frame(m, dataset, ("product", "bucket"), ("cohort", "mob")) for m in VINTAGES if m.available(dataset)]
    return _joined([part.drop(columns="segment") for part in parts], str(dataset.attrs["name"]))


def unit_of(measure: Measure, dataset: xr.Dataset) -> str:
    """Return the unit of a measure, the currency by its name."""
    return str(dataset.attrs.get("currency", CURRENCY)) if measure.unit == CURRENCY else measure.unit


def _frame(measure: Measure, dataset: xr.Dataset, outer: tuple[str, ...], inner: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of one measure that have a path."""
    data = in_segments(measure.function(dataset))
    missing = [dim for dim in (*outer, *inner) if dim not in data.dims]
    data = data.expand_dims(missing).transpose("path", *outer, *inner)
    labels = [data[dim].values.astype(object) if dim not in missing else np.array([ALL], object) for dim in outer]
    axes = [*labels, *(data[dim].values for dim in inner)]
    grid = np.meshgrid(*(np.arange(len(axis)) for axis in axes), indexing="ij")
    table = statistics(data.values.reshape(data.sizes["path"], -1))
    held = table[:, STATISTICS.index("n")] > 0
    columns: dict[str, object] = {"segment": ALL}
    for name, axis, place in zip((*outer, *inner), axes, grid, strict=True):
        columns[name] = axis[place.reshape(-1)[held]]
    columns |= {"measure": measure.name, "units": unit_of(measure, dataset)}
    columns |= dict(zip(STATISTICS, table[held].T, strict=True))
    return pd.DataFrame(columns)


def _joined(parts: list[pd.DataFrame], scenario: str) -> pd.DataFrame:
    whole = pd.concat(parts, ignore_index=True).assign(scenario=scenario)
    texts = ("scenario", "product", "segment", "measure", "bucket", "units")
    kinds = {name: "category" for name in texts if name in whole} | {"n": "int64"}
    lead = ("scenario", "month", "cohort", "mob", "product", "segment", "measure", "bucket", "units")
    return whole[[*(name for name in lead if name in whole), *STATISTICS]].astype(kinds)
