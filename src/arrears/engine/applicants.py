"""Applications at the close: an applicant's number is (month, place in the queue), fixed before anybody is approved."""

from __future__ import annotations

from typing import Any

import numpy as np

from arrears.columns import kept_in_row
from arrears.compiled.layout import made
from arrears.draws import two_blocks_of_four
from arrears.elementary import normal_pair32
from arrears.engine.blocks import (
    ALIVE,
    KINDS,
    LISTED,
    NARROW,
    W,
    pin_applicant_draws,
    pin_real,
    pin_traits,
)
from arrears.engine.counting import ORIGINATIONS, count_account, count_line_opened, count_originated
from arrears.engine.state import CUTOFF, LINES, QUALITY_SHIFT, TAKE_UP, UNEMPLOYMENT
from arrears.jit import int64, kernel, part
from arrears.population.newcomer import Applicant, newcomer

# Rows of the float64 scratch of applicants: what `newcomer` says, then two draws; of an arrival, when they are used up,
# its number and segment stand there.
N_BASE, N_SCORE, N_TYPE, N_LIMIT, N_FIRST = (
    Applicant._fields.index(name) for name in ("base_income", "score", "employment_type", "limit", "first")
)
N_TAKE_UP, N_DUE = len(Applicant._fields), len(Applicant._fields) + 1
N_PLACE, N_ORIGIN, N_SEGMENT = N_TAKE_UP, N_TAKE_UP + 1, N_TAKE_UP + 2
NO_ROOM = 2  # overflow: no free row


def _arrival_text() -> list[str]:
    """Text of a part that puts an arrival into a row: what it said, its number, and a fresh start of all else."""
    said = {name: f"arrival[{k}]" for k, name in enumerate(Applicant._fields)}
    said |= {"place": f"arrival[{N_PLACE}]", "origin": f"arrival[{N_ORIGIN}]", "segment": f"arrival[{N_SEGMENT}]"}
    said |= {"granted": said["limit"], "rev_balance": said["first"], "rev_cohort": said["origin"]}
    said |= {"ins_cohort": said["origin"]}
    lines = ["def keep_arrival(f4, i4, i1, i8, row, arrival):"]
    for column in kept_in_row():
        kind = KINDS[column.dtype]
        value = said.get(column.name, repr(column.absent))
        value = value if kind == "f4" else f"int64({value})"
        lines.append(f"    {kind}[{NARROW[kind].index(column.name)}, row] = {value}")
    return lines


keep_arrival = made("keep_arrival", _arrival_text(), {})
keep_applicant = made(
    "keep_applicant",
    ["def keep_applicant(out, i, said):", *(f"    out[{k}, i] = said[{k}]" for k in range(N_TAKE_UP))],
    {},
)


@kernel
def draw_applicants(seed: int, path: int, origin: int, first: int, scratch: Any) -> None:
    """Draws of W applicants from place ``first`` on, (16, W) float32: eight normals, the score's, seven uniforms."""
    draws = pin_applicant_draws(scratch)
    for i in range(W):
        a, b, c, d, e, f, g, h = two_blocks_of_four(seed, path, origin, first + i, 0, 3)
        draws[0, i], draws[1, i] = normal_pair32(a, b)
        draws[2, i], draws[3, i] = normal_pair32(c, d)
        draws[4, i], draws[5, i] = normal_pair32(e, f)
        draws[6, i], draws[7, i] = normal_pair32(g, h)
    for i in range(W):
        a, b, c, d, e, f, g, h = two_blocks_of_four(seed, path, origin, first + i, 0, 5)
        draws[8, i], _ = normal_pair32(a, b)
        draws[9, i] = c
        draws[10, i] = d
        draws[11, i] = e
        draws[12, i] = f
        draws[13, i] = g
        draws[14, i] = h


@kernel
def correlate(scratch: Any, factor: Any, scratch_real: Any) -> None:
    """Correlated normals, (8, W): the Cholesky factor of the copula times the independent ones."""
    draws, real = pin_applicant_draws(scratch), pin_real(scratch_real)
    for k in range(8):
        for i in range(W):
            real[k, i] = 0.0
        for j in range(k + 1):
            weight = factor[k, j]
            for i in range(W):
                real[k, i] += weight * np.float64(draws[j, i])


@kernel
def describe_applicants(
    scratch: Any, scratch_real: Any, unemployment: float, quality_shift: float, lines: float, p: Any, traits: Any
) -> None:
    """Traits of W applicants, (24, W) float64."""
    draws, real, out = pin_applicant_draws(scratch), pin_real(scratch_real), pin_traits(traits)
    for i in range(W):
        said = newcomer(
            real[0, i],
            real[1, i],
            real[2, i],
            real[3, i],
            real[4, i],
            real[5, i],
            real[6, i],
            real[7, i],
            np.float64(draws[8, i]),
            np.float64(draws[9, i]),
            np.float64(draws[10, i]),
            np.float64(draws[12, i]),
            np.float64(draws[14, i]),
            unemployment,
            quality_shift,
            lines,
            p,
        )
        keep_applicant(out, i, said)
        out[N_TAKE_UP, i] = draws[13, i]
        out[N_DUE, i] = draws[11, i]


