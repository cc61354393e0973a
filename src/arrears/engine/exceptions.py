"""Borrowers out of the ordinary on their due day: late at the last close, or missing a bill now. One at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.borrower.paying import catch_up_day, effort
from arrears.draws import block_of_four
from arrears.engine.blocks import (
    ALIVE, ANSWERS, ARREARS, AUTOPAY, BALANCE, BASE, BILL, BUFFER, CAUSE, COHORT, CONTACTED, DAY, EFFORT, EXPOSURE, FORGET, FROM,
    FROM_BALANCE, HABIT, LIMIT, LINE_USE, LISTED, MISSED, MONTHS_OUT, ORIGIN, OUTSIDE, PAY_SHARE, PERMANENT, PLACE, PROPENSITY,
    SEGMENT, SETTLED, VOLATILITY, W, WILLINGNESS, WORST,
)
from arrears.engine.counting import DRAWS, INTEREST, ORIGINATIONS, PAYMENTS, count_account, count_originated, count_roll
from arrears.engine.kernels import L_WILLING, U_CLOSE, U_FORGET, U_LOAN, U_OUTSIDE, U_WORK, Z_PERMANENT, Z_TRANSITORY
from arrears.engine.month import before, settle
from arrears.engine.state import EXPOSURE_UNIT, FINDING, INCOME, LINES, OPENNESS, SEPARATION
from arrears.jit import kernel, rule
from arrears.lender.charges import instalment
from arrears.lender.collections import prompted

DAYS = 30


@rule
def live_exceptional(f4: Any, i1: Any, i8: Any, draws: Any, row: int, climate: Any, q: Any) -> Any:
    """The month of one borrower with whatever lateness there is, the same rules as the vector loop; stores it.

    Returns the balances before, and what ``settle`` said that is still to be counted.
    """
    f, b, m, u = f4, i1, i8, draws
    openness, lines = climate[OPENNESS], climate[LINES]
    rev0, ins0 = m[BALANCE, row], m[BALANCE + 1, row]
    rev_missed, ins_missed = np.int64(b[MISSED, row]), np.int64(b[MISSED + 1, row])
    (out, after, habit, earned, service, cash, rev_owed, rev_due, ins_owed, ins_due, out_due, purchases, free, closing) = before(
        m[BASE, row], np.float64(f[PERMANENT, row]), np.float64(f[VOLATILITY, row]), np.float64(f[HABIT, row]),
        np.float64(f[PROPENSITY, row]), np.float64(f[EXPOSURE, row]), np.float64(f[LINE_USE, row]), np.int64(b[MONTHS_OUT, row]),
        m[BUFFER, row], m[OUTSIDE, row], m[LIMIT, row], rev0, m[ARREARS, row], rev_missed, m[BILL, row],
        ins0, m[ARREARS + 1, row], ins_missed, m[BILL + 1, row],
        climate[SEPARATION], climate[FINDING], climate[INCOME], openness,
        np.float64(u[U_WORK, row]), np.float64(u[Z_PERMANENT, row]), np.float64(u[Z_TRANSITORY, row]), np.float64(u[U_CLOSE, row]), q,
    )
    (cash, outside, rev, ins, rev_paid, ins_paid, rev_cause, ins_cause, rev_interest, drawn, loan, limit) = settle(
        m[BASE, row], np.float64(f[PROPENSITY, row]), np.float64(f[PAY_SHARE, row]), np.int64(b[AUTOPAY, row]), np.float64(f[FORGET, row]),
        np.float64(f[WILLINGNESS, row]), m[OUTSIDE, row], m[LIMIT, row], out, earned, service, cash, rev_owed, rev_due, rev_missed,
        ins_owed, ins_due, ins_missed, out_due, purchases, free, closing,
        openness, lines, np.float64(u[U_FORGET, row]), np.float64(u[L_WILLING, row]), np.float64(u[U_LOAN, row]), np.float64(u[U_OUTSIDE, row]), q,
    )
    f[PERMANENT, row] = np.float32(after)
    f[HABIT, row] = np.float32(habit)
    b[MONTHS_OUT, row] = np.int8(out)
    m[BUFFER, row] = cash
    m[OUTSIDE, row] = outside
    m[LIMIT, row] = limit
    m[BALANCE, row] = rev
    m[BALANCE + 1, row] = ins
    if loan > 0:
        m[BILL + 1, row] = instalment(loan, q.charges.instalment_factor)
    post_bill(b, m, row, 0, rev_due, rev_paid, rev_cause)
    post_bill(b, m, row, 1, ins_due, ins_paid, ins_cause)
    return rev0, ins0, rev_owed - rev0 + rev_interest, ins_owed - ins0, rev_paid, ins_paid, drawn, loan, earned


@rule
def post_bill(i1: Any, i8: Any, row: int, product: int, due: int, paid: int, cause: int) -> None:
    """Post this month's bill on an account that was late, or that misses it now."""
    missed = i1[MISSED + product, row]
    if missed > 0:
        i8[ARREARS + product, row] += due
        i1[MISSED + product, row] = missed + 1
    elif cause != 0:
        i8[ARREARS + product, row] = due - paid
        i1[MISSED + product, row] = 1
        i1[CAUSE + product, row] = cause
        if product == 0:
            i8[BILL, row] = due


