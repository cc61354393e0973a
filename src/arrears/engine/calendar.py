"""The order of a month (``model/order.py``) as SimPy processes over a batch of paths.

Each process below is a short generator that sleeps until its moment and then lives a step of the month (``steps.py``):
compiled loops over all paths of the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.engine.direct import Direct, direct
from arrears.engine.late_steps import kernel_of
from arrears.engine.state import Batch
from arrears.engine.steps import LATE_DAYS, Step, Terms
from arrears.engine.swap import SHIPPED, Kernels
from arrears.model.order import DAYS, ON, STEPS, On, Phase, day_of, moment
from arrears.setting import Setting

_OF_MECHANISMS = list(STEPS.values())
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
        for phase in self._of_cohorts():
            started += [self.cohort(months, phase, cohort) for cohort in range(len(self.setting.days))]
        for process in started:
            self.env.process(process)
        self.env.run(until=moment(last, DAYS, Phase.REVIEW) + 1)

    def _of_cohorts(self) -> list[Phase]:
        """Phases in which a cohort lives something; those of mechanisms only where the run has them."""
        fees = [Phase.FEES] if self.setting.q.charges.late_fee != 0.0 else []
        of_mechanisms = {STEPS[step.when] for mechanism in self.setting.mechanisms for step in mechanism.steps}
        return [Phase.CHARGE_OFF, Phase.DUE, *fees, *sorted(of_mechanisms - {Phase.CLOSE_STEPS})]

    def macro(self, months: range) -> Process:
        """Day 1: the month's climate."""
        for month in months:
            yield self.at(month, 1, Phase.MACRO)
            self.begin(month)

    def cohort(self, months: range, phase: Phase, cohort: int) -> Process:
        """A phase of a cohort, on its day."""
        day = self._day(phase, cohort)
        # A day after the last one is the first of the next month; month 1 begins with what month 0 left.
        for month in months:
            yield self.at(month, day, phase)
            self.live(month, (phase, cohort, 0))

    def _day(self, phase: Phase, cohort: int) -> int:
        return day_of(phase, self.setting.days[cohort], self.setting.grace)

    def late_days(self, months: range) -> Process:
        """(d), (e) Each day's calls, then each day's late payments.

        Days on which nothing else happens are lived in one go, unless somebody may look on.
        """
        days = range(1, DAYS + 1) if self.watched else self._last_days()
        for month in months:
            first = 1
            for day in days:
                yield self.at(month, day, Phase.DESK)
                self.live(month, (Phase.DESK if self.watched else LATE_DAYS, first, day))
                if self.watched:
                    yield self.at(month, day, Phase.CATCH_UP)
                    self.live(month, (Phase.CATCH_UP, first, day))
                first = day + 1

    def _last_days(self) -> Sequence[int]:
        """Days of a month after which something else happens to late accounts, in order."""
        others = {DAYS}
        for cohort in range(len(self.setting.days)):
            others |= {self._day(phase, cohort) - 1 for phase in Phase if ON[phase] not in (On.FIRST, On.EACH, On.LAST)}
        return sorted(others - {0})

    def close(self, months: range) -> Process:
        """Day 30: mechanisms, count, then lend anew."""
        for month in months:
            yield self.at(month, DAYS, Phase.CLOSE_STEPS)
            self.live(month, (Phase.CLOSE_STEPS, -1, 0))
            yield self.at(month, DAYS, Phase.CLOSE)
            self.live(month, (Phase.CLOSE, 0, 0))
            yield self.at(month, DAYS, Phase.LEND)
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
        self._steps = self._own_steps()
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
        """Live steps in their order: those of the month in one call, as far as no mechanism has one in between."""
        m, start = self.tally_month(month), 0
        for at in np.flatnonzero(np.isin(steps[:, 0], _OF_MECHANISMS)).tolist():
            if at > start:
                self.kernels.live_steps(self.batch, steps[start:at], month, m, self.terms)
            self._live_mechanisms(Phase(int(steps[at, 0])), int(steps[at, 1]), month, m)
            start = at + 1
        if start < steps.shape[0]:
            self.kernels.live_steps(self.batch, steps[start:], month, m, self.terms)

    def _live_mechanisms(self, phase: Phase, cohort: int, month: int, m: int) -> None:
        """Steps of mechanisms at a moment, in the order of the mechanisms; of all cohorts where it is below zero."""
        s = self.setting
        first, stop = (0, len(s.days)) if cohort < 0 else (cohort, cohort + 1)
        for when, kernel, base, p in self._steps:
            if when is phase:
                kernel(self.batch, s.seed, month, m, first, stop, base, p)

    def _own_steps(self) -> list[tuple[Phase, Any, tuple[int, int], Any]]:
        """Steps of mechanisms: phase, kernel, first column of state and first count, parameters."""
        beside = getattr(self.kernels.live_steps, "beside", None)
        found = []
        for mechanism, place in zip(self.setting.mechanisms, self.setting.places, strict=True):
            for n, step in enumerate(mechanism.steps):
                kernel = kernel_of(mechanism, n, self.setting.own.forbears)
                called = kernel if beside is None else beside.setdefault(kernel, Direct(kernel))
                found.append(
                    (STEPS[step.when], called, (place.state, place.account_count), tuple(mechanism.parameters))
                )
        return found

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
                s.newcomers,
                s.saver,
            )
        self.end_month(month)
