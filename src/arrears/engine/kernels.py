"""Loops over the borrowers of a block on their due day. Each is a plain loop that calls rules; all of them vectorise.

Everybody lives the month here, late or not. Borrowers who come in good standing are counted here too, and those who
miss a bill now are marked; who was late at the last close is counted one by one in ``exceptions.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.borrower.employment import work
from arrears.borrower.income import income
from arrears.draws import two_blocks_of_four
from arrears.elementary import logit32, normal_pair32
from arrears.engine.blocks import (
    ALIVE,
    AUTOPAY,
    BALANCE,
    BASE,
    BUFFER,
    EXPOSURE,
    FORGET,
    HABIT,
    INS_BILL,
    LIMIT,
    LINE_LATE,
    LINE_USE,
    LISTED,
    LOAN_LATE,
    MONTHS_OUT,
    ORIGIN,
    OUTSIDE,
    PAY_SHARE,
    PERMANENT,
    PLACE,
    PROPENSITY,
    SEGMENT,
    VOLATILITY,
    WILLINGNESS,
    W,
    pin_draws,
    pin_f4,
    pin_i1,
    pin_i4,
    pin_i8,
    pin_real,
    pin_whole,
)
from arrears.engine.month import before, settle
from arrears.engine.state import EXPOSURE_UNIT, FINDING, INCOME, SEPARATION
from arrears.jit import int64, part
from arrears.lender.charges import instalment

# Rows of the float32 scratch: the month's draws.
U_WORK, Z_PERMANENT, Z_TRANSITORY, U_FORGET, L_WILLING, U_LOAN, U_CLOSE, U_OUTSIDE = range(8)
# Rows of the int64 scratch: what is known before the due day, what comes of it, and what the exceptions ask for.
(
    OUT,
    EARNED,
    SERVICE,
    CASH,
    REV_OWED,
    REV_DUE,
    INS_OWED,
    INS_DUE,
    OUT_DUE,
    PURCHASES,
    LINE_FREE,
    CLOSING,
    REV_AFTER,
    MARK,
    LOAN,
    INS_BEFORE,
    REV_PAID,
    INS_PAID,
    CAUSES,
    COUNT_REV,
    COUNT_INS,
) = range(21)
# A row is used again when its loop has read it: a block and its scratch stay in the first cache (measured: 2 of 36 ns).
OUTSIDE_AFTER, REV_INTEREST, DRAWN, LIMIT_AFTER, INS_AFTER = SERVICE, OUT_DUE, PURCHASES, LINE_FREE, CLOSING
OPENED_REV, OPENED_INS, CLOSED_REV, CLOSED_INS = OUTSIDE_AFTER, REV_INTEREST, DRAWN, LIMIT_AFTER
PAID_OFF_REV, PAID_OFF_INS, EARNED_KEPT, HEADS = INS_AFTER, CASH, REV_AFTER, INS_OWED
# What is late of those who come late; of others whatever was here before. Read before its row is written.
REV_ARREARS, INS_ARREARS, REV_BILL = COUNT_REV, COUNT_INS, INS_BEFORE
# Rows of the float64 scratch.
PERMANENT_AFTER, HABIT_AFTER = range(2)
# Marks: nothing to do, or was late at the last close and is counted apart; misses a bill now; took a loan; has left.
ORDINARY, MISSES, BORROWED, LEFT = range(4)
SECOND_CAUSE = 16  # causes of both accounts in one number: the line's plus this times the loan's
# Packed counts: three numbers of at most W in one int64.
TO_SECOND, TO_THIRD = 20, 40
SECOND, THIRD = 1 << TO_SECOND, 1 << TO_THIRD


@part
def draw_block(seed: int, path: int, month: int, i4: Any, draws: Any) -> None:
    """Draws of the month for each borrower of a block, (8, W) float32."""
    fields = pin_i4(i4)
    out = pin_draws(draws)
    for i in range(W):
        origin = int64(fields[ORIGIN, i])
        place = int64(fields[PLACE, i])
        a, b, c, d, e, f, g, h = two_blocks_of_four(seed, path, origin, place, month, 0)
        out[U_WORK, i] = a
        out[Z_PERMANENT, i], out[Z_TRANSITORY, i] = normal_pair32(b, c)
        out[U_FORGET, i] = d
        out[L_WILLING, i] = logit32(e)
        out[U_LOAN, i] = f
        out[U_CLOSE, i] = g
        out[U_OUTSIDE, i] = h


@part
def earn_block(f4: Any, i1: Any, i8: Any, draws: Any, whole: Any, real: Any, climate: Any, q: Any) -> None:
    """Work and income of each borrower of a block, late or not."""
    f, b, m = pin_f4(f4), pin_i1(i1), pin_i8(i8)
    u, w, r = pin_draws(draws), pin_whole(whole), pin_real(real)
    separation, finding, macro = climate[SEPARATION], climate[FINDING], climate[INCOME]
    for i in range(W):
        out = work(int64(b[MONTHS_OUT, i]), np.float64(f[EXPOSURE, i]), separation, finding, np.float64(u[U_WORK, i]))
        earned, after = income(
            m[BASE, i],
            np.float64(f[PERMANENT, i]),
            np.float64(f[VOLATILITY, i]),
            out,
            macro,
            np.float64(u[Z_PERMANENT, i]),
            np.float64(u[Z_TRANSITORY, i]),
            q.income,
        )
        r[PERMANENT_AFTER, i] = after
        w[OUT, i] = out
        w[EARNED, i] = earned


@part
def before_block(f4: Any, i1: Any, i8: Any, draws: Any, whole: Any, real: Any, openness: float, q: Any) -> None:
    """The month up to the due day, for each borrower of a block."""
    f, b, m = pin_f4(f4), pin_i1(i1), pin_i8(i8)
    u, w, r = pin_draws(draws), pin_whole(whole), pin_real(real)
    for i in range(W):
        habit, service, cash, rev_owed, rev_due, ins_owed, ins_due, out_due, purchases, free, closing = before(
            m[BASE, i],
            w[EARNED, i],
            np.float64(f[HABIT, i]),
            np.float64(f[PROPENSITY, i]),
            np.float64(f[LINE_USE, i]),
            m[BUFFER, i],
            m[OUTSIDE, i],
            m[LIMIT, i],
            m[BALANCE, i],
            w[REV_ARREARS, i],
            int64(b[LISTED, i] & LINE_LATE),
            w[REV_BILL, i],
            m[BALANCE + 1, i],
            w[INS_ARREARS, i],
            int64(b[LISTED, i] & LOAN_LATE),
            m[INS_BILL, i],
            openness,
            np.float64(u[U_CLOSE, i]),
            q,
        )
        r[HABIT_AFTER, i] = habit
        w[SERVICE, i] = service
        w[CASH, i] = cash
        w[REV_OWED, i] = rev_owed
        w[REV_DUE, i] = rev_due
        w[INS_OWED, i] = ins_owed
        w[INS_DUE, i] = ins_due
        w[OUT_DUE, i] = out_due
        w[PURCHASES, i] = purchases
        w[LINE_FREE, i] = free
        w[CLOSING, i] = int64(closing)


@part
def settle_block(f4: Any, i1: Any, i8: Any, draws: Any, whole: Any, openness: float, lines: float, q: Any) -> None:
    """The due day of each borrower of a block."""
    f, b, m = pin_f4(f4), pin_i1(i1), pin_i8(i8)
    u, w = pin_draws(draws), pin_whole(whole)
    for i in range(W):
        (
            cash,
            outside,
            rev,
            ins,
            rev_paid,
            ins_paid,
            rev_cause,
            ins_cause,
            rev_interest,
            drawn,
            loan,
            limit,
        ) = settle(
            m[BASE, i],
            np.float64(f[PROPENSITY, i]),
            np.float64(f[PAY_SHARE, i]),
            int64(b[AUTOPAY, i]),
            np.float64(f[FORGET, i]),
            np.float64(f[WILLINGNESS, i]),
            m[OUTSIDE, i],
            m[LIMIT, i],
            w[OUT, i],
            w[EARNED, i],
            w[SERVICE, i],
            w[CASH, i],
            w[REV_OWED, i],
            w[REV_DUE, i],
            int64(b[LISTED, i] & LINE_LATE),
            w[INS_OWED, i],
            w[INS_DUE, i],
            int64(b[LISTED, i] & LOAN_LATE),
            w[OUT_DUE, i],
            w[PURCHASES, i],
            w[LINE_FREE, i],
            w[CLOSING, i] != 0,
            openness,
            lines,
            np.float64(u[U_FORGET, i]),
            np.float64(u[L_WILLING, i]),
            np.float64(u[U_LOAN, i]),
            np.float64(u[U_OUTSIDE, i]),
            q,
        )
        w[CASH, i] = cash
        w[OUTSIDE_AFTER, i] = outside
        w[REV_AFTER, i] = rev
        w[INS_AFTER, i] = ins
        w[REV_PAID, i] = rev_paid
        w[INS_PAID, i] = ins_paid
        w[CAUSES, i] = rev_cause + SECOND_CAUSE * ins_cause
        w[REV_INTEREST, i] = rev_interest
        w[DRAWN, i] = drawn
        w[LOAN, i] = loan
        w[LIMIT_AFTER, i] = limit


@part
def book_block(f4: Any, i1: Any, i8: Any, whole: Any, real: Any, factor: float, flows: Any, labour: Any) -> None:
    """Book the month of each borrower of a block, and count those in good standing.

    Adds flows to ``flows`` (interest, paid, draws of the line; interest, paid, booked of the loan) and to ``labour``.
    """
    f, b, m = pin_f4(f4), pin_i1(i1), pin_i8(i8)
    w, r = pin_whole(whole), pin_real(real)
    rev_interest_sum = rev_paid_sum = ins_interest_sum = ins_paid_sum = drawn_sum = loan_sum = int64(0)
    heads = in_work = exposure_sum = int64(0)
    for i in range(W):
        buffer, outside, limit = m[BUFFER, i], m[OUTSIDE, i], m[LIMIT, i]
        rev, ins, bill = m[BALANCE, i], m[BALANCE + 1, i], m[INS_BILL, i]
        rev_after, ins_after, limit_after = w[REV_AFTER, i], w[INS_AFTER, i], w[LIMIT_AFTER, i]
        loan, causes, out, earned = w[LOAN, i], w[CAUSES, i], w[OUT, i], w[EARNED, i]
        cash, outside_after, drawn = w[CASH, i], w[OUTSIDE_AFTER, i], w[DRAWN, i]
        rev_interest = w[REV_OWED, i] - rev + w[REV_INTEREST, i]
        ins_interest = w[INS_OWED, i] - ins
        months_out = b[MONTHS_OUT, i]
        permanent, habit = f[PERMANENT, i], f[HABIT, i]
        exposure = np.float64(f[EXPOSURE, i])
        kept = b[ALIVE, i] == 1
        counted = kept & (b[LISTED, i] == 0)
        misses = causes != 0
        leaves = (limit_after == 0) & (rev_after == 0) & (ins_after == 0)
        mark = BORROWED if loan > 0 else ORDINARY
        mark = LEFT if leaves else mark
        mark = MISSES if misses else mark
        w[MARK, i] = mark if counted else ORDINARY
        m[BUFFER, i] = cash if kept else buffer
        m[OUTSIDE, i] = outside_after if kept else outside
        m[BALANCE, i] = rev_after if kept else rev
        m[BALANCE + 1, i] = ins_after if kept else ins
        m[LIMIT, i] = limit_after if kept else limit
        m[INS_BILL, i] = instalment(loan, factor) if (kept & (loan > 0)) else bill
        f[PERMANENT, i] = np.float32(r[PERMANENT_AFTER, i]) if kept else permanent
        f[HABIT, i] = np.float32(r[HABIT_AFTER, i]) if kept else habit
        b[MONTHS_OUT, i] = np.int8(out) if kept else months_out
        w[INS_BEFORE, i] = ins
        # Stocks of those who come in good standing and miss nothing; flows, people and income of everybody. All bits or
        # none: a choice costs more than it saves without AVX-512, and the loop would not become one over vectors.
        mine = -int64(kept)
        clean = -int64(counted) & -int64(causes == 0)
        rev0, rev1, ins0, ins1 = rev & clean, rev_after & clean, ins & clean, ins_after & clean
        w[OPENED_REV, i] = rev0
        w[OPENED_INS, i] = ins0
        w[CLOSED_REV, i] = rev1
        w[CLOSED_INS, i] = ins1
        w[PAID_OFF_REV, i] = rev0 & -int64(rev1 == 0)
        w[PAID_OFF_INS, i] = ins0 & -int64(ins1 == 0)
        w[EARNED_KEPT, i] = earned & mine
        head = mine & 1
        works = head & int64(out == 0)
        w[HEADS, i] = head + (works << TO_SECOND) + (int64(rev1 + ins1 > 0) << TO_THIRD)
        w[COUNT_REV, i] = (
            int64(rev0 > 0) + (int64(rev1 > 0) << TO_SECOND) + (int64((rev0 > 0) & (rev1 == 0)) << TO_THIRD)
        )
        w[COUNT_INS, i] = (
            int64(ins0 > 0) + (int64(ins1 > 0) << TO_SECOND) + (int64((ins0 > 0) & (ins1 == 0)) << TO_THIRD)
        )
        rev_interest_sum += rev_interest & mine
        rev_paid_sum += w[REV_PAID, i] & mine
        ins_interest_sum += ins_interest & mine
        ins_paid_sum += w[INS_PAID, i] & mine
        drawn_sum += drawn & mine
        loan_sum += loan & mine
        heads += head
        in_work += works
        exposure_sum += int64(exposure * EXPOSURE_UNIT) & -works
    flows[0] += rev_interest_sum
    flows[1] += rev_paid_sum
    flows[2] += drawn_sum
    flows[3] += ins_interest_sum
    flows[4] += ins_paid_sum
    flows[5] += loan_sum
    labour[0] += heads
    labour[1] += in_work
    labour[2] += exposure_sum


@part
def sum_block(i1: Any, whole: Any, segment: int, sums: Any) -> None:
    """Sums of the borrowers of one segment of a block, (10,) int64, in the order that `count_sums` reads."""
    b, w = pin_i1(i1), pin_whole(whole)
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = int64(0)
    for i in range(W):
        mine = -int64(b[SEGMENT, i] == segment)  # all bits or none: a select costs more than it saves without AVX-512
        s0 += w[OPENED_REV, i] & mine
        s1 += w[OPENED_INS, i] & mine
        s2 += w[CLOSED_REV, i] & mine
        s3 += w[CLOSED_INS, i] & mine
        s4 += w[PAID_OFF_REV, i] & mine
        s5 += w[PAID_OFF_INS, i] & mine
        s6 += w[EARNED_KEPT, i] & mine
        s7 += w[HEADS, i] & mine
        s8 += w[COUNT_REV, i] & mine
        s9 += w[COUNT_INS, i] & mine
    sums[0], sums[1], sums[2], sums[3], sums[4] = s0, s1, s2, s3, s4
    sums[5], sums[6], sums[7], sums[8], sums[9] = s5, s6, s7, s8, s9


@part
def pick_marked(whole: Any, picked: Any) -> int:
    """Rows of a block with a mark, in order, and how many; written without a branch."""
    w = pin_whole(whole)
    n = 0
    for i in range(W):
        picked[n] = i
        n += int64(1) if w[MARK, i] != ORDINARY else int64(0)
    return n
