"""What a run opens with: a seasoned synthetic book, a loan tape, a book that the caller gives, or one that is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from arrears.engine.segments import with_segments
from arrears.errors import ScenarioError
from arrears.macro.build import MacroPaths
from arrears.opening.fingerprint import fields_of
from arrears.opening.given import captions, watched
from arrears.opening.kept import pool_of
from arrears.opening.pool import Pool, pool_size
from arrears.population.book import Beside, Book
from arrears.population.opening import Opening
from arrears.population.tape import Tape, tape_of
from arrears.population.tape_map import map_beside
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.scenario.schema_portfolio import SYNTHETIC_BORROWERS, TapeSource
from arrears.setting import Setting, setting_of

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


@dataclass(frozen=True)
class Found:
    """An opening before it meets the setting of a run.

    Attributes
    ----------
    opening : Opening
        People, and what is beside them.
    source : str
        ``synthetic``, ``tape``, ``given``.
    fields : dict of str to str
        A hash of each field of the book.
    applications : float
        Applications a month that `Opening.approval` goes with, a share of the book.
    tape : Tape or None
        Where the book comes from one.
    """

    opening: Opening
    source: str
    fields: Mapping[str, str]
    applications: float
    tape: Tape | None = None


def open_book(
    scenario: Scenario,
    seed: int,
    macro: MacroPaths,
    book: Book | None = None,
    rules: Rules = SHIPPED_RULES,
    held: Found | None = None,
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
    held
        Another scenario's opening instead of the scenario's.

    Raises
    ------
    TapeError
        The tape, or the book, is refused.
    """
    found = held or find_opening(scenario, seed, month_0(macro), book, rules)
    opening, own = found.opening, scenario.lender.underwriting.applications.opening
    if found.applications != own:
        # Offers are taken up as often as where the book is from: more applications are more newcomers.
        opening = replace(opening, approval=opening.approval * found.applications / max(own, 1e-9))
    setting = setting_of(scenario, seed, opening.book)
    opening = replace(opening, book=with_segments(opening.book, setting))
    setting = setting.with_enough_applications(opening.exits / max(opening.size, 1), opening.approval)
    manifest: dict[str, Any] = {
        "book": {
            "source": "held" if held is not None else found.source,
            "borrowers": opening.size,
            **({"pool": opening.book.size} if opening.drawn is not None else {}),
            "normal_worklist": round(opening.worklist, 3),
            "exits_a_month": round(opening.exits, 3),
            "approval_rate": round(opening.approval, 6),
            "fields": dict(found.fields),
        }
    }
    tape = found.tape
    if tape is None:
        return OpeningBook(opening, setting, manifest=manifest)
    manifest["tape"] = tape.summary()
    late = {name: share for name, share in tape.buckets.balance.items() if name != "current"}
    return OpeningBook(opening, setting, late, captions(scenario, tape), manifest)


def find_opening(
    scenario: Scenario, seed: int, macro0: dict[str, float], book: Book | None = None, rules: Rules = SHIPPED_RULES
) -> Found:
    """Find the opening of a scenario: its tape, the book given, or a pool that is seasoned for it.

    Raises
    ------
    TapeError
        The tape, or the book, is refused.
    """
    applications = scenario.lender.underwriting.applications.opening
    if book is None and not isinstance(scenario.portfolio.source, TapeSource):
        pool = _pool(scenario, seed, macro0, rules)
        return Found(pool.opening(_borrowers(scenario)), "synthetic", pool.fields, applications)
    if book is not None and book.beside is not None:
        beside = book.beside
        opening = Opening(book, beside.exits, beside.worklist, beside.approval, beside.pending)
        return Found(opening, "given", fields_of(book), beside.applications)
    tape = None
    if book is None:
        tape = tape_of(scenario, seed=seed, unemployment=macro0["unemployment"])
        book = tape.book
    opening = watched(scenario, seed, macro0, book, tape, rules)
    return Found(opening, "given" if tape is None else "tape", fields_of(opening.book), applications, tape)


def seasoned_book(scenario: Scenario, seed: int, macro: MacroPaths, path: int = 0) -> Book:
    """Return the synthetic book that a path of a scenario opens with, and what is beside it."""
    opening = _pool(scenario, seed, month_0(macro), SHIPPED_RULES).opening(_borrowers(scenario))
    applications = scenario.lender.underwriting.applications.opening
    beside = Beside(opening.exits, opening.worklist, opening.approval, applications, opening.pending)
    return opening.of_path(seed, path).with_beside(beside)


def month_0(macro: MacroPaths) -> dict[str, float]:
    """Return the levels that a book is seasoned under."""
    return {name: float(macro.values[name][0, 0]) for name in ("unemployment", "income", "looseness")}


def _borrowers(scenario: Scenario) -> int:
    return scenario.portfolio.borrowers or SYNTHETIC_BORROWERS


def _pool(scenario: Scenario, seed: int, macro0: dict[str, float], rules: Rules) -> Pool:
    return pool_of(setting_of(scenario, seed, None), pool_size(_borrowers(scenario)), macro0, rules)


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
