"""Days past due at which an account is charged off: one number for both products, or one for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from typing_extensions import override

from arrears.buckets import LAST_CHARGE_OFF
from arrears.dates import DAYS_A_MONTH
from arrears.keys.kind import Kind
from arrears.keys.kinds import Count
from arrears.keys.refusal import Refusal, Refusals, nearest
from arrears.units import UnitError

FIRST_CHARGE_OFF = DAYS_A_MONTH + 1
_DAYS = Count(FIRST_CHARGE_OFF, LAST_CHARGE_OFF)


class ChargeOffDays(NamedTuple):
    """Days past due on reaching which an account of the product is charged off."""

    revolving: int = 181
    instalment: int = 181

    @property
    def bills(self) -> ChargeOffDays:
        """Bills missed by then."""
        return ChargeOffDays(*((days - 1) // DAYS_A_MONTH + 1 for days in self))


@dataclass(frozen=True)
class DaysByProduct(Kind):
    """``181`` for both products, or ``{revolving: 181, instalment: 121}``; a product left out keeps its default."""

    @property
    @override
    def expected(self) -> str:
        return (
            f"a day after a bill from {FIRST_CHARGE_OFF} to {LAST_CHARGE_OFF}, like 91, 121, 151 or 181; or one by "
            "product, like {revolving: 181, instalment: 121}"
        )

    @override
    def validate(self, value: object) -> ChargeOffDays:
        if isinstance(value, ChargeOffDays):
            value = value._asdict()
        if not isinstance(value, Mapping):
            days = self._day(value, ())
            if isinstance(days, Refusal):
                raise days
            return ChargeOffDays(days, days)
        products = list(ChargeOffDays._fields)
        unknown = [
            Refusal("there is no such product", " or ".join(f"`{p}`" for p in products), nearest(str(key), products))
            for key in value
            if key not in products
        ]
        found = {str(key): self._day(days, (str(key),)) for key, days in value.items() if key in products}
        refusals = [*unknown, *(days for days in found.values() if isinstance(days, Refusal))]
        if refusals:
            raise Refusals(refusals)
        return ChargeOffDays(**{key: days for key, days in found.items() if not isinstance(days, Refusal)})

    def _day(self, value: object, where: tuple[str, ...]) -> int | Refusal:
        try:
            days = int(_DAYS.validate(value))
        except Refusal as refusal:
            return Refusal(refusal.message, self.expected, refusal.hint, where=where)
        if days % DAYS_A_MONTH != 1:
            return Refusal(f"{days} days is not the day after a bill", self.expected, where=where)
        return days

    @override
    def parse(self, text: str) -> Any:
        return self.validate(text)

    @override
    def take(self, value: object) -> Any:
        raise UnitError("not one of days")

    @override
    def write(self, value: ChargeOffDays) -> str:
        one = value.revolving == value.instalment
        return str(value.revolving) if one else "{" + ", ".join(f"{k}: {v}" for k, v in value._asdict().items()) + "}"

    @override
    def json_schema(self) -> dict[str, Any]:
        day = _DAYS.json_schema()
        products = dict.fromkeys(ChargeOffDays._fields, day)
        return {"anyOf": [day, {"type": "object", "additionalProperties": False, "properties": products}]}
