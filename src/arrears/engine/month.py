"""A borrower's month on the due day, put together from the rules: once for every loop that needs it.

``before`` is the month up to the moment the bills fall due: what is owed, spending. (Work and income come before it
and do not depend on lateness.) ``settle`` is what follows: financing a gap, paying, new loans, closing.
"""

from __future__ import annotations

from typing import Any

from arrears.borrower.financing import finance, outside_due, outside_room, outside_use, planned_loan
from arrears.borrower.paying import inability, pay
from arrears.borrower.spending import savings_target, spend, subsistence
from arrears.jit import rule
from arrears.lender.charges import interest, line_bill


@rule
def before(
    base: int,
    earned: int,
    habit: float,
    propensity: float,
    line_use: float,
    buffer: int,
    outside: int,
    limit: int,
    rev_balance: int,
    rev_arrears: int,
    rev_missed: int,
    rev_bill: int,
    ins_balance: int,
    ins_arrears: int,
    ins_missed: int,
    ins_bill: int,
    openness: float,
    u_close: float,
    q: Any,
) -> Any:
    """The month up to the due day, once work and income are known.

    Returns habit, service (all bills and what others collect), cash,
    owed and due of the line and of the loan, due outside, purchases on the line, free line after them, and whether the
    line is being closed. Money in minor units.
    """
    rev_late = rev_missed > 0
    rev_owed = rev_balance + (interest(rev_balance, q.charges.line_rate_late) if rev_late else 0)
    # Who is not late owes the balance: the bill need not wait for interest.
    rev_due = min(rev_bill, rev_owed - rev_arrears) if rev_late else line_bill(rev_balance, q.charges)
    ins_rate = q.charges.loan_rate_late if ins_missed > 0 else q.charges.loan_rate
    ins_owed = ins_balance + interest(ins_balance, ins_rate)
    # What an account in good standing has for arrears and bill is another borrower's, or nobody's.
    ins_due = min(ins_bill, ins_owed - (ins_arrears if ins_missed > 0 else 0))
    out_due = outside_due(outside, base, openness, q.financing)

    service = rev_due + ins_due + out_due
    floor = subsistence(base, q.income.median, q.spending)
    target = savings_target(base, propensity, openness, q.financing.outside_ceiling, q.spending)
    spending, habit_after = spend(base, floor, earned, service, buffer, target, habit, propensity, q.spending)

    closing = (u_close < q.financing.closing) and (not rev_late) and (limit > 0)
    room = max(limit - rev_owed, 0)
    room = 0 if (rev_late or closing) else room
    purchases = min(int(line_use * spending), room)
    cash = buffer + earned - spending + purchases
    return (
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
        closing,
    )


@rule
def settle(
    base: int,
    propensity: float,
    pay_share: float,
    autopay: int,
    forget: float,
    willingness: float,
    outside: int,
    limit: int,
    months_out: int,
    earned: int,
    service: int,
    cash: int,
    rev_owed: int,
    rev_due: int,
    rev_missed: int,
    ins_owed: int,
    ins_due: int,
    ins_missed: int,
    out_due: int,
    purchases: int,
    line_free: int,
    closing: bool,
    openness: float,
    lines: float,
    u_forget: float,
    l_willing: float,
    u_loan: float,
    u_outside: float,
    q: Any,
) -> Any:
    """The due day: a gap is financed, others collect, bills are paid or missed, loans are booked, lines closed.

    Returns buffer, outside debt, balance of the line and of the loan, paid on each, cause on each (0: the bill is
    paid), interest on the line posted now on what is carried, draws on the line, loan booked, limit. Minor units.
    """
    p = q.financing
    rev_late = rev_missed > 0
    ins_late = ins_missed > 0
    rev_now = 0 if rev_late else rev_due
    ins_now = 0 if ins_late else ins_due

    need = rev_now + ins_now + out_due - cash
    standing = (not rev_late) and (not ins_late) and (limit > 0) and (not closing)
    loan_room = int(p.loan_ceiling * lines * base) if (standing and ins_owed == 0) else 0
    room = outside_room(outside, base, openness, months_out, p)
    line, loan, borrowed = finance(need, line_free, loan_room, room, p)
    # What credit does not cover of subsistence is gone without.
    cash = max(cash + line + loan + borrowed, 0)
    out_paid = min(out_due, cash)
    cash = cash - out_paid

    missing = need - line - loan - borrowed
    usual_room = outside_room(outside, base, 1.0, months_out, p)
    crunch = (openness < 1.0) and (missing <= usual_room - room)
    unable = inability(months_out, earned, base, crunch, q.paying)
    burden = service / (earned + 1.0)
    # Who closes the line keeps back what the loan's bill needs.
    reserve = ins_now if closing else int(q.paying.reserve * base)
    wanted = rev_owed if closing else max(rev_now, int(pay_share * rev_owed))
    rev_paid, rev_cause = pay(
        rev_now, wanted, cash, reserve, burden, autopay, forget, willingness, unable, u_forget, l_willing, q.paying
    )
    cash = cash - rev_paid
    ins_paid, ins_cause = pay(
        ins_now, ins_now, cash, 0, burden, autopay, forget, willingness, unable, u_forget, l_willing, q.paying
    )
    cash = cash - ins_paid

    carried = rev_owed - rev_paid
    rev_interest = 0 if rev_late else interest(carried, q.charges.line_rate)
    rev_after = carried + rev_interest + purchases + line

    fine = standing and (ins_owed == 0) and (rev_cause == 0) and (loan == 0)
    wish = planned_loan(base, months_out, lines, u_loan, p)
    planned = wish if fine else 0
    cash = cash + planned - int(p.loan_spent * planned)
    ins_after = ins_owed - ins_paid + loan + planned

    spent_outside = outside_use(outside, base, propensity, months_out, openness, u_outside, p)
    outside_after = outside - out_paid + int(outside * p.outside_rate) + spent_outside + borrowed
    closed = closing and (rev_after == 0)
    return (
        cash,
        outside_after,
        rev_after,
        ins_after,
        rev_paid,
        ins_paid,
        rev_cause,
        ins_cause,
        rev_interest,
        purchases + line,
        loan + planned,
        0 if closed else limit,
    )
