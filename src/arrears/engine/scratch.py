"""Where the values of a block's due day lie: fields in the block itself, and the scratch rows that its loops share.

Which rows are shared follows from what each loop reads and writes: a block and its scratch stay in the first cache that
way (measured: 2 of 36 ns a borrower-month).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from arrears.compiled.layout import Place, allot, keeper, loader
from arrears.engine.blocks import DTYPES, LINE_LATE, LISTED, LOAN_LATE, NARROW, pin
from arrears.model.records import Account, Bills, Luck, Settled, Who, Work


class Block(NamedTuple):
    """Fields of a block and its scratch, as arrays (rows, W)."""

    f4: Any
    i1: Any
    i8: Any
    draws: Any  # float32, as `Luck`
    whole: Any  # int64
    real: Any  # float64


class Count(NamedTuple):
    """What one borrower adds to the sums of its block; of money, of people, packed three numbers in one."""

    opened_rev: int
    opened_ins: int
    closed_rev: int
    closed_ins: int
    paid_off_rev: int
    paid_off_ins: int
    earned_kept: int
    heads: int
    count_rev: int
    count_ins: int


class Booked(NamedTuple):
    """What is left for those who are counted one by one."""

    mark: int
    ins_before: int


REAL = ("permanent_after", "habit_after")  # float64; all else is int64
LATE = ("rev_arrears", "ins_arrears", "rev_bill")  # from the pen, of who comes late; of others whatever was here before
_WORK, _BILLS, _SETTLED = (
    tuple(name for name in record._fields if name not in REAL) for record in (Work, Bills, Settled)
)
_ONE_BY_ONE = ("rev_owed", "rev_due", "ins_due", "rev_paid", "ins_paid", "rev_cause", "ins_cause", "loan")
ROWS = allot(
    (
        ("read back", (), LATE),
        ("earn", (), _WORK),
        ("before", (*LATE, "earned"), _BILLS),
        ("settle", (*_WORK, *_BILLS), _SETTLED),
        ("book", (*_WORK, "rev_owed", "ins_owed", *_SETTLED), (*Count._fields, *Booked._fields)),
        ("sum", Count._fields, ()),
        ("one by one", (*Booked._fields, *_ONE_BY_ONE), ()),
    )
)
WHOLE_ROWS = 1 + max(ROWS.values())
pin_whole = pin(WHOLE_ROWS)
FIELDS: dict[str, Place] = {name: (kind, row) for kind in DTYPES for row, name in enumerate(NARROW[kind])}
PLACES: dict[str, Place] = {name: ("whole", row) for name, row in ROWS.items()} | {
    name: ("real", row) for row, name in enumerate(REAL)
}
_DRAWS: dict[str, Place] = {name: ("draws", row) for row, name in enumerate(Luck._fields)}
_LINE: dict[str, Place | str] = {
    "balance": FIELDS["rev_balance"],
    "arrears": PLACES["rev_arrears"],
    "bill": PLACES["rev_bill"],
    "late": f"(int64(a.i1[{LISTED}, i]) & {LINE_LATE}) != 0",
}
_LOAN: dict[str, Place | str] = {
    "balance": FIELDS["ins_balance"],
    "arrears": PLACES["ins_arrears"],
    "bill": FIELDS["ins_bill"],
    "late": f"(int64(a.i1[{LISTED}, i]) & {LOAN_LATE}) != 0",
}

who_at = loader("who_at", Who, FIELDS)
luck_at, keep_luck = loader("luck_at", Luck, _DRAWS), keeper("keep_luck", Luck, _DRAWS)
line_at, loan_at = loader("line_at", Account, _LINE), loader("loan_at", Account, _LOAN)
work_at, keep_work = loader("work_at", Work, PLACES), keeper("keep_work", Work, PLACES)
bills_at, keep_bills = loader("bills_at", Bills, PLACES), keeper("keep_bills", Bills, PLACES)
settled_at, keep_settled = loader("settled_at", Settled, PLACES), keeper("keep_settled", Settled, PLACES)
count_at, keep_count = loader("count_at", Count, PLACES), keeper("keep_count", Count, PLACES)
keep_booked = keeper("keep_booked", Booked, PLACES)
