"""Edges of buckets: a list of days past due, or the name of a set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from arrears.buckets import LAST_CHARGE_OFF, NAMED, edges_of
from arrears.keys.kind import Kind
from arrears.keys.kinds import Count
from arrears.keys.refusal import Refusal, Refusals, found
from arrears.units import UnitError

_DAY = Count(1, LAST_CHARGE_OFF - 1)
_MOST = 12


@dataclass(frozen=True)
class Edges(Kind):
    """Upper edges of buckets in days past due, rising: ``[30, 90]`` in YAML, (30, 90) in Python; or a set's name."""

    @property
    @override
    def expected(self) -> str:
        return f"edges that rise, like [30, 90], or {' or '.join(f'`{name}`' for name in NAMED)}"

    @override
    def validate(self, value: object) -> tuple[int, ...]:
        if isinstance(value, str):
            if value not in NAMED:
                raise Refusal(f"{found(value)} is no set of buckets", self.expected)
            return edges_of(value)
        if not isinstance(value, list | tuple):
            raise Refusal(f"found {found(value)}", self.expected)
        if not value:
            raise Refusal("the list is empty", self.expected)
        if len(value) > _MOST:
            raise Refusal(f"the list has {len(value)} values", f"at most {_MOST}")
        return self._rising([self._day(day, k) for k, day in enumerate(value)])

    def _day(self, value: object, k: int) -> int | Refusal:
        try:
            return int(_DAY.validate(value))
        except Refusal as refusal:
            return Refusal(refusal.message, refusal.expected, refusal.hint, where=(k,))

    def _rising(self, days: list[int | Refusal]) -> tuple[int, ...]:
        refusals = [day for day in days if isinstance(day, Refusal)]
        edges = tuple(day for day in days if not isinstance(day, Refusal))
        if not refusals:
            refusals = [
                Refusal(f"{edges[k]} comes after {edges[k - 1]}", self.expected, where=(k,))
                for k in range(1, len(edges))
                if edges[k] <= edges[k - 1]
            ]
        if refusals:
            raise Refusals(refusals)
        return edges

    @override
    def parse(self, text: str) -> Any:
        return self.validate(text)

    @override
    def take(self, value: object) -> Any:
        raise UnitError(f"found {found(value)}")

    @override
    def write(self, value: tuple[int, ...]) -> str:
        return f"[{', '.join(str(day) for day in value)}]"

    @override
    def json_schema(self) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "array", "minItems": 1, "maxItems": _MOST, "items": _DAY.json_schema()},
                {"enum": list(NAMED)},
            ]
        }
