"""The `borrowers` section: who they are and how they behave. Every default has a unit, and a source or *assumption*.

Levels marked "prototype" come from a smaller model whose book was steady and whose uplifts were credible; they are
assumptions too. Traits that differ between people are drawn with the correlations of `copula`.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from arrears.keys.kinds import Count, Money, Number, Share
from arrears.keys.parameters import parameters
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.scenario.copula import Link, check_links, default_links
from arrears.scenario.extremes import check_incomes, check_savings

_Ratio = Annotated[float, Number(0.0, 100.0)]


class Income(Section):
    """Income: level, spread, swings, and what replaces it out of work."""

    median: Annotated[float, Money(1.0, 1e9)] = Field(
        6000.0, description="median monthly income, units of the currency; assumption"
    )
    spread: _Ratio = Field(0.45, description="standard deviation of its logarithm between people; assumption")
    persistence: Annotated[float, Number(0.0, 0.999)] = Field(
        0.95, description="monthly persistence of swings; assumption"
    )
    permanent: Annotated[float, Share()] = Field(
        0.03, description="standard deviation of a month's persistent swing; Carroll 1997: 0.10 a year"
    )
    transitory: Annotated[float, Share()] = Field(
        0.10, description="standard deviation of the passing swing; Carroll 1997: 0.10"
    )
    replacement: Annotated[float, Share()] = Field(0.50, description="benefit out of work, share of income; prototype")
    replacement_later: Annotated[float, Share()] = Field(
        0.25, description="the same once the benefit has run out; prototype"
    )
    replacement_months: Annotated[int, Count(0, 120)] = Field(5, description="months the benefit lasts; prototype")

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        check_incomes(self.median, self.spread)
        return self


class Employment(Section):
    """Work: finding it, and who is at risk of losing it."""

    finding: Annotated[float, Share()] = Field(
        0.22, description="monthly chance of finding work at the reference unemployment; prototype"
    )
    reference_unemployment: Annotated[float, Share(0.001, 0.5)] = Field(
        0.055, description="unemployment at which `finding` holds; prototype"
    )
    finding_elasticity: _Ratio = Field(0.5, description="how fast finding falls as unemployment rises; prototype")
    exposure_slope: _Ratio = Field(
        0.45, description="risk of losing work falls by this with a standard deviation of income; prototype"
    )
    exposure_to_quality: _Ratio = Field(
        0.50, description="and by this with a standard deviation of quality; assumption"
    )
    formal_share: Annotated[float, Share()] = Field(
        0.60, description="share of borrowers in formal employment; assumption"
    )
    gig_share: Annotated[float, Share()] = Field(
        0.25, description="share in gig work; the rest are self-employed; assumption"
    )
    formal_exposure: _Ratio = Field(0.8, description="weight of the risk of losing work, formal; assumption")
    gig_exposure: _Ratio = Field(1.6, description="the same, gig work; assumption")
    self_employed_exposure: _Ratio = Field(0.8, description="the same, self-employed; assumption")
    formal_volatility: _Ratio = Field(0.8, description="size of income swings, formal; assumption")
    gig_volatility: _Ratio = Field(1.4, description="the same, gig work; assumption")
    self_employed_volatility: _Ratio = Field(1.8, description="the same, self-employed; assumption")


class Spending(Section):
    """Spending: subsistence, habit, and the pull of savings towards their target."""

    subsistence_fixed: Annotated[float, Share(0.0, 2.0)] = Field(
        0.20, description="subsistence, part of the median income; prototype"
    )
    subsistence_share: Annotated[float, Share()] = Field(
        0.39, description="subsistence, part of one's own income; prototype"
    )
    subsistence_ceiling: Annotated[float, Share()] = Field(
        0.85, description="subsistence, at most this part of one's own income; prototype"
    )
    target_buffer: _Ratio = Field(
        4.5,
        description="savings aimed at by a borrower of mean propensity, months of income; assumption",
    )
    credit_for_savings: _Ratio = Field(
        0.3,
        description="savings aimed at fall by this part of what others lend more; Carroll, Slacalek and Sommer 2019, "
        "size: assumption",
    )
    pull: Annotated[float, Share()] = Field(
        0.12, description="part of the gap to the target spent or saved a month; prototype"
    )
    adjustment: Annotated[float, Share(0.01, 1.0)] = Field(
        0.6, description="part of a fall in spending made in a month; assumption"
    )
    propensity: Annotated[float, Share()] = Field(
        0.90, description="mean share spent of what is left after subsistence and debt service; prototype: 95%"
    )
    propensity_spread: Annotated[float, Share()] = Field(
        0.06, description="standard deviation of it between people; assumption"
    )
    buffer: _Ratio = Field(1.4, description="median savings of a new borrower, months of income; assumption")
    buffer_spread: _Ratio = Field(0.7, description="standard deviation of their logarithm; assumption")

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        check_savings(self.buffer, self.buffer_spread)
        return self


class Financing(Section):
    """How a gap is filled, planned loans, debt to other lenders, and closing the line."""

    line_share: Annotated[float, Share()] = Field(
        0.6, description="part of the free line that can be drawn as cash; prototype"
    )
    loan_ceiling: _Ratio = Field(0.6, description="pre-approved loan, months of income; assumption")
    loan_demand: Annotated[float, Share()] = Field(
        0.02, description="monthly chance of taking a loan for a purchase; assumption"
    )
    loan_size: _Ratio = Field(1.0, description="size of such a loan, months of income; assumption")
    loan_spent: Annotated[float, Share()] = Field(0.9, description="part of it spent at once; assumption")
    outside_ceiling: _Ratio = Field(2.5, description="debt to other lenders at most, months of income; assumption")
    outside_out_of_work: Annotated[float, Share()] = Field(
        0.4, description="part of that ceiling up to which people out of work can still borrow; assumption"
    )
    outside_use: Annotated[float, Share()] = Field(
        0.30,
        description="spent on outside credit a month in good times, of income, by who spends all there is; assumption",
    )
    outside_repayment: Annotated[float, Share()] = Field(
        0.16, description="part of outside debt collected a month; prototype: 12% to 20%"
    )
    outside_call: Annotated[float, Share()] = Field(
        0.3, description="part collected a month of what others no longer roll over; assumption"
    )
    outside_service: Annotated[float, Share()] = Field(
        0.5,
        description="others lend no more, however loose the market, than they can collect out of this share of income; "
        "assumption",
    )
    outside_rate: Annotated[float, Share()] = Field(
        0.02, description="interest on outside debt a month; assumption, near the legal ceiling of 24% a year"
    )
    closing: Annotated[float, Share()] = Field(
        0.02, description="monthly chance that a line is closed by the borrower; assumption"
    )


class Paying(Section):
    """Paying on the due day: means, memory, will."""

    reserve: _Ratio = Field(
        0.3, description="savings kept back from paying more than the bill, months of income; assumption"
    )
    low_income: Annotated[float, Share(0.0, 2.0)] = Field(
        0.70, description="income below this part of usual counts as a fall; definition"
    )
    strategic: Annotated[float, Number(-50.0, 50.0)] = Field(
        -6.3, description="log odds a month of refusing to pay when able, no debt service; assumption"
    )
    strategic_burden: _Ratio = Field(3.4, description="added to them per unit of debt service over income; assumption")
    willingness: _Ratio = Field(0.6, description="willingness, log odds a standard deviation of quality; assumption")
    willingness_spread: _Ratio = Field(0.8, description="standard deviation of willingness besides; assumption")
    forget: Annotated[float, Share()] = Field(
        0.10,
        description="monthly chance of forgetting a bill when not on autopay; assumption",
    )
    forget_spread: _Ratio = Field(0.8, description="standard deviation of its logarithm between people; assumption")
    dormant: Annotated[float, Share()] = Field(
        0.10, description="share of borrowers who do not use their line; assumption"
    )
    line_use: Annotated[float, Share()] = Field(0.25, description="mean share of spending put on the line; assumption")
    line_use_spread: Annotated[float, Share()] = Field(0.15, description="standard deviation of it; assumption")
    full_payers: Annotated[float, Share(0.001, 0.999)] = Field(
        0.65, description="share of borrowers who pay the whole bill when able; assumption"
    )
    revolver_share: Annotated[float, Share()] = Field(
        0.35, description="mean share of the bill paid by the others; assumption"
    )
    revolver_spread: Annotated[float, Share()] = Field(0.15, description="standard deviation of it; assumption")


class Late(Section):
    """Catching up when late."""

    effort: Annotated[float, Share()] = Field(
        0.38, description="monthly chance of catching up unprompted after one missed bill; assumption"
    )
    effort_per_quality: Annotated[float, Share()] = Field(
        0.08, description="added per standard deviation of quality; assumption"
    )
    decay: Annotated[float, Share()] = Field(
        0.60, description="effort times this with each further bill missed; prototype: 72%"
    )
    decay_forgetful: Annotated[float, Share()] = Field(
        0.70, description="the same for who forgot, from the third missed bill on; assumption"
    )
    forgetful_effort: Annotated[float, Share()] = Field(
        0.70,
        description="part of what effort lacks to 1 that who forgot adds once a second bill is missed; assumption",
    )
    uncalled: Annotated[float, Share()] = Field(
        0.85, description="effort times this after a month in which a late borrower heard nothing; assumption"
    )
    whole: Annotated[float, Share()] = Field(
        0.75, description="chance that a late payment aims at all arrears; assumption"
    )
    but_newest: Annotated[float, Share()] = Field(
        0.0,
        description="chance that another one aims at what was due before the newest bill, else one bill; assumption",
    )


class Borrowers(Section):
    """Who the borrowers are and how they behave."""

    income: Income = Field(default_factory=Income, description="income")
    employment: Employment = Field(default_factory=Employment, description="work")
    spending: Spending = Field(default_factory=Spending, description="spending and savings")
    financing: Financing = Field(default_factory=Financing, description="where the money for a gap comes from")
    paying: Paying = Field(default_factory=Paying, description="paying on the due day")
    late: Late = Field(default_factory=Late, description="catching up when late")
    copula: Annotated[tuple[Link, ...], AfterValidator(check_links)] = Field(
        default_factory=default_links, description="how traits go together: list of {traits, correlation}"
    )

    @model_validator(mode="after")
    def _shares_of_types(self) -> Self:
        if self.employment.formal_share + self.employment.gig_share > 1.0 + 1e-9:
            raise Refusal(
                "formal_share and gig_share are more than 100% together",
                "shares that leave the rest to the self-employed",
                where=("employment", "gig_share"),
            )
        return self


SpendingParameters = parameters(Spending)
FinancingParameters = parameters(Financing)
PayingParameters = parameters(Paying)
LateParameters = parameters(Late)
