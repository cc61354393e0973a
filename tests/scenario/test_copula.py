"""Correlations of traits: which sets of them people can have."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.errors import ScenarioError
from arrears.scenario import Scenario
from arrears.scenario.copula import TRAITS

START = "name: A\nborrowers:\n  copula:\n"


def link(one, other, correlation):
    return f"    - {{traits: [{one}, {other}], correlation: {correlation}}}\n"


def refusal(text):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text(text)
    (fault,) = caught.value.faults
    return fault


def test_three_that_cannot_hold_together_are_named_with_what_could():
    text = START + link("income", "quality", 0.9) + link("quality", "buffer", 0.9) + link("income", "buffer", -0.9)
    fault = refusal(text)
    assert (fault.line, fault.column) == (4, 5)
    assert "income-buffer is -0.9" in fault.message
    assert fault.expected == "income-buffer between 0.62 and 1.00"
    assert Scenario.from_text(text.replace("-0.9}", "0.7}")).borrowers.copula[2].correlation == 0.7


def test_one_that_is_left_out_is_named_too():
    fault = refusal(START + link("income", "quality", 0.9) + link("quality", "buffer", 0.9))
    assert "income-buffer is left out, and so 0" in fault.message


def test_more_than_three_that_cannot_hold_together_are_refused():
    four = itertools.combinations(TRAITS[:4], 2)
    assert "nobody can have such traits" in refusal(START + "".join(link(*pair, -0.4) for pair in four)).message


@pytest.mark.parametrize(
    ("second", "message"),
    [(link("quality", "income", 0.2), "are tied twice"), (link("buffer", "buffer", 0.2), "is tied to itself")],
)
def test_a_pair_stands_once_and_a_trait_not_with_itself(second, message):
    fault = refusal(START + link("income", "quality", 0.3) + second)
    assert message in fault.message
    assert fault.line == 5


@given(st.lists(st.floats(-0.95, 0.95), min_size=6, max_size=6))
def test_what_is_refused_has_no_factor_and_what_is_taken_has_one(values):
    matrix = np.eye(4)
    lines = []
    for (i, j), value in zip(itertools.combinations(range(4), 2), values, strict=True):
        matrix[i, j] = matrix[j, i] = round(value, 6)
        lines.append(link(TRAITS[i], TRAITS[j], f"{value:.6f}"))
    smallest = np.linalg.eigvalsh(matrix)[0]
    if abs(smallest) < 1e-6:
        return
    if smallest > 0:
        Scenario.from_text(START + "".join(lines))
    else:
        assert "cannot hold together" in refusal(START + "".join(lines)).message
