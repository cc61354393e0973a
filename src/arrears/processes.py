"""What a process of a researcher sees of a run, and what it can move; the same in both engines.

A process is a SimPy generator function. It is started once a path, with the path's `State`, and lives beside the
engine's own processes::

    def staff_up(state):
        for month in state.each_month():
            yield state.at(month, 30)
            late = state.tally("accounts")[month, :, :, 1:].sum()
            state.levers.capacity = 1.5 if late > 1_000 else 1.0

What is decided in a month takes effect on day 1 of the next (the order of a month, step 1).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from math import isfinite
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.cells import BY_NAME
from arrears.columns import book_columns
from arrears.dates import DAYS_A_MONTH
from arrears.errors import UsageError
from arrears.setting import Climate
from arrears.tallies import Tallies, held

LOOSEST = 3.0  # looseness is held within this and its negative
PHASES = ("charge_off", "due", "fees", "desk", "catch_up", "close", "review")
COLUMNS = {column.name: column for column in book_columns()}


@dataclass
class Levers:
    """What a process can move on its path, from day 1 of the next month on, until it moves it again.

    Attributes
    ----------
    capacity : float
        Factor on the desk's daily contacts; 1 as the scenario says.
    cutoff : float
        Added to the score below which applicants are declined, points.
    looseness : float
        Added to the looseness of the market; the sum is held within -3 and 3.
    income : float
        Factor on income in work; 0.95 is five per cent below what the path says.
    """

    capacity: float = 1.0
    cutoff: float = 0.0
    looseness: float = 0.0
    income: float = 1.0

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse a lever that there is not, which would move nothing.

        Raises
        ------
        UsageError
        """
        if name not in LEVERS:
            near = get_close_matches(name, LEVERS, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"process: there is no lever `{name}`; there are {', '.join(LEVERS)}{hint}")
        object.__setattr__(self, name, value)

    def check(self) -> None:
        """Refuse what cannot be.

        Raises
        ------
        UsageError
            A lever is no finite number, or a factor is below zero.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, int | float | np.number) or not isfinite(value):
                raise UsageError(f"process: levers.{field.name} is {value!r}; expected a finite number")
            if field.name in ("capacity", "income") and value < 0:
                raise UsageError(f"process: levers.{field.name} is {value}; expected a factor of 0 or more")

    def of_macro(self, income: float, looseness: float) -> tuple[float, float]:
        """Return income against trend and looseness of the month; the very same numbers where nothing is moved."""
        if self.income != 1.0:
            income = (1.0 + income) * float(self.income) - 1.0
        if self.looseness != 0.0:
            looseness = min(max(looseness + float(self.looseness), -LOOSEST), LOOSEST)
        return income, looseness

    def of_climate(self, climate: Climate) -> Climate:
        """Return the month's climate with the cut-off moved."""
        return climate._replace(cutoff=climate.cutoff + float(self.cutoff)) if self.cutoff != 0.0 else climate

    def of_capacity(self, daily: float) -> float:
        """Return the desk's contacts a day."""
        return daily * float(self.capacity)


LEVERS = tuple(field.name for field in fields(Levers))


