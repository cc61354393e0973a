"""Payment holidays: who is out of work or short of cash on the due day, and not late, may ask to skip the bills.

Interest runs on and nothing else is due, so the loan lasts longer and the line carries more. What is reported calls the
account current; its underlying days past due count the bills set aside since one was last paid.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import Field

from arrears.keys.kinds import Count as Whole
from arrears.keys.kinds import Number
from arrears.keys.kinds import Share as Part
from arrears.keys.section import Section
from arrears.mechanisms.mechanism import Block, Count, Mechanism, Share, Standing
from arrears.purposes import Purpose


class Holidays(Section):
    """Payment holidays for borrowers who are not late."""

    ask: Annotated[float, Part()] = Field(
        0.5, description="chance a month that a borrower in need asks for a holiday; assumption"
    )
    months: Annotated[int, Whole(1, 15)] = Field(3, description="bills in a row that can be set aside; assumption")
    cushion: Annotated[float, Number(0.0, 100.0)] = Field(
        1.0, description="in need: out of work, or with less cash than so many of the month's bills; assumption"
    )


class Skipped(NamedTuple):
    """What a holiday changes and counts."""

    rev_forborne: int
    ins_forborne: int
    rev_due: int
    ins_due: int
    holidays: int
    holiday_deferred: int


def skip(who: Any, line: Standing, loan: Standing, worked: Any, bills: Any, own: Any, u: Any, p: Any) -> Skipped:
    """The due day, once the bills are known: both are set aside, or neither."""
    due = bills.rev_due + bills.ins_due
    need = (bills.cash < p.cushion * due) or (worked.out > 0)
    fine = (not line.late) and (not loan.late) and (due > 0)
    room = max(own.rev_forborne, own.ins_forborne) < p.months
    grants = need and fine and room and (u.ask < p.ask)
    return Skipped(
        own.rev_forborne + int(grants and bills.rev_due > 0),
        own.ins_forborne + int(grants and bills.ins_due > 0),
        0 if grants else bills.rev_due,
        0 if grants else bills.ins_due,
        int(grants),
        due if grants else 0,
    )


HOLIDAYS = Mechanism(
    name="holidays",
    section=Holidays,
    block=Block(skip, Skipped),
    draws={"ask": Purpose.HOLIDAY},
    counts={
        "holidays": Count("borrowers", "borrowers on a payment holiday this month"),
        "holiday_deferred": Count("minor units", "bills set aside by payment holidays"),
    },
    measures={
        "holidays": Share("Borrowers on a payment holiday this month.", "borrowers", "holidays"),
        "holiday_share": Share(
            "Borrowers on a payment holiday over all borrowers on the books.", "fraction", "holidays", "borrowers"
        ),
        "holiday_deferred": Share("Bills set aside by payment holidays.", "currency", "holiday_deferred"),
    },
    forbears=True,
)
