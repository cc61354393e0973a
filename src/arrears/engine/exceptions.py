"""Borrowers who are late: those who come late to their due day, one at a time; and those who miss a bill on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.engine.blocks import (
    ALIVE,
    AUTOPAY,
    BALANCE,
    BASE,
    BUFFER,
    COHORT,
    EXPOSURE,
    FORGET,
    HABIT,
    INS_BILL,
    LIMIT,
    LINE_USE,
    LISTED,
    MONTHS_OUT,
    OUTSIDE,
    PAY_SHARE,
    PERMANENT,
    PROPENSITY,
    SEGMENT,
    WILLINGNESS,
    WORST,
)
from arrears.engine.counting import DRAWS, INTEREST, ORIGINATIONS, PAYMENTS, count_account, count_originated, count_roll
from arrears.engine.entering import enter
from arrears.engine.kernels import (
    CAUSES,
    EARNED,
    INS_BEFORE,
    INS_DUE,
    INS_PAID,
    L_WILLING,
    OUT,
    PERMANENT_AFTER,
    REV_DUE,
    REV_OWED,
    REV_PAID,
    SECOND_CAUSE,
    U_CLOSE,
    U_FORGET,
    U_LOAN,
    U_OUTSIDE,
)
from arrears.engine.month import before, settle
from arrears.engine.pen import (
    ARREARS,
    BILL,
    CAUSE,
    FROM,
    FROM_BALANCE,
    MISSED,
    ON_LIST,
    P1,
    P4,
    P8,
    P_BALANCE,
    P_BUFFER,
    P_COHORT,
    P_EFFORT,
    P_LIMIT,
    P_SCORE,
    P_SEGMENT,
    P_WORST,
)
from arrears.engine.state import EXPOSURE_UNIT, LINES, OPENNESS
from arrears.jit import int64, rule
from arrears.lender.charges import instalment


@rule
def post_bill(i1: Any, i8: Any, entry: int, product: int, due: int, paid: int, cause: int) -> None:
    """Post this month's bill on an account that was late, or that misses it now."""
    missed = i1[entry, MISSED + product]
    if missed > 0:
        i8[entry, ARREARS + product] += due
        i1[entry, MISSED + product] = missed + 1
    elif cause != 0:
        i8[entry, ARREARS + product] = due - paid
        i1[entry, MISSED + product] = 1
        i1[entry, CAUSE + product] = cause
        i8[entry, BILL + product] = due if product == 0 else i8[entry, BILL + 1]


@rule
def remember(
    tallies: Any,
    p: int,
    m: int,
    buckets: int,
    i1: Any,
    i8: Any,
    entry: int,
    product: int,
    came_from: int,
    balance: int,
    same: bool,
) -> None:
    """An account of a borrower in the pen: if late, where it stood at the last close; if not, it is counted now."""
    i1[entry, ON_LIST + product] = 1 if i1[entry, MISSED + product] > 0 else 0
    if i1[entry, MISSED + product] > 0:
        i1[entry, FROM + product] = came_from
        i8[entry, FROM_BALANCE + product] = balance
        return
    segment = i1[entry, P_SEGMENT]
    now = i8[entry, P_BALANCE + product]
    # A loan booked today is another account than the one that was live at the last close and is paid off.
    count_roll(tallies, p, m, product, segment, came_from, 0 if now > 0 and same else buckets, balance)
    count_account(tallies, p, m, product, segment, 0, now)
    i1[entry, FROM + product] = 0 if now > 0 else -1
    i8[entry, FROM_BALANCE + product] = now


