"""The two passes over a batch: a due day's cohort, and the close of the month."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.engine.blocks import (
    ALIVE, BALANCE, CAUSE, COHORT, FROM, FROM_BALANCE, LISTED, MISSED, MONTHS_OUT, SEGMENT, W, WORST,
)
from arrears.engine.counting import (
    DRAWS, INTEREST, ORIGINATIONS, PAYMENTS, bucket_of, count_account, count_late_account, count_originated,
)
from arrears.engine.desk import line_up
from arrears.engine.exceptions import due_exceptional
from arrears.engine.kernels import (
    BORROWED, EXCEPTIONAL, LEFT, LOAN, MARK, SECOND, THIRD, before_block, draw_block, pick_marked, settle_block, sum_block,
)
from arrears.engine.late import clear_worklist
from arrears.engine.state import LINES, OPENNESS
from arrears.jit import kernel, rule


@kernel
def due_cohort(
    batch: Any, cohort: int, month: int, m: int, seed: int, segments: int, buckets: int, strategy: int, effect: float, q: Any
) -> None:
    """The month of the borrowers of one due day, for each path: lived block by block, counted, the late lined up."""
    rows, work = batch.rows, batch.worklist
    flows = batch.flows
    for p in range(batch.path.size):
        clear_worklist(batch, p, cohort)
        batch.labour[p, cohort, :] = 0
        flows[:] = 0
        found = work.start[cohort]
        for block in range(rows.first[cohort], rows.first[cohort + 1]):
            if rows.live[p, block] == 0:
                continue
            f4, i4, i1, i8 = rows.f4[p, block], rows.i4[p, block], rows.i1[p, block], rows.i8[p, block]
            draw_block(seed, batch.path[p], month, i4, batch.draws)
            before_block(f4, i1, i8, batch.draws, batch.whole, batch.real, batch.climate[p], q)
            settle_block(
                f4, i1, i8, batch.draws, batch.whole, batch.real, batch.climate[p, OPENNESS], batch.climate[p, LINES], q, flows,
                batch.labour[p, cohort],
            )
            for segment in range(segments):
                sum_block(i1, batch.whole, segment, batch.sums)
                count_sums(batch.tallies, p, m, segment, buckets, batch.sums)
            for n in range(pick_marked(batch.whole, batch.picked)):
                row = batch.picked[n]
                mark = batch.whole[MARK, row]
                if mark == EXCEPTIONAL:
                    found = due_exceptional(batch, p, block, row, cohort, month, m, seed, effect, buckets, q, found)
                elif mark == BORROWED:
                    i4[COHORT + 1, row] = month
                    i1[WORST + 1, row] = 0
                    count_originated(batch.tallies, p, month, m, 1, i1[SEGMENT, row], batch.whole[LOAN, row])
                elif mark == LEFT:
                    i1[ALIVE, row] = 0
                    rows.live[p, block] -= 1
                    batch.exits[p] += 1
        ledger = batch.tallies.ledger[p, m]
        ledger[0, INTEREST] += flows[0]
        ledger[0, PAYMENTS] += flows[1]
        ledger[0, DRAWS] += flows[2]
        ledger[1, INTEREST] += flows[3]
        ledger[1, PAYMENTS] += flows[4]
        ledger[1, ORIGINATIONS] += flows[5]
        work.length[p, cohort] = found - work.start[cohort]
        work.seen[p] += found - work.start[cohort]
        line_up(batch, p, cohort, strategy, q)


@rule
def count_sums(tallies: Any, p: int, m: int, segment: int, buckets: int, sums: Any) -> None:
    """Add a block's sums of ordinary borrowers, all of them current, to the tallies."""
    heads = sums[7]
    tallies.borrowers[p, m, segment] += heads % SECOND
    tallies.employed[p, m, segment] += (heads % THIRD) // SECOND
    tallies.customers[p, m, segment, 0] += heads // THIRD
    tallies.income_sum[p, m, segment] += sums[6]
    for product in range(2):
        opened, closed, paid_off, counts = sums[product], sums[2 + product], sums[4 + product], sums[8 + product]
        gone = counts // THIRD
        tallies.balance[p, m, product, segment, 0] += closed
        tallies.accounts[p, m, product, segment, 0] += (counts % THIRD) // SECOND
        tallies.rolled_balance[p, m, product, segment, 0, 0] += opened - paid_off
        tallies.rolled_accounts[p, m, product, segment, 0, 0] += counts % SECOND - gone
        tallies.rolled_balance[p, m, product, segment, 0, buckets] += paid_off
        tallies.rolled_accounts[p, m, product, segment, 0, buckets] += gone


