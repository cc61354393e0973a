"""Random numbers as a function: draw = hash(seed, path, borrower, time, purpose). No state, no order.

The hash is Philox 4x32 with seven rounds (Salmon, Moraes, Dror and Shaw, *Parallel random numbers: as easy as 1, 2, 3*,
SC'11: the fewest with which it passes every test of BigCrush), keyed by the seed. Its counter holds

    place of the borrower · path · time · block of purposes, and month of origin of the borrower

so that results do not depend on threads, batches or the size of the book, ``paths=n`` is a prefix of ``paths=2n``, and
two scenarios with one seed share every draw. A borrower's number is (origin, place): the month of application and the
place in that month's queue, fixed before approval. Four purposes share one call: a purpose is a (block, lane) pair in
the table of ``purposes.py``.

A uniform has 23 bits and lies strictly within (0, 1). Time is the month, shifted so that the burn-in's negative months
count up; draws that must not differ between paths (the burn-in, the first book) use ``NO_PATH``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from arrears.jit import kernel, rule
from arrears.purposes import Purpose as Purpose

NO_PATH = 0xFFFFFFFF
ROUNDS = 7
SHIFT = 32768  # months and origins from -32768 to 32767

_f = np.float32
_u32 = np.uint32
_u64 = np.uint64


@rule
def philox_round(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """One round of Philox 4x32."""
    p0 = _u64(0xD2511F53) * _u64(c0)
    p1 = _u64(0xCD9E8D57) * _u64(c2)
    n0 = _u32(p1 >> _u64(32)) ^ c1 ^ k0
    n2 = _u32(p0 >> _u64(32)) ^ c3 ^ k1
    return n0, _u32(p1 & _u64(0xFFFFFFFF)), n2, _u32(p0 & _u64(0xFFFFFFFF))


@rule
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Philox 4x32: four uint32 from a counter of four and a key of two."""
    for _ in range(ROUNDS):
        c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, k0, k1)
        k0 = _u32((_u64(k0) + _u64(0x9E3779B9)) & _u64(0xFFFFFFFF))
        k1 = _u32((_u64(k1) + _u64(0xBB67AE85)) & _u64(0xFFFFFFFF))
    return c0, c1, c2, c3


@rule
def unit(x: Any) -> Any:
    """A float32 strictly within (0, 1) from the upper 23 bits k of a uint32: (k + 1/2) / 2**23, exactly.

    The bits become those of 1 + k / 2**23, from which 1 - 2**-24 is taken: fewer operations than a conversion.
    """
    return _u32((x >> _u32(9)) | _u32(0x3F800000)).view(np.float32) - _f(0.99999994)


@rule
def block_of_four(seed: Any, path: Any, origin: Any, place: Any, time: Any, block: Any) -> Any:
    """Four uniforms (float32) of one block of purposes, for one borrower at one time."""
    a, b, c, d = philox(
        _u32(place),
        _u32(path),
        _u32(time + SHIFT),
        _u32(((origin + SHIFT) << 8) | block),
        _u32(seed & 0xFFFFFFFF),
        _u32((seed >> 32) & 0xFFFFFFFF),
    )
    return unit(a), unit(b), unit(c), unit(d)


@rule
def two_blocks_of_four(seed: Any, path: Any, origin: Any, place: Any, time: Any, block: Any) -> Any:
    """Eight uniforms: those of `block_of_four` for ``block`` and for the next one.

    Round by round for both: their chains of operations overlap, and what they share is computed once.
    """
    a0, b0 = _u32(place), _u32(place)
    a1, b1 = _u32(path), _u32(path)
    a2, b2 = _u32(time + SHIFT), _u32(time + SHIFT)
    a3, b3 = _u32(((origin + SHIFT) << 8) | block), _u32(((origin + SHIFT) << 8) | (block + 1))
    k0, k1 = _u32(seed & 0xFFFFFFFF), _u32((seed >> 32) & 0xFFFFFFFF)
    for _ in range(ROUNDS):
        a0, a1, a2, a3 = philox_round(a0, a1, a2, a3, k0, k1)
        b0, b1, b2, b3 = philox_round(b0, b1, b2, b3, k0, k1)
        k0 = _u32((_u64(k0) + _u64(0x9E3779B9)) & _u64(0xFFFFFFFF))
        k1 = _u32((_u64(k1) + _u64(0xBB67AE85)) & _u64(0xFFFFFFFF))
    return unit(a0), unit(a1), unit(a2), unit(a3), unit(b0), unit(b1), unit(b2), unit(b3)


@kernel
def _fill(seed: int, path: Any, origin: Any, place: Any, time: Any, block: int, lane: int, out: Any) -> None:
    for i in range(out.size):
        four = block_of_four(seed, path[i], origin[i], place[i], time[i], block)
        x = four[0]
        if lane == 1:
            x = four[1]
        elif lane == 2:
            x = four[2]
        elif lane == 3:
            x = four[3]
        out[i] = x


def uniform_array(
    seed: int, path: ArrayLike, place: ArrayLike, time: ArrayLike, purpose: Purpose, origin: ArrayLike = 0
) -> NDArray[np.float64]:
    """Uniforms in (0, 1) for one purpose; the arguments broadcast against each other.

    Parameters
    ----------
    seed : int
        0 to 2**63 - 1.
    path, place, time, origin : array_like of int
        Path, place in the queue of the month of origin, month, month of origin.
    purpose : Purpose
        What the draws are for.

    Returns
    -------
    ndarray of float64
        In the common shape of the arguments; each value has 23 random bits.

    Examples
    --------
    >>> uniform_array(1, 0, [0, 1], 5, Purpose.WORK).shape
    (2,)
    """
    arrays = np.broadcast_arrays(*(np.asarray(a, dtype=np.int64) for a in (path, origin, place, time)))
    flat = [np.array(a).ravel() for a in arrays]  # copies: a broadcast view of one value cannot be handed to a kernel
    out = np.empty(flat[0].size, dtype=np.float32)
    block, lane = purpose.value
    _fill(int(seed), flat[0], flat[1], flat[2], flat[3], block, lane, out)
    return out.astype(np.float64).reshape(arrays[0].shape)
