"""THE ORDER OF A MONTH, as SimPy processes over a batch of paths.

A month has 30 days. Each process below is a short generator that sleeps until its day and phase and then lives a step
of the month (``steps.py``): compiled loops over all paths of the batch.

1. Day 1, phase MACRO: the macro of the month takes effect: rates of losing and finding work, income, looseness; and
   what was decided at the end of the last month.
2. Each day, in this order:
   (a) CHARGE_OFF: accounts that reach the charge-off day are charged off, the day after their last bill was posted;
       recoveries are scheduled.
   (b) DUE: the borrowers whose due day it is live their month: work, income, spending; interest; the bill falls due;
       a gap is financed; others collect; bills are paid or missed, with the cause; loans are booked, lines closed.
       The late are put on the worklist and draw their luck and their day.
   (c) FEES: a fee on each bill of the cohort still open, on the day after the due day and the days of grace.
   (d) DESK: the collections desk calls late accounts, as many as it has capacity for. Whoever answers pays at once.
   (e) CATCH_UP: late payments of those whose own day it is.
   (f) recoveries come in with the close.
3. Day 30, CLOSE: accounts on the worklists are counted where they stand; then applications are judged and booked,
   first bill in the next month. Measurement. Rolls are against the close before.
4. Day 30, REVIEW: for processes that read the month's tallies and decide for the next.

Phases of one day are distinct moments of simulated time, so the order never depends on how SimPy breaks ties. The
reference engine follows the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from enum import IntEnum

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.engine.direct import direct
from arrears.engine.state import Batch
from arrears.engine.steps import CALLS, CHARGE_OFF, COUNT, DUE, FEES, LATE_DAYS, PAYMENTS, Step, Terms
from arrears.engine.swap import SHIPPED, Kernels
from arrears.setting import Setting

DAYS = 30


class Phase(IntEnum):
    """Moments of a day, in order."""

    MACRO = 0
    CHARGE_OFF = 1
    DUE = 2
    FEES = 3
    DESK = 4
    CATCH_UP = 5
    CLOSE = 6
    REVIEW = 7


_PHASES = len(Phase)


def moment(month: int, day: int, phase: Phase) -> int:
    """Simulated time of a phase of a day."""
    return (month * DAYS + day) * _PHASES + phase


Process = Generator[simpy.Event, None, None]


class Order:
    """The processes of an engine's months, in one SimPy environment that begins with month ``first``.

    Attributes
    ----------
    begin, lend : callable
        Called with the month, on day 1 and after the close of day 30.
    live : callable
        Called with the month and a `Step`, when its moment has come.
    watched : bool
        Whether processes of a researcher may look on each day.
    """

    def __init__(
        self,
        setting: Setting,
        first: int,
        *,
        begin: Callable[[int], None],
        live: Callable[[int, Step], None],
        lend: Callable[[int], None],
        watched: bool,
    ) -> None:
        self.env = simpy.Environment(initial_time=moment(first, 0, Phase.MACRO))
        self.setting, self.first, self.watched = setting, first, watched
        self.begin, self.live, self.lend = begin, live, lend

    def at(self, month: int, day: int, phase: Phase) -> simpy.Event:
        """An event at a phase of a day, for a process to wait for."""
        return self.env.timeout(moment(month, day, phase) - self.env.now)

    def run(self, last: int) -> None:
        """Run all months, to ``last``."""
        months = range(self.first, last + 1)
        started = [self.macro(months), self.late_days(months), self.close(months)]
        for cohort, day in enumerate(self.setting.days):
            started += [
                self.charge_offs(months, cohort, day),
                self.due(months, cohort, day),
                self.fees(months, cohort, day),
            ]
        for process in started:
            self.env.process(process)
        self.env.run(until=moment(last, DAYS, Phase.REVIEW) + 1)

    def macro(self, months: range) -> Process:
        """Day 1: the month's climate."""
        for month in months:
            yield self.at(month, 1, Phase.MACRO)
            self.begin(month)

    def charge_offs(self, months: range, cohort: int, day: int) -> Process:
        """(a) The day after the due day."""
        for month in months:
            yield self.at(month, day + 1, Phase.CHARGE_OFF)
            self.live(month, (CHARGE_OFF, cohort, 0))

    def due(self, months: range, cohort: int, day: int) -> Process:
        """(b) The due day of a cohort."""
        for month in months:
            yield self.at(month, day, Phase.DUE)
            self.live(month, (DUE, cohort, 0))

    def fees(self, months: range, cohort: int, day: int) -> Process:
        """(c) Late fees of a cohort."""
        if self.setting.q.charges.late_fee == 0.0:
            return
        for month in months:
            yield self.at(month, self._fee_day(day), Phase.FEES)
            self.live(month, (FEES, cohort, 0))

    def late_days(self, months: range) -> Process:
        """(d), (e) Each day's calls, then each day's late payments.

        Days on which nothing else happens are lived in one go, unless somebody may look on.
        """
        days = range(1, DAYS + 1) if self.watched else self._last_days()
        for month in months:
            first = 1
            for day in days:
                yield self.at(month, day, Phase.DESK)
                self.live(month, (CALLS if self.watched else LATE_DAYS, first, day))
                if self.watched:
                    yield self.at(month, day, Phase.CATCH_UP)
                    self.live(month, (PAYMENTS, first, day))
                first = day + 1

    def _last_days(self) -> Sequence[int]:
        """Days of a month after which something else happens to late accounts, in order."""
        others = {DAYS}
        for day in self.setting.days:
            others |= {day - 1, day, self._fee_day(day) - 1}
        return sorted(others - {0})

    def _fee_day(self, day: int) -> int:
        """The day after the due day and the days of grace; in the next month if need be."""
        return (day + self.setting.grace) % DAYS + 1

    def close(self, months: range) -> Process:
        """Day 30: count, then lend anew."""
        for month in months:
            yield self.at(month, DAYS, Phase.CLOSE)
            self.live(month, (COUNT, 0, 0))
            self.lend(month)


