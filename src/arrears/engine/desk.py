"""The days between due days: the desk's worklist in the order of service, its calls, and late payments unprompted."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.draws import SHIFT
from arrears.engine.late import leave_if_empty, pay_late, plan_catch_up
from arrears.engine.pen import (
    ANSWERS,
    CONTACTED,
    DAY,
    LOT,
    MISSED,
    ON_LIST,
    P_BALANCE,
    P_ORIGIN,
    P_PLACE,
    P_SCORE,
    SETTLED,
    penned,
)
from arrears.jit import inner_kernel, int64, part
from arrears.lender.collections import priority, turn

_DIGIT = 10  # two digits are all that oldest first needs
_RADIX = 1 << _DIGIT
_NEVER = 30  # the day, after the last one, of accounts that will not catch up unprompted


@inner_kernel
def sort_down(values: Any, items: Any, spare_values: Any, spare_items: Any, counts: Any) -> None:
    """Sort items by non-negative int64 values, the largest first, stably; all arrays shape (n,), values are sorted too.

    Least significant digit first; digits that all values share are skipped.
    """
    n = items.size
    here_values, here_items, there_values, there_items = values, items, spare_values, spare_items
    differ = int64(0)
    for i in range(n):
        differ |= values[i] ^ values[0]
    shift = moves = 0
    while (differ >> shift) > 0:
        if ((differ >> shift) & (_RADIX - 1)) != 0:
            for d in range(_RADIX):
                counts[d] = 0
            for i in range(n):
                counts[(here_values[i] >> shift) & (_RADIX - 1)] += 1
            total = int64(0)
            for d in range(_RADIX - 1, -1, -1):
                count = counts[d]
                counts[d] = total
                total += count
            for i in range(n):
                d = (here_values[i] >> shift) & (_RADIX - 1)
                at = counts[d]
                there_values[at] = here_values[i]
                there_items[at] = here_items[i]
                counts[d] = at + 1
            here_values, there_values = there_values, here_values
            here_items, there_items = there_items, here_items
            moves += 1
        shift += _DIGIT
    if moves % 2 == 1:  # they lie in the spare arrays
        for i in range(n):
            values[i] = spare_values[i]
            items[i] = spare_items[i]


@part
def number_of(i4: Any, item: int) -> int:
    """An account's place where turns are equal: the borrower's origin and place, then the line before the loan."""
    entry = item // 2
    return ((int64(i4[P_ORIGIN, entry]) + SHIFT) << 32) + 2 * int64(i4[P_PLACE, entry]) + item % 2


@part
def settle_ties(values: Any, items: Any, i4: Any) -> None:
    """Put neighbours of the same value in the order of their numbers; after sorting, and there are few."""
    for i in range(1, items.size):
        if values[i] == values[i - 1]:
            item, number, at = items[i], number_of(i4, items[i]), i
            while at > 0 and values[at - 1] == values[i] and number_of(i4, items[at - 1]) > number:
                items[at] = items[at - 1]
                at -= 1
            items[at] = item


@part
def _by_day(days: Any, catching_up: Any, items: Any, day_of: Any, begin: int) -> None:
    """Items that will catch up unprompted, by day: those of day d are from ``days[d]`` to ``days[d + 1]``.

    ``days`` comes with the number of items of each day, and of `_NEVER`.
    """
    start = begin
    for d in range(31):
        count = days[d]
        days[d] = start
        start += count
    for i in range(items.size):
        at = days[day_of[i]]
        catching_up[at] = items[i]
        days[day_of[i]] = at + 1
    for d in range(30, 0, -1):
        days[d] = days[d - 1]
    days[0] = begin


@inner_kernel
def line_up(batch: Any, p: int, cohort: int, strategy: int, plans: bool, effect: float, q: Any) -> int:
    """Put a cohort's late accounts in the order of service: turn down, then number up; and by their own day.

    An item is twice the entry plus the product. Items of one day keep the order of the entries, a borrower's line
    before the loan. With ``plans``, on the due day, each account first learns when it will catch up. Returns the
    number of items.
    """
    pen, work = batch.pen, batch.worklist
    i1, i4, i8, f4 = penned(pen, p, cohort)
    first, last = pen.start[cohort], pen.start[cohort] + pen.length[p, cohort]
    begin = 2 * first
    queue, key = work.queue[p, begin : 2 * last], work.key[p, begin : 2 * last]
    days, day_of = work.day_start[p, cohort], batch.order[0]
    for d in range(31):
        days[d] = 0
    n = 0
    for entry in range(first, last):
        for product in range(2):
            if plans:
                plan_catch_up(i1, f4, entry, product, effect, q)
            missed, balance = int64(i1[entry, MISSED + product]), i8[entry, P_BALANCE + product]
            rank = priority(strategy, missed, balance, np.float64(f4[P_SCORE, entry]), q.collections)
            # Written for all, kept for the late: a branch here would be guessed wrong as often as not.
            key[n] = turn(rank, np.float64(f4[LOT, entry]))
            queue[n] = 2 * entry + product
            day, listed = int64(i1[entry, DAY + product]), int64(i1[entry, ON_LIST + product])
            day_of[n] = day if day >= 0 else _NEVER
            days[day_of[n]] += listed
            n += listed
    _by_day(days, work.catching_up[p], queue[:n], day_of, begin)
    sort_down(key[:n], queue[:n], batch.order[0, :n], batch.order[1, :n], batch.counts)
    settle_ties(key[:n], queue[:n], i4)
    work.next[p, cohort] = begin
    work.end[p, cohort] = begin + n
    return n


@part
def look_ahead(batch: Any, p: int, cohort: int) -> None:
    """Move to the next account of a cohort that still wants a call, and note its turn."""
    work = batch.worklist
    i1, _, _, _ = penned(batch.pen, p, cohort)
    at, end = work.next[p, cohort], work.end[p, cohort]
    while at < end:
        entry, product = work.queue[p, at] // 2, work.queue[p, at] % 2
        if (
            i1[entry, MISSED + product] > 0
            and i1[entry, SETTLED + product] == 0
            and i1[entry, CONTACTED + product] == 0
        ):
            break
        at += 1
    work.next[p, cohort] = at
    work.head_key[p, cohort] = work.key[p, at] if at < end else -1


@part
def _head(batch: Any, p: int, cohort: int) -> int:
    """Number of the next account of a cohort."""
    _, i4, _, _ = penned(batch.pen, p, cohort)
    return number_of(i4, batch.worklist.queue[p, batch.worklist.next[p, cohort]])


@part
def next_call(batch: Any, p: int) -> int:
    """The due day whose first account is next: the largest turn, then the smallest number; -1 when nobody waits."""
    turns, best = batch.worklist.head_key[p], -1
    for cohort in range(turns.size):
        if turns[cohort] < 0:
            continue
        if (
            best < 0
            or turns[cohort] > turns[best]
            or (turns[cohort] == turns[best] and _head(batch, p, cohort) < _head(batch, p, best))
        ):
            best = cohort
    return best


@part
def serve(batch: Any, p: int, day: int, m: int, p_late: Any) -> None:
    """The desk's day: as many calls as there is capacity for, the largest key first over all due days.

    Capacity is spread evenly: by day d of a month the desk has made the whole part of d times its daily capacity.
    """
    pen, work, tallies = batch.pen, batch.worklist, batch.tallies
    capacity = work.capacity[p]
    left = int64(np.floor(capacity * day)) - int64(np.floor(capacity * (day - 1)))
    tallies.desk_capacity[p, m] += left
    for cohort in range(batch.day.size):
        look_ahead(batch, p, cohort)
    while left > 0:
        cohort = next_call(batch, p)
        if cohort < 0:
            break
        item = work.queue[p, work.next[p, cohort]]
        entry, product = item // 2, item % 2
        i1, _, i8, f4 = penned(pen, p, cohort)
        i1[entry, CONTACTED + product] = 1
        tallies.contacts[p, m] += 1
        left -= 1
        if i1[entry, ANSWERS + product] == 1:
            pay_late(tallies, p, m, i1, i8, f4, entry, product, p_late)
            leave_if_empty(batch.exits, p, i1, i8, entry)
        look_ahead(batch, p, cohort)


@part
def catch_up_unprompted(batch: Any, p: int, day: int, m: int, p_late: Any) -> None:
    """Late payments of those whose own day it is; a cohort's days count from its last due day."""
    pen, work = batch.pen, batch.worklist
    for cohort in range(batch.day.size):
        offset = day - batch.day[cohort] if day >= batch.day[cohort] else day - batch.day[cohort] + 30
        i1, _, i8, f4 = penned(pen, p, cohort)
        for n in range(work.day_start[p, cohort, offset], work.day_start[p, cohort, offset + 1]):
            entry, product = work.catching_up[p, n] // 2, work.catching_up[p, n] % 2
            if i1[entry, MISSED + product] > 0 and i1[entry, SETTLED + product] == 0:
                pay_late(batch.tallies, p, m, i1, i8, f4, entry, product, p_late)
                leave_if_empty(batch.exits, p, i1, i8, entry)


@inner_kernel
def late_days(batch: Any, first: int, last: int, calls: bool, payments: bool, m: int, p_late: Any) -> None:
    """Days ``first`` to ``last`` of the late accounts of each path: the desk calls, then those whose day it is pay.

    ``calls`` and ``payments`` say which of the two.
    """
    for p in range(batch.path.size):
        for day in range(first, last + 1):
            if calls:
                serve(batch, p, day, m, p_late)
            if payments:
                catch_up_unprompted(batch, p, day, m, p_late)
