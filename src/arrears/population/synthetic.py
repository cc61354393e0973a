"""Synthetic borrowers: parameters of the traits, the copula, and a first book drawn from them."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from arrears.draws import Purpose
from arrears.errors import Fault, ScenarioError
from arrears.population.newcomer import LATENT
from arrears.scenario.schema import Scenario
from arrears.units import minor_units

TRAIT_PAIRS = tuple((Purpose[f"TRAIT_{k}_RADIUS"], Purpose[f"TRAIT_{k}_ANGLE"]) for k in (1, 2, 3, 4))


class PopulationParameters(NamedTuple):
    """Of `population.newcomer`; money in minor units, the rest as in the scenario."""

    income_median: int
    income_spread: float
    propensity: float
    propensity_spread: float
    forget: float
    forget_spread: float
    willingness: float
    willingness_spread: float
    effort: float
    effort_per_quality: float
    formal_share: float
    gig_share: float
    formal_exposure: float
    gig_exposure: float
    self_employed_exposure: float
    formal_volatility: float
    gig_volatility: float
    self_employed_volatility: float
    exposure_slope: float
    exposure_to_quality: float
    autopay: float
    dormant_share: float
    line_use: float
    line_use_spread: float
    full_payer_threshold: float
    revolver_share: float
    revolver_spread: float
    buffer: float
    buffer_spread: float
    score_mean: float
    score_per_quality: float
    score_noise: float
    limit_months: float
    limit_per_score: float
    limit_floor: float
    limit_ceiling: float
    first_use: float


class Saver(NamedTuple):
    """Savings given quality and propensity, all as standard normals: two weights, and what is left to luck."""

    to_quality: float
    to_propensity: float
    rest: float


def saver_of(scenario: Scenario) -> Saver:
    """Weights of the copula for savings, given quality and propensity; rounded to 1e-9 so that processors agree."""
    matrix = correlation_matrix(scenario)
    known = [LATENT.index("quality"), LATENT.index("propensity")]
    at = LATENT.index("buffer")
    weights = np.linalg.solve(matrix[np.ix_(known, known)], matrix[known, at])
    rest = max(1.0 - float(weights @ matrix[known, at]), 0.0) ** 0.5
    return Saver(*(round(float(x), 9) for x in (*weights, rest)))


def population_parameters(scenario: Scenario) -> PopulationParameters:
    """Parameters of the newcomer rule of a scenario."""
    who, lender = scenario.borrowers, scenario.lender
    work, pay, save = who.employment, who.paying, who.spending
    return PopulationParameters(
        income_median=minor_units(who.income.median),
        income_spread=who.income.spread,
        propensity=save.propensity,
        propensity_spread=save.propensity_spread,
        forget=pay.forget,
        forget_spread=pay.forget_spread,
        willingness=pay.willingness,
        willingness_spread=pay.willingness_spread,
        effort=who.late.effort,
        effort_per_quality=who.late.effort_per_quality,
        formal_share=work.formal_share,
        gig_share=work.gig_share,
        formal_exposure=work.formal_exposure,
        gig_exposure=work.gig_exposure,
        self_employed_exposure=work.self_employed_exposure,
        formal_volatility=work.formal_volatility,
        gig_volatility=work.gig_volatility,
        self_employed_volatility=work.self_employed_volatility,
        exposure_slope=work.exposure_slope,
        exposure_to_quality=work.exposure_to_quality,
        autopay=scenario.portfolio.autopay,
        dormant_share=pay.dormant,
        line_use=pay.line_use,
        line_use_spread=pay.line_use_spread,
        # rounded: a quantile may differ in the last bit between processors
        full_payer_threshold=round(NormalDist().inv_cdf(1.0 - pay.full_payers), 9),
        revolver_share=pay.revolver_share,
        revolver_spread=pay.revolver_spread,
        buffer=save.buffer,
        buffer_spread=save.buffer_spread,
        score_mean=lender.scores.mean,
        score_per_quality=lender.scores.per_quality,
        score_noise=lender.underwriting.score_noise,
        limit_months=lender.lines.months_of_income,
        limit_per_score=lender.lines.per_score,
        limit_floor=lender.lines.floor,
        limit_ceiling=lender.lines.ceiling,
        first_use=lender.lines.first_use,
    )


def correlation_matrix(scenario: Scenario) -> NDArray[np.float64]:
    """Correlations of the traits' normal scores, (8, 8), in the order of ``LATENT``."""
    matrix = np.eye(len(LATENT))
    for link in scenario.borrowers.copula:
        i, j = (LATENT.index(name) for name in link.traits)
        matrix[i, j] = matrix[j, i] = link.correlation
    return matrix


def copula_factor(scenario: Scenario) -> NDArray[np.float64]:
    """Cholesky factor of the copula, (8, 8) lower triangular, rounded to 1e-9 so that processors agree.

    Raises
    ------
    ScenarioError
        The correlations given cannot hold together (the matrix is not positive definite).
    """
    try:
        factor = np.linalg.cholesky(correlation_matrix(scenario))
    except np.linalg.LinAlgError:
        fault = Fault(
            "borrowers.copula: these correlations cannot hold together",
            expected="a positive definite correlation matrix",
            hint="make some of them smaller",
        )
        raise ScenarioError((fault,)) from None
    return np.round(factor, 9)
