"""Rules: the parameters of every rule, as frozen tuples made from the scenario, and which function fills which slot."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

from arrears.borrower import employment, financing, paying, spending
from arrears.borrower import income as earning
from arrears.errors import UsageError
from arrears.keys.parameters import as_parameters
from arrears.lender import charges as charging
from arrears.lender import collections
from arrears.lender.charges import instalment_factor
from arrears.model import month
from arrears.population import newcomer as coming
from arrears.rebind import as_rule, plain, rebound
from arrears.rule_bounds import guarded
from arrears.scenario.schema import Scenario
from arrears.units import minor_units

Rule = Callable[..., Any]


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
    """Of `lender.collections`: how the predicted chance of payment, and the effect of a call, fall a bill missed."""

    decay: float
    effect_decay: float


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
            median=minor_units(income.median),
            persistence=income.persistence,
            permanent=income.permanent,
            transitory=income.transitory,
            replacement=income.replacement,
            replacement_later=income.replacement_later,
            replacement_months=income.replacement_months,
        ),
        spending=as_parameters(who.spending),
        financing=as_parameters(who.financing),
        paying=as_parameters(who.paying),
        late=as_parameters(who.late),
        charges=ChargesParameters(
            line_rate=charges.line_rate / 12.0,
            line_rate_late=charges.line_rate * late / 12.0,
            loan_rate=charges.loan_rate / 12.0,
            loan_rate_late=charges.loan_rate * late / 12.0,
            instalment_factor=instalment_factor(charges.loan_rate / 12.0, charges.terms),
            minimum_share=charges.minimum_share,
            minimum_bill=minor_units(charges.minimum_bill),
            late_fee=charges.late_fee,
        ),
        collections=CollectionsParameters(decay=who.late.decay, effect_decay=scenario.lender.collections.effect_decay),
    )


class Month(NamedTuple):
    """The parts of a borrower's month, `arrears.model.month`, with the rules of a run in them."""

    earn: Rule
    before: Rule
    settle: Rule


@dataclass(frozen=True)
class Rules:
    """Which function fills which slot. A slot that is not given holds the rule that ships.

    A rule is a scalar function: float64 and int64 in, the same out; it draws nothing and keeps nothing, and compiles
    with Numba (a plain function is put through ``rule``). It is called by position, so it takes the arguments of the
    shipped rule in their order, and returns what that returns; ``p`` are the parameters of its section of the scenario.
    Numbers of its own are constants or those of an enclosing function. Both engines call the rules given here, and so
    does the seasoning of the book. Before a run each is called some thousand times, and refused by name if it returns
    what no rule of its slot may (``rule_bounds.py``).

    Raises
    ------
    UsageError
        A rule is no function, or takes other arguments than the shipped one.

    Examples
    --------
    >>> from arrears import Rules
    >>> def soon(u):
    ...     return int(10.0 * u)
    >>> Rules(catch_up_day=soon).catch_up_day(0.5)
    5
    """

    work: Rule = employment.work
    income: Rule = earning.income
    subsistence: Rule = spending.subsistence
    savings_target: Rule = spending.savings_target
    spend: Rule = spending.spend
    outside_due: Rule = financing.outside_due
    outside_use: Rule = financing.outside_use
    finance: Rule = financing.finance
    planned_loan: Rule = financing.planned_loan
    inability: Rule = paying.inability
    pay: Rule = paying.pay
    effort: Rule = paying.effort
    motive: Rule = paying.motive
    later_cause: Rule = paying.later_cause
    catch_up: Rule = paying.catch_up
    catch_up_day: Rule = paying.catch_up_day
    interest: Rule = charging.interest
    line_bill: Rule = charging.line_bill
    instalment: Rule = charging.instalment
    late_fee: Rule = charging.late_fee
    priority: Rule = collections.priority
    call_effect: Rule = collections.call_effect
    prompted: Rule = collections.prompted
    newcomer: Rule = coming.newcomer
    lender_score: Rule = coming.lender_score

    def __post_init__(self) -> None:
        for slot, function in self.given.items():
            check_arguments(slot, function, _SHIPPED[slot])
            object.__setattr__(self, slot, as_rule(function))
        if self.lender_score is not coming.lender_score and self.newcomer is not coming.newcomer:
            raise UsageError("rules: `lender_score` is called by `newcomer` only; an own `newcomer` calls its own")

    @cached_property
    def month(self) -> Month:
        """The borrower's month with these rules in it."""
        return Month(*(rebound(part, self.swaps) for part in (month.earn, month.before, month.settle)))

    @property
    def given(self) -> dict[str, Rule]:
        """Slot -> rule of the slots that do not hold the shipped one."""
        return {slot: getattr(self, slot) for slot in _SHIPPED if getattr(self, slot) is not _SHIPPED[slot]}

    @property
    def swaps(self) -> dict[Rule, Rule]:
        """Shipped rule -> the one that takes its place, held within what a rule of its slot may return."""
        return {_SHIPPED[slot]: guarded(slot, function) for slot, function in self.given.items()}

    @cached_property
    def whole(self) -> Rules:
        """The same, with shipped rules that call one of those given rebuilt: what a caller without kernels calls."""
        found = Rules()
        for slot, function in _SHIPPED.items():
            object.__setattr__(found, slot, rebound(function, self.swaps))
        return found

    def __repr__(self) -> str:
        return f"Rules({', '.join(f'{slot}={plain(function).__name__}' for slot, function in self.given.items())})"

    def __reduce__(self) -> tuple[Callable[[dict[str, Rule]], Rules], tuple[dict[str, Rule]]]:
        """Pickle what is given only: a shipped rule must come back as the very same object."""
        return rules_of, (self.given,)


_SHIPPED: dict[str, Rule] = {field.name: field.default for field in fields(Rules)}  # type: ignore[misc]


def rules_of(given: Mapping[str, Rule]) -> Rules:
    """Make rules from a mapping of slot to function.

    Raises
    ------
    UsageError
        There is no such slot.
    """
    for slot in given:
        if slot not in _SHIPPED:
            raise UsageError(f"rules: there is no slot {slot!r}; there are {', '.join(_SHIPPED)}")
    return Rules(**given)


def check_arguments(slot: str, function: Rule, shipped: Rule) -> None:
    """Refuse a rule that cannot be called as the shipped one is.

    Raises
    ------
    UsageError
    """
    expected = list(inspect.signature(plain(shipped)).parameters)
    if not callable(function):
        raise UsageError(f"rules: `{slot}` is {function!r}; expected a function of ({', '.join(expected)})")
    found = inspect.signature(plain(function)).parameters
    kinds = {parameter.kind for parameter in found.values()}
    positional = kinds <= {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    # The same names in another order would be called with the wrong values.
    shuffled = len(found) == len(expected) and set(found) == set(expected) and list(found) != expected
    if not positional or len(found) != len(expected) or shuffled:
        name = getattr(plain(function), "__name__", repr(function))
        raise UsageError(
            f"rules: `{slot}`: {name} takes ({', '.join(found)}); expected the {len(expected)} arguments of the "
            f"shipped rule in their order: ({', '.join(expected)})"
        )
