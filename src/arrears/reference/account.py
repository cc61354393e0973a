"""An account: what is owed, what is late, and what can happen to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from arrears.borrower.paying import bills_open
from arrears.cells import Cause
from arrears.columns import UNKNOWN_COHORT
from arrears.model.order import DAYS
from arrears.rules import Rules

LINE, LOAN = 0, 1  # the places of cells.PRODUCTS


@dataclass(eq=False)
class Account:
    """A revolving line or an instalment loan of one borrower; money in minor units. Fields as in ``columns.py``.

    ``day``, ``answers``, ``settled`` and ``contacted`` are drawn on the due day of a late account and say what is to
    come until the next; once it is current again they mean nothing, and neither does the bill of a line.
    """

    product: int
    balance: int = 0
    arrears: int = 0
    bill: int = 0
    missed: int = 0
    accrued: int = 0
    cause: int = int(Cause.NONE)
    cohort: int = UNKNOWN_COHORT
    worst: int = 0
    contacted: int = 0
    day: int = -1
    answers: int = 0
    settled: int = 0
    # Where it stood at the last close, for the rolls: no bucket if it owed nothing then.
    bucket_before: int | None = None
    balance_before: int = 0
    own: dict[str, int] = field(default_factory=dict)  # state of mechanisms; zero where it is not here
    forborne: int = 0  # bills set aside since it was last up to date

    @property
    def late(self) -> bool:
        """A bill that fell due is not fully paid."""
        return self.missed > 0

    @property
    def wants_a_call(self) -> bool:
        """Late, has not paid since the last due day, and was not called since then."""
        return self.late and not self.settled and not self.contacted

    def days_past_due(self, since_due_day: int) -> int:
        """Days since the oldest unpaid bill fell due, as many days after the last due day; 0 when current."""
        return DAYS * (self.missed - 1) + since_due_day if self.late else 0

    def accrue(self, amount: int) -> None:
        """Keep interest or a fee apart that was added to the balance while the account is late."""
        if self.late:
            self.accrued += amount

    def post_bill(self, due: int, paid: int, cause: int, materiality: int, rules: Rules) -> None:
        """Post the month's bill on the due day.

        Days past due count from the bill with which the arrears became material: until then one bill is missed.

        A bill paid leaves no trace here. Of one that is not, the part unpaid is in arrears and the cause is kept. On an
        account that is late already the whole bill is added: it cannot be paid before the older ones. There ``cause``
        says whether the money would have been there.
        """
        if self.late:
            self.missed = self.missed + 1 if self.arrears >= materiality else 1
            self.arrears += due
            self.cause = int(rules.later_cause(self.cause, cause))
        elif cause != Cause.NONE:
            self.own.clear()
            self.arrears = due - paid
            self.missed = 1
            self.cause = cause
            if self.product == LINE:
                self.bill = due  # later bills of a late line are as large as this one

    def pay_late(self, cash: int, u_whole: float, p: Any, rules: Rules) -> int:
        """Pay late, oldest bill first, out of the cash left; return what was paid, 0 if there is no cash."""
        paid = int(rules.catch_up(self.arrears, self.bill, cash, u_whole, p))
        if paid > 0:
            bills = bills_open(self.arrears, self.bill) - bills_open(self.arrears - paid, self.bill)
            self.arrears -= paid
            self.balance -= paid
            self.accrued = max(self.accrued - paid, 0)
            self.settled = 1
            if self.arrears == 0:
                self.missed = self.forborne = self.accrued = 0
                self.cause = int(Cause.NONE)
            else:
                self.missed = max(self.missed - bills, 1)
        return paid

    def charge_fee(self, p: Any, rules: Rules) -> int:
        """Add the late fee to what is owed; return it. It is not part of the arrears."""
        fee = int(rules.late_fee(self.bill, p))
        self.balance += fee
        self.accrue(fee)
        return fee

    def charge_off(self) -> int:
        """Take what is owed off the book; return it."""
        balance = self.balance
        self.balance = self.arrears = self.missed = self.forborne = self.accrued = 0
        self.cause = int(Cause.NONE)
        self.day = -1
        return balance

    def book_loan(self, amount: int, factor: float, month: int, rules: Rules) -> None:
        """Start a new loan; its first bill falls due next month."""
        self.bill = int(rules.instalment(amount, factor))
        self.cohort = month
        self.worst = 0
