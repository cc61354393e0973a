"""Management overlays: what people set on top of the model's figures, by whom, why and until when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from arrears.dates import YearMonth
from arrears.keys.kinds import Count, Maybe, Number, Share
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.shocks import LONGEST
from arrears.keys.words import Date, Text

Product = Literal["all", "revolving", "instalment"]


class Overlay(Section):
    """An adjustment of one curve, kept apart from the model's own figure."""

    measure: Annotated[str, Text(80)] = Field(description="measure of the curve, as in `curves.csv`")
    bucket: Annotated[str, Text(80)] = Field("all", description="its bucket, `all` where it has none")
    product: Product = Field("all", description="its product")
    months: tuple[Annotated[int, Count(0, LONGEST)], Annotated[int, Count(0, LONGEST)]] = Field(
        (0, LONGEST), description="first and last month of the adjustment"
    )
    add: Annotated[float | None, Maybe(Share(-10.0, 10.0))] = Field(
        None, description="added to the curve, for a rate; either this or `times`"
    )
    times: Annotated[float | None, Maybe(Number(0.0, 1000.0))] = Field(
        None, description="factor on the curve; either this or `add`"
    )
    reason: Annotated[str, Text(500)] = Field(description="why it is set")
    owner: Annotated[str, Text(80)] = Field(description="who answers for it")
    expires: Annotated[YearMonth, Date()] = Field(description="last month of the calendar in which it may be used")

    @model_validator(mode="after")
    def _one_change(self) -> Overlay:
        if (self.add is None) == (self.times is None):
            raise Refusal("an overlay changes its curve in one way", "either `add` or `times`")
        if self.months[0] > self.months[1]:
            raise Refusal(f"months {list(self.months)} run backwards", "the first month, then the last")
        return self
