"""The draws behind the macro paths: where Sobol points lie, their shift, and the statistics of the deviations."""

import numpy as np
import pytest
from scipy.stats import norm, qmc

from arrears.draws import NO_PATH, Purpose, uniform_array
from arrears.macro import randomness
from arrears.macro.randomness import ar_deviations, normal_draws


def deviations(
    *, paths=4096, months=30, draws="sobol", persistence=0.9, volatility=(0.001, 0.005, 0.002), correlation=-0.5
):
    normals = normal_draws(paths=paths, months=months, seed=7, draws=draws)
    return ar_deviations(normals, persistence=persistence, volatility=volatility, correlation=correlation)


def test_a_path_is_its_sobol_point_shifted_bit_by_bit():
    months = 5
    point = qmc.Sobol(3 * months, scramble=False, bits=24).random_base2(3)[6]
    normals = normal_draws(paths=8, months=months, seed=3, draws="sobol")
    for month, series in ((1, 0), (2, 1), (5, 2)):
        shift = int(uniform_array(3, NO_PATH, series, month, Purpose.MACRO_SHIFT) * 2**24)
        bits = int(point[3 * (month - 1) + series] * 2**24) ^ shift
        assert normals[6, month - 1, series] == round(norm.ppf((bits + 0.5) / 2**24), 9)


@pytest.mark.parametrize("draws", ["sobol", "plain"])
def test_draws_are_a_prefix_across_chunks_of_paths(draws, monkeypatch):
    whole = normal_draws(paths=40, months=4, seed=1, draws=draws)
    monkeypatch.setattr(randomness, "CHUNK", 16)
    assert np.array_equal(normal_draws(paths=40, months=4, seed=1, draws=draws), whole)
    assert np.array_equal(normal_draws(paths=1, months=2, seed=1, draws=draws), whole[:1, :2])


@pytest.mark.parametrize("draws", ["sobol", "plain"])
def test_standard_normal(draws):
    normals = normal_draws(paths=4096, months=30, seed=1, draws=draws)
    tolerance = 4e-3 if draws == "sobol" else 0.08
    assert np.isfinite(normals).all()
    assert np.abs(normals).max() < 5.5
    assert np.abs(normals.mean(axis=0)).max() < tolerance
    assert np.abs(normals.std(axis=0) - 1).max() < tolerance


def test_deviations_by_hand():
    normals = np.array([[[1.0, 1.0, 1.0], [0.0, -1.0, 2.0], [0.0, 0.0, 0.0]]])
    x = ar_deviations(normals, persistence=0.5, volatility=(0.1, 0.2, 0.3), correlation=0.6)[0]
    assert x[:, 0] == pytest.approx([0.0, 0.1, 0.05, 0.025])
    assert x[:, 1] == pytest.approx([0.0, 0.2 * (0.6 + 0.8), 0.14 - 0.16, -0.01])
    assert x[:, 2] == pytest.approx([0.0, 0.3, 0.15 + 0.6, 0.375])


@pytest.mark.parametrize("draws", ["sobol", "plain"])
def test_deviations_have_the_spread_and_correlation_asked_for(draws):
    x = deviations(draws=draws)
    assert not x[:, 0].any()
    months = np.arange(1, 31)
    grown = np.sqrt((1 - 0.9 ** (2 * months)) / (1 - 0.9**2))
    tolerance = 0.03 if draws == "sobol" else 0.06
    for series, volatility in enumerate((0.001, 0.005, 0.002)):
        assert x[:, 1:, series].std(axis=0) / (volatility * grown) == pytest.approx(np.ones(30), abs=tolerance)
    for month in (1, 10, 30):
        correlation = np.corrcoef(x[:, month].T)
        assert correlation[0, 1] == pytest.approx(-0.5, abs=0.05)
        assert correlation[0, 2] == pytest.approx(0, abs=0.05)
        assert correlation[1, 2] == pytest.approx(0, abs=0.05)
    lag = np.corrcoef(x[:, 29, 0], x[:, 30, 0])[0, 1]
    assert lag == pytest.approx(0.9, abs=0.02)


def test_sobol_points_are_closer_to_the_mean_than_plain_draws():
    misses = {draws: deviations(paths=200, draws=draws).mean(axis=0)[1:] for draws in ("sobol", "plain")}
    assert np.square(misses["sobol"]).mean() < 0.2 * np.square(misses["plain"]).mean()


def test_full_correlation_and_no_persistence():
    x = deviations(paths=64, persistence=0.0, correlation=1.0)
    assert x[:, 1:, 1] == pytest.approx(5 * x[:, 1:, 0])
