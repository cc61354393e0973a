"""Sums over products, segments and buckets, and the ratio that every rate is made of.

The engine counts disjoint cells. What people read are also their sums: both products together, all segments together,
everything late (``1+``), everything beyond an edge (``31+``). They are integers until the last step, so that the parts
of a rate add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from arrears.buckets import CURRENT, cumulative_label

ALL = "all"
ORDER = ("path", "month", "cohort", "mob", "product", "segment", "cause", "series", "bucket")


def relabelled(data: xr.DataArray, values: np.ndarray, dim: str, labels: Sequence[str]) -> xr.DataArray:
    """Return ``data`` with other values and other labels along one dimension; the other coordinates stay."""
    coords = {str(name): coord for name, coord in data.coords.items() if dim not in coord.dims}
    return xr.DataArray(values, dims=data.dims, coords={**coords, dim: list(labels)}, name=data.name)


def with_total(data: xr.DataArray, dim: str) -> xr.DataArray:
    """Put the sum over ``dim`` first along it, labelled ``all``.

    Parameters
    ----------
    data
        Any axes, with ``dim`` among them; counts or money.
    dim
        ``product`` or ``segment``. A dimension whose one label is ``all`` already is left alone.
    """
    labels = [str(label) for label in data[dim].values]
    if labels == [ALL]:
        return data
    axis = data.get_axis_num(dim)
    total = data.values.sum(axis=axis, keepdims=True)
    return relabelled(data, np.concatenate([total, data.values], axis=axis), dim, [ALL, *labels])


def with_totals(data: xr.DataArray) -> xr.DataArray:
    """Add the sums over products and over segments, for those of the two that ``data`` has."""
    for dim in ("product", "segment"):
        if dim in data.dims:
            data = with_total(data, dim)
    return data


def with_cumulative(data: xr.DataArray, *, dim: str = "bucket", whole: bool = False) -> xr.DataArray:
    """Add the cumulative buckets after the single ones.

    Parameters
    ----------
    data
        Any axes, with ``dim`` last.
    dim
        The bucket axis; it is called ``bucket`` in what is returned.
    whole
        Add ``all``, the sum over every bucket, ``current`` included.

    Returns
    -------
    xr.DataArray
        ``bucket`` is current (where it was there), each late bucket, then one cumulative label for each late bucket
        but the last, which is open and thus cumulative itself (``1+``, ``31+`` by default), then ``all`` if asked for.
    """
    data = data.rename({dim: "bucket"}) if dim != "bucket" else data
    labels = [str(label) for label in data["bucket"].values]
    late = [i for i, label in enumerate(labels) if label != CURRENT]
    parts, names = [data.values], list(labels)
    for first in late[:-1]:
        parts.append(data.values[..., first:].sum(axis=-1, keepdims=True))
        names.append(cumulative_label(labels[first]))
    if whole:
        parts.append(data.values.sum(axis=-1, keepdims=True))
        names.append(ALL)
    return relabelled(data, np.concatenate(parts, axis=-1), "bucket", names)


def ratio(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Divide; a whole of zero gives NaN, so that the path is left out of the statistics and ``n`` says so."""
    return part / whole.where(whole > 0)


def named(data: xr.DataArray, name: str, units: str, long_name: str) -> xr.DataArray:
    """Return ``data`` in the promised order of dimensions with its name and the attributes that every array carries."""
    data = data.transpose(*[dim for dim in ORDER if dim in data.dims]).rename(name)
    data.attrs = {"units": units, "long_name": long_name}
    return data
