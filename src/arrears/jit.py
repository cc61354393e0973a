"""Compiling of rules and kernels, and where the compiled code is kept.

Four decorators: ``rule`` for a scalar function, inlined into every loop that calls it; ``kernel`` for what Python calls
with the arrays of a batch; ``part`` for a piece of a kernel, inlined into it; ``inner_kernel`` for one that kernels
alone call. None allows the compiler to reorder or contract floating-point arithmetic (no ``fastmath``), so a rule gives
the same bits in a vector loop, in a single call and in plain Python.

The cache folder is named by a hash of every module that holds a rule or a kernel. Numba's own cache looks only at the
file of the kernel and returns stale results after a rule in another file was edited; a new folder for new sources cures
it (``code_cache.py``).

``ARREARS_DISABLE_JIT=1`` leaves rules and kernels as plain Python: slow, and a debugger steps through them.
``ARREARS_BOUNDS=1`` has compiled code look at every index: one outside of its array raises IndexError.

Numba's settings belong to whoever imports this package and are left as they are: what is ours is said of each function.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.registry import CPUDispatcher

from arrears.code_cache import SealedCache, cache_folder, is_empty
from arrears.indexing import FromStart

DISABLED = os.environ.get("ARREARS_DISABLE_JIT", "0") not in ("", "0")
BOUNDS = os.environ.get("ARREARS_BOUNDS", "0") not in ("", "0")
_PACKAGE = Path(__file__).parent
_COMPILED = (
    "elementary.py",
    "draws.py",
    "indexing.py",
    "vectors.py",
    "jit.py",
    "code_cache.py",
    "purposes.py",
    "columns.py",
    "cells.py",
    "borrower",
    "lender",
    "market",
    "compiled",
    "model",
    "engine",
    "population",
)

config: Any = numba.config  # its settings are set at run time, and not known to the type checker
int64: Any = np.int64  # in a kernel; rules say int of it, which numpy's types do not know

F = TypeVar("F", bound=Callable[..., Any])


def source_hash() -> str:
    """Hash of every source file whose code ends up in a compiled function, and of the compiler's version."""
    # What looks at its indices is other code than what does not, which Numba's own cache would not see.
    checked = " bounds" if BOUNDS else ""
    digest = hashlib.sha256(f"{numba.__version__} {sys.version_info[:2]}{checked}".encode())
    for entry in _COMPILED:
        place = _PACKAGE / entry
        files = sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []
        for file in files:
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


CACHE_FOLDER = "" if DISABLED else cache_folder(source_hash())

# What only compiled code calls needs no way in from Python or C: each takes a hundred arrays apart, and they took half
# of the time that a first run compiled (106 s became 53).
_NO_WAY_IN = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


class _ForKernels(CPUDispatcher):
    """A compiled function without a way in from Python; Numba itself would jump to nowhere."""

    def __call__(self, *arguments: Any) -> Any:
        """Refuse.

        Raises
        ------
        TypeError
        """
        raise TypeError(f"{self.py_func.__name__} is a part of kernels; expected a call by one, or of its `py_func`")


def _compile(function: F, *, cache: bool, **options: Any) -> F:
    """Compile with the cache folder of these sources, leaving Numba's own setting as it was for other code."""
    options = {"error_model": "numpy", "boundscheck": BOUNDS or None, **options}
    compiled: Any = numba.njit(function, **options)
    if cache and CACHE_FOLDER:
        before = config.CACHE_DIR
        config.CACHE_DIR = CACHE_FOLDER
        try:
            kept = SealedCache(function)
            # where Numba cannot write to our folder it takes another, whose name knows nothing of the sources
            if Path(kept.cache_path).is_relative_to(CACHE_FOLDER):
                compiled._cache = kept
        except RuntimeError:  # it can write nowhere
            pass
        finally:
            config.CACHE_DIR = before
    return cast(F, compiled)


def will_compile() -> bool:
    """Whether the first run of this process has to compile, since nothing is kept of these sources."""
    return not DISABLED and is_empty(CACHE_FOLDER)


def rule(function: F) -> F:
    """Make a scalar function a rule: compiled, and inlined into each kernel that calls it.

    The function takes and returns scalars (float64, int64) and named tuples of parameters; it draws nothing, keeps
    nothing and raises nothing. The plain function stays reachable as ``.py_func``.

    Examples
    --------
    >>> from arrears import rule
    >>> @rule
    ... def half(x):
    ...     return x * 0.5
    >>> half(3.0)
    1.5
    """
    if DISABLED:
        function.py_func = function  # type: ignore[attr-defined]
        return function
    # forceinline: LLVM leaves a large rule as a call otherwise, and a loop around a call does not vectorise.
    return _compile(function, cache=False, forceinline=True, _nrt=False)


def _for_kernels(function: F, **options: Any) -> F:
    """Compile for other compiled functions to call."""
    compiled: Any = _compile(function, cache=False, _nrt=False, pipeline_class=FromStart, **_NO_WAY_IN, **options)
    compiled.__class__ = _ForKernels
    return cast(F, compiled)


def part(function: F) -> F:
    """Make a function over arrays a part of kernels: compiled, and inlined into each that calls it; Python cannot.

    Handing a dozen arrays to each of seven calls a block took 1.3 of 36 ns a borrower-month (measured). Indices of
    arrays count from the start (``indexing.py``): none may be negative.
    """
    if DISABLED:
        function.py_func = function  # type: ignore[attr-defined]
        return function
    return _for_kernels(function, forceinline=True)


def kernel(function: F, *, cache: bool = True) -> F:
    """Make a loop over borrowers a kernel: compiled, cached, releasing the interpreter lock.

    Indices of arrays count from the start, as in a ``part``.
    """
    if DISABLED:
        function.py_func = function  # type: ignore[attr-defined]
        return function
    # Without Numba's reference counting: a kernel allocates nothing, and counting the arrays of a batch at each inner
    # call cost ten times the work itself (measured). The caller holds every array for as long as the kernel runs.
    return _compile(function, cache=cache, nogil=True, _nrt=False, pipeline_class=FromStart, no_cfunc_wrapper=True)


def inner_kernel(function: F) -> F:
    """Make a loop over borrowers a kernel that only kernels call: compiled apart, and not inlined."""
    if DISABLED:
        function.py_func = function  # type: ignore[attr-defined]
        return function
    return _for_kernels(function)


def for_kernels_alone(function: Any) -> bool:
    """Whether a compiled function cannot be called from Python."""
    return isinstance(function, _ForKernels)
