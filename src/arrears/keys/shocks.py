"""Shocks: what moves a series away from its level, by month. Several shocks of a series add up.

A shape is one class: its key, its fields, and its curve. To add one, write a class here and name it in `AnyShock`; the
YAML key, the JSON Schema and the documentation follow. In Python, any object of a class derived from `Shock` with a
``curve(months)`` may stand in a scenario.

Times are in months. ``start: month 2, rise: 1`` has the full size in month 2; ``rise: 3`` a third, two thirds and all
of it in months 2, 3 and 4. ``hold`` counts the full months after that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Field, InstanceOf, ModelWrapValidatorHandler, Tag, model_validator
from typing_extensions import override

from arrears.keys.kind import reading
from arrears.keys.kinds import Count, Maybe, Part
from arrears.keys.refusal import Refusal, found, nearest
from arrears.keys.section import Section
from arrears.keys.shock_kinds import Month, PointMonth, PointValue, Size

LONGEST = 600  # months; the longest scenario there can be

Months = Annotated[int, Count(1, LONGEST)]
FullMonths = Annotated[int, Count(0, LONGEST)]
Start = Annotated[int, Month()]
SizeOf = Annotated[float, Size()]

_START = Field(description="first month of the shock: `month 6`, or a date such as `2020-06`")
_SIZE = Field(
    description="full size of the shock: `+4pp` on a rate, `-8%` on incomes, applications and the desk, "
    "a number on looseness"
)
_RISE = Field(1, description="months until the full size; 1 = at once")


class Shock(ABC):
    """Anything with a curve by month."""

    @abstractmethod
    def curve(self, months: int) -> list[float]:
        """Return what the shock adds in each of the months 1 to `months`, in the unit of its series (fractions)."""


def _at(start: int, ramp: list[float], months: int, after: float) -> list[float]:
    """Return a curve of 0 before `start`, then `ramp`, then `after`."""
    curve = [0.0] * (start - 1) + ramp
    return (curve + [after] * (months - len(curve)))[:months]


def _rising(size: float, rise: int) -> list[float]:
    # the last value is `size` itself, not size * (rise / rise), so that no rounding is left in it
    return [size * (k / rise) for k in range(1, rise)] + [size]


def _fading(size: float, fade: int, remain: float = 0.0) -> list[float]:
    """Return the way back from `size` to `remain` times it, in `fade` equal steps; the last is all the way."""
    return [size * (1.0 - (1.0 - remain) * (k / fade)) for k in range(1, fade)] + [size * remain] if fade else []


class _Shape(Section, Shock):
    """A shock that has a key in YAML."""

    shape: str
    start: Start = _START


class Step(_Shape):
    """The full size from `start` on."""

    shape: Literal["step"] = "step"
    size: SizeOf = _SIZE

    @override
    def curve(self, months: int) -> list[float]:
        return _at(self.start, [self.size], months, self.size)


class Ramp(_Shape):
    """A rise to the full size, which then stays."""

    shape: Literal["ramp"] = "ramp"
    size: SizeOf = _SIZE
    rise: Months = _RISE

    @override
    def curve(self, months: int) -> list[float]:
        return _at(self.start, _rising(self.size, self.rise), months, self.size)


class Pulse(_Shape):
    """A rise, some full months, and a fading away to nothing."""

    shape: Literal["pulse"] = "pulse"
    size: SizeOf = _SIZE
    rise: Months = _RISE
    hold: FullMonths = Field(0, description="full months after the rise")
    fade: FullMonths = Field(0, description="months until nothing is left; 0 = gone at once")

    @override
    def curve(self, months: int) -> list[float]:
        ramp = _rising(self.size, self.rise) + [self.size] * self.hold + _fading(self.size, self.fade)
        return _at(self.start, ramp, months, 0.0)


class V(_Shape):
    """A rise, then as long back."""

    shape: Literal["v"] = "v"
    size: SizeOf = _SIZE
    rise: Months = _RISE

    @override
    def curve(self, months: int) -> list[float]:
        return _at(self.start, _rising(self.size, self.rise) + _fading(self.size, self.rise), months, 0.0)


class U(_Shape):
    """A rise, some full months, then back in as many months as the rise took."""

    shape: Literal["u"] = "u"
    size: SizeOf = _SIZE
    rise: Months = _RISE
    hold: FullMonths = Field(0, description="full months after the rise")

    @override
    def curve(self, months: int) -> list[float]:
        ramp = _rising(self.size, self.rise) + [self.size] * self.hold + _fading(self.size, self.rise)
        return _at(self.start, ramp, months, 0.0)


class L(_Shape):
    """A rise, then a fading to a part that remains."""

    shape: Literal["l"] = "l"
    size: SizeOf = _SIZE
    rise: Months = _RISE
    fade: FullMonths = Field(0, description="months until only the remaining part is left; 0 = at once")
    remain: Annotated[float, Part()] = Field(description="part of the size that stays, such as `40%`")

    @override
    def curve(self, months: int) -> list[float]:
        ramp = _rising(self.size, self.rise) + _fading(self.size, self.fade, self.remain)
        return _at(self.start, ramp, months, self.size * self.remain)


class Points(_Shape):
    """Straight lines through points [month, value]; nothing before the first, the last value after the last."""

    shape: Literal["points"] = "points"
    start: Start = Field(1, description="the month that the points call 1; month 1 unless said")
    size: Annotated[float | None, Maybe(Size())] = Field(
        None, description="if given, the values are parts of it, such as 0.5"
    )
    points: tuple[tuple[Annotated[int, PointMonth()], Annotated[float, PointValue()]], ...] = Field(
        min_length=1, description="[month, value] with rising months: `[[1, +1pp], [6, +4pp]]`"
    )

    @model_validator(mode="wrap")
    @classmethod
    def _values_are_parts_if_size_is_given(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        with reading(parts=isinstance(data, dict) and data.get("size") is not None):
            return handler(data)

    @model_validator(mode="after")
    def _months_rise(self) -> Self:
        months = [month for month, _ in self.points]
        for k in range(1, len(months)):
            if months[k] <= months[k - 1]:
                message = f"month {months[k]} comes after month {months[k - 1]}"
                raise Refusal(message, "points in the order of their months, each month once", where=("points", k, 0))
        return self

    @override
    def curve(self, months: int) -> list[float]:
        whole = 1.0 if self.size is None else self.size
        (at, value), *rest = self.points
        line = [0.0] * (at - 1) + [whole * value]
        for later, target in rest:
            gap = later - at
            line += [whole * (value + (target - value) * (k / gap)) for k in range(1, gap)] + [whole * target]
            at, value = later, target
        return _at(self.start, line, months, whole * value)


def _known(value: Any) -> Any:
    """Refuse a mapping whose shape is missing or unknown, before the union is tried."""
    if isinstance(value, dict):
        shape = value.get("shape")
        expected = "one of " + ", ".join(f"`{key}`" for key in SHAPES)
        if shape is None:
            raise Refusal("`shape` is missing", expected)
        if not isinstance(shape, str) or shape not in SHAPES:
            hint = nearest(shape, list(SHAPES)) if isinstance(shape, str) else ""
            raise Refusal(f"{found(shape)} is no shape of a shock", expected, hint, where=("shape",))
        return {**value, "shape": str(shape)}  # a plain str, as Literal wants it
    if not callable(getattr(value, "curve", None)):
        raise Refusal(f"found {found(value)}", "a shock: {shape: step, start: month 3, size: ...}")
    return value


def _tag(value: Any) -> str:
    if isinstance(value, dict):
        return f"<{value['shape']}>"
    return f"<{value.shape}>" if isinstance(value, _Shape) else "<own>"


# Tags stand in angle brackets, so that the place of a fault can tell them from keys.
AnyShock = Annotated[
    Annotated[Step, Tag("<step>")]
    | Annotated[Ramp, Tag("<ramp>")]
    | Annotated[Pulse, Tag("<pulse>")]
    | Annotated[V, Tag("<v>")]
    | Annotated[U, Tag("<u>")]
    | Annotated[L, Tag("<l>")]
    | Annotated[Points, Tag("<points>")]
    | Annotated[InstanceOf[Shock], Tag("<own>")],
    Discriminator(_tag),
    BeforeValidator(_known),
]


def _shapes(union: Any) -> Iterator[tuple[str, type[_Shape]]]:
    """Yield the key and class of each shape that a union of tagged shocks names."""
    for tagged in get_args(union):
        shape = get_args(tagged)[0]
        if isinstance(shape, type) and issubclass(shape, _Shape):
            yield str(shape.model_fields["shape"].default), shape


SHAPES = dict(_shapes(get_args(AnyShock)[0]))


def written_out(shock: Shock, months: int) -> Points:
    """Return a shock of a user's own class as points, month by month, so that it can be written to YAML."""
    return Points(points=tuple((month, value) for month, value in enumerate(shock.curve(months), start=1)))
