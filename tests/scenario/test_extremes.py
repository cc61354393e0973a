"""Values that are each permitted and together cannot be counted are refused, with their place and their name."""

import pytest

from arrears.errors import ScenarioError
from arrears.scenario import Scenario, shipped


def refusal(text):
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_text("name: A\n" + text)
    (fault,) = caught.value.faults
    return fault


def test_incomes_spread_too_wide():
    fault = refusal("borrowers:\n  income: {spread: 20}\n")
    assert (fault.line, fault.column) == (3, 20)
    assert "20 is too extreme: with a median of 6_000 the highest income has 52 digits" in fault.message
    assert fault.expected == "a spread up to 2.60 with this median"
    assert "a spread up to 0.42" in refusal("borrowers: {income: {median: 1_000_000_000}}\n").expected
    assert Scenario.from_text("name: A\nborrowers: {income: {spread: 2.6}}\n").borrowers.income.spread == 2.6


def test_savings_spread_too_wide():
    assert "too extreme" in refusal("borrowers: {spending: {buffer_spread: 50}}\n").message
    assert Scenario.from_text("name: A\nborrowers: {spending: {buffer: 0, buffer_spread: 50}}\n")


def test_a_loan_that_grows_without_end():
    fault = refusal("lender:\n  charges:\n    loan_rate: 500%\n    late_fee: 100%\n")
    assert (fault.line, fault.column) == (4, 16)
    assert "500% a year is too extreme with a penalty of 50%, a late fee of 100% and 12 terms" in fault.message
    assert "grows without end though every bill is paid" in fault.message


@pytest.mark.parametrize("charges", ["loan_rate: 60%", "loan_rate: 500%, terms: 1", "line_rate: 500%", "loan_rate: 0%"])
def test_what_is_high_and_can_be_counted_is_taken(charges):
    assert Scenario.from_text(f"name: A\nlender: {{charges: {{{charges}}}}}\n")


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_are_far_from_extreme(name):
    assert Scenario.read(name).with_({"months": 600, "macro.file": None})
