"""Loops of mechanisms over a block on its due day, between bills and payment, while the block is in the cache.

A loop may change what the bills are before they are paid, so a payment holiday needs no change of the month. It is
compiled by itself and called by its address (``compiled/address.py``); off, it is not there (measured: on, 4 to 7% of
the engine's time; docs/performance.md).
"""

from __future__ import annotations

from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from numba import types

from arrears.compiled.address import address_of, addressed, call_address, lender
from arrears.compiled.layout import loader, made
from arrears.engine.blocks import ALIVE, LINE_LATE, LISTED, LOAN_LATE, ORIGIN, PLACE, SEGMENT, W
from arrears.engine.late_steps import check_fields, drawer
from arrears.engine.scratch import FIELDS, PLACES, bills_at, who_at, work_at
from arrears.jit import DISABLED, int64, part
from arrears.mechanisms.mechanism import BILL_CHANGES, FORBORNE, Mechanism, Standing
from arrears.rebind import as_rules, code_hash

FRAME = 18  # numbers of a frame
MOST_COUNTED = 8  # counts of one block rule


class Lent(NamedTuple):
    """A block, its scratch and what is the mechanisms' own, as arrays (rows, W)."""

    f4: Any
    i4: Any
    i1: Any
    i8: Any
    whole: Any
    real: Any
    own: Any  # fields of mechanisms
    counted: Any  # what is counted, one row a count


class Hook(NamedTuple):
    """Where a mechanism's loop finds what is its own: its first field, its first count, how many counts the run has."""

    field: int
    place: int
    counts: int


_late = {
    "line": f"(int64(a.i1[{LISTED}, i]) & {LINE_LATE}) != 0",
    "loan": f"(int64(a.i1[{LISTED}, i]) & {LOAN_LATE}) != 0",
}
line_standing = loader("line_standing", Standing, {"balance": FIELDS["rev_balance"], "late": _late["line"]})
loan_standing = loader("loan_standing", Standing, {"balance": FIELDS["ins_balance"], "late": _late["loan"]})


def over_block(a: Any, h: Any, who: Any, p: Any, segments: int, totals: Any) -> None:
    """A mechanism's loop: each borrower of the block, then what is counted, by segment.

    ``who`` are the seed, the path and the month of the draws; ``totals`` (1, segment x count) int64 are added to.
    """
    for i in range(W):
        draws = DRAWS(who[0], who[1], int64(a.i4[ORIGIN, i]), int64(a.i4[PLACE, i]), who[2])
        result = RULE(
            who_at(a, i),
            line_standing(a, i),
            loan_standing(a, i),
            work_at(a, i),
            bills_at(a, i),
            OWN(a, i, h.field),
            draws,
            p,
        )
        KEEP(a, i, h.field, result)
    for c in range(COUNTED):
        for segment in range(segments):
            total = int64(0)
            for i in range(W):
                total += a.counted[c, i] & -int64((a.i1[SEGMENT, i] == segment) & (a.i1[ALIVE, i] == 1))
            totals[0, segment * h.counts + h.place + c] += total


OWN = DRAWS = KEEP = RULE = line_standing  # of a mechanism; bound in `loop_of`
COUNTED = 0


def loop_of(mechanism: Mechanism, forbears: bool) -> Any:
    """`over_block` with a mechanism's rule in it.

    Raises
    ------
    UsageError
        The rule's record has a field that means nothing.
    """
    block = mechanism.block
    assert block is not None
    known = (*BILL_CHANGES, *mechanism.fields, *(FORBORNE if mechanism.forbears else ()))
    check_fields(mechanism, f"rule {block.rule.__name__}", block.gives._fields, known)
    where = {name: f"a.own[{n}, i]" for n, name in enumerate(FORBORNE)}
    where |= {name: f"a.own[base + {n}, i]" for n, name in enumerate(mechanism.fields)}
    record = mechanism.fields_type()
    values = ", ".join(where[name] for name in record._fields)
    name = mechanism.name
    own = [f"def {name}_own(a, i, base):", f"    return {f'Record({values})' if values else '0'}"]
    keep = [f"def {name}_keep(a, i, base, r):", *_kept(mechanism, where), "    return"]
    scope = {
        "OWN": made(f"{name}_own", own, {"Record": record}),
        "DRAWS": drawer(name, mechanism),
        "KEEP": made(f"{name}_keep", keep, {}),
        "RULE": as_rules(block.rule),
        "COUNTED": len(mechanism.people_counts),
    }
    loop = FunctionType(over_block.__code__, {**globals(), **scope}, f"{name}_block")
    return part(loop)


def _kept(mechanism: Mechanism, where: dict[str, str]) -> list[str]:
    """Lines that keep what a block rule gives; what it counts goes to rows of its own."""
    assert mechanism.block is not None
    lines = []
    for field in mechanism.block.gives._fields:
        if field in mechanism.people_counts:
            place = f"a.counted[{mechanism.people_counts.index(field)}, i]"
        elif field in where:
            place = where[field]
        else:
            array, row = PLACES[field]
            place = f"a.{array}[{row}, i]"
        lines.append(f"    {place} = r.{field}")
    return lines


