"""Measures of mechanisms and policies: a run says in its dataset which it has, so that a stored one knows them too."""

from __future__ import annotations

import json
from typing import Any

import xarray as xr

from arrears.measures.totals import named, ratio, with_totals

MINOR = "minor units"


def specifications(dataset: xr.Dataset) -> dict[str, dict[str, Any]]:
    """Name -> what the measure is of, over what, its unit and definition."""
    found: dict[str, dict[str, Any]] = json.loads(str(dataset.attrs.get("measures", "{}")))
    return found


def own_measure(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Compute a measure of a mechanism: a count, or a count over another one.

    Returns
    -------
    xr.DataArray
        With the axes of the count, sums over products and segments added; money in currency; NaN over nothing.
    """
    said = specifications(dataset)[name]
    value = _cells(dataset, said["of"])
    if said["over"] is not None:
        value = ratio(value, _cells(dataset, said["over"]))
    elif dataset[said["of"]].attrs.get("units") == MINOR:
        value = value / int(dataset.attrs["minor_units"])
    return named(value, name, said["unit"], said["definition"].rstrip("."))


def _cells(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """A count with its sums; of a cell by buckets all of them together."""
    data = dataset[name]
    return with_totals(data.sum("bucket") if "bucket" in data.dims else data)
