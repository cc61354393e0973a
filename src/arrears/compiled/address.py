"""Calling a compiled loop by its address, with the arrays of its caller: a loop made later than the kernel it is in.

A kernel that called such a loop by name would have to be compiled anew for each set of loops (30 s). By address it is
compiled once, and each loop by itself. What is handed over is one row of whole numbers, the *frame*: addresses of
arrays, and numbers. With compiling switched off nothing here is called.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from llvmlite import ir
from numba import cfunc, types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from arrears.jit import CACHE_FOLDER, config

_Made = Callable[[Callable[..., Any]], Callable[..., Any]]
_intrinsic: _Made = intrinsic  # numba's annotations are incomplete
_fill: Any = populate_array
_cfunc: Any = cfunc
_pointer: Any = types.CPointer


@_intrinsic
def address_of(typingctx: Any, array: Any) -> Any:
    """Address of an array's first element, as a whole number."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.ptrtoint(data, ir.IntType(64))

    return types.int64(array), codegen


@_intrinsic
def call_address(typingctx: Any, address: Any, frame: Any) -> Any:
    """Call the loop at an address with a frame."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[1])(context, builder, args[1]).data
        kind = ir.FunctionType(ir.VoidType(), [data.type])
        builder.call(builder.inttoptr(args[0], kind.as_pointer()), [data])
        return context.get_dummy_value()

    return types.none(address, frame), codegen


def lender(dtype: Any, width: int) -> Callable[[Any], Any]:
    """Make a function ``(address) -> array`` of rows of ``width``, (64, width), of a dtype of Numba's.

    The shape is a constant, so that loops over the rows are loops over vectors; there may be fewer rows.
    """
    rows = 64

    @_intrinsic
    def lend(typingctx: Any, address: Any) -> Any:
        shaped = types.Array(dtype, 2, "C")

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            word, kind = context.get_constant, context.get_data_type(dtype)
            size = context.get_abi_sizeof(kind)
            target = context.make_array(shaped)(context, builder)
            _fill(
                target,
                data=builder.inttoptr(args[0], kind.as_pointer()),
                shape=[word(types.intp, rows), word(types.intp, width)],
                strides=[word(types.intp, width * size), word(types.intp, size)],
                itemsize=word(types.intp, size),
                meminfo=None,
                parent=None,
            )
            return target._getvalue()

        return shaped(address), codegen

    made: Callable[[Any], Any] = lend
    return made


_words = _pointer(types.int64)


@_intrinsic
def _frame(typingctx: Any, pointer: Any) -> Any:
    """A frame as an array."""
    shaped = types.Array(types.int64, 1, "C")

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = context.get_constant
        target = context.make_array(shaped)(context, builder)
        _fill(
            target,
            data=args[0],
            shape=[word(types.intp, 64)],
            strides=[word(types.intp, 8)],
            itemsize=word(types.intp, 8),
            meminfo=None,
            parent=None,
        )
        return target._getvalue()

    return shaped(pointer), codegen


def addressed(loop: Any, name: str) -> Any:
    """Compile ``loop(frame)``, a part, so that it has an address; kept on disk under ``name``.

    Returns an object whose ``address`` it is; it must be kept for as long as the address is used.
    """

    def entry(pointer: Any) -> None:
        LOOP(_frame(pointer))

    whole = FunctionType(entry.__code__, {"LOOP": loop, "_frame": _frame}, name)
    whole.__qualname__, whole.__module__ = name, __name__
    before = config.CACHE_DIR
    config.CACHE_DIR = CACHE_FOLDER
    try:
        return _cfunc(types.void(_words), cache=True, error_model="numpy", _nrt=False)(whole)
    finally:
        config.CACHE_DIR = before


LOOP: Any = None  # bound in `addressed`
