"""Scenarios weighed by their probability, as IFRS 9 asks of expected losses: a run's folder, and each scenario's part.

Every curve of the weighed run is the weighted mean of the scenarios' curves, path by path, rates like amounts: so the
parts add up to it exactly. (A rate is then a mean of rates, not a ratio of mean amounts.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from arrears.errors import UsageError
from arrears.measures import CURVES, MEASURES
from arrears.measures.catalogue import Measure, stored
from arrears.result.curve import in_segments
from arrears.result.manifest import FORMAT, versions
from arrears.result.result import Result
from arrears.result.tables import part_lines, write_table

PARTS_HEADER = (
    "scenario", "part", "weight", "month", "date", "product", "segment", "measure", "bucket", "mean", "part_mean",
)  # fmt: skip
_SAME = ("start", "currency", "seed")
_AXES = ("month", "product", "segment", "bucket", "cohort")


def weigh(runs: Sequence[Result], weights: Sequence[float]) -> Result:
    """Return the weighted mean of runs.

    Parameters
    ----------
    runs
        Runs of the same book, months, buckets and seed.
    weights
        A probability each, fractions that add up to 1.

    Returns
    -------
    Result
        To save, open, compare and report as any other; its manifest has ``weighed``, its charts say it.

    Raises
    ------
    UsageError
        Weights that are no probabilities, or runs that cannot be weighed with each other.

    Source: IFRS 9, 5.5.17(a): a probability-weighted amount over a range of possible outcomes.
    """
    _check(runs, weights)
    paths = min(run.dataset.sizes["path"] for run in runs)
    parts = [run.dataset.isel(path=slice(paths)) for run in runs]
    first = parts[0]
    cells = {str(n): _mean([p[n] for p in parts], weights) for n in first.data_vars if all(n in p for p in parts)}
    measures: dict[str, xr.DataArray] = {}
    for measure in MEASURES.values():
        if all(measure.available(part) for part in parts):
            arrays = xr.align(*(measure.function(part) for part in parts), join="inner")
            measures |= stored(measure.name, _mean(list(arrays), weights))
    said = ", ".join(f"{weight:.4g} {run.name}" for run, weight in zip(runs, [100 * w for w in weights], strict=True))
    said = "Weighted mean of scenarios, path by path, in per cent: " + said + "."
    notes = [said, *(note for part in parts for note in json.loads(str(part.attrs.get("notes", "[]"))))]
    name = ("Weighed: " + ", ".join(run.name for run in runs))[:80]
    attrs = {**first.attrs, "name": name, "notes": json.dumps(list(dict.fromkeys(notes)), ensure_ascii=False)}
    dataset = xr.Dataset({**cells, **measures}, attrs=attrs)
    scenario = runs[0].scenario.with_({"name": name, "description": said[:2000], "overlays": []})
    manifest = {
        "kind": "run",
        "format": FORMAT,
        "scenario": name,
        **{key: runs[0].manifest.get(key) for key in ("seed", "start", "currency", "months")},
        "paths": paths,
        "versions": versions(),
        "weighed": [
            {"scenario": run.name, "weight": weight, "manifest": dict(run.manifest)}
            for run, weight in zip(runs, weights, strict=True)
        ],
    }
    return Result(dataset, scenario, manifest, runs[0].inputs)


def write_parts(path: Path, weighed: Result, runs: Sequence[Result], weights: Sequence[float]) -> None:
    """Write ``parts.csv``: each scenario's mean and its part, weight times mean; parts add up to the weighed mean."""
    write_table(path, PARTS_HEADER, _part_lines(weighed, runs, weights))


def _part_lines(weighed: Result, runs: Sequence[Result], weights: Sequence[float]) -> Iterator[str]:
    paths = weighed.dataset.sizes["path"]
    for measure in CURVES:
        if not measure.available(weighed.dataset):
            continue
        whole = in_segments(measure.function(weighed.dataset))
        for run, weight in zip(runs, weights, strict=True):
            own = _like(whole, measure, run.dataset.isel(path=slice(paths)))
            yield from part_lines(own, weight, weighed.name, run.name, f"{weight:.12g}")


def _like(whole: xr.DataArray, measure: Measure, dataset: xr.Dataset) -> xr.DataArray:
    """Return a measure of one scenario on the labels, and the paths, that the weighed one has."""
    own, _ = xr.align(in_segments(measure.function(dataset)), whole, join="inner")
    return own.where(whole.notnull()).rename(measure.name)


def _mean(arrays: list[xr.DataArray], weights: Sequence[float]) -> xr.DataArray:
    """Return the weighted mean, NaN where one of them is."""
    total = sum(weight * array.values.astype(np.float64) for weight, array in zip(weights, arrays, strict=True))
    return arrays[0].copy(data=total)


def _check(runs: Sequence[Result], weights: Sequence[float]) -> None:
    if len(runs) < 2 or len(runs) != len(weights):
        raise UsageError("weighing needs two runs or more, each with its weight")
    if any(not 0 < weight < 1 for weight in weights):
        raise UsageError("a weight is a probability between 0% and 100%; leave out a scenario that has none")
    if abs(sum(weights) - 1) > 1e-9:
        raise UsageError(f"the weights add up to {sum(weights):.6%}; expected 100%".replace(".000000%", "%"))
    first = runs[0].dataset
    for run in runs[1:]:
        for key in _SAME:
            ours, theirs = first.attrs.get(key), run.dataset.attrs.get(key)
            if ours != theirs:
                raise UsageError(
                    f"{run.name} has {key} {theirs}, {runs[0].name} {ours}: they cannot be weighed together"
                )
        for axis in _AXES:
            if list(first[axis].values) != list(run.dataset[axis].values):
                raise UsageError(
                    f"{run.name} and {runs[0].name} differ in their {axis}s: they cannot be weighed together"
                )


def parsed(texts: Sequence[str]) -> list[tuple[Path, float]]:
    """Read ``RUN=50%`` as a folder and a weight.

    Raises
    ------
    UsageError
        A text of another form.
    """
    found = []
    for text in texts:
        folder, _, weight = text.rpartition("=")
        try:
            number = float(weight.removesuffix("%")) if folder and weight.endswith("%") else None
        except ValueError:
            number = None
        if number is None:
            raise UsageError(f"{text!r} is no run with its weight; expected RUN=50%")
        found.append((Path(folder), number / 100))
    return found
