"""THE ORDER OF A MONTH, as SimPy processes over a batch of paths.

A month has 30 days. Each process below is a short generator that sleeps until its day and phase and then calls a
compiled kernel over all paths of the batch.

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

import simpy

from arrears.engine.direct import direct
from arrears.engine.state import Batch, late_view
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


class Calendar:
    """One SimPy environment that carries a batch of paths from month ``first`` to month ``last``."""

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
        self.watched = watched  # by processes of a researcher
        self.env = simpy.Environment(initial_time=moment(first, 0, Phase.MACRO))
        self.batch, self.late, self.setting = batch, late_view(batch), setting
        self.first, self.last, self.kernels = first, last, direct(kernels)
        self.begin_month, self.end_month, self.applicants, self.tally_month = (
            begin_month,
            end_month,
            applicants,
            tally_month,
        )

    def at(self, month: int, day: int, phase: Phase) -> simpy.Event:
        """An event at a phase of a day, for a process to wait for."""
        return self.env.timeout(moment(month, day, phase) - self.env.now)

    def run(self) -> None:
        """Run all months."""
        started = [self.macro(), self.late_days(), self.close()]
        for cohort, day in enumerate(self.setting.days):
            started += [self.charge_offs(cohort, day), self.due(cohort, day), self.fees(cohort, day)]
        for process in started:
            self.env.process(process)
        self.env.run(until=moment(self.last, DAYS, Phase.REVIEW) + 1)

    def _months(self) -> range:
        return range(self.first, self.last + 1)

    def macro(self) -> Process:
        """Day 1: the month's climate."""
        for month in self._months():
            yield self.at(month, 1, Phase.MACRO)
            self.begin_month(month)

    def charge_offs(self, cohort: int, day: int) -> Process:
        """(a) The day after the due day."""
        s = self.setting
        for month in self._months():
            yield self.at(month, day + 1, Phase.CHARGE_OFF)
            self.kernels.charge_off_due(
                self.batch, cohort, month, self.tally_month(month), s.charge_off_bills, s.buckets, s.recovery_months
            )

    def due(self, cohort: int, day: int) -> Process:
        """(b) The due day of a cohort."""
        s = self.setting
        for month in self._months():
            yield self.at(month, day, Phase.DUE)
            self.kernels.due_cohort(
                self.batch,
                cohort,
                month,
                self.tally_month(month),
                s.seed,
                len(s.segments),
                s.buckets,
                s.strategy,
                s.effect,
                s.q,
            )

    def fees(self, cohort: int, day: int) -> Process:
        """(c) Late fees of a cohort."""
        s = self.setting
        if s.q.charges.late_fee == 0.0:
            return
        for month in self._months():
            yield self.at(month, self._fee_day(day), Phase.FEES)
            self.kernels.charge_fees(self.late, cohort, self.tally_month(month), s.materiality, s.q.charges)

    def late_days(self) -> Process:
        """(d), (e) Each day's calls, then each day's late payments.

        Days on which nothing else happens are lived in one go, unless a process of a researcher may look on.
        """
        days = range(1, DAYS + 1) if self.watched else self._last_days()
        for month in self._months():
            m, first = self.tally_month(month), 1
            for day in days:
                yield self.at(month, day, Phase.DESK)
                self.kernels.late_days(self.late, first, day, True, not self.watched, m, self.setting.q.late)
                if self.watched:
                    yield self.at(month, day, Phase.CATCH_UP)
                    self.kernels.late_days(self.late, first, day, False, True, m, self.setting.q.late)
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

    def close(self) -> Process:
        """Day 30: count, then lend anew."""
        s = self.setting
        for month in self._months():
            yield self.at(month, DAYS, Phase.CLOSE)
            m = self.tally_month(month)
            self.kernels.close_worklists(self.batch, month, m, s.buckets, s.materiality)
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