@rule
def draw_catch_up(seed: int, path: int, month: int, f4: Any, i4: Any, i1: Any, row: int, product: int, effect: float, q: Any) -> None:
    """A late account draws its luck and its day for the month; both accounts of a borrower share the draws."""
    luck, day, _, _ = block_of_four(seed, path, np.int64(i4[ORIGIN, row]), np.int64(i4[PLACE, row]), month, 2)
    cause = np.int64(i1[CAUSE + product, row])
    own = effort(np.float64(f4[EFFORT, row]), np.int64(i1[MISSED + product, row]), cause, q.late)
    i1[DAY + product, row] = np.int8(catch_up_day(np.float64(day))) if np.float64(luck) < own else np.int8(-1)
    i1[ANSWERS + product, row] = np.int8(1) if np.float64(luck) < prompted(own, effect) else np.int8(0)
    i1[CONTACTED + product, row] = 0
    i1[SETTLED + product, row] = 0


@rule
def due_exceptional(
    batch: Any, p: int, block: int, row: int, cohort: int, month: int, m: int, seed: int, effect: float, buckets: int, q: Any,
    found: int,
) -> int:
    """One exceptional borrower's due day: lived, counted, put on the worklist. Returns entries found so far."""
    rows, tallies = batch.rows, batch.tallies
    f4, i4, i1, i8 = rows.f4[p, block], rows.i4[p, block], rows.i1[p, block], rows.i8[p, block]
    segment = i1[SEGMENT, row]
    rev0, ins0, rev_interest, ins_interest, rev_paid, ins_paid, drawn, loan, earned = live_exceptional(
        f4, i1, i8, batch.draws, row, batch.climate[p], q
    )
    ledger = tallies.ledger[p, m]
    ledger[0, INTEREST] += rev_interest
    ledger[1, INTEREST] += ins_interest
    ledger[0, PAYMENTS] += rev_paid
    ledger[1, PAYMENTS] += ins_paid
    ledger[0, DRAWS] += drawn
    ledger[1, ORIGINATIONS] += loan
    works = i1[MONTHS_OUT, row] == 0
    batch.labour[p, cohort, 0] += 1
    tallies.borrowers[p, m, segment] += 1
    tallies.income_sum[p, m, segment] += earned
    if works:
        batch.labour[p, cohort, 1] += 1
        batch.labour[p, cohort, 2] += np.int64(np.float64(f4[EXPOSURE, row]) * EXPOSURE_UNIT)
        tallies.employed[p, m, segment] += 1
    if loan > 0:
        i4[COHORT + 1, row] = month
        i1[WORST + 1, row] = 0
        count_originated(tallies, p, month, m, 1, segment, loan)
    late = False
    for product in range(2):
        before_balance = rev0 if product == 0 else ins0
        balance = i8[BALANCE + product, row]
        listed = i1[LISTED + product, row] == 1
        came_from = i1[FROM + product, row] if listed else (0 if before_balance > 0 else -1)
        from_balance = i8[FROM_BALANCE + product, row] if listed else before_balance
        if i1[MISSED + product, row] > 0:
            late = True
            i1[LISTED + product, row] = 1
            i1[FROM + product, row] = came_from
            i8[FROM_BALANCE + product, row] = from_balance
            draw_catch_up(seed, batch.path[p], month, f4, i4, i1, row, product, effect, q)
            batch.worklist.queue[p, found] = 2 * (block * W + row) + product
            found += 1
        else:
            i1[LISTED + product, row] = 0
            # A loan booked today is another account than the one that was live at the last close and is paid off.
            same = balance > 0 and not (product == 1 and loan > 0)
            count_roll(tallies, p, m, product, segment, came_from, 0 if same else buckets, from_balance)
            count_account(tallies, p, m, product, segment, 0, balance)
    if not late:
        if i8[BALANCE, row] + i8[BALANCE + 1, row] > 0:
            tallies.customers[p, m, segment, 0] += 1
        elif i8[LIMIT, row] == 0:
            i1[ALIVE, row] = 0
            rows.live[p, block] -= 1
            batch.exits[p] += 1
    return found
