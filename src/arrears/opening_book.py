"""What a run opens with: a seasoned synthetic book, a loan tape, or a book that the caller gives."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from arrears.dates import YearMonth
from arrears.draws import NO_PATH
from arrears.engine.batch import PathBatch
from arrears.engine.opening import Ground
from arrears.engine.seasoning import approval_rate, season, with_segments
from arrears.engine.swap import kernels_for
from arrears.errors import ScenarioError
from arrears.macro.build import MacroPaths
from arrears.population.book import Book
from arrears.population.late_accounts import with_month_under_way
from arrears.population.opening import Opening
from arrears.population.tape import Tape, tape_of
from arrears.population.tape_map import map_beside
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.scenario.schema_portfolio import SYNTHETIC_BORROWERS, TapeSource
from arrears.setting import Setting, setting_of

_CALM_YEAR = 12  # months over which a book that was not simulated is watched, see `watched`
_seasoned: OrderedDict[tuple[str, Rules], Opening] = OrderedDict()  # books of this process, the latest few
_KEPT = 4
_MATTERS = (
    "portfolio",
    "borrowers",
    "lender",
    "market",
    "conventions",
    "buckets",
)  # sections a seasoned book depends on
SHIPPED_RULES = Rules()


@dataclass(frozen=True)
class OpeningBook:
    """The opening of a run, the setting that goes with it, and what must be said of it.

    Attributes
    ----------
    opening, setting
        For the engines.
    observed : dict of str to float or None
        A tape's own overdue rate by bucket, at its date.
    notes : tuple of str
        Sentences for the captions of charts.
    manifest : dict
        Plain values: where the book comes from, and what stands beside it.
    """

    opening: Opening
    setting: Setting
    observed: dict[str, float] | None = None
    notes: tuple[str, ...] = ()
    manifest: Mapping[str, Any] = field(default_factory=dict)


def open_book(
    scenario: Scenario, seed: int, macro: MacroPaths, book: Book | None = None, rules: Rules = SHIPPED_RULES
) -> OpeningBook:
    """Make the opening book of a run.

    Parameters
    ----------
    scenario, seed
        Of the run.
    macro
        Its paths; the book depends on their month 0.
    book
        An own book instead of the scenario's.
    rules
        Rules of the run; a book is seasoned or watched under them.

    Raises
    ------
    TapeError
        The tape, or the book, is refused.
    """
    macro0 = _month_0(macro)
    tape = None
    if book is None and isinstance(scenario.portfolio.source, TapeSource):
        tape = tape_of(scenario, seed=seed, unemployment=macro0["unemployment"])
        book = tape.book
    opening = (
        seasoned(scenario, seed, macro0, rules) if book is None else watched(scenario, seed, macro0, book, tape, rules)
    )
    setting = setting_of(scenario, seed, opening.book)
    opening = replace(opening, book=with_segments(opening.book, setting))
    source = "synthetic" if book is None else "given" if tape is None else "tape"
    manifest: dict[str, Any] = {
        "book": {
            "source": source,
            "borrowers": opening.book.size,
            "normal_worklist": round(opening.worklist, 3),
            "exits_a_month": round(opening.exits, 3),
            "approval_rate": round(opening.approval, 6),
        }
    }
    if tape is None:
        return OpeningBook(opening, setting, manifest=manifest)
    manifest["tape"] = tape.summary()
    late = {name: share for name, share in tape.buckets.balance.items() if name != "current"}
    return OpeningBook(opening, setting, late, _captions(scenario, tape), manifest)


def seasoned_book(scenario: Scenario, seed: int, macro: MacroPaths) -> Book:
    """Return the synthetic book of a scenario."""
    return seasoned(scenario, seed, _month_0(macro)).book


def column_map_of(scenario: Scenario) -> str | None:
    """Return the name of the map beside a tape, where the scenario leaves it out; None: nothing to add."""
    source = scenario.portfolio.source
    if not isinstance(source, TapeSource) or source.columns is not None:
        return None
    name = map_beside(Path(source.tape)).as_posix()
    try:
        scenario.find_input(name)
    except ScenarioError:
        return None  # reading the tape will say so
    return name


def _month_0(macro: MacroPaths) -> dict[str, float]:
    return {name: float(macro.values[name][0, 0]) for name in ("unemployment", "income", "looseness")}


def seasoned(scenario: Scenario, seed: int, macro0: dict[str, float], rules: Rules = SHIPPED_RULES) -> Opening:
    """Return the synthetic book, seasoned under the macro of month 0; the last few are kept."""
    borrowers = scenario.portfolio.borrowers or SYNTHETIC_BORROWERS
    says = scenario.with_({"macro.file": None, "name": "-", "description": "-", "portfolio.segment": "none"})
    parts = [str(getattr(says, key)) for key in _MATTERS]
    key = hashlib.sha256(repr((parts, seed, macro0)).encode()).hexdigest(), rules
    if key not in _seasoned:
        _seasoned[key] = season(setting_of(scenario, seed, None), borrowers, macro0, kernels=kernels_for(rules))
        while len(_seasoned) > _KEPT:
            _seasoned.popitem(last=False)
    _seasoned.move_to_end(key)
    return _seasoned[key]


class _Watch(PathBatch):
    """One path that belongs to no path, on which nobody is replaced; who leaves is counted."""

    left = 0

    def applicants(self, month: int) -> int:
        """Nobody applies."""
        self.left += int(self.batch.exits.sum())
        self.batch.exits[:] = 0
        return 0


def watched(
    scenario: Scenario, seed: int, macro0: dict[str, float], book: Book, tape: Tape | None, rules: Rules = SHIPPED_RULES
) -> Opening:
    """Return the opening of a book that no burn-in brought about.

    What a steady book has beside it is not in a tape: how many leave in a month, and how many accounts are late at some
    time in one. Both are read off a calm year: the book is run under the macro of month 0 without anything happening,
    and without new borrowers, and the rates are put on its size. Nothing is pending of what was charged off before.
    """
    setting = setting_of(scenario, seed, book).for_burn_in(_CALM_YEAR)
    setting = replace(setting, balance_sheet="run_off")
    late_now = sum(int(np.count_nonzero(book[name])) for name in ("rev_missed", "ins_missed"))
    opening = Opening(
        Book.of({**{name: book[name] for name in book}, "segment": np.zeros(book.size, np.int8)}),
        exits=0.0,
        worklist=max(float(late_now), 1.0),
        approval=approval_rate(setting, macro0["unemployment"], kernels_for(rules)),
        pending=np.zeros((2, setting.recovery_months), np.int64),
        credits=0 if tape is None else tape.credits,
    )
    calm = {name: np.full((1, _CALM_YEAR + 1), value) for name, value in macro0.items()}
    for _ in range(2):  # the desk's size follows the worklist, and the worklist a little the desk's size
        share = setting.daily_contacts(0, opening.worklist) / opening.worklist
        ready = with_month_under_way(
            opening.book, seed=seed, effect=setting.effect, daily_contacts=share, late=setting.q.late, rules=rules.swaps
        )
        ground = Ground.of(replace(opening, book=ready), setting, spare=0.0)
        watch = _Watch(ground, calm, np.asarray([NO_PATH], np.int64), kernels=kernels_for(rules))
        tallies = watch.run()
        people = max(int(tallies.borrowers[0, 1:].sum()), 1)
        opening = replace(
            opening,
            exits=watch.left / people * book.size,
            worklist=max(int(tallies.worklist[0, 1:].sum()) / people * book.size, 1.0),
        )
    return replace(opening, book=ready)


def _captions(scenario: Scenario, tape: Tape) -> tuple[str, ...]:
    """Say so where the book and the path come from different countries or years."""
    file, start = scenario.macro.file, scenario.start
    federal = file is not None and not file.columns
    if file is None:
        path = "the scenario's own"
    elif federal:
        words = " ".join(text for text in (file.exercise, (file.scenario or "").replace("_", " ")) if text)
        path = f"the Federal Reserve's {words} scenario for the United States"
    else:
        path = " ".join(text for text in ("that of", ", ".join(file.path), file.scenario) if text)
    elsewhere = federal and tape.country.casefold() not in ("united states", "usa", "us", "")
    differs = [
        *(["another country"] if elsewhere else []),
        *(["another time"] if _months_apart(tape.date, start) > _CALM_YEAR else []),
    ]
    if not differs:
        return ()
    return (
        f"The book is {tape.name} ({tape.country}, {tape.date}, {tape.currency}); the path is {path}, from {start}: "
        f"{' and '.join(differs)}. It shows what such a path does to such a book, and forecasts neither.",
    )


def _months_apart(date: YearMonth, other: YearMonth) -> int:
    return abs(date.until(other))
