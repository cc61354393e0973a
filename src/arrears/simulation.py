"""simulate(): a scenario in, a `Result` out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import simpy

from arrears.cells import FLOWS, PRODUCTS
from arrears.engine.executors import memory_needed, run_batches
from arrears.engine.swap import check_rules, kernels_for
from arrears.errors import TooLargeError, UsageError
from arrears.macro.build import MacroPaths, macro_paths
from arrears.opening_book import OpeningBook, column_map_of, open_book, seasoned_book
from arrears.panel import Histories, Panel
from arrears.population.book import Book
from arrears.processes import Process, State
from arrears.rebind import plain
from arrears.reference.run import run_reference
from arrears.reference.view import on_world
from arrears.result.assemble import dataset_of
from arrears.result.result import Result
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.setting import Setting, setting_of
from arrears.tallies import Tallies, bytes_needed

Engine = Literal["fast", "reference"]
_ENGINES: tuple[Engine, ...] = ("fast", "reference")


def simulate(
    scenario: Scenario | str | Path,
    *,
    paths: int | None = None,
    seed: int | None = None,
    borrowers: int | None = None,
    months: int | None = None,
    macro: MacroPaths | None = None,
    book: Book | pd.DataFrame | None = None,
    rules: Rules | None = None,
    processes: Sequence[Process] = (),
    panel: Panel | None = None,
    threads: int | None = None,
    engine: Engine = "fast",
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
        An own opening book instead of the scenario's: a `Book`, or a DataFrame with columns of `arrears.columns`.
    rules
        Own rules in the place of shipped ones; the book is seasoned by them too.
    processes
        SimPy generator functions, each started on every path with its `State` (``arrears.processes``).
    panel
        Keeps month by month histories of a sample of borrowers, as ``Result.panel``.
    threads
        Threads; all cores if left out. The result does not depend on it.
    engine
        ``"fast"``, or ``"reference"`` for the readable one: the same numbers, much more slowly, on one thread.
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
    if engine not in _ENGINES:
        raise UsageError(f"there is no engine {engine!r}; expected one of {', '.join(_ENGINES)}")
    if callable(processes):
        raise UsageError("`processes` is a function; expected a list of them")
    if book is not None and borrowers is not None:
        raise UsageError("an own book has as many borrowers as it has; expected `book` or `borrowers`, not both")
    chosen = _resolved(
        scenario, {"run.paths": paths, "run.seed": seed, "portfolio.borrowers": borrowers, "months": months}
    )
    n, number = chosen.run.paths, chosen.run.seed
    workers = threads or os.cpu_count() or 1
    chosen_rules = rules or Rules()
    check_rules(chosen_rules, setting_of(chosen, number, None))
    own = Book.from_frame(book) if isinstance(book, pd.DataFrame) else book
    size = chosen.portfolio.borrowers if own is None else own.size
    if size is not None:
        _refuse_too_large(chosen, size, n, workers, panel)
    outside = macro.for_run(chosen, n) if macro is not None else macro_paths(chosen, n, number)
    opened = open_book(chosen, number, outside, own, chosen_rules)
    if size is None:  # all rows of a tape, which is read now
        _refuse_too_large(chosen, opened.opening.book.size, n, workers, panel)
    histories = Histories(panel, opened.opening.book, number, n, chosen.months) if panel is not None else None
    watching = (*processes, *((histories.process,) if histories is not None else ()))
    prepared = time.perf_counter()
    tallies = _run(engine, opened, outside, n, workers, progress, chosen_rules, watching)
    done = time.perf_counter()
    result = _result(
        chosen,
        opened,
        outside,
        tallies,
        _own_parts(chosen_rules, processes),
        {
            "engine": engine,
            "borrowers": opened.opening.book.size,
            "borrower_months": int(tallies.borrowers[:, 1:].sum()),
            "threads": workers if engine == "fast" else 1,
            "seconds": {"preparing": round(prepared - began, 3), "engine": round(done - prepared, 3)},
        },
    )
    if histories is None:
        return result
    return replace(
        result, panel=histories.dataset(result.dataset["date"].values.tolist(), result.dataset.attrs["currency"])
    )


def _run(
    engine: Engine,
    opened: OpeningBook,
    outside: MacroPaths,
    paths: int,
    threads: int,
    progress: Callable[[int, int], None] | None,
    rules: Rules,
    processes: Sequence[Process],
) -> Tallies:
    """Run all paths on one of the engines."""
    if engine == "fast":
        return run_batches(
            opened.opening,
            opened.setting,
            outside.values,
            paths,
            threads,
            progress,
            kernels=kernels_for(rules),
            processes=processes,
        )
    reporting = (_reporting(progress, paths),) if progress is not None else ()
    watching = [on_world(process) for process in (*processes, *reporting)]
    return run_reference(
        opened.opening, opened.setting, outside.values, np.arange(paths), processes=watching, rules=rules
    ).tallies


def _reporting(progress: Callable[[int, int], None], paths: int) -> Process:
    """A process that reports each month of the readable engine, which runs one path after the other."""

    def report(state: State) -> Generator[simpy.Event, None, None]:
        for month in state.each_month():
            yield state.at(month, 30)
            progress(state.path * state.months + month, paths * state.months)

    return report


def _own_parts(rules: Rules, processes: Sequence[Process]) -> dict[str, object]:
    """Own rules and processes by name, for the manifest: the scenario alone does not bring the run about again."""
    parts: dict[str, object] = {
        "rules": {slot: plain(function).__name__ for slot, function in rules.given.items()},
        "processes": [getattr(process, "__name__", repr(process)) for process in processes],
    }
    return {name: value for name, value in parts.items() if value}


def _result(
    chosen: Scenario,
    opened: OpeningBook,
    outside: MacroPaths,
    tallies: Tallies,
    own: dict[str, object],
    engine: dict[str, object],
) -> Result:
    """The result of a run: its dataset, and how it was made."""
    # A tape's credits stand in the ledger of month 0: balances as read + credits = what is owed.
    tallies.ledger[:, 0, PRODUCTS.index("revolving"), FLOWS.index("adjustments")] = opened.opening.credits
    notes = (*opened.notes, *((f"Run with own {' and '.join(own)}.",) if own else ()))
    dataset = dataset_of(
        tallies,
        outside.values,
        chosen,
        opened.setting.segments,
        borrowers=opened.opening.book.size,
        seed=chosen.run.seed,
        notes=notes,
        observed=opened.observed,
    )
    inputs = {name: chosen.find_input(name) for name in chosen.inputs().values()}
    return Result.of_run(
        dataset, chosen, {**engine, **own, "notes": [*chosen.notes(), *outside.notes], **opened.manifest}, inputs
    )


def _resolved(scenario: Scenario | str | Path, changes: dict[str, int | None]) -> Scenario:
    """The scenario with what the caller replaces; the map of a tape is named, so that it is copied with the run."""
    read = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    given: dict[str, object] = {key: value for key, value in changes.items() if value is not None}
    columns = column_map_of(read)
    if columns is not None:
        given["portfolio.source.columns"] = columns
    return read.with_(given) if given else read


def _refuse_too_large(scenario: Scenario, borrowers: int, paths: int, threads: int, panel: Panel | None) -> None:
    """Refuse what cannot fit in memory, with the figure.

    Raises
    ------
    TooLargeError
    """
    setting: Setting = setting_of(scenario, 0, None)
    segments = {"none": 1, "employment": 3, "cohort": 1 + -(-scenario.months // 12)}.get(scenario.portfolio.segment, 5)
    need = memory_needed(borrowers, setting, paths, threads)
    need += 3 * bytes_needed(paths, scenario.months, segments, setting.buckets)
    need += panel.memory_needed(paths, scenario.months) if panel is not None else 0
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
    return seasoned_book(chosen, chosen.run.seed, macro)
