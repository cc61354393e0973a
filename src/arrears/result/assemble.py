"""From tallies to a dataset: the axes get their names, each cell its unit and meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from arrears.buckets import labels_of
from arrears.cells import BY_NAME, CAUSES, FLOWS, LEFT, PRODUCTS
from arrears.dates import month_labels
from arrears.mechanisms.mechanism import Mechanism
from arrears.policies.policy import Policy
from arrears.scenario import Scenario
from arrears.tallies import OWN_AXES, Tallies


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
    parts: Sequence[Mechanism | Policy] = (),
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
    parts
        Mechanisms and policies of the run: what they count is held under its name, and their measures are said.
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
    cells: dict[str, Any] = {
        name: array for name, array in tallies._asdict().items() if name in BY_NAME and array.shape[-1] > 0
    }
    cells["macro"] = np.stack(list(macro.values()), axis=2)
    variables = {
        name: (BY_NAME[name].axes, array, {"units": BY_NAME[name].unit, "long_name": BY_NAME[name].meaning})
        for name, array in cells.items()
    }
    variables |= own_counts(tallies, parts)
    attrs = {
        "name": scenario.name,
        "start": str(start),
        "currency": currency or scenario.portfolio.currency,
        "minor_units": 100,
        "seed": seed,
        "borrowers": borrowers,
        "notes": json.dumps(list(notes), ensure_ascii=False),
    }
    measures = {name: asdict(measure) for part in parts for name, measure in part.measures.items()}
    if measures:
        attrs["measures"] = json.dumps(measures)
    if observed is not None:
        attrs["observed"] = json.dumps(dict(observed))
    return xr.Dataset(variables, coords=coords, attrs=attrs)


def own_counts(
    tallies: Tallies, parts: Sequence[Mechanism | Policy]
) -> dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]:
    """What mechanisms and policies counted: name -> axes, values, unit and meaning."""
    mechanisms = [part for part in parts if isinstance(part, Mechanism)]
    policies = [part for part in parts if isinstance(part, Policy)]
    counts: dict[str, list[tuple[Mechanism | Policy, str]]] = {
        "of_accounts": [(m, name) for m in mechanisms for name in m.account_counts],
        "of_people": [(m, name) for m in mechanisms for name in m.people_counts],
        "of_policies": [(policy, name) for policy in policies for name in policy.counts],
    }
    found = {}
    for array, held in counts.items():
        values = getattr(tallies, array)
        for place, (part, name) in enumerate(held):
            count = part.counts[name]
            attrs = {"units": count.unit, "long_name": count.meaning}
            found[name] = (OWN_AXES[array][:-1], np.ascontiguousarray(values[..., place]), attrs)
    return found
