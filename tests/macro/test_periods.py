"""Months and quarters by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.macro.periods import (
    blocks,
    by_month,
    first_month,
    last_month,
    middle_of,
    name_month,
    name_period,
)

FEBRUARY = 2026 * 12 + 1


@pytest.mark.parametrize(("month", "middle"), [(-1, 0), (0, 0), (1, 0), (2, 3), (3, 3), (4, 3), (9, 9), (10, 9)])
def test_a_quarter_is_known_by_its_middle_month(month, middle):
    assert middle_of(FEBRUARY + month, 3) == FEBRUARY + middle
    assert middle_of(FEBRUARY + month, 1) == FEBRUARY + month


@pytest.mark.parametrize(
    ("month", "step", "name"),
    [
        (0, 1, "2026-02"),
        (0, 3, "2026Q1"),
        (3, 3, "2026Q2"),
        (9, 3, "2026Q4"),
        (10, 1, "2026-12"),
        (12, 3, "2027Q1"),
        (4, 12, "2026"),
    ],
)
def test_names_of_periods(month, step, name):
    assert name_period(FEBRUARY + month, step) == name
    assert step > 1 or name_month(FEBRUARY + month) == name


def test_first_and_last_month_of_a_period():
    assert (first_month(FEBRUARY, 3), last_month(FEBRUARY, 3)) == (FEBRUARY - 1, FEBRUARY + 1)
    june = FEBRUARY + 4
    assert (first_month(june, 12), last_month(june, 12)) == (FEBRUARY - 1, FEBRUARY + 10)
    assert (first_month(FEBRUARY, 1), last_month(FEBRUARY, 1)) == (FEBRUARY, FEBRUARY)


@pytest.mark.parametrize(
    ("month", "value"), [(0, 3.0), (1, 3.0), (2, 4.0), (3, 5.0), (4, 6.0), (5, 4.0), (6, 2.0), (7, 0.0), (8, 0.0)]
)
def test_values_by_month_are_linear_between_points_and_held_outside(month, value):
    assert by_month([(1, 3.0), (4, 6.0), (7, 0.0)], [month]) == [value]


@given(st.lists(st.floats(-9.0, 9.0), min_size=1, max_size=6), st.integers(-5, 25))
def test_values_by_month_stay_between_those_given(values, month):
    points = [(3 * k, value) for k, value in enumerate(values)]
    assert min(values) - 1e-9 <= by_month(points, [month])[0] <= max(values) + 1e-9


@pytest.mark.parametrize(
    ("periods", "step", "found"),
    [
        ([], 1, []),
        ([5], 1, [(5, 5)]),
        ([5, 6, 7], 1, [(5, 7)]),
        ([1, 4, 7, 13, 16, 22], 3, [(1, 7), (13, 16), (22, 22)]),
        ([1, 2, 4], 3, [(1, 1), (2, 2), (4, 4)]),
    ],
)
def test_unbroken_stretches_by_hand(periods, step, found):
    assert blocks(periods, step) == found
