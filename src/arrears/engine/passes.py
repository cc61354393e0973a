"""The two passes over a batch: a due day's cohort, and the close of the month; and the opening of the books."""

from __future__ import annotations

from typing import Any

from arrears.engine.applicants import arrive
from arrears.engine.block_loops import live_hooks
from arrears.engine.blocks import COHORT, LISTED, SEGMENT, WORST, W, fetch_ahead
from arrears.engine.counting import (
    DRAWS,
    INTEREST,
    ORIGINATIONS,
    PAYMENTS,
    bucket_of,
    count_account,
    count_late_account,
    count_originated,
)
from arrears.engine.desk import line_up
from arrears.engine.entering import free_row, read_back
from arrears.engine.exceptions import comes_late, misses_now
from arrears.engine.forborne import carry_forborne, count_forborne, count_forborne_late, take_along
from arrears.engine.kernels import (
    LEFT,
    LOAN,
    MARK,
    MISSES,
    SECOND,
    THIRD,
    before_block,
    block_of,
    book_block,
    draw_block,
    earn_block,
    pick_marked,
    settle_block,
    sum_block,
)
from arrears.engine.pen import (
    CAUSE,
    FROM,
    FROM_BALANCE,
    HOME,
    MISSED,
    ON_LIST,
    P_BALANCE,
    P_SEGMENT,
    P_WORST,
    draw_late,
    penned,
)
from arrears.engine.state import sky_of
from arrears.jit import inner_kernel, kernel, part


@inner_kernel
def due_cohort(batch: Any, cohort: int, month: int, m: int, t: Any) -> None:
    """The month of the borrowers of one due day, for each path: lived block by block, counted, the late lined up."""
    rows, pen, arrivals, flows = batch.rows, batch.pen, batch.arrivals, batch.flows
    for p in range(batch.path.size):
        old_stop = pen.start[cohort] + pen.length[p, cohort]
        pen.half[p, cohort] = 1 - pen.half[p, cohort]
        old = pen.start[cohort]
        entry = pen.start[cohort]
        batch.labour[p, cohort, :] = 0
        flows[:] = 0
        sky, who, totals = sky_of(batch.climate[p]), (t.seed, batch.path[p], month), batch.tallies.of_people[p, m]
        for block in range(rows.first[cohort], rows.first[cohort + 1]):
            if rows.live[p, block] == 0 and arrivals.placed[p, cohort] == arrivals.count[p, cohort]:
                continue  # nobody here, nobody to come
            first_old = old
            old = read_back(batch, p, block, m, t.buckets, cohort, old, old_stop)
            arrive(batch, p, cohort, block)
            if rows.live[p, block] == 0:
                continue
            a = block_of(rows.f4[p, block], rows.i1[p, block], rows.i8[p, block], batch.draws, batch.whole, batch.real)
            ahead = min(block + 1, rows.first[cohort + 1] - 1)
            fetch_ahead(rows, p, ahead, 0)
            draw_block(t.seed, batch.path[p], month, rows.i4[p, block], a)
            fetch_ahead(rows, p, ahead, 1)
            earn_block(a, sky, t.q)
            fetch_ahead(rows, p, ahead, 2)
            before_block(a, sky, t.q)
            fetch_ahead(rows, p, ahead, 3)
            live_hooks(a, rows.i4[p, block], rows.x8[p, block], totals, who, t.segments, t.hooks)
            settle_block(a, sky, t.q)
            if t.forbears:
                carry_forborne(a, rows.x8[p, block])
            fetch_ahead(rows, p, ahead, 4)
            book_block(a, t.q.charges.instalment_factor, flows, batch.labour[p, cohort])
            fetch_ahead(rows, p, ahead, 5)
            for segment in range(t.segments):
                sum_block(a, segment, batch.sums)
                count_sums(batch.tallies, p, m, segment, t.buckets, batch.sums)
            entry = were_late(batch, p, block, cohort, month, m, t, first_old, old, entry)
            entry = marked_rows(batch, p, block, cohort, month, m, t, entry)
            if t.forbears:
                count_forborne(batch, p, block, cohort, m)
        count_flows(batch.tallies.ledger[p, m], flows)
        pen.length[p, cohort] = entry - pen.start[cohort]
        _, late4, _, latef = penned(pen, p, cohort)
        draw_late(t.seed, batch.path[p], month, late4, latef, pen.start[cohort], entry)
        batch.worklist.seen[p] += line_up(batch, p, cohort, t.strategy, True, t.effect, t.q)


@part
def were_late(
    batch: Any,
    p: int,
    block: int,
    cohort: int,
    month: int,
    m: int,
    t: Any,
    old: int,
    stop: int,
    entry: int,
) -> int:
    """Borrowers of a block who are still listed of last month's entries; returns the pen's next free entry."""
    pen, listed = batch.pen, batch.rows.i1[p, block, LISTED]
    old8 = pen.i8[p, 1 - pen.half[p, cohort]]
    for at in range(old, stop):
        row = old8[at, HOME] - block * W
        if listed[row] != 0 and comes_late(batch, (p, block, row, m), cohort, month, at, entry, t):
            entry += 1
    return entry


