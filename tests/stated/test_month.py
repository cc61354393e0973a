"""The engines against the plain statement of the month (``month.py``, ``lending.py``): every sum, every borrower."""

import numpy as np
import pytest

from arrears.cells import FLOWS, Cause
from arrears.columns import book_columns
from arrears.jit import DISABLED
from arrears.reference import run_reference
from arrears.scenario.schema import Scenario
from arrears.tallies import Tallies, held
from driving import by_number, run_fast
from reference.test_random_scenarios import drawn
from stated.books import made_up
from stated.lending import lend
from stated.month import Path

PLAIN = {  # few borrowers: enough applicants, and a desk that is short of time
    "lender.underwriting.applications": 0.2,
    "lender.collections.contacts_per_day": 0.05,
}
CASES = {
    "as it ships": {},
    "static": {
        "months": 7,  # some have time to come, not pay, and be charged off
        "portfolio.balance_sheet": "static",
        "portfolio.segment": "score_band",
        "lender.charge_off.dpd": 31,
    },
    "run-off": {"portfolio.balance_sheet": "run_off", "lender.charge_off.dpd": 91},
    "lines given up": {
        "portfolio.segment": "cohort",
        "borrowers.financing.closing": 0.3,
        "conventions.grace_days": 4,
    },
    "strict on small arrears": {"conventions.materiality": 300.0, "lender.collections.strategy": "largest_first"},
}
STRESS = {"unemployment": 0.2, "income": -0.3, "looseness": -1.0}
LOOSER = {"unemployment": 0.0, "income": 0.0, "looseness": 1.0}
CRUNCH = {"unemployment": 0.0, "income": 0.1, "looseness": -2.0}
ECONOMIES = {
    "as it ships": (STRESS, LOOSER, CRUNCH),
    "static": (STRESS,),
    "run-off": (STRESS,),
    "lines given up": (STRESS,),
    "strict on small arrears": (CRUNCH,),
}
ALL = [pytest.param(name, moves, id=f"{name} {k}") for name in CASES for k, moves in enumerate(ECONOMIES[name])]


def paths_of(months, moves):
    ramp = np.minimum(np.arange(months + 1) / 3.0, 1.0)
    levels = {"unemployment": 0.05, "income": 0.0, "looseness": 0.0}
    return {name: (level + moves[name] * ramp)[None, :] for name, level in levels.items()}


def stated(opening, setting, macro, number):
    """The path lived to its end."""
    path = Path(opening, setting, {name: values[0] for name, values in macro.items()}, number)
    path.live(lend)
    return path


def sums_of(tallies):
    """The same from an engine's tallies of one path."""
    found = {}
    for name, values in zip(tallies._fields, tallies, strict=True):
        found.update({(name, *at): int(values[0][tuple(at)]) for at in np.argwhere(values[0]).tolist()})
    return found


def differing(path, tallies, book):
    mine = {key: int(value) for key, value in path.sums.items() if value}
    other = sums_of(tallies)
    keys = sorted((key for key in mine.keys() | other.keys() if mine.get(key, 0) != other.get(key, 0)), key=str)
    found = [f"{key}: {mine.get(key, 0)} stated, {other.get(key, 0)}" for key in keys]
    columns = by_number(book)
    people = sorted(path.people, key=lambda b: (b["origin"], b["place"]))
    if len(people) != book.size:
        return [*found, f"{len(people)} borrowers stated, {book.size}"]
    for k, b in enumerate(people):
        for column in (c.name for c in book_columns()):
            account, _, field = column.partition("_")
            if account in ("rev", "ins") and not b[f"{account}_missed"]:
                if field in ("contacted", "day", "answers", "settled"):
                    continue  # of late accounts only
                if column == "rev_bill":
                    continue
            value = columns[column][k].item()
            if b[column] != value:
                found.append(f"{column} of ({b['origin']}, {b['place']}): {b[column]} stated, {value}")
    return found


def world(changes, months, size, seed, moves):
    scenario = Scenario.from_text("name: Stated\n").with_({"months": months, **PLAIN, **changes})
    opening, setting = made_up(scenario, size, seed)
    return opening, setting, paths_of(scenario.months, moves)


@pytest.mark.parametrize(("name", "moves"), ALL)
def test_the_readable_engine_lives_the_month_as_stated(name, moves):
    opening, setting, macro = world(CASES[name], 4, 50, 14, moves)
    run = run_reference(opening, setting, macro, np.asarray([3]))
    assert differing(stated(opening, setting, macro, 3), run.tallies, run.books[0]) == []


def test_everything_happens_in_these_cases():
    """So that agreeing on it says something."""
    happened = set()
    for name, moves in (case.values for case in ALL):
        opening, setting, macro = world(CASES[name], 4, 50, 14, moves)
        sums = {key for key, value in stated(opening, setting, macro, 3).sums.items() if value}
        happened |= {key[0] for key in sums} | {key[::3] for key in sums if key[0] in ("ledger", "cause_balance")}
    flows = {("ledger", k) for k, name in enumerate(FLOWS) if name != "adjustments"}
    causes = {("cause_balance", c - 1) for c in Cause if c not in (Cause.NONE, Cause.FAILED_PLAN)}
    assert sorted(map(str, (flows | causes | {name for name in Tallies._fields if held(name)}) - happened)) == []


@pytest.mark.skipif(DISABLED, reason="the fast engine is slow where nothing is compiled")
@pytest.mark.parametrize(("name", "moves"), ALL)
def test_the_fast_engine_lives_the_month_as_stated(name, moves):
    opening, setting, macro = world(CASES[name], 4, 50, 14, moves)
    tallies, books = run_fast(opening, setting, macro, np.asarray([3]))
    assert differing(stated(opening, setting, macro, 3), tallies, books[0]) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_both_live_it_as_stated_in_scenarios_put_together_at_random(seed):
    variant = drawn(seed)
    moves = {**LOOSER, **variant.moves}
    opening, setting, macro = world(variant.changes, 9, 60, seed, moves)
    path = stated(opening, setting, macro, 1)
    run = run_reference(opening, setting, macro, np.asarray([1]))
    assert differing(path, run.tallies, run.books[0]) == [], variant
    tallies, books = run_fast(opening, setting, macro, np.asarray([1]))
    assert differing(path, tallies, books[0]) == [], variant
