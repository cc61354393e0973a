"""Luck: the random draws of one borrower at one time, by the name of their purpose."""

from __future__ import annotations

import numpy as np

from arrears.draws import Purpose, block_of_four
from arrears.elementary import logit32, normal_pair32


class Luck:
    """What chance has in store for one borrower, (origin, place) on a path, at one time.

    A draw is a float32 in (0, 1), widened: the same for everybody who asks for the same purpose, however often.
    """

    def __init__(self, *, seed: int, path: int, origin: int, place: int, time: int) -> None:
        self._of = (seed, path, origin, place, time)
        self._blocks: dict[int, tuple[float, float, float, float]] = {}

    def uniform(self, purpose: Purpose) -> float:
        """Return a uniform draw in (0, 1)."""
        block, lane = purpose.value
        if block not in self._blocks:
            self._blocks[block] = block_of_four(*self._of, block)
        return self._blocks[block][lane]

    def normals(self, radius: Purpose, angle: Purpose) -> tuple[float, float]:
        """Return two independent standard normals from two uniform draws."""
        first, second = normal_pair32(np.float32(self.uniform(radius)), np.float32(self.uniform(angle)))
        return float(first), float(second)

    def logistic(self, purpose: Purpose) -> float:
        """Return a standard logistic draw."""
        return float(logit32(np.float32(self.uniform(purpose))))
