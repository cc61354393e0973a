"""Files -> a scenario: what it extends, what the command line changes, and every fault with its place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from arrears.errors import Fault, ScenarioError
from arrears.keys.refusal import nearest
from arrears.keys.section import Section
from arrears.keys.words import check_relative
from arrears.scenario.explain import faults_of
from arrears.scenario.override import Override, descend, overridden
from arrears.scenario.places import look_for, looked_in, shipped, shipped_file
from arrears.scenario.tree import LARGEST, List, Map, Node, Place, Scalar, compose, merge, values
from arrears.units import UnitError, shown

S = TypeVar("S", bound=Section)

_LONGEST_CHAIN = 20  # scenarios that extend each other
_INPUTS = (
    ("macro", "file", "path"),
    ("portfolio", "source", "tape"),
    ("portfolio", "source", "columns"),
    ("opening", "like"),
)


def locate(name: str | Path) -> Path:
    """Return the file of a scenario given by its path, or by the name of a shipped one.

    Raises
    ------
    ScenarioError
        There is neither; with the nearest shipped name.
    """
    path = Path(name)
    text = str(name)
    if path.is_file() or (path.exists() and not path.is_dir()):
        return path
    ships = shipped_file(text)
    if ships is not None:
        return ships
    if path.is_dir():
        inside = path / "scenario.yaml"
        hint = f"did you mean {inside}?" if inside.is_file() else ""
        raise ScenarioError(Fault("this is a folder", text, expected="a scenario file", hint=hint))
    stem = path.name.removesuffix(".yaml").removesuffix(".yml")
    hint = nearest(stem, shipped()) or nearest(stem.replace("_", "-"), shipped())
    if stem in shipped():
        hint = f"`{stem}` ships: run it by that name, or `arrears new {stem}` writes a copy here"
    expected = "a scenario file, or the name of a shipped scenario (`arrears list` shows them)"
    raise ScenarioError(Fault("there is no such file", text, expected=expected, hint=hint))


def read_model(model: type[S], name: str | Path, *, overrides: Sequence[Override] = ()) -> S:
    """Read a scenario by path or shipped name; see `Scenario.read`."""
    path = locate(name)
    shown_as = str(name) if path == Path(name) else _display(path)
    return _resolve(model, _read_text(path, shown_as), shown_as, path, path.parent, overrides)


def read_text(model: type[S], text: str, *, origin: Path | None = None) -> S:
    """Read a scenario from text; see `Scenario.from_text`."""
    return _resolve(model, text, "<text>", None, origin, ())


def _resolve(
    model: type[S], text: str, shown_as: str, path: Path | None, origin: Path | None, overrides: Sequence[Override]
) -> S:
    chain = _Chain()
    root = chain.load(text, shown_as, path, origin)
    if overrides:
        # a fault of the file is one even where an option would hide it
        _validated(model, root, chain)
    for override in overrides:
        root = overridden(root, override, chain.faults)
    result = _validated(model, root, chain)
    chain.faults += _missing_inputs(root, origin)
    if chain.faults or result is None:
        raise ScenarioError(_in_order(chain.faults, shown_as))
    object.__setattr__(result, "_origin", origin)
    return result


def _validated(model: type[S], root: Map, chain: _Chain) -> S | None:
    """Return the scenario of a tree, or None and its faults in the chain's."""
    if chain.unreadable:
        return None
    try:
        return model.model_validate(values(root))
    except ValidationError as error:
        chain.faults += faults_of(error, model, root, orphan=chain.orphan)
        return None


def _in_order(faults: list[Fault], first: str) -> list[Fault]:
    """Sort faults by place, the file itself before its parents and the options last; each once."""
    order = {fault.file: k for k, fault in enumerate(faults)}
    order[first] = -1
    return sorted(
        dict.fromkeys(faults), key=lambda f: (f.line == 0 and f.file != first, order[f.file], f.line, f.column)
    )


