"""YAML text -> a tree in which every value knows its place. Strict, and safe against hostile files.

Nothing is interpreted here: every scalar stays text, since its meaning (a share, a month, a word) is the schema's to
say. So ``no`` is never a boolean by accident, and no tag can make an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from arrears.errors import Fault
from arrears.keys.refusal import Plain
from arrears.units import shown

LARGEST = 1 << 20  # bytes of a file
DEEPEST = 20  # mappings and lists inside each other
MOST_VALUES = 20_000  # values of a file, those that aliases repeat counted each time

_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True)
class Place:
    """Where a value stands; line and column count from 1, and are 0 for an option of the command line."""

    file: str
    line: int = 0
    column: int = 0

    def fault(self, message: str, expected: str = "", hint: str = "") -> Fault:
        """Return a fault at this place."""
        return Fault(message, self.file, self.line, self.column, expected, hint)


@dataclass
class Scalar:
    """A text, with or without quotes."""

    place: Place
    text: str
    plain: bool = True
    count: int = 1


@dataclass
class List:
    """A list of values."""

    place: Place
    items: list[Node] = field(default_factory=list)
    count: int = 1


@dataclass
class Map:
    """A mapping; the place of each key is kept beside its value."""

    place: Place
    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    nulls: set[str] = field(default_factory=set)  # keys that had nothing behind them
    count: int = 1


Node = Scalar | List | Map


class _Stop(Exception):  # noqa: N818 - a signal, not an error
    """A fault after which reading on makes no sense."""


class _Composer:
    """Builds the tree of one text from the parser's events, collecting faults."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.anchors: dict[str, Node] = {}
        self.count = 0
        # pure: the C parser reports no columns in some errors, and is not on every machine
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))

    def document(self) -> Node | None:
        """Return the first document; None if there is none."""
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fault(
                        event, "a second document begins here", "one document in a file", "split the file at `---`"
                    )
                    break
                root = self.node(next(self.events), depth=1)
        return root

    def node(self, event: Any, depth: int) -> Node | None:
        """Return the value that begins with an event; None for nothing (null)."""
        if isinstance(event, AliasEvent):
            return self.alias(event)
        self.grow(1, event)
        place = self.place(event)
        if event.tag is not None:
            self.fault(event, f"{shown(str(event.tag))} is a tag", "plain YAML without tags", "take the tag away")
        node: Node
        if isinstance(event, ScalarEvent):
            plain = event.style in (None, "")
            if plain and event.value in _NULLS and event.tag is None:
                return None
            node = Scalar(place, event.value, plain)
        else:
            if depth > DEEPEST:
                self.fault(
                    event,
                    f"more than {DEEPEST} mappings and lists inside each other",
                    "a scenario, which needs about 6",
                )
                raise _Stop
            before = self.count
            node = self.list(place, depth) if isinstance(event, SequenceStartEvent) else self.map(place, depth)
            node.count = 1 + self.count - before
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: AliasEvent) -> Node | None:
        node = self.anchors.get(event.anchor)
        if node is None:
            self.fault(
                event, f"`*{event.anchor}` repeats what is not finished, or not there", f"`&{event.anchor}` before it"
            )
            raise _Stop
        self.grow(node.count, event)
        return node

    def list(self, place: Place, depth: int) -> List:
        result = List(place)
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            node = self.node(event, depth + 1)
            if node is None:
                self.fault(event, "nothing (null) stands in the list", "a value")
            else:
                result.items.append(node)
        return result

    def map(self, place: Place, depth: int) -> Map:
        result = Map(place)
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.node(event, depth + 1)
            behind = next(self.events)
            value = self.node(behind, depth + 1)
            if not isinstance(key, Scalar):
                self.fault(
                    event, f"{'nothing (null)' if key is None else 'a list or mapping'} stands as a key", "a word"
                )
            elif key.text in result.keys:
                first = result.keys[key.text]
                self.fault(event, f"{shown(key.text)} is written twice; first in line {first.line}", "each key once")
            elif key.text == "<<" and key.plain:
                self.fault(event, "`<<` merges are not read here", "plain keys", "use `extends`, or write the keys out")
            elif value is None:
                result.keys[key.text] = key.place
                result.nulls.add(key.text)
                hint = "leave the key out to keep what it is without"
                self.fault(event, f"{shown(key.text)} has nothing behind it (null)", "a value", hint)
            else:
                result.keys[key.text] = key.place
                result.items[key.text] = value
        return result

    def grow(self, by: int, event: Any) -> None:
        self.count += by
        if self.count > MOST_VALUES:
            self.fault(
                event,
                f"more than {MOST_VALUES:_} values, with what aliases repeat",
                "a scenario, which needs about 100",
            )
            raise _Stop

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, event: Any, message: str, expected: str = "", hint: str = "") -> None:
        self.faults.append(self.place(event).fault(message, expected, hint))


