"""Competition: what the looseness of rivals does to lines, loans and outside debt."""

from __future__ import annotations

LINE_STEP = 1.5  # a line of a market one unit looser is half as large again (docs/scenario-reference.md)


def openness(looseness: float) -> float:
    """How open lenders are, against today's standards: 1.5 to the power of the looseness, rounded to 1e-12.

    Source: definition of the scale, in the scenario reference.
    """
    return round(float(LINE_STEP**looseness), 12)
