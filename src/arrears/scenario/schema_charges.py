"""The parts of `lender` that price and write off: charges, lines, charge-off."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from arrears.keys.kinds import Count, Money, Number, Share
from arrears.keys.section import Section
from arrears.scenario.charge_off_days import ChargeOffDays, DaysByProduct

_Ratio = Annotated[float, Number(0.0, 100.0)]


class Charges(Section):
    """Interest and fees."""

    line_rate: Annotated[float, Share(0.0, 5.0)] = Field(
        0.18, description="interest on a carried balance of the line, a year; assumption, near 0.05% a day"
    )
    loan_rate: Annotated[float, Share(0.0, 5.0)] = Field(0.15, description="interest on the loan, a year; assumption")
    penalty: Annotated[float, Share(0.0, 5.0)] = Field(
        0.5, description="interest while late is higher by this part; Chinese practice: 30% to 50%"
    )
    late_fee: Annotated[float, Share()] = Field(
        0.02, description="fee for a bill unpaid after the days of grace, part of it; assumption"
    )
    pass_through: Annotated[float, Share()] = Field(
        0.5,
        description="part of a change in the policy rate since month 0 that goes into the rates of lines and of debt "
        "to other lenders; loans keep the rate agreed; assumption",
    )
    minimum_share: Annotated[float, Share(0.01, 1.0)] = Field(
        0.10, description="minimum due of the line, part of its balance; Chinese card practice: 10%"
    )
    minimum_bill: Annotated[float, Money(0.01, 1e9)] = Field(
        10.0, description="minimum due of the line at least, units of the currency; assumption"
    )
    terms: Annotated[int, Count(1, 120)] = Field(12, description="instalments of a loan, months; assumption")


class Lines(Section):
    """Limits of new lines."""

    months_of_income: _Ratio = Field(1.2, description="limit at a score of 650, months of income; assumption")
    per_score: Annotated[float, Number(-1.0, 1.0)] = Field(
        0.005, description="added per point of score above 650; assumption"
    )
    floor: _Ratio = Field(1.0, description="at least, months of income; assumption")
    ceiling: _Ratio = Field(2.0, description="at most, months of income; assumption")
    cut: Annotated[float, Share()] = Field(
        0.5,
        description="part of a tightening of new lines that open lines follow, until standards are back; assumption",
    )
    first_use: _Ratio = Field(0.6, description="first purchase, part of a month's use of the line; assumption")


class ChargeOff(Section):
    """Charge-off and recovery."""

    dpd: Annotated[ChargeOffDays, DaysByProduct()] = Field(
        ChargeOffDays(),
        description="days past due on reaching which an account is charged off, a number for both products or one for "
        "each; FFIEC: 180 for open-end credit, 120 for closed-end",
    )
    recovery: Annotated[float, Share()] = Field(
        0.12, description="part of the balance recovered afterwards; assumption"
    )
    recovery_months: Annotated[int, Count(1, 60)] = Field(12, description="months over which it comes in; assumption")
    recovery_fall: Annotated[float, Share()] = Field(
        0.10, description="what is recovered falls by this part per pp of unemployment above month 0; assumption"
    )
    recovery_floor: Annotated[float, Share()] = Field(
        0.40, description="but never below this part of what is usual; assumption"
    )


class Scores(Section):
    """How quality shows in the score."""

    mean: Annotated[float, Number(300.0, 850.0)] = Field(650.0, description="mean score of applicants; assumption")
    per_quality: Annotated[float, Number(0.0, 300.0)] = Field(
        60.0, description="points of score a standard deviation of quality; assumption"
    )
    selection: _Ratio = Field(
        0.40, description="quality of the marginal applicant falls by this with one unit of looseness; assumption"
    )
