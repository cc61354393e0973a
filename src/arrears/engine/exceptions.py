"""Borrowers who are late, counted one at a time: those who come late to their due day, and who miss a bill on it."""

from __future__ import annotations

from typing import Any

from arrears.borrower.paying import later_cause
from arrears.engine.blocks import (
    BALANCE,
    COHORT,
    LIMIT,
    LISTED,
    SEGMENT,
    WORST,
)
from arrears.engine.copying import moving_to_pen
from arrears.engine.counting import count_account, count_originated, count_roll
from arrears.engine.entering import enter, free_row
from arrears.engine.kernels import (
    INS_BEFORE,
    INS_CAUSE,
    INS_DUE,
    INS_PAID,
    LOAN,
    REV_CAUSE,
    REV_DUE,
    REV_OWED,
    REV_PAID,
)
from arrears.engine.pen import (
    ACCRUED,
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
    P_COHORT,
    P_SEGMENT,
    P_WORST,
    PF,
)
from arrears.jit import int64, part


@part
def post_bill(
    i1: Any, i8: Any, x8: Any, entry: int, product: int, due: int, paid: int, cause: int, materiality: int
) -> None:
    """Post this month's bill on an account that was late, or that misses it now: mechanisms begin with it anew.

    Days past due count from the bill with which the arrears became material: until then one bill is missed.
    """
    missed = i1[entry, MISSED + product]
    if missed > 0:
        i1[entry, MISSED + product] = missed + 1 if i8[entry, ARREARS + product] >= materiality else 1
        i8[entry, ARREARS + product] += due
        i1[entry, CAUSE + product] = later_cause(int64(i1[entry, CAUSE + product]), int64(cause))
    elif cause != 0:
        i8[entry, ARREARS + product] = due - paid
        i1[entry, MISSED + product] = 1
        for k in range(product, x8.shape[1], 2):
            x8[entry, k] = 0
        i1[entry, CAUSE + product] = cause
        i8[entry, BILL + product] = due if product == 0 else i8[entry, BILL + 1]


@part
def remember(tallies: Any, at: Any, pen: Any, entry: int, product: int, came: Any, same: bool) -> None:
    """An account of a borrower in the pen: if late, where it stood at the last close; if not, it is counted now."""
    (p, m, buckets), (i1, i8), (came_from, balance) = at, pen, came
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


@part
def misses_now(
    batch: Any,
    p: int,
    block: int,
    row: int,
    month: int,
    m: int,
    buckets: int,
    entry: int,
    cohort: int,
    materiality: int,
) -> None:
    """A borrower in good standing who misses a bill on this due day gets an entry in the pen."""
    rows, tallies, pen, w = batch.rows, batch.tallies, batch.pen, batch.whole
    half = pen.half[p, cohort]
    i1, i4, i8, f4 = pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]
    x8 = pen.x8[p, half]
    enter(rows, p, block, row, i1, i4, i8, f4, entry)
    post_bill(i1, i8, x8, entry, 0, w[REV_DUE, row], w[REV_PAID, row], w[REV_CAUSE, row], materiality)
    post_bill(i1, i8, x8, entry, 1, w[INS_DUE, row], w[INS_PAID, row], w[INS_CAUSE, row], materiality)
    rev0, ins0 = w[REV_OWED, row], w[INS_BEFORE, row]  # nothing is added to a line in good standing before its due day
    remember(tallies, (p, m, buckets), (i1, i8), entry, 0, (0 if rev0 > 0 else -1, rev0), True)
    remember(tallies, (p, m, buckets), (i1, i8), entry, 1, (0 if ins0 > 0 else -1, ins0), True)


@part
def comes_late(batch: Any, at: Any, cohort: int, month: int, old: int, entry: int, t: Any) -> bool:
    """The due day of a borrower who was late at the last close; True if still late, with a new entry in the pen.

    ``at`` are the path, the block, the row in it, and the month of the tallies.
    """
    p, block, row, m = at
    rows, tallies, pen = batch.rows, batch.tallies, batch.pen
    half = pen.half[p, cohort]
    i1, i4, i8, f4 = pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]
    o1, o4, o8, of = pen.i1[p, 1 - half], pen.i4[p, 1 - half], pen.i8[p, 1 - half], pen.f4[p, 1 - half]
    for k in range(len(P1)):
        i1[entry, k] = o1[old, k]
    x8, o_x8 = pen.x8[p, half], pen.x8[p, 1 - half]
    for k in range(x8.shape[1]):
        x8[entry, k] = o_x8[old, k]
    for k in range(len(P4)):
        i4[k, entry] = o4[k, old]
    for k in range(len(P8)):
        i8[entry, k] = o8[old, k]
    for k in range(len(PF)):
        f4[k, entry] = of[k, old]
    h1, h4, h8, w = rows.i1[p, block], rows.i4[p, block], rows.i8[p, block], batch.whole
    segment, loan = h1[SEGMENT, row], w[LOAN, row]
    for product in range(2):
        if i1[entry, MISSED + product] > 0:  # a late account does nothing on its due day but bear interest
            i8[entry, ACCRUED + product] += h8[BALANCE + product, row] - i8[entry, P_BALANCE + product]
    moving_to_pen(rows.f4[p, block], h4, h1, h8, row, i1, i4, i8, f4, entry)
    post_bill(i1, i8, x8, entry, 0, w[REV_DUE, row], w[REV_PAID, row], w[REV_CAUSE, row], t.materiality)
    post_bill(i1, i8, x8, entry, 1, w[INS_DUE, row], w[INS_PAID, row], w[INS_CAUSE, row], t.materiality)
    if loan > 0:
        h4[COHORT + 1, row] = i4[P_COHORT + 1, entry] = month
        h1[WORST + 1, row] = i1[entry, P_WORST + 1] = 0
        count_originated(tallies, p, month, m, 1, segment, loan)
    was = (int64(i1[entry, FROM]), i8[entry, FROM_BALANCE]), (int64(i1[entry, FROM + 1]), i8[entry, FROM_BALANCE + 1])
    remember(tallies, (p, m, t.buckets), (i1, i8), entry, 0, was[0], True)
    remember(tallies, (p, m, t.buckets), (i1, i8), entry, 1, was[1], loan == 0)
    if i1[entry, MISSED] > 0 or i1[entry, MISSED + 1] > 0:
        return True
    h1[LISTED, row] = 0
    if h8[BALANCE, row] + h8[BALANCE + 1, row] > 0:
        tallies.customers[p, m, segment, 0] += 1
    elif h8[LIMIT, row] == 0:
        free_row(rows, p, block, row)
        batch.exits[p] += 1
    return False
