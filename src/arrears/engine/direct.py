"""Calling a kernel past Numba's dispatcher.

The dispatcher looks at the type of every argument at every call: with a batch of a hundred arrays that takes 4 to 14
microseconds, a few times a month, or at every step where a process looks on, against 0.3 for the compiled function
itself (measured on kernels of a day). From batch to batch of a run the types never change, so the first call goes
through the dispatcher, which compiles or loads, and later calls go straight to what it chose.
"""

from __future__ import annotations

from typing import Any

import numba

from arrears.jit import DISABLED

typeof: Any = numba.typeof


class Direct:
    """A kernel whose argument types are those of its first call. For one thread at a time.

    ``beside`` holds other kernels that the same thread calls directly in the same run.
    """

    def __init__(self, kernel: Any) -> None:
        self._kernel = kernel
        self._entry: Any = None
        self.beside: dict[Any, Direct] = {}

    def __call__(self, *arguments: Any) -> Any:
        """Call the kernel; every call must have arguments of the same types."""
        if self._entry is not None:
            return self._entry(*arguments)
        result = self._kernel(*arguments)
        chosen = getattr(self._kernel, "overloads", {}).get(tuple(typeof(a) for a in arguments))
        self._entry = chosen.entry_point if chosen is not None else None
        return result


def direct(kernels: Any) -> Any:
    """The same table of kernels, each called directly; as it is where that is done or nothing is compiled."""
    if DISABLED or isinstance(kernels[0], Direct):
        return kernels
    return type(kernels)(*(Direct(kernel) for kernel in kernels))
