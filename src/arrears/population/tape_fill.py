"""From a tape's accounts to a book: what is observed, what is derived, and the draw of everything else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from arrears.borrower.employment import LONGEST_SPELL, flow_rates
from arrears.buckets import bucket_of
from arrears.cells import Cause
from arrears.columns import UNKNOWN_COHORT
from arrears.keys.parameters import as_parameters
from arrears.population.book import Book
from arrears.population.synthetic import copula_factor, population_parameters
from arrears.population.tape_checks import Readings
from arrears.population.tape_copula import FIRST_OTHER, Ranks, conditional, draw, draw_traits, normal, scores_of
from arrears.population.tape_habits import Habits, pay_share_of
from arrears.population.tape_kernel import (
    RESULT,
    U_DUE_DAY,
    U_FALL,
    U_SCORE,
    U_SPELL,
    X_FALL,
    TapeParameters,
    fill_rows,
)
from arrears.population.tape_map import OBSERVED, TRAITS, ColumnMap
from arrears.population.tape_rules import Accounts
from arrears.scenario.schema import Scenario
from arrears.units import minor_units

_OTHERS = 8  # draws of a row besides its scores and traits


@dataclass(frozen=True)
class Filled:
    """A book made of a tape.

    Attributes
    ----------
    book : Book
    scale : float
        What the map's links were multiplied by so that they can hold together; 1 if they could.
    cut : int
        Borrowers whose purchases are more than nine tenths of what they would spend, and were cut to that.
    """

    book: Book
    scale: float
    cut: int


def fill(
    accounts: Accounts, habits: Habits, readings: Readings, columns: ColumnMap, scenario: Scenario, *,
    seed: int, unemployment: float, pick: NDArray[np.int64], place: NDArray[np.int64],
) -> Filled:  # fmt: skip
    """Make a book of some of a tape's accounts.

    Parameters
    ----------
    accounts, habits : Accounts, Habits
        The tape's accounts, one entry each.
    readings : Readings
        All rows of the tape: fields that few tapes have.
    columns, scenario : ColumnMap, Scenario
        What the tape lacks, and how it is drawn.
    seed : int
        Of the draws.
    unemployment : float
        Share of borrowers out of work.
    pick : (borrower,) int64
        The account each borrower of the book holds; accounts may stand several times.
    place : (borrower,) int64
        The borrower's number, which keys its draws; no two are the same.
    """
    draws = columns.draws
    copula_factor(scenario)  # refuses a copula that cannot hold together
    p = population_parameters(scenario)
    if draws.income is not None:
        p = p._replace(income_median=minor_units(draws.income.median), income_spread=draws.income.spread)

    links = draws.links()
    score = None if readings.score is None else readings.score[accounts.row]
    if score is not None:
        both = (p.score_per_quality**2 + p.score_noise**2) ** 0.5
        links[("score", "quality")] = min(p.score_per_quality / both, 0.95) if both > 0 else 0.0
    quantities: dict[str, NDArray[np.float64]] = {
        "limit": accounts.limit.astype(float), "utilisation": habits.utilisation, "payment_ratio": habits.payment_ratio,
        "status": habits.severity,
    } | ({} if score is None else {"score": score})  # fmt: skip
    observed = tuple(name for name in OBSERVED if name in quantities and np.isfinite(quantities[name]).any())
    ranks = {name: Ranks.of(quantities[name]) for name in observed}
    # measured on the tape's rows whatever is picked, so that more borrowers do not change anybody
    every = np.arange(accounts.row.size)
    given = conditional(scores_of(ranks, every, accounts.row, seed), observed, links, scenario)

    rows = accounts.row[pick]
    income = None if readings.income is None else readings.income[rows]
    z_income = None
    if income is not None and p.income_spread > 0:
        z_income = np.round(np.log(income / p.income_median) / p.income_spread, 9)
    traits = draw_traits(given, scores_of(ranks, pick, place, seed), place, seed, z_income)
    z = np.stack([traits[name] for name in TRAITS])
    u = np.stack([draw(seed, place, FIRST_OTHER + k) for k in range(_OTHERS)])

    finding = flow_rates(unemployment, unemployment, *_finding(scenario))[1]
    extra = np.stack([
        normal(u[U_SCORE]),
        np.round(ndtr(traits["work"]), 9),
        np.round(ndtr(-traits["autopay"]), 9),
        np.round(np.log1p(-np.minimum(2.0 * draws.late.income_fall * u[U_FALL], 0.95)), 9),
        np.minimum(1.0 + np.floor(np.log(u[U_SPELL]) / np.log1p(-min(finding, 0.99))), LONGEST_SPELL),
    ])  # fmt: skip
    assert extra.shape[0] == X_FALL + 2
    nothing = np.full(pick.size, np.nan)
    said = np.stack([
        accounts.balance[pick], accounts.missed[pick], accounts.credit[pick],
        habits.purchases[pick], pay_share_of(habits.payment_ratio)[pick], habits.late_months[pick], habits.held[pick],
        nothing if readings.savings is None else readings.savings[rows],
        nothing if readings.outside is None else readings.outside[rows],
        nothing if score is None else score[pick],
    ]).astype(np.float64)  # fmt: skip
    out = np.empty((len(RESULT), pick.size))
    held = float(habits.held.sum() / max(int(habits.late_months.sum()), 1))
    cut = fill_rows(
        z, u, extra, said, p, _parameters(columns, scenario, unemployment, held),
        as_parameters(scenario.borrowers.spending), as_parameters(scenario.borrowers.financing), out,
    )  # fmt: skip
    due_day = _due_days(scenario, u[U_DUE_DAY]) if readings.due_day is None else readings.due_day[rows]
    book = _book(dict(zip(RESULT, out, strict=True)), accounts, readings, scenario, pick, place, due_day)
    return Filled(book, given.scale, int(cut))


def _book(
    filled: dict[str, NDArray[np.float64]], accounts: Accounts, readings: Readings, scenario: Scenario,
    pick: NDArray[np.int64], place: NDArray[np.int64], due_day: NDArray[np.int64],
) -> Book:  # fmt: skip
    missed = accounts.missed[pick]
    columns: dict[str, NDArray[np.generic]] = dict(filled)
    if readings.income is not None:
        columns["base_income"] = readings.income[accounts.row[pick]]
    columns |= {
        "place": place,
        "origin": np.zeros(pick.size, np.int32),
        "due_day": due_day,
        "rev_balance": accounts.balance[pick],
        "rev_missed": missed,
        "rev_cause": np.where(missed > 0, int(Cause.UNKNOWN), int(Cause.NONE)),
        "rev_cohort": np.full(pick.size, UNKNOWN_COHORT)
        if readings.cohort is None
        else readings.cohort[accounts.row[pick]],
        "rev_worst": bucket_of(missed, due_day, scenario.buckets),
        "limit": accounts.limit[pick],
        "granted": accounts.limit[pick],
    }
    return Book.of(columns)


def _finding(scenario: Scenario) -> tuple[float, float, float]:
    work = scenario.borrowers.employment
    return work.finding, work.reference_unemployment, work.finding_elasticity


def _parameters(columns: ColumnMap, scenario: Scenario, unemployment: float, held: float) -> TapeParameters:
    income, charges, late = scenario.borrowers.income, scenario.lender.charges, columns.draws.late
    return TapeParameters(
        median=minor_units(income.median),
        swing=round(income.permanent / (1.0 - income.persistence**2) ** 0.5, 9),
        replacement=income.replacement,
        replacement_later=income.replacement_later,
        replacement_months=income.replacement_months,
        minimum_share=charges.minimum_share,
        minimum_bill=minor_units(charges.minimum_bill),
        decay=scenario.borrowers.late.decay,
        unemployment=unemployment,
        forgetful=late.forgetful,
        holds=late.holds,
        held=held,
    )


def _due_days(scenario: Scenario, u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return due days drawn from the scenario's mix."""
    mix = {day: share for day, share in sorted(scenario.portfolio.due_days.items()) if share > 0}
    shares = np.cumsum(list(mix.values()))
    return np.asarray(list(mix))[np.minimum(np.searchsorted(shares, u, side="right"), len(mix) - 1)].astype(np.int64)