class _Chain:
    """A scenario and the ones it extends, read and merged."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.unreadable = False  # the scenario itself is no mapping
        self.orphan = False  # a parent could not be read
        self.seen: list[Path] = []

    def load(self, text: str, shown_as: str, path: Path | None, origin: Path | None) -> Map:
        """Return the merged tree."""
        root, faults = compose(text, shown_as)
        self.faults += faults
        if not isinstance(root, Map):
            if self.seen:
                self.orphan = True
            else:
                self.unreadable = True
            if not faults:
                self.faults.append(_no_mapping(root, shown_as))
            return Map(Place(shown_as, 1, 1))
        if path is not None:
            self.seen.append(path.resolve())
        where = root.keys.pop("extends", root.place)
        parent = root.items.pop("extends", None)
        if parent is None:
            return root
        under = self.parent(parent, where, origin)
        merged = merge(under, root)
        assert isinstance(merged, Map)
        return merged

    def parent(self, named: Node, where: Place, origin: Path | None) -> Map:
        """Return the tree of the scenario that is extended; an empty one, and a fault, if it cannot be had."""
        nothing = Map(where)
        if not isinstance(named, Scalar) or not named.text.strip():
            return self.no_parent(
                named.place.fault("extends: found no name", "the name of one scenario, like baseline.yaml")
            )
        name = named.text.strip()
        try:
            check_relative(name)
            name = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
            path = look_for(name, origin)
        except UnitError as error:
            return self.no_parent(
                named.place.fault(f"extends: {error.message}", "a name, like baseline.yaml", error.hint)
            )
        except ValueError as error:
            return self.no_parent(named.place.fault(f"extends: {error}", "a file inside the tree", "copy it there"))
        if path is None:
            message = f"extends: there is no {shown(name)} ({looked_in(origin)})"
            hint = nearest(name.rpartition(".")[0], shipped())
            return self.no_parent(named.place.fault(message, "a scenario beside this one, or a shipped one", hint))
        if path.resolve() in self.seen:
            names = " -> ".join(p.name for p in [*self.seen, path])
            return self.no_parent(named.place.fault(f"extends: the scenarios go round in a circle: {names}", "an end"))
        if len(self.seen) >= _LONGEST_CHAIN:
            return self.no_parent(named.place.fault(f"extends: more than {_LONGEST_CHAIN} scenarios extend each other"))
        try:
            text = _read_text(path, _display(path))
        except ScenarioError as error:
            self.faults += error.faults
            self.orphan = True
            return nothing
        return self.load(text, _display(path), path, path.parent)

    def no_parent(self, fault: Fault) -> Map:
        self.faults.append(fault)
        self.orphan = True
        return Map(Place(fault.file, fault.line, fault.column))


def _no_mapping(root: Node | None, file: str) -> Fault:
    expected = "keys and values, like `name: Recession`"
    hint = "`arrears new NAME` writes a scenario to start from"
    if root is None:
        return Fault("the file is empty", file, 1, 1, expected, hint)
    what = "a list" if isinstance(root, List) else f"the text {shown(root.text)}" if isinstance(root, Scalar) else ""
    return root.place.fault(f"found {what}", expected, hint)


def _read_text(path: Path, shown_as: str) -> str:
    """Return the text of a scenario file.

    Raises
    ------
    ScenarioError
        It cannot be opened, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ScenarioError(Fault(f"cannot be read: {reason}", shown_as, expected="a file that can be read")) from None
    if len(data) > LARGEST:
        raise ScenarioError(
            Fault("the file is larger than 1 MiB", shown_as, expected="a scenario, which is about a page")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
        raise ScenarioError(Fault(message, shown_as, line, column, "text in UTF-8", "save the file as UTF-8")) from None


def _display(path: Path) -> str:
    """Return a path as short as it is clear: from the current folder if it lies below."""
    here = os.path.abspath(path)
    inside = os.path.relpath(here)
    return here if inside.startswith("..") else inside


def _missing_inputs(root: Map, origin: Path | None) -> list[Fault]:
    """Return a fault for each input that the scenario names and that is nowhere."""
    faults: list[Fault] = []
    for keys in _INPUTS:
        found = descend(root, list(keys))
        nodes = found.items if isinstance(found, List) else [found]
        faults += [fault for node in nodes if isinstance(node, Scalar) for fault in _missing_input(node, keys, origin)]
    return faults


def _missing_input(node: Scalar, keys: Sequence[str], origin: Path | None) -> list[Fault]:
    name = ".".join(keys)
    try:
        check_relative(node.text)
        scenario = keys[0] == "opening"
        bare = scenario and not node.text.endswith((".yaml", ".yml"))
        if look_for(f"{node.text}.yaml" if bare else node.text, origin) is None:
            message = f"{name}: there is no file {shown(node.text)} ({looked_in(origin)})"
            expected = "a scenario beside this one, or a shipped one" if scenario else "an input file"
            return [node.place.fault(message, expected, nearest(node.text, shipped()) if scenario else "")]
    except UnitError:
        pass  # the schema has said it
    except ValueError as error:
        return [node.place.fault(f"{name}: {error}", "a file inside the tree", "copy it there")]
    return []
