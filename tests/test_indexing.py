"""Parts of kernels do not ask whether an index is negative; rules still do."""

import numpy as np
import pytest

from arrears.indexing import counts_from_start
from arrears.jit import DISABLED, kernel, part, rule
from arrears.rebind import rebound

pytestmark = pytest.mark.skipif(DISABLED, reason="nothing is compiled")

VALUES = np.arange(12.0).reshape(3, 4)


def lookup(a, i, j):
    return a[i, j]


def last(a, i):
    return a[i, -1]


def test_no_index_is_asked_whether_it_is_negative():
    found = part(lookup)
    assert found(VALUES, 2, 1) == 9.0
    assert "icmp slt" not in found.inspect_llvm(found.signatures[0])


def test_a_rule_counts_from_the_end_too():
    assert rule(lookup)(VALUES, -1, -2) == 10.0


def test_a_constant_index_may_count_from_the_end():
    assert part(last)(VALUES, 1) == 7.0


def test_what_is_written_goes_where_it_should():
    def double(a, places):
        for n in range(places.shape[0]):
            a[places[n, 0], places[n, 1]] *= 2.0

    values = VALUES.copy()
    kernel(double, cache=False)(values, np.array([[0, 3], [2, 0]]))
    assert values[0, 3] == 6.0
    assert values[2, 0] == 16.0
    assert values.sum() == VALUES.sum() + 3.0 + 8.0


def test_a_rebuilt_part_is_compiled_as_the_old_one():
    rebuilt = rebound(_outer, {_inner: rule(lambda x: x + 5.0)})
    assert rebuilt(VALUES, 0, 1) == 6.0
    assert counts_from_start(rebuilt)
    assert not counts_from_start(_inner)


@rule
def _inner(x):
    return x + 1.0


@part
def _outer(a, i, j):
    return _inner(a[i, j])
