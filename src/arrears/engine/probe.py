"""Looking for arguments under which an own rule returns what no rule may, before anything is run.

Arguments are drawn by name: the edges of what the engine can pass, and some thousand draws between them; the same ones
each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from arrears.borrower.employment import LONGEST_SPELL
from arrears.errors import UsageError
from arrears.rebind import plain
from arrears.rule_bounds import BOUNDS, LAST_CAUSE, guarded
from arrears.rules import Rule

SAMPLES = 4000
_SEED = 20
_LARGEST = 10**9  # minor units: ten million
_MONEY = frozenset(
    (
        *("base", "median", "income", "service", "buffer", "cash", "reserve", "outside", "balance", "principal"),
        *("line_free", "loan_room", "outside_room", "due", "wanted", "arrears", "bill"),
    )
)
_FROM_ONE = ("base", "median", "arrears", "bill", "principal")  # a month's income, and what is billed, is never nothing
# Real arguments, and whole ones that are no money: from, to. Any other real one is a share.
_REAL = {
    "exposure": (0.0, 10.0),
    "volatility": (0.0, 3.0),
    "permanent": (-2.0, 2.0),
    "macro": (-0.95, 3.0),
    "openness": (0.2, 4.0),
    "lines": (0.2, 4.0),
    "outside_ceiling": (0.0, 3.0),
    "burden": (0.0, 20.0),
    "habit": (0.0, 3.0),
    "willingness": (-5.0, 5.0),
    "floor": (0.0, 1e8),
    "target": (0.0, 1e9),
    "monthly_rate": (0.0, 0.2),
    "factor": (0.005, 1.0),
    "score": (300.0, 850.0),
    "quality": (-6.0, 6.0),
    "quality_shift": (-2.0, 2.0),
}
_WHOLE = {
    "months_out": (0, LONGEST_SPELL),
    "autopay": (0, 1),
    "unable": (1, LAST_CAUSE - 1),
    "cause": (1, LAST_CAUSE),
    "missed": (1, 20),
    "contacted": (0, 1),
    "settled": (0, 1),
    "strategy": (0, 2),
    "need": (-_LARGEST, _LARGEST),
}
_DRAWS = {"z_": (-5.5, 5.5), "l_": (-16.0, 16.0)}


def probe(slot: str, own: Rule, shipped: Rule, parameters: Any) -> None:
    """Call an own rule many times, and refuse it if it leaves the bounds of its slot once.

    Parameters
    ----------
    slot, own, shipped
        The slot, the rule given for it, and the one that ships.
    parameters
        What the rule's last argument ``p`` holds.

    Raises
    ------
    UsageError
        With the arguments under which it does, and what it returned.
    """
    name = plain(own).__name__
    held = guarded(slot, own)
    notes = {key: note for key, note in plain(shipped).__annotations__.items() if key != "return"}
    for arguments in _samples(notes, parameters):
        try:
            result = own(*arguments)
        except Exception as error:
            raise UsageError(
                f"rules: `{slot}`: {name} fails with {type(error).__name__}: {error}, {_said(notes, arguments)}"
            ) from error
        bounded = held(*arguments)
        if not _same(result, bounded):
            raise UsageError(
                f"rules: `{slot}`: {name} gives {_shown(result)} {_said(notes, arguments)}; expected {BOUNDS[slot][1]}"
            )


def _same(result: Any, bounded: Any) -> bool:
    parts = (result, bounded) if isinstance(result, tuple) else ((result,), (bounded,))
    return all(a == b for a, b in zip(*parts, strict=True))


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(_shown(part) for part in value)})"
    return f"{value:.8g}" if isinstance(value, float) else str(int(value))


def _said(notes: dict[str, str], arguments: tuple[Any, ...]) -> str:
    named = [f"{key} = {_shown(value)}" for key, value in zip(notes, arguments, strict=True) if key != "p"]
    return "where " + ", ".join(named[:12]) + (", …" if len(named) > 12 else "")


def _samples(notes: dict[str, str], parameters: Any) -> Iterator[tuple[Any, ...]]:
    """Give arguments: a fifth at the edges of each, the rest between them, mixed anew each time."""
    rng = np.random.default_rng(_SEED)
    columns = {key: _column(key, note, rng) for key, note in notes.items() if key != "p"}
    for one, other in (("due", "wanted"), ("bill", "arrears")):  # the first is never more than the second
        if one in columns and other in columns:
            columns[one] = np.minimum(columns[one], columns[other])
    for k in range(SAMPLES):
        yield tuple(parameters if key == "p" else columns[key][k].item() for key in notes)


def _column(key: str, note: str, rng: np.random.Generator) -> np.ndarray[Any, Any]:
    at_edge, side = rng.random(SAMPLES) < 0.2, rng.random(SAMPLES) < 0.5
    if note == "bool":
        return side
    if key in _MONEY:
        low = 1 if key in _FROM_ONE else 0
        # as many of the order of a cent as of millions
        amounts = np.floor(_LARGEST ** rng.random(SAMPLES)).astype(np.int64) - 1
        return np.where(at_edge, np.where(side, low, _LARGEST), np.maximum(amounts, low))
    if note == "int":
        first, last = _WHOLE.get(key, (0, 1))
        return np.where(at_edge, np.where(side, first, last), rng.integers(first, last + 1, SAMPLES))
    smallest, largest = _DRAWS.get(key[:2], _REAL.get(key, (0.0, 1.0)))
    if key == "u" or key.startswith("u_"):
        smallest, largest = 2.0**-24, 1.0 - 2.0**-24  # a draw is neither 0 nor 1
    between = smallest + (largest - smallest) * rng.random(SAMPLES)
    return np.where(at_edge, np.where(side, smallest, largest), between)
