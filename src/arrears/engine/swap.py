"""The kernels that the calendar calls, and the same with own rules in them.

The default table holds the shipped kernels, cached on disk. With own rules each kernel that depends on one of them is
rebuilt from the same code (``rebind.py``) and compiled in memory; it runs as fast as the shipped one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numba
from numba.core import types
from numba.core.errors import NumbaError

from arrears.engine import applicants, passes, static, steps
from arrears.engine.probe import probe
from arrears.errors import UsageError
from arrears.jit import DISABLED
from arrears.rebind import plain, rebound
from arrears.rules import Rule, Rules
from arrears.setting import Setting


class Kernels(NamedTuple):
    """Kernels that the calendar, the batch and the seasoning call."""

    open_books: Any = passes.open_books
    live_steps: Any = steps.live_steps
    take_applications: Any = applicants.take_applications
    describe_applicants: Any = applicants.describe_applicants
    replace_leavers: Any = static.replace_leavers


SHIPPED = Kernels()
_rebuilt: OrderedDict[Rules, Kernels] = OrderedDict()  # of this process, the latest few
_KEPT = 8

# Section of the parameters that a rule's last argument holds.
_SECTIONS = {
    "income": "income",
    "subsistence": "spending",
    "savings_target": "spending",
    "spend": "spending",
    "outside_due": "financing",
    "outside_use": "financing",
    "finance": "financing",
    "planned_loan": "financing",
    "inability": "paying",
    "pay": "paying",
    "effort": "late",
    "motive": "late",
    "call_effect": "collections",
    "catch_up": "late",
    "line_bill": "charges",
    "late_fee": "charges",
    "priority": "collections",
}
_typeof: Any = numba.typeof  # numba has no annotations
_TYPES = {"int": types.int64, "float": types.float64, "bool": types.boolean}


def kernels_for(rules: Rules) -> Kernels:
    """Return the kernels with these rules in them; those of the last few rules are kept, compiled."""
    swaps = rules.swaps
    if not swaps:
        return SHIPPED
    if rules not in _rebuilt:
        known: dict[Any, Any] = {}
        _rebuilt[rules] = Kernels(*(rebound(kernel, swaps, known) for kernel in SHIPPED))
        while len(_rebuilt) > _KEPT:
            _rebuilt.popitem(last=False)
    _rebuilt.move_to_end(rules)
    return _rebuilt[rules]


def check_rules(rules: Rules, setting: Setting) -> None:
    """Compile each own rule by itself, compare its result with the shipped one's, and probe it, before anything is run.

    Raises
    ------
    UsageError
        A rule does not compile, returns something else than the shipped one, or what no rule of its slot may.
    """
    shipped = Rules()
    for slot, function in rules.given.items():
        like = getattr(shipped, slot)
        if not DISABLED:
            _check_types(slot, function, like, setting)
        with explained(slot):
            probe(slot, function, like, _section(slot, setting))


def _check_types(slot: str, function: Rule, shipped: Rule, setting: Setting) -> None:
    """Refuse a rule whose result has other types than the shipped one's.

    Raises
    ------
    UsageError
    """
    arguments = _argument_types(slot, shipped, setting)
    with explained(slot):
        found = _returned(function, arguments)
    expected = _returned(shipped, arguments)
    if _kinds(found) != _kinds(expected):
        raise UsageError(f"rules: `{slot}` returns {_words(found)}; expected {_words(expected)}, as the shipped rule")


@contextmanager
def explained(slot: str) -> Iterator[None]:
    """Say which rule it was that did not compile.

    Raises
    ------
    UsageError
    """
    try:
        yield
    except NumbaError as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise UsageError(
            f"rules: `{slot}` does not compile: {' '.join(lines[:3])}; "
            "expected a function of numbers that Numba can compile"
        ) from error


def _section(slot: str, setting: Setting) -> Any:
    """Parameters that the last argument of a slot's rule holds."""
    return (
        setting.newcomers if slot in ("newcomer", "lender_score") else getattr(setting.q, _SECTIONS.get(slot, "income"))
    )


def _argument_types(slot: str, shipped: Rule, setting: Setting) -> tuple[Any, ...]:
    """Types of a rule's arguments, from the annotations of the shipped one and the parameters of the run."""
    notes = dict(plain(shipped).__annotations__)
    notes.pop("return", None)
    section = _section(slot, setting)
    return tuple(_TYPES[note] if note in _TYPES else _typeof(section) for note in notes.values())


def _returned(function: Any, arguments: tuple[Any, ...]) -> Any:
    """Type of what a rule returns."""
    function.compile(arguments)
    return function.overloads[arguments].signature.return_type


def _kind(part: Any) -> str:
    if isinstance(part, types.Integer | types.Boolean):
        return "int"
    return "float" if isinstance(part, types.Float) else str(part)


def _kinds(kind: Any) -> tuple[str, ...]:
    """Whole numbers or real ones, for each value returned; a bool counts as a whole number."""
    parts: Any = kind if isinstance(kind, types.BaseTuple) else (kind,)
    return tuple(_kind(part) for part in parts)


def _words(kind: Any) -> str:
    return f"({', '.join(_kinds(kind))})" if isinstance(kind, types.BaseTuple) else _kinds(kind)[0]
