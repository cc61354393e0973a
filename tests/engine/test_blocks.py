"""Borrowers in blocks, and the pen's room: nothing is lost on the way in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.engine.blocks import ALIVE, DTYPES, NARROW, W, aligned_zeros, blocks_needed, empty_rows, fill_rows, pack
from arrears.engine.pen import empty_pen, fill_pen
from arrears.population.book import Book

DAYS = (5, 20)


def book_of(sizes):
    rng = np.random.default_rng(1)
    n = sum(sizes)
    return Book.of(
        {
            "due_day": rng.permutation(np.repeat(DAYS, sizes)),
            "place": np.arange(n),
            "base_income": rng.integers(1, 10**6, n),
            "score": rng.uniform(300, 850, n),
            "rev_balance": rng.integers(0, 10**6, n),
            "ins_balance": rng.integers(0, 10**6, n),
        }
    )


@pytest.mark.parametrize("sizes", [(1, 1), (W, 0), (W + 1, 3), (3 * W, 2 * W - 1), (0, 5)])
def test_a_book_lies_in_blocks_in_its_own_order(sizes):
    book = book_of(sizes)
    first = blocks_needed(list(sizes), 0.2)
    rows = empty_rows(2, first)
    fill_rows(rows, pack(book, DAYS, first))
    for path in range(2):
        for cohort, day in enumerate(DAYS):
            here = slice(int(first[cohort]), int(first[cohort + 1]))
            alive = rows.i1[path, here, ALIVE].ravel() == 1
            assert alive.tolist() == [True] * sizes[cohort] + [False] * (alive.size - sizes[cohort])
            assert rows.live[path, here].sum() == sizes[cohort]
            for kind, names in NARROW.items():
                for field, name in enumerate(names):
                    if name in book:
                        stored = getattr(rows, kind)[path, here, field].ravel()[alive]
                        assert stored.tolist() == book[name][book["due_day"] == day].astype(DTYPES[kind]).tolist()


def test_a_smaller_book_leaves_nobody_of_the_larger_one():
    first = blocks_needed([2 * W, 2 * W], 0.0)
    rows = empty_rows(1, first)
    fill_rows(rows, pack(book_of((2 * W, W)), DAYS, first))
    fill_rows(rows, pack(book_of((3, 1)), DAYS, first))
    assert (rows.i1[:, :, ALIVE] == 1).sum() == rows.live.sum() == 4


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=5), st.floats(0.0, 9.0))
def test_there_is_room_for_the_book_and_for_newcomers(counts, spare):
    first = blocks_needed(counts, spare)
    assert first[0] == 0
    for count, blocks in zip(counts, np.diff(first), strict=True):
        assert blocks >= 1
        assert blocks * W >= count * (1.0 + spare)


@pytest.mark.parametrize("dtype", DTYPES.values())
def test_arrays_begin_where_a_line_of_the_cache_does(dtype):
    for shape in [(1,), (3, 7), (2, 5, 3)]:
        array = aligned_zeros(shape, dtype)
        assert (array.shape, array.dtype) == (shape, dtype)
        assert array.ctypes.data % 64 == 0
        assert not array.any()


def test_a_pen_is_filled_for_every_path():
    start = np.asarray([0, 2, 5])
    packed, pen = empty_pen(1, start), empty_pen(3, start)
    packed.length[0] = 1, 2
    for n, array in enumerate((packed.i1, packed.i4, packed.i8, packed.f4)):
        array[...] = n + 1
    pen.half[:] = 1
    pen.length[:] = 9
    fill_pen(pen, packed)
    assert pen.length.tolist() == [[1, 2]] * 3
    assert pen.half.tolist() == [[0, 0]] * 3
    for path in range(3):
        assert (pen.i1[path, 0, :, 0] == 1).tolist() == [True, False, True, True, False]
        assert (pen.i8[path, 0, :, 0] == 3).tolist() == [True, False, True, True, False]
        assert (pen.i4[path, 0, 0] == 2).tolist() == [True, False, True, True, False]
        assert (pen.f4[path, 0, 0] == 4).tolist() == [True, False, True, True, False]
