"""Which measures stand in which section of the report, and which of their curves are drawn.

A section is a module of `arrears.measures`: what is added there appears by itself, in a section of its own if its
module is not named here.
"""

from __future__ import annotations

from collections.abc import Iterator

import xarray as xr

from arrears.buckets import CURRENT, cumulative_label
from arrears.measures import CURVES
from arrears.measures.catalogue import Measure
from arrears.measures.totals import ALL
from arrears.result.curve import Curve

# In the order of the page; modules that are not here come before the economy.
ORDER = ("overdue", "rolls", "losses", "stocks", "lending", "desk")
LAST = ("economy",)
_HEAT_MAPS = ("roll_rate", "roll_rate_count")
_AREAS = ("overdue_by_cause",)
_MOST = 8  # curves of one measure


def section_of(measure: Measure) -> str:
    """Return the section of a measure: the name of its module."""
    return measure.function.__module__.rsplit(".", 1)[-1]


def sections(datasets: list[xr.Dataset]) -> dict[str, list[Measure]]:
    """Return the measures drawn as curves, by section, that at least one run has."""
    found: dict[str, list[Measure]] = {}
    for measure in CURVES:
        if measure.name in _HEAT_MAPS + _AREAS:
            continue
        if any(measure.available(dataset) for dataset in datasets):
            found.setdefault(section_of(measure), []).append(measure)
    own = [name for name in found if name not in ORDER + LAST]
    return {name: found[name] for name in (*ORDER, *own, *LAST) if name in found}


def curves_of(measure: Measure, dataset: xr.Dataset) -> Iterator[Curve]:
    """Return the curves of a measure that are drawn: of the whole book, each late bucket where it is of buckets."""
    data = measure.function(dataset)
    split = next((dim for dim in data.dims if dim in ("cause", "series")), None)
    if split is not None:
        yield from (Curve(None, ALL, f"{split}={label}") for label in data[split].values[:_MOST])
        return
    for dim in ("product", "segment"):
        if dim in data.dims and ALL not in data[dim].values:
            return  # of parts only: the tables have it
    labels = [str(label) for label in data["bucket"].values] if "bucket" in data.dims else []
    if not labels:
        yield Curve()
    elif measure.name == "overdue_rate" or ALL not in labels:
        shown = [label for label in labels if label != CURRENT]
        usual = usual_bucket(dataset)
        if measure.name != "overdue_rate" and usual in shown:
            shown = [usual]
        shown.sort(key=lambda label: label != usual)  # what the headline speaks of stands first
        yield from (Curve(label) for label in shown[:_MOST])
    else:
        yield Curve(ALL)


def usual_bucket(dataset: xr.Dataset) -> str:
    """Return the bucket that the headline speaks of: all but the first late one, ``31+`` by default."""
    late = [str(label) for label in dataset["bucket"].values if label != CURRENT]
    return cumulative_label(late[1]) if len(late) > 2 else late[-1]
