"""The steps of a month that are compiled, lived one after the other in one call."""

from __future__ import annotations

from typing import Any, NamedTuple

from arrears.engine.block_loops import Hook, Hooks, hooks_of
from arrears.engine.desk import late_days
from arrears.engine.late import charge_fees, charge_off_due
from arrears.engine.passes import close_worklists, due_cohort
from arrears.jit import kernel
from arrears.model.order import Phase
from arrears.setting import Setting

# Kinds of steps: phases of the month, and the desk's calls with the late payments of the same days.
CHARGE_OFF, DUE, FEES, CLOSE = int(Phase.CHARGE_OFF), int(Phase.DUE), int(Phase.FEES), int(Phase.CLOSE)
DESK, CATCH_UP = int(Phase.DESK), int(Phase.CATCH_UP)
LATE_DAYS = len(Phase)

Step = tuple[int, int, int]  # kind; cohort, or first day; last day


class Terms(NamedTuple):
    """What steps need of a setting."""

    seed: int
    segments: int
    buckets: int
    strategy: int
    effect: float
    materiality: int
    charge_off_bills: tuple[int, int]
    recovery_months: int
    q: Any
    forbears: bool
    hooks: Hooks

    @classmethod
    def of(cls, s: Setting) -> Terms:
        """The terms of a setting."""
        return cls(
            seed=s.seed,
            segments=len(s.segments),
            buckets=s.buckets,
            strategy=s.strategy,
            effect=s.effect,
            materiality=s.materiality,
            charge_off_bills=s.charge_off_bills,
            recovery_months=s.recovery_months,
            q=s.q,
            forbears=s.own.forbears,
            hooks=hooks_of(
                s.mechanisms, [Hook(p.field, p.people_count, s.own.people) for p in s.places], s.own.forbears
            ),
        )


@kernel
def live_steps(batch: Any, steps: Any, month: int, m: int, t: Any) -> None:
    """Live steps, an array (step, 3) of int64, in their order; all paths of a batch live one before the next.

    One call for a month, not a dozen: two passes over the book leave little of the interpreter in the cache, and each
    call hands a hundred arrays over (measured: 5% of a run; docs/performance.md).
    """
    for n in range(steps.shape[0]):
        kind, first, last = steps[n, 0], steps[n, 1], steps[n, 2]
        if kind == CHARGE_OFF:
            charge_off_due(batch, first, month, m, t.charge_off_bills, t.buckets, t.recovery_months)
        elif kind == DUE:
            due_cohort(batch, first, month, m, t)
        elif kind == FEES:
            charge_fees(batch, first, m, t.materiality, t.q.charges)
        elif kind == CLOSE:
            close_worklists(batch, month, m, t)
        else:
            late_days(batch, first, last, kind != CATCH_UP, kind != DESK, m, t.q.late)
