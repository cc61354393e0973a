"""`arrears run`: scenarios -> a folder of curves and pictures each."""

from __future__ import annotations

import json as as_json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arrears.checkpoint.place import discard, place_of
from arrears.cli import options
from arrears.cli.checking import Checked, checked, say_notes
from arrears.cli.plot import pictures_of
from arrears.cli.progress import progress_of
from arrears.cli.resuming import check_not_begun, finished_already, kept_until_saved
from arrears.cli.saving import check_space, saved
from arrears.errors import Fault, FaultyInput, RunFailed, ScenarioError, UsageError

if TYPE_CHECKING:
    from arrears.result.result import Result
    from arrears.scenario import Override, Scenario

EPILOG = "\n\n".join(
    (
        "Examples:",
        "arrears run baseline",
        "arrears run baseline my.yaml --paths 500 --out results",
        "arrears run my.yaml --set macro.unemployment.level=7% --borrowers 20_000 --force",
        "arrears run baseline my.yaml --paths 500 --out results --resume",
    )
)


def run(
    scenarios: options.ScenarioFiles,
    paths: options.Paths = None,
    borrowers: options.BorrowersOrAll = None,
    months: options.Months = None,
    seed: options.Seed = None,
    out: options.Out = Path("runs"),
    set_: options.Set = None,
    book: options.HeldRun = None,
    threads: options.Threads = None,
    plots: options.Plots = None,
    force: options.Force = False,
    resume: options.Resume = False,
    json: options.AsJson = False,
) -> None:
    """Run scenarios, and write a folder for each: curves.csv, overdue.png, result.nc, scenario.yaml, manifest.json."""
    given: dict[str, int | str | None] = {
        "run.paths": paths,
        "portfolio.borrowers": borrowers,
        "months": months,
        "run.seed": seed,
    }
    if threads is not None and threads < 1:
        raise UsageError(f"--threads {threads} is no number of threads; expected 1 or more")
    kinds = pictures_of(plots)
    if book is not None and borrowers is not None:
        raise UsageError("--book has as many borrowers as it has; expected --book or --borrowers, not both")
    plan = _plan(scenarios, set_ or [], given, out, force, resume)
    held = _held(book)
    finished = _finished(plan, held) if resume and not force else {}
    for folder, (_, notes) in plan.items():
        say_notes(folder.name, notes)
        if held is not None:
            say_notes(folder.name, (_whose(held),))

    # numba and xarray: imported when everything has been checked, as a refusal must not wait for them
    from arrears.jit import will_compile
    from arrears.simulation import simulate

    if will_compile() and len(finished) < len(plan):
        print("compiling once, about a minute; later runs begin at once", file=sys.stderr, flush=True)
    done: list[dict[str, Any]] = []
    elsewhere: list[str] = []
    for folder, (scenario, notes) in plan.items():
        began, place = time.monotonic(), folder
        if folder in finished:
            print(f"{folder.name}: finished before; nothing was run", file=sys.stderr)
            result = finished[folder]
            discard(place_of(folder))  # left where the process was killed between saving and clearing up
        else:
            if force and not resume:
                discard(place_of(folder))
            with (
                kept_until_saved(folder, scenario.run.paths) as kept,
                progress_of(folder.name, size_in_words(scenario)) as progress,
            ):
                result = simulate(scenario, book=held, threads=threads, progress=progress, checkpoint=kept)
                place = saved(result, folder, force=force, plots=kinds)
        if place != folder:
            elsewhere.append(f"{folder} in {place}")
        done.append(_summary(place, scenario, notes, result, time.monotonic() - began))
        if not json:
            print(_in_words(done[-1]))
    if json:
        print(as_json.dumps(done, ensure_ascii=False, indent=2))
    if elsewhere:
        raise RunFailed(f"not everything was written where it was asked for: {', '.join(elsewhere)}")


def _finished(plan: Mapping[Path, Checked], held: Result | None) -> dict[Path, Result]:
    """Return the runs of a plan that are finished already."""
    found = {folder: finished_already(folder, scenario, held) for folder, (scenario, _) in plan.items()}
    return {folder: result for folder, result in found.items() if result is not None}


def _held(book: Path | None) -> Result | None:
    """Open the run whose book is to be held."""
    if book is None:
        return None
    from arrears.result.result import open_run  # imports xarray: a refusal above did not wait for it

    return open_run(book)


