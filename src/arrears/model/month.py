"""A borrower's month on the due day, put together from the rules: once for both engines.

``earn`` is work and income, ``before`` the rest of the month up to the moment the bills fall due, ``settle`` what
follows: financing a gap, paying, new loans, closing. Money is in minor units.
"""

from __future__ import annotations

from typing import Any

from arrears.borrower.employment import work
from arrears.borrower.financing import finance, outside_due, outside_room, outside_use, planned_loan
from arrears.borrower.income import income
from arrears.borrower.paying import inability, pay
from arrears.borrower.spending import savings_target, spend, subsistence
from arrears.jit import rule
from arrears.lender.charges import interest, line_bill
from arrears.model.records import Account, Bills, Luck, Settled, Sky, Who, Work


@rule
def earn(who: Who, sky: Sky, luck: Luck, q: Any) -> Work:
    """Work, then the income that follows from it."""
    out = work(who.months_out, who.exposure, sky.separation, sky.finding, luck.work)
    earned, after = income(
        who.base_income, who.permanent, who.volatility, out, sky.income, luck.z_permanent, luck.z_transitory, q.income
    )
    return Work(out, earned, after)


@rule
def before(who: Who, line: Account, loan: Account, worked: Work, sky: Sky, luck: Luck, q: Any) -> Bills:
    """The month up to the due day, once work and income are known: what is owed and due, spending."""
    base, earned = who.base_income, worked.earned
    rev_owed = line.balance + (
        interest(line.balance, max(q.charges.line_rate_late + sky.rate_change, 0.0)) if line.late else 0
    )
    # Who is not late owes the balance: the bill need not wait for interest.
    rev_due = min(line.bill, rev_owed - line.arrears) if line.late else line_bill(line.balance, q.charges)
    ins_rate = q.charges.loan_rate_late if loan.late else q.charges.loan_rate
    ins_owed = loan.balance + interest(loan.balance, ins_rate)
    # What an account in good standing has for arrears and bill is another borrower's, or nobody's.
    ins_due = min(loan.bill, ins_owed - (loan.arrears if loan.late else 0))
    out_due = outside_due(who.outside, base, sky.openness, q.financing)

    service = rev_due + ins_due + out_due
    floor = subsistence(base, q.income.median, q.spending)
    target = savings_target(base, who.propensity, sky.openness, q.financing.outside_ceiling, q.spending)
    spending, habit_after = spend(
        base, floor, earned, service, who.buffer, target, who.habit, who.propensity, q.spending
    )

    closing = (luck.close < q.financing.closing) and (not line.late) and (who.limit > 0)
    room = max(int(who.limit * sky.open_lines) - rev_owed, 0)
    room = 0 if (line.late or closing) else room
    purchases = min(int(who.line_use * spending), room)
    cash = who.buffer + earned - spending + purchases
    return Bills(
        habit_after,
        service,
        cash,
        rev_owed,
        rev_due,
        ins_owed,
        ins_due,
        out_due,
        purchases,
        room - purchases,
        int(closing),
    )


@rule
def settle(who: Who, rev_late: bool, ins_late: bool, worked: Work, b: Bills, sky: Sky, luck: Luck, q: Any) -> Settled:
    """The due day: a gap is financed, others collect, bills are paid or missed, loans are booked, lines closed."""
    p = q.financing
    base, out, earned, openness = who.base_income, worked.out, worked.earned, sky.openness
    closing = b.closing != 0
    rev_now = 0 if rev_late else b.rev_due
    ins_now = 0 if ins_late else b.ins_due

    need = rev_now + ins_now + b.out_due - b.cash
    standing = (not rev_late) and (not ins_late) and (who.limit > 0) and (not closing)
    loan_room = int(p.loan_ceiling * sky.lines * base) if (standing and b.ins_owed == 0) else 0
    room = outside_room(who.outside, base, openness, out, p)
    line, loan, borrowed = finance(need, b.line_free, loan_room, room, p)
    # What credit does not cover of subsistence is gone without.
    cash = max(b.cash + line + loan + borrowed, 0)
    out_paid = min(b.out_due, cash)
    cash = cash - out_paid

    missing = need - line - loan - borrowed
    usual_room = outside_room(who.outside, base, 1.0, out, p)
    # What lenders as open as usual would have added: more elsewhere, less called, the part of the line now withheld.
    withheld = 0 if (rev_late or closing) else max(who.limit - b.rev_owed - b.purchases, 0) - b.line_free
    called = b.out_due - outside_due(who.outside, base, 1.0, p)
    tighter = (openness < 1.0) or (sky.open_lines < 1.0)
    crunch = tighter and (missing <= usual_room - room + called + int(p.line_share * withheld))
    unable = inability(out, earned, base, crunch, q.paying)
    burden = b.service / (earned + 1.0)
    # Who closes the line keeps back what the loan's bill needs.
    reserve = ins_now if closing else int(q.paying.reserve * base)
    wanted = b.rev_owed if closing else max(rev_now, int(who.pay_share * b.rev_owed))
    rev_paid, rev_cause = pay(
        rev_now,
        wanted,
        cash,
        reserve,
        burden,
        who.autopay,
        who.forget,
        who.willingness,
        unable,
        luck.forget,
        luck.l_willing,
        q.paying,
    )
    cash = cash - rev_paid
    ins_paid, ins_cause = pay(
        ins_now,
        ins_now,
        cash,
        0,
        burden,
        who.autopay,
        who.forget,
        who.willingness,
        unable,
        luck.forget,
        luck.l_willing,
        q.paying,
    )
    cash = cash - ins_paid

    # A late account's bill is not paid today; whether the money for it is there is seen all the same.
    rev_cause = (unable if cash < b.rev_due else 0) if rev_late else rev_cause
    ins_cause = (unable if cash < b.ins_due else 0) if ins_late else ins_cause

    carried = b.rev_owed - rev_paid
    rev_interest = 0 if rev_late else interest(carried, max(q.charges.line_rate + sky.rate_change, 0.0))
    rev_after = carried + rev_interest + b.purchases + line

    fine = standing and (b.ins_owed == 0) and (rev_cause == 0) and (loan == 0)
    wish = planned_loan(base, out, sky.lines, luck.loan, p)
    planned = wish if fine else 0
    cash = cash + planned - int(p.loan_spent * planned)
    ins_after = b.ins_owed - ins_paid + loan + planned

    spent_outside = outside_use(who.outside, base, who.propensity, out, openness, luck.outside, p)
    outside_after = (
        who.outside
        - out_paid
        + int(who.outside * max(p.outside_rate + sky.rate_change, 0.0))
        + spent_outside
        + borrowed
    )
    closed = closing and (rev_after == 0)
    return Settled(
        cash,
        outside_after,
        rev_after,
        ins_after,
        rev_paid,
        ins_paid,
        rev_cause,
        ins_cause,
        rev_interest,
        b.purchases + line,
        loan + planned,
        0 if closed else who.limit,
    )
