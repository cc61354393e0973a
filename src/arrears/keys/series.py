"""Series: a level by month and the shocks to it. Written as one value, a list by month, or {level, shocks}."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, GetCoreSchemaHandler, ModelWrapValidatorHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from arrears.keys.kind import Kind, SizeUnit, reading
from arrears.keys.kinds import Number, Share
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.shocks import LONGEST, AnyShock, Shock

Level = float | tuple[float, ...]


@dataclass(frozen=True)
class ByMonth:
    """A level: one value of the kind, or a list by month of which the last value stays."""

    kind: Kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take a list for months and anything else for one value, so that each fault is about what was meant."""
        one = self.kind.__get_pydantic_core_schema__(float, handler)
        months = core_schema.tuple_variable_schema(one, min_length=1, max_length=LONGEST)
        return core_schema.tagged_union_schema({"<one>": one, "<months>": months}, discriminator=_one_or_months)


def _one_or_months(value: object) -> str:
    return "<months>" if isinstance(value, list | tuple) else "<one>"


class Series(Section):
    """A level and shocks to it. The unit of the level and of the shocks' sizes is the subclass's."""

    size_unit: ClassVar[SizeUnit]
    relative: ClassVar[bool] = False  # shocks multiply the level instead of adding to it
    bounds: ClassVar[Kind]  # of the level with shocks applied

    level: Level
    shocks: tuple[AnyShock, ...] = Field((), description="what moves it, by month; several add up")

    @model_validator(mode="wrap")
    @classmethod
    def _may_be_written_as_its_level(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, dict | Series):
            data = {"level": data}
        with reading(size_unit=cls.size_unit):
            return handler(data)

    @property
    def opening(self) -> float:
        """The value at month 0: the level, of a list the first."""
        return self.level[0] if isinstance(self.level, tuple) else self.level

    def levels(self, months: int) -> list[float]:
        """Return the level in months 1 to `months`, without shocks; a list's last value stays."""
        if isinstance(self.level, tuple):
            return (list(self.level) + [self.level[-1]] * (months - len(self.level)))[:months]
        return [self.level] * months

    def shock_sum(self, months: int) -> list[float]:
        """Return the sum of the shocks' curves in months 1 to `months`."""
        total = [0.0] * months
        for shock in self.shocks:
            total = [a + b for a, b in zip(total, curve_of(shock, months), strict=True)]
        return total

    def path(self, months: int) -> list[float]:
        """Return level and shocks together in months 1 to `months` (index 0 is month 1)."""
        pairs = zip(self.levels(months), self.shock_sum(months), strict=True)
        if self.relative:
            return [level * (1.0 + shock) for level, shock in pairs]
        return [level + shock for level, shock in pairs]

    def refusals(self, months: int, key: tuple[str, ...]) -> list[Refusal]:
        """Check the path with its shocks; return what is refused, at most one, with the month named."""
        for month, value in enumerate(self.path(months), start=1):
            # a sum such as 5% + 3pp - 8pp may miss 0 by a rounding
            try:
                self.bounds.validate(round(value, 12))
            except Refusal as refusal:
                where = key if self.relative or not self.shocks else (*key, "shocks")
                message = f"with the shocks applied, month {month} stands out of range: {refusal.message}"
                return [Refusal(message, refusal.expected, "make a shock smaller", where=where)]
        return []


def curve_of(shock: Shock, months: int) -> list[float]:
    """Return a shock's curve in months 1 to `months`, checked.

    Raises
    ------
    ValueError
        A shock of a user's own class failed, gave no numbers or another number of months, or values not finite.
    """
    name = type(shock).__name__
    try:
        given = shock.curve(months)
    except Exception as error:
        raise ValueError(f"{name}.curve({months}) failed with {type(error).__name__}: {error}") from error
    try:
        curve = [float(value) for value in given]
    except (TypeError, ValueError):
        raise ValueError(f"{name}.curve({months}) gave {given!r:.80}; expected a list of {months} numbers") from None
    if len(curve) != months:
        raise ValueError(f"{name}.curve({months}) gave {len(curve)} values; expected one for each month")
    if not all(abs(value) < 1e6 for value in curve):  # also false for nan
        raise ValueError(f"{name}.curve({months}) gave a value that is not finite or not of this world")
    return curve


class UnemploymentSeries(Series):
    """Unemployment, a share of the labour force; shocks in points (pp)."""

    size_unit = "pp"
    bounds = Share(0.0, 1.0)
    # China's urban surveyed unemployment rate was 5.2% on average in 2019 (National Bureau of Statistics)
    level: Annotated[Level, ByMonth(Share(0.0, 1.0))] = Field(0.052, description="where the baseline stands")


class IncomeSeries(Series):
    """Income while in work, relative to its trend: 0% is on trend; shocks are relative to trend and add up."""

    size_unit = "%"
    bounds = Share(-0.95, 3.0)
    level: Annotated[Level, ByMonth(Share(-0.95, 3.0))] = Field(
        0.0, description="income against its trend; 0% is on trend"
    )


class RateSeries(Series):
    """An interest rate a year; shocks in points (pp)."""

    size_unit = "pp"
    bounds = Share(-0.1, 1.0)
    level: Annotated[Level, ByMonth(Share(-0.1, 1.0))] = Field(0.02, description="rate a year; assumption")


class LoosenessSeries(Series):
    """Looseness of rivals' standards: 0 is today's, 1 is one standard deviation of score lower; shocks are numbers."""

    size_unit = ""
    bounds = Number(-3.0, 3.0)
    level: Annotated[Level, ByMonth(Number(0.0, 3.0))] = Field(0.0, description="0 = today's standards, up to 3")


class ApplicationsSeries(Series):
    """Applications a month, as a share of the book; shocks are relative, so that -50% halves them."""

    size_unit = "%"
    relative = True
    bounds = Share(0.0, 1.0)
    level: Annotated[Level, ByMonth(Share(0.0, 1.0))] = Field(
        0.03, description="share of the book, a month; assumption"
    )


class CapacityShocks(Section):
    """Shocks to the capacity of a section that has no level of its own; relative, so that -50% halves it."""

    size_unit: ClassVar[SizeUnit] = "%"

    shocks: tuple[AnyShock, ...] = Field((), description="relative change of the capacity, by month; -50% halves it")

    @model_validator(mode="wrap")
    @classmethod
    def _sizes_are_relative(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        with reading(size_unit=cls.size_unit):
            return handler(data)

    def capacity_factor(self, months: int) -> list[float]:
        """Return what the shocks multiply the capacity by in months 1 to `months`; never below 0."""
        total = [1.0] * months
        for shock in self.shocks:
            total = [a + b for a, b in zip(total, curve_of(shock, months), strict=True)]
        return [max(0.0, factor) for factor in total]
