"""A regulator that tightens the market while the reported overdue rate is above a threshold.

Each review at which the rate 31 and more days past due stands above the threshold tightens the market by a step, down
to a limit; each at which it does not takes a step back. What it does takes effect in the next month, for the lender as
for its rivals.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import Field

from arrears.keys.kinds import Number
from arrears.keys.kinds import Share as Part
from arrears.keys.section import Section
from arrears.mechanisms.mechanism import Count, Share
from arrears.policies.policy import Figures, Policy


class Regulator(Section):
    """A regulator that tightens the market while overdue rates are high."""

    threshold: Annotated[float, Part()] = Field(
        0.02, description="reported rate, 31 and more days past due, above which it tightens; assumption"
    )
    step: Annotated[float, Number(0.0, 3.0)] = Field(
        0.1, description="looseness taken away at each review, standard deviations of score; assumption"
    )
    limit: Annotated[float, Number(0.0, 3.0)] = Field(
        1.0, description="looseness taken away at most, standard deviations of score; assumption"
    )
    easing: Annotated[float, Number(0.0, 3.0)] = Field(
        0.05, description="looseness given back at each review at which the rate is not above; assumption"
    )


class Reviewed(NamedTuple):
    """What a review decides."""

    tightened: float
    looseness: float
    tightenings: int


def review(f: Figures, m: Any, p: Any) -> Reviewed:
    """The review of a month."""
    above = f.overdue_31 > p.threshold
    tightened = min(m.tightened + p.step, p.limit) if above else max(m.tightened - p.easing, 0.0)
    return Reviewed(tightened, -tightened, int(tightened > m.tightened))


REGULATOR = Policy(
    name="regulator",
    section=Regulator,
    rule=review,
    memory=("tightened",),
    counts={"tightenings": Count("reviews", "reviews at which the regulator tightened the market")},
    measures={"regulator_tightenings": Share("Reviews at which the regulator tightened.", "reviews", "tightenings")},
)
