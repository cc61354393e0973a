"""Run the shipped scenarios at a modest size; write ``images/``, ``report.html`` and ``behaviour.md``.

    python docs/make_gallery.py [FOLDER]

Takes a few minutes. The same machine or another, the same bits: only a change of the model changes a picture.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np

import arrears as ar
from arrears.report import write_report

HERE = Path(__file__).parent
PATHS, BORROWERS, SEED = 60, 20_000, 1
SCENARIOS = ("baseline", "unemployment", "income-shock", "looser-underwriting", "pandemic", "perfect-storm")
MONTHLY = (30, 60, 90, 120, 150)
PICTURES = {  # file: scenario, kind
    "overdue.png": ("perfect-storm", "overdue"),
    "buckets.png": ("perfect-storm", "buckets"),
    "causes.png": ("perfect-storm", "causes"),
    "rolls.png": ("baseline", "rolls"),
    "vintages.png": ("looser-underwriting", "vintages"),
    "desk.png": ("pandemic", "desk"),
}
DRIVERS: dict[str, dict[str, object]] = {  # of the perfect storm, each left out
    "all of it": {},
    "without job losses": {"macro.unemployment.shocks": []},
    "without lower incomes": {"macro.income.shocks": []},
    "without loosening and crunch": {"market.competition.looseness.shocks": []},
    "without credit elsewhere": {"borrowers.financing.outside_ceiling": 0.0},
}
LEVELS = ("1-30", "31-90", "91+", "31+")
SEVERITIES = {  # of a pulse: rise, hold, fade in months, and its sizes
    "unemployment": ("macro.unemployment.shocks", (6, 6, 24), (0.01, 0.02, 0.04, 0.06, 0.08)),
    "income": ("macro.income.shocks", (3, 9, 12), (-0.02, -0.04, -0.08, -0.12, -0.16)),
    "looseness": ("market.competition.looseness.shocks", (6, 48, 6), (0.5, 1.0, 1.5, 2.0, 3.0)),
}


def main(folder: Path) -> None:
    """Write everything into a folder, ``docs`` or another."""
    mpl.use("agg")
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    runs = {name: ar.simulate(name, paths=PATHS, borrowers=BORROWERS, seed=SEED) for name in SCENARIOS}
    for file, (name, kind) in PICTURES.items():
        runs[name].plot(kind).savefig(images / file, dpi=110, metadata={"Software": None})
    base, *others = (runs[name] for name in SCENARIOS)
    overlay = ar.compare(base, *others).plot("31+")
    overlay.savefig(images / "comparison.png", dpi=110, metadata={"Software": None})
    write_report([runs["baseline"], runs["perfect-storm"]], folder / "report.html")
    (folder / "behaviour.md").write_text("\n".join(behaviour(runs)) + "\n", encoding="utf-8")


def behaviour(runs: dict[str, ar.Result]) -> Iterator[str]:
    """Yield the lines of ``behaviour.md``."""
    base = runs["baseline"]
    yield "<!-- Made by docs/make_gallery.py from runs. Do not edit: run it again. -->\n"
    yield "# How the model behaves\n"
    yield (
        f"Figures of runs with {BORROWERS:,} borrowers, {PATHS} paths, seed {SEED}, version {ar.__version__}; per\n"
        "cent of the balance of live accounts, means over paths. They describe the model with its default parameters,\n"
        "most of which are assumptions; they are not a forecast for any real book.\n"
    )
    yield "## The baseline stands still\n"
    months = (0, 6, 12, 24, 36)
    yield "| bucket | " + " | ".join(f"month {month}" for month in months) + " |"
    yield "|" + " --- |" * (len(months) + 1)
    for bucket in LEVELS:
        mean = 100 * base.overdue_rate(bucket).mean("path").values
        yield f"| {bucket} | " + " | ".join(f"{mean[month]:.2f}" for month in months) + " |"
    drift = np.ptp(100 * base.overdue_rate("31+").mean("path").values[12:])
    losses = 1200 * whole(base, "charge_off_rate").mean()
    yield f"\nBetween months 12 and 36 `31+` moves within {drift:.2f} pp. Gross charge-offs are {losses:.1f}% a year.\n"
    yield "Roll rates a month, by balance, with buckets a month wide:\n"
    yield from rolls()
    yield "\n## What the shipped scenarios add\n"
    yield "Largest uplift over the baseline under common random numbers, in pp, and the month of it:\n"
    yield "| scenario | " + " | ".join(LEVELS) + " | lowest `31+` |"
    yield "|" + " --- |" * (len(LEVELS) + 2)
    for name, run in runs.items():
        if name != "baseline":
            cells = [peak(base, run, bucket) for bucket in LEVELS] + [peak(base, run, "31+", lowest=True)]
            yield f"| {name} | " + " | ".join(cells) + " |"
    yield "\n## Causes, and what a driver adds\n"
    yield "Overdue balance (`1+`) by cause, in per cent: months 12 to 36 of the baseline, the worst month elsewhere:\n"
    yield from causes(runs)
    yield "\nA cause is a label given when the bill was missed. What a driver adds is a run without it, here of\n"
    yield "`perfect-storm`; mean `31+` of months 13 to 36, per cent, and the part of the overdue balance in the worst\n"
    yield "month that over-indebtedness and the credit crunch make up:\n"
    yield from without()
    yield "\n## More of it does more\n"
    yield "Mean `31+` over months 6 to 36, in per cent, when the shock of that scenario is of another size:\n"
    yield from severities()


def whole(run: ar.Result, measure: str, bucket: str | None = None) -> np.ndarray:
    """Return a measure of the whole book in months 1 on, (month,), mean over paths."""
    data = run.measure(measure).sel(product="all", segment="all").isel(month=slice(1, None))
    return (data if bucket is None else data.sel(bucket=bucket)).mean("path").values


def rolls() -> Iterator[str]:
    """Yield the table of roll rates."""
    run = ar.simulate(
        ar.Scenario.read("baseline").with_({"buckets": MONTHLY}), paths=PATHS, borrowers=BORROWERS, seed=SEED
    )
    names = [str(name) for name in run.dataset["bucket"].values]
    steps = [f"{a}>{b}" for a, b in zip(names, [*names[1:], "charged-off"], strict=True)]
    yield "| " + " | ".join(steps) + " |"
    yield "|" + " --- |" * len(steps)
    yield "| " + " | ".join(f"{100 * whole(run, 'roll_rate', step).mean():.1f}%" for step in steps) + " |"


def peak(base: ar.Result, run: ar.Result, bucket: str, lowest: bool = False) -> str:
    """Return the largest mean uplift, or the lowest, and its month."""
    uplift = 100 * (run.overdue_rate(bucket) - base.overdue_rate(bucket)).mean("path").values
    month = int(uplift.argmin() if lowest else uplift.argmax())
    return f"{uplift[month]:+.2f} (month {month})"


def shares(run: ar.Result) -> dict[str, np.ndarray]:
    """Return each cause's share of the overdue balance by month, (month 0..T,), all paths together."""
    late = run.dataset["cause_balance"].sum(("path", "product", "late"))
    return {str(name): (late.sel(cause=name) / late.sum("cause")).values for name in run.dataset["cause"].values}