def _whose(held: Result) -> str:
    return (
        f"it opens with the book of {held.name}, {int(held.dataset.attrs['borrowers']):,} borrowers; "
        "its own policies act from month 1"
    )


def _overrides(texts: list[str], given: Mapping[str, int | str | None], faults: list[Fault]) -> list[Override]:
    from arrears.scenario import Override

    names = {"run.paths": "--paths", "portfolio.borrowers": "--borrowers", "months": "--months", "run.seed": "--seed"}
    overrides = []
    for text in texts:
        try:
            overrides.append(Override.parse(text))
        except ScenarioError as error:
            faults += error.faults
    return overrides + [Override(key, str(value), names[key]) for key, value in given.items() if value is not None]


def _stems(names: list[str], out: Path) -> dict[str, str]:
    """Return the name of each run's folder and the scenario that is run for it."""
    stems: dict[str, str] = {}
    for name in names:
        stem = Path(name).stem if Path(name).suffix in {".yaml", ".yml"} else Path(name).name
        if stem in stems:
            raise UsageError(
                f"{stems[stem]} and {name} would both be written to {out / stem}; "
                "expected scenarios with different file names; run them in two calls with another --out"
            )
        stems[stem] = name
    return stems


def _plan(
    names: list[str], set_: list[str], given: Mapping[str, int | str | None], out: Path, force: bool, resume: bool
) -> dict[Path, Checked]:
    """Return the folder of each run and its scenario; everything that can be refused is refused here."""
    plan: dict[Path, Checked] = {}
    faults: list[Fault] = []
    overrides = _overrides(set_, given, faults)
    for stem, name in _stems(names, out).items():
        try:
            plan[out / stem] = checked(name, overrides)
        except FaultyInput as error:
            faults += [fault for fault in error.faults if fault not in faults]
    if faults:
        raise ScenarioError(faults)
    # imports xarray, which a run needs from here on; a refusal above did not wait for it
    from arrears.result.folder import check_free

    for folder in plan:
        check_free(folder, force=force or resume)
        if not force and not resume:
            check_not_begun(folder, plan[folder].scenario.run.paths)
        _check_writable(folder)
        check_space(folder, plan[folder].scenario)
    return plan


def _check_writable(folder: Path) -> None:
    """Refuse a place that cannot be written, before anything is computed."""
    above = next((parent for parent in folder.absolute().parents if parent.exists()), Path("/"))
    if above.is_dir() and not os.access(above, os.W_OK | os.X_OK):
        raise UsageError(f"{folder} cannot be written: {above} is not writable; choose another --out")


def size_in_words(scenario: Scenario) -> str:
    """Say how large a run is, for a person."""
    people = scenario.portfolio.borrowers
    book = f"{people:,} borrowers" if people is not None else "all borrowers of the tape"
    return f"{scenario.run.paths:,} paths, {book}, {scenario.months} months"


def _summary(folder: Path, scenario: Scenario, notes: Sequence[str], result: Any, seconds: float) -> dict[str, Any]:
    bucket = f"{scenario.buckets[0] + 1}+"  # all but the first: 31+ unless the scenario has other edges
    mean = result.overdue_rate(bucket).mean("path").values
    # a month in which nobody owes anything has no rate: n/a in words, null in JSON
    rate = [float(value) if value == value else None for value in mean]
    held = [value for value in rate if value is not None]
    peak = max(held, default=None)
    return {
        "scenario": scenario.name,
        "folder": str(folder),
        "paths": scenario.run.paths,
        "months": scenario.months,
        "seed": scenario.run.seed,
        "seconds": round(seconds, 2),
        "notes": list(notes),
        "overdue": {
            "bucket": bucket,
            "start": rate[0],
            "peak": peak,
            "peak_month": None if peak is None else rate.index(peak),
            "end": rate[-1],
        },
    }


def _in_words(summary: dict[str, Any]) -> str:
    rate = summary["overdue"]
    start, peak, end = ("n/a" if rate[key] is None else f"{rate[key]:.2%}" for key in ("start", "peak", "end"))
    if rate["peak"] is None:
        said = f"{rate['bucket']} days overdue n/a: nobody owes anything in any month"
    else:
        said = (
            f"{rate['bucket']} days overdue {start} of balances at the start, {peak} at the peak "
            f"(month {rate['peak_month']}), {end} at the end"
        )
    return f"{summary['folder']}: {summary['scenario']}: {said}; {summary['seconds']:.1f} s"
