"""Draws of one borrower, one at a time."""

from functools import lru_cache

import numpy as np

from arrears.draws import block_of_four
from arrears.elementary import logit32, normal_pair32


@lru_cache(maxsize=4096)
def _four(seed, path, origin, place, month, block):
    return tuple(float(x) for x in block_of_four(seed, path, origin, place, month, block))


def uniform(seed, path, origin, place, month, purpose):
    """In (0, 1)."""
    block, lane = purpose.value
    return _four(seed, path, origin, place, month, block)[lane]


def normals(radius, angle):
    """Two standard normals from two uniforms."""
    first, second = normal_pair32(np.float32(radius), np.float32(angle))
    return float(first), float(second)


def logistic(u):
    """Standard logistic, from a uniform."""
    return float(logit32(np.float32(u)))
