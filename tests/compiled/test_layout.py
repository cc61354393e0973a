"""Records in arrays: rows that are used again, and records that come back as they were kept."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.compiled.layout import allot, keeper, loader


def test_rows_by_hand():
    loops = [
        ("first", (), ("a", "b")),
        ("second", ("a",), ("c",)),
        ("third", ("b", "c"), ("d",)),
        ("fourth", ("d",), ()),
    ]
    rows = allot(loops)
    assert rows["a"] != rows["b"]
    assert rows["c"] == rows["a"]  # read for the last time where it is written
    assert max(rows.values()) == 1


@pytest.mark.parametrize(
    ("loops", "fault"),
    [
        ([("first", ("a",), ())], "loop 'first' reads 'a', which no loop before it writes"),
        ([("first", (), ("a",)), ("second", (), ("a",))], "loop 'second' writes 'a', which was written before"),
    ],
)
def test_loops_that_cannot_be(loops, fault):
    with pytest.raises(ValueError, match=fault):
        allot(loops)


@st.composite
def programmes(draw):
    """Loops that read what was written before and write new names."""
    loops, known = [], []
    for n in range(draw(st.integers(1, 6))):
        reads = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
        writes = [f"v{n}_{k}" for k in range(draw(st.integers(0, 4)))]
        loops.append((f"loop {n}", reads, writes))
        known += writes
    return loops


@given(programmes())
def test_no_value_is_written_over_before_it_is_read_for_the_last_time(loops):
    rows = allot(loops)
    assert set(rows.values()) == set(range(len(set(rows.values()))))
    held = {}
    for _, reads, writes in loops:
        for name in reads:
            assert held[rows[name]] == name
        for name in writes:
            held[rows[name]] = name


class Reading(NamedTuple):
    money: int
    share: float
    out: int


WHERE = {"money": ("whole", 1), "share": ("f4", 0), "out": ("i1", 2)}
load = loader("load_reading", Reading, WHERE)
keep = keeper("keep_reading", Reading, WHERE)


@given(st.integers(0, 2**60), st.floats(0.0, 1.0, width=32), st.integers(-128, 127), st.integers(0, 3))
def test_a_record_comes_back_as_it_was_kept(money, share, out, i):
    a = SimpleNamespace(whole=np.zeros((2, 4), np.int64), f4=np.zeros((1, 4), np.float32), i1=np.zeros((3, 4), np.int8))
    plainly = {name: getattr(made, "py_func", made) for name, made in (("load", load), ("keep", keep))}
    plainly["keep"](a, i, Reading(money, share, out))
    back = plainly["load"](a, i)
    assert back == Reading(money, share, out)
    assert [type(value) for value in back] == [np.int64, np.float64, np.int64]
    assert np.count_nonzero(a.whole) + np.count_nonzero(a.f4) + np.count_nonzero(a.i1) == sum(map(bool, back))
