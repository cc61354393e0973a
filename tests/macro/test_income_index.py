"""Income against its trend, by hand, from each kind of growth that a table gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.macro.income_index import index_from_growth, index_from_yearly_growth, index_less_trend, trend_of

GROWTH = st.floats(-0.3, 0.3)


def approx(points):
    return [(month, pytest.approx(index, rel=1e-14)) for month, index in points]


@pytest.mark.parametrize(
    ("step", "growth", "trend", "ratio"),
    [
        (3, 0.08, 0.00, 1.02),  # a quarter of it in a quarter
        (3, 0.08, 0.04, 1.01),
        (3, -0.08, 0.04, 0.97),
        (1, 0.12, 0.00, 1.01),  # a twelfth of it in a month
        (1, 0.12, 0.06, 1.005),
        (1, -0.12, 0.00, 0.99),
    ],
)
def test_growth_of_one_period_by_hand(step, growth, trend, ratio):
    points, guessed = index_from_growth([(13, growth)], step=step, trend=trend, from_month=13 - step)
    assert points == approx([(13 - step, 1.0), (13, ratio)])
    assert not guessed


def test_growth_is_chained():
    points, _ = index_from_growth([(12, 0.12), (13, -0.12), (14, 0.24)], step=1, trend=0.0, from_month=11)
    assert points == approx([(11, 1.0), (12, 1.01), (13, 1.01 * 0.99), (14, 1.01 * 0.99 * 1.02)])


def test_before_the_first_period_its_growth_is_taken():
    points, guessed = index_from_growth([(10, 0.12), (13, 0.0)], step=3, trend=0.0, from_month=1)
    assert points == approx([(1, 1.0), (4, 1.03), (7, 1.03**2), (10, 1.03**3), (13, 1.03**3)])
    assert guessed
    points, guessed = index_from_growth([(10, 0.12)], step=3, trend=0.0, from_month=0)
    assert [month for month, _ in points] == [-2, 1, 4, 7, 10]
    points, guessed = index_from_growth([(10, 0.12)], step=3, trend=0.0, from_month=6)
    assert [month for month, _ in points] == [4, 7, 10]
    assert guessed
    points, guessed = index_from_growth([(10, 0.12)], step=3, trend=0.0, from_month=7)
    assert [month for month, _ in points] == [7, 10]
    assert not guessed


def test_growth_on_a_year_ago_by_hand():
    points, _ = index_from_yearly_growth([(13, 0.04), (16, -0.01)], step=3, trend=0.01, from_month=1)
    # the year before grew steadily at the first rate, 3% above trend
    year = [(1, 1.0), (4, 1.03**0.25), (7, 1.03**0.5), (10, 1.03**0.75)]
    assert points == approx([*year, (13, 1.03), (16, 1.03**0.25 * 0.98)])


def test_growth_on_a_year_ago_by_month_by_hand():
    points, _ = index_from_yearly_growth([(20, 0.06), (21, 0.0)], step=1, trend=0.0, from_month=8)
    assert points == approx([(8 + k, 1.06 ** (k / 12)) for k in range(13)] + [(21, 1.06 ** (1 / 12))])


@pytest.mark.parametrize(
    ("from_month", "first", "guessed"), [(1, 1, True), (0, -2, True), (-2, -2, True), (24, 1, True), (25, 1, False)]
)
def test_how_far_growth_on_a_year_ago_is_taken_back(from_month, first, guessed):
    points, said = index_from_yearly_growth([(13, 0.04)], step=3, trend=0.0, from_month=from_month)
    assert points[0] == (first, 1.0)
    assert points[-1][0] == 13
    assert said is guessed


def test_growth_on_a_year_ago_taken_back_is_that_of_the_first_period():
    points, _ = index_from_yearly_growth([(13, 0.04)], step=3, trend=0.0, from_month=-3)
    assert points == approx([(-5 + 3 * k, 1.04 ** (k / 4)) for k in range(7)])


@pytest.mark.parametrize(
    ("month", "value", "index"),
    [(0, 100.0, 100.0), (12, 105.0, 100.0), (24, 110.25, 100.0), (6, 105.0, 105 / 1.05**0.5)],
)
def test_an_index_less_its_trend_by_hand(month, value, index):
    assert index_less_trend([(0, 100.0), (month, value)], trend=0.05)[1] == (month, pytest.approx(index, rel=1e-14))


def test_an_index_begins_as_it_stands():
    assert index_less_trend([(7, 98.0), (19, 98.0)], trend=0.0) == [(7, 98.0), (19, 98.0)]
    assert index_less_trend([(7, 98.0), (19, 98.0 * 1.5)], trend=0.5)[0] == (7, 98.0)


@pytest.mark.parametrize("key", ["income_growth", "income_growth_yoy"])
def test_trend_is_the_mean_growth_of_the_baseline(key):
    assert trend_of(key, [(1, 0.01), (4, 0.02), (7, 0.06)]) == pytest.approx(0.03, abs=1e-16)


@pytest.mark.parametrize(("months", "last", "trend"), [(12, 105.0, 0.05), (24, 110.25, 0.05), (6, 110.0, 0.21)])
def test_trend_of_an_index_is_its_growth_a_year(months, last, trend):
    assert trend_of("income_index", [(5, 100.0), (5 + months // 2, 1.0), (5 + months, last)]) == pytest.approx(trend)


@given(GROWTH, st.sampled_from([1, 3]), st.integers(-30, 12))
def test_growth_on_trend_leaves_the_index_where_it_is(growth, step, from_month):
    for chained in (index_from_growth, index_from_yearly_growth):
        points, _ = chained([(13, growth), (13 + step, growth)], step=step, trend=growth, from_month=from_month)
        assert [index for _, index in points] == pytest.approx([1.0] * len(points), rel=1e-14)
        months = [month for month, _ in points]
        assert months == list(range(months[0], 13 + step + 1, step))
        assert months[0] <= from_month or chained is index_from_yearly_growth


@given(st.lists(GROWTH, min_size=1, max_size=9), GROWTH, st.floats(0.0, 0.2))
def test_more_growth_never_lowers_the_index(growths, trend, more):
    points = [(3 * k, growth) for k, growth in enumerate(growths)]
    better = [(month, growth + more) for month, growth in points]
    for chained in (index_from_growth, index_from_yearly_growth):
        before, _ = chained(points, step=3, trend=trend, from_month=-3)
        after, _ = chained(better, step=3, trend=trend, from_month=-3)
        assert all(a >= b - 1e-12 for (_, a), (_, b) in zip(after, before, strict=True))
