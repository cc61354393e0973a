"""What each rule may return: own rules are held within it, so that no value of theirs reaches beyond an array or a sum.

A guard is the own rule with its result brought within these bounds. What a rule gives within them is not touched, to
the bit; shipped rules keep them by themselves and have no guard. ``engine/probe.py`` looks for arguments under which
rule and guard differ, and refuses the rule by name; the guard is for those that it does not find.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from arrears.borrower.employment import LONGEST_SPELL
from arrears.columns import MOST_MONEY, Employment
from arrears.jit import rule
from arrears.lender.collections import LARGEST_KEY

Rule = Callable[..., Any]

WIDEST = float(MOST_MONEY)
LATEST_DAY = 29  # days after the due day: the next bill falls due on day 30
LAST_CAUSE = 7  # causes that a borrower can have; 0 is none
LAST_TYPE = int(max(Employment))


@rule
def whole(x: int, low: int, high: int) -> int:
    """A whole number brought within bounds."""
    return min(max(x, low), high)


@rule
def real(x: float, low: float, high: float) -> float:
    """A real number brought within bounds; what is no number becomes the lower one."""
    return (high if x > high else x) if x >= low else low


def _whole(low: int, high: int) -> Callable[[Rule], Rule]:
    """A guard of a rule that returns one whole number."""

    def guard(own: Rule) -> Rule:
        def guarded(*a: Any) -> Any:
            return whole(own(*a), low, high)

        return guarded

    return guard


def _real(low: float, high: float) -> Callable[[Rule], Rule]:
    """A guard of a rule that returns one real number."""

    def guard(own: Rule) -> Rule:
        def guarded(*a: Any) -> Any:
            return real(own(*a), low, high)

        return guarded

    return guard


def _of_balance(own: Rule) -> Rule:
    """At most the first argument, which is what is owed."""

    def guarded(*a: Any) -> Any:
        return whole(own(*a), 0, max(a[0], 0))

    return guarded


def _income(own: Rule) -> Rule:
    def guarded(*a: Any) -> Any:
        earned, permanent = own(*a)
        return whole(earned, 0, MOST_MONEY), real(permanent, -20.0, 20.0)

    return guarded


def _spend(own: Rule) -> Rule:
    def guarded(base: Any, floor: Any, income: Any, service: Any, buffer: Any, *a: Any) -> Any:
        spending, habit = own(base, floor, income, service, buffer, *a)
        return whole(spending, 0, max(int(floor) + 1, buffer + income)), real(habit, 0.0, 1e10)

    return guarded


def _finance(own: Rule) -> Rule:
    def guarded(need: Any, line_free: Any, loan_room: Any, outside_room: Any, p: Any) -> Any:
        line, loan, outside = own(need, line_free, loan_room, outside_room, p)
        return (
            whole(line, 0, max(line_free, 0)),
            whole(loan, 0, max(loan_room, 0)),
            whole(outside, 0, max(outside_room, 0)),
        )

    return guarded


def _pay(own: Rule) -> Rule:
    def guarded(due: Any, wanted: Any, cash: Any, *a: Any) -> Any:
        paid, cause = own(due, wanted, cash, *a)
        paid = whole(paid, 0, max(min(wanted, cash), 0))
        # A bill that stays open has a cause, the one of who cannot pay if none is given; a paid one has none.
        why = whole(cause, 1, LAST_CAUSE) if cause != 0 else whole(a[5], 1, LAST_CAUSE)
        return paid, why if paid < due else 0

    return guarded


def _catch_up(own: Rule) -> Rule:
    def guarded(arrears: Any, bill: Any, cash: Any, *a: Any) -> Any:
        return whole(own(arrears, bill, cash, *a), 0, max(min(arrears, cash), 0))

    return guarded


def _newcomer(own: Rule) -> Rule:
    def guarded(*a: Any) -> Any:
        (
            income,
            quality,
            score,
            propensity,
            forget,
            willingness,
            effort,
            line_use,
            pay_share,
            kind,
            autopay,
            months_out,
            buffer,
            limit,
            exposure,
            volatility,
            purchase,
        ) = own(*a)
        line = whole(limit, 0, MOST_MONEY)
        return (
            whole(income, 1, MOST_MONEY),
            real(quality, -20.0, 20.0),
            real(score, 300.0, 850.0),
            real(propensity, 0.0, 1.0),
            real(forget, 0.0, 1.0),
            real(willingness, -50.0, 50.0),
            real(effort, 0.0, 1.0),
            real(line_use, 0.0, 1.0),
            real(pay_share, 0.0, 1.0),
            whole(kind, 0, LAST_TYPE),
            whole(autopay, 0, 1),
            whole(months_out, 0, LONGEST_SPELL),
            whole(buffer, 0, MOST_MONEY),
            line,
            real(exposure, 0.0, 1000.0),
            real(volatility, 0.0, 1000.0),
            whole(purchase, 0, line),
        )

    return guarded


_MONEY = "0 or more minor units, and no more than 10**12"
_CHANCE = "a chance, 0 to 1"
# Slot -> its guard, and the bounds in words.
BOUNDS: dict[str, tuple[Callable[[Rule], Rule], str]] = {
    "work": (_whole(0, LONGEST_SPELL), f"months out of work, 0 to {LONGEST_SPELL}"),
    "income": (_income, f"income of {_MONEY}, and a logarithm within -20 and 20"),
    "subsistence": (_real(0.0, WIDEST), _MONEY),
    "savings_target": (_real(0.0, WIDEST), _MONEY),
    "spend": (_spend, "spending from 0 to buffer + income, or to subsistence; and a habit of 0 or more"),
    "outside_due": (_of_balance, "0 to what is owed to others"),
    "outside_use": (_whole(0, MOST_MONEY), _MONEY),
    "finance": (_finance, "from 0 to line_free, loan_room and outside_room"),
    "planned_loan": (_whole(0, MOST_MONEY), _MONEY),
    "inability": (_whole(1, LAST_CAUSE), f"a cause, 1 to {LAST_CAUSE}"),
    "pay": (_pay, f"0 <= paid <= min(wanted, cash), and a cause: 1 to {LAST_CAUSE} if paid < due, else 0"),
    "effort": (_real(0.0, 1.0), _CHANCE),
    "motive": (_real(0.0, 1.0), _CHANCE),
    "later_cause": (_whole(1, LAST_CAUSE + 1), f"a cause, 1 to {LAST_CAUSE + 1}, the last one of a tape"),
    "catch_up": (_catch_up, "0 to arrears, and no more than the cash"),
    "catch_up_day": (_whole(0, LATEST_DAY), f"a day from 0 to {LATEST_DAY}"),
    "interest": (_whole(0, MOST_MONEY), _MONEY),
    "line_bill": (_of_balance, "0 to the balance"),
    "instalment": (_whole(0, MOST_MONEY), _MONEY),
    "late_fee": (_whole(0, MOST_MONEY), _MONEY),
    "priority": (_whole(0, LARGEST_KEY), "a key from 0 to below 2**40"),
    "call_effect": (_real(0.0, 1.0), "a share, 0 to 1"),
    "prompted": (_real(0.0, 1.0), _CHANCE),
    "newcomer": (
        _newcomer,
        "traits as the shipped rule gives: income from 1, score 300 to 850, shares and chances 0 to 1, employment type "
        "0 to 2, autopay 0 or 1, months out of work 0 to 120, a first purchase within the limit, money of 0 or more",
    ),
    "lender_score": (_real(300.0, 850.0), "a score, 300 to 850"),
}


@lru_cache(maxsize=256)
def guarded(slot: str, own: Rule) -> Rule:
    """Return an own rule held within the bounds of its slot; the same for the same, so that it is compiled once."""
    made = BOUNDS[slot][0](own)
    made.__name__ = made.__qualname__ = getattr(getattr(own, "py_func", own), "__name__", slot)
    return rule(made)
