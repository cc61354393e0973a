"""What the command line changes in a scenario: ``--set key=value``, and options that are short for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from arrears.errors import Fault, ScenarioError
from arrears.scenario.tree import List, Map, Node, Place, Scalar, compose, merge
from arrears.units import shown

# wider than keys are: what is no key is refused by the schema, which knows the nearest right one
_KEY = re.compile(r"[^\s.=\[\]{}]+(\.[^\s.=\[\]{}]+)*")


@dataclass(frozen=True)
class Override:
    """A value that replaces the file's: ``--set months=12``, or an option such as ``--paths 50``."""

    key: str
    text: str
    option: str = "--set"

    @property
    def shown(self) -> str:
        """As it was typed."""
        return f"--set {self.key}={self.text}" if self.option == "--set" else f"{self.option} {self.text}"

    @classmethod
    def parse(cls, text: str) -> Override:
        """Read ``key=value``.

        Raises
        ------
        ScenarioError
            There is no ``=``, or no key before it.
        """
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not _KEY.fullmatch(key):
            hint = "for example --set macro.unemployment.level=7%"
            raise ScenarioError(
                Fault(f"{shown(text)} is not a key and a value", "--set", expected="key=value", hint=hint)
            )
        return cls(key, value.strip())


def overridden(root: Map, override: Override, faults: list[Fault]) -> Map:
    """Return the tree with one value of the command line laid on it."""
    place = Place(override.shown)
    value, found_faults = compose(override.text, override.shown)
    faults += [Fault(f.message, override.shown, 0, 0, f.expected, f.hint) for f in found_faults]
    if value is None:
        if not found_faults:
            faults.append(place.fault("nothing stands behind the =", "a value"))
        return root
    _move(value, place)
    keys = override.key.split(".")
    if keys[0] == "extends":
        faults.append(place.fault("`extends` cannot be changed from outside", "a key of the scenario itself"))
        return root
    for depth, key in enumerate(keys):
        above = descend(root, keys[:depth])
        if isinstance(above, List):
            if key.isdigit() and int(key) < len(above.items):
                return _in_list(root, keys, depth, value)
            faults.append(place.fault(f"{'.'.join(keys[:depth])} has {len(above.items)} entries", "a number from 0 on"))
            return root
    root = _without(root, keys)
    for key in reversed(keys):
        value = Map(place, {key: value}, {key: place})
    merged = merge(root, value)
    assert isinstance(merged, Map)
    return merged


def _without(root: Map, keys: list[str]) -> Map:
    """Return the tree without a mapping at these keys: what is set takes its place, and is not merged into it."""
    key, *rest = keys
    inner = root.items.get(key)
    if not isinstance(inner, Map):
        return root
    items = dict(root.items)
    if rest:
        items[key] = _without(inner, rest)
    else:
        del items[key]
    return replace(root, items=items)


def descend(node: Node | None, keys: list[str]) -> Node | None:
    """Return what stands at these keys of mappings, or None."""
    for key in keys:
        node = node.items.get(key) if isinstance(node, Map) else None
    return node


def _in_list(root: Map, keys: list[str], depth: int, value: Node) -> Map:
    """Return the tree with a value laid on one entry of the list at ``keys[:depth]``."""
    entries = descend(root, keys[:depth])
    assert isinstance(entries, List)
    place = value.place
    for key in reversed(keys[depth + 1 :]):
        value = Map(place, {key: value}, {key: place})
    items: list[Node] = list(entries.items)
    items[int(keys[depth])] = merge(items[int(keys[depth])], value)
    changed: Node = List(entries.place, items)
    for key in reversed(keys[:depth]):
        changed = Map(place, {key: changed}, {key: place})
    merged = merge(root, changed)
    assert isinstance(merged, Map)
    return merged


def _move(node: Node, place: Place) -> None:
    """Give a tree one place: inside an option, line and column say nothing."""
    node.place = place
    if isinstance(node, Map):
        node.keys = dict.fromkeys(node.keys, place)
    if not isinstance(node, Scalar):
        for item in node.items.values() if isinstance(node, Map) else node.items:
            _move(item, place)
