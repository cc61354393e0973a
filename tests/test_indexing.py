"""Parts of kernels do not ask whether an index is negative; rules still do."""

import numpy as np
import pytest

from arrears.indexing import counts_from_start
from arrears.jit import DISABLED, for_kernels_alone, inner_kernel, kernel, part, rule
from arrears.rebind import rebound

pytestmark = pytest.mark.skipif(DISABLED, reason="nothing is compiled")

VALUES = np.arange(12.0).reshape(3, 4)


def lookup(a, i, j):
    return a[i, j]


def last(a, i):
    return a[i, -1]


def test_no_index_is_asked_whether_it_is_negative():
    found = kernel(lookup, cache=False)
    assert found(VALUES, 2, 1) == 9.0
    assert "icmp slt i64" not in function_of(found)
    asked = rule(lookup)
    assert asked(VALUES, 2, 1) == 9.0
    assert "icmp slt i64" in function_of(asked)


def function_of(compiled):
    """The code of the function itself, without its ways in from Python."""
    name = compiled.overloads[compiled.signatures[0]].fndesc.llvm_func_name
    return compiled.inspect_llvm(compiled.signatures[0]).partition(f"@{name}(")[2].partition("\n}")[0]


def test_a_rule_counts_from_the_end_too():
    assert rule(lookup)(VALUES, -1, -2) == 10.0


def test_a_constant_index_may_count_from_the_end():
    assert kernel(last, cache=False)(VALUES, 1) == 7.0


def test_what_is_written_goes_where_it_should():
    def double(a, places):
        for n in range(places.shape[0]):
            a[places[n, 0], places[n, 1]] *= 2.0

    values = VALUES.copy()
    kernel(double, cache=False)(values, np.array([[0, 3], [2, 0]]))
    assert values[0, 3] == 6.0
    assert values[2, 0] == 16.0
    assert values.sum() == VALUES.sum() + 3.0 + 8.0


def test_what_is_rebuilt_is_compiled_as_the_old_one_was():
    rebuilt = rebound(_called, {_inner: rule(lambda x: x + 5.0)})
    assert rebuilt(VALUES, 0, 1) == 6.0
    outer = rebuilt.py_func.__globals__["_outer"]
    piece = outer.py_func.__globals__["_piece"]
    assert counts_from_start(piece)
    assert for_kernels_alone(piece)
    assert piece is not _piece
    assert for_kernels_alone(outer)
    assert outer is not _outer
    assert not counts_from_start(_inner)


def test_a_part_cannot_be_called_from_python():
    with pytest.raises(TypeError, match="_piece is a part of kernels"):
        _piece(VALUES, 0, 1)


@rule
def _inner(x):
    return x + 1.0


@part
def _piece(a, i, j):
    return _inner(a[i, j])


@inner_kernel
def _outer(a, i, j):
    return _piece(a, i, j)


@kernel
def _called(a, i, j):
    return _outer(a, i, j) * 1.0
