"""From tallies to a dataset: the axes get their names, each cell its unit and meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from arrears.buckets import labels_of
from arrears.cells import BY_NAME, CAUSES, FLOWS, LEFT, PRODUCTS
from arrears.dates import month_labels
from arrears.scenario import Scenario
from arrears.tallies import Tallies


def dataset_of(
    tallies: Tallies,
    macro: Mapping[str, NDArray[np.float64]],
    scenario: Scenario,
    segments: Sequence[str],
    *,
    borrowers: int,
    seed: int,
    notes: Sequence[str],
    observed: Mapping[str, float] | None = None,
    currency: str | None = None,
) -> xr.Dataset:
    """The dataset of a run.

    Parameters
    ----------
    tallies
        As the engine counted them.
    macro
        Series by name, (path, month 0..T).
    segments
        Labels of the segments, ``name=value`` or ``all``.
    notes
        Sentences for the captions of charts.
    observed
        A tape's own overdue rate by bucket, at its date.
    """
    months = tallies.balance.shape[1] - 1
    buckets = labels_of(scenario.buckets)
    start = scenario.start
    coords: dict[str, Any] = {
        "path": np.arange(tallies.balance.shape[0]),
        "month": np.arange(months + 1),
        "product": list(PRODUCTS),
        "segment": list(segments),
        "bucket": buckets,
        "bucket_to": [*buckets, *LEFT],
        "late": buckets[1:],
        "cause": list(CAUSES),
        "cohort": np.arange(1, months + 1),
        "mob": np.arange(months),
        "flow": list(FLOWS),
        "series": list(macro),
        "date": ("month", month_labels(start, months)),
    }
    cells: dict[str, Any] = dict(tallies._asdict())
    cells["macro"] = np.stack(list(macro.values()), axis=2)
    variables = {
        name: (BY_NAME[name].axes, array, {"units": BY_NAME[name].unit, "long_name": BY_NAME[name].meaning})
        for name, array in cells.items()
    }
    attrs = {
        "name": scenario.name,
        "start": str(start),
        "currency": currency or scenario.portfolio.currency,
        "minor_units": 100,
        "seed": seed,
        "borrowers": borrowers,
        "notes": json.dumps(list(notes), ensure_ascii=False),
    }
    if observed is not None:
        attrs["observed"] = json.dumps(dict(observed))
    return xr.Dataset(variables, coords=coords, attrs=attrs)
