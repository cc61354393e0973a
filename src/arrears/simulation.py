"""simulate(): a scenario in, a `Result` out; sweep(): over a grid of values."""

from __future__ import annotations

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path


from arrears.engine.executors import memory_needed, run_batches
from arrears.engine.seasoning import season, with_segments
from arrears.errors import TooLargeError
from arrears.macro.build import MacroPaths, macro_paths
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.result.assemble import dataset_of
from arrears.result.result import Result
from arrears.scenario import Scenario
from arrears.setting import Setting, setting_of
from arrears.tallies import bytes_needed

_openings: OrderedDict[str, Opening] = OrderedDict()  # seasoned books of this process, the latest few
_KEPT = 4


def simulate(
    scenario: Scenario | str | Path, *, paths: int | None = None, seed: int | None = None, borrowers: int | None = None,
    months: int | None = None, macro: MacroPaths | None = None, book: Book | None = None, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario
        A scenario, a file, or the name of a shipped one.
    paths, seed, borrowers, months
        Replace what the scenario says.
    macro
        An own macro model's paths, instead of the scenario's.
    book
        An own opening book, instead of the scenario's.
    threads
        Threads; all cores if left out. The result does not depend on it.
    progress
        Called now and then with path-months done, and how many there are.

    Returns
    -------
    Result

    Raises
    ------
    ScenarioError, MacroFileError, TapeError, UsageError
        The input is refused.
    TooLargeError
        It would not fit in memory.
    LedgerError
        A path-month did not close.

    Examples
    --------
    >>> import arrears as ar
    >>> run = ar.simulate("baseline", paths=2, borrowers=500, months=3, seed=7)
    >>> run.overdue_rate("31+").dims
    ('path', 'month')
    """
    began = time.perf_counter()
    chosen = _resolved(scenario, {"run.paths": paths, "run.seed": seed, "portfolio.borrowers": borrowers, "months": months})
    n, number = chosen.run.paths, chosen.run.seed
    workers = threads or os.cpu_count() or 1
    outside = macro.for_run(chosen, n) if macro is not None else macro_paths(chosen, n, number)
    _refuse_too_large(chosen, n, workers)
    opening = _opening(chosen, number, outside, book)
    setting = setting_of(chosen, number, opening.book)
    opening = replace(opening, book=with_segments(opening.book, setting))
    prepared = time.perf_counter()
    tallies = run_batches(opening, setting, outside.values, n, workers, progress)
    done = time.perf_counter()
    dataset = dataset_of(
        tallies, outside.values, chosen, setting.segments, borrowers=opening.book.size, seed=number, notes=_notes(chosen),
    )
    engine = {
        "engine": "fast", "borrowers": opening.book.size, "borrower_months": int(tallies.borrowers[:, 1:].sum()), "threads": workers,
        "seconds": {"preparing": round(prepared - began, 3), "engine": round(done - prepared, 3)}, "notes": list(outside.notes),
    }
    return Result.of_run(dataset, chosen, engine, {name: chosen.find_input(name) for name in chosen.inputs().values()})


def _resolved(scenario: Scenario | str | Path, changes: dict[str, int | None]) -> Scenario:
    """The scenario with what the caller replaces."""
    read = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    given = {key: value for key, value in changes.items() if value is not None}
    return read.with_(given) if given else read


def _opening(scenario: Scenario, seed: int, macro: MacroPaths, book: Book | None) -> Opening:
    """The opening book: given, a tape, or synthetic and seasoned; the last few seasoned ones are kept."""
    borrowers = scenario.portfolio.borrowers or 0
    macro0 = {name: float(macro.values[name][0, 0]) for name in ("unemployment", "income", "looseness")}
    says = scenario.with_({"macro.file": None, "name": "-", "description": "-", "portfolio.segment": "none"})
    parts = [str(getattr(says, key)) for key in ("portfolio", "borrowers", "lender", "market", "conventions", "buckets")]
    key = hashlib.sha256(repr((parts, seed, macro0)).encode()).hexdigest()
    if key not in _openings:
        _openings[key] = season(setting_of(scenario, seed, None), borrowers, macro0)
        while len(_openings) > _KEPT:
            _openings.popitem(last=False)
    _openings.move_to_end(key)
    return _openings[key]


def _notes(scenario: Scenario) -> list[str]:
    """Sentences for the captions of charts."""
    return []


def _refuse_too_large(scenario: Scenario, paths: int, threads: int) -> None:
    """Refuse what cannot fit in memory, with the figure.

    Raises
    ------
    TooLargeError
    """
    setting: Setting = setting_of(scenario, 0, None)
    segments = {"none": 1, "employment": 3, "cohort": 1 + -(-scenario.months // 12)}.get(scenario.portfolio.segment, 5)
    need = memory_needed(scenario.portfolio.borrowers or 0, setting, paths, threads)
    need += 3 * bytes_needed(paths, scenario.months, segments, setting.buckets)
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 16 * 2**30
    if need > 0.8 * have:
        raise TooLargeError(
            f"the run needs about {need / 2**30:,.1f} GiB of memory and this machine has {have / 2**30:,.1f} GiB: "
            "ask for fewer borrowers, paths, months or threads"
        )


def synthesise(scenario: Scenario | str | Path, n: int | None = None, seed: int | None = None) -> Book:
    """A synthetic book of n borrowers, seasoned under the scenario's month 0.

    Examples
    --------
    >>> import arrears as ar
    >>> ar.synthesise("baseline", 300, seed=1)
    Book(300 borrowers)
    """
    chosen = _resolved(scenario, {"portfolio.borrowers": n, "run.seed": seed})
    macro = macro_paths(chosen, 1, chosen.run.seed)
    return _opening(chosen, chosen.run.seed, macro, None).book


