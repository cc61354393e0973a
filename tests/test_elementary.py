"""Elementary functions: their stated errors, and the same bits compiled, in a loop and in plain Python."""

import math

import numba
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from arrears.elementary import cos_turn32, exp, log32, logit32, normal_pair32, whole_power
from plain import plain

UNIFORMS = ((np.arange(2**23, dtype=np.float64) + 0.5) / 2**23).astype(np.float32)  # every uniform that can be drawn
SOME = UNIFORMS[:: 2**10]
# Floating-point warnings of plain Python are not the subject here.
pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")


@numba.vectorize(cache=False)
def exp_of(x):
    return exp(x)


@numba.vectorize(cache=False)
def log_of(x):
    return log32(x)


@numba.vectorize(cache=False)
def cosine_of(x):
    return cos_turn32(x)


@numba.vectorize(cache=False)
def logit_of(x):
    return logit32(x)


def same_bits(a, b):
    a, b = np.asarray(a), np.asarray(b)
    assert a.dtype == b.dtype
    assert np.array_equal(a.view(f"u{a.itemsize}"), b.view(f"u{b.itemsize}"))


def test_exp_is_within_1e13_of_the_truth():
    x = np.concatenate([np.linspace(-700, 700, 200_001), np.linspace(-1, 1, 200_001)])
    truth = np.exp(x.astype(np.longdouble))
    assert np.abs((exp_of(x) - truth) / truth).max() < 1e-13


def test_exp_holds_its_argument_within_700():
    assert exp(1e6) == exp(700.0) < math.inf
    assert exp(-1e6) == exp(-700.0) > 0.0
    assert exp(0.0) == 1.0


def test_log32_is_within_2e6_of_the_truth_for_every_uniform():
    assert np.abs(log_of(UNIFORMS) - np.log(UNIFORMS.astype(np.float64))).max() < 2e-6


def test_cos_turn32_is_within_4e7_of_the_truth():
    u = np.concatenate([UNIFORMS[::16], UNIFORMS[::16] + np.float32(0.75)])
    assert np.abs(cosine_of(u) - np.cos(2 * np.pi * u.astype(np.float64))).max() < 4e-7


def test_logit32_is_symmetric_and_near_the_truth():
    truth = np.log(UNIFORMS.astype(np.float64)) - np.log1p(-UNIFORMS.astype(np.float64))
    assert np.abs(logit_of(UNIFORMS) - truth).max() < 1e-6
    assert np.abs(logit_of(SOME) + logit_of(np.float32(1.0) - SOME)).max() < 2e-6


def test_normals_have_the_moments_of_normals():
    n = 400
    middles = ((np.arange(n) + 0.5) / n).astype(np.float32)
    pairs = np.array([normal_pair32(u, v) for u in middles for v in middles])
    for z in pairs.T.astype(np.float64):
        assert abs(z.mean()) < 1e-3
        assert abs(z.var() - 1.0) < 6e-3  # the grid leaves out the tails beyond 1 in 800
        assert abs((z**3).mean()) < 1e-2
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 1e-3


@given(st.floats(-750.0, 750.0))
@example(0.0)
@example(-0.0)
@example(0.5 * math.log(2))
def test_exp_has_the_same_bits_plain_compiled_and_in_a_loop(x):
    compiled = exp(x)
    same_bits(np.float64(plain(exp)(np.float64(x))), np.float64(compiled))
    same_bits(np.float64(compiled), exp_of(np.full(37, x))[36])


@pytest.mark.parametrize(("rule", "loop"), [(log32, log_of), (cos_turn32, cosine_of), (logit32, logit_of)])
def test_float32_functions_have_the_same_bits_plain_compiled_and_in_a_loop(rule, loop):
    function = plain(rule)
    compiled = np.array([rule(u) for u in SOME], dtype=np.float32)
    same_bits(np.array([function(u) for u in SOME]), compiled)
    same_bits(compiled, loop(SOME))


def test_normal_pairs_have_the_same_bits_plain_and_compiled():
    pairs = list(zip(SOME, SOME[::-1], strict=True))
    function = plain(normal_pair32)
    compiled = np.array([normal_pair32(u, v) for u, v in pairs], dtype=np.float32)
    same_bits(np.array([function(u, v) for u, v in pairs]), compiled)


@numba.njit(error_model="numpy")
def add_products(a, b, c, out):
    for i in range(a.size):
        out[i] = a[i] * b[i] + c[i]


@given(st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3)), min_size=1, max_size=40))
def test_the_compiler_fuses_no_multiply_and_add(pairs):
    a, b = np.array(pairs).T.copy()
    out = np.empty_like(a)
    # one rounding instead of two, as in a fused multiply-add, would leave the rounding error of a * b
    add_products(a, b, -(a * b), out)
    assert not out.any()


@given(st.floats(0.0, 2.0), st.integers(0, 15))
def test_a_whole_power_is_close_to_the_librarys(x, n):
    assert whole_power(x, n) == pytest.approx(x**n, rel=1e-14, abs=1e-300)
    assert plain(whole_power)(x, n) == whole_power(x, n)
