"""Kinds of value that say how a table is read: a path or several, the header."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from arrears.keys.kind import Kind
from arrears.keys.refusal import Refusal, found
from arrears.keys.words import InputPath, Text, quoted

LAST_LINE = 10_000  # on which a header may be looked for; assumption
MOST_FILES = 20


@dataclass(frozen=True)
class InputPaths(Kind):
    """Paths of inputs: one, or a list of several; a tuple in Python."""

    @property
    @override
    def expected(self) -> str:
        return f"{InputPath().expected}, or a list of them"

    @override
    def validate(self, value: object) -> tuple[str, ...]:
        items = value if isinstance(value, list | tuple) else [value]
        if not 0 < len(items) <= MOST_FILES:
            raise Refusal(f"the list has {len(items)} paths", f"1 to {MOST_FILES}")
        paths = tuple(InputPath().validate(item) for item in items)
        twice = next((path for k, path in enumerate(paths) if path in paths[:k]), None)
        if twice is not None:
            raise Refusal(f"`{twice}` stands twice", "each file once")
        return paths

    @override
    def parse(self, text: str) -> tuple[str, ...]:
        return self.validate(text)

    @override
    def take(self, value: object) -> tuple[str, ...]:
        return self.validate(value)

    @override
    def write(self, value: tuple[str, ...]) -> str:
        return quoted(value[0]) if len(value) == 1 else f"[{', '.join(map(quoted, value))}]"

    @override
    def json_schema(self) -> dict[str, Any]:
        one = InputPath().json_schema()
        return {"anyOf": [one, {"type": "array", "minItems": 1, "maxItems": MOST_FILES, "items": one}]}


@dataclass(frozen=True)
class ColumnName(Text):
    """Name of a column of a table; ``''`` is the column without a name."""

    @override
    def check(self, value: str) -> None:
        if value:
            super().check(value)

    @override
    def write(self, value: str) -> str:
        return quoted(value) if value else '""'

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.at_most}


@dataclass(frozen=True)
class HeaderNames(Kind):
    """Names of a table's columns, a list; or the line of its header, a whole number."""

    @property
    @override
    def expected(self) -> str:
        return f"a list with the names of the columns, or the line of the header, 1 to {LAST_LINE:_}"

    @override
    def validate(self, value: object) -> tuple[str, ...] | int:
        if isinstance(value, list | tuple):
            if not value:
                raise Refusal("the list is empty", self.expected)
            return tuple(ColumnName().validate(item) for item in value)
        return self.parse(value) if isinstance(value, str) else self.take(value)

    @override
    def parse(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_LINE):
            raise Refusal(f"{found(text)} is neither", self.expected)
        return int(text)

    @override
    def take(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LAST_LINE:
            raise Refusal(f"{found(value)} is neither", self.expected)
        return value

    @override
    def write(self, value: tuple[str, ...] | int) -> str:
        return str(value) if isinstance(value, int) else f"[{', '.join(map(ColumnName().write, value))}]"

    @override
    def json_schema(self) -> dict[str, Any]:
        names = {"type": "array", "minItems": 1, "items": {"type": "string"}}
        return {"anyOf": [names, {"type": "integer", "minimum": 1, "maximum": LAST_LINE}]}
