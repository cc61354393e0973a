"""How what a tape lacks is drawn: a part of its column map."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from arrears.keys.kinds import Money, Number, Share
from arrears.keys.section import Section
from arrears.keys.words import Word

OBSERVED = ("limit", "utilisation", "payment_ratio", "status", "score")
# The first eight in the order of `newcomer.LATENT`: income first, so that an observed income can lead the others.
TRAITS = (
    "income", "quality", "propensity", "forget", "willingness", "buffer", "line_use", "pay_share",
    "work", "swing", "outside", "autopay",
)  # fmt: skip

# Correlations of normal scores between what a tape says and what it lacks; all of them assumptions. A later status goes
# with fewer savings, worse quality, no work, fallen income: else the late would hold ordinary savings, and all cure.
DEFAULT_LINKS: dict[tuple[str, str], float] = {
    ("status", "buffer"): -0.70, ("status", "quality"): -0.50, ("status", "work"): -0.40, ("status", "swing"): -0.40,
    ("status", "outside"): 0.30, ("status", "propensity"): 0.25, ("status", "forget"): 0.15,
    ("status", "willingness"): -0.20, ("status", "autopay"): -0.20,
    ("limit", "income"): 0.60, ("limit", "quality"): 0.30, ("limit", "buffer"): 0.20,
    ("utilisation", "buffer"): -0.45, ("utilisation", "quality"): -0.30, ("utilisation", "propensity"): 0.30,
    ("utilisation", "outside"): 0.25,
    ("payment_ratio", "buffer"): 0.40, ("payment_ratio", "quality"): 0.30, ("payment_ratio", "pay_share"): 0.60,
    ("payment_ratio", "propensity"): -0.20,
}  # fmt: skip


class Incomes(Section):
    """Level of the incomes that are drawn; how they go with the limit is a link's to say."""

    median: Annotated[float, Money(1.0, 1e9)] = Field(
        description="median monthly income, units of the currency; assumption"
    )
    spread: Annotated[float, Number(0.0, 3.0)] = Field(
        0.45, description="standard deviation of its logarithm; assumption"
    )


class LateOnes(Section):
    """State of those who are late in the tape; all of it assumptions."""

    forgetful: Annotated[float, Share()] = Field(
        0.25,
        description="share of those one bill late who forgot and hold ordinary savings; to the power of the bills",
    )
    holds: Annotated[float, Share()] = Field(
        0.9, description="the others hold at most this part of what they have missed; evenly drawn from nothing to that"
    )
    income_fall: Annotated[float, Share(0.0, 0.9)] = Field(
        0.10,
        description="mean fall of the income of those others who are in work; evenly drawn from none to twice that",
    )


class TapeLink(Section):
    """Correlation of something that the tape says with a trait that it lacks."""

    observed: Annotated[str, Word(OBSERVED)] = Field(description="one of " + ", ".join(OBSERVED))
    trait: Annotated[str, Word(TRAITS)] = Field(description="one of " + ", ".join(TRAITS))
    correlation: Annotated[float, Number(-0.95, 0.95)] = Field(description="of their normal scores; 0 unties them")


class TapeDraws(Section):
    """How what the tape lacks is drawn: from the scenario's copula, given what the tape says."""

    income: Incomes | None = Field(None, description="level of incomes; left out: the scenario's")
    late: LateOnes = Field(default_factory=LateOnes, description="state of those who are late")
    correlations: tuple[TapeLink, ...] = Field((), description="each replaces the default of its pair")

    def links(self) -> dict[tuple[str, str], float]:
        """Return the correlation of every pair that is tied: the defaults, and what the map says instead."""
        return DEFAULT_LINKS | {(link.observed, link.trait): link.correlation for link in self.correlations}
