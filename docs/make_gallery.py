"""Run the shipped scenarios at a modest size; write the pictures of ``images/`` and the figures of ``behaviour.md``.

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
LEVELS = ("1-30", "31-90", "91+", "31+")
SEVERITIES = {  # of a pulse: rise, hold, fade in months, and its sizes
    "unemployment": ("macro.unemployment.shocks", (6, 6, 24), (0.01, 0.02, 0.04, 0.06, 0.08)),
    "income": ("macro.income.shocks", (3, 9, 12), (-0.02, -0.04, -0.08, -0.12, -0.16)),
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
        unit = "pp" if what == "unemployment" else "%"
        yield f"| {what} | none | " + " | ".join(f"{100 * size:+g}{unit}" for size in sizes) + " |"
        yield "|" + " --- |" * (len(sizes) + 2)
        yield "| `31+` | " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