@kernel
def close_worklists(batch: Any, month: int, m: int, buckets: int, materiality: int) -> None:
    """The close: every account on a worklist is counted where it stands, and its borrower by the worst account."""
    rows, work = batch.rows, batch.worklist
    for p in range(batch.path.size):
        batch.tallies.worklist[p, m] += work.seen[p]
        work.seen[p] = 0
        for cohort in range(batch.day.size):
            table = batch.bucket[cohort]
            for n in range(work.start[cohort], work.start[cohort] + work.length[p, cohort]):
                entry = work.queue[p, n]
                row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
                i4, i1, i8 = rows.i4[p, block], rows.i1[p, block], rows.i8[p, block]
                bucket = bucket_of(i1, i8, row, product, table, materiality)
                count_late_account(batch.tallies, i4, i1, i8, row, product, p, month, m, bucket, buckets)
                other = 1 - product
                if product == 1 and i1[LISTED, row] == 1:
                    continue  # counted with the line
                if i8[BALANCE + other, row] > 0 and i1[LISTED + other, row] == 1:
                    bucket = max(bucket, bucket_of(i1, i8, row, other, table, materiality))
                if i8[BALANCE, row] + i8[BALANCE + 1, row] > 0:
                    batch.tallies.customers[p, m, i1[SEGMENT, row], bucket] += 1
        for product in range(2):
            for segment in range(batch.pending.shape[2]):
                slot = month % batch.pending.shape[3]
                batch.tallies.recovered[p, m, product, segment] += batch.pending[p, product, segment, slot]
                batch.pending[p, product, segment, slot] = 0


@kernel
def open_books(batch: Any, strategy: int, materiality: int, q: Any) -> None:
    """Month 0: late accounts of the opening book are put on the worklists, and everything is counted as it stands."""
    rows, work, tallies = batch.rows, batch.worklist, batch.tallies
    for p in range(batch.path.size):
        for cohort in range(batch.day.size):
            found = work.start[cohort]
            for block in range(rows.first[cohort], rows.first[cohort + 1]):
                if rows.live[p, block] == 0:
                    continue
                i1, i8 = rows.i1[p, block], rows.i8[p, block]
                for row in range(W):
                    if i1[ALIVE, row] == 0:
                        continue
                    segment = i1[SEGMENT, row]
                    tallies.borrowers[p, 0, segment] += 1
                    tallies.employed[p, 0, segment] += 1 if i1[MONTHS_OUT, row] == 0 else 0
                    worst = 0
                    for product in range(2):
                        balance = i8[BALANCE + product, row]
                        bucket = bucket_of(i1, i8, row, product, batch.bucket[cohort], materiality)
                        worst = max(worst, bucket)
                        count_account(tallies, p, 0, product, segment, bucket, balance)
                        if bucket > 0:
                            i1[WORST + product, row] = max(i1[WORST + product, row], bucket)
                            tallies.cause_balance[p, 0, product, i1[CAUSE + product, row] - 1, bucket - 1] += balance
                        if i1[MISSED + product, row] > 0:
                            i1[LISTED + product, row] = 1
                            i1[FROM + product, row] = bucket
                            i8[FROM_BALANCE + product, row] = balance
                            work.queue[p, found] = 2 * (block * W + row) + product
                            found += 1
                    if i8[BALANCE, row] + i8[BALANCE + 1, row] > 0:
                        tallies.customers[p, 0, segment, worst] += 1
            work.length[p, cohort] = found - work.start[cohort]
            line_up(batch, p, cohort, strategy, q)