_floats, _ints = lender(types.float32, W), lender(types.int32, W)
_bytes, _wholes, _reals = lender(types.int8, W), lender(types.int64, W), lender(types.float64, W)
_row = lender(types.int64, 1 << 20)
_numbers = lender(types.float64, 1 << 20)


def _from_frame(frame: Any) -> None:
    """A mechanism's loop with what a frame holds."""
    a = Lent(
        _floats(frame[0]),
        _ints(frame[1]),
        _bytes(frame[2]),
        _wholes(frame[3]),
        _wholes(frame[4]),
        _reals(frame[5]),
        _wholes(frame[6]),
        _wholes(frame[7]),
    )
    hook = Hook(frame[13], frame[14], frame[15])
    LOOP(a, hook, (frame[10], frame[11], frame[12]), PARAMETERS(_numbers(frame[9])), frame[16], _row(frame[8]))


LOOP = PARAMETERS = line_standing  # of a mechanism; bound in `compiled_loop`


_compiled: dict[Any, Any] = {}


def compiled_loop(mechanism: Mechanism, forbears: bool) -> Any:
    """A mechanism's loop, with an address; kept for as long as the process lives, whatever the values of its keys."""
    assert mechanism.block is not None
    known = (
        mechanism.block,
        mechanism.name,
        mechanism.fields,
        tuple(mechanism.counts),
        mechanism.draw_places(),
        forbears,
    )
    if known in _compiled:
        return _compiled[known]
    kind, section = mechanism.parameters_type, mechanism.section
    whole = [section.model_fields[name].annotation in (int, bool) for name in kind._fields]
    values = ", ".join(f"int64(p[0, {k}])" if w else f"p[0, {k}]" for k, w in enumerate(whole))
    numbers = [f"def {mechanism.name}_numbers(p):", f"    return Record({values})"]
    scope = {
        "LOOP": loop_of(mechanism, forbears),
        "PARAMETERS": made(f"{mechanism.name}_numbers", numbers, {"Record": kind}),
    }
    from_frame = FunctionType(_from_frame.__code__, {**globals(), **scope}, f"{mechanism.name}_frame")
    name = f"block_{mechanism.name}_{code_hash(mechanism.block.rule)}"
    _compiled[known] = addressed(part(from_frame), name)
    return _compiled[known]


class Hooks(NamedTuple):
    """The loops of a run's mechanisms, for the kernels; with compiling switched off, the loops themselves."""

    frames: Any  # (loop, FRAME + 1) int64: the frame as far as it is known, and last the address
    numbers: Any  # (loop, 32) float64: parameters
    counted: Any  # scratch (MOST_COUNTED, W) int64
    loops: Any  # with compiling switched off: (loop, hook, parameters) of each; else nothing


def hooks_of(mechanisms: tuple[Mechanism, ...], places: list[Hook], forbears: bool) -> Hooks:
    """Return the loops of those mechanisms that have one; ``places`` says where each finds what is its own."""
    chosen = [(m, hook) for m, hook in zip(mechanisms, places, strict=True) if m.block is not None]
    frames, numbers = np.zeros((len(chosen), FRAME + 1), np.int64), np.zeros((len(chosen), 32))
    for n, (mechanism, hook) in enumerate(chosen):
        frames[n, 13:16] = (hook.field, hook.place, hook.counts)
        numbers[n, : len(mechanism.parameters)] = mechanism.parameters
        frames[n, FRAME] = 0 if DISABLED else compiled_loop(mechanism, forbears).address
    loops = tuple((loop_of(m, forbears), hook, m.parameters) for m, hook in chosen) if DISABLED else ()
    return Hooks(frames, numbers, np.zeros((MOST_COUNTED, W), np.int64), loops)


def _live_plainly(a: Any, i4: Any, own: Any, totals: Any, who: Any, segments: int, hooks: Any) -> None:
    """`live_hooks` with compiling switched off."""
    lent = Lent(a.f4, i4, a.i1, a.i8, a.whole, a.real, own, hooks.counted)
    for loop, hook, p in hooks.loops:
        loop(lent, hook, who, p, segments, totals.reshape(1, -1))


def _live_compiled(a: Any, i4: Any, own: Any, totals: Any, who: Any, segments: int, hooks: Any) -> None:
    """Live the loops of mechanisms over a block. ``totals`` (segment, count) int64 are those of the path and month."""
    for n in range(hooks.frames.shape[0]):
        frame = hooks.frames[n]
        frame[0], frame[1], frame[2], frame[3] = address_of(a.f4), address_of(i4), address_of(a.i1), address_of(a.i8)
        frame[4], frame[5], frame[6] = address_of(a.whole), address_of(a.real), address_of(own)
        frame[7], frame[8], frame[9] = address_of(hooks.counted), address_of(totals), address_of(hooks.numbers[n])
        frame[10], frame[11], frame[12], frame[16] = who[0], who[1], who[2], segments
        call_address(frame[FRAME], frame)


live_hooks = part(_live_plainly if DISABLED else _live_compiled)
