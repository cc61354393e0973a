"""Kinds of value in a shock: months of the scenario, and sizes whose unit follows from what is shocked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from arrears.keys.kind import READING, Kind, SizeUnit, as_float, unquoted
from arrears.keys.refusal import found
from arrears.units import (
    UnitError,
    parse_change,
    parse_month,
    parse_number,
    parse_whole,
    write_change,
    write_number,
)


@dataclass(frozen=True)
class Month(Kind):
    """A month of the scenario, ``month 6`` or ``2020-06``; a number from 1 in Python."""

    @property
    @override
    def expected(self) -> str:
        return "a month, like `month 6` or `2020-06`"

    @override
    def parse(self, text: str) -> int:
        return parse_month(text, READING.get().start)

    @override
    def take(self, value: object) -> int:
        if not hasattr(value, "__index__"):
            raise UnitError(f"found {found(value)}")
        return int(value.__index__())

    @override
    def check(self, value: int) -> None:
        if not 1 <= value <= 100_000:
            raise UnitError(
                f"month {value} is before the first month" if value < 1 else f"month {value} is too far off"
            )

    @override
    def write(self, value: int) -> str:
        return f"month {value}"

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(month +[1-9]\d*|\d{4}-(0[1-9]|1[0-2]))$", "examples": ["month 6"]}


@dataclass(frozen=True)
class PointMonth(Month):
    """A month of a `points` shock: a number alone will do, as it is counted from the shock's start."""

    @property
    @override
    def expected(self) -> str:
        return "a month, like `6` or `month 6`, counted from the shock's start"

    @override
    def parse(self, text: str) -> int:
        return parse_month(text, None) if text.lstrip().startswith("month") else parse_whole(unquoted(text))

    @override
    def write(self, value: int) -> str:
        return str(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": r"^month +[1-9]\d*$"}]}


@dataclass(frozen=True)
class Size(Kind):
    """Size of a shock; its unit follows from what is shocked: ``+4pp``, ``-8%``, or a plain number for looseness."""

    @property
    @override
    def expected(self) -> str:
        unit = READING.get().size_unit
        if unit is None:
            return "a size: +4pp for a rate, -8% for a relative change, a plain number for looseness"
        return {
            "pp": "a signed change in points, like +4pp",
            "%": "a signed relative change, like -8%",
            "": "a plain number, like 1.0",
        }[unit]

    @override
    def parse(self, text: str) -> float:
        unit = READING.get().size_unit
        if unit is None:  # a shock built on its own in Python: the text's own unit stands
            unit = "pp" if text.strip().endswith("pp") else "%" if text.strip().endswith("%") else ""
        return parse_number(text) if unit == "" else parse_change(text, unit)

    @override
    def take(self, value: object) -> float:
        return as_float(value)

    @override
    def check(self, value: float) -> None:
        if abs(value) > 100:
            raise UnitError("the size is beyond any economy")

    @override
    def write(self, value: float) -> str:
        return write_size(value, READING.get().size_unit or "")

    @override
    def json_schema(self) -> dict[str, Any]:
        return size_json_schema(None)


def write_size(value: float, unit: SizeUnit) -> str:
    """Return a shock's size as people write it."""
    return write_number(value) if unit == "" else write_change(value, unit)


def size_json_schema(unit: SizeUnit | None) -> dict[str, Any]:
    """Return the JSON Schema of a shock's size in `unit`, or in any."""
    text = {"type": "string", "pattern": rf"^[+-](\d[\d_]*(\.\d+)?|\.\d+) ?{unit or '(%|pp)'}$"}
    if unit is None:
        return {"anyOf": [text, {"type": "number"}]}
    return {"type": "number"} if unit == "" else {**text, "examples": ["+4pp" if unit == "pp" else "-8%"]}


@dataclass(frozen=True)
class PointValue(Size):
    """A value of a `points` shock: a size of its own, or a part of the shock's `size` if it has one."""

    @property
    @override
    def expected(self) -> str:
        return "a part of the size, like 0.5" if READING.get().parts else super().expected

    @override
    def parse(self, text: str) -> float:
        return parse_number(unquoted(text)) if READING.get().parts else super().parse(text)

    @override
    def write(self, value: float) -> str:
        return write_number(value) if READING.get().parts else super().write(value)
