"""The fast engine and the readable one agree: every tally, and every field of every borrower at the last close."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from arrears.columns import book_columns
from arrears.engine.seasoning import season, with_segments
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.reference import ReferenceRun, run_reference
from arrears.reference.clock import DAYS, Phase
from arrears.scenario.schema import Scenario
from arrears.setting import Setting, setting_of
from arrears.tallies import Tallies
from driving import run_fast

PATHS = np.asarray([0, 5])
STRESS = {"unemployment": 0.08, "income": -0.15}
# Columns that only a late account has; what they hold on another is left open.
OF_LATE_ACCOUNTS = ("contacted", "day", "answers", "settled")


@dataclass(frozen=True)
class Variant:
    """A scenario's changes, and how far each series has moved by month 4."""

    name: str
    changes: dict[str, Any] = field(default_factory=dict)
    moves: dict[str, float] = field(default_factory=dict)
    borrowers: int = 300
    months: int = 8


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
    Variant("by income", {"portfolio.segment": "income_quintile"}, STRESS),
    Variant(
        "by cohort, many applications",
        {"portfolio.segment": "cohort", "lender.underwriting.applications": 0.2},
        months=13,
    ),
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


def start(variant: Variant) -> tuple[Opening, Setting, dict[str, np.ndarray]]:
    """A seasoned book, the setting, and paths that differ a little from each other."""
    scenario = Scenario.from_text("name: Agreement\n").with_({"months": variant.months, **variant.changes})
    ramp = np.minimum(np.arange(variant.months + 1) / 4.0, 1.0)
    levels = {"unemployment": 0.052, "income": 0.0, "looseness": 0.0}
    macro = {
        name: np.stack([level + scale * variant.moves.get(name, 0.0) * ramp for scale in (1.0, 0.8)])
        for name, level in levels.items()
    }
    opening = season(setting_of(scenario, 1, None), variant.borrowers, levels)
    setting = setting_of(scenario, 1, opening.book)
    return replace(opening, book=with_segments(opening.book, setting)), setting, macro


def both(variant: Variant) -> tuple[tuple[Tallies, list[Book]], ReferenceRun]:
    opening, setting, macro = start(variant)
    return run_fast(opening, setting, macro, PATHS), run_reference(opening, setting, macro, PATHS)


def by_number(book: Book) -> dict[str, np.ndarray]:
    """The columns of a book, borrowers by number; what only late accounts have is left out of the others."""
    order = np.lexsort((book["place"], book["origin"]))
    columns = {name: book[name][order] for name in book}
    for prefix in ("rev_", "ins_"):
        for name in OF_LATE_ACCOUNTS:
            columns[prefix + name] = np.where(columns[prefix + "missed"] > 0, columns[prefix + name], -9)
    columns["rev_bill"] = np.where(columns["rev_missed"] > 0, columns["rev_bill"], 0)
    return columns


def differences(fast: tuple[Tallies, list[Book]], reference: ReferenceRun) -> list[str]:
    """What differs, each with its first place."""
    found = []
    for name, a, b in zip(Tallies._fields, fast[0], reference.tallies, strict=True):
        if not np.array_equal(a, b):
            at = tuple(int(k) for k in np.argwhere(a != b)[0])
            found.append(f"{name}{list(at)}: {a[at]} and {b[at]}")
    for path, (mine, other) in enumerate(zip(fast[1], reference.books, strict=True)):
        if mine.size != other.size:
            found.append(f"path {path}: {mine.size} and {other.size} borrowers")
            continue
        x, y = by_number(mine), by_number(other)
        for column in book_columns():
            unequal = np.flatnonzero(x[column.name] != y[column.name])
            if unequal.size:
                k = unequal[0]
                who = f"({y['origin'][k]}, {y['place'][k]})"
                values = f"{x[column.name][k]} and {y[column.name][k]}"
                found.append(f"path {path}, {column.name} of {who}: {values}; {unequal.size} differ")
    return found


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