def compose(text: str, file: str) -> tuple[Node | None, list[Fault]]:
    """Return the tree of a YAML text and its faults; the tree is None if it cannot be read or is empty."""
    composer: _Composer | None = None
    try:
        composer = _Composer(text, file)
        return composer.document(), composer.faults
    except _Stop:
        assert composer is not None
        return None, composer.faults
    except MarkedYAMLError as error:
        faults = composer.faults if composer else []
        return None, [*faults, _syntax_fault(error, file)]
    except YAMLError as error:  # of the reader: a character that YAML does not allow
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        character = text[position : position + 1]
        named = f"the character U+{ord(character):04X}" if character else "a character"
        return None, [Fault(f"{named} is not allowed in YAML", file, line, column, "printable text", "take it out")]


def _syntax_fault(error: MarkedYAMLError, file: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = str(error.problem or error.context or "it cannot be read").strip()
    message = f"not YAML: {problem}"
    if error.context and error.context_mark and error.problem:
        message += f" ({error.context.strip()} that began in line {error.context_mark.line + 1})"
    hint = ""
    if "'\\t'" in problem or "\t" in problem:
        hint = "indent with spaces, not tabs"
    elif "%" in problem or "mapping values are not allowed" in problem:
        hint = "put quotes around a text that holds `: ` or begins with a sign such as % or @"
    return Fault(message, file, line, column, "", hint)


def merge(under: Node, over: Node) -> Node:
    """Return `over` laid on `under`: mappings merge key by key, lists and single values replace."""
    if isinstance(over, Map) and not isinstance(under, Map) and over.items and over.items.keys() <= {"level", "shocks"}:
        # a series written as its level alone is {level: ...}: shocks added to it must not lose the level
        under = Map(under.place, {"level": under}, {"level": under.place})
    if not (isinstance(under, Map) and isinstance(over, Map)):
        return over
    merged = Map(over.place, dict(under.items), {**under.keys, **over.keys}, set(over.nulls))
    for key, value in over.items.items():
        merged.items[key] = merge(under.items[key], value) if key in under.items else value
    return merged


def values(node: Node) -> Any:
    """Return the tree as dicts, lists and texts; unquoted ones as `Plain`."""
    if isinstance(node, Scalar):
        return Plain(node.text) if node.plain else node.text
    if isinstance(node, List):
        return [values(item) for item in node.items]
    return {Plain(key): values(item) for key, item in node.items.items()}


def place_of(node: Node, keys: tuple[str | int, ...], *, of_key: bool = False) -> Place:
    """Return the place of a value, or of the nearest one around it; with `of_key`, of the last key itself."""
    for depth, key in enumerate(keys):
        if isinstance(node, Map):
            if of_key and depth == len(keys) - 1 and str(key) in node.keys:
                return node.keys[str(key)]
            if str(key) not in node.items:
                break
            node = node.items[str(key)]
        elif isinstance(node, List) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        # else a series written as its level alone: the level is the value itself
    return node.place


def node_at(node: Node, keys: tuple[str | int, ...]) -> Node | None:
    """Return the value at these keys, if it is there."""
    for key in keys:
        if isinstance(node, Map) and str(key) in node.items:
            node = node.items[str(key)]
        elif isinstance(node, List) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        else:
            return None
    return node