def worst(run: ar.Result) -> int:
    """Return the month with the largest overdue balance."""
    return int(run.dataset["cause_balance"].sum(("path", "product", "late", "cause")).values.argmax())


def causes(runs: dict[str, ar.Result]) -> Iterator[str]:
    """Yield the table of causes."""
    names = [str(name) for name in runs["baseline"].dataset["cause"].values if name != "unknown"]
    yield "| scenario | " + " | ".join(name.replace("_", " ") for name in names) + " |"
    yield "|" + " --- |" * (len(names) + 1)
    for name, run in runs.items():
        months = slice(12, None) if name == "baseline" else worst(run)
        cells = [f"{100 * np.mean(shares(run)[cause][months]):.0f}" for cause in names]
        yield f"| {name} | {' | '.join(cells)} |"


def without() -> Iterator[str]:
    """Yield the table of the perfect storm without one driver after the other."""
    yield "| run | `31+` | over-indebtedness and crunch |"
    yield "| --- | --- | --- |"
    for what, changes in DRIVERS.items():
        scenario = ar.Scenario.read("perfect-storm").with_(changes)
        run = ar.simulate(scenario, paths=PATHS // 3, borrowers=BORROWERS, seed=SEED)
        level = 100 * float(run.overdue_rate("31+").isel(month=slice(13, 37)).mean())
        debt = sum(shares(run)[cause][worst(run)] for cause in ("over_indebted", "credit_crunch"))
        yield f"| {what} | {level:.2f} | {100 * debt:.0f}% (month {worst(run)}) |"


def severities() -> Iterator[str]:
    """Yield a table of five severities of each shock."""
    for what, (key, (rise, hold, fade), sizes) in SEVERITIES.items():
        cells = []
        for size in (0.0, *sizes):
            shock = {"shape": "pulse", "start": 3, "size": size, "rise": rise, "hold": hold, "fade": fade}
            run = ar.simulate(
                ar.Scenario.read("baseline").with_({key: [shock]}), paths=PATHS // 3, borrowers=BORROWERS, seed=SEED
            )
            cells.append(f"{100 * float(run.overdue_rate('31+').isel(month=slice(6, 37)).mean()):.2f}")
        scale, unit = {"unemployment": (100, "pp"), "income": (100, "%")}.get(what, (1, ""))
        yield f"| {what} | none | " + " | ".join(f"{scale * size:+g}{unit}" for size in sizes) + " |"
        yield "|" + " --- |" * (len(sizes) + 2)
        yield "| `31+` | " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
