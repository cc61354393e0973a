"""A world as the state that a process sees."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.model.order import Phase, moment
from arrears.processes import COLUMNS, State, started
from arrears.processes import Process as OwnProcess
from arrears.reference.borrower import Borrower
from arrears.reference.world import World


class WorldView(State):
    """The one path of a world, before it begins."""

    def __init__(self, world: World) -> None:
        self.env, self.path, self.months, self.levers = world.env, world.path, world.setting.months, world.levers
        self._world = world
        self._opening = list(world.borrowers)  # in the order of the opening book

    def _moment(self, month: int, day: int, phase: str) -> float:
        return moment(month, day, Phase[phase.upper()])

    def _tally(self, name: str) -> NDArray[np.int64]:
        values: NDArray[np.int64] = getattr(self._world.count.tallies, name)[self._world.count.p]
        return values

    def _macro(self) -> dict[str, NDArray[np.float64]]:
        return self._world.macro

    def _column(self, name: str) -> NDArray[Any]:
        there = (who for who in self._world.borrowers if not who.left)
        return _values(name, sorted(there, key=lambda who: (who.origin, who.place)))

    def _followed(
        self, names: Sequence[str], rows: NDArray[np.int64]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
        sample = [self._opening[row] for row in rows]
        return {name: _values(name, sample) for name in names}, np.asarray([not who.left for who in sample], np.bool_)


def _values(name: str, borrowers: list[Borrower]) -> NDArray[Any]:
    return np.asarray([who.row()[name] for who in borrowers], COLUMNS[name].dtype)


def on_world(process: OwnProcess) -> Callable[[World], Generator[simpy.Event, Any, Any]]:
    """Turn a process of a state into a process of a world."""
    return lambda world: started(process, WorldView(world))
