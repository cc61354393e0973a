"""Blocks: room, and where they begin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.engine.blocks import DTYPES, W, aligned_zeros, blocks_needed


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
