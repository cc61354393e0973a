"""The headline: what happened, in sentences with figures, in both languages."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.measures import MEASURES, measure_of
from arrears.measures.totals import ALL
from arrears.report.curves import mean
from arrears.report.language import LANGUAGES, words
from arrears.report.sections import usual_bucket
from arrears.result.comparison import paired
from arrears.result.curve import Curve
from arrears.result.result import Result
from arrears.result.statistics import statistics

Said = dict[str, list[str]]


def headline(runs: dict[str, Result]) -> Said:
    """Return sentences by language: level of each run, uplift over the first, losses, the main cause."""
    said: Said = {language: [] for language in LANGUAGES}
    base_name, base = next(iter(runs.items()))
    for name, run in runs.items():
        for key, values in _sentences(name, run, base_name, base).items():
            for language in LANGUAGES:
                said[language].append(
                    words(language)["sentences"][key].format(**{k: _word(v, language) for k, v in values.items()})
                )
    return said


def _word(value: Any, language: str) -> Any:
    """Return a cause in the language; anything else as it is."""
    if isinstance(value, tuple):
        return words(language)["causes"].get(value[0], value[0].replace("_", " "))
    return value


def _sentences(name: str, run: Result, base_name: str, base: Result) -> dict[str, dict[str, Any]]:
    bucket = usual_bucket(run.dataset)
    days = bucket.rstrip("+")
    rate = run.overdue_rate(bucket)
    table = statistics(rate.values)
    level = table[:, 0]
    if not np.isfinite(level).any():
        return {"nothing": {"name": name}}
    dates = [str(date) for date in run.dataset["date"].values]
    top, last = int(np.nanargmax(level)), int(np.flatnonzero(np.isfinite(level))[-1])
    found = {
        "level": {
            "name": name,
            "days": int(days) - 1 if days.isdigit() else days,
            "start": f"{level[0]:.2%}",
            "peak": f"{level[top]:.2%}",
            "date": dates[top],
            "month": top,
            "low": f"{table[top, 2]:.2%}",
            "high": f"{table[top, 6]:.2%}",
            "end": f"{level[last]:.2%}",
            "last": dates[last],
        }
    }
    if run is not base and _comparable(base, bucket):
        ours, theirs = paired(base.overdue_rate(bucket), rate)
        difference = statistics((theirs - ours).values)
        if np.isfinite(difference[:, 0]).any():
            at = int(np.nanargmax(np.abs(difference[:, 0])))
            found["uplift"] = {
                "name": name,
                "base": base_name,
                "uplift": f"{100 * difference[at, 0]:+.2f}",
                "low": f"{100 * difference[at, 2]:+.2f}",
                "high": f"{100 * difference[at, 6]:+.2f}",
                "date": str(ours["date"].values[at]),
            }
    found |= _losses(name, run) | _cause(name, run, bucket, top)
    return found


def _comparable(base: Result, bucket: str) -> bool:
    return bucket in measure_of(base.dataset, "overdue_rate")["bucket"].values


def _losses(name: str, run: Result) -> dict[str, dict[str, Any]]:
    """Return net losses over the whole run, in money and as a share of the opening balance."""
    needed = ("charge_offs", "recoveries", "balance")
    if not all(MEASURES[measure].available(run.dataset) for measure in needed):
        return {}
    whole = {m: Curve(ALL if m == "balance" else None).of(measure_of(run.dataset, m)) for m in needed}
    opening = float(whole["balance"].isel(month=0).mean())
    lost = float((whole["charge_offs"] - whole["recoveries"]).sum("month").mean())
    if not opening:
        return {}
    months = int(run.dataset["month"].values[-1])
    currency = str(run.dataset.attrs.get("currency", ""))
    return {
        "losses": {
            "name": name,
            "lost": f"{lost:,.0f}",
            "currency": currency,
            "share": f"{lost / opening:.2%}",
            "months": months,
        }
    }


def _cause(name: str, run: Result, bucket: str, month: int) -> dict[str, dict[str, Any]]:
    """Return the cause that most of the late balance has at the peak."""
    if not MEASURES["overdue_by_cause"].available(run.dataset):
        return {}
    rates = measure_of(run.dataset, "overdue_by_cause").sel(product=ALL, bucket=bucket).isel(month=month)
    means = {str(cause): float(np.nan_to_num(mean(rates.sel(cause=cause))[0])) for cause in rates["cause"].values}
    whole = sum(means.values())
    if whole <= 0:
        return {}
    cause = max(means, key=lambda key: means[key])
    return {"cause": {"name": name, "cause": (cause,), "share": f"{means[cause] / whole:.0%}"}}
