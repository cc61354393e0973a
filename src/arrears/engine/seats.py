"""Seats: where the people who open a path take their rows, and month 0 is counted.

Everybody who may open lies here person by person, one record of some 140 bytes each: a path takes its people out of
some hundred thousand, and reads two or three lines of the cache for each, where the fields of blocks would take thirty.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from arrears.borrower.employment import EXPOSURE_PARTS
from arrears.engine.applicants import NO_ROOM
from arrears.engine.blocks import (
    ALIVE,
    BALANCE,
    DTYPES,
    EXPOSURE,
    IN_PEN,
    LISTED,
    MONTHS_OUT,
    NARROW,
    NF4,
    NI1,
    NI4,
    NI8,
    ORIGIN,
    SEGMENT,
    W,
    aligned_zeros,
)
from arrears.engine.counting import count_account
from arrears.engine.pen import HOME, P1, P4, P8, P_ALIVE, P_ORIGIN, PF
from arrears.jit import int64, kernel, part
from arrears.population.book import Book
from arrears.population.people import COPY

_RECORD = -(-(8 * NI8 + 4 * NF4 + 4 * NI4 + NI1) // 8) * 8  # in whole words, so that each of them is aligned


class People(NamedTuple):
    """Everybody who may open, by due day, in the book's order within one; and the pen's entries of who is late."""

    f4: Any  # (person, field) float32, as in a block
    i4: Any  # (person, field) int32
    i1: Any  # (person, field) int8
    i8: Any  # (person, field) int64
    late: Any  # (person,) int64: its entry, -1 for who is not late
    late1: Any  # (entry, field) int8, as in the pen
    late4: Any  # (entry, field) int32
    late8: Any  # (entry, field) int64
    latef: Any  # (entry, field) float32
    first: Any  # (cohort + 1,) int64: people of due day c are first[c] .. first[c+1]-1


def people_of(book: Book, days: tuple[int, ...]) -> People:
    """Lay a book out person by person. A pool lies by due day, so that its rows are persons as they come."""
    order = np.concatenate([np.flatnonzero(book["due_day"] == day) for day in days])
    counts = [int(np.count_nonzero(book["due_day"] == day)) for day in days]
    raw = aligned_zeros((order.size, _RECORD), np.int8)
    fields, start = {}, 0
    for kind in ("i8", "f4", "i4", "i1"):
        width = len(NARROW[kind]) * np.dtype(DTYPES[kind]).itemsize
        fields[kind] = raw[:, start : start + width].view(DTYPES[kind])
        start += width
        for field, name in enumerate(NARROW[kind]):
            if name in book:
                fields[kind][:, field] = book[name][order]
    fields["i1"][:, ALIVE] = 1
    is_late = (book["rev_missed"][order] > 0) | (book["ins_missed"][order] > 0)
    late = np.where(is_late, np.cumsum(is_late) - 1, -1)
    who = order[is_late]
    kinds = ((P1, np.int8), (P4, np.int32), (P8, np.int64), (PF, np.float32))
    late1, late4, late8, latef = entries = [np.zeros((who.size, len(names)), kind) for names, kind in kinds]
    for array, (names, _) in zip(entries, kinds, strict=True):
        for field, name in enumerate(names):
            if name in book:
                array[:, field] = book[name][who]
    late1[:, P_ALIVE] = 1
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return People(fields["f4"], fields["i4"], fields["i1"], fields["i8"], late, late1, late4, late8, latef, first)


@part
def _enter_late(people: Any, late: int, copy: int, home: int, pen: Any, p: int, entry: int) -> None:
    """An entry of the pen, its first half, for a borrower who is late."""
    for k in range(len(P1)):
        pen.i1[p, 0, entry, k] = people.late1[late, k]
    for k in range(len(P8)):
        pen.i8[p, 0, entry, k] = people.late8[late, k]
    for k in range(pen.x8.shape[3]):
        pen.x8[p, 0, entry, k] = 0
    for k in range(len(P4)):
        pen.i4[p, 0, k, entry] = people.late4[late, k]
    for k in range(len(PF)):
        pen.f4[p, 0, k, entry] = people.latef[late, k]
    pen.i4[p, 0, P_ORIGIN, entry] -= np.int32(COPY * copy)
    pen.i8[p, 0, entry, HOME] = home


@kernel
def take_seats(people: Any, person: Any, copy: Any, rows: Any, pen: Any, tallies: Any, labour: Any, p: int) -> int:
    """Give the people of a path its rows and, to who is late, entries of the pen; count them at month 0.

    ``person`` rises, and with it the due day. Returns 0, or `NO_ROOM`.
    """
    at = int64(0)
    for cohort in range(rows.first.size - 1):
        block, row, entry = rows.first[cohort], int64(0), pen.start[cohort]
        heads = in_work = exposure = int64(0)
        while at < person.size and person[at] < people.first[cohort + 1]:
            if block == rows.first[cohort + 1]:
                return NO_ROOM
            who = person[at]
            f4, i4, i1, i8 = rows.f4[p, block], rows.i4[p, block], rows.i1[p, block], rows.i8[p, block]
            for k in range(NI8):
                i8[k, row] = people.i8[who, k]
            for k in range(NF4):
                f4[k, row] = people.f4[who, k]
            for k in range(NI4):
                i4[k, row] = people.i4[who, k]
            for k in range(NI1):
                i1[k, row] = people.i1[who, k]
            for k in range(rows.x8.shape[2]):
                rows.x8[p, block, k, row] = 0  # of mechanisms: nothing has happened yet
            i4[ORIGIN, row] -= np.int32(COPY * copy[at])
            works = int64(1) if i1[MONTHS_OUT, row] == 0 else int64(0)
            heads += 1
            in_work += works
            exposure += works * int64(np.float64(f4[EXPOSURE, row]) * EXPOSURE_PARTS)
            segment = i1[SEGMENT, row]
            tallies.borrowers[p, 0, segment] += 1
            tallies.employed[p, 0, segment] += works
            if people.late[who] >= 0:
                i1[LISTED, row] = IN_PEN
                _enter_late(people, people.late[who], copy[at], block * W + row, pen, p, entry)
                entry += 1
            else:
                for product in range(2):
                    count_account(tallies, p, 0, product, segment, 0, i8[BALANCE + product, row])
                if i8[BALANCE, row] + i8[BALANCE + 1, row] > 0:
                    tallies.customers[p, 0, segment, 0] += 1
            at += 1
            row += 1
            if row == W:
                rows.live[p, block] = rows.free[p, block] = W
                block += 1
                row = int64(0)
        if row > 0:
            rows.live[p, block] = rows.free[p, block] = row
        pen.length[p, cohort] = entry - pen.start[cohort]
        labour[p, cohort, 0], labour[p, cohort, 1], labour[p, cohort, 2] = heads, in_work, exposure
    return 0
