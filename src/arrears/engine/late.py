"""What happens to a late account between due days, all of it in the pen: plans, late payments, fees, charge-off."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.borrower.paying import bills_open, catch_up, catch_up_day, effort, motive
from arrears.engine.counting import CHARGE_OFFS, FEES, PAYMENTS, count_roll
from arrears.engine.pen import (
    ACCRUED,
    ANSWERS,
    ARREARS,
    BILL,
    CAUSE,
    CONTACTED,
    DAY,
    DAY_DRAW,
    FROM,
    FROM_BALANCE,
    LUCK,
    MISSED,
    ON_LIST,
    P_ALIVE,
    P_BALANCE,
    P_BUFFER,
    P_COHORT,
    P_EFFORT,
    P_GRANTED,
    P_LIMIT,
    P_SEGMENT,
    SETTLED,
    WHOLE,
    penned,
)
from arrears.engine.state import RECOVERY
from arrears.jit import inner_kernel, int64, part
from arrears.lender.charges import late_fee
from arrears.lender.collections import call_effect, prompted


@part
def plan_catch_up(i1: Any, f4: Any, entry: int, product: int, effect: float, q: Any) -> None:
    """On the due day a late account learns when it catches up unprompted, if at all, and whether it would if called.

    Written for both accounts of an entry, and kept for those on the list: a branch here would be guessed wrong as often
    as not.
    """
    on_list = i1[entry, ON_LIST + product] == 1
    luck = np.float64(f4[LUCK, entry])
    missed, cause = int64(i1[entry, MISSED + product]), int64(i1[entry, CAUSE + product])
    own = motive(
        effort(np.float64(f4[P_EFFORT, entry]), missed, cause, q.late),
        missed,
        int64(i1[entry, CONTACTED + product]),
        int64(i1[entry, SETTLED + product]),
        q.late,
    )
    planned = catch_up_day(np.float64(f4[DAY_DRAW, entry]))
    day = int64(i1[entry, DAY + product])
    day = (planned if luck < own else int64(-1)) if on_list else day
    answers = (
        int64(luck < prompted(own, call_effect(effect, missed, q.collections)))
        if on_list
        else int64(i1[entry, ANSWERS + product])
    )
    i1[entry, DAY + product] = np.int8(day)
    i1[entry, ANSWERS + product] = np.int8(answers)
    i1[entry, CONTACTED + product] = np.int8(0) if on_list else i1[entry, CONTACTED + product]
    i1[entry, SETTLED + product] = np.int8(0) if on_list else i1[entry, SETTLED + product]


@part
def pay_late(tallies: Any, p: int, m: int, i1: Any, i8: Any, f4: Any, entry: int, product: int, p_late: Any) -> None:
    """A late payment: out of the cash left, oldest bill first; once between two due days."""
    before = i8[entry, ARREARS + product]
    bill = i8[entry, BILL + product]
    paid = catch_up(before, bill, i8[entry, P_BUFFER], np.float64(f4[WHOLE, entry]), p_late)
    if paid <= 0:
        return
    left = before - paid
    i8[entry, ARREARS + product] = left
    i8[entry, P_BALANCE + product] -= paid
    i8[entry, P_BUFFER] -= paid
    i8[entry, ACCRUED + product] = max(i8[entry, ACCRUED + product] - paid, 0)
    i1[entry, SETTLED + product] = 1
    if left == 0:
        i8[entry, ACCRUED + product] = 0
        i1[entry, MISSED + product] = 0
        i1[entry, CAUSE + product] = 0
    else:
        cleared = bills_open(before, bill) - bills_open(left, bill)
        i1[entry, MISSED + product] = max(i1[entry, MISSED + product] - cleared, 1)
    tallies.ledger[p, m, product, PAYMENTS] += paid


@part
def leave_if_empty(exits: Any, p: int, i1: Any, i8: Any, entry: int) -> None:
    """A borrower without a line and with nothing owed has left; the row is freed on the next due day."""
    if (
        i1[entry, P_ALIVE] == 1
        and i8[entry, P_LIMIT] == 0
        and i8[entry, P_BALANCE] == 0
        and i8[entry, P_BALANCE + 1] == 0
    ):
        i1[entry, P_ALIVE] = 0
        exits[p] += 1


@part
def charge_off(batch: Any, p: int, pen: Any, entry: int, product: int, when: Any, buckets: int, lags: int) -> None:
    """Charge an account off: its balance leaves the book, a line is closed, recoveries are scheduled evenly."""
    (i1, i4, i8), (month, m) = pen, when
    tallies = batch.tallies
    segment = i1[entry, P_SEGMENT]
    balance = i8[entry, P_BALANCE + product]
    tallies.charged_off[p, m, product, segment] += balance
    tallies.charged_off_principal[p, m, product, segment] += balance - i8[entry, ACCRUED + product]
    tallies.charged_off_accounts[p, m, product, segment] += 1
    tallies.ledger[p, m, product, CHARGE_OFFS] += balance
    count_roll(
        tallies, p, m, product, segment, i1[entry, FROM + product], buckets + 1, i8[entry, FROM_BALANCE + product]
    )
    cohort = i4[P_COHORT + product, entry]
    if 1 <= cohort <= month:
        tallies.vintage_charged_off[p, cohort - 1, month - cohort, product] += balance
        tallies.vintage_charged_off_accounts[p, cohort - 1, month - cohort, product] += 1
        if product == 0:
            tallies.vintage_charged_off_limit[p, cohort - 1, month - cohort] += i8[entry, P_GRANTED]
    part = np.int64(np.floor(balance * batch.climate[p, RECOVERY] / lags))
    for lag in range(1, lags + 1):
        batch.pending[p, product, segment, (month + lag) % batch.pending.shape[3]] += part
    i8[entry, P_BALANCE + product] = 0
    i8[entry, ARREARS + product] = 0
    i8[entry, ACCRUED + product] = 0
    i1[entry, MISSED + product] = 0
    i1[entry, CAUSE + product] = 0
    i1[entry, DAY + product] = -1
    i1[entry, FROM + product] = -1
    i8[entry, FROM_BALANCE + product] = 0
    if product == 0:
        i8[entry, P_LIMIT] = 0
    leave_if_empty(batch.exits, p, i1, i8, entry)


@inner_kernel
def charge_off_due(batch: Any, cohort: int, month: int, m: int, bills: Any, buckets: int, lags: int) -> None:
    """The day after the due day: accounts of the cohort that missed ``bills`` of their product are charged off."""
    pen = batch.pen
    for p in range(batch.path.size):
        i1, i4, i8, _ = penned(pen, p, cohort)
        for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]):
            for product in range(2):
                if i1[entry, MISSED + product] >= bills[product]:
                    charge_off(batch, p, (i1, i4, i8), entry, product, (month, m), buckets, lags)


@inner_kernel
def charge_fees(batch: Any, cohort: int, m: int, materiality: int, p_charges: Any) -> None:
    """The day after the days of grace: a fee on each account of the cohort whose bill is still open."""
    pen = batch.pen
    for p in range(batch.path.size):
        i1, _, i8, _ = penned(pen, p, cohort)
        for product in range(2):
            total = np.int64(0)
            for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]):
                if i1[entry, MISSED + product] > 0 and i8[entry, ARREARS + product] >= materiality:
                    fee = late_fee(i8[entry, BILL + product], p_charges)
                    i8[entry, P_BALANCE + product] += fee
                    i8[entry, ACCRUED + product] += fee
                    total += fee
            batch.tallies.ledger[p, m, product, FEES] += total
