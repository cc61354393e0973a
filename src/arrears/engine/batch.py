"""One batch of paths: a calendar over compiled kernels, from the opening book to tallies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

import numpy as np
from numpy.typing import NDArray

from arrears import ledger
from arrears.borrower.employment import EXPOSURE_PARTS
from arrears.engine.calendar import Calendar
from arrears.engine.opening import Ground
from arrears.engine.state import TAKE_UP, Batch
from arrears.engine.swap import SHIPPED, Kernels
from arrears.engine.view import PathView
from arrears.errors import RunFailed
from arrears.processes import Levers, Process, started
from arrears.reviews import Reviews
from arrears.tallies import Tallies, empty


class Stopped(Exception):  # noqa: N818 - not an error: the user asked for it
    """The run was asked to stop."""


class PathBatch:
    """A batch of paths and what is decided for it month by month.

    ``room`` are arrays that an earlier batch of the same ground has used; ``tallies`` of zeros, of these paths.
    """

    def __init__(
        self,
        ground: Ground,
        macro: dict[str, NDArray[np.float64]],
        paths: NDArray[np.int64],
        *,
        room: Batch | None = None,
        tallies: Tallies | None = None,
        stop: Event | None = None,
        on_month: Callable[[int], None] | None = None,
        kernels: Kernels = SHIPPED,
        processes: Sequence[Process] = (),
    ) -> None:
        opening, setting = ground.opening, ground.setting
        self.opening, self.setting, self.macro = opening, setting, macro
        self.series = {name: values.tolist() for name, values in macro.items()}  # read a number at a time
        if tallies is None:
            tallies = empty(paths.size, setting.months, len(setting.segments), setting.buckets, setting.own)
        self.batch: Batch = ground.begin(room or ground.room(paths.size), paths, tallies)
        self.normal_worklist = [float(opening.worklist)] * paths.size
        self.size = opening.size
        self.stop, self.on_month = stop, on_month
        self.kernels, self.processes = kernels, processes
        self.levers = [Levers() for _ in paths]
        self.reviews = [Reviews(setting, tallies, p) for p in range(paths.size)]

    def run(self) -> Tallies:
        """Run months 1 to the last; returns the tallies, the ledger checked.

        Raises
        ------
        LedgerError, RunFailed
            A path-month does not close; free rows ran out.
        """
        s = self.setting
        self.kernels.open_books(self.batch, s.strategy, s.materiality, s.seed, 0, s.q)
        calendar = Calendar(
            self.batch,
            s,
            first=1,
            last=s.months,
            begin_month=self.begin_month,
            end_month=self.end_month,
            applicants=self.applicants,
            tally_month=lambda month: month,
            kernels=self.kernels,
            watched=bool(self.processes),
        )
        for p in range(self.batch.path.size) if self.processes else ():
            path = int(self.batch.path[p])
            opens = self.opening.of_path(s.seed, path)
            view = PathView(calendar.env, self.batch, p, s, opens, self.macro, self.levers[p])
            for process in self.processes:
                calendar.env.process(started(process, view))
        calendar.run()
        if np.any(self.batch.overflow):
            raise RunFailed("no free row was left for a new borrower; the book grew beyond what was set aside")
        ledger.check(self.batch.tallies.balance, self.batch.tallies.ledger, self.batch.path)
        return self.batch.tallies

    def begin_month(self, month: int) -> None:
        """The month's climate for each path."""
        if self.stop is not None and self.stop.is_set():
            raise Stopped
        labour = self.batch.labour.tolist()  # a handful of numbers: faster one by one than as an array
        unemployment, income, looseness = (self.series[name] for name in ("unemployment", "income", "looseness"))
        policy = self.series.get("policy_rate")
        for p in range(self.batch.path.size):
            heads, in_work, exposure = (sum(of_cohorts) for of_cohorts in zip(*labour[p], strict=True))
            levers = self.reviews[p].on(self.levers[p])
            if self.processes:
                levers.check()
            climate = self.setting.climate(
                unemployment[p][month],
                *levers.of_macro(income[p][month], looseness[p][month]),
                unemployment[p][0],
                heads,
                in_work,
                exposure / EXPOSURE_PARTS,
                0.0 if policy is None else policy[p][month] - policy[p][0],
            )
            self.batch.climate[p] = levers.of_climate(climate)
            self.batch.worklist.capacity[p] = levers.of_capacity(
                self.setting.daily_contacts(month, self.normal_worklist[p], self.size)
            )

    def applicants(self, month: int) -> int:
        """Applications of the month; and the chance that an approved offer is taken up.

        Such that in the economy of month 0 those who leave a steady book are replaced.
        """
        s, unemployment = self.setting, self.series["unemployment"]
        for p in range(self.batch.path.size):
            wanted = self.wanted(p) * s.demand(unemployment[p][max(month, 0)] - unemployment[p][0])
            self.batch.climate[p, TAKE_UP] = s.take_up(wanted, self.size, self.opening.approval)
        self.batch.exits[:] = 0
        return s.queue(max(month, 0), self.size)

    def wanted(self, p: int) -> float:
        """Newcomers that replace those who leave a steady book."""
        return self.opening.exits

    def end_month(self, month: int) -> None:
        """After the close."""
        for p, reviews in enumerate(self.reviews):
            reviews.after(month, self.series["unemployment"][p][month], self.series["looseness"][p][month])
        if self.on_month is not None:
            self.on_month(month)
