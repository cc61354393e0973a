"""A run that is ready: `prepare` makes it once, `run_batch` runs any of its paths, anywhere.

What is prepared is plain data and pickles; what a batch gives hangs on nothing else. So threads, other processes and
other machines run the same paths to the same bits, and put them together in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.engine.batch import PathBatch
from arrears.engine.direct import direct
from arrears.engine.opening import Ground
from arrears.engine.state import Batch
from arrears.engine.swap import Kernels, check_rules, kernels_for
from arrears.errors import UsageError
from arrears.macro.build import MacroPaths, macro_paths
from arrears.mechanisms.mechanism import Mechanism
from arrears.memory import memory_needed, refuse_too_large, spare_rows
from arrears.opening import OpeningBook, column_map_of, open_book
from arrears.opening.held import found_of, held_like, held_run
from arrears.policies.policy import Policy
from arrears.population.book import Book
from arrears.processes import Process
from arrears.reference.run import run_reference
from arrears.reference.view import on_world
from arrears.result.held import HeldBook
from arrears.result.result import Result
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.setting import setting_of
from arrears.tallies import Tallies, bytes_needed

Engine = Literal["fast", "reference"]
ENGINES: tuple[Engine, ...] = ("fast", "reference")


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything that the paths of a run hang on. Frozen; it pickles, if its own rules do.

    Attributes
    ----------
    scenario : Scenario
        With what the caller replaced.
    opened : OpeningBook
        The opening, the setting that goes with it, and what must be said of them.
    macro : MacroPaths
        Of all paths.
    rules : Rules
        Which function fills which slot.
    engine : str
        ``fast`` or ``reference``.
    held : HeldBook or None
        Whose book it opens with, where that is another's.
    """

    scenario: Scenario
    opened: OpeningBook
    macro: MacroPaths
    rules: Rules
    engine: Engine = "fast"
    held: HeldBook | None = None

    @property
    def paths(self) -> int:
        """Number of paths."""
        return self.scenario.run.paths


