"""What the report says and draws, as plain values: views, sections, charts, tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from arrears.buckets import in_words, names_of
from arrears.measures import MEASURES, VINTAGES, measure_of
from arrears.measures.catalogue import Measure
from arrears.measures.totals import ALL
from arrears.report.curves import columns, mean, rounded
from arrears.report.sections import curves_of, sections, usual_bucket
from arrears.result.comparison import Comparison, paired
from arrears.result.curve import Curve
from arrears.result.judgement import adjusted
from arrears.result.result import Result

Charts = list[dict[str, Any]]


def views_of(runs: dict[str, Result]) -> list[dict[str, Any]]:
    """Return what can be looked at: each run, and each difference from the first."""
    names = list(runs)
    views = [_view(f"run{i}", name, runs[name], None) for i, name in enumerate(names)]
    return views + [_view(f"difference{i}", names[i], runs[names[i]], names[0]) for i in range(1, len(names))]


def _view(key: str, name: str, run: Result, base: str | None) -> dict[str, Any]:
    dataset = run.dataset
    return {
        "id": key,
        "name": name,
        "less": base,
        "months": [int(month) for month in dataset["month"].values],
        "dates": [str(date) for date in dataset["date"].values],
    }


def sections_of(runs: dict[str, Result]) -> list[dict[str, Any]]:
    """Return the sections with their charts: curves, and after the overdue rates their causes."""
    found = []
    for name, measures in sections([run.dataset for run in runs.values()]).items():
        charts: Charts = []
        for measure in measures:
            charts += _charts(measure, runs)
        if name == "overdue":
            found += [{"id": name, "charts": charts}, {"id": "causes", "charts": _areas(runs)}]
        else:
            found.append({"id": name, "charts": charts})
    vintages = _cohorts(runs)
    place = next((i for i, section in enumerate(found) if section["id"] == "losses"), len(found))
    found.insert(place, {"id": "vintages", "charts": vintages})
    return [section for section in found if section["charts"]]


def _charts(measure: Measure, runs: dict[str, Result]) -> Charts:
    """Return a chart for each curve of a measure, with the curves of every view."""
    curves: dict[Curve, None] = {}
    for run in runs.values():
        if measure.available(run.dataset):
            curves |= dict.fromkeys(curves_of(measure, run.dataset))
    return [chart for curve in curves if (chart := _chart(measure, curve, runs))]


def _chart(measure: Measure, curve: Curve, runs: dict[str, Result]) -> dict[str, Any] | None:
    names = list(runs)
    values: dict[str, Any] = {}
    levels = {name: _level(measure, curve, run) for name, run in runs.items()}
    for i, name in enumerate(names):
        data = levels[name]
        if data is None or not np.isfinite(data.values).any():
            continue
        values[f"run{i}"] = columns(data)
        base = levels[names[0]]
        if i and base is not None and _unit(base) == _unit(data):
            ours, theirs = paired(base, data)
            if ours.sizes["month"] == data.sizes["month"]:
                values[f"difference{i}"] = columns(theirs - ours)
    first = next((data for data in levels.values() if data is not None), None)
    if first is None or not values:
        return None
    dataset = runs[names[0]].dataset
    label = curve.bucket if curve.bucket != ALL else None
    return {
        "kind": "fan",
        "measure": measure.name,
        "bucket": label,
        "days": in_words(label, [str(b) for b in dataset["bucket"].values]) if label and label[0].isdigit() else label,
        "segment": curve.segment if curve.segment != ALL else None,
        "units": _unit(first),
        "values": values,
    }


def _unit(data: xr.DataArray) -> str:
    return str(data.attrs.get("units", ""))


def _level(measure: Measure, curve: Curve, run: Result) -> xr.DataArray | None:
    if not measure.available(run.dataset):
        return None
    data = measure.function(run.dataset)
    if curve not in set(curves_of(measure, run.dataset)):
        return None
    return curve.of(data).assign_attrs(data.attrs)


def _areas(runs: dict[str, Result]) -> Charts:
    """Return the causes of lateness, stacked, of the usual bucket; means over paths."""
    values: dict[str, Any] = {}
    bases: dict[str, np.ndarray] = {}
    for i, run in enumerate(runs.values()):
        if not MEASURES["overdue_by_cause"].available(run.dataset):
            continue
        rates = measure_of(run.dataset, "overdue_by_cause").sel(product=ALL, bucket=usual_bucket(run.dataset))
        means = {str(cause): mean(rates.sel(cause=cause)) for cause in rates["cause"].values}
        means = {cause: value for cause, value in means.items() if np.nan_to_num(value).any()}
        values[f"run{i}"] = {cause: rounded(value) for cause, value in means.items()}
        if i == 0:
            bases = means
        elif bases:
            nothing = np.zeros(len(next(iter(means.values()))))
            both = {c: (means.get(c, nothing), bases.get(c, nothing)) for c in dict.fromkeys([*means, *bases])}
            if all(len(ours) == len(base) for ours, base in both.values()):
                values[f"difference{i}"] = {cause: rounded(ours - base) for cause, (ours, base) in both.items()}
    if not values:
        return []
    label = usual_bucket(next(iter(runs.values())).dataset)
    days = in_words(label, [])
    return [
        {
            "kind": "areas",
            "measure": "overdue_by_cause",
            "bucket": label,
            "days": days,
            "units": "fraction",
            "values": values,
        }
    ]


def _cohorts(runs: dict[str, Result]) -> Charts:
    """Return the vintage curves: means over paths by cohort and months on book."""
    charts: Charts = []
    for measure in VINTAGES:
        values, label = {}, None
        for i, run in enumerate(runs.values()):
            if not measure.available(run.dataset):
                continue
            data = measure.function(run.dataset)
            data = data.sel(product=ALL if ALL in data["product"].values else data["product"].values[0])
            if "bucket" in data.dims:
                label = usual_bucket(run.dataset)
                data = data.sel(bucket=label)
            table = mean(data).reshape(data.sizes["cohort"], data.sizes["mob"])
            step = max(1, -(-len(table) // 60))  # of a long run every second cohort, third …
            values[f"run{i}"] = {
                str(cohort): rounded(row[np.isfinite(row)])
                for cohort, row in zip(data["cohort"].values[::step], table[::step], strict=True)
                if np.isfinite(row).sum() > 1
            }
        if any(values.values()):
            days = in_words(label, []) if label else None
            charts.append(
                {
                    "kind": "cohorts",
                    "measure": measure.name,
                    "bucket": label,
                    "days": days,
                    "units": measure.unit,
                    "values": values,
                }
            )
    return charts


def rolls_of(runs: dict[str, Result]) -> dict[str, Any]:
    """Return roll rates by balance of every month: run -> rows, columns and month x row x column, means over paths."""
    found: dict[str, Any] = {}
    for i, run in enumerate(runs.values()):
        if not MEASURES["roll_rate"].available(run.dataset):
            continue
        data = measure_of(run.dataset, "roll_rate")
        data = data.sel({dim: ALL for dim in ("product", "segment") if dim in data.dims})
        pairs = [str(label).split(">") for label in data["bucket"].values]
        rows, targets = list(dict.fromkeys(a for a, _ in pairs)), list(dict.fromkeys(b for _, b in pairs))
        table = mean(data.transpose("path", "month", "bucket")).reshape(data.sizes["month"], len(rows), len(targets))
        names = names_of(rows)
        months = [[[_share(v) for v in row] for row in month] for month in table]
        found[f"run{i}"] = {
            "rows": [names.get(label, label) for label in rows],
            "columns": [names.get(label, label) for label in targets],
            "months": months,
        }
    return found


def _share(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def overlays_of(runs: dict[str, Result]) -> list[list[str]]:
    """Return what people set over the model's figures: a row an overlay, with both figures where they differ most."""
    rows = []
    for name, run in runs.items():
        for overlay, model, changed in adjusted(run.dataset, run.scenario):
            own, other = mean(model), mean(changed)
            gap = np.abs(np.nan_to_num(other - own))
            month = int(gap.argmax())
            share = MEASURES[overlay.measure].unit.startswith("fraction")
            figures = [f"{value:.2%}" if share else f"{value:,.0f}" for value in (own[month], other[month])]
            curve = ", ".join([overlay.measure, *(x for x in (overlay.bucket, overlay.product) if x != ALL)])
            change = f"{100 * overlay.add:+g} pp" if overlay.add is not None else f"× {overlay.times:g}"
            said = [
                change,
                str(model["date"].values[month]),
                *figures,
                overlay.reason,
                overlay.owner,
                str(overlay.expires),
            ]
            rows.append([name, curve, *said])
    return rows


def differing(comparison: Comparison | None, changed: list[dict[str, tuple[Any, Any]]]) -> list[dict[str, Any]]:
    """Return the keys in which each run differs from the first, with both values as text."""
    if comparison is None:
        return []
    rows = []
    for name, keys in zip(comparison.names[1:], changed, strict=True):
        rows += [{"run": name, "key": key, "base": _text(a), "other": _text(b)} for key, (a, b) in keys.items()]
    return rows


def _text(value: Any) -> str:
    return "–" if value is None else str(value)
