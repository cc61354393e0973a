"""The `lender` section: whom the lender approves, and how it collects."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from arrears.keys.kinds import Capacity, Maybe, Number, Share
from arrears.keys.section import Section
from arrears.keys.series import ApplicationsSeries, CapacityShocks
from arrears.keys.words import Word
from arrears.scenario.schema_charges import ChargeOff, Charges, Lines, Scores

ORDINARY_WORKLIST = 0.06  # late accounts a month per borrower of the shipped baseline (docs/behaviour.md)
Strategy = Literal["oldest_first", "largest_first", "expected_recovery"]


class Underwriting(Section):
    """Whom the lender approves."""

    cutoff: Annotated[float, Number(300.0, 850.0)] = Field(
        600.0, description="lowest score approved, 300 to 850; assumption"
    )
    score_noise: Annotated[float, Number(0.0, 300.0)] = Field(
        40.0, description="standard deviation between the score seen and true quality, in points of score; assumption"
    )
    applications: ApplicationsSeries = Field(
        default_factory=ApplicationsSeries,
        description="a month, share of the book; more where a strict cut-off could not replace who leaves otherwise",
    )
    demand_fall: Annotated[float, Share()] = Field(
        0.08,
        description="new borrowers fall by this part per pp of unemployment above month 0; assumption",
    )


class Collections(CapacityShocks):
    """The collections desk."""

    contacts_per_day: Annotated[float | int, Capacity()] = Field(
        0.05,
        description="share of the normal worklist, or a number; 5% serves 1.5 times the normal worklist; assumption",
    )
    normal_worklist: Annotated[float | None, Maybe(Share(0.0, 2.0))] = Field(
        None,
        description="accounts late at some time in an ordinary month that the desk is staffed for, per borrower of the "
        "opening book; left out, 6%, as in the shipped baseline, or what a calm year of a tape shows",
    )
    strategy: Annotated[Strategy, Word(("oldest_first", "largest_first", "expected_recovery"))] = Field(
        "oldest_first", description="who is called first when the day is too short"
    )
    effect: Annotated[float, Share()] = Field(
        0.6,
        description="chance that a contact brings a payment that would not have come by itself, one bill missed; "
        "assumption",
    )
    effect_decay: Annotated[float, Share()] = Field(
        0.8, description="effect times this with each further bill missed; assumption"
    )


class Lender(Section):
    """Whom the lender approves, and how it collects."""

    underwriting: Underwriting = Field(default_factory=Underwriting, description="whom the lender approves")
    collections: Collections = Field(default_factory=Collections, description="the collections desk")
    scores: Scores = Field(default_factory=Scores, description="how quality shows in the score")
    lines: Lines = Field(default_factory=Lines, description="limits of new lines")
    charges: Charges = Field(default_factory=Charges, description="interest and fees")
    charge_off: ChargeOff = Field(default_factory=ChargeOff, description="charge-off and recovery")
