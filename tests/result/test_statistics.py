import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from arrears.result.statistics import QUANTILES, STATISTICS, statistics

VALUES = st.one_of(st.floats(-1e6, 1e6, allow_nan=False), st.just(np.nan))


def column(table, name):
    return table[:, STATISTICS.index(name)]


def test_columns_stand_in_the_promised_order():
    assert STATISTICS == ("mean", "std", "p05", "p25", "p50", "p75", "p95", "p01", "p99", "n")


@given(arrays(np.float64, st.tuples(st.integers(1, 40), st.integers(1, 5)), elements=VALUES))
def test_the_same_as_numpy(values):
    table = statistics(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(column(table, "n"), (~np.isnan(values)).sum(axis=0))
        assert np.allclose(column(table, "mean"), np.nanmean(values, axis=0), equal_nan=True, rtol=1e-9, atol=1e-6)
        for name, q in QUANTILES.items():
            assert np.array_equal(column(table, name), np.nanquantile(values + 0.0, q, axis=0), equal_nan=True)
        expected = np.nanstd(values, axis=0, ddof=1)
        assert np.allclose(column(table, "std"), expected, equal_nan=True, rtol=1e-6, atol=1e-6)


def test_one_path_has_no_standard_deviation():
    table = statistics(np.array([[0.3]]))
    assert np.isnan(column(table, "std"))
    assert column(table, "p05") == column(table, "mean") == 0.3


def test_a_cell_without_paths_has_n_zero_and_nothing_else():
    table = statistics(np.full((3, 2), np.nan))
    assert column(table, "n").tolist() == [0, 0]
    assert np.isnan(column(table, "mean")).all()


def test_equal_paths_show_no_rounding():
    table = statistics(np.full((7, 1), 0.1))
    assert column(table, "mean") == 0.1
    assert column(table, "std") == 0.0


def test_minus_zero_is_zero():
    table = statistics(np.array([[-0.0], [-0.0]]))
    assert not np.signbit(table).any()


@pytest.mark.parametrize("block", [1, 7, 1_000_000])
def test_blocks_change_no_bit(block, monkeypatch):
    values = np.random.default_rng(1).random((20, 50))
    whole = statistics(values)
    monkeypatch.setattr("arrears.result.statistics._BLOCK", block)
    assert np.array_equal(statistics(values), whole)
