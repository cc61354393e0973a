"""Draw the two studies of docs/studies.md: why looser standards flatter and then hurt, and where the desk gives way.

Usage: python docs/make_studies.py [FOLDER]      (a few minutes; pictures go to docs/images)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import arrears as ar

SIZE = {"paths": 20, "borrowers": 20_000, "seed": 11}
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"


def looseness(folder: Path) -> None:
    """Uplift of 31+ under looser rivals, and the share of balances owed by borrowers who joined since the start."""
    base = ar.Scenario.read("baseline").with_({"portfolio.segment": "cohort"})
    shock = {"shape": "ramp", "start": 3, "size": 1.0, "rise": 3}
    loose = base.with_({"market.competition.looseness": {"level": 0, "shocks": [shock]}})
    calm, eased = ar.simulate(base, **SIZE), ar.simulate(loose, **SIZE)
    uplift = 100 * (eased.overdue_rate("31+") - calm.overdue_rate("31+"))
    figure = Figure(figsize=(8.5, 6.4), layout="constrained")
    top, middle, bottom = figure.subplots(3, 1, sharex=True, height_ratios=[2, 1.3, 1.3])
    months = uplift["month"].values
    low, mid, high = (uplift.quantile(q, "path") for q in (0.05, 0.5, 0.95))
    top.fill_between(months, low, high, color=ORANGE, alpha=0.2, lw=0, label="5% to 95% of paths")
    top.plot(months, mid, color=ORANGE, label="median")
    top.axhline(0, color=GREY, lw=0.8)
    top.set_ylabel("uplift of 31+ [pp]")
    top.legend(frameon=False, loc="lower right")
    top.set_title("Looser underwriting by rivals, one unit from month 3 to 5: first the dip, then the rise", loc="left")
    for run, colour, name in ((calm, BLUE, "baseline"), (eased, ORANGE, "looser")):
        balance = run.dataset["balance"].sum(["product", "bucket"]).mean("path")
        young = 1.0 - balance.isel(segment=0) / balance.sum("segment")
        middle.plot(months, 100 * young, color=colour, label=name)
        late = run.dataset["balance"].isel(bucket=slice(2, None)).sum(["bucket", "product"]).mean("path")
        rate = late.isel(segment=slice(1, None)).sum("segment") / balance.isel(segment=slice(1, None)).sum("segment")
        bottom.plot(months[1:], 100 * rate[1:], color=colour, label=name)
    middle.set_ylabel("owed by newcomers\n[% of balances]")
    middle.legend(frameon=False, loc="upper left")
    bottom.set_ylabel("31+ among\nnewcomers [%]")
    bottom.set_xlabel("month (newcomers: borrowers who joined after month 0)")
    FigureCanvasAgg(figure).print_png(folder / "study-looseness.png", metadata={"Software": None})


def desk(folder: Path) -> None:
    """31-90 against the desk's utilisation, for a range of capacities."""
    base = ar.Scenario.read("baseline")
    shares = [0.006, 0.008, 0.010, 0.0125, 0.015, 0.0175, 0.02, 0.0225, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06]
    points = []
    for share in shares:
        run = ar.simulate(base.with_({"lender.collections.contacts_per_day": share}), **SIZE)
        window = run.dataset.isel(month=slice(6, None))
        asked = (window["contacts"] + window["unserved"]).sum("month") / window["desk_capacity"].sum("month")
        reached = window["contacts"].sum("month") / window["desk_capacity"].sum("month")
        rate = 100 * run.overdue_rate("31-90").isel(month=slice(6, None)).mean("month")
        points.append((float(asked.mean()), float(reached.mean()), float(rate.mean()), float(rate.std("path", ddof=1))))
    asked, reached, rate, spread = np.asarray(points).T
    figure = Figure(figsize=(8.5, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.errorbar(asked, rate, spread / np.sqrt(SIZE["paths"]), color=BLUE, marker="o", ms=4, capsize=2)
    axes.axvline(1.0, color=GREY, lw=0.8, ls="--")
    axes.set_xscale("log")
    ticks = [0.5, 0.7, 1, 1.5, 2, 2.5, 3]
    axes.set_xticks(ticks, [str(t) for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel("desk utilisation: calls asked for / calls that could be made")
    axes.set_ylabel("31-90, % of balances,\nmean of months 6 to 36")
    axes.set_title("A desk with room to spare hardly matters; one that is overrun does", loc="left")
    FigureCanvasAgg(figure).print_png(folder / "study-desk.png", metadata={"Software": None})
    for row in zip(shares, asked, reached, rate, strict=True):
        print("contacts a day {:.2%}: utilisation {:.2f}, calls made {:.0%}, 31-90 {:.3f}%".format(*row))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "images"
    target.mkdir(parents=True, exist_ok=True)
    looseness(target)
    desk(target)
