"""Drawing what a tape lacks given what it says: scores of tied values, conditional means, observed incomes."""

import numpy as np
import pytest

from arrears.population.tape_copula import Ranks, conditional, draw_traits, scores_of
from arrears.population.tape_draws import TRAITS
from arrears.scenario import Scenario

N = 40_000
ROWS = np.arange(N)


@pytest.fixture(scope="module")
def ranks():
    late = np.where(ROWS % 5 == 0, 1.0, 0.0)  # a fifth are late
    limit = (ROWS * 7919 % N).astype(float)
    return {"limit": Ranks.of(limit), "status": Ranks.of(late)}


@pytest.fixture(scope="module")
def scores(ranks):
    return scores_of(ranks, ROWS, ROWS, seed=5)


def test_scores_are_standard_normal_whatever_the_values(scores):
    assert scores.mean(axis=0) == pytest.approx([0, 0], abs=0.02)
    assert scores.std(axis=0) == pytest.approx([1, 1], abs=0.02)
    late = ROWS % 5 == 0
    assert scores[late, 1].min() > scores[~late, 1].max()


def test_unknown_values_may_stand_anywhere():
    ranks = Ranks.of(np.asarray([1.0, np.nan, 2.0]))
    assert ranks.low.tolist() == [0.0, 0.0, 0.5]
    assert ranks.high.tolist() == [0.5, 1.0, 1.0]


def test_traits_have_the_links_and_the_scenarios_copula(scores):
    scenario = Scenario(name="x")
    links = {
        ("status", "buffer"): -0.7,
        ("status", "quality"): -0.5,
        ("limit", "income"): 0.6,
        ("status", "work"): -0.4,
    }
    given = conditional(scores, ("limit", "status"), links, scenario)
    assert given.scale == 1.0
    z = draw_traits(given, scores, ROWS, seed=5)
    for (name, trait), value in links.items():
        k = ("limit", "status").index(name)
        assert np.corrcoef(scores[:, k], z[trait])[0, 1] == pytest.approx(value, abs=0.02)
    for trait in TRAITS:
        assert z[trait].mean() == pytest.approx(0, abs=0.02)
        assert z[trait].std() == pytest.approx(1, abs=0.02)
    assert np.corrcoef(z["quality"], z["buffer"])[0, 1] == pytest.approx(0.40, abs=0.02)
    assert np.corrcoef(z["income"], z["quality"])[0, 1] == pytest.approx(0.30, abs=0.02)


def test_an_observed_income_is_kept_and_the_others_follow(scores):
    given = conditional(scores, ("limit", "status"), {("limit", "income"): 0.6}, Scenario(name="x"))
    income = np.full(N, 1.5)
    z = draw_traits(given, scores, ROWS, seed=5, income=income)
    assert z["income"] == pytest.approx(income, abs=1e-6)
    assert z["quality"].mean() > 0.3  # 0.30 of a correlation, 1.5 standard deviations of income


def test_draws_do_not_depend_on_other_rows(ranks, scores):
    given = conditional(scores, ("limit", "status"), {("status", "buffer"): -0.7}, Scenario(name="x"))
    whole = draw_traits(given, scores, ROWS, seed=5)
    some = ROWS[100:200]
    part = draw_traits(given, scores_of(ranks, some, some, seed=5), some, seed=5)
    assert np.array_equal(part["buffer"], whole["buffer"][100:200])
