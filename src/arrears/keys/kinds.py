"""Kinds of value that are numbers: shares, plain numbers, money, counts.

A field's annotation says its kind, and everything else follows from it::

    level: Annotated[float, Share(at_least=0, at_most=0.5)] = Field(0.02, description="...; source: ...")
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from arrears.keys.kind import Kind, SizeUnit, as_float, refuse_other, unquoted
from arrears.keys.refusal import Plain, Refusal, found
from arrears.units import (
    UnitError,
    parse_number,
    parse_share,
    parse_whole,
    write_number,
    write_share,
    write_whole,
)


@dataclass(frozen=True)
class Share(Kind):
    """A share or rate: ``5.2%`` in YAML, 0.052 in Python."""

    at_least: float = 0.0
    at_most: float = 1.0
    unit: SizeUnit = "%"  # in which it is written back; both are read

    @property
    @override
    def expected(self) -> str:
        return f"a share from {write_share(self.at_least)} to {write_share(self.at_most)}, like 5.2%"

    @override
    def parse(self, text: str) -> float:
        return parse_share(text)

    @override
    def take(self, value: object) -> float:
        return as_float(value)

    @override
    def check(self, value: float) -> None:
        if not self.at_least <= value <= self.at_most:
            side = "below" if value < self.at_least else "above"
            limit = self.at_least if value < self.at_least else self.at_most
            raise UnitError(f"{write_share(value)} is {side} {write_share(limit)}")

    @override
    def write(self, value: float) -> str:
        return write_share(value, self.unit)

    @override
    def json_schema(self) -> dict[str, Any]:
        sign = "[+-]?" if self.at_least < 0 else r"\+?"
        example = self.write(max(self.at_least, min(self.at_most, 0.05)))
        return {"type": "string", "pattern": rf"^{sign}(\d[\d_]*(\.\d+)?|\.\d+) ?(%|pp)$", "examples": [example]}


@dataclass(frozen=True)
class Number(Kind):
    """A plain number."""

    at_least: float
    at_most: float

    @property
    @override
    def expected(self) -> str:
        return f"a number from {write_number(self.at_least)} to {write_number(self.at_most)}"

    @override
    def parse(self, text: str) -> float:
        return parse_number(unquoted(text))

    @override
    def take(self, value: object) -> float:
        return as_float(value)

    @override
    def check(self, value: float) -> None:
        if not self.at_least <= value <= self.at_most:
            side = "below" if value < self.at_least else "above"
            limit = self.at_least if value < self.at_least else self.at_most
            raise UnitError(f"{write_number(value)} is {side} {write_number(limit)}")

    @override
    def write(self, value: float) -> str:
        return write_number(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.at_least, "maximum": self.at_most}


@dataclass(frozen=True)
class Money(Number):
    """An amount in units of the currency (yuan, not fen), kept so; `units.minor_units` turns it to int64."""

    at_least: float = 0.0
    at_most: float = 1e12

    @property
    @override
    def expected(self) -> str:
        return "an amount in units of the currency, 0 or more, without a currency sign"


@dataclass(frozen=True)
class Count(Kind):
    """A whole number."""

    at_least: int
    at_most: int

    @property
    @override
    def expected(self) -> str:
        return f"a whole number from {write_whole(self.at_least)} to {write_whole(self.at_most)}"

    @override
    def parse(self, text: str) -> int:
        return parse_whole(unquoted(text))

    @override
    def take(self, value: object) -> int:
        if hasattr(value, "__index__"):
            return int(value.__index__())
        raise refuse_other(value)

    @override
    def check(self, value: int) -> None:
        if not self.at_least <= value <= self.at_most:
            side = "below" if value < self.at_least else "above"
            limit = self.at_least if value < self.at_least else self.at_most
            raise UnitError(f"{write_whole(value)} is {side} {write_whole(limit)}")

    @override
    def write(self, value: int) -> str:
        return write_whole(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        number = {"type": "integer", "minimum": self.at_least, "maximum": self.at_most}
        # YAML 1.2, which editors read, takes 50_000 for a text
        return (
            {"anyOf": [number, {"type": "string", "pattern": r"^\d{1,3}(_\d{3})+$"}]} if self.at_most > 999 else number
        )


@dataclass(frozen=True)
class Switch(Kind):
    """On or off: ``true`` or ``false``."""

    @property
    @override
    def expected(self) -> str:
        return "true or false"

    @override
    def validate(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, Plain) and value in {"true", "false"}:
            return value == "true"
        hint = "write true or false" if str(value).lower() in {"yes", "no", "on", "off"} else ""
        raise Refusal(f"{found(value)} is neither", self.expected, hint)

    @override
    def parse(self, text: str) -> bool:
        return self.validate(text)

    @override
    def take(self, value: object) -> bool:
        return self.validate(value)

    @override
    def write(self, value: bool) -> str:
        return "true" if value else "false"

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Part(Share):
    """A part of a whole that is no rate: ``40%``, and a plain ``0.4`` too, as nothing else can be meant."""

    @property
    @override
    def expected(self) -> str:
        return "a part, like 40% or 0.4"

    @override
    def parse(self, text: str) -> float:
        return parse_share(text) if text.rstrip().endswith(("%", "p")) else parse_number(unquoted(text))

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [super().json_schema(), {"type": "number", "minimum": 0, "maximum": 1}]}


@dataclass(frozen=True)
class Capacity(Kind):
    """Capacity of the desk: a share of the normal worklist (a float), or a number of contacts (an int)."""

    @property
    @override
    def expected(self) -> str:
        return "a share of the normal worklist, like 4%, or a whole number of contacts a day"

    @override
    def parse(self, text: str) -> float | int:
        return parse_share(text) if text.rstrip().endswith(("%", "p")) else parse_whole(unquoted(text))

    @override
    def take(self, value: object) -> float | int:
        return as_float(value) if isinstance(value, float) else Count(0, 10**9).take(value)

    @override
    def check(self, value: float | int) -> None:
        if isinstance(value, float):
            Share(0.0, 10.0).check(value)
        else:
            Count(0, 10**9).check(value)

    @override
    def write(self, value: float | int) -> str:
        return write_share(value) if isinstance(value, float) else write_whole(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [Share(0.0, 10.0).json_schema(), Count(0, 10**9).json_schema()]}


@dataclass(frozen=True)
class Maybe(Kind):
    """A kind whose key may be left out, which is None in Python; with a `word` that says None in YAML."""

    kind: Kind
    word: str = ""

    @property
    @override
    def expected(self) -> str:
        return f"{self.kind.expected}, or `{self.word}`" if self.word else self.kind.expected

    @override
    def validate(self, value: object) -> Any:
        if value is None or (self.word and isinstance(value, str) and value == self.word):
            return None
        try:
            return self.kind.validate(value)
        except Refusal as refusal:
            raise Refusal(refusal.message, self.expected, refusal.hint) from None

    @override
    def parse(self, text: str) -> Any:
        return self.kind.parse(text)

    @override
    def take(self, value: object) -> Any:
        return self.kind.take(value)

    @override
    def write(self, value: Any) -> str:
        return self.word if value is None else self.kind.write(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [self.kind.json_schema(), {"const": self.word}]} if self.word else self.kind.json_schema()
