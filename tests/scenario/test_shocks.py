"""Every shape, by hand and as a contract."""

import pickle

import pytest
from pydantic import ValidationError

from arrears.errors import ScenarioError
from arrears.keys import shocks
from arrears.keys.shocks import SHAPES
from arrears.scenario import L, Points, Pulse, Ramp, Scenario, Shock, Step, U, V

EXAMPLES = {
    "step": Step(start=3, size=0.04),
    "ramp": Ramp(start=3, size=0.04, rise=4),
    "pulse": Pulse(start=3, size=0.04, rise=2, hold=3, fade=5),
    "v": V(start=3, size=0.04, rise=3),
    "u": U(start=3, size=0.04, rise=3, hold=2),
    "l": L(start=3, size=0.04, rise=2, fade=4, remain=0.25),
    "points": Points(points=((3, 0.04), (8, 0.01))),
}


@pytest.mark.parametrize(
    ("shock", "curve"),
    [
        (Step(start=2, size=1.0), [0, 1, 1, 1, 1, 1]),
        (Ramp(start=2, size=1.0, rise=2), [0, 0.5, 1, 1, 1, 1]),
        (Pulse(start=2, size=1.0), [0, 1, 0, 0, 0, 0]),
        (Pulse(start=2, size=1.0, rise=1, hold=1, fade=2), [0, 1, 1, 0.5, 0, 0]),
        (Pulse(start=1, size=1.0, rise=4, hold=1, fade=1), [0.25, 0.5, 0.75, 1, 1, 0]),
        (V(start=1, size=1.0, rise=2), [0.5, 1, 0.5, 0, 0, 0]),
        (U(start=1, size=1.0, rise=2, hold=1), [0.5, 1, 1, 0.5, 0, 0]),
        (L(start=1, size=1.0, rise=1, fade=2, remain=0.5), [1, 0.75, 0.5, 0.5, 0.5, 0.5]),
        (Points(points=((2, 1.0), (4, 3.0))), [0, 1, 2, 3, 3, 3]),
        (Points(start=2, size=2.0, points=((1, 0.0), (3, 1.0))), [0, 0, 1, 2, 2, 2]),
    ],
)
def test_curves_by_hand(shock, curve):
    assert shock.curve(6) == curve


def test_three_months_of_rise_are_a_third_two_thirds_all():
    assert Pulse(start=2, size=0.03, rise=3, hold=1).curve(6) == pytest.approx([0, 0.01, 0.02, 0.03, 0.03, 0])


def test_every_shape_has_an_example():
    assert EXAMPLES.keys() == SHAPES.keys()


def test_the_union_says_which_shapes_there_are():
    shapes = {one for one in vars(shocks).values() if isinstance(one, type) and issubclass(one, shocks._Shape)}
    assert set(SHAPES.values()) == shapes - {shocks._Shape}
    assert [shape.model_fields["shape"].default for shape in SHAPES.values()] == list(SHAPES)


@pytest.mark.parametrize("shock", EXAMPLES.values(), ids=EXAMPLES)
class TestContract:
    def test_a_longer_run_begins_with_the_shorter(self, shock):
        for months in (1, 2, 5, 12):
            assert shock.curve(months) == shock.curve(40)[:months]
            assert len(shock.curve(months)) == months

    def test_nothing_before_the_start(self, shock):
        assert shock.curve(2) == [0.0, 0.0]

    def test_a_size_of_zero_is_nothing(self, shock):
        size = {"points": ((3, 0.0), (8, 0.0))} if isinstance(shock, Points) else {"size": 0.0}
        assert set(shock.model_copy(update=size).curve(40)) == {0.0}

    def test_the_full_size_is_reached_without_rounding(self, shock):
        assert max(shock.curve(40)) == 0.04

    def test_it_pickles(self, shock):
        assert pickle.loads(pickle.dumps(shock)) == shock

    def test_it_goes_through_yaml(self, shock):
        scenario = Scenario(name="X").with_({"macro.unemployment.shocks": [shock], "macro.income.shocks": [shock]})
        again = Scenario.from_text(scenario.to_yaml())
        assert again == scenario
        assert again.macro.unemployment.shocks == (shock,)


class Sawtooth(Shock):
    """A shock of a researcher's own."""

    def curve(self, months: int) -> list[float]:
        return [0.01 * (month % 3) for month in range(months)]


def test_an_own_shock_stands_in_a_scenario_and_is_written_month_by_month():
    scenario = Scenario(name="X").with_({"macro.unemployment.shocks": [Sawtooth(), Step(start=2, size="+1pp")]})
    assert scenario.macro.unemployment.shock_sum(4) == pytest.approx([0, 0.02, 0.03, 0.01])
    again = Scenario.from_text(scenario.to_yaml())
    assert again.macro.unemployment.path(36) == scenario.macro.unemployment.path(36)


def test_an_own_shock_of_the_wrong_length_is_refused():
    class Short(Sawtooth):
        def curve(self, months: int) -> list[float]:
            return [0.0]

    with pytest.raises(ScenarioError, match=r"Short.curve\(36\) gave 1 values"):
        Scenario(name="X").with_({"macro.unemployment.shocks": [Short()]})


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (lambda months: None, r"Own.curve\(36\) gave None; expected a list of 36 numbers"),
        (lambda months: ["much"] * months, "expected a list of 36 numbers"),
        (lambda months: [1.0 / 0] * months, "failed with ZeroDivisionError"),
        (lambda months: [float("nan")] * months, "not finite"),
    ],
)
def test_an_own_shock_that_gives_something_else_is_refused(curve, words):
    class Own(Shock):
        def curve(self, months: int) -> list[float]:
            return curve(months)

    with pytest.raises(ScenarioError, match=words):
        Scenario(name="X").with_({"macro.unemployment.shocks": [Own()]})


def test_frozen():
    with pytest.raises(ValidationError):
        EXAMPLES["step"].size = 1.0
