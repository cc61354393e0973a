"""One curve of a measure: which bucket, which product, which segment; and how a measure is laid out in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from arrears.buckets import in_words, names_of
from arrears.errors import UsageError
from arrears.measures.totals import ALL

SPLITS = ("cause", "series")  # dimensions that tables write in the column of segments


def in_segments(data: xr.DataArray) -> xr.DataArray:
    """Write causes or macro series as segments, ``cause=job_loss``; the tables have one column for all of these.

    Parameters
    ----------
    data
        Any measure; one without such a dimension comes back as it is.
    """
    for dim in SPLITS:
        if dim in data.dims:
            data = data.assign_coords({dim: [f"{dim}={label}" for label in data[dim].values]}).rename({dim: "segment"})
    return data


@dataclass(frozen=True)
class Curve:
    """Labels that pick one curve; ``all`` is always there, whether or not the measure is split.

    Parameters
    ----------
    bucket
        ``31+``, ``1-30>31-90``, …, or its name (``M1``) where the buckets have names; None for a measure without.
    product, segment
        ``all``, or one of them; of a measure by cause or by series ``cause=job_loss``, ``series=NAME``.
    """

    bucket: str | None = None
    product: str = ALL
    segment: str = ALL

    def of(self, data: xr.DataArray) -> xr.DataArray:
        """Select the curve; the labels stay as coordinates without a dimension.

        Raises
        ------
        UsageError
            The measure has no such label; those it has are named.
        """
        data = in_segments(data)
        for dim, label in (("product", self.product), ("segment", self.segment), ("bucket", self.bucket or ALL)):
            labels = [str(value) for value in data[dim].values] if dim in data.dims else [ALL]
            if dim == "bucket":
                label = {name: days for days, name in names_of(labels).items()}.get(label, label)
            if label not in labels:
                wanted = f"no total over {dim}s, say which one" if label == ALL else f"no {dim} {label!r}"
                raise UsageError(f"{data.name} has {wanted}; there are {', '.join(labels)}")
            if dim in data.dims:
                data = data.sel({dim: label})
        return data

    def words(self, what: str, buckets: Sequence[str] = ()) -> str:
        """Return a title, *Overdue rate by balance, 31+ days, revolving*; `buckets` are the run's, if it has days."""
        parts = [what]
        if self.bucket:
            parts.append(in_words(self.bucket, buckets) if buckets else self.bucket)
        return ", ".join([*parts, *(label for label in (self.product, self.segment) if label != ALL)])