def steps_of_a_month(setting: Setting) -> NDArray[np.int64]:
    """Steps between the macro and the lending of a month, (step, 3), as the processes come to them."""
    steps: list[Step] = []
    order = Order(
        setting,
        1,
        begin=lambda month: None,
        live=lambda month, step: steps.append(step),
        lend=lambda month: None,
        watched=False,
    )
    order.run(1)
    return np.array(steps, np.int64)


class Calendar:
    """What carries a batch of paths from month ``first`` to month ``last``.

    Where processes of a researcher look on, SimPy wakes engine and processes moment by moment. Where nobody does, all
    months go alike: SimPy says the order of one, and each is lived in one compiled call.
    """

    def __init__(
        self,
        batch: Batch,
        setting: Setting,
        *,
        first: int,
        last: int,
        begin_month: Callable[[int], None],
        end_month: Callable[[int], None],
        applicants: Callable[[int], int],
        tally_month: Callable[[int], int],
        kernels: Kernels = SHIPPED,
        watched: bool = False,
    ) -> None:
        self.batch, self.setting, self.terms = batch, setting, Terms.of(setting)
        self.first, self.last, self.kernels = first, last, direct(kernels)
        self.begin_month, self.end_month, self.applicants, self.tally_month = (
            begin_month,
            end_month,
            applicants,
            tally_month,
        )
        self.order = Order(
            setting,
            first,
            begin=begin_month,
            live=lambda month, step: self._live(month, np.array([step], np.int64)),
            lend=self._lend,
            watched=watched,
        )
        self.env = self.order.env

    def run(self) -> None:
        """Run all months."""
        if self.order.watched:
            self.order.run(self.last)
            return
        steps = steps_of_a_month(self.setting)
        for month in range(self.first, self.last + 1):
            self.begin_month(month)
            self._live(month, steps)
            self._lend(month)

    def _live(self, month: int, steps: NDArray[np.int64]) -> None:
        self.kernels.live_steps(self.batch, steps, month, self.tally_month(month), self.terms)

    def _lend(self, month: int) -> None:
        """Judge and book the month's applications, or replace who left; nothing more happens in the month."""
        s, m = self.setting, self.tally_month(month)
        applicants = self.applicants(month)
        if s.balance_sheet == "dynamic":
            self.kernels.take_applications(
                self.batch,
                month,
                m,
                s.seed,
                applicants,
                s.due_share,
                s.factor,
                s.segment_kind,
                s.segment_edges,
                s.newcomers,
            )
        elif s.balance_sheet == "static":
            self.kernels.replace_leavers(
                self.batch,
                month,
                m,
                s.seed,
                s.segment_kind,
                s.segment_edges,
                s.newcomers.first_use,
                s.q.spending.target_buffer,
            )
        self.end_month(month)
