"""Loops over the borrowers of a block on their due day: each loads records, calls the month, and keeps a record.

Everybody lives the month here, late or not; all loops are over vectors. Borrowers who come in good standing are counted
here too, and those who miss a bill now are marked; who was late at the last close is counted one by one in
``exceptions.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.borrower.employment import EXPOSURE_PARTS
from arrears.draws import two_blocks_of_four
from arrears.elementary import logit32, normal_pair32
from arrears.engine.blocks import (
    ALIVE,
    BALANCE,
    BUFFER,
    EXPOSURE,
    HABIT,
    INS_BILL,
    LIMIT,
    LISTED,
    MONTHS_OUT,
    ORIGIN,
    OUTSIDE,
    PERMANENT,
    PLACE,
    SEGMENT,
    W,
    pin_draws,
    pin_f4,
    pin_i1,
    pin_i4,
    pin_i8,
    pin_real,
)
from arrears.engine.scratch import (
    ROWS,
    Block,
    Booked,
    Count,
    bills_at,
    count_at,
    keep_bills,
    keep_booked,
    keep_count,
    keep_luck,
    keep_settled,
    keep_work,
    line_at,
    loan_at,
    luck_at,
    pin_whole,
    settled_at,
    who_at,
    work_at,
)
from arrears.jit import int64, part
from arrears.lender.charges import instalment
from arrears.model.month import before, earn, settle
from arrears.model.records import Luck

# Rows of the scratch that are read one by one.
MARK, INS_BEFORE, LOAN = ROWS["mark"], ROWS["ins_before"], ROWS["loan"]
REV_OWED, REV_DUE, INS_DUE = ROWS["rev_owed"], ROWS["rev_due"], ROWS["ins_due"]
REV_PAID, INS_PAID, REV_CAUSE, INS_CAUSE = ROWS["rev_paid"], ROWS["ins_paid"], ROWS["rev_cause"], ROWS["ins_cause"]
# Marks: nothing to do, or was late at the last close and is counted apart; misses a bill now; took a loan; has left.
ORDINARY, MISSES, BORROWED, LEFT = range(4)
# Packed counts: three numbers of at most W in one int64.
TO_SECOND, TO_THIRD = 20, 40
SECOND, THIRD = 1 << TO_SECOND, 1 << TO_THIRD


@part
def block_of(f4: Any, i1: Any, i8: Any, draws: Any, whole: Any, real: Any) -> Any:
    """A block and its scratch."""
    return Block(f4, i1, i8, draws, whole, real)


@part
def pinned(a: Any) -> Any:
    """A block as a loop sees it."""
    return Block(pin_f4(a.f4), pin_i1(a.i1), pin_i8(a.i8), pin_draws(a.draws), pin_whole(a.whole), pin_real(a.real))


@part
def draw_block(seed: int, path: int, month: int, i4: Any, block: Any) -> None:
    """Draws of the month for each borrower of a block."""
    fields, block = pin_i4(i4), pinned(block)
    for i in range(W):
        origin = int64(fields[ORIGIN, i])
        place = int64(fields[PLACE, i])
        a, b, c, d, e, f, g, h = two_blocks_of_four(seed, path, origin, place, month, 0)
        y, z = normal_pair32(b, c)
        keep_luck(block, i, Luck(a, y, z, d, logit32(e), f, g, h))


@part
def earn_block(a: Any, sky: Any, q: Any) -> None:
    """Work and income of each borrower of a block, late or not."""
    a = pinned(a)
    for i in range(W):
        keep_work(a, i, earn(who_at(a, i), sky, luck_at(a, i), q))


@part
def before_block(a: Any, sky: Any, q: Any) -> None:
    """The month up to the due day, for each borrower of a block."""
    a = pinned(a)
    for i in range(W):
        keep_bills(a, i, before(who_at(a, i), line_at(a, i), loan_at(a, i), work_at(a, i), sky, luck_at(a, i), q))


@part
def settle_block(a: Any, sky: Any, q: Any) -> None:
    """The due day of each borrower of a block."""
    a = pinned(a)
    for i in range(W):
        rev_late, ins_late = line_at(a, i).late, loan_at(a, i).late
        keep_settled(
            a, i, settle(who_at(a, i), rev_late, ins_late, work_at(a, i), bills_at(a, i), sky, luck_at(a, i), q)
        )


@part
def book_block(a: Any, factor: float, flows: Any, labour: Any) -> None:
    """Book the month of each borrower of a block, and count those in good standing."""
    a = pinned(a)
    f, b, m = a.f4, a.i1, a.i8
    rev_interest_sum = rev_paid_sum = ins_interest_sum = ins_paid_sum = drawn_sum = loan_sum = int64(0)
    heads = in_work = exposure_sum = int64(0)
    for i in range(W):
        worked, bills, s = work_at(a, i), bills_at(a, i), settled_at(a, i)
        buffer, outside, limit, exposure = m[BUFFER, i], m[OUTSIDE, i], m[LIMIT, i], np.float64(f[EXPOSURE, i])
        rev, ins, bill = m[BALANCE, i], m[BALANCE + 1, i], m[INS_BILL, i]
        months_out, permanent, habit = b[MONTHS_OUT, i], f[PERMANENT, i], f[HABIT, i]
        rev_interest = bills.rev_owed - rev + s.rev_interest
        ins_interest = bills.ins_owed - ins
        kept = b[ALIVE, i] == 1
        counted = kept & (b[LISTED, i] == 0)
        misses = (s.rev_cause | s.ins_cause) != 0
        leaves = (s.limit_after == 0) & (s.rev_after == 0) & (s.ins_after == 0)
        mark = BORROWED if s.loan > 0 else ORDINARY
        mark = LEFT if leaves else mark
        mark = MISSES if misses else mark
        m[BUFFER, i] = s.cash_after if kept else buffer
        m[OUTSIDE, i] = s.outside_after if kept else outside
        m[BALANCE, i] = s.rev_after if kept else rev
        m[BALANCE + 1, i] = s.ins_after if kept else ins
        m[LIMIT, i] = s.limit_after if kept else limit
        m[INS_BILL, i] = instalment(s.loan, factor) if (kept & (s.loan > 0)) else bill
        f[PERMANENT, i] = np.float32(worked.permanent_after) if kept else permanent
        f[HABIT, i] = np.float32(bills.habit_after) if kept else habit
        b[MONTHS_OUT, i] = np.int8(worked.out) if kept else months_out
        keep_booked(a, i, Booked(mark if counted else ORDINARY, ins))
        # Stocks of those who come in good standing and miss nothing; flows, people and income of everybody. All bits or
        # none: a choice costs more than it saves without AVX-512, and the loop would not become one over vectors.
        mine = -int64(kept)
        clean = -int64(counted) & -int64((s.rev_cause | s.ins_cause) == 0)
        rev0, rev1, ins0, ins1 = rev & clean, s.rev_after & clean, ins & clean, s.ins_after & clean
        head = mine & 1
        works = head & int64(worked.out == 0)
        keep_count(
            a,
            i,
            Count(
                rev0,
                ins0,
                rev1,
                ins1,
                rev0 & -int64(rev1 == 0),
                ins0 & -int64(ins1 == 0),
                worked.earned & mine,
                head + (works << TO_SECOND) + (int64(rev1 + ins1 > 0) << TO_THIRD),
                int64(rev0 > 0) + (int64(rev1 > 0) << TO_SECOND) + (int64((rev0 > 0) & (rev1 == 0)) << TO_THIRD),
                int64(ins0 > 0) + (int64(ins1 > 0) << TO_SECOND) + (int64((ins0 > 0) & (ins1 == 0)) << TO_THIRD),
            ),
        )
        rev_interest_sum += rev_interest & mine
        rev_paid_sum += s.rev_paid & mine
        ins_interest_sum += ins_interest & mine
        ins_paid_sum += s.ins_paid & mine
        drawn_sum += s.drawn & mine
        loan_sum += s.loan & mine
        heads += head
        in_work += works
        exposure_sum += int64(exposure * EXPOSURE_PARTS) & -works
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
def sum_block(a: Any, segment: int, sums: Any) -> None:
    """Sums of the borrowers of one segment of a block, (10,) int64, in the order that `count_sums` reads."""
    a = pinned(a)
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = int64(0)
    for i in range(W):
        mine = -int64(a.i1[SEGMENT, i] == segment)  # all bits or none
        c = count_at(a, i)
        s0 += c.opened_rev & mine
        s1 += c.opened_ins & mine
        s2 += c.closed_rev & mine
        s3 += c.closed_ins & mine
        s4 += c.paid_off_rev & mine
        s5 += c.paid_off_ins & mine
        s6 += c.earned_kept & mine
        s7 += c.heads & mine
        s8 += c.count_rev & mine
        s9 += c.count_ins & mine
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
