"""Bills that plans and holidays set aside: carried from due day to due day, and counted as what is late underneath.

Lived only where a mechanism of the run forbears. An account's underlying days past due count the bills missed and those
set aside since it was last up to date. Bills set aside stand with the row of a borrower in good standing, and in the
pen with a late account.
"""

from __future__ import annotations

from typing import Any

from arrears.engine.blocks import ALIVE, BALANCE, LISTED, SEGMENT, W
from arrears.engine.counting import bucket_of
from arrears.engine.kernels import pinned
from arrears.engine.pen import MISSED, ON_LIST, P_BALANCE, P_SEGMENT, penned
from arrears.engine.scratch import bills_at, settled_at
from arrears.jit import int64, part


@part
def carry_forborne(a: Any, own: Any) -> None:
    """After the due day: a bill paid ends the count of bills set aside, one missed takes it along."""
    a = pinned(a)
    for i in range(W):
        b, s = bills_at(a, i), settled_at(a, i)
        rev, ins = own[0, i], own[1, i]
        own[0, i] = rev if ((b.rev_due == 0) & (b.rev_owed > 0)) | (s.rev_cause != 0) else 0
        own[1, i] = ins if ((b.ins_due == 0) & (b.ins_owed > 0)) | (s.ins_cause != 0) else 0


@part
def take_along(x8: Any, own: Any, entry: int, row: int, i1: Any) -> None:
    """A borrower in good standing misses a bill: what was set aside before it goes to the pen."""
    for product in range(2):
        x8[entry, product] = own[product, row] if i1[entry, MISSED + product] > 0 else 0
        own[product, row] = 0


@part
def count_shift(tallies: Any, p: int, m: int, product: int, segment: int, moved: Any, balance: int) -> None:
    """Count an account in its underlying bucket instead of the reported one; ``moved`` are the two."""
    reported, underlying = moved
    if reported != underlying and balance > 0:
        tallies.balance_shift[p, m, product, segment, reported] -= balance
        tallies.balance_shift[p, m, product, segment, underlying] += balance
        tallies.accounts_shift[p, m, product, segment, reported] -= 1
        tallies.accounts_shift[p, m, product, segment, underlying] += 1


@part
def count_customer_shift(tallies: Any, p: int, m: int, segment: int, reported: int, underlying: int) -> None:
    """Count a borrower by the worst underlying bucket instead of the worst reported one."""
    if reported != underlying:
        tallies.customers_shift[p, m, segment, reported] -= 1
        tallies.customers_shift[p, m, segment, underlying] += 1


@part
def count_forborne(batch: Any, p: int, block: int, cohort: int, m: int) -> None:
    """Borrowers of a block in good standing with bills set aside; nothing happens to them until the next due day."""
    rows, table, picked = batch.rows, batch.bucket[cohort], batch.picked
    i1, i8, own = rows.i1[p, block], rows.i8[p, block], rows.x8[p, block]
    n = int64(0)
    for i in range(W):
        picked[n] = i
        n += int64(((own[0, i] | own[1, i]) > 0) & (i1[ALIVE, i] == 1) & (i1[LISTED, i] == 0))
    for at in range(n):
        row, worst = picked[at], int64(0)
        segment = i1[SEGMENT, row]
        for product in range(2):
            balance = i8[BALANCE + product, row]
            bucket = table[min(own[product, row], table.size - 1)]
            count_shift(batch.tallies, p, m, product, segment, (int64(0), bucket), balance)
            worst = max(worst, bucket) if balance > 0 else worst
        count_customer_shift(batch.tallies, p, m, segment, 0, worst)


@part
def count_forborne_late(batch: Any, p: int, cohort: int, m: int, materiality: int) -> None:
    """Late borrowers of a cohort, at the close."""
    pen, tallies, table = batch.pen, batch.tallies, batch.bucket[cohort]
    i1, _, i8, _ = penned(pen, p, cohort)
    x8 = pen.x8[p, pen.half[p, cohort]]
    for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]):
        segment, reported_worst, worst = i1[entry, P_SEGMENT], int64(0), int64(0)
        for product in range(2):
            if i1[entry, ON_LIST + product] == 0 or x8[entry, product] == 0:
                bucket = bucket_of(i1, i8, entry, product, table, materiality)
                reported_worst, worst = max(reported_worst, bucket), max(worst, bucket)
                continue
            reported = bucket_of(i1, i8, entry, product, table, materiality)
            missed = i1[entry, MISSED + product] + x8[entry, product]
            underlying = table[min(missed, table.size - 1)] if reported > 0 else reported
            count_shift(tallies, p, m, product, segment, (reported, underlying), i8[entry, P_BALANCE + product])
            reported_worst, worst = max(reported_worst, reported), max(worst, underlying)
        if i8[entry, P_BALANCE] + i8[entry, P_BALANCE + 1] > 0:
            count_customer_shift(tallies, p, m, segment, reported_worst, worst)
