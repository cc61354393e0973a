"""Static balance sheet: each borrower that leaves is replaced by its like."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.columns import ABSENT
from arrears.draws import block_of_four
from arrears.elementary import normal_pair32
from arrears.engine.applicants import segment_of
from arrears.engine.blocks import (
    ALIVE,
    BALANCE,
    BASE,
    BUFFER,
    COHORT,
    GRANTED,
    HABIT,
    INS_BILL,
    LIMIT,
    LINE_USE,
    MONTHS_OUT,
    ORIGIN,
    OUTSIDE,
    PERMANENT,
    PLACE,
    PROPENSITY,
    QUALITY,
    SEGMENT,
    WORST,
    W,
)
from arrears.engine.counting import ORIGINATIONS, count_account, count_line_opened, count_originated
from arrears.engine.state import UNEMPLOYMENT
from arrears.jit import kernel
from arrears.population.newcomer import first_savings, likely_saver
from arrears.setting import SEGMENT_KINDS

FIRST_HABIT = ABSENT["habit"]
BY_ORIGIN = SEGMENT_KINDS["cohort"]


@kernel
def replace_leavers(
    batch: Any, month: int, m: int, seed: int, kind: int, edges: Any, p_newcomer: Any, saver: Any
) -> None:
    """At the close, each free row that was used gets a borrower with the same traits and line, and a fresh start.

    Savings are those of a newcomer of these traits. The newcomer keeps the number of the one who left: their months,
    and with them their draws, are never the same. A row still on a worklist waits until its due day.
    """
    rows, tallies = batch.rows, batch.tallies
    for p in range(batch.path.size):
        for block in range(rows.live.shape[1]):
            if rows.live[p, block] == W:
                continue
            f4, i4, i1, i8 = rows.f4[p, block], rows.i4[p, block], rows.i1[p, block], rows.i8[p, block]
            for row in range(W):
                if i1[ALIVE, row] == 1 or i8[GRANTED, row] == 0:
                    continue
                origin, place = np.int64(i4[ORIGIN, row]), np.int64(i4[PLACE, row])
                _, employed, _, _ = block_of_four(seed, batch.path[p], origin, place, month, 6)
                i1[MONTHS_OUT, row] = 1 if np.float64(employed) < batch.climate[p, UNEMPLOYMENT] else 0
                i1[ALIVE, row] = 1
                rows.live[p, block] += 1
                for k in range(rows.x8.shape[2]):
                    rows.x8[p, block, k, row] = 0
                f4[PERMANENT, row] = 0
                f4[HABIT, row] = np.float32(FIRST_HABIT)
                radius, angle, _, _ = block_of_four(seed, batch.path[p], origin, place, month, 4)
                z, _ = normal_pair32(radius, angle)
                quality, propensity = np.float64(f4[QUALITY, row]), np.float64(f4[PROPENSITY, row])
                likely = likely_saver(quality, propensity, np.float64(z), p_newcomer, saver)
                i8[BUFFER, row] = first_savings(i8[BASE, row], likely, p_newcomer)
                i8[OUTSIDE, row] = 0
                i8[LIMIT, row] = i8[GRANTED, row]
                i8[INS_BILL, row] = 0
                for product in range(2):
                    i4[COHORT + product, row] = month
                    i8[BALANCE + product, row] = 0
                    i1[WORST + product, row] = 0
                if kind == BY_ORIGIN:
                    i1[SEGMENT, row] = segment_of(kind, edges, 0.0, 0.0, 0.0, np.float64(month))
                amount = min(
                    np.int64(np.float64(f4[LINE_USE, row]) * p_newcomer.first_use * i8[BASE, row]), i8[LIMIT, row]
                )
                count_line_opened(tallies, p, month, i8[LIMIT, row])
                if amount > 0:
                    segment = i1[SEGMENT, row]
                    i8[BALANCE, row] = amount
                    tallies.ledger[p, m, 0, ORIGINATIONS] += amount
                    count_originated(tallies, p, month, m, 0, segment, amount)
                    count_account(tallies, p, m, 0, segment, 0, amount)
                    tallies.customers[p, m, segment, 0] += 1
