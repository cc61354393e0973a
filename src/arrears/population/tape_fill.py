"""From a tape's accounts to a book: what is observed, what is derived, and the draw of everything else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from arrears.borrower.employment import LONGEST_SPELL, flow_rates
from arrears.keys.parameters import as_parameters
from arrears.population.book import Book
from arrears.population.synthetic import copula_factor, population_parameters
from arrears.population.tape_copula import FIRST_OTHER, Ranks, conditional, draw, draw_traits, normal, scores_of
from arrears.population.tape_draws import OBSERVED, TRAITS
from arrears.population.tape_habits import pay_share_of
from arrears.population.tape_kept import Kept
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
from arrears.population.tape_map import ColumnMap
from arrears.population.tape_products import settled
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
    moved : dict of str to int
        Accounts whose days past due are not the tape's own, by how.
    """

    book: Book
    scale: float
    cut: int
    moved: dict[str, int]


def fill(
    tape: Kept, columns: ColumnMap, scenario: Scenario, *,
    seed: int, unemployment: float, pick: NDArray[np.int64], place: NDArray[np.int64],
) -> Filled:  # fmt: skip
    """Make a book of some of a tape's borrowers.

    Parameters
    ----------
    tape : Kept
        What a tape says, and who holds its accounts.
    columns, scenario : ColumnMap, Scenario
        What the tape lacks, and how it is drawn.
    seed : int
        Of the draws.
    unemployment : float
        Share of borrowers out of work.
    pick : (borrower,) int64
        The borrower of the tape that each of the book is; one may stand several times.
    place : (borrower,) int64
        The borrower's number, which keys its draws; no two are the same.
    """
    draws = columns.draws
    copula_factor(scenario)  # refuses a copula that cannot hold together
    p = population_parameters(scenario)
    if draws.income is not None:
        p = p._replace(income_median=minor_units(draws.income.median), income_spread=draws.income.spread)

    links = draws.links()
    holders, habits = tape.holders, tape.habits
    main = holders.main
    score = tape.of_holders(tape.readings.score)
    if score is not None:
        both = (p.score_per_quality**2 + p.score_noise**2) ** 0.5
        links[("score", "quality")] = min(p.score_per_quality / both, 0.95) if both > 0 else 0.0
    quantities = _observed(tape, score)
    observed = tuple(name for name in OBSERVED if name in quantities and np.isfinite(quantities[name]).any())
    kind = (holders.line < 0).astype(np.int64)
    ranks = {name: Ranks.within(quantities[name], kind if name == "limit" else 0 * kind) for name in observed}
    # measured on all of the tape's borrowers whatever is picked, so that more borrowers do not change anybody
    every = np.arange(main.size)
    given = conditional(scores_of(ranks, every, holders.number, seed), observed, links, scenario)

    income = tape.of_holders(tape.readings.income)
    z_income = None
    if income is not None and p.income_spread > 0:
        z_income = np.round(np.log(income[pick] / p.income_median) / p.income_spread, 9)
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
    held = float(habits.held.sum() / max(int(habits.late_months.sum()), 1))
    products, moved = settled(tape, scenario, pick, _due_days(scenario, u[U_DUE_DAY]))
    said = _said(tape, products, score, pick)
    out = np.empty((len(RESULT), pick.size))
    cut = fill_rows(
        z, u, extra, said, p, _parameters(columns, scenario, unemployment, held),
        as_parameters(scenario.borrowers.spending), as_parameters(scenario.borrowers.financing), out,
    )  # fmt: skip
    filled: dict[str, NDArray[np.generic]] = dict(zip(RESULT, out, strict=True))
    if income is not None:
        known = np.isfinite(income[pick])
        filled["base_income"] = np.where(known, income[pick], filled["base_income"])
    book = Book.of(filled | products | {"place": place, "origin": np.zeros(pick.size, np.int32)})
    return Filled(book, given.scale, int(cut), moved)


def _observed(tape: Kept, score: NDArray[np.float64] | None) -> dict[str, NDArray[np.float64]]:
    """Return what the tape says of its borrowers and traits are tied to; NaN where it does not."""
    holders, habits, main = tape.holders, tape.habits, tape.holders.main
    lent = np.full(tape.readings.row.size, np.nan) if tape.readings.terms is None else tape.readings.terms.principal
    amount = np.where(np.isnan(lent[tape.accounts.at]), tape.accounts.balance, lent[tape.accounts.at])
    size = np.where(tape.accounts.loan, amount, tape.accounts.limit.astype(float))
    other = np.where(holders.loan >= 0, habits.severity[holders.loan], -1.0)
    return {
        "limit": size[main], "utilisation": habits.utilisation[main], "payment_ratio": habits.payment_ratio[main],
        "status": np.maximum(habits.severity[main], other),
    } | ({} if score is None else {"score": score})  # fmt: skip


def _said(
    tape: Kept, products: dict[str, NDArray[np.generic]], score: NDArray[np.float64] | None, pick: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what the loop over rows is told, (13, borrower) float64."""
    habits, holders, readings = tape.habits, tape.holders, tape.readings
    main, loan = holders.main[pick], holders.loan[pick]
    nothing = np.full(pick.size, np.nan)

    def both(values: NDArray[np.int64]) -> NDArray[np.int64]:
        return values[main] + np.where((loan >= 0) & (loan != main), values[loan], 0)

    optional = [tape.of_holders(values) for values in (readings.savings, readings.outside)]
    return np.stack([
        products["rev_balance"], products["rev_missed"], both(tape.accounts.credit),
        habits.purchases[main], pay_share_of(habits.payment_ratio)[main], both(habits.late_months), both(habits.held),
        *(nothing if values is None else values[pick] for values in optional),
        nothing if score is None else score[pick],
        products["ins_bill"], products["ins_arrears"], products["ins_missed"],
    ]).astype(np.float64)  # fmt: skip


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
