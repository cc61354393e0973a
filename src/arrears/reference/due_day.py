"""The due day of one borrower: its month as ``model/month.py`` says it, and what is kept and counted of it."""

from __future__ import annotations

from typing import Any

from arrears.draws import Purpose
from arrears.model.records import Account as AccountRecord
from arrears.model.records import Luck as LuckRecord
from arrears.model.records import Who
from arrears.reference.account import LINE, LOAN
from arrears.reference.borrower import Borrower, stored
from arrears.reference.luck import Luck
from arrears.reference.mechanisms import act_on_bills, carry_forborne
from arrears.reference.world import World


def luck_record(luck: Luck) -> LuckRecord:
    """The month's draws by name."""
    z = luck.normals(Purpose.INCOME_RADIUS, Purpose.INCOME_ANGLE)
    return LuckRecord(
        luck.uniform(Purpose.WORK),
        *z,
        luck.uniform(Purpose.FORGET),
        luck.logistic(Purpose.WILLING),
        luck.uniform(Purpose.LOAN),
        luck.uniform(Purpose.CLOSE),
        luck.uniform(Purpose.OUTSIDE),
    )


def record(kind: Any, of: Any) -> Any:
    """A record of an object's attributes."""
    return kind(*(getattr(of, name) for name in kind._fields))


def live_due_day(who: Borrower, world: World) -> None:
    """One borrower's due day in one month."""
    q, sky, count, month = world.setting.q, world.climate, world.count, world.rules.month
    luck = luck_record(world.luck(who, world.month))
    for account in who.accounts:
        count.unserved(account)
    who.billed = world.month
    me, line, loan = record(Who, who), record(AccountRecord, who.line), record(AccountRecord, who.loan)
    worked = month.earn(me, sky, luck, q)
    bills = month.before(me, line, loan, worked, sky, luck, q)
    bills = act_on_bills(who, world, me, worked, bills)
    done = month.settle(me, line.late, loan.late, worked, bills, sky, luck, q)

    who.months_out, who.permanent, who.habit = worked.out, stored(worked.permanent_after), stored(bills.habit_after)
    who.buffer, who.outside, who.limit = done.cash_after, done.outside_after, done.limit_after
    line_interest = bills.rev_owed - line.balance + done.rev_interest
    loan_interest = bills.ins_owed - loan.balance
    count.flow("interest", LINE, line_interest)
    count.flow("interest", LOAN, loan_interest)
    count.flow("draws", LINE, done.drawn)
    who.line.balance, who.loan.balance = done.rev_after, done.ins_after
    who.line.accrue(line_interest)
    who.loan.accrue(loan_interest)
    for account, due, paid, cause in (
        (who.line, bills.rev_due, done.rev_paid, done.rev_cause),
        (who.loan, bills.ins_due, done.ins_paid, done.ins_cause),
    ):
        count.flow("payments", account.product, paid)
        if world.setting.own.forbears and not account.late:
            carry_forborne(account, bills.rev_owed if account is who.line else bills.ins_owed, due, cause)
        account.post_bill(due, paid, cause, world.setting.materiality, world.rules)
    if done.loan > 0:
        # The old loan, if one was paid off since the last close, is another account.
        count.roll(who, who.loan, count.paid_off)
        who.loan.book_loan(done.loan, q.charges.instalment_factor, world.month, world.rules)
        count.originated(who, LOAN, done.loan)
    count.due_day(who, worked.earned)
    world.labour.add(who)
