"""Who opens a path: the n people of a pool with the smallest hashes of seed, path and their number.

A number, (month of application, place in its queue), is fixed before anything is decided about its owner, and the hash
knows nothing else. So two pools that differ in a lever give a path the same people, but for those whom the lever keeps
out or in; and each path has people of its own, so that the spread over paths holds the luck of who is in a book.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.draws import SHIFT, philox
from arrears.jit import int64, kernel
from arrears.purposes import Purpose

# Months between the origins of a person's copies: more than a burn-in has, so that no two numbers clash.
COPY = 128
_u32 = np.uint32
_BLOCK = Purpose.OPENING.value[0]
_DIGIT, _SHIFT = 1 << 12, 20  # the first cut is by the upper 12 bits of a hash


@kernel
def _hash_people(seed: int, path: int, origin: Any, place: Any, copy: int, out: Any) -> None:
    low, high = _u32(seed & 0xFFFFFFFF), _u32((seed >> 32) & 0xFFFFFFFF)
    for i in range(out.size):
        born = int64(origin[i]) - COPY * copy
        first, _, _, _ = philox(
            _u32(place[i]), _u32(path), _u32(SHIFT), _u32(((born + SHIFT) << 8) | _BLOCK), low, high
        )
        out[i] = first


@kernel
def _pick_smallest(words: Any, counts: Any, n: int, near: Any, person: Any, copy: Any) -> None:
    """The n smallest of words (copy, person), by person and then by copy, equals by that order too."""
    copies, people = words.shape
    for d in range(counts.size):
        counts[d] = 0
    for k in range(copies):
        for i in range(people):
            counts[int64(words[k, i]) >> _SHIFT] += 1
    digit, below = 0, int64(0)
    while below + counts[digit] < n:
        below += counts[digit]
        digit += 1
    found = 0  # of that digit, in ``near``: hash, then place in the order
    for i in range(people):
        for k in range(copies):
            if int64(words[k, i]) >> _SHIFT == digit:
                at, word = found, int64(words[k, i])
                while at > 0 and near[0, at - 1] > word:
                    near[0, at], near[1, at] = near[0, at - 1], near[1, at - 1]
                    at -= 1
                near[0, at], near[1, at] = word, i * copies + k
                found += 1
    last, last_at = near[0, n - below - 1], near[1, n - below - 1]
    taken = 0
    for i in range(people):
        for k in range(copies):
            word = int64(words[k, i])
            if taken < n:
                person[taken] = i
                copy[taken] = k
            taken += int64(word < last) + int64((word == last) & (i * copies + k <= last_at))


def people_of_path(
    seed: int, path: int, origin: NDArray[np.int32], place: NDArray[np.int32], n: int, copies: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw who opens a path.

    Parameters
    ----------
    origin, place : (person,) int32
        Numbers of the people of the pool.
    n : int
        How many are wanted; at most persons times copies.
    copies : int
        How often a person may come. A copy has the person's state, and a number and luck of its own.

    Returns
    -------
    person, copy : (n,) int64
        Rows of the pool, rising, and which copy of the person it is, from 0.

    Examples
    --------
    >>> import numpy as np
    >>> numbers = np.zeros(5, np.int32), np.arange(5, dtype=np.int32)
    >>> person, copy = people_of_path(1, 0, *numbers, 3, 1)
    >>> person.size, copy.tolist()
    (3, [0, 0, 0])
    """
    words = np.empty((copies, origin.size), np.uint32)
    for k in range(copies):
        _hash_people(seed, path, origin, place, k, words[k])
    counts = np.zeros(_DIGIT, np.int64)
    person, copy = np.empty((2, n), np.int64)
    if n > 0:
        _pick_smallest(words, counts, n, np.empty((2, words.size // (_DIGIT // 2) + 256), np.int64), person, copy)
    return person, copy
