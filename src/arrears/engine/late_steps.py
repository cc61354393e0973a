"""Steps of mechanisms as kernels: one loop over late accounts, made anew for each step with its rule in it.

Each is compiled by itself and kept on disk under the step's own name, so that a new mechanism costs seconds and leaves
the kernels of the month as they are (measured: 2 s, docs/performance.md).
"""

from __future__ import annotations

from types import FunctionType
from typing import Any

from arrears.cells import FLOWS as LEDGER
from arrears.compiled.layout import made
from arrears.draws import block_of_four
from arrears.engine.late import leave_if_empty
from arrears.engine.pen import (
    ACCRUED,
    ARREARS,
    BILL,
    CAUSE,
    MISSED,
    P_BALANCE,
    P_BUFFER,
    P_LIMIT,
    P_ORIGIN,
    P_PLACE,
    P_SEGMENT,
    SETTLED,
    penned,
)
from arrears.errors import UsageError
from arrears.jit import int64, kernel
from arrears.mechanisms.mechanism import CHANGES, FLOWS, LateAccount, Mechanism, Step
from arrears.rebind import as_rules, code_hash

_PLACES = {
    "missed": f"i1[entry, {MISSED} + product]",
    "cause": f"i1[entry, {CAUSE} + product]",
    "settled": f"i1[entry, {SETTLED} + product]",
    "arrears": f"i8[entry, {ARREARS} + product]",
    "bill": f"i8[entry, {BILL} + product]",
    "balance": f"i8[entry, {P_BALANCE} + product]",
    "limit": f"i8[entry, {P_LIMIT}]",
    "buffer": f"i8[entry, {P_BUFFER}]",
}
_FORBORNE = "x8[entry, product]"  # where any mechanism of the run forbears; zero where none does
_LANES = "abcd"


def over_late(batch: Any, seed: int, month: int, m: int, first: int, stop: int, base: Any, numbers: Any) -> None:
    """A step for late accounts of the cohorts ``first`` to ``stop``: pick whom it concerns, then rule, keep, count.

    ``base`` are the first column of the mechanism's state and the place of its first count, ``numbers`` the parameters
    as a plain tuple: the type of a record made at run time would be another one in each process.
    """
    p = PARAMETERS(numbers)
    pen, picked, ledger, counts = batch.pen, batch.order[0], batch.tallies.ledger, batch.tallies.of_accounts
    for k in range(batch.path.size):
        for cohort in range(first, stop):
            i1, i4, i8, _ = penned(pen, k, cohort)
            x8, due_day = pen.x8[k, pen.half[k, cohort]], batch.day[cohort]
            n = int64(0)
            for entry in range(pen.start[cohort], pen.start[cohort] + pen.length[k, cohort]):
                for product in range(2):
                    account = ACCOUNT(i1, i8, x8, entry, product, due_day)
                    picked[n] = 2 * entry + product
                    # Without a branch, which would be guessed wrong as often as not.
                    concerned = AMONG(account, STATE(x8, entry, product, base[0]), p)
                    n += int64(account.missed > 0) & int64(concerned)
            for at in range(n):
                entry, product = picked[at] // 2, picked[at] % 2
                result = RULE(
                    ACCOUNT(i1, i8, x8, entry, product, due_day),
                    STATE(x8, entry, product, base[0]),
                    DRAWS(seed, batch.path[k], int64(i4[P_ORIGIN, entry]), int64(i4[P_PLACE, entry]), month),
                    p,
                )
                KEEP(i1, i8, x8, entry, product, base[0], result)
                if i1[entry, MISSED + product] == 0:
                    i8[entry, ACCRUED + product] = 0
                COUNT(ledger, counts, k, m, product, i1[entry, P_SEGMENT], base[1], result)
                leave_if_empty(batch.exits, k, i1, i8, entry)


ACCOUNT: Any
PARAMETERS: Any
STATE: Any
DRAWS: Any
KEEP: Any
COUNT: Any
RULE: Any
AMONG: Any
ACCOUNT = PARAMETERS = STATE = DRAWS = KEEP = COUNT = RULE = AMONG = None  # of a step; bound in `kernel_of`


_kernels: dict[Any, Any] = {}