@part
def marked_rows(batch: Any, p: int, block: int, cohort: int, month: int, m: int, t: Any, entry: int) -> int:
    """Borrowers of a block that the vector loop marked, in the order of rows; returns the pen's next free entry."""
    rows, tallies = batch.rows, batch.tallies
    i4, i1 = rows.i4[p, block], rows.i1[p, block]
    for n in range(pick_marked(batch.whole, batch.picked)):
        row = batch.picked[n]
        mark = batch.whole[MARK, row]
        if batch.whole[LOAN, row] > 0:
            i4[COHORT + 1, row] = month
            i1[WORST + 1, row] = 0
            count_originated(tallies, p, month, m, 1, i1[SEGMENT, row], batch.whole[LOAN, row])
        if mark == MISSES:
            misses_now(batch, p, block, row, month, m, t.buckets, entry, cohort, t.materiality)
            if t.forbears:
                half = batch.pen.half[p, cohort]
                take_along(batch.pen.x8[p, half], rows.x8[p, block], entry, row, batch.pen.i1[p, half])
            entry += 1
        elif mark == LEFT:
            free_row(rows, p, block, row)
            batch.exits[p] += 1
    return entry


@part
def count_flows(ledger: Any, flows: Any) -> None:
    """Add a cohort's flows to the ledger of the month."""
    ledger[0, INTEREST] += flows[0]
    ledger[0, PAYMENTS] += flows[1]
    ledger[0, DRAWS] += flows[2]
    ledger[1, INTEREST] += flows[3]
    ledger[1, PAYMENTS] += flows[4]
    ledger[1, ORIGINATIONS] += flows[5]


@part
def count_sums(tallies: Any, p: int, m: int, segment: int, buckets: int, sums: Any) -> None:
    """Add a block's sums to the tallies: heads and income of all in good standing, stocks of the current."""
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


@inner_kernel
def close_worklists(batch: Any, month: int, m: int, t: Any) -> None:
    """The close: every account on a worklist is counted where it stands, and its borrower by the worst account."""
    pen, tallies = batch.pen, batch.tallies
    for p in range(batch.path.size):
        tallies.worklist[p, m] += batch.worklist.seen[p]
        batch.worklist.seen[p] = 0
        for cohort in range(batch.day.size):
            table = batch.bucket[cohort]
            i1, i4, i8, _ = penned(pen, p, cohort)
            for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]):
                worst = 0
                for product in range(2):
                    if i1[entry, ON_LIST + product] == 1:
                        bucket = bucket_of(i1, i8, entry, product, table, t.materiality)
                        worst = max(worst, bucket)
                        count_late_account(tallies, (i4, i1, i8), entry, product, (p, month, m), bucket, t.buckets)
                if i8[entry, P_BALANCE] + i8[entry, P_BALANCE + 1] > 0:
                    tallies.customers[p, m, i1[entry, P_SEGMENT], worst] += 1
            if t.forbears:
                count_forborne_late(batch, p, cohort, m, t.materiality)
        for product in range(2):
            for segment in range(batch.pending.shape[2]):
                slot = month % batch.pending.shape[3]
                tallies.recovered[p, m, product, segment] += batch.pending[p, product, segment, slot]
                batch.pending[p, product, segment, slot] = 0


@kernel
def open_books(batch: Any, strategy: int, materiality: int, seed: int, month: int, q: Any) -> None:
    """Month 0: late accounts of the opening book are counted as they stand, and lined up."""
    pen, tallies = batch.pen, batch.tallies
    for p in range(batch.path.size):
        for cohort in range(batch.day.size):
            i1, i4, i8, f4 = penned(pen, p, cohort)
            for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]):
                worst = 0
                segment = i1[entry, P_SEGMENT]
                for product in range(2):
                    balance = i8[entry, P_BALANCE + product]
                    bucket = bucket_of(i1, i8, entry, product, batch.bucket[cohort], materiality)
                    worst = max(worst, bucket)
                    count_account(tallies, p, 0, product, segment, bucket, balance)
                    if bucket > 0 and balance > 0:
                        i1[entry, P_WORST + product] = max(i1[entry, P_WORST + product], bucket)
                        tallies.cause_balance[p, 0, product, i1[entry, CAUSE + product] - 1, bucket - 1] += balance
                    i1[entry, ON_LIST + product] = 1 if i1[entry, MISSED + product] > 0 else 0
                    i1[entry, FROM + product] = bucket if balance > 0 else -1
                    i8[entry, FROM_BALANCE + product] = balance
                if i8[entry, P_BALANCE] + i8[entry, P_BALANCE + 1] > 0:
                    tallies.customers[p, 0, segment, worst] += 1
            draw_late(seed, batch.path[p], month, i4, f4, pen.start[cohort], pen.start[cohort] + pen.length[p, cohort])
            line_up(batch, p, cohort, strategy, False, 0.0, q)
