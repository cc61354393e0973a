"""What happens to late accounts between due days: late payments, fees, charge-off. One account at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.borrower.paying import bills_open, catch_up
from arrears.draws import block_of_four
from arrears.engine.blocks import (
    ALIVE, ARREARS, BALANCE, BILL, BUFFER, CAUSE, COHORT, DAY, FROM, FROM_BALANCE, LIMIT, LISTED, MISSED, ORIGIN, PLACE, SEGMENT,
    SETTLED, W,
)
from arrears.engine.counting import CHARGE_OFFS, FEES, PAYMENTS, count_roll
from arrears.engine.state import RECOVERY
from arrears.jit import kernel, rule
from arrears.lender.charges import late_fee


@rule
def pay_late(batch: Any, p: int, entry: int, month: int, m: int, seed: int, q: Any) -> None:
    """A late payment: out of the cash left, oldest bill first; once between two due days.

    The luck that brought it is the month's of the last due day, and so is the draw of how much is meant to be paid.
    """
    row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
    i1, i4, i8 = batch.rows.i1[p, block], batch.rows.i4[p, block], batch.rows.i8[p, block]
    _, _, whole, _ = block_of_four(seed, batch.path[p], np.int64(i4[ORIGIN, row]), np.int64(i4[PLACE, row]), month, 2)
    before = i8[ARREARS + product, row]
    bill = i8[BILL + product, row]
    paid = catch_up(before, bill, i8[BUFFER, row], np.float64(whole), q.late)
    if paid <= 0:
        return
    left = before - paid
    cleared = bills_open(before, bill) - bills_open(left, bill)
    i8[ARREARS + product, row] = left
    i8[BALANCE + product, row] -= paid
    i8[BUFFER, row] -= paid
    i1[SETTLED + product, row] = 1
    i1[MISSED + product, row] = 0 if left == 0 else max(i1[MISSED + product, row] - cleared, 1)
    if left == 0:
        i1[CAUSE + product, row] = 0
    batch.tallies.ledger[p, m, product, PAYMENTS] += paid


@rule
def leave_if_empty(batch: Any, p: int, block: int, row: int) -> None:
    """A borrower without a line and with nothing owed has left."""
    i1, i8 = batch.rows.i1[p, block], batch.rows.i8[p, block]
    if i1[ALIVE, row] == 1 and i8[LIMIT, row] == 0 and i8[BALANCE, row] == 0 and i8[BALANCE + 1, row] == 0:
        i1[ALIVE, row] = 0
        batch.rows.live[p, block] -= 1
        batch.exits[p] += 1


@rule
def charge_off(batch: Any, p: int, entry: int, month: int, m: int, buckets: int, lags: int) -> None:
    """Charge an account off: its balance leaves the book, a line is closed, recoveries are scheduled evenly."""
    row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
    i1, i4, i8 = batch.rows.i1[p, block], batch.rows.i4[p, block], batch.rows.i8[p, block]
    tallies = batch.tallies
    segment = i1[SEGMENT, row]
    balance = i8[BALANCE + product, row]
    tallies.charged_off[p, m, product, segment] += balance
    tallies.charged_off_accounts[p, m, product, segment] += 1
    tallies.ledger[p, m, product, CHARGE_OFFS] += balance
    count_roll(tallies, p, m, product, segment, i1[FROM + product, row], buckets + 1, i8[FROM_BALANCE + product, row])
    cohort = i4[COHORT + product, row]
    if 1 <= cohort <= month:
        tallies.vintage_charged_off[p, cohort - 1, month - cohort, product] += balance
    part = np.int64(np.floor(balance * batch.climate[p, RECOVERY] / lags))
    for lag in range(1, lags + 1):
        batch.pending[p, product, segment, (month + lag) % batch.pending.shape[3]] += part
    i8[BALANCE + product, row] = 0
    i8[ARREARS + product, row] = 0
    i1[MISSED + product, row] = 0
    i1[CAUSE + product, row] = 0
    i1[DAY + product, row] = -1
    i1[FROM + product, row] = -1
    if product == 0:
        i8[LIMIT, row] = 0
    leave_if_empty(batch, p, block, row)


@kernel
def charge_off_due(batch: Any, cohort: int, month: int, m: int, bills: int, buckets: int, lags: int) -> None:
    """The day after the due day: accounts of the cohort that missed ``bills`` bills are charged off."""
    work = batch.worklist
    for p in range(batch.path.size):
        start = work.start[cohort]
        for n in range(work.length[p, cohort]):
            entry = work.queue[p, start + n]
            row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
            if batch.rows.i1[p, block, MISSED + product, row] >= bills:
                charge_off(batch, p, entry, month, m, buckets, lags)


@kernel
def charge_fees(batch: Any, cohort: int, m: int, materiality: int, q: Any) -> None:
    """The day after the days of grace: a fee on each account of the cohort whose bill is still open."""
    work = batch.worklist
    for p in range(batch.path.size):
        start = work.start[cohort]
        for n in range(work.length[p, cohort]):
            entry = work.queue[p, start + n]
            row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
            i1, i8 = batch.rows.i1[p, block], batch.rows.i8[p, block]
            if i1[MISSED + product, row] > 0 and i8[ARREARS + product, row] >= materiality:
                fee = late_fee(i8[BILL + product, row], q.charges)
                i8[BALANCE + product, row] += fee
                batch.tallies.ledger[p, m, product, FEES] += fee


@kernel
def catch_up_unprompted(batch: Any, cohort: int, offset: int, month: int, m: int, seed: int, q: Any) -> None:
    """Late payments of the borrowers of the cohort whose own day this is; ``month`` is that of their due day."""
    work = batch.worklist
    for p in range(batch.path.size):
        for n in range(work.day_start[p, cohort, offset], work.day_start[p, cohort, offset + 1]):
            entry = work.catching_up[p, n]
            row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
            i1 = batch.rows.i1[p, block]
            if i1[MISSED + product, row] > 0 and i1[SETTLED + product, row] == 0:
                pay_late(batch, p, entry, month, m, seed, q)
                leave_if_empty(batch, p, block, row)


@rule
def clear_worklist(batch: Any, p: int, cohort: int) -> None:
    """Before a due day: rows of borrowers who left are no longer on the worklist, and free."""
    work = batch.worklist
    start = work.start[cohort]
    for n in range(work.length[p, cohort]):
        entry = work.queue[p, start + n]
        row, block = (entry // 2) % W, entry // (2 * W)
        i1 = batch.rows.i1[p, block]
        if i1[ALIVE, row] == 0:
            i1[LISTED, row] = 0
            i1[LISTED + 1, row] = 0