def kernel_of(mechanism: Mechanism, place: int, forbears: bool) -> Any:
    """The kernel of a mechanism's step; the same whatever the values of its keys.

    Parameters
    ----------
    place
        Of the step among the mechanism's.
    forbears
        Whether a mechanism of the run sets bills aside: the pen then has columns for them.

    Raises
    ------
    UsageError
        The step's record has a field that means nothing.
    """
    step = mechanism.steps[place]
    known = (step, mechanism.name, mechanism.state, tuple(mechanism.counts), mechanism.draw_places(), forbears)
    if known in _kernels:
        return _kernels[known]
    name = f"{mechanism.name}_{step.rule.__name__}_{'f' if forbears else 'n'}"
    check_fields(mechanism, f"step {step.rule.__name__}", step.gives._fields, (*CHANGES, *FLOWS, *mechanism.state))
    scope = {
        "ACCOUNT": _account(name, forbears),
        "PARAMETERS": _parameters(name, mechanism),
        "STATE": _state(name, mechanism),
        "DRAWS": drawer(name, mechanism),
        "KEEP": _keeper(name, mechanism, step, forbears),
        "COUNT": _counter(name, mechanism, step),
        "RULE": as_rules(step.rule),
        "AMONG": as_rules(step.among),
    }
    loop = FunctionType(over_late.__code__, {**globals(), **scope}, name)
    # Numba's cache names its files by these: they say what the rule is, and everything that it calls.
    loop.__qualname__, loop.__module__ = f"{name}_{code_hash(step.rule, step.among)}", __name__
    _kernels[known] = kernel(loop)
    return _kernels[known]


def check_fields(mechanism: Mechanism, what: str, fields: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse a record with a field that is no change, state, flow or count.

    Raises
    ------
    UsageError
    """
    allowed = (*known, *mechanism.counts)
    for name in fields:
        if name not in allowed:
            raise UsageError(
                f"mechanism {mechanism.name}: {what} gives {name!r}, which means nothing; "
                f"expected one of {', '.join(dict.fromkeys(allowed))}"
            )


def _account(name: str, forbears: bool) -> Any:
    """Load a late account."""
    places = {field: f"int64({place})" for field, place in _PLACES.items()}
    places |= {"product": "int64(product)", "due_day": "int64(due_day)"}
    places["forborne"] = _FORBORNE if forbears else "int64(0)"
    values = ", ".join(places[field] for field in LateAccount._fields)
    text = [f"def {name}_account(i1, i8, x8, entry, product, due_day):", f"    return LateAccount({values})"]
    return made(f"{name}_account", text, {"LateAccount": LateAccount})


def _parameters(name: str, mechanism: Mechanism) -> Any:
    """Make the record of a mechanism's parameters."""
    kind = mechanism.parameters_type
    values = ", ".join(f"numbers[{k}]" for k in range(len(kind._fields)))
    text = [f"def {name}_parameters(numbers):", f"    return Record({values})"]
    return made(f"{name}_parameters", text, {"Record": kind})


def _places_of_state(mechanism: Mechanism) -> dict[str, str]:
    return {field: f"x8[entry, base + {2 * n} + product]" for n, field in enumerate(mechanism.state)}


def _state(name: str, mechanism: Mechanism) -> Any:
    """Load the state of a mechanism; a record without fields where it has none."""
    values = ", ".join(_places_of_state(mechanism).values())
    text = [f"def {name}_state(x8, entry, product, base):", f"    return {f'Record({values})' if values else '0'}"]
    return made(f"{name}_state", text, {"Record": mechanism.state_type()})


def drawer(name: str, mechanism: Mechanism) -> Any:
    """Make a part that draws what a mechanism draws of a borrower in a month."""
    places = mechanism.draw_places()
    blocks = sorted({block for block, _ in places})
    lines = [f"def {name}_draws(seed, path, origin, place, month):"]
    for block in blocks:
        four = ", ".join(f"{lane}{block}" for lane in _LANES)
        lines.append(f"    {four} = block_of_four(seed, path, origin, place, month, {block})")
    values = ", ".join(f"float64({_LANES[lane]}{block})" for block, lane in places)
    lines.append(f"    return {f'Record({values})' if values else '0'}")
    return made(f"{name}_draws", lines, {"Record": mechanism.draws_type(), "block_of_four": block_of_four})


def _keeper(name: str, mechanism: Mechanism, step: Step, forbears: bool) -> Any:
    """Keep what a step changes."""
    places = _PLACES | _places_of_state(mechanism) | ({"forborne": _FORBORNE} if forbears else {})
    lines = [f"def {name}_keep(i1, i8, x8, entry, product, base, r):"]
    lines += [f"    {places[field]} = r.{field}" for field in step.gives._fields if field in places]
    return made(f"{name}_keep", [*lines, "    return"], {})


def _counter(name: str, mechanism: Mechanism, step: Step) -> Any:
    """Count what a step counts: flows of the ledger, and the mechanism's own counts."""
    lines = [f"def {name}_count(ledger, counts, k, m, product, segment, base, r):"]
    for field in step.gives._fields:
        if field in FLOWS:
            lines.append(f"    ledger[k, m, product, {LEDGER.index(field)}] += r.{field}")
        elif field in mechanism.account_counts:
            place = mechanism.account_counts.index(field)
            lines.append(f"    counts[k, m, product, segment, base + {place}] += r.{field}")
    return made(f"{name}_count", [*lines, "    return"], {})
