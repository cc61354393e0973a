"""Calling a kernel past Numba's dispatcher.

The dispatcher looks at the type of every argument at every call: with a batch of a hundred arrays that takes 4 to 14
microseconds, some sixty times a month, against 0.3 for the compiled function itself (measured on the daily kernels;
docs/performance.md). Within one calendar the types never change, so the first call goes through the dispatcher, which
compiles or loads, and later calls go straight to what it chose.
"""

from __future__ import annotations

from typing import Any

import numba

from arrears.jit import DISABLED

typeof: Any = numba.typeof


class Direct:
    """A kernel whose argument types are those of its first call. One calendar, one thread."""

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._entry: Any = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the kernel; every call must have arguments of the same types."""
        if self._entry is not None:
            return self._entry(*arguments)
        result = self._kernel(*arguments)
        chosen = getattr(self._kernel, "overloads", {}).get(tuple(typeof(a) for a in arguments))
        self._entry = chosen.entry_point if chosen is not None else None
        return result


def direct(kernels: Any) -> Any:
    """The same table of kernels, each called directly; as it is where nothing is compiled."""
    return kernels if DISABLED else type(kernels)(*(Direct(kernel) for kernel in kernels))