def prepare(
    scenario: Scenario | str | Path,
    *,
    paths: int | None = None,
    seed: int | None = None,
    borrowers: int | None = None,
    months: int | None = None,
    macro: MacroPaths | None = None,
    book: Book | pd.DataFrame | Result | None = None,
    rules: Rules | None = None,
    mechanisms: Sequence[Mechanism | Policy] = (),
    engine: Engine = "fast",
    threads: int = 1,
    beside: int = 0,
) -> Prepared:
    """Make a run ready: everything is read, checked and seasoned, and nothing is run yet.

    Parameters
    ----------
    scenario, paths, seed, borrowers, months, macro, book, rules, mechanisms, engine
        As in ``simulate``.
    threads
        Batches that will run side by side: what they need of memory is checked.
    beside
        Bytes that the caller needs beside it.

    Raises
    ------
    ScenarioError, MacroFileError, TapeError, UsageError
        The input is refused.
    TooLargeError
        It would not fit in memory.

    Examples
    --------
    >>> from arrears.prepared import prepare, run_batch
    >>> ready = prepare("baseline", paths=4, borrowers=500, months=3)
    >>> run_batch(ready, [2, 3]).contacts.shape
    (2, 4)
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}; expected one of {', '.join(ENGINES)}")
    for name, value, kind, expected in (
        ("macro", macro, MacroPaths, "`MacroPaths.from_arrays(...)`"),
        ("book", book, Book | pd.DataFrame | Result, "a Book, a DataFrame or a Result"),
        ("rules", rules, Rules, "`Rules(slot=function)`"),
    ):
        if value is not None and not isinstance(value, kind):
            raise UsageError(f"`{name}` is {value!r:.80}; expected {expected}")
    if book is not None and borrowers is not None:
        raise UsageError("an own book has as many borrowers as it has; expected `book` or `borrowers`, not both")
    chosen = resolved(
        scenario, {"run.paths": paths, "run.seed": seed, "portfolio.borrowers": borrowers, "months": months}
    )
    number, of_rules = chosen.run.seed, rules or Rules()
    check_rules(of_rules, setting_of(chosen, number, None))
    run = book if isinstance(book, Result) else None
    own = Book.from_frame(book) if isinstance(book, pd.DataFrame) else None if isinstance(book, Result) else book
    held = held_run(run, number) if run is not None else held_like(chosen) if own is None else None
    if run is not None and held is not None:
        chosen = _as_large(chosen, held.scenario)
    size = chosen.portfolio.borrowers if own is None else own.size
    if size is not None:
        _check_memory(chosen, size, threads, beside)
    outside = (
        macro.for_run(chosen, chosen.run.paths) if macro is not None else macro_paths(chosen, chosen.run.paths, number)
    )
    found = found_of(held, number, of_rules, run) if held is not None else None
    opened = open_book(chosen, number, outside, own, of_rules, found)
    if size is None:  # all rows of a tape, which is read now
        _check_memory(chosen, opened.opening.size, threads, beside)
    opened = replace(opened, setting=opened.setting.with_own(mechanisms))
    return Prepared(chosen, opened, outside, of_rules, engine, held)


def resolved(scenario: Scenario | str | Path, changes: dict[str, int | None]) -> Scenario:
    """Return the scenario with what the caller replaces; the map of a tape is named, so that it is copied with a run.

    Raises
    ------
    ScenarioError, UsageError
    """
    if not isinstance(scenario, Scenario | str | Path):
        raise UsageError(
            f"the scenario is {scenario!r:.80}; expected a Scenario, a file, or the name of a shipped one; "
            "`Scenario.from_text` reads YAML"
        )
    read = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    given: dict[str, object] = {key: value for key, value in changes.items() if value is not None}
    columns = column_map_of(read)
    if columns is not None:
        given["portfolio.source.columns"] = columns
    return read.with_(given) if given else read


def _as_large(scenario: Scenario, held: Scenario) -> Scenario:
    """Return the scenario with the borrowers of the book that it holds, so that what is written says so."""
    mine, theirs = scenario.portfolio, held.portfolio
    if theirs.source == "synthetic" or mine.source != "synthetic":
        return scenario.with_({"portfolio.borrowers": theirs.borrowers})
    return scenario


def _check_memory(scenario: Scenario, borrowers: int, threads: int, beside: int) -> None:
    """Refuse what cannot fit in memory, with the figure.

    Raises
    ------
    TooLargeError
    """
    setting, paths = setting_of(scenario, 0, None), scenario.run.paths
    segments = {"none": 1, "employment": 3, "cohort": 1 + -(-scenario.months // 12)}.get(scenario.portfolio.segment, 5)
    tallies = 3 * bytes_needed(paths, scenario.months, segments, setting.buckets)
    refuse_too_large(memory_needed(borrowers, paths, threads) + tallies + beside)


class Workplace:
    """What batches of one prepared run can share: the opening laid out, and arrays that are used again.

    A run is laid out once, and each of its threads clears new memory and looks up compiled code once.
    """

    def __init__(self, prepared: Prepared, most: int) -> None:
        """Lay the opening out for batches of at most ``most`` paths."""
        opened = prepared.opened
        self.ground = Ground.of(opened.opening, opened.setting, spare=spare_rows(opened.setting))
        self.kernels = kernels_for(prepared.rules)
        self.most = most
        self._free: list[tuple[Batch, Kernels]] = []

    def take(self) -> tuple[Batch, Kernels]:
        """Arrays that nobody works on, and kernels called directly, for one thread at a time."""
        try:
            return self._free.pop()
        except IndexError:
            return self.ground.room(self.most), direct(self.kernels)

    def give_back(self, taken: tuple[Batch, Kernels]) -> None:
        """Return what `take` gave."""
        self._free.append(taken)


def run_batch(
    prepared: Prepared,
    paths: Sequence[int] | NDArray[np.int64],
    *,
    processes: Sequence[Process] = (),
    workplace: Workplace | None = None,
    tallies: Tallies | None = None,
    stop: Event | None = None,
    on_month: Callable[[int], None] | None = None,
) -> Tallies:
    """Run some paths of a prepared run, and return what they count, in their order.

    The same for any split into batches, on any thread or machine: a path's draws do not know what runs beside it.

    Parameters
    ----------
    paths : (path,) int
        Their numbers.
    processes
        SimPy generator functions, each started on every path.
    workplace
        Of an earlier batch of the same run.
    tallies
        Zeros to count into, one row a path; new ones if left out.
    stop
        Once it is set, no further month begins.
    on_month
        Called with each month that is over.

    Raises
    ------
    LedgerError, RunFailed
        A path-month does not close; free rows ran out.
    """
    chosen = np.asarray(paths, np.int64)
    macro = {name: values[chosen] for name, values in prepared.macro.values.items()}
    opened = prepared.opened
    if prepared.engine == "reference":
        return run_reference(
            opened.opening,
            opened.setting,
            macro,
            chosen,
            processes=[on_world(process) for process in processes],
            rules=prepared.rules,
        ).tallies
    place = workplace or Workplace(prepared, chosen.size)
    room, kernels = taken = place.take()
    found = PathBatch(
        place.ground,
        macro,
        chosen,
        room=room,
        tallies=tallies,
        stop=stop,
        on_month=on_month,
        kernels=kernels,
        processes=processes,
    ).run()
    place.give_back(taken)
    return found
