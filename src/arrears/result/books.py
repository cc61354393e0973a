"""Whether two runs open with the same book, and what of their difference stood there in month 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from arrears.measures.totals import ALL
from arrears.result.curve import Curve
from arrears.result.result import Result

_NAMED = 4  # fields that are named, of those that differ
_IDENTITY = ("origin", "place")  # who a borrower is; who has the same number has the same luck


def differing_fields(base: Result, other: Result) -> list[str] | None:
    """Return the fields in which two opening books differ; None where a manifest does not tell."""
    ours, theirs = (_book(run).get("fields") for run in (base, other))
    if ours is None or theirs is None:
        return None
    return [name for name in dict.fromkeys((*ours, *theirs)) if ours.get(name) != theirs.get(name)]


def same_book(base: Result, other: Result) -> bool:
    """Whether both open with the same people in the same state: by each field, or by the balances of an older run."""
    fields = differing_fields(base, other)
    if fields is None:
        return _same_balances(base, other)
    return not fields and all(_book(base).get(name) == _book(other).get(name) for name in ("borrowers", "pool"))


def same_people(base: Result, other: Result) -> bool:
    """Whether borrowers are paired: drawn from two pools by their numbers, or the very same numbers."""
    ours, theirs = _book(base), _book(other)
    fields = differing_fields(base, other)
    if fields is None or ours.get("borrowers") != theirs.get("borrowers"):
        return False
    drawn = ["pool" in ours, "pool" in theirs]
    return all(drawn) or (not any(drawn) and not set(fields) & set(_IDENTITY))


def said_of_books(base: Result, other: Result) -> str:
    """Say in which fields two books differ, and what of a difference stands in month 0."""
    fields = differing_fields(base, other) or []
    more = f" and {len(fields) - _NAMED} more" if len(fields) > _NAMED else ""
    which = f"in {', '.join(fields[:_NAMED])}{more}" if fields else "in their balances"
    return f"{which}; {_in_month_0(base, other)}"


def _in_month_0(base: Result, other: Result) -> str:
    """Say how far apart two runs are before anything has happened."""
    bucket = f"{base.scenario.buckets[0] + 1}+"
    try:
        curve = Curve(bucket, ALL, ALL)
        ours, theirs = (curve.of(run.measure("overdue_rate")).isel(month=0).values for run in (base, other))
    except (KeyError, ValueError):
        return "their buckets are not the same"
    paths = min(ours.size, theirs.size)
    difference = theirs[:paths] - ours[:paths]
    if not np.isfinite(difference).any():
        return "nobody owes anything in month 0"
    return f"of the difference in {bucket} days overdue, {100 * float(np.nanmean(difference)):+.2f} pp stand in month 0"


def _book(run: Result) -> Mapping[str, Any]:
    found = run.manifest.get("book")
    return found if isinstance(found, Mapping) else {}


def _same_balances(base: Result, other: Result) -> bool:
    paths = min(base.dataset.sizes["path"], other.dataset.sizes["path"])
    opening = [run.dataset["balance"].isel(month=0, path=slice(paths)) for run in (base, other)]
    ours, theirs = (balance.sum(("segment", "bucket")).values for balance in opening)
    return bool(np.array_equal(ours, theirs))
