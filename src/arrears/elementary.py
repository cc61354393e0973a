"""Elementary functions made of IEEE operations only: the same bits in a vector loop, alone, and in plain Python.

The library's ``exp`` and ``log`` differ in the last bits between processors and do not vectorise; these do. Only
``+ - * /``, ``sqrt``, ``floor``, comparisons and bit patterns are used. Stated errors are tested
(``tests/test_elementary.py``).

Functions ending in 32 take and return float32 (for draws, sixteen lanes at a time); the others float64 (for rules).

Source of the reductions and of the float32 polynomials: Cody and Waite, *Software Manual for the Elementary Functions*
(1980); S. L. Moshier's Cephes library (``expf``, ``logf``, ``sinf``, ``cosf``). The float64 exponential is its Taylor
series to degree 11.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.jit import rule

_f = np.float32
_i = np.int32


@rule
def exp(x: float) -> float:
    """E to the power x, float64; x is held within -700 and 700. Relative error below 1e-13."""
    x = min(max(x, -700.0), 700.0)
    k = np.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * 0.693145751953125) - k * 1.4286068203094172e-06
    # Pairs, then pairs of pairs (Estrin): half as long a chain of operations as one term after the other.
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + r * 0.16666666666666666) + r2 * (0.041666666666666664 + r * 0.008333333333333333)
    middle = (0.001388888888888889 + r * 0.0001984126984126984) + r2 * (
        2.48015873015873e-05 + r * 2.7557319223985893e-06
    )
    high = 2.755731922398589e-07 + r * 2.505210838544172e-08
    p = low + r4 * (middle + r4 * high)
    y = (p * r2 + r) + 1.0
    return y * np.int64((np.int64(k) + np.int64(1023)) << np.int64(52)).view(np.float64)


@rule
def whole_power(x: float, n: int) -> float:
    """X to a whole power from 0 to 15, float64, by the bits of ``n``: a loop of ``n`` steps could not be foreseen."""
    by_two = x * x
    by_four = by_two * by_two
    y = x if n & 1 else 1.0
    y = y * by_two if n & 2 else y
    y = y * by_four if n & 4 else y
    return y * (by_four * by_four) if n & 8 else y


@rule
def log32(x: Any) -> Any:
    """Natural logarithm of a positive normal float32. Absolute error below 2e-6 for x in (2**-24, 1)."""
    bits = np.float32(x).view(np.int32)
    e = (bits >> _i(23)) - _i(126)
    m = np.int32((bits & _i(0x007FFFFF)) | _i(0x3F000000)).view(np.float32)
    small = m < _f(0.707106781)
    m = (m + m if small else m) - _f(1.0)
    e2 = _f(e) - (_f(1.0) if small else _f(0.0))
    z = m * m
    z2 = z * z
    low = (_f(3.3333331174e-1) + m * _f(-2.4999993993e-1)) + z * (_f(2.0000714765e-1) + m * _f(-1.6668057665e-1))
    high = (_f(1.4249322787e-1) + m * _f(-1.2420140846e-1)) + z * (_f(1.1676998740e-1) + m * _f(-1.1514610310e-1))
    p = low + z2 * (high + z2 * _f(7.0376836292e-2))
    y = m * z * p
    y = y + e2 * _f(-2.12194440e-4)
    y = y - _f(0.5) * z
    return (m + y) + e2 * _f(0.693359375)


@rule
def cos_turn32(u: Any) -> Any:
    """Cosine of u turns (2 pi u radians), float32. Absolute error below 4e-7."""
    v = u - np.floor(u + _f(0.5))
    a = abs(v)
    flip = a > _f(0.25)
    t = (_f(0.5) - a) if flip else a
    # cos x = 1 - 2 sin(x/2)**2 keeps the polynomial within an eighth of a turn.
    h = t * _f(3.14159265)
    z = h * h
    s = _f(-1.9515295891e-4)
    s = s * z + _f(8.3321608736e-3)
    s = s * z + _f(-1.6666654611e-1)
    s = s * z * h + h
    c = _f(1.0) - _f(2.0) * s * s
    return -c if flip else c


@rule
def normal_pair32(u: Any, v: Any) -> Any:
    """Two independent standard normals from two uniforms in (0, 1), float32 (Box and Muller 1958)."""
    radius = np.sqrt(_f(-2.0) * log32(u))
    return radius * cos_turn32(v), radius * cos_turn32(v + _f(0.75))


@rule
def logit32(u: Any) -> Any:
    """Log odds of u in (0, 1), float32: a standard logistic draw from a uniform one. Absolute error below 1e-6."""
    return log32(u / (_f(1.0) - u))
