"""Indices that count from the start.

Python counts a negative index from the end of an array. So Numba asks of each index that is computed, or read from
memory, whether it is negative: three instructions an axis, in code that looks up tallies of six axes for one late
account after the other. Kernels have no negative indices. With `FromStart` the indices of arrays are taken as unsigned,
and nothing is asked (measured: 6% of a run; docs/performance.md). A negative index would read foreign memory, as in C;
constant ones still count from the end. Rules, and with them those of a researcher, are not compiled so.

``ARREARS_BOUNDS=1`` has every index looked at again, and one that is outside of its array raises IndexError: slow, for
tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from numba.core import compiler, ir, typed_passes
from numba.core import types as numba_types
from numba.core.compiler_machinery import FunctionPass, register_pass

from arrears.vectors import WideLowering

types: Any = numba_types  # numba's annotations are incomplete
default_passes: Any = compiler.DefaultPassBuilder


def _unsigned(index: Any) -> Any:
    """Type that an index is read as: variable whole numbers as unsigned ones."""
    if isinstance(index, types.BaseTuple):
        return types.Tuple([_unsigned(axis) for axis in index])
    if isinstance(index, types.Integer) and not isinstance(index, types.Literal):
        return types.uintp
    return types.unliteral(index)


class _TakeAsUnsigned(FunctionPass):
    """Between Numba's inference of types and its generation of code: each lookup in an array gets another signature."""

    _name = "arrears_indices_from_start"

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def run_pass(self, state: Any) -> bool:
        for lookup in _lookups(state.func_ir):
            signature = state.calltypes.get(lookup)
            if signature is not None and isinstance(signature.args[0], types.Array):
                array, _, *value = signature.args
                index = _unsigned(state.typemap[lookup.index.name])
                del state.calltypes[lookup]  # it does not let an entry be written over
                state.calltypes[lookup] = signature.replace(args=(array, index, *value))
        return True


register_pass(mutates_CFG=False, analysis_only=False)(_TakeAsUnsigned)  # type: ignore[no-untyped-call]


def _lookups(function: Any) -> Iterator[Any]:
    """Every place where an index is used to read or write."""
    for block in function.blocks.values():
        for statement in block.body:
            if isinstance(statement, ir.SetItem):
                yield statement
            value = getattr(statement, "value", None)
            if isinstance(value, ir.Expr) and value.op == "getitem":
                yield value


class FromStart(compiler.CompilerBase):
    """Numba's compiler of kernels: indices that count from the start, and wide vectors."""

    def define_pipelines(self) -> list[Any]:
        """Numba's passes with our own among them."""
        passes = default_passes.define_nopython_pipeline(self.state)
        passes.passes = [
            (WideLowering, said) if one is typed_passes.NativeLowering else (one, said) for one, said in passes.passes
        ]
        passes.add_pass_after(_TakeAsUnsigned, typed_passes.NoPythonSupportedFeatureValidation)
        passes.finalize()
        return [passes]


def counts_from_start(function: Any) -> bool:
    """Whether a compiled function was compiled so."""
    return getattr(getattr(function, "_compiler", None), "pipeline_class", None) is FromStart
