"""The review of a month: policies read a path's figures and move levers of the next month; for both engines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arrears.errors import UsageError
from arrears.policies.policy import Figures, Moves
from arrears.processes import Levers
from arrears.setting import Setting
from arrears.tallies import Tallies


class Reviews:
    """The policies of one path, what they remember, and what they have decided.

    Parameters
    ----------
    setting : Setting
        Of the run.
    tallies : Tallies
        In which row ``p`` is the path's.

    Raises
    ------
    UsageError
        No edge of the buckets is at 30 days, so that the rate policies watch cannot be told.
    """

    def __init__(self, setting: Setting, tallies: Tallies, p: int) -> None:
        self._policies, self._tallies, self._p = setting.policies, tallies, p
        self._memory = [policy.memory_type()(*(0.0 for _ in policy.memory)) for policy in setting.policies]
        self._moves = [Moves() for _ in setting.policies]
        # Two bills missed are 32 to 59 days past due at a close, one is 2 to 29.
        self._watched = int(setting.bucket[:, 2].min())
        if setting.policies and int(setting.bucket[:, 1].max()) >= self._watched:
            raise UsageError(
                "policies watch the overdue rate from 31 days on; expected 30 among the edges of `buckets`"
            )

    def after(self, month: int, unemployment: float, looseness: float) -> None:
        """Review a month that has been counted; what is decided holds from the next one on."""
        if not self._policies:
            return
        figures, count = self._figures(month, unemployment, looseness), 0
        for n, policy in enumerate(self._policies):
            given = policy.rule(figures, self._memory[n], policy.parameters)._asdict()
            self._memory[n] = self._memory[n]._replace(**{k: v for k, v in given.items() if k in policy.memory})
            self._moves[n] = self._moves[n]._replace(**{k: v for k, v in given.items() if k in Moves._fields})
            unknown = given.keys() - {*policy.memory, *Moves._fields, *policy.counts}
            if unknown:
                raise UsageError(
                    f"policy {policy.name}: gives {sorted(unknown)[0]!r}, which means nothing; expected one of "
                    f"{', '.join((*policy.memory, *Moves._fields, *policy.counts))}"
                )
            for name in policy.counts:
                self._tallies.of_policies[self._p, month, count] += int(given.get(name, 0))
                count += 1

    def on(self, levers: Levers) -> Levers:
        """Return levers with what the policies have decided; the very same ones where there is none."""
        for move in self._moves:
            levers = replace(
                levers,
                looseness=levers.looseness + move.looseness,
                cutoff=levers.cutoff + move.cutoff,
                capacity=levers.capacity * move.capacity,
            )
        return levers

    def _figures(self, month: int, unemployment: float, looseness: float) -> Figures:
        balance = self._tallies.balance[self._p, month].sum(axis=(0, 1))
        whole = int(balance.sum())
        late = int(balance[self._watched :].sum())
        return Figures(
            month=month,
            overdue_31=late / whole if whole > 0 else 0.0,
            balance=whole,
            charged_off=int(np.sum(self._tallies.charged_off[self._p, month])),
            unemployment=unemployment,
            looseness=looseness,
        )
