"""Going into the pen and coming out of it."""

from __future__ import annotations

from typing import Any

from arrears.engine.blocks import (
    ALIVE,
    BALANCE,
    BUFFER,
    COHORT,
    EFFORT,
    IN_PEN,
    INS_BILL,
    LIMIT,
    LINE_LATE,
    LISTED,
    LOAN_LATE,
    ORIGIN,
    PLACE,
    SCORE,
    SEGMENT,
    WORST,
    W,
)
from arrears.engine.counting import count_roll
from arrears.engine.pen import (
    ARREARS,
    BILL,
    CONTACTED,
    DAY,
    FROM,
    FROM_BALANCE,
    HOME,
    MISSED,
    P1,
    P8,
    P_ALIVE,
    P_BALANCE,
    P_BUFFER,
    P_COHORT,
    P_EFFORT,
    P_LIMIT,
    P_ORIGIN,
    P_PLACE,
    P_SCORE,
    P_SEGMENT,
    P_WORST,
    SETTLED,
)
from arrears.engine.scratch import ROWS
from arrears.jit import int64, part

REV_ARREARS, INS_ARREARS, REV_BILL = ROWS["rev_arrears"], ROWS["ins_arrears"], ROWS["rev_bill"]


@part
def free_row(rows: Any, p: int, block: int, row: int) -> None:
    """A borrower has left: the row is free for a newcomer."""
    rows.i1[p, block, ALIVE, row] = 0
    rows.live[p, block] -= 1
    rows.free[p, block] = min(rows.free[p, block], row)


@part
def enter(rows: Any, p: int, block: int, row: int, i1: Any, i4: Any, i8: Any, f4: Any, entry: int) -> None:
    """Give a borrower an entry in the pen: what the row holds, and no lateness yet."""
    h4, h1, h8, hf = rows.i4[p, block], rows.i1[p, block], rows.i8[p, block], rows.f4[p, block]
    for k in range(len(P1)):
        i1[entry, k] = 0
    for k in range(len(P8)):
        i8[entry, k] = 0
    i1[entry, P_ALIVE] = 1
    i1[entry, P_SEGMENT] = h1[SEGMENT, row]
    i4[P_PLACE, entry] = h4[PLACE, row]
    i4[P_ORIGIN, entry] = h4[ORIGIN, row]
    i8[entry, P_BUFFER] = h8[BUFFER, row]
    i8[entry, P_LIMIT] = h8[LIMIT, row]
    i8[entry, HOME] = block * W + row
    f4[P_EFFORT, entry] = hf[EFFORT, row]
    f4[P_SCORE, entry] = hf[SCORE, row]
    for product in range(2):
        i4[P_COHORT + product, entry] = h4[COHORT + product, row]
        i1[entry, P_WORST + product] = h1[WORST + product, row]
        i8[entry, P_BALANCE + product] = h8[BALANCE + product, row]
        i1[entry, DAY + product] = -1
        i1[entry, FROM + product] = -1
    i8[entry, BILL + 1] = h8[INS_BILL, row]
    h1[LISTED, row] = IN_PEN


@part
def leave_pen(rows: Any, p: int, block: int, row: int, i1: Any, i8: Any, entry: int) -> None:
    """Write back to the row what the pen held, and take it off the list."""
    h1, h8 = rows.i1[p, block], rows.i8[p, block]
    h8[BUFFER, row] = i8[entry, P_BUFFER]
    h8[LIMIT, row] = i8[entry, P_LIMIT]
    for product in range(2):
        h8[BALANCE + product, row] = i8[entry, P_BALANCE + product]
        h1[WORST + product, row] = i1[entry, P_WORST + product]
    h1[LISTED, row] = 0


@part
def moved(i1: Any, i8: Any, entry: int, product: int) -> bool:
    """An account that was late at the last close, is late now, or was paid on since."""
    came_from = i1[entry, FROM + product]
    paid_since = came_from == 0 and i8[entry, FROM_BALANCE + product] != i8[entry, P_BALANCE + product]
    return came_from > 0 or i1[entry, MISSED + product] > 0 or paid_since


@part
def read_back(batch: Any, p: int, block: int, m: int, buckets: int, i1: Any, i8: Any, at: int, stop: int) -> int:
    """Before a block's due day: rows of entries from ``at`` on that lie in it are read back from the pen.

    Who was current at the last close is an ordinary borrower again, who has left frees the row, and who was late then
    stays listed, and what is late of it goes to the block's scratch. Returns the first entry of later blocks.
    """
    rows, whole = batch.rows, batch.whole
    h1 = rows.i1[p, block]
    unserved = int64(0)
    while at < stop and i8[at, HOME] // W == block:
        row = i8[at, HOME] % W
        for product in range(2):
            wants = (i1[at, MISSED + product] > 0) & (i1[at, SETTLED + product] == 0)
            unserved += int64(wants & (i1[at, CONTACTED + product] == 0))
        leave_pen(rows, p, block, row, i1, i8, at)
        if i1[at, P_ALIVE] == 0:
            # Paid off late since the last close: no due day is left to count where the account went.
            for product in range(2):
                count_roll(
                    batch.tallies,
                    p,
                    m,
                    product,
                    i1[at, P_SEGMENT],
                    i1[at, FROM + product],
                    buckets,
                    i8[at, FROM_BALANCE + product],
                )
            free_row(rows, p, block, row)
        elif moved(i1, i8, at, 0) or moved(i1, i8, at, 1):
            line = LINE_LATE if i1[at, MISSED] > 0 else 0
            loan = LOAN_LATE if i1[at, MISSED + 1] > 0 else 0
            h1[LISTED, row] = IN_PEN | line | loan
            whole[REV_ARREARS, row] = i8[at, ARREARS]
            whole[INS_ARREARS, row] = i8[at, ARREARS + 1]
            whole[REV_BILL, row] = i8[at, BILL]
        at += 1
    batch.tallies.unserved[p, m] += unserved
    return at
