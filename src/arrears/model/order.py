"""THE ORDER OF A MONTH, once: the calendar, the kernels, the readable engine and ``docs/model.md`` read this table.

A month has 30 days, a day the phases below, in this order. Phases of one day are distinct moments of simulated time, so
the order of two events never hangs on how SimPy breaks ties; within a moment nothing depends on the order of borrowers,
who touch only themselves and sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from arrears.mechanisms.mechanism import When

DAYS = 30


class Phase(IntEnum):
    """Moments of a day, in order."""

    MACRO = 0
    CHARGE_OFF = 1
    DUE = 2
    DUE_STEPS = 3
    FEES = 4
    FEE_STEPS = 5
    DESK = 6
    CATCH_UP = 7
    CLOSE_STEPS = 8
    CLOSE = 9
    LEND = 10
    REVIEW = 11


class On(Enum):
    """Days on which a phase has something to do."""

    FIRST = "day 1"
    DUE = "the due day of a cohort"
    AFTER_DUE = "the day after the due day of a cohort"
    AFTER_GRACE = "the day after the due day and the days of grace of a cohort"
    EACH = "each day"
    LAST = "day 30"


@dataclass(frozen=True)
class Moment:
    """What happens in a phase, and when: the number and the words stand in ``docs/model.md``."""

    number: str
    phase: Phase
    on: On
    what: str


ORDER: tuple[Moment, ...] = (
    Moment(
        "1",
        Phase.MACRO,
        On.FIRST,
        "The month's economy takes effect: chances of losing and of finding work, income, looseness, the cut-off, the "
        "desk's capacity; and what was decided at the review before.",
    ),
    Moment(
        "2a",
        Phase.CHARGE_OFF,
        On.AFTER_DUE,
        "*Charge-off.* Accounts that have reached the charge-off day (181 days past due: seven bills missed, the "
        "seventh posted) leave the book; a line is closed with it; recoveries are scheduled.",
    ),
    Moment(
        "2b",
        Phase.DUE,
        On.DUE,
        "*Due day.* The borrowers whose day it is live their month, in this order: work; income; interest on what is "
        "late and on loans; the bills fall due; spending, part of it on the line; mechanisms that act on bills; a gap "
        "is financed, from the own line, then an own loan, then other lenders; other lenders collect; the line's bill "
        "is paid or missed, then the loan's, with a cause; interest on what the line carries; a planned loan; outside "
        "credit; a line that its owner wants to give up is closed. Those who are late after it go on the worklist, and "
        "draw their luck and their day for the month.",
    ),
    Moment("2c", Phase.DUE_STEPS, On.DUE, "*Mechanisms* on the due day of late accounts: a bill of a plan is paid."),
    Moment("2d", Phase.FEES, On.AFTER_GRACE, "*Fees*, on each bill of the cohort still open."),
    Moment("2e", Phase.FEE_STEPS, On.AFTER_GRACE, "*Mechanisms* of that moment; none ships."),
    Moment(
        "2f",
        Phase.DESK,
        On.EACH,
        "*Desk.* As many late accounts are called as the day's capacity allows, in the order of the strategy. Whoever "
        "answers pays at once.",
    ),
    Moment("2g", Phase.CATCH_UP, On.EACH, "*Late payments* of those whose own day it is."),
    Moment("3a", Phase.CLOSE_STEPS, On.LAST, "*Mechanisms* at the close: plans are offered."),
    Moment(
        "3b",
        Phase.CLOSE,
        On.LAST,
        "*Close.* What is late is counted where it stands, recoveries come in. Everything is measured; rolls are "
        "against the close before; the ledger is checked.",
    ),
    Moment("3c", Phase.LEND, On.LAST, "*Lending.* Applications are judged and booked, first bill in the next month."),
    Moment(
        "4",
        Phase.REVIEW,
        On.LAST,
        "*Review.* Policies read the month's figures and decide for the next; so do a researcher's own processes.",
    ),
)
STEPS = {When.DUE: Phase.DUE_STEPS, When.FEES: Phase.FEE_STEPS, When.CLOSE: Phase.CLOSE_STEPS}
ON = {moment.phase: moment.on for moment in ORDER}


def moment(month: int, day: int, phase: Phase) -> int:
    """Return the simulated time of a phase of a day; day 31 of a month is day 1 of the next."""
    return (month * DAYS + day) * len(Phase) + phase


def day_of(phase: Phase, due_day: int, grace: int) -> int:
    """Return the day of the month on which a phase comes for a cohort, 1 to 30; in the next month if need be.

    >>> day_of(Phase.FEES, due_day=28, grace=5)
    4
    """
    if ON[phase] is On.FIRST:
        return 1
    if ON[phase] is On.LAST:
        return DAYS
    after = {On.DUE: 0, On.AFTER_DUE: 1, On.AFTER_GRACE: grace + 1}[ON[phase]]
    return (due_day + after - 1) % DAYS + 1
