"""Instalment plans by hand: who is offered one, who takes it, and a bill of it kept or broken."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.cells import Cause
from arrears.mechanisms.mechanism import LateAccount
from arrears.mechanisms.plans import FAILED_PLAN, Kept, keep, offer, on_plan, overdue

P = SimpleNamespace(take_up=0.3, months=6, share=0.5, first_day=31, last_day=90)
LATE = LateAccount(
    product=1, due_day=10, missed=3, cause=int(Cause.JOB_LOSS), settled=0, arrears=300, bill=100, balance=900,
    limit=0, buffer=80, forborne=1,
)  # fmt: skip


def left(months):
    return SimpleNamespace(plan_left=months)


def test_the_cause_is_a_failed_plan():
    assert FAILED_PLAN == Cause.FAILED_PLAN


@pytest.mark.parametrize(
    ("missed", "due_day", "offered"),
    [
        (0, 10, False),
        (1, 1, False),  # 29 days past due
        (2, 29, True),  # 31
        (2, 30, False),  # 30
        (2, 10, True),
        (3, 1, True),  # 89
        (3, 0, True),  # 90
        (4, 29, False),  # 91
    ],
)
def test_a_plan_is_offered_by_days_past_due(missed, due_day, offered):
    account = LATE._replace(missed=missed, due_day=due_day)
    assert overdue(account, left(0), P) is offered
    assert overdue(account, left(1), P) is False  # on one
    assert overdue(account._replace(balance=0), left(0), P) is False


@pytest.mark.parametrize(("u", "given"), [(0.29, (6, 1, 1)), (0.30, (0, 1, 0))])
def test_an_offer_is_taken_up_or_not(u, given):
    assert offer(LATE, left(0), SimpleNamespace(take_up=u), P) == given


def test_who_is_on_a_plan():
    assert [on_plan(LATE, left(k), P) for k in (0, 1, 6)] == [False, True, True]


# Half of the bill and a minor unit: 51 of 300 in arrears, from savings of 80.
KEPT = Kept(
    plan_left=3, missed=2, cause=1, settled=1, arrears=249, balance=849, buffer=29, forborne=2, payments=51,
    plans_kept=1, plans_broken=0, plans_completed=0,
)  # fmt: skip
COMPLETED = {"plan_left": 0, "missed": 0, "cause": 0, "arrears": 0, "forborne": 0, "plans_completed": 1}


@pytest.mark.parametrize(
    ("account", "months", "after"),
    [
        ({}, 4, {}),
        ({"buffer": 51}, 4, {"buffer": 0}),
        # broken: as late as before, and why
        (
            {"buffer": 50},
            4,
            {
                "plan_left": 0, "missed": 3, "cause": 7, "settled": 0, "arrears": 300, "balance": 900, "buffer": 50,
                "forborne": 1, "payments": 0, "plans_kept": 0, "plans_broken": 1,
            },
        ),
        # the last bill: what is left of the arrears is owed and no longer due
        ({}, 1, COMPLETED),
        # no more than the arrears, and the plan is at its end with them
        ({"arrears": 51}, 4, COMPLETED),
        ({"arrears": 52}, 4, {"arrears": 1}),
        ({"arrears": 20}, 4, {**COMPLETED, "balance": 880, "buffer": 60, "payments": 20}),
        ({"bill": 101}, 4, {}),
    ],
)  # fmt: skip
def test_a_month_of_a_plan_by_hand(account, months, after):
    assert keep(LATE._replace(**account), left(months), None, P) == KEPT._replace(**after)


MONEY = st.integers(0, 10**7)


@given(MONEY, MONEY, MONEY, MONEY, st.integers(1, 9), st.integers(1, 60), st.floats(0.0, 1.0))
def test_a_plan_neither_makes_nor_loses_money(arrears, bill, more, buffer, missed, months, share):
    account = LATE._replace(arrears=arrears, bill=bill, balance=arrears + more, buffer=buffer, missed=missed)
    after = keep(account, left(months), None, SimpleNamespace(**{**vars(P), "share": share}))
    assert account.balance - after.balance == account.buffer - after.buffer == after.payments
    assert 0 <= after.payments <= min(buffer, arrears)
    assert 0 <= after.arrears <= after.balance
    assert after.plans_kept + after.plans_broken == 1
    assert (after.plan_left == 0) == bool(after.plans_broken or after.plans_completed)
    assert (after.missed == 0) == bool(after.plans_completed)