@part
def segment_of(kind: int, edges: Any, base: float, score: float, employment_type: float, origin: float) -> int:
    """Index of a borrower's segment: how many edges its value reaches.

    ``kind``: 0 none, 1 income, 2 score, 3 type of employment, 4 origin.
    """
    value = base if kind == 1 else (score if kind == 2 else (employment_type if kind == 3 else origin))
    index = 0
    for edge in edges:
        if value >= edge:
            index += 1
    return index


@part
def move_in(rows: Any, p: int, block: int, row: int, arrival: Any) -> None:
    """Put an arrival into a free row."""
    i1 = rows.i1[p, block]
    keep_arrival(rows.f4[p, block], rows.i4[p, block], i1, rows.i8[p, block], row, arrival)
    i1[ALIVE, row] = 1
    i1[LISTED, row] = 0
    for k in range(rows.x8.shape[2]):
        rows.x8[p, block, k, row] = 0
    rows.live[p, block] += 1


@part
def arrive(batch: Any, p: int, cohort: int, block: int) -> None:
    """On their first due day newcomers of a cohort take the free rows of a block as it passes by."""
    rows, arrivals = batch.rows, batch.arrivals
    waiting = arrivals.count[p, cohort]
    if waiting == arrivals.placed[p, cohort] or rows.live[p, block] == W:
        return
    alive, row = rows.i1[p, block, ALIVE], rows.free[p, block]
    while arrivals.placed[p, cohort] < waiting and rows.live[p, block] < W:
        while alive[row] == 1:
            row += 1
        move_in(rows, p, block, row, arrivals.traits[p, cohort, arrivals.placed[p, cohort]])
        arrivals.placed[p, cohort] += 1
    rows.free[p, block] = row


@kernel
def arrive_all(batch: Any) -> None:
    """Give every newcomer who still waits a row; after the last month, so that a book is whole."""
    for p in range(batch.path.size):
        for cohort in range(batch.day.size):
            for block in range(batch.rows.first[cohort], batch.rows.first[cohort + 1]):
                arrive(batch, p, cohort, block)


@kernel
def take_applications(
    batch: Any,
    month: int,
    m: int,
    seed: int,
    applicants: int,
    due_share: Any,
    factor: Any,
    kind: int,
    edges: Any,
    p_newcomer: Any,
) -> None:
    """Applications of a month's close, for each path: scored, judged against the cut-off, taken up, booked.

    Newcomers wait beside the blocks until their first due day (``arrive``), when their block is in the cache anyway.
    """
    tallies, arrivals, traits = batch.tallies, batch.arrivals, batch.newcomers
    for p in range(batch.path.size):
        for cohort in range(batch.day.size):
            if arrivals.placed[p, cohort] < arrivals.count[p, cohort]:
                batch.overflow[p] |= NO_ROOM
            arrivals.placed[p, cohort] = arrivals.count[p, cohort] = 0
        climate = batch.climate[p]
        tallies.applications[p, m] += applicants
        for first in range(0, applicants, W):
            draw_applicants(seed, batch.path[p], month, first, batch.applicant_draws)
            correlate(batch.applicant_draws, factor, batch.real)
            describe_applicants(
                batch.applicant_draws,
                batch.real,
                climate[UNEMPLOYMENT],
                climate[QUALITY_SHIFT],
                climate[LINES],
                p_newcomer,
                traits,
            )
            for i in range(min(W, applicants - first)):
                if traits[N_SCORE, i] < climate[CUTOFF]:
                    continue
                tallies.approvals[p, m] += 1
                if traits[N_TAKE_UP, i] >= climate[TAKE_UP]:
                    continue
                cohort = 0
                while cohort < due_share.size - 1 and traits[N_DUE, i] >= due_share[cohort]:
                    cohort += 1
                segment = segment_of(
                    kind, edges, traits[N_BASE, i], traits[N_SCORE, i], traits[N_TYPE, i], np.float64(month)
                )
                at = arrivals.count[p, cohort]
                if at == arrivals.traits.shape[2]:
                    batch.overflow[p] |= NO_ROOM
                    continue
                arrival = arrivals.traits[p, cohort, at]
                for k in range(N_TAKE_UP):
                    arrival[k] = traits[k, i]
                arrival[N_PLACE], arrival[N_ORIGIN], arrival[N_SEGMENT] = first + i, month, segment
                arrivals.count[p, cohort] = at + 1
                amount = int64(traits[N_FIRST, i])
                count_line_opened(tallies, p, month, int64(traits[N_LIMIT, i]))
                if amount > 0:
                    tallies.ledger[p, m, 0, ORIGINATIONS] += amount
                    count_originated(tallies, p, month, m, 0, segment, amount)
                    count_account(tallies, p, m, 0, segment, 0, amount)
                    tallies.customers[p, m, segment, 0] += 1
