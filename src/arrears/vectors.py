"""512-bit vectors, where the processor has them, in our own kernels alone.

LLVM prefers 256 bits on Intel servers; measured on one (benchmarks/README.md), 512 bits double the speed of the
reference workload. Each kernel says so of itself, as an attribute of its function, so that Numba's settings, and with
them the code of whoever imports this package, stay as they are. No result depends on it: arithmetic is IEEE, lane by
lane. On another processor the attribute means nothing.
"""

from __future__ import annotations

from typing import Any

from numba.core import lowering, typed_passes
from numba.core.compiler_machinery import register_pass

WIDE = '"prefer-vector-width"="512"'

_Lower: Any = lowering.Lower  # numba's annotations are incomplete
_Lowering: Any = typed_passes.NativeLowering


class _WideLower(_Lower):  # type: ignore[misc]
    """Numba's translation of a function to LLVM, with the attribute on the function."""

    def pre_lower(self) -> None:
        super().pre_lower()
        # `attributes` is a set that takes the names it knows only; those with a value are not among them.
        set.add(self.builder.function.attributes, WIDE)


@register_pass(mutates_CFG=True, analysis_only=False)  # type: ignore[no-untyped-call]
class WideLowering(_Lowering):  # type: ignore[misc]
    """Takes the place of Numba's pass of that kind."""

    _name = "arrears_wide_lowering"

    @property
    def lowering_class(self) -> type[_WideLower]:
        """What the pass translates with."""
        return _WideLower
