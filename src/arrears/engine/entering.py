"""Going into the pen and coming out of it."""

from __future__ import annotations

from typing import Any

from arrears.engine.blocks import (
    ALIVE,
    IN_PEN,
    LINE_LATE,
    LISTED,
    LOAN_LATE,
    W,
)
from arrears.engine.copying import moving_to_row, nothing_late, row_to_pen
from arrears.engine.counting import count_roll
from arrears.engine.pen import (
    ARREARS,
    BILL,
    CONTACTED,
    FROM,
    FROM_BALANCE,
    HOME,
    MISSED,
    ON_LIST,
    P_ALIVE,
    P_BALANCE,
    P_SEGMENT,
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
    h1 = rows.i1[p, block]
    nothing_late(i1, i4, i8, f4, entry)
    row_to_pen(rows.f4[p, block], rows.i4[p, block], h1, rows.i8[p, block], row, i1, i4, i8, f4, entry)
    i1[entry, P_ALIVE] = 1
    i8[entry, HOME] = block * W + row
    for product in range(2):
        i1[entry, FROM + product] = -1
        i1[entry, ON_LIST + product] = 0
        i8[entry, FROM_BALANCE + product] = 0
    h1[LISTED, row] = IN_PEN


@part
def leave_pen(rows: Any, p: int, block: int, row: int, i1: Any, i4: Any, i8: Any, f4: Any, entry: int) -> None:
    """Write back to the row what the pen held, and take it off the list."""
    h1 = rows.i1[p, block]
    moving_to_row(rows.f4[p, block], rows.i4[p, block], h1, rows.i8[p, block], row, i1, i4, i8, f4, entry)
    h1[LISTED, row] = 0


@part
def moved(i1: Any, i8: Any, entry: int, product: int) -> bool:
    """An account that was late at the last close, is late now, or was paid on since."""
    came_from = i1[entry, FROM + product]
    paid_since = came_from == 0 and i8[entry, FROM_BALANCE + product] != i8[entry, P_BALANCE + product]
    return came_from > 0 or i1[entry, MISSED + product] > 0 or paid_since


@part
def read_back(batch: Any, p: int, block: int, m: int, buckets: int, cohort: int, at: int, stop: int) -> int:
    """Before a block's due day: rows of entries from ``at`` on that lie in it are read back from the pen.

    Who was current at the last close is an ordinary borrower again, who has left frees the row, and who was late then
    stays listed, and what is late of it goes to the block's scratch. Returns the first entry of later blocks.
    """
    rows, whole, pen = batch.rows, batch.whole, batch.pen
    h1, half = rows.i1[p, block], 1 - pen.half[p, cohort]
    i1, i4, i8, f4 = pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]
    unserved = int64(0)
    while at < stop and i8[at, HOME] // W == block:
        row = i8[at, HOME] % W
        for product in range(2):
            wants = (i1[at, MISSED + product] > 0) & (i1[at, SETTLED + product] == 0)
            unserved += int64(wants & (i1[at, CONTACTED + product] == 0))
        leave_pen(rows, p, block, row, i1, i4, i8, f4, at)
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
