"""How two runs differ in what they were asked, and what that means for comparing them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from arrears.result.books import said_of_books, same_book, same_people
from arrears.result.result import Result
from arrears.scenario import Scenario

_NO_EFFECT = ("name", "description", "run.paths")  # changing them changes no number of a path


def _flat(value: Any, other: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Keys and values of a scenario; ``unemployment: 5%`` is read as its level where the other has shocks too."""
    if not isinstance(value, dict) and isinstance(other, dict) and "level" in other:
        value = {"level": value}
    if not isinstance(value, dict) or not value:
        yield key, value
        return
    for name, inner in value.items():
        theirs = other.get(name) if isinstance(other, dict) else None
        yield from _flat(inner, theirs, f"{key}.{name}" if key else str(name))


def changed_keys(base: Scenario, other: Scenario) -> dict[str, tuple[Any, Any]]:
    """Return the keys in which two scenarios differ, with the value of each (None where a key is left out)."""
    changed = changed_between(base.to_yaml(), other.to_yaml())
    return {key: pair for key, pair in changed.items() if key not in _NO_EFFECT}


def changed_between(base: str, other: str) -> dict[str, tuple[Any, Any]]:
    """As `changed_keys`, of the YAML of two scenarios, and with the keys that change no number of a path."""
    yaml = YAML(typ="safe")
    trees = [yaml.load(text) or {} for text in (base, other)]
    ours, theirs = dict(_flat(trees[0], trees[1])), dict(_flat(trees[1], trees[0]))
    return {k: (ours.get(k), theirs.get(k)) for k in dict.fromkeys((*ours, *theirs)) if ours.get(k) != theirs.get(k)}


def said(changed: dict[str, tuple[Any, Any]], most: int = 6) -> str:
    """Say changed keys in words: values where they are short, the key alone where they are not."""
    words = []
    for key, (ours, theirs) in changed.items():
        short = all(not isinstance(value, dict | list) and len(str(value)) <= 24 for value in (ours, theirs))
        words.append(f"{key} {_value(ours)} → {_value(theirs)}" if short else key)
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _value(value: Any) -> str:
    return "none" if value is None else str(value)


def warnings_of(base: Result, other: Result, names: tuple[str, str]) -> list[str]:
    """Say what keeps two runs from being paired: another seed, another book."""
    ours, theirs = base.dataset.attrs.get("seed"), other.dataset.attrs.get("seed")
    warnings = []
    if ours != theirs:
        warnings.append(
            f"{names[1]} has seed {theirs}, {names[0]} seed {ours}: they share no random numbers. A difference is then "
            "one of unrelated paths, and its band holds the chance of both; with one seed for both, only "
            "the scenario's effect is left."
        )
    keys = [key for key in changed_keys(base.scenario, other.scenario) if key.split(".")[0] == "portfolio"]
    keys = [key for key in keys if key != "portfolio.segment"]
    if (keys or ours == theirs) and not same_book(base, other) and not same_people(base, other):
        why = f" ({', '.join(keys)})" if keys else ""
        warnings.append(
            f"{names[1]} and {names[0]} open with different books{why}: borrowers are not paired, and a difference "
            f"holds that of the books, from month 0 on, with that of the scenarios. They differ "
            f"{said_of_books(base, other)}."
        )
    return warnings


def remarks_of(base: Result, other: Result, names: tuple[str, str]) -> list[str]:
    """Say what is compared where two runs do not have the same axes."""
    a, b = base.dataset, other.dataset
    remarks = []
    if not same_book(base, other) and same_people(base, other) and a.attrs.get("seed") == b.attrs.get("seed"):
        remarks.append(
            f"{names[1]} and {names[0]} open each path with the same people, but for those whom a scenario brought "
            f"in or drove out before; the two books differ {said_of_books(base, other)}."
        )
    if a.sizes["path"] != b.sizes["path"]:
        paths = min(a.sizes["path"], b.sizes["path"])
        remarks.append(f"{names[1]} is compared over the first {paths} paths, which both have.")
    if a.sizes["month"] != b.sizes["month"]:
        last = min(a.sizes["month"], b.sizes["month"]) - 1
        remarks.append(f"{names[1]} is compared up to month {last}, which both have.")
    starts = [str(run.attrs.get("start", "")) for run in (a, b)]
    if starts[0] != starts[1]:
        remarks.append(
            f"{names[1]} starts in {starts[1]}, {names[0]} in {starts[0]}: month is compared with month, and dates are "
            f"those of {names[0]}."
        )
    for dim in ("bucket", "segment"):
        ours, theirs = ([str(label) for label in run[dim].values] for run in (a, b))
        if ours != theirs:
            remarks.append(f"{names[1]} has other {dim}s than {names[0]}: those that both have are compared.")
    currencies = [str(run.attrs.get("currency", "")) for run in (a, b)]
    if currencies[0] != currencies[1]:
        remarks.append(f"{names[1]} is in {currencies[1]}, {names[0]} in {currencies[0]}: amounts are not compared.")
    return remarks
