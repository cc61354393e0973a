"""simulate(): a scenario in, a `Result` out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from pathlib import Path

import pandas as pd

from arrears.cells import FLOWS, PRODUCTS
from arrears.checkpoint.files import opened
from arrears.checkpoint.identity import identity_of
from arrears.errors import UsageError
from arrears.executors import run_all
from arrears.macro.build import MacroPaths, macro_paths
from arrears.mechanisms.mechanism import Mechanism
from arrears.opening import seasoned_book
from arrears.panel import Histories, Panel
from arrears.policies.policy import Policy
from arrears.population.book import Book
from arrears.prepared import Engine, Prepared, prepare, resolved
from arrears.processes import Process
from arrears.rebind import plain
from arrears.result.assemble import dataset_of
from arrears.result.judgement import check_overlays
from arrears.result.result import Result
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.tallies import Tallies


def simulate(
    scenario: Scenario | str | Path,
    *,
    paths: int | None = None,
    seed: int | None = None,
    borrowers: int | None = None,
    months: int | None = None,
    macro: MacroPaths | None = None,
    book: Book | pd.DataFrame | Result | None = None,
    rules: Rules | None = None,
    processes: Sequence[Process] = (),
    mechanisms: Sequence[Mechanism | Policy] = (),
    panel: Panel | None = None,
    threads: int | None = None,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] | None = None,
    checkpoint: str | Path | None = None,
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
        An own opening book instead of the scenario's: a `Book`, or a DataFrame with columns of `arrears.columns`. Or
        the book of a `Result`: its people, balances and normal worklist, and this scenario's policies from month 1.
    rules
        Own rules in the place of shipped ones; the book is seasoned by them too.
    processes
        SimPy generator functions, each started on every path with its `State` (``arrears.processes``).
    mechanisms
        Own mechanisms and policies (``arrears.Mechanism``, ``arrears.Policy``), after those of the scenario.
    panel
        Keeps month by month histories of a sample of borrowers, as ``Result.panel``.
    threads
        Threads; all cores if left out. The result does not depend on it.
    engine
        ``"fast"``, or ``"reference"`` for the readable one: the same numbers, much more slowly, on one thread.
    progress
        Called now and then with path-months done, and how many there are.
    checkpoint
        A folder in which finished paths are kept, and taken from when the same run is called for again, to the same
        bits. It stays there when the run is done: delete it once the result is saved. For what a scenario says, and the
        book of a `Result`; a run of another scenario, input or version is refused.

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
    if callable(processes) or not isinstance(processes, Sequence):
        found = "a function" if callable(processes) else repr(processes)
        raise UsageError(f"`processes` is {found}; expected a list of generator functions")
    if threads is not None and (isinstance(threads, bool) or not isinstance(threads, Integral) or threads < 1):
        raise UsageError(f"`threads` is {threads!r}; expected 1 or more, or None for all cores")
    if checkpoint is not None:
        own = {"macro": macro, "rules": rules, "processes": processes, "mechanisms": mechanisms, "panel": panel}
        _check_repeatable({**own, "book": None if isinstance(book, Result) else book}, engine)
    workers = threads if threads is not None else os.cpu_count() or 1
    chosen = resolved(
        scenario, {"run.paths": paths, "run.seed": seed, "portfolio.borrowers": borrowers, "months": months}
    )
    check_overlays(chosen.overlays)
    # before the inputs are read for the run: one that is changed meanwhile is not taken for the one that was run
    identity = identity_of(chosen, book if isinstance(book, Result) else None) if checkpoint is not None else {}
    ready = prepare(
        chosen,
        borrowers=borrowers,
        macro=macro,
        book=book,
        rules=rules,
        mechanisms=mechanisms,
        engine=engine,
        threads=workers,
        beside=panel.memory_needed(chosen.run.paths, chosen.months) if panel is not None else 0,
    )
    histories = (
        Histories(panel, ready.opened.opening, ready.scenario.run.seed, ready.paths, ready.scenario.months)
        if panel is not None
        else None
    )
    watching = (*processes, *((histories.process,) if histories is not None else ()))
    prepared = time.perf_counter()
    if checkpoint is None:
        tallies = run_all(ready, workers, progress, watching)
    else:
        with opened(Path(checkpoint), identity) as kept:
            tallies = run_all(ready, workers, progress, watching, kept)
    done = time.perf_counter()
    engine_says: dict[str, object] = {
        "engine": engine,
        "borrowers": ready.opened.opening.size,
        "borrower_months": int(tallies.borrowers[:, 1:].sum()),
        "threads": workers if engine == "fast" else 1,
        "seconds": {"preparing": round(prepared - began, 3), "engine": round(done - prepared, 3)},
    }
    result = _result(ready, tallies, _own_parts(ready.rules, processes, mechanisms), engine_says)
    if histories is None:
        return result
    return replace(
        result, panel=histories.dataset(result.dataset["date"].values.tolist(), result.dataset.attrs["currency"])
    )


def _check_repeatable(own: Mapping[str, object], engine: Engine) -> None:
    """Refuse a checkpoint of what it cannot tell from something else the next time: own functions and arrays.

    Raises
    ------
    UsageError
    """
    given = [
        name for name, value in own.items() if value is not None and not (isinstance(value, Sequence) and not value)
    ]
    if engine != "fast":
        given.append("engine")
    if given:
        raise UsageError(
            f"`checkpoint` does not go with {' and '.join(f'`{name}`' for name in given)}: a later call could not "
            "tell whether it is the same; expected a scenario alone, or with the book of a Result"
        )


def _own_parts(
    rules: Rules, processes: Sequence[Process], mechanisms: Sequence[Mechanism | Policy]
) -> dict[str, object]:
    """Own rules and processes by name, for the manifest: the scenario alone does not bring the run about again."""
    parts: dict[str, object] = {
        "rules": {slot: plain(function).__name__ for slot, function in rules.given.items()},
        "processes": [getattr(process, "__name__", repr(process)) for process in processes],
        "mechanisms": [part.name for part in mechanisms],
    }
    return {name: value for name, value in parts.items() if value}


def _result(ready: Prepared, tallies: Tallies, own: dict[str, object], engine: dict[str, object]) -> Result:
    """The result of a run: its dataset, and how it was made."""
    chosen, opened, outside = ready.scenario, ready.opened, ready.macro
    # A tape's credits stand in the ledger of month 0: balances as read + credits = what is owed.
    tallies.ledger[:, 0, PRODUCTS.index("revolving"), FLOWS.index("adjustments")] = opened.opening.credits
    whose = (f"It opens with the book of {ready.held.scenario.name}.",) if ready.held is not None else ()
    notes = (*opened.notes, *whose, *((f"Run with own {' and '.join(own)}.",) if own else ()))
    dataset = dataset_of(
        tallies,
        outside.values,
        chosen,
        opened.setting.segments,
        borrowers=opened.opening.size,
        seed=chosen.run.seed,
        notes=notes,
        observed=opened.observed,
        parts=(*opened.setting.mechanisms, *opened.setting.policies),
    )
    inputs = {name: chosen.find_input(name) for name in chosen.inputs().values()}
    return Result.of_run(
        dataset,
        chosen,
        {**engine, **own, "notes": [*chosen.notes(), *outside.notes], **opened.manifest},
        inputs,
        ready.held,
    )


def synthesise(scenario: Scenario | str | Path, n: int | None = None, seed: int | None = None) -> Book:
    """A synthetic book of n borrowers, seasoned under the scenario's month 0.

    Examples
    --------
    >>> import arrears as ar
    >>> ar.synthesise("baseline", 300, seed=1)
    Book(300 borrowers)
    """
    chosen = resolved(scenario, {"portfolio.borrowers": n, "run.seed": seed})
    macro = macro_paths(chosen, 1, chosen.run.seed)
    return seasoned_book(chosen, chosen.run.seed, macro)
