"""Who a borrower is: traits from correlated normals and a few uniforms; one rule for first book and applicants."""

from __future__ import annotations

from typing import Any, NamedTuple

from arrears.elementary import exp
from arrears.jit import rule

# Order of the correlated normals (the copula) in `portfolio.copula`.
LATENT = ("income", "quality", "propensity", "forget", "willingness", "buffer", "line_use", "pay_share")


class Applicant(NamedTuple):
    """What the rule `newcomer` says of an applicant, in its order; ``first`` is the first purchase on the line."""

    base_income: int
    quality: float
    score: float
    propensity: float
    forget: float
    willingness: float
    effort: float
    line_use: float
    pay_share: float
    employment_type: int
    autopay: int
    months_out: int
    buffer: int
    limit: int
    exposure: float
    volatility: float
    first: int


@rule
def within(x: float, low: float, high: float) -> float:
    """X held between two bounds."""
    return min(max(x, low), high)


@rule
def lender_score(quality: float, z_noise: float, p: Any) -> float:
    """Score the lender sees, 300 to 850: quality seen through noise (docs/model.md, *Underwriting*)."""
    return within(p.score_mean + p.score_per_quality * quality + p.score_noise * z_noise, 300.0, 850.0)


@rule
def first_savings(base: int, z_buffer: float, p: Any) -> int:
    """Savings of a new borrower, minor units, from a standard normal; lognormal around a median in months of income.

    Source: level and spread are *assumptions* of the scenario.
    """
    return int(p.buffer * base * exp(p.buffer_spread * z_buffer) + 0.5)


@rule
def likely_saver(quality: float, propensity: float, z_buffer: float, p: Any, saver: Any) -> float:
    """Standard normal of the savings of somebody whose quality and propensity are known: the copula, given these two.

    Parameters
    ----------
    quality, propensity : float64
        As in the book.
    z_buffer : float64
        Standard normal draw.
    p : PopulationParameters
    saver : Saver

    Source: conditional normal distribution; income is left out, whose correlation with savings is small.
    """
    spends = (propensity - p.propensity) / max(p.propensity_spread, 1e-9) if p.propensity_spread > 0.0 else 0.0
    return saver.to_quality * quality + saver.to_propensity * spends + saver.rest * z_buffer


@rule
def newcomer(
    z_income: float,
    z_quality: float,
    z_propensity: float,
    z_forget: float,
    z_willingness: float,
    z_buffer: float,
    z_line_use: float,
    z_pay_share: float,
    z_noise: float,
    u_type: float,
    u_autopay: float,
    u_employed: float,
    u_usage: float,
    unemployment: float,
    quality_shift: float,
    lines: float,
    p: Any,
) -> Any:
    """Traits and first state of a borrower.

    Parameters
    ----------
    z_income .. z_pay_share : float64
        Standard normals, correlated as the scenario's copula says, in the order of ``LATENT``.
    z_noise : float64
        Standard normal of the score's noise.
    u_type, u_autopay, u_employed, u_usage : float64
        Uniform draws.
    unemployment : float64
        Unemployment of the month: the chance that an applicant is out of work.
    quality_shift : float64
        Added to quality, standard deviations: the marginal applicant of a looser market.
    lines : float64
        Size of new lines against today's.
    p : PopulationParameters

    Returns
    -------
    Applicant

    Source: lognormal income, buffer-stock savings (Carroll 1997); persistent usage modes (dormant, pays in full,
    revolves) as in the Taiwan card book (Yeh and Lien 2009); levels are *assumptions* of the scenario.
    """
    base = int(p.income_median * exp(p.income_spread * z_income) + 0.5)
    quality = z_quality + quality_shift
    score = lender_score(quality, z_noise, p)
    propensity = within(p.propensity + p.propensity_spread * z_propensity, 0.3, 1.0)
    forget = within(p.forget * exp(p.forget_spread * z_forget - 0.5 * p.forget_spread * p.forget_spread), 0.0, 0.5)
    willingness = p.willingness * quality + p.willingness_spread * z_willingness
    effort = within(p.effort + p.effort_per_quality * quality, 0.02, 0.95)
    kind = 0 if u_type < p.formal_share else (1 if u_type < p.formal_share + p.gig_share else 2)
    exposure_kind = p.formal_exposure if kind == 0 else (p.gig_exposure if kind == 1 else p.self_employed_exposure)
    volatility = p.formal_volatility if kind == 0 else (p.gig_volatility if kind == 1 else p.self_employed_volatility)
    exposure = exposure_kind * exp(
        -p.exposure_slope * within(z_income, -3.0, 3.0) - p.exposure_to_quality * within(quality, -3.0, 3.0)
    )
    autopay = 1 if u_autopay < p.autopay else 0
    months_out = 1 if u_employed < unemployment else 0
    dormant = u_usage < p.dormant_share
    line_use = within(p.line_use + p.line_use_spread * z_line_use, 0.02, 0.9)
    line_use = 0.0 if dormant else line_use
    full = z_pay_share > p.full_payer_threshold
    pay_share = 1.0 if full else within(p.revolver_share + p.revolver_spread * z_pay_share, 0.0, 0.9)
    buffer = first_savings(base, z_buffer, p)
    limit = int(
        lines * base * within(p.limit_months + p.limit_per_score * (score - 650.0), p.limit_floor, p.limit_ceiling)
    )
    first = min(int(line_use * p.first_use * base), limit)
    return Applicant(
        base,
        quality,
        score,
        propensity,
        forget,
        willingness,
        effort,
        line_use,
        pay_share,
        kind,
        autopay,
        months_out,
        buffer,
        limit,
        exposure,
        volatility,
        first,
    )
