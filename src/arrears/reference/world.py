"""World: what the borrowers of one path share. The month's climate, the desk, and what is to be counted."""

from __future__ import annotations

from collections import defaultdict
from math import floor

import numpy as np
import simpy
from numpy.typing import NDArray

from arrears.borrower.employment import EXPOSURE_PARTS
from arrears.model.order import Phase, moment
from arrears.population.opening import Opening
from arrears.processes import Levers
from arrears.reference.account import Account
from arrears.reference.borrower import Borrower
from arrears.reference.counting import Count
from arrears.reference.desk import Desk
from arrears.reference.luck import Luck
from arrears.reviews import Reviews
from arrears.rules import Rules
from arrears.setting import Climate, Setting
from arrears.tallies import Tallies


class Labour:
    """Borrowers, those in work, and the exposure of those in work, each on its due day of one month."""

    def __init__(self) -> None:
        self.heads = self.in_work = self.exposure = 0

    def add(self, who: Borrower) -> None:
        """Count a borrower."""
        self.heads += 1
        if who.months_out == 0:
            self.in_work += 1
            self.exposure += int(who.exposure * EXPOSURE_PARTS)


class World:
    """One path.

    Parameters
    ----------
    macro : dict of str to (month,) float64
        The path's series, months 0 to the last.
    path : int
        Number of the path.
    """

    def __init__(
        self,
        opening: Opening,
        setting: Setting,
        macro: dict[str, NDArray[np.float64]],
        path: int,
        tallies: Tallies,
        p: int,
        rules: Rules,
    ) -> None:
        self.env = simpy.Environment(initial_time=moment(0, 30, Phase.REVIEW))
        self.opening, self.setting, self.macro, self.path = opening, setting, macro, path
        self.rules, self.levers = rules, Levers()
        self.reviews = Reviews(setting, tallies, p)
        self.month = 0
        opens = opening.of_path(setting.seed, path)
        self.borrowers = [Borrower.of_row(opens, row) for row in range(opens.size)]
        self.count = Count(tallies, p, setting)
        self.desk = Desk(self.count)
        self.labour = Labour()
        for who in self.borrowers:
            self.labour.add(who)
        self.climate = self._climate()
        self.recoveries: defaultdict[tuple[int, int, int], int] = defaultdict(int)  # by month, product, segment
        to_come = opening.pending_by_segment(len(setting.segments), setting.recovery_months)
        for (product, segment, lag), amount in np.ndenumerate(to_come):
            self.recoveries[lag + 1, product, segment] = int(amount)

    def at(self, month: int, day: int, phase: Phase) -> simpy.Event:
        """Return an event at a phase of a day, for a process to wait for."""
        return self.env.timeout(moment(month, day, phase) - self.env.now)

    def begin(self, month: int) -> None:
        """Day 1: the month's climate, from the path and from the book on the last due days."""
        self.month = self.count.month = month
        self.climate = self._climate()
        self.desk.daily = self.reviews.on(self.levers).of_capacity(
            self.setting.daily_contacts(month, self.opening.worklist, self.opening.size)
        )
        self.labour = Labour()

    def _climate(self) -> Climate:
        month, labour = self.month, self.labour
        self.levers.check()
        levers = self.reviews.on(self.levers)
        income, looseness = levers.of_macro(float(self.macro["income"][month]), float(self.macro["looseness"][month]))
        policy = self.macro.get("policy_rate", np.zeros(month + 1))
        climate = self.setting.climate(
            float(self.macro["unemployment"][month]),
            income,
            looseness,
            float(self.macro["unemployment"][0]),
            labour.heads,
            labour.in_work,
            labour.exposure / EXPOSURE_PARTS,
            float(policy[month] - policy[0]),
        )
        return levers.of_climate(climate)

    def review(self) -> None:
        """4. Policies review the month."""
        self.reviews.after(
            self.month, float(self.macro["unemployment"][self.month]), float(self.macro["looseness"][self.month])
        )

    def luck(self, who: Borrower, month: int) -> Luck:
        """Return a borrower's draws of a month."""
        return Luck(seed=self.setting.seed, path=self.path, origin=who.origin, place=who.place, time=month)

    def leave(self, who: Borrower, *, between_due_days: bool) -> None:
        """Let a borrower go who has no line and owes nothing."""
        who.left = True
        who.left_late = between_due_days

    def charge_off(self, who: Borrower, account: Account) -> None:
        """Charge an account off: a line is closed, recoveries are scheduled evenly over the months to come."""
        accrued, balance = account.accrued, account.charge_off()
        if account is who.line:
            who.limit = 0
        self.count.write_off(who, account, balance, accrued)
        part = floor(balance * self.climate.recovery / self.setting.recovery_months)
        for lag in range(1, self.setting.recovery_months + 1):
            self.recoveries[self.month + lag, account.product, who.segment] += part

    def recover(self) -> None:
        """Count the month's recoveries."""
        for (month, product, segment), amount in self.recoveries.items():
            if month == self.month:
                self.count.tallies.recovered[self.count.p, month, product, segment] += amount
