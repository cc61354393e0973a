"""Randomness around the path: correlated first-order autoregressions, drawn by Sobol points over paths.

Each of the three series has a deviation x from its path: x(0) = 0, x(t) = persistence * x(t-1) + volatility * z(t),
with z standard normal. ``volatility`` is the standard deviation of one month's innovation; a deviation that has run for
long has volatility / sqrt(1 - persistence^2), 2.3 times that with 0.9. ``correlation`` is that of the innovations of
unemployment and income; the policy rate's are independent of both.

Path p takes the p-th Sobol point, unscrambled; innovation z of series s in month t takes its coordinate
3 * (t - 1) + s, with its bits flipped by those of one random number for (s, t), a *digital shift*. Points, coordinates
and shifts depend on neither the number of paths nor that of months, so a longer run or more paths moves no draw
(scipy's own scrambling changes with the number of dimensions). At 200 paths the mean of a deviation is off by a quarter
of what it is with plain draws, its standard deviation by a half.

Source: Sobol points with the direction numbers of Joe and Kuo (2008), as in SciPy; random digital shift as in L'Ecuyer
and Lemieux (2002), *Recent advances in randomized quasi-Monte Carlo methods*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from arrears.draws import NO_PATH, Purpose, uniform_array

if TYPE_CHECKING:
    from scipy.stats import qmc

SERIES: Final = ("unemployment", "income", "policy_rate")  # never reordered: the order is that of the coordinates
BITS: Final = 24  # as many as a draw has; enough for 16 million paths
CHUNK: Final = 1024  # paths at a time, a power of two: bounds memory to some 30 MB with 600 months
DIGITS: Final = 9  # quantile functions differ in the last bit between processors

Draws = Literal["sobol", "plain"]


def normal_draws(*, paths: int, months: int, seed: int, draws: Draws) -> NDArray[np.float64]:
    """Independent standard normals for every path, month and series.

    Parameters
    ----------
    paths, months : int
        How many; at least 1.
    seed : int
        Seed of the run.
    draws : {"sobol", "plain"}
        Shifted Sobol points over paths, or independent draws.

    Returns
    -------
    (path, month 1..T, series) float64
        Rounded to 1e-9; within +-5.5.
    """
    place = np.arange(len(SERIES))
    time = np.arange(1, months + 1)[:, np.newaxis]
    normals = np.empty((paths, months, len(SERIES)))
    points = _sobol(months * len(SERIES)) if draws == "sobol" else None
    shift = _bits(uniform_array(seed, NO_PATH, place, time, Purpose.MACRO_SHIFT))
    for first in range(0, paths, CHUNK):
        chunk = normals[first : first + CHUNK]
        if points is None:
            path = np.arange(first, first + len(chunk))[:, np.newaxis, np.newaxis]
            bits = _bits(uniform_array(seed, path, place, time, Purpose.MACRO_SHIFT))
        else:
            # Whole chunks of a power of two, cut afterwards: SciPy warns of any other number, and a point must not
            # depend on how many follow it.
            point = points.random(CHUNK)[: len(chunk)]
            bits = _bits(point).reshape(chunk.shape) ^ shift
        chunk[...] = np.round(ndtri((bits + 0.5) / 2**BITS), DIGITS)
    return normals


def ar_deviations(
    normals: NDArray[np.float64], *, persistence: float, volatility: tuple[float, float, float], correlation: float
) -> NDArray[np.float64]:
    """Deviations from the path, as correlated first-order autoregressions that start at zero.

    Parameters
    ----------
    normals : (path, month 1..T, series) float64
        Independent standard normals.
    persistence : float
        Share of a deviation that is left a month later, 0 to 1.
    volatility : tuple of three floats
        Standard deviation of one month's innovation of each series, as fractions.
    correlation : float
        Of the innovations of unemployment and income, -1 to 1.

    Returns
    -------
    (path, month 0..T, series) float64
        Zero at month 0.
    """
    paths, months, series = normals.shape
    deviations = np.zeros((paths, months + 1, series))
    rest = float(np.sqrt(1.0 - correlation * correlation))
    innovations = np.empty((paths, series))
    for month in range(1, months + 1):
        z = normals[:, month - 1]
        innovations[:, 0] = volatility[0] * z[:, 0]
        innovations[:, 1] = volatility[1] * (correlation * z[:, 0] + rest * z[:, 1])
        innovations[:, 2] = volatility[2] * z[:, 2]
        deviations[:, month] = persistence * deviations[:, month - 1] + innovations
    return deviations


def _bits(unit: NDArray[np.float64]) -> NDArray[np.int64]:
    """Numbers in [0, 1] as whole numbers of ``BITS`` bits."""
    whole = (unit * 2**BITS).astype(np.int64)
    return np.minimum(whole, 2**BITS - 1)


def _sobol(coordinates: int) -> qmc.Sobol:
    # SciPy's statistics take half a second to load, which a scenario without randomness does not need.
    from scipy.stats import qmc

    return qmc.Sobol(coordinates, scramble=False, bits=BITS)
