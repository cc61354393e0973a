"""Rebuilding a compiled function with other rules in it.

A kernel calls rules as globals of its module, some of them through other rules. To swap a rule, each function on the
way from the kernel to the rule is made anew from the same code with that one global rebound, and compiled with the
options of the old one, uncached. What does not depend on a swapped rule stays the very same object, so a run without
own rules uses the cached code.
"""

from __future__ import annotations

import dis
import hashlib
import types
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from arrears.indexing import counts_from_start
from arrears.jit import DISABLED, for_kernels_alone, inner_kernel, kernel, part, rule

Function = Callable[..., Any]


def is_compiled(value: object) -> bool:
    """Whether a value is a rule or a kernel."""
    return callable(value) and hasattr(value, "py_func")


@lru_cache(maxsize=256)
def as_rule(function: Function) -> Function:
    """Make a rule of any function: a rule as it is, a plain or otherwise compiled one through ``rule``.

    The same for the same function, so that it is compiled once.
    """
    if DISABLED:
        return function if hasattr(function, "py_func") else rule(function)
    if is_compiled(function):
        return function if _inlined(function) else rule(plain(function))
    return rule(function)


def plain(function: Function) -> Function:
    """Return the Python function behind a rule or kernel."""
    found: Function = getattr(function, "py_func", function)
    return found


def rebound(
    function: Function, swaps: Mapping[Function, Function], known: dict[Function, Function] | None = None
) -> Function:
    """Make a rule or kernel call other rules; return the function itself if it calls none of those swapped.

    Parameters
    ----------
    function
        A rule or a kernel.
    swaps
        Old rule -> new rule.
    known
        What was rebuilt before with the same swaps; shared by calls, so that nothing is compiled twice.
    """
    done = known if known is not None else {}
    if function in swaps:
        return swaps[function]
    if function in done:
        return done[function]
    code: Any = plain(function)
    scope: dict[str, Any] = code.__globals__
    changed = {}
    for name in _names(code.__code__):
        value: Any = scope.get(name)
        if is_compiled(value):
            new = rebound(value, swaps, done)
            if new is not value:
                changed[name] = new
    done[function] = _compiled_like(function, {**scope, **changed}) if changed else function
    return done[function]


def _names(code: types.CodeType) -> Iterator[str]:
    """Give the names that a function, and functions within it, look up among globals; not those of attributes."""
    yield from (step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _compiled_like(function: Function, scope: dict[str, Any]) -> Function:
    old: Any = plain(function)
    new = types.FunctionType(old.__code__, scope, old.__name__, old.__defaults__, old.__closure__)
    new.__kwdefaults__, new.__doc__, new.__annotations__ = old.__kwdefaults__, old.__doc__, old.__annotations__
    new.__module__, new.__qualname__ = old.__module__, old.__qualname__
    if _inlined(function):
        return part(new) if counts_from_start(function) else rule(new)
    return inner_kernel(new) if for_kernels_alone(function) else kernel(new, cache=False)


def _inlined(function: Any) -> bool:
    """Whether a compiled function is a rule: those are inlined into their callers."""
    return bool(getattr(function, "targetoptions", {}).get("forceinline", False))


@lru_cache(maxsize=256)
def as_rules(function: Function) -> Function:
    """Make a rule of a plain function, and of each plain function of its module that it calls."""
    if is_compiled(function):
        return function
    helpers = {name: as_rules(helper) for name, helper in _helpers(function).items()}
    if not helpers:
        return as_rule(function)
    whole: Any = function
    new = types.FunctionType(whole.__code__, {**whole.__globals__, **helpers}, whole.__name__, whole.__defaults__)
    new.__qualname__, new.__module__ = whole.__qualname__, whole.__module__
    return rule(new)


def _helpers(function: Function) -> dict[str, Function]:
    """Plain functions that a function calls by name."""
    code: Any = function
    found = {name: code.__globals__.get(name) for name in _names(code.__code__)}
    return {name: value for name, value in found.items() if isinstance(value, types.FunctionType)}


def code_hash(*functions: Function) -> str:
    """Hash of what functions do: their code, and that of every plain function and number that they use."""
    digest = hashlib.sha256()
    for function in functions:
        _add_code(digest, plain(function), set())
    return digest.hexdigest()[:12]


def _add_code(digest: Any, function: Any, seen: set[Any]) -> None:
    if function in seen:
        return
    seen.add(function)
    for code in _codes(function.__code__):
        digest.update(code.co_code)
        digest.update(repr([c for c in code.co_consts if not isinstance(c, types.CodeType)]).encode())
        digest.update(repr((code.co_names, code.co_varnames)).encode())
    for name in sorted(set(_names(function.__code__))):
        value = function.__globals__.get(name)
        if isinstance(value, types.FunctionType):
            _add_code(digest, value, seen)
        elif hasattr(value, "_fields"):
            digest.update(repr((name, value._fields)).encode())
        else:
            digest.update(repr((name, value)).encode() if isinstance(value, int | float | str | tuple) else b"")
    for cell in function.__closure__ or ():
        digest.update(repr(cell.cell_contents).encode())


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)
