"""How borrowers lie in memory: blocks of one due day. The only file that knows about pointers and padding.

A block holds ``W`` rows (borrowers) of one due day. Fields lie in four arrays ``[path, block, field, W]``, one for each
width. Every loop over a block runs over the compile-time length ``W``, padding included, and sees the fields of a block
through ``pin_*`` as an array of constant shape: strides are then constants, the compiler needs no alias checks between
fields, and the loop vectorises. Measured: a due-day pass written over ``a[path, i]`` does not vectorise and is five
times slower (docs/performance.md).

A row is live, or free: never used, left, or charged off. A free row that is still on a worklist (``listed``) is not
given to a newcomer before its due day has come again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from arrears.jit import DISABLED
from arrears.population.book import Book

W = 256

F4 = (
    "exposure", "volatility", "score", "quality", "propensity", "forget", "willingness", "effort", "line_use", "pay_share",
    "permanent", "habit",
)
(EXPOSURE, VOLATILITY, SCORE, QUALITY, PROPENSITY, FORGET, WILLINGNESS, EFFORT, LINE_USE, PAY_SHARE, PERMANENT, HABIT) = range(len(F4))

I4 = ("place", "origin", "rev_cohort", "ins_cohort")
PLACE, ORIGIN, COHORT = 0, 1, 2  # COHORT + product

I1 = (
    "alive", "employment_type", "segment", "autopay", "months_out", "rev_missed", "ins_missed", "rev_cause", "ins_cause", "rev_worst",
    "ins_worst", "rev_contacted", "ins_contacted", "rev_listed", "ins_listed", "rev_from", "ins_from", "rev_day", "ins_day",
    "rev_answers", "ins_answers", "rev_settled", "ins_settled",
)
ALIVE, TYPE, SEGMENT, AUTOPAY, MONTHS_OUT = range(5)
# Fields of an account: add the product, 0 the line, 1 the loan.
MISSED = 5  # bills missed
CAUSE = 7
WORST = 9  # latest bucket reached at a close
CONTACTED = 11
LISTED = 13  # on the worklist since the last due day
FROM = 15  # bucket at the last close, -1 not live then; kept for listed accounts only
DAY = 17  # days after the due day on which it catches up unprompted, -1 never
ANSWERS = 19  # would catch up when called
SETTLED = 21  # its late payment of this month is made

I8 = (
    "base_income", "buffer", "outside", "limit", "rev_balance", "ins_balance", "rev_arrears", "ins_arrears", "rev_bill",
    "ins_bill", "rev_from_balance", "ins_from_balance", "granted",
)
BASE, BUFFER, OUTSIDE, LIMIT = range(4)
BALANCE, ARREARS, BILL, FROM_BALANCE = 4, 6, 8, 10  # + product
GRANTED = 12

NF4, NI4, NI1, NI8 = len(F4), len(I4), len(I1), len(I8)
NARROW = {"f4": F4, "i4": I4, "i1": I1, "i8": I8}
DTYPES = {"f4": np.float32, "i4": np.int32, "i1": np.int8, "i8": np.int64}



def _pin(rows: int) -> Any:
    """A function that gives the fields of one block, or a scratch array, as an array (rows, W) of constant shape."""
    if DISABLED:
        return lambda fields: fields

    @intrinsic  # type: ignore[untyped-decorator]
    def pin(typingctx: Any, fields: Any) -> Any:
        shaped = types.Array(fields.dtype, 2, "C")

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            size = context.get_abi_sizeof(context.get_data_type(fields.dtype))
            source = context.make_array(signature.args[0])(context, builder, args[0])
            target = context.make_array(shaped)(context, builder)
            word = context.get_constant
            populate_array(
                target,
                data=source.data,
                shape=[word(types.intp, rows), word(types.intp, W)],
                strides=[word(types.intp, W * size), word(types.intp, size)],
                itemsize=word(types.intp, size),
                meminfo=None,
                parent=None,
            )
            return target._getvalue()

        return shaped(fields), codegen

    return pin


pin_f4, pin_i4, pin_i1, pin_i8 = _pin(NF4), _pin(NI4), _pin(NI1), _pin(NI8)
pin_draws, pin_real, pin_whole = _pin(8), _pin(8), _pin(32)
pin_applicant_draws, pin_traits = _pin(16), _pin(24)


class Rows(NamedTuple):
    """The borrowers of a batch of paths, as arrays [path, block, field, W]."""

    f4: Any
    i4: Any
    i1: Any
    i8: Any
    live: Any  # (path, block) int64: live rows
    first: Any  # (cohort + 1,) int64: blocks first[c] .. first[c+1]-1 belong to due day c


def blocks_needed(counts: list[int], spare: float) -> np.ndarray:
    """First block of each due day, and the end: room for the borrowers and ``spare`` times as many newcomers."""
    sizes = [max(1, -(-int(n * (1.0 + spare) + 6 * n**0.5 + 8) // W)) for n in counts]
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def pack(book: Book, days: tuple[int, ...], first: np.ndarray, paths: int) -> Rows:
    """Lay a book out in blocks, the same for every path. Order within a due day is the book's."""
    blocks = int(first[-1])
    one = {k: np.zeros((blocks, len(names), W), DTYPES[k]) for k, names in NARROW.items()}
    live = np.zeros(blocks, np.int64)
    one["i8"][:, BASE] = 1  # padding divides by it
    for product in (0, 1):
        one["i1"][:, DAY + product] = -1
        one["i1"][:, FROM + product] = -1
    for cohort, day in enumerate(days):
        rows = np.flatnonzero(book["due_day"] == day)
        block = int(first[cohort]) + np.arange(rows.size) // W
        row = np.arange(rows.size) % W
        for kind, names in NARROW.items():
            for field, name in enumerate(names):
                if name in book:
                    one[kind][block, field, row] = book[name][rows]
        one["i1"][block, ALIVE, row] = 1
        np.add.at(live, block, 1)
    arrays = {k: np.broadcast_to(a, (paths, *a.shape)) for k, a in one.items()}
    return Rows(
        *(_spread(arrays[k], live, first) for k in ("f4", "i4", "i1", "i8")),
        live=np.tile(live, (paths, 1)),
        first=first,
    )


def _spread(source: np.ndarray, live: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Copy to each path; memory of blocks that nobody uses yet is not touched."""
    target = np.zeros(source.shape, source.dtype)
    used = np.flatnonzero(live > 0)
    target[:, used] = source[:, used]
    return target


def unpack(rows: Rows, path: int, days: tuple[int, ...]) -> Book:
    """The live borrowers of one path as a book."""
    columns: dict[str, np.ndarray] = {}
    alive = rows.i1[path, :, ALIVE, :] == 1
    for kind, names in NARROW.items():
        array = getattr(rows, kind)[path]
        for field, name in enumerate(names):
            columns[name] = array[:, field, :][alive]
    cohort = np.repeat(np.arange(len(days)), np.diff(rows.first))
    columns["due_day"] = np.repeat(np.asarray(days, np.int8)[cohort], W).reshape(alive.shape)[alive]
    return Book.of(columns)
