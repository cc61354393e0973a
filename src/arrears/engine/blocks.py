"""How borrowers lie in memory: blocks of one due day. The only file that knows about pointers and padding.

A block holds ``W`` rows (borrowers) of one due day. Fields lie in four arrays ``[path, block, field, W]``, one for each
width. Every loop over a block runs over the compile-time length ``W``, padding included, and sees the fields of a block
through ``pin_*`` as an array of constant shape: strides are then constants, the compiler needs no alias checks between
fields, and the loop vectorises. Measured: a due-day pass written over ``a[path, i]`` does not vectorise and is five
times slower (docs/performance.md).

A row is live, or free: never used, or left. What a late account needs between two due days lies in the pen
(``pen.py``), and its borrower's row is marked ``listed``: buffer, limit and balances are then the pen's, and the row is
not given to a newcomer before its due day has come again.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from arrears.columns import kept_in_row
from arrears.jit import DISABLED, part

W = 112
_LINE = 64  # bytes of a line of the cache

# Fields of a row, from the table of columns, by the width of their array; `alive` and `listed` are the engine's own.
KINDS = {"float32": "f4", "int32": "i4", "int8": "i1", "int64": "i8"}
DTYPES = {"f4": np.float32, "i4": np.int32, "i1": np.int8, "i8": np.int64}
_ENGINE_OWN = {"f4": (), "i4": (), "i1": ("alive", "listed"), "i8": ()}
NARROW: dict[str, tuple[str, ...]] = {
    kind: (*own, *(c.name for c in kept_in_row() if KINDS[c.dtype] == kind)) for kind, own in _ENGINE_OWN.items()
}
F4, I4, I1, I8 = (NARROW[kind] for kind in DTYPES)
# Rows of the fields that code names one by one; of an account add the product, 0 the line, 1 the loan.
EXPOSURE, PERMANENT, HABIT, LINE_USE = (F4.index(name) for name in ("exposure", "permanent", "habit", "line_use"))
QUALITY, PROPENSITY = F4.index("quality"), F4.index("propensity")
PLACE, ORIGIN, COHORT = I4.index("place"), I4.index("origin"), I4.index("rev_cohort")
ALIVE, LISTED, SEGMENT, MONTHS_OUT = (I1.index(name) for name in ("alive", "listed", "segment", "months_out"))
WORST = I1.index("rev_worst")
BASE, BUFFER, OUTSIDE = I8.index("base_income"), I8.index("buffer"), I8.index("outside")
LIMIT, GRANTED, BALANCE, INS_BILL = (I8.index(name) for name in ("limit", "granted", "rev_balance", "ins_bill"))
# Bits of LISTED: has an entry in the pen; on the due day, comes with bills missed on the line, on the loan.
IN_PEN, LINE_LATE, LOAN_LATE = 1, 2, 4

NF4, NI4, NI1, NI8 = len(F4), len(I4), len(I1), len(I8)


def pin(rows: int) -> Any:
    """A function that gives the fields of one block, or a scratch array, as an array (rows, W) of constant shape."""
    if DISABLED:
        return lambda fields: fields

    @intrinsic
    def pinned(typingctx: Any, fields: Any) -> Any:
        shaped = types.Array(fields.dtype, 2, "C")

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            size = context.get_abi_sizeof(context.get_data_type(fields.dtype))
            source = context.make_array(signature.args[0])(context, builder, args[0])
            target = context.make_array(shaped)(context, builder)
            word = context.get_constant
            populate_array(  # type: ignore[no-untyped-call]
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

    return pinned


pin_f4, pin_i4, pin_i1, pin_i8 = pin(NF4), pin(NI4), pin(NI1), pin(NI8)
pin_draws, pin_real = pin(8), pin(8)
pin_applicant_draws, pin_traits = pin(16), pin(24)


def _fetcher() -> Any:
    """A function that asks for the memory of some fields of a block, before they are wanted."""
    if DISABLED:
        return lambda fields: None

    @intrinsic
    def fetch(typingctx: Any, fields: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            word, half, byte = ir.IntType(64), ir.IntType(32), ir.IntType(8).as_pointer()
            source = context.make_array(signature.args[0])(context, builder, args[0])
            start = builder.bitcast(source.data, byte)
            size = context.get_abi_sizeof(context.get_data_type(fields.dtype))
            stop = builder.mul(builder.extract_value(source.shape, 0), word(W * size))
            prefetch = cgutils.get_or_insert_function(  # type: ignore[no-untyped-call]
                builder.module, ir.FunctionType(ir.VoidType(), [byte, half, half, half]), "llvm.prefetch.p0"
            )
            # To be read, into the second cache: the first one is full of the block at work.
            with cgutils.for_range_slice(builder, word(0), stop, word(_LINE), inc=True) as (at, _):
                builder.call(prefetch, [builder.gep(start, [at]), half(0), half(2), half(1)])
            return context.get_dummy_value()

        return types.none(fields), codegen

    return fetch


_fetch = _fetcher()


@part
def fetch_ahead(rows: Any, p: int, block: int, sixth: int) -> None:
    """Ask for one of six parts of a block while the one before it is lived.

    A field of a block is a few lines of the cache, and at an end before the processor has guessed that it is being
    read in order: on a server of AMD's the vector loops waited for memory half of their time (47 ns a borrower-month;
    39 with this). In parts, since only some twenty lines can be under way at a time.
    """
    if sixth == 0:
        _fetch(rows.i4[p, block])
        _fetch(rows.i1[p, block])
    elif sixth == 1:
        _fetch(rows.f4[p, block, :6])
    elif sixth == 2:
        _fetch(rows.f4[p, block, 6:])
    elif sixth == 3:
        _fetch(rows.i8[p, block, :3])
    elif sixth == 4:
        _fetch(rows.i8[p, block, 3:6])
    else:
        _fetch(rows.i8[p, block, 6:])


def aligned_zeros(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """Zeros that begin where a line of the cache does, so that no vector of a row lies across two lines.

    NumPy's own arrays begin anywhere: the vector loops took 18 to 22 ns a borrower-month by where, and take 17.
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    raw = np.zeros(size + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    return raw[start : start + size].view(dtype).reshape(shape)


class Rows(NamedTuple):
    """The borrowers of a batch of paths, as arrays [path, block, field, W]."""

    f4: Any
    i4: Any
    i1: Any
    i8: Any
    x8: Any  # fields of mechanisms, int64; bills forborne on the line and on the loan first, if any are
    live: Any  # (path, block) int64: live rows
    free: Any  # (path, block) int64: all rows before this one are live, so that newcomers look from here on
    first: Any  # (cohort + 1,) int64: blocks first[c] .. first[c+1]-1 belong to due day c


def blocks_needed(counts: list[int], spare: float) -> np.ndarray:
    """First block of each due day, and the end: room for the borrowers and ``spare`` times as many newcomers."""
    sizes = [max(1, -(-int(n * (1.0 + spare) + 6 * n**0.5 + 8) // W)) for n in counts]
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def empty_rows(paths: int, first: np.ndarray, fields: int = 0) -> Rows:
    """Rows that nobody holds, with ``fields`` of mechanisms; memory of blocks that nobody uses is never touched."""
    blocks = int(first[-1])
    arrays = {k: aligned_zeros((paths, blocks, len(names), W), DTYPES[k]) for k, names in NARROW.items()}
    live, free = np.zeros((2, paths, blocks), np.int64)
    own = aligned_zeros((paths, blocks, fields, W), np.int64)
    return Rows(arrays["f4"], arrays["i4"], arrays["i1"], arrays["i8"], own, live, free, first)
