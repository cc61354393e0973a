"""The reaction of credit supply to unemployment."""

import numpy as np
import pytest

from arrears.macro.supply import supply_reaction


def test_steady_unemployment_moves_nothing():
    steady = np.full((2, 40), 0.05)
    assert not supply_reaction(steady, to_unemployment=-0.44, memory=120, smoothing=3).any()


def test_by_hand():
    reaction = supply_reaction(np.array([[0.05, 0.06, 0.06, 0.04]]), to_unemployment=-0.5, memory=10, smoothing=2)
    slow = [5.0, 5.1, 5.19, 5.071]
    gaps = [0.0, 6 - slow[1], 6 - slow[2], 4 - slow[3]]
    expected = [0.0] + [-0.5 * (gaps[t - 1] + gaps[t]) / 2 for t in (1, 2, 3)]
    assert reaction[0] == pytest.approx(expected)


def test_a_lasting_step_is_undone_as_the_slow_mean_catches_up():
    step = np.full((1, 600), 0.08)
    step[0, 0] = 0.05
    reaction = supply_reaction(step, to_unemployment=-0.4, memory=60, smoothing=3)[0]
    assert reaction.min() == pytest.approx(-1.2, abs=0.05)
    assert reaction[-1] == pytest.approx(0, abs=1e-3)
