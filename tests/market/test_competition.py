"""The scale of looseness by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.market.competition import openness


@pytest.mark.parametrize(("looseness", "open_"), [(0.0, 1.0), (1.0, 1.5), (2.0, 2.25), (-1.0, 0.666666666667)])
def test_openness_by_hand(looseness, open_):
    assert openness(looseness) == open_


@given(st.floats(-3.0, 3.0), st.floats(0.0, 1.0))
def test_openness_rises_with_looseness_and_is_rounded(looseness, more):
    assert 0.0 < openness(looseness) <= openness(looseness + more)
    assert openness(looseness) == round(openness(looseness), 12)
