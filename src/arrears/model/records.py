"""Records: what the month is given and what it gives back, by name. Money is int64 minor units, shares are float64."""

from __future__ import annotations

from typing import NamedTuple


class Who(NamedTuple):
    """A borrower as it comes to its due day; fields as in ``columns.py``."""

    base_income: int
    exposure: float
    volatility: float
    propensity: float
    forget: float
    willingness: float
    line_use: float
    pay_share: float
    autopay: int
    months_out: int
    permanent: float
    habit: float
    buffer: int
    outside: int
    limit: int


class Account(NamedTuple):
    """An account as it comes to its due day. Of one in good standing ``arrears`` means nothing, nor a line's bill."""

    balance: int
    arrears: int
    bill: int
    late: bool


class Luck(NamedTuple):
    """The month's draws: uniform in (0, 1), but two standard normals and a standard logistic."""

    work: float
    z_permanent: float
    z_transitory: float
    forget: float
    l_willing: float
    loan: float
    close: float
    outside: float


class Sky(NamedTuple):
    """What the month is like for everybody on a path; fields as in ``setting.Climate``."""

    separation: float
    finding: float
    income: float
    openness: float
    lines: float
    open_lines: float
    rate_change: float


class Work(NamedTuple):
    """Work and income of the month."""

    out: int  # months out of work, 0 in work
    earned: int
    permanent_after: float


class Bills(NamedTuple):
    """The moment the bills fall due."""

    habit_after: float
    service: int  # all bills, and what others collect
    cash: int  # before anything is financed or paid
    rev_owed: int
    rev_due: int
    ins_owed: int
    ins_due: int
    out_due: int  # to other lenders
    purchases: int  # put on the line
    line_free: int  # after them
    closing: int  # 1: the line is being closed


class Settled(NamedTuple):
    """After the due day."""

    cash_after: int
    outside_after: int
    rev_after: int  # balance of the line
    ins_after: int  # of the loan
    rev_paid: int
    ins_paid: int
    rev_cause: int  # why the bill was missed, or could not be paid; 0: it is paid, or late for another reason
    ins_cause: int
    rev_interest: int  # posted on what is carried; interest of a late account stands in `Bills.rev_owed`
    drawn: int  # on the line, purchases included
    loan: int  # booked
    limit_after: int
