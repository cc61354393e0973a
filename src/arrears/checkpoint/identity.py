"""What a run is made of, so that paths of one are not put among those of another."""

from __future__ import annotations

import platform
from typing import Any

from arrears.opening.fingerprint import sources
from arrears.opening.held import held_like
from arrears.result.differing import changed_between, said
from arrears.result.manifest import digest, versions
from arrears.result.result import Result
from arrears.scenario import Scenario

_COUNTING = ("python", "arrears", "numpy", "numba", "scipy", "simpy", "pandas")  # what tallies hang on

Identity = dict[str, Any]  # plain values, as JSON holds them


def identity_of(scenario: Scenario, book: Result | None = None) -> Identity:
    """Return everything that the paths of a run hang on.

    Parameters
    ----------
    scenario
        As it is run, with what the caller replaces.
    book
        The finished run whose book is held.

    Returns
    -------
    dict
        The scenario and those whose book it holds, the SHA-256 of every input, versions, sources, processor family.
    """
    return {
        "asked": _asked(scenario, book),
        "versions": {name: text for name, text in versions().items() if name in _COUNTING},
        "sources": sources(),
        "machine": platform.machine(),
    }


def _asked(scenario: Scenario, book: Result | None) -> dict[str, Any]:
    like = held_like(scenario) if book is None else None  # refuses scenarios that hold each other's books in a ring
    held = _asked(like.scenario, None) if like is not None else None
    if book is not None:
        held = {"scenario": book.scenario.to_yaml(), "fields": (book.manifest.get("book") or {}).get("fields")}
    inputs = {name: digest(scenario.find_input(name))["sha256"] for name in scenario.inputs().values()}
    return {"scenario": scenario.to_yaml(), "inputs": inputs, "held": held}


def differences(then: Identity, now: Identity) -> str:
    """Say in which points a run differs from the one that was begun; empty if they are the same."""
    before, after = then.get("asked", {}), now["asked"]
    words = []
    if before.get("scenario") != after["scenario"]:
        words.append(said(changed_between(before.get("scenario", ""), after["scenario"])) or "the scenario's text")
    old, new = before.get("inputs", {}), after["inputs"]
    words += [f"the file {name}" for name in new if name in old and old[name] != new[name]]
    if before.get("held") != after["held"]:
        words.append("the book that it opens with")
    old, new = then.get("versions", {}), now["versions"]
    words += [f"{name} {old.get(name)} → {new.get(name)}" for name in new if old.get(name) != new.get(name)]
    if then.get("sources") != now["sources"]:
        words.append("the code of arrears")
    if then.get("machine") != now["machine"]:
        words.append(f"the processor family {then.get('machine')} → {now['machine']}")
    return "; ".join(words)


def differences_from_finished(finished: Scenario, scenario: Scenario, book: Result | None = None) -> str:
    """Say in which points a finished run was asked for otherwise than now; its version does not matter.

    Parameters
    ----------
    finished
        The scenario in its folder, beside which its inputs lie.
    scenario, book
        As in `identity_of`.
    """
    return "; ".join(_asked_otherwise(finished, scenario, None if book is None else book.scenario))


def _asked_otherwise(then: Scenario, now: Scenario, book: Scenario | None) -> list[str]:
    old, new = then.inputs(), now.inputs()
    aside = {*old, *new, "opening.like", *(("portfolio.borrowers",) if book is not None else ())}
    changed = changed_between(then.to_yaml(), now.to_yaml())
    kept = {key: pair for key, pair in changed.items() if not any(_within(key, one) for one in aside)}
    words = [said(kept)] if kept else []
    hashes = {digest(then.find_input(name))["sha256"] for name in old.values()}
    words += [f"the file {name}" for name in new.values() if digest(now.find_input(name))["sha256"] not in hashes]
    before, like = then.opens_like(), held_like(now) if book is None else None
    held = like.scenario if like is not None else book
    if before is None or held is None:
        return words + (["the book that it opens with"] if (before is None) != (held is None) else [])
    return words + [f"the book that it opens with ({word})" for word in _asked_otherwise(before, held, None)]


def _within(key: str, other: str) -> bool:
    return key == other or key.startswith(f"{other}.") or other.startswith(f"{key}.")