@rule
def misses_now(
    batch: Any, p: int, block: int, row: int, month: int, m: int, buckets: int, entry: int, cohort: int
) -> None:
    """A borrower in good standing who misses a bill on this due day gets an entry in the pen."""
    rows, tallies, pen, w = batch.rows, batch.tallies, batch.pen, batch.whole
    half = pen.half[p, cohort]
    i1, i4, i8, f4 = pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]
    enter(rows, p, block, row, i1, i4, i8, f4, entry)
    causes = w[CAUSES, row]
    post_bill(i1, i8, entry, 0, w[REV_DUE, row], w[REV_PAID, row], causes % SECOND_CAUSE)
    post_bill(i1, i8, entry, 1, w[INS_DUE, row], w[INS_PAID, row], causes // SECOND_CAUSE)
    rev0, ins0 = w[REV_OWED, row], w[INS_BEFORE, row]  # nothing is added to a line in good standing before its due day
    remember(tallies, p, m, buckets, i1, i8, entry, 0, 0 if rev0 > 0 else -1, rev0, True)
    remember(tallies, p, m, buckets, i1, i8, entry, 1, 0 if ins0 > 0 else -1, ins0, True)


@rule
def live_late(batch: Any, p: int, block: int, row: int, i1: Any, i8: Any, entry: int, q: Any) -> Any:
    """The month of one late borrower, the same rules as the vector loop; stored in the row and the pen's entry."""
    rows, u, climate = batch.rows, batch.draws, batch.climate
    f, b, m = rows.f4[p, block], rows.i1[p, block], rows.i8[p, block]
    openness, lines = climate[p, OPENNESS], climate[p, LINES]
    rev0, ins0 = m[BALANCE, row], m[BALANCE + 1, row]
    rev_missed, ins_missed = int64(i1[entry, MISSED]), int64(i1[entry, MISSED + 1])
    # Work and income do not depend on lateness: the vector loop has them.
    out, earned = batch.whole[OUT, row], batch.whole[EARNED, row]
    habit, service, cash, rev_owed, rev_due, ins_owed, ins_due, out_due, purchases, free, closing = before(
        m[BASE, row],
        earned,
        np.float64(f[HABIT, row]),
        np.float64(f[PROPENSITY, row]),
        np.float64(f[LINE_USE, row]),
        m[BUFFER, row],
        m[OUTSIDE, row],
        m[LIMIT, row],
        rev0,
        i8[entry, ARREARS],
        rev_missed,
        i8[entry, BILL],
        ins0,
        i8[entry, ARREARS + 1],
        ins_missed,
        m[INS_BILL, row],
        openness,
        np.float64(u[U_CLOSE, row]),
        q,
    )
    (cash, outside, rev, ins, rev_paid, ins_paid, rev_cause, ins_cause, rev_interest, drawn, loan, limit) = settle(
        m[BASE, row],
        np.float64(f[PROPENSITY, row]),
        np.float64(f[PAY_SHARE, row]),
        int64(b[AUTOPAY, row]),
        np.float64(f[FORGET, row]),
        np.float64(f[WILLINGNESS, row]),
        m[OUTSIDE, row],
        m[LIMIT, row],
        out,
        earned,
        service,
        cash,
        rev_owed,
        rev_due,
        rev_missed,
        ins_owed,
        ins_due,
        ins_missed,
        out_due,
        purchases,
        free,
        closing,
        openness,
        lines,
        np.float64(u[U_FORGET, row]),
        np.float64(u[L_WILLING, row]),
        np.float64(u[U_LOAN, row]),
        np.float64(u[U_OUTSIDE, row]),
        q,
    )
    f[PERMANENT, row] = np.float32(batch.real[PERMANENT_AFTER, row])
    f[HABIT, row] = np.float32(habit)
    b[MONTHS_OUT, row] = np.int8(out)
    m[OUTSIDE, row] = outside
    m[BUFFER, row] = cash
    m[LIMIT, row] = limit
    m[BALANCE, row] = rev
    m[BALANCE + 1, row] = ins
    if loan > 0:
        m[INS_BILL, row] = instalment(loan, q.charges.instalment_factor)
    i8[entry, P_BUFFER] = cash
    i8[entry, P_LIMIT] = limit
    i8[entry, P_BALANCE] = rev
    i8[entry, P_BALANCE + 1] = ins
    i8[entry, BILL + 1] = m[INS_BILL, row]
    post_bill(i1, i8, entry, 0, rev_due, rev_paid, rev_cause)
    post_bill(i1, i8, entry, 1, ins_due, ins_paid, ins_cause)
    return rev_owed - rev0 + rev_interest, ins_owed - ins0, rev_paid, ins_paid, drawn, loan, earned


@rule
def comes_late(
    batch: Any,
    p: int,
    block: int,
    row: int,
    cohort: int,
    month: int,
    m: int,
    buckets: int,
    old: int,
    entry: int,
    q: Any,
) -> bool:
    """The due day of a borrower who was late at the last close; True if still late, with a new entry in the pen."""
    rows, tallies, pen = batch.rows, batch.tallies, batch.pen
    half = pen.half[p, cohort]
    i1, i4, i8, f4 = pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]
    o1, o4, o8, of = pen.i1[p, 1 - half], pen.i4[p, 1 - half], pen.i8[p, 1 - half], pen.f4[p, 1 - half]
    for k in range(len(P1)):
        i1[entry, k] = o1[old, k]
    for k in range(len(P4)):
        i4[entry, k] = o4[old, k]
    for k in range(len(P8)):
        i8[entry, k] = o8[old, k]
    f4[entry, P_EFFORT], f4[entry, P_SCORE] = of[old, P_EFFORT], of[old, P_SCORE]
    h1, h4, h8, hf = rows.i1[p, block], rows.i4[p, block], rows.i8[p, block], rows.f4[p, block]
    segment = h1[SEGMENT, row]
    rev_interest, ins_interest, rev_paid, ins_paid, drawn, loan, earned = live_late(
        batch, p, block, row, i1, i8, entry, q
    )
    ledger = tallies.ledger[p, m]
    ledger[0, INTEREST] += rev_interest
    ledger[1, INTEREST] += ins_interest
    ledger[0, PAYMENTS] += rev_paid
    ledger[1, PAYMENTS] += ins_paid
    ledger[0, DRAWS] += drawn
    ledger[1, ORIGINATIONS] += loan
    batch.labour[p, cohort, 0] += 1
    tallies.borrowers[p, m, segment] += 1
    tallies.income_sum[p, m, segment] += earned
    if h1[MONTHS_OUT, row] == 0:
        batch.labour[p, cohort, 1] += 1
        batch.labour[p, cohort, 2] += int64(np.float64(hf[EXPOSURE, row]) * EXPOSURE_UNIT)
        tallies.employed[p, m, segment] += 1
    if loan > 0:
        h4[COHORT + 1, row] = i4[entry, P_COHORT + 1] = month
        h1[WORST + 1, row] = i1[entry, P_WORST + 1] = 0
        count_originated(tallies, p, month, m, 1, segment, loan)
    remember(tallies, p, m, buckets, i1, i8, entry, 0, int64(i1[entry, FROM]), i8[entry, FROM_BALANCE], True)
    remember(
        tallies, p, m, buckets, i1, i8, entry, 1, int64(i1[entry, FROM + 1]), i8[entry, FROM_BALANCE + 1], loan == 0
    )
    if i1[entry, MISSED] > 0 or i1[entry, MISSED + 1] > 0:
        return True
    h1[LISTED, row] = 0
    if h8[BALANCE, row] + h8[BALANCE + 1, row] > 0:
        tallies.customers[p, m, segment, 0] += 1
    elif h8[LIMIT, row] == 0:
        h1[ALIVE, row] = 0
        rows.live[p, block] -= 1
        batch.exits[p] += 1
    return False
