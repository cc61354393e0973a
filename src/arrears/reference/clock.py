"""The order of a month, and what time it is.

A month has 30 days. The numbers are those of the design; each step is where its words are:

1. Day 1, MACRO: the climate of the month, from the path and from the book as it stood (``world.py``).
2. Each day, in this order:
   (a) CHARGE_OFF: the day after the due day, accounts with too many bills missed leave the book (``life.py``).
   (b) DUE: whoever has this due day lives a month: work, income, spending, bills, financing, paying (``due_day.py``).
       An account that is late then draws its luck and its day, and goes on the desk's worklist.
   (c) FEES: a fee on what is still open after the days of grace (``life.py``).
   (d) DESK: the collections desk calls as many late accounts as it has time for (``desk.py``).
   (e) CATCH_UP: whoever has drawn this day pays late, unprompted (``life.py``).
   (f) Recoveries of the month come in with the close.
3. Day 30, CLOSE: everything is counted where it stands, then new lending is booked (``counting.py``, ``lending.py``).
4. Day 30, REVIEW: for processes that a researcher adds.

Each phase of a day is a moment of its own, so the order of two events never hangs on how SimPy breaks ties. Within a
moment nothing depends on the order either: borrowers touch only themselves and sums.
"""

from __future__ import annotations

from enum import IntEnum

DAYS = 30


class Phase(IntEnum):
    """Moments of a day, in order."""

    MACRO = 0
    CHARGE_OFF = 1
    DUE = 2
    FEES = 3
    DESK = 4
    CATCH_UP = 5
    CLOSE = 6
    REVIEW = 7


def moment(month: int, day: int, phase: Phase) -> int:
    """Return the simulated time of a phase of a day; day 31 of a month is day 1 of the next."""
    return (month * DAYS + day) * len(Phase) + phase
