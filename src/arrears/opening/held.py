"""Books that are held: the opening of another scenario, or of a run that is over, for a scenario with other policies.

A run's folder holds no borrowers. Its scenario is seasoned again, to the same people; that they are the same is looked
up in the hashes of the run's manifest.
"""

from __future__ import annotations

from typing import Any

from arrears.errors import Fault, ScenarioError, UsageError
from arrears.macro.build import macro_paths
from arrears.opening.book import Found, column_map_of, find_opening, month_0
from arrears.result.held import HeldBook
from arrears.result.manifest import versions
from arrears.result.result import Result
from arrears.rules import Rules
from arrears.scenario import Scenario

_LONGEST_CHAIN = 20  # scenarios that hold each other's books
_LEVELS = "unemployment", "income", "looseness"


def held_like(scenario: Scenario, depth: int = 0) -> HeldBook | None:
    """Return whose book a scenario says that it opens with (`opening.like`), None if its own.

    Raises
    ------
    ScenarioError
        The other scenario is not there, is refused, or does not go with this one.
    """
    if depth >= _LONGEST_CHAIN:
        raise ScenarioError(
            Fault(f"opening.like: more than {_LONGEST_CHAIN} scenarios open with each other's books", expected="an end")
        )
    like = scenario.opens_like()
    if like is None:
        return None
    other = _fitted(scenario, like)
    inputs = {named: other.find_input(named) for named in other.inputs().values()}
    return HeldBook(other, inputs, held_like(other, depth + 1))


def _fitted(scenario: Scenario, other: Scenario) -> Scenario:
    """Return the other scenario with the seed of this one, and with its size where that can be.

    Raises
    ------
    ScenarioError
        Both have a tape, and not the same.
    """
    changes: dict[str, Any] = {"run.seed": scenario.run.seed}
    columns = column_map_of(other)
    if columns is not None:
        changes["portfolio.source.columns"] = columns
    mine, theirs = scenario.portfolio, other.portfolio
    if mine.source != "synthetic" and (theirs.source == "synthetic" or mine.source.tape != theirs.source.tape):
        raise ScenarioError(
            Fault(
                f"opening.like: {other.name} has another book than the tape of portfolio.source",
                expected="one book",
                hint="`portfolio: {source: synthetic}` leaves the tape out",
            )
        )
    if theirs.source == "synthetic" or mine.source != "synthetic":
        changes["portfolio.borrowers"] = mine.borrowers
    return other.with_(changes)


def held_run(run: Result, seed: int) -> HeldBook:
    """Return the book of a run that is over, for a run with this seed.

    Raises
    ------
    UsageError
        The run's book cannot be had again, or goes with another seed.
    """
    theirs = run.manifest.get("seed")
    if theirs != seed:
        raise UsageError(
            f"the book of {run.name!r} was drawn with seed {theirs}, and this run has seed {seed}; "
            f"expected one seed for both (--seed {theirs})"
        )
    made, here = run.manifest.get("versions", {}).get("arrears"), versions().get("arrears")
    if made != here or "fields" not in run.manifest.get("book", {}):
        raise UsageError(
            f"{run.name!r} was run by version {made} of arrears and this is {here}, which may season another book; "
            "run it again with this version"
        )
    if run.manifest["book"].get("source") == "given":
        raise UsageError(
            f"{run.name!r} opened with a book given to it, which its folder does not hold; give it to this run too"
        )
    return HeldBook(run.scenario, run.inputs, run.held or held_like(run.scenario))


def found_of(held: HeldBook, seed: int, rules: Rules, run: Result | None = None) -> Found:
    """Return the opening that is held; of a run that is over, the very same people.

    Raises
    ------
    UsageError
        The run's scenario gives another book than the run had.
    """
    if held.under is not None:
        found = found_of(held.under, seed, rules)
    elif run is not None:
        start = run.dataset["macro"].isel(path=0, month=0)
        levels = {name: float(start.sel(series=name)) for name in _LEVELS}
        found = find_opening(held.scenario, seed, levels, None, rules)
    else:
        found = find_opening(held.scenario, seed, month_0(macro_paths(held.scenario, 1, seed)), None, rules)
    if run is not None and dict(found.fields) != run.manifest["book"]["fields"]:
        raise UsageError(
            f"the scenario of {run.name!r} gives another book than that run had: it was run with own rules, or by "
            "other sources of arrears; run it again, or with the same rules"
        )
    return found
