"""A newcomer by hand: each trait from its own draw."""

from math import exp
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from arrears.population import newcomer as module
from plain import plain

newcomer = plain(module.newcomer)
lender_score = plain(module.lender_score)
within = plain(module.within)

P = SimpleNamespace(
    income_median=100_000, income_spread=0.5,
    score_mean=650.0, score_per_quality=60.0, score_noise=40.0,
    propensity=0.9, propensity_spread=0.05,
    forget=0.1, forget_spread=0.8,
    willingness=0.6, willingness_spread=0.8,
    effort=0.4, effort_per_quality=0.1,
    formal_share=0.6, gig_share=0.25,
    formal_exposure=1.0, gig_exposure=2.0, self_employed_exposure=3.0,
    formal_volatility=0.5, gig_volatility=1.0, self_employed_volatility=1.5,
    exposure_slope=0.4, exposure_to_quality=0.3,
    autopay=0.7, dormant_share=0.1,
    line_use=0.25, line_use_spread=0.15,
    full_payer_threshold=-0.4, revolver_share=0.35, revolver_spread=0.15,
    buffer=1.5, buffer_spread=0.7,
    limit_months=1.25, limit_per_score=1 / 256, limit_floor=0.3, limit_ceiling=2.5,
    first_use=0.5,
)  # fmt: skip


class Person(NamedTuple):
    base: int
    quality: float
    score: float
    propensity: float
    forget: float
    willingness: float
    effort: float
    line_use: float
    pay_share: float
    kind: int
    autopay: int
    months_out: int
    buffer: int
    limit: int
    exposure: float
    volatility: float
    first: int


DRAWS = (
    "income", "quality", "propensity", "forget", "willingness", "buffer", "line_use", "pay_share", "noise",
    "type", "autopay", "employed", "usage",
)  # fmt: skip


def person(p=P, *, unemployment=0.06, quality_shift=0.0, lines=1.0, **drawn):
    """Who has the middle of every draw but those named."""
    normals = [drawn.pop(name, 0.0) for name in DRAWS[:9]]
    uniforms = [drawn.pop(name, 0.5) for name in DRAWS[9:]]
    assert not drawn
    return Person(*newcomer(*normals, *uniforms, unemployment, quality_shift, lines, p))


def test_the_middle_of_everything():
    assert person() == Person(
        base=100_000,
        quality=0.0,
        score=650.0,
        propensity=0.9,
        forget=pytest.approx(0.1 * exp(-0.32), rel=1e-14),  # so that the mean is 0.1
        willingness=0.0,
        effort=0.4,
        line_use=0.25,
        pay_share=1.0,
        kind=0,
        autopay=1,
        months_out=0,
        buffer=150_000,
        limit=125_000,
        exposure=1.0,
        volatility=0.5,
        first=12_500,  # a quarter of half a month's income
    )


# A draw or two, and what they change; all else stays as in the middle.
CASES = [
    (
        {"income": 1.0},
        {
            "base": int(100_000 * exp(0.5) + 0.5),
            "exposure": exp(-0.4),
            "buffer": int(1.5 * 164_872 + 0.5),
            "limit": 206_090,
            "first": int(0.125 * 164_872),
        },
    ),
    (
        {"quality": 1.0},
        {"quality": 1.0, "score": 710.0, "willingness": 0.6, "effort": 0.5, "exposure": exp(-0.3), "limit": 148_437},
    ),
    (
        {"quality_shift": -1.0},
        {"quality": -1.0, "score": 590.0, "willingness": -0.6, "effort": 0.3, "exposure": exp(0.3), "limit": 101_562},
    ),
    (
        {"quality": -6.0},
        {
            "quality": -6.0,
            "score": 300.0,
            "willingness": -3.6,
            "effort": 0.02,
            "exposure": exp(0.9),  # three standard deviations at most
            "limit": 30_000,
        },
    ),
    (
        {"quality": 6.0},
        {
            "quality": 6.0,
            "score": 850.0,
            "willingness": 3.6,
            "effort": 0.95,
            "exposure": exp(-0.9),
            "limit": 203_125,
        },
    ),
    ({"noise": 1.0}, {"score": 690.0, "limit": 140_625}),
    ({"lines": 2.0}, {"limit": 250_000}),
    ({"lines": 0.05}, {"limit": 6_250, "first": 6_250}),  # the first purchase is within the limit
    ({"propensity": 1.0}, {"propensity": 0.95}),
    ({"propensity": 5.0}, {"propensity": 1.0}),
    ({"propensity": -20.0}, {"propensity": 0.3}),
    ({"forget": 1.0}, {"forget": 0.1 * exp(0.48)}),
    ({"forget": 5.0}, {"forget": 0.5}),
    ({"willingness": 1.0}, {"willingness": 0.8}),
    ({"buffer": 1.0}, {"buffer": int(150_000 * exp(0.7) + 0.5)}),
    ({"line_use": 1.0}, {"line_use": 0.4, "first": 20_000}),
    ({"line_use": -5.0}, {"line_use": 0.02, "first": 1_000}),
    ({"line_use": 10.0}, {"line_use": 0.9, "first": 45_000}),
    ({"usage": 0.09}, {"line_use": 0.0, "first": 0}),
    ({"usage": 0.10}, {}),
    ({"pay_share": -0.39}, {}),
    ({"pay_share": -0.4}, {"pay_share": 0.29}),
    ({"pay_share": -1.0}, {"pay_share": 0.2}),
    ({"pay_share": -5.0}, {"pay_share": 0.0}),
    ({"type": 0.59}, {}),
    ({"type": 0.60}, {"kind": 1, "exposure": 2.0, "volatility": 1.0}),
    ({"type": 0.84}, {"kind": 1, "exposure": 2.0, "volatility": 1.0}),
    ({"type": 0.86}, {"kind": 2, "exposure": 3.0, "volatility": 1.5}),
    ({"autopay": 0.69}, {}),
    ({"autopay": 0.70}, {"autopay": 0}),
    ({"employed": 0.059}, {"months_out": 1}),
    ({"employed": 0.060}, {}),
]


@pytest.mark.parametrize(("drawn", "changed"), CASES, ids=[str(drawn) for drawn, _ in CASES])
def test_each_trait_by_hand(drawn, changed):
    expected = person()._replace(**changed)
    for name, value in person(**drawn)._asdict().items():
        assert value == pytest.approx(getattr(expected, name), rel=1e-13), name


def test_exposure_counts_income_within_three_standard_deviations():
    assert person(income=4.0).exposure == pytest.approx(exp(-1.2), rel=1e-13)
    assert person(income=-4.0).exposure == pytest.approx(exp(1.2), rel=1e-13)


def test_bounds_that_these_numbers_do_not_reach():
    generous = SimpleNamespace(**{**vars(P), "limit_per_score": 0.01, "full_payer_threshold": 10.0})
    assert person(generous, quality=6.0).limit == 250_000
    assert person(generous, pay_share=9.0).pay_share == 0.9


@pytest.mark.parametrize(
    ("quality", "noise", "score"), [(1.0, -0.5, 690.0), (0.0, 0.0, 650.0), (9.0, 0.0, 850.0), (0.0, -9.0, 300.0)]
)
def test_a_score_by_hand(quality, noise, score):
    assert lender_score(quality, noise, P) == score


@pytest.mark.parametrize(("x", "held"), [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.5), (2.0, 2.0), (2.5, 2.0)])
def test_within_by_hand(x, held):
    assert within(x, 0.0, 2.0) == held
