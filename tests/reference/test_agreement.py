"""The fast engine and the readable one agree: every tally, and every field of every borrower at the last close."""

from typing import Any

import numpy as np
import pytest

from arrears.model.order import DAYS, Phase
from arrears.reference import run_reference
from driving import PATHS, Variant, both, differences, start

STRESS = {"unemployment": 0.08, "income": -0.15}


LONG = {"borrowers": 800, "months": 14}
VARIANTS = [
    Variant("default"),
    Variant("stress", {}, STRESS, months=10),
    Variant("looser market", {}, {"looseness": 1.5}),
    Variant("tighter market, half followed", {"market.competition.follow": 0.5}, {"looseness": -1.0}),
    Variant("grace of 5 days", {"conventions.grace_days": 5}, STRESS),
    Variant("grace of 28 days", {"conventions.grace_days": 28}, STRESS),
    Variant("materiality", {"conventions.materiality": 60.0}, STRESS),
    Variant(
        "many due days",
        {"portfolio.due_days": {1: 0.2, 2: 0.1, 9: 0.2, 15: 0.1, 27: 0.2, 28: 0.2}, "conventions.grace_days": 3},
        STRESS,
    ),
    Variant(
        "largest first, short desk",
        {"lender.collections.strategy": "largest_first", "lender.collections.contacts_per_day": 0.005},
        STRESS,
    ),
    Variant(
        "expected recovery, short desk",
        {"lender.collections.strategy": "expected_recovery", "lender.collections.contacts_per_day": 0.005},
        STRESS,
    ),
    Variant("desk with plenty", {"lender.collections.contacts_per_day": 5, "lender.collections.effect": 0.9}, STRESS),
    Variant("static", {"portfolio.balance_sheet": "static"}, STRESS, months=12),
    Variant("run-off", {"portfolio.balance_sheet": "run_off"}, STRESS),
    Variant("no savings aimed at", {"borrowers.spending.target_buffer": 0.0}, STRESS),
    Variant("by income", {"portfolio.segment": "income_quintile"}, STRESS),
    Variant(
        "by cohort, many applications",
        {"portfolio.segment": "cohort", "lender.underwriting.applications": 0.2},
        months=13,
    ),
    Variant("charge-off by product", {"lender.charge_off.dpd": {"revolving": 151, "instalment": 61}}, STRESS),
    Variant("charge-off at 91 days", {"lender.charge_off.dpd": 91, "lender.charge_off.recovery_months": 2}, STRESS),
    Variant(
        "short loans, wanted by many",
        {"lender.charges.terms": 1, "borrowers.financing.loan_demand": 0.5, "conventions.grace_days": 20},
        STRESS,
    ),
    Variant(
        "lines closed by many", {"borrowers.financing.closing": 0.2, "lender.underwriting.applications": 0.3}, STRESS
    ),
]
SLOW = [
    Variant("default, long", **LONG),
    Variant("stress, long", {}, STRESS, **LONG),
    Variant("looser market, long", {}, {"looseness": 1.5}, **LONG),
    Variant("credit crunch", {}, {"looseness": -2.0, **STRESS}, **LONG),
    Variant("by score", {"portfolio.segment": "score_band"}, STRESS, **LONG),
    Variant("by employment", {"portfolio.segment": "employment"}, STRESS, **LONG),
    Variant("static by cohort", {"portfolio.balance_sheet": "static", "portfolio.segment": "cohort"}, STRESS, **LONG),
    Variant("fine buckets", {"buckets": (30, 60, 90, 120, 150)}, STRESS, **LONG),
    Variant("nobody on autopay", {"portfolio.autopay": 0.0}, STRESS, **LONG),
    Variant("no fee, no penalty", {"lender.charges.late_fee": 0.0, "lender.charges.penalty": 0.0}, STRESS, **LONG),
]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_the_engines_agree(variant: Variant) -> None:
    assert differences(*both(variant)) == []


@pytest.mark.slow
@pytest.mark.parametrize("variant", SLOW, ids=lambda v: v.name)
def test_the_engines_agree_on_larger_books(variant: Variant) -> None:
    assert differences(*both(variant)) == []


def test_there_is_something_to_agree_on() -> None:
    """A stressed run has what the engines could disagree on."""
    tallies = run_reference(*start(VARIANTS[1]), PATHS).tallies
    for name in (
        "charged_off",
        "recovered",
        "originated",
        "contacts",
        "applications",
        "approvals",
        "vintage_late",
        "vintage_ever",
    ):
        assert getattr(tallies, name).sum() > 0, name
    flows = tallies.ledger.sum(axis=(0, 1, 2))
    assert (flows[:-1] > 0).all()
    assert (tallies.rolled_accounts.sum(axis=(0, 1, 2, 3)) > 0).sum() >= 10
    assert (tallies.accounts.sum(axis=(0, 1, 3)) > 0).all()


def test_a_path_does_not_know_what_runs_beside_it() -> None:
    opening, setting, macro = start(Variant("short", months=3))
    together = run_reference(opening, setting, macro, PATHS)
    alone = run_reference(opening, setting, {name: values[1:] for name, values in macro.items()}, PATHS[1:])
    assert all(np.array_equal(a[1:], b) for a, b in zip(together.tallies, alone.tallies, strict=True))


def test_a_process_of_ones_own_sees_every_month() -> None:
    seen: list[tuple[int, int]] = []

    def watch(world: Any) -> Any:
        for month in range(1, world.setting.months + 1):
            yield world.at(month, DAYS, Phase.REVIEW)
            seen.append((month, sum(who.late for who in world.borrowers)))

    run_reference(*start(Variant("short", months=3)), PATHS[:1], processes=(watch,))
    assert [month for month, _ in seen] == [1, 2, 3]
    assert all(late > 0 for _, late in seen)
