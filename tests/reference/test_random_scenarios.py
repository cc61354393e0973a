"""Scenarios put together at random: the engines agree on combinations that nobody thought of."""

import random
from typing import Any

import pytest

from driving import Variant, both, differences

CHOICES: dict[str, list[Any]] = {
    "portfolio.balance_sheet": ["dynamic", "dynamic", "static", "run_off"],
    "portfolio.segment": ["none", "income_quintile", "score_band", "employment", "cohort"],
    "portfolio.autopay": [0.0, 0.3, 0.7, 1.0],
    "lender.collections.strategy": ["oldest_first", "largest_first", "expected_recovery"],
    "lender.collections.contacts_per_day": [0.0, 0.003, 0.01, 0.04, 0.3, 1, 2, 7],
    "lender.collections.effect": [0.0, 0.3, 0.9, 1.0],
    "conventions.grace_days": list(range(29)),
    "conventions.materiality": [0.0, 0.0, 5.0, 50.0, 500.0],
    "lender.charge_off.dpd": [31, 61, 91, 181, 181, 361],
    "lender.charge_off.recovery_months": [1, 2, 12, 30],
    "lender.charges.terms": [1, 2, 6, 12, 36],
    "lender.charges.late_fee": [0.0, 0.02, 0.3],
    "lender.charges.minimum_share": [0.02, 0.1, 0.5, 1.0],
    "lender.charges.minimum_bill": [0.01, 10.0, 500.0],
    "borrowers.financing.loan_demand": [0.0, 0.02, 0.5],
    "borrowers.financing.closing": [0.0, 0.012, 0.3],
    "borrowers.financing.outside_ceiling": [0.0, 0.6, 2.0],
    "borrowers.late.effort": [0.05, 0.45, 0.9],
    "borrowers.late.whole": [0.0, 0.75, 1.0],
    "borrowers.late.but_newest": [0.0, 0.5, 1.0],
    "borrowers.paying.forget": [0.03, 0.3],
    "borrowers.paying.strategic": [-8.0, -2.0],
    "market.competition.follow": [0.0, 0.5, 1.0],
    "lender.underwriting.applications": [0.03, 0.2],
    "lender.underwriting.cutoff": [500.0, 600.0, 680.0],
    "portfolio.due_days": [
        {10: 0.6, 20: 0.4},
        {28: 1.0},
        {1: 0.5, 2: 0.5},
        {1: 0.2, 9: 0.2, 15: 0.2, 27: 0.2, 28: 0.2},
    ],
}


def drawn(seed: int) -> Variant:
    draw = random.Random(seed)
    moves = {
        "unemployment": draw.choice([0.0, 0.08, 0.3]),
        "income": draw.choice([0.0, -0.15, -0.5]),
        "looseness": draw.choice([0.0, 1.5, -2.0]),
    }
    changes = {key: draw.choice(values) for key, values in CHOICES.items()}
    size = draw.choice([40, 200, 500])
    return Variant(f"random {seed}", changes, moves, borrowers=size, months=draw.choice([4, 9, 14]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_the_engines_agree_on_random_scenarios(seed: int) -> None:
    variant = drawn(seed)
    assert differences(*both(variant)) == [], variant
