"""Instalment plans: an overdue account is offered one at the close; who takes it up pays less of each bill for a while.

While a plan is kept the count of days past due stands still. At its end what is left of the arrears is owed and no
longer due (the account is *re-aged*): it is current. Who cannot pay a month of the plan has broken it, is as late as
before, and the cause is then a failed plan.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import Field

from arrears.keys.kinds import Count as Whole
from arrears.keys.kinds import Share as Part
from arrears.keys.section import Section
from arrears.mechanisms.mechanism import Count, LateAccount, Mechanism, Share, Step, When
from arrears.purposes import Purpose

FAILED_PLAN = 7  # cells.Cause


class Plans(Section):
    """Instalment plans for overdue accounts."""

    take_up: Annotated[float, Part()] = Field(0.3, description="chance that an offer is taken up; assumption")
    months: Annotated[int, Whole(1, 60)] = Field(6, description="bills of a plan; assumption")
    share: Annotated[float, Part()] = Field(0.5, description="part of each bill that is to be paid; assumption")
    first_day: Annotated[int, Whole(1, 450)] = Field(31, description="days past due from which a plan is offered")
    last_day: Annotated[int, Whole(1, 450)] = Field(90, description="days past due up to which a plan is offered")


class Offered(NamedTuple):
    """What an offer changes and counts."""

    plan_left: int
    plans_offered: int
    plans_taken: int


class Kept(NamedTuple):
    """What a due day on a plan changes and counts."""

    plan_left: int
    missed: int
    cause: int
    settled: int
    arrears: int
    balance: int
    buffer: int
    forborne: int
    payments: int
    plans_kept: int
    plans_broken: int
    plans_completed: int


def overdue(a: LateAccount, s: Any, p: Any) -> bool:
    """Overdue by so many days at the close, and on no plan."""
    days = 30 * a.missed - a.due_day
    fits = (s.plan_left == 0) & (p.first_day <= days) & (days <= p.last_day) & (a.balance > 0)
    return bool(fits)


def offer(a: LateAccount, s: Any, u: Any, p: Any) -> Offered:
    """The close: a plan is offered, and taken up or not."""
    taken = u.take_up < p.take_up
    return Offered(p.months if taken else s.plan_left, 1, int(taken))


def on_plan(a: LateAccount, s: Any, p: Any) -> bool:
    """On a plan."""
    return bool(s.plan_left > 0)


def keep(a: LateAccount, s: Any, u: Any, p: Any) -> Kept:
    """The due day of an account on a plan, its bill just posted: its part is paid from savings, or the plan ends."""
    due = min(int(p.share * a.bill) + 1, a.arrears)
    able = a.buffer >= due
    paid = due if able else 0
    left = s.plan_left - 1 if able else 0
    done = able and (left == 0 or paid == a.arrears)
    return Kept(
        0 if done else left,
        0 if done else max(a.missed - int(able), 1),  # with arrears that do not matter yet the count has not moved
        0 if done else (a.cause if able else FAILED_PLAN),
        1 if able else a.settled,
        0 if done else a.arrears - paid,
        a.balance - paid,
        a.buffer - paid,
        0 if done else a.forborne + int(able),
        paid,
        int(able),
        1 - int(able),
        int(done),
    )


PLANS = Mechanism(
    name="plans",
    section=Plans,
    steps=(Step(When.DUE, on_plan, keep, Kept), Step(When.CLOSE, overdue, offer, Offered)),
    state=("plan_left",),
    draws={"take_up": Purpose.PLAN},
    counts={
        "plans_offered": Count("accounts", "instalment plans offered at the close"),
        "plans_taken": Count("accounts", "instalment plans taken up"),
        "plans_kept": Count("accounts", "bills of instalment plans paid as agreed"),
        "plans_broken": Count("accounts", "instalment plans broken"),
        "plans_completed": Count("accounts", "instalment plans completed; the account is re-aged"),
    },
    measures={
        "plans_offered": Share("Instalment plans offered at the close.", "accounts", "plans_offered"),
        "plans_taken": Share("Instalment plans taken up at the close.", "accounts", "plans_taken"),
        "plans_broken": Share("Instalment plans broken in the month.", "accounts", "plans_broken"),
        "plans_completed": Share("Instalment plans completed in the month.", "accounts", "plans_completed"),
        "plan_take_up_rate": Share(
            "Instalment plans taken up over those offered.", "fraction", "plans_taken", "plans_offered"
        ),
    },
    forbears=True,
)
