"""Counting one account or one borrower into the tallies; used for the exceptions, one at a time."""

from __future__ import annotations

from typing import Any

from arrears.engine.pen import (
    ARREARS,
    CAUSE,
    FROM,
    FROM_BALANCE,
    MISSED,
    P_BALANCE,
    P_COHORT,
    P_GRANTED,
    P_SEGMENT,
    P_WORST,
)
from arrears.jit import part

# Lines of the ledger, in the order of cells.FLOWS.
ORIGINATIONS, DRAWS, INTEREST, FEES, PAYMENTS, CHARGE_OFFS, ADJUSTMENTS = range(7)


@part
def count_roll(
    tallies: Any, p: int, m: int, product: int, segment: int, came_from: int, went_to: int, balance: int
) -> None:
    """Count where an account that was live at the last close is now; ``came_from`` below zero is none."""
    if came_from >= 0:
        tallies.rolled_balance[p, m, product, segment, came_from, went_to] += balance
        tallies.rolled_accounts[p, m, product, segment, came_from, went_to] += 1


@part
def count_account(tallies: Any, p: int, m: int, product: int, segment: int, bucket: int, balance: int) -> None:
    """Count a live account at the close."""
    if balance > 0:
        tallies.balance[p, m, product, segment, bucket] += balance
        tallies.accounts[p, m, product, segment, bucket] += 1


@part
def bucket_of(i1: Any, i8: Any, entry: int, product: int, table: Any, materiality: int) -> int:
    """Bucket of an account in the pen at the close: by bills missed and due day; current if arrears are immaterial."""
    missed = i1[entry, MISSED + product]
    if missed == 0 or i8[entry, ARREARS + product] < materiality:
        return 0
    return table[min(missed, 15)]


@part
def count_late_account(tallies: Any, pen: Any, entry: int, product: int, at: Any, bucket: int, buckets: int) -> None:
    """Count an account on the worklist at the close: stock, roll, cause, vintage; and remember it for the next roll."""
    (i4, i1, i8), (p, month, m) = pen, at
    segment = i1[entry, P_SEGMENT]
    balance = i8[entry, P_BALANCE + product]
    came_from = i1[entry, FROM + product]
    count_account(tallies, p, m, product, segment, bucket, balance)
    went_to = bucket if balance > 0 else buckets
    count_roll(tallies, p, m, product, segment, came_from, went_to, i8[entry, FROM_BALANCE + product])
    i1[entry, FROM + product] = bucket if balance > 0 else -1
    i8[entry, FROM_BALANCE + product] = balance
    if bucket == 0 or balance == 0:
        return
    tallies.cause_balance[p, m, product, i1[entry, CAUSE + product] - 1, bucket - 1] += balance
    cohort = i4[P_COHORT + product, entry]
    worst = i1[entry, P_WORST + product]
    if bucket > worst:
        i1[entry, P_WORST + product] = bucket
    if 1 <= cohort <= month:
        count_vintage(tallies, p, cohort - 1, month - cohort, product, worst, bucket, balance, i8[entry, P_GRANTED])


@part
def count_vintage(
    tallies: Any, p: int, cohort: int, mob: int, product: int, worst: int, bucket: int, balance: int, granted: int
) -> None:
    """Count a late account of a vintage: late now, and late for the first time in each bucket it had not reached."""
    tallies.vintage_late[p, cohort, mob, product, bucket - 1] += balance
    tallies.vintage_late_accounts[p, cohort, mob, product, bucket - 1] += 1
    if product == 0:
        tallies.vintage_late_limit[p, cohort, mob, bucket - 1] += granted
    for level in range(worst, bucket):
        tallies.vintage_ever[p, cohort, mob, product, level] += balance
        tallies.vintage_ever_accounts[p, cohort, mob, product, level] += 1
        if product == 0:
            tallies.vintage_ever_limit[p, cohort, mob, level] += granted


@part
def count_line_opened(tallies: Any, p: int, month: int, limit: int) -> None:
    """Count a new line in its vintage, drawn or not."""
    if month >= 1:
        tallies.vintage_accounts[p, month - 1, 0] += 1
        tallies.vintage_limit[p, month - 1] += limit


@part
def count_originated(tallies: Any, p: int, month: int, m: int, product: int, segment: int, amount: int) -> None:
    """Count a new account and the amount it was originated with."""
    tallies.originated[p, m, product, segment] += amount
    tallies.originated_accounts[p, m, product, segment] += 1
    if month >= 1:
        tallies.vintage_originated[p, month - 1, product] += amount
        if product == 1:  # a line is counted when it is opened, drawn or not
            tallies.vintage_accounts[p, month - 1, product] += 1
