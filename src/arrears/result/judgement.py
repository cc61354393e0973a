"""Management overlays beside the model's own figures: what is refused, what is added, and the table of both.

No measure and no table of the model's changes: ``curves.csv`` holds the model's figures, ``overlays.csv`` also
those that people set over them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from arrears.dates import YearMonth
from arrears.errors import Fault, ScenarioError
from arrears.measures import CURVES, MEASURES, measure_of
from arrears.result.curve import Curve
from arrears.result.tables import LEVELS, overlay_lines, write_table
from arrears.scenario import Scenario
from arrears.scenario.schema_overlays import Overlay

OVERLAYS_HEADER = (
    "scenario", "overlay", "owner", "reason", "expires", "month", "date", "product", "segment", "measure", "bucket",
    *(f"model_{name}" for name in LEVELS), *(f"adjusted_{name}" for name in LEVELS),
)  # fmt: skip


class Adjusted(NamedTuple):
    """An overlay, the model's own curve, and the curve that people set, (path, month) both."""

    overlay: Overlay
    model: xr.DataArray
    adjusted: xr.DataArray


def this_month() -> YearMonth:
    """Return the month of the calendar now, UTC."""
    now = datetime.now(UTC)
    return YearMonth(now.year, now.month)


def check_overlays(overlays: Sequence[Overlay]) -> None:
    """Refuse overlays that have expired, or that no curve can take; before a run.

    Raises
    ------
    ScenarioError
        Every fault at once.
    """
    faults = []
    names = [measure.name for measure in CURVES]
    for k, overlay in enumerate(overlays):
        key = f"overlays.{k}"
        if overlay.expires < this_month():
            faults.append(
                Fault(
                    f"{key}: the overlay of {overlay.owner} on {overlay.measure} expired after {overlay.expires}",
                    expected="an overlay that is still in force",
                    hint="let its owner renew `expires`, or take it out",
                )
            )
        if overlay.measure not in names:
            faults.append(Fault(f"{key}.measure: no measure is called {overlay.measure!r}", expected=", ".join(names)))
        elif overlay.add is not None and not MEASURES[overlay.measure].unit.startswith("fraction"):
            faults.append(Fault(f"{key}.add: {overlay.measure} is no rate", expected="`times`, a factor"))
    if faults:
        raise ScenarioError(faults)


def adjusted(dataset: xr.Dataset, scenario: Scenario) -> list[Adjusted]:
    """Return each overlay of a scenario with the curve before and after it; several on one curve each stand alone.

    Raises
    ------
    UsageError
        A curve that the run does not have.
    """
    found = []
    for overlay in scenario.overlays:
        bucket = None if overlay.bucket == "all" else overlay.bucket
        data = measure_of(dataset, overlay.measure)
        model = Curve(bucket, overlay.product).of(data).rename(data.name)
        first, last = overlay.months
        inside = (model["month"] >= first) & (model["month"] <= last)
        changed = model + overlay.add if overlay.add is not None else model * float(overlay.times or 0.0)
        found.append(Adjusted(overlay, model, changed.where(inside, model).transpose("path", "month")))
    return found


def write_overlays(path: Path, dataset: xr.Dataset, scenario: Scenario) -> None:
    """Write ``overlays.csv``: the model's figure and the one that people set, month by month."""
    write_table(path, OVERLAYS_HEADER, _lines(dataset, scenario))


def _lines(dataset: xr.Dataset, scenario: Scenario) -> Iterator[str]:
    for number, (overlay, model, changed) in enumerate(adjusted(dataset, scenario), start=1):
        labels = (overlay.product, "all", overlay.measure, overlay.bucket)
        lead = (scenario.name, str(number), overlay.owner, overlay.reason, str(overlay.expires))
        yield from overlay_lines(model, changed, lead, labels)
