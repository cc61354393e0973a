"""Rules: the parameters of every rule, as frozen tuples made from the scenario, and which function fills which slot."""

from __future__ import annotations

from typing import Any, NamedTuple

from arrears.lender.charges import instalment_factor
from arrears.scenario.parameters import as_parameters
from arrears.scenario.schema import Scenario
from arrears.units import minor_units


class IncomeParameters(NamedTuple):
    """Of `borrower.income`; median in minor units a month."""

    median: int
    persistence: float
    permanent: float
    transitory: float
    replacement: float
    replacement_later: float
    replacement_months: int


class ChargesParameters(NamedTuple):
    """Of `lender.charges`; rates a month, amounts in minor units."""

    line_rate: float
    line_rate_late: float
    loan_rate: float
    loan_rate_late: float
    instalment_factor: float
    minimum_share: float
    minimum_bill: int
    late_fee: float


class CollectionsParameters(NamedTuple):
    """Of `lender.collections`: how the predicted chance of payment falls with each bill missed."""

    decay: float


class Parameters(NamedTuple):
    """Parameters of all rules a borrower's month calls, one tuple a section."""

    income: Any
    spending: Any
    financing: Any
    paying: Any
    late: Any
    charges: Any
    collections: Any


def rule_parameters(scenario: Scenario) -> Parameters:
    """Parameters of the rules of a scenario: annual rates by twelve, money in minor units."""
    who, charges = scenario.borrowers, scenario.lender.charges
    income = who.income
    late = 1.0 + charges.penalty
    return Parameters(
        income=IncomeParameters(
            median=minor_units(income.median), persistence=income.persistence, permanent=income.permanent,
            transitory=income.transitory, replacement=income.replacement, replacement_later=income.replacement_later,
            replacement_months=income.replacement_months,
        ),
        spending=as_parameters(who.spending),
        financing=as_parameters(who.financing),
        paying=as_parameters(who.paying),
        late=as_parameters(who.late),
        charges=ChargesParameters(
            line_rate=charges.line_rate / 12.0, line_rate_late=charges.line_rate * late / 12.0, loan_rate=charges.loan_rate / 12.0,
            loan_rate_late=charges.loan_rate * late / 12.0, instalment_factor=instalment_factor(charges.loan_rate / 12.0, charges.terms),
            minimum_share=charges.minimum_share, minimum_bill=minor_units(charges.minimum_bill), late_fee=charges.late_fee,
        ),
        collections=CollectionsParameters(decay=who.late.decay),
    )
