"""Records in arrays: functions that load and keep a record, made from a table of where each of its fields lies.

Their text is made once, at import; Numba and plain Python compile it alike, and tracebacks show it (``linecache``). A
loop is then ``keep(a, i, rule(load(a, i)))``, and no field is written by hand where it is read or kept. Measured on the
due day's loops: the same speed as with every field written out (docs/performance.md).
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from arrears.jit import int64, part

Place = tuple[str, int]  # name of an array, row in it
_WIDE = {"f4": "float64({})", "draws": "float64({})", "i1": "int64({})", "i4": "int64({})"}
_NARROW = {"f4": "float32({})", "i1": "int8({})", "i4": "int32({})"}
_NAMES = {"int64": int64, "float64": np.float64, "float32": np.float32, "int8": np.int8, "int32": np.int32}


def made(
    name: str, lines: Sequence[str], scope: Mapping[str, Any], compiled: Callable[[Any], Any] = part
) -> Callable[..., Any]:
    """Compile a function from its text.

    Parameters
    ----------
    name : str
        Of the function that the text defines.
    lines : sequence of str
        The text.
    scope : mapping
        What it calls.
    compiled
        Decorator that the function is put through.
    """
    text = "\n".join(lines) + "\n"
    file = f"<arrears {name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space: dict[str, Any] = {**_NAMES, "__name__": __name__, **scope}
    exec(compile(text, file, "exec"), space)  # the text is this package's own
    function: Callable[..., Any] = compiled(space[name])
    return function


def loader(name: str, record: Any, where: Mapping[str, Place | str]) -> Callable[..., Any]:
    """Make a part ``(a, i) -> record`` of column i of the arrays of ``a``, whole numbers as int64, others as float64.

    ``where`` says for each field of the record the array and the row, or an expression of ``a`` and ``i``.
    """
    values = [_value(where[field]) for field in record._fields]
    lines = [f"def {name}(a, i):", "    return Record(", *(f"        {value}," for value in values), "    )"]
    return made(name, lines, {"Record": record})


def keeper(name: str, record: Any, where: Mapping[str, Place]) -> Callable[..., Any]:
    """Make a part ``(a, i, record)`` that keeps each field in column i, narrowed to what its array holds."""
    lines = [f"def {name}(a, i, r):"]
    for field in record._fields:
        array, row = where[field]
        lines.append(f"    a.{array}[{row}, i] = {_NARROW.get(array, '{}').format(f'r.{field}')}")
    return made(name, lines, {})


def _value(place: Place | str) -> str:
    """Text of the value at a place."""
    if isinstance(place, str):
        return place
    array, row = place
    return _WIDE.get(array, "{}").format(f"a.{array}[{row}, i]")


def allot(loops: Sequence[tuple[str, Sequence[str], Sequence[str]]]) -> dict[str, int]:
    """Rows of a scratch array for named values, so that few are needed.

    Parameters
    ----------
    loops : sequence of (name, values read, values written)
        In the order in which they are run. Each loads all before it keeps anything, so what it is the last to read may
        lie where it writes.

    Returns
    -------
    dict of str to int
        Row of each value. A row is used again once its value has been read for the last time.

    Raises
    ------
    ValueError
        A value is written twice, or read before it is written.

    Examples
    --------
    >>> allot([("first", (), ("a", "b")), ("second", ("a",), ("c",)), ("third", ("b", "c"), ())])
    {'a': 0, 'b': 1, 'c': 0}
    """
    last = {name: n for n, (_, reads, _) in enumerate(loops) for name in reads}
    rows: dict[str, int] = {}
    held: dict[str, int] = {}
    free: list[int] = []
    size = 0
    for n, (loop, reads, writes) in enumerate(loops):
        for name in reads:
            if name not in rows:
                raise ValueError(f"loop {loop!r} reads {name!r}, which no loop before it writes")
        free += [held.pop(name) for name in [name for name in held if last.get(name, -1) <= n]]
        for name in writes:
            if name in rows:
                raise ValueError(f"loop {loop!r} writes {name!r}, which was written before")
            if not free:
                free.append(size)
                size += 1
            rows[name] = held[name] = free.pop()
    return rows
