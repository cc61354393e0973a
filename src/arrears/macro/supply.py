"""The supply of credit follows the economy: lenders tighten when unemployment stands above what they are used to.

Looseness is what the scenario says plus ``to_unemployment`` for each percentage point of unemployment above its slow
mean. Without such a reaction no model of this kind follows a real card cycle; in fits to US cards the coefficient was
-0.40 to -0.44, the memory 71 to 126 months. It is off unless a scenario asks for it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

LOWEST: Final = -3.0  # looseness is meant within three standard deviations of score
HIGHEST: Final = 3.0


def supply_reaction(
    unemployment: NDArray[np.float64], *, to_unemployment: float, memory: float, smoothing: int
) -> NDArray[np.float64]:
    """Looseness that lenders add because of unemployment.

    The slow mean is exponential: each month it moves 1 / ``memory`` of the way to the month's unemployment, starting at
    that of month 0. What lenders react to is the mean gap of the last ``smoothing`` months, the present one included;
    before month 0 the gap is zero.

    Parameters
    ----------
    unemployment : (path, month 0..T) float64, fraction
        The path's unemployment.
    to_unemployment : float
        Looseness per percentage point; negative tightens.
    memory : float
        Months, at least 1.
    smoothing : int
        Months, at least 1.

    Returns
    -------
    (path, month 0..T) float64
        Zero at month 0; not clipped.

    Source: the coefficient's form is an assumption, held up by the fits named above.

    Examples
    --------
    >>> supply_reaction(np.array([[0.05, 0.07, 0.07]]), to_unemployment=-0.4, memory=1e9, smoothing=1).round(6)
    array([[ 0. , -0.8, -0.8]])
    """
    reaction = np.zeros_like(unemployment)
    gaps = np.zeros_like(unemployment)
    slow = unemployment[:, 0].copy()
    for month in range(1, unemployment.shape[1]):
        slow += (unemployment[:, month] - slow) / memory
        gaps[:, month] = 100.0 * (unemployment[:, month] - slow)
        smoothed = np.zeros_like(slow)
        for back in range(max(0, month - smoothing + 1), month + 1):  # a running sum would drift in the last bits
            smoothed += gaps[:, back]
        reaction[:, month] = to_unemployment * (smoothed / smoothing)
    return reaction
