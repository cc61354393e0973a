"""The collections desk: each due day's worklist in the order of service, and the calls of a day."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.engine.blocks import ANSWERS, BALANCE, CONTACTED, DAY, MISSED, ORIGIN, PLACE, SCORE, SETTLED, W
from arrears.engine.late import leave_if_empty, pay_late
from arrears.jit import kernel, rule
from arrears.lender.collections import priority

_DIGIT = 11
_RADIX = 1 << _DIGIT
_SHIFT = 32768


@kernel
def sort_by(values: Any, entries: Any, spare_values: Any, spare_entries: Any, counts: Any, descending: bool) -> None:
    """Sort entries by non-negative int64 values, stably (least significant digit first); all arrays shape (n,)."""
    n = entries.size
    largest = np.int64(0)
    for i in range(n):
        largest = max(largest, values[i])
    shift = 0
    while shift == 0 or (largest >> shift) > 0:
        counts[:] = 0
        for i in range(n):
            digit = (values[i] >> shift) & (_RADIX - 1)
            counts[_RADIX - 1 - digit if descending else digit] += 1
        total = np.int64(0)
        for d in range(_RADIX):
            here = counts[d]
            counts[d] = total
            total += here
        for i in range(n):
            digit = (values[i] >> shift) & (_RADIX - 1)
            d = _RADIX - 1 - digit if descending else digit
            spare_values[counts[d]] = values[i]
            spare_entries[counts[d]] = entries[i]
            counts[d] += 1
        for i in range(n):
            values[i] = spare_values[i]
            entries[i] = spare_entries[i]
        shift += _DIGIT


@rule
def number_of(rows: Any, p: int, entry: int) -> int:
    """An account's place in ties: origin, place, then the line before the loan."""
    row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
    i4 = rows.i4[p, block]
    return ((np.int64(i4[ORIGIN, row]) + _SHIFT) << 32) + 2 * np.int64(i4[PLACE, row]) + product


@kernel
def line_up(batch: Any, p: int, cohort: int, strategy: int, q: Any) -> None:
    """Order a cohort's worklist: priority down, then borrower's number up, the line before the loan; and its days."""
    work, rows = batch.worklist, batch.rows
    start, n = work.start[cohort], work.length[p, cohort]
    queue = work.queue[p, start : start + n]
    key, number = work.key[p, start : start + n], work.number[p, start : start + n]
    days = work.day_start[p, cohort]
    days[:] = 0
    for i in range(n):
        entry = queue[i]
        row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
        day = rows.i1[p, block, DAY + product, row]
        if day >= 0:
            days[day + 1] += 1
        number[i] = number_of(rows, p, entry)
    days[0] = start
    for d in range(30):
        days[d + 1] += days[d]
    # Entries of one day keep the order of the rows: a borrower's line before the loan.
    for i in range(n):
        entry = queue[i]
        row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
        day = rows.i1[p, block, DAY + product, row]
        if day >= 0:
            work.catching_up[p, days[day]] = entry
            days[day] += 1
    for d in range(30, 0, -1):
        days[d] = days[d - 1]
    days[0] = start
    low = number[0] if n > 0 else 0
    for i in range(n):
        low = min(low, number[i])
    for i in range(n):
        number[i] -= low
    spare_number, spare_entries = batch.order[0, :n], batch.order[1, :n]
    sort_by(number, queue, spare_number, spare_entries, batch.counts, False)
    for i in range(n):
        entry = queue[i]
        row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
        key[i] = priority(
            strategy, np.int64(rows.i1[p, block, MISSED + product, row]), rows.i8[p, block, BALANCE + product, row],
            np.float64(rows.f4[p, block, SCORE, row]), q.collections,
        )
    sort_by(key, queue, spare_number, spare_entries, batch.counts, True)
    for i in range(n):
        number[i] = number_of(rows, p, queue[i])
    work.next[p, cohort] = 0


@rule
def skip_served(batch: Any, p: int, cohort: int) -> bool:
    """Move to the next account of a cohort that still wants a call; False when there is none."""
    work = batch.worklist
    start, n = work.start[cohort], work.length[p, cohort]
    while work.next[p, cohort] < n:
        entry = work.queue[p, start + work.next[p, cohort]]
        row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
        i1 = batch.rows.i1[p, block]
        if i1[MISSED + product, row] > 0 and i1[SETTLED + product, row] == 0 and i1[CONTACTED + product, row] == 0:
            return True
        work.next[p, cohort] += 1
    return False


@kernel
def serve(batch: Any, day: int, month: int, m: int, seed: int, q: Any) -> None:
    """The desk's day: as many calls as there is capacity for, the largest key first over all due days.

    Capacity is spread evenly: by day d of a month the desk has made the whole part of d times its daily capacity.
    """
    work = batch.worklist
    cohorts = batch.day.size
    for p in range(batch.path.size):
        capacity = work.capacity[p]
        left = np.int64(np.floor(capacity * day)) - np.int64(np.floor(capacity * (day - 1)))
        batch.tallies.desk_capacity[p, m] += left
        while left > 0:
            best = -1
            for c in range(cohorts):
                if not skip_served(batch, p, c):
                    continue
                at = work.start[c] + work.next[p, c]
                if best < 0:
                    best = c
                else:
                    to = work.start[best] + work.next[p, best]
                    if work.key[p, at] > work.key[p, to] or (
                        work.key[p, at] == work.key[p, to] and work.number[p, at] < work.number[p, to]
                    ):
                        best = c
            if best < 0:
                break
            entry = work.queue[p, work.start[best] + work.next[p, best]]
            row, product, block = (entry // 2) % W, entry % 2, entry // (2 * W)
            i1 = batch.rows.i1[p, block]
            i1[CONTACTED + product, row] = 1
            batch.tallies.contacts[p, m] += 1
            left -= 1
            if i1[ANSWERS + product, row] == 1:
                due_month = month if day >= batch.day[best] else month - 1
                pay_late(batch, p, entry, due_month, m, seed, q)
                leave_if_empty(batch, p, block, row)