class State(ABC):
    """One path of a run, for a process: the time, what was counted, who borrows, and the levers.

    Attributes
    ----------
    env : simpy.Environment
        The run's; other paths may live in it too.
    path : int
        Number of the path.
    months : int
        Months of the run.
    levers : Levers
        What the process can move.
    """

    env: simpy.Environment
    path: int
    months: int
    levers: Levers

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse a lever that is set on the state itself, where it would move nothing.

        Raises
        ------
        UsageError
        """
        if name in LEVERS:
            raise UsageError(f"process: `state.{name}` moves nothing; expected `state.levers.{name} = ...`")
        if name == "levers" and not isinstance(value, Levers):
            raise UsageError(
                f"process: `state.levers` is {value!r}; expected a lever, as in `state.levers.capacity = 2`"
            )
        object.__setattr__(self, name, value)

    def each_month(self) -> Iterator[int]:
        """Months 1 to the last."""
        yield from range(1, self.months + 1)

    def at(self, month: int, day: int, phase: str = "review") -> simpy.Event:
        """Return an event to wait for: just after a phase of a day, when the engine has done what it does then.

        Parameters
        ----------
        month, day : int
            Day 1 to 30 of a month.
        phase : str
            ``charge_off``, ``due``, ``fees``, ``desk``, ``catch_up``, ``close`` or ``review``, in the order of a day.

        Raises
        ------
        UsageError
            There is no such moment, or it is over.
        """
        if phase not in PHASES or not 1 <= day <= DAYS_A_MONTH:
            raise UsageError(
                f"process: day {day}, phase {phase!r}; expected a day from 1 to {DAYS_A_MONTH} and one of "
                f"{', '.join(PHASES)}"
            )
        # Half a step after the phase: the order does not hang on how SimPy breaks ties.
        delay = self._moment(month, day, phase) + 0.5 - self.env.now
        if delay < 0:
            raise UsageError(f"process: month {month}, day {day}, phase {phase} is over")
        return self.env.timeout(delay)

    def tally(self, name: str) -> NDArray[np.int64]:
        """Return a cell of ``arrears.cells`` on this path so far, without the axis ``path``, read-only.

        Months to come are zero.

        Raises
        ------
        UsageError
            There is no such cell.
        """
        if not held(name) or name not in Tallies._fields:
            raise UsageError(
                f"process: no cell is called {name!r}; there are {', '.join(n for n in BY_NAME if n != 'macro')}"
            )
        view: NDArray[np.int64] = self._tally(name)[:]
        view.setflags(write=False)
        return view

    def macro(self, name: str) -> NDArray[np.float64]:
        """Return a macro series of this path, month 0 to the last. Read-only.

        Raises
        ------
        UsageError
            There is no such series.
        """
        series = self._macro()
        if name not in series:
            raise UsageError(f"process: no macro series is called {name!r}; there are {', '.join(series)}")
        view = series[name][:]
        view.setflags(write=False)
        return view

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of ``arrears.columns`` for the borrowers on the books now, by their number; a copy.

        Raises
        ------
        UsageError
            There is no such column.
        """
        return self._column(checked_column(name))

    def followed(
        self, names: Sequence[str], rows: NDArray[np.int64]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
        """Return columns of borrowers of the opening book, by their rows in it, and whether each is still on the books.

        Raises
        ------
        UsageError
            There is no such column.
        """
        return self._followed([checked_column(name) for name in names], rows)

    @abstractmethod
    def _moment(self, month: int, day: int, phase: str) -> float: ...

    @abstractmethod
    def _tally(self, name: str) -> NDArray[np.int64]: ...

    @abstractmethod
    def _macro(self) -> dict[str, NDArray[np.float64]]: ...

    @abstractmethod
    def _column(self, name: str) -> NDArray[Any]: ...

    @abstractmethod
    def _followed(
        self, names: Sequence[str], rows: NDArray[np.int64]
    ) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]: ...


Process = Callable[[State], Generator[simpy.Event, Any, Any]]


def checked_column(name: str) -> str:
    """Refuse a name that is no column.

    Raises
    ------
    UsageError
    """
    if name not in COLUMNS:
        raise UsageError(f"no column is called {name!r}; there are {', '.join(COLUMNS)}")
    return name


def started(process: Process, state: State) -> Generator[simpy.Event, Any, Any]:
    """Return the generator of a process on a path, for SimPy to run.

    Raises
    ------
    UsageError
        It is no generator function.
    """
    made = process(state) if callable(process) else None
    if not isinstance(made, Generator):
        name = getattr(process, "__name__", repr(process))
        raise UsageError(
            f"process: {name} is no generator function of the state; expected `def {name}(state): ... yield ...`"
        )
    return made
