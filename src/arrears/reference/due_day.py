"""The due day: a borrower's month, from work to the bill, in the order it is lived.

This is where the rules meet. Each step calls one or two of them with the borrower's state and draws; what it finds is
kept for the steps that follow. Money is in minor units.
"""

from __future__ import annotations

from arrears.borrower.financing import outside_room
from arrears.cells import Cause
from arrears.draws import Purpose
from arrears.reference.account import LINE, LOAN
from arrears.reference.borrower import Borrower, stored
from arrears.reference.world import World


class DueDay:
    """One borrower's due day in one month; ``live`` lives it."""

    def __init__(self, who: Borrower, world: World) -> None:
        self.who, self.world = who, world
        self.q, self.climate, self.count = world.setting.q, world.climate, world.count
        self.rules = world.rules
        self.luck = world.luck(who, world.month)

    def live(self) -> None:
        """Live the month, step by step."""
        for account in self.who.accounts:
            self.count.unserved(account)
        self.who.billed = self.world.month
        self.work_and_earn()
        self.bills_fall_due()
        self.spend()
        self.fill_the_gap()
        self.others_collect()
        self.pay_bills()
        self.plan_a_loan()
        self.use_outside_credit()
        self.who.buffer = self.cash
        self.close_the_line()
        self.count.due_day(self.who, self.earned)
        self.world.labour.add(self.who)

    def work_and_earn(self) -> None:
        """Work, then the income that follows from it."""
        who, climate = self.who, self.climate
        who.months_out = self.rules.work(
            who.months_out, who.exposure, climate.separation, climate.finding, self.luck.uniform(Purpose.WORK)
        )
        z_permanent, z_transitory = self.luck.normals(Purpose.INCOME_RADIUS, Purpose.INCOME_ANGLE)
        self.earned, permanent = self.rules.income(
            who.base_income,
            who.permanent,
            who.volatility,
            who.months_out,
            climate.income,
            z_permanent,
            z_transitory,
            self.q.income,
        )
        who.permanent = stored(permanent)

    def bills_fall_due(self) -> None:
        """Interest is posted and the bills fall due: of the line, of the loan, and what other lenders collect.

        A line in good standing pays no interest yet: it is due on what is carried after paying. Late accounts pay the
        higher rate on all that is owed. A late line's bill stays as large as the one first missed.
        """
        who, charges = self.who, self.q.charges
        line, loan = who.line, who.loan
        if line.late:
            self.post_interest(LINE, self.rules.interest(line.balance, charges.line_rate_late))
            self.line_due = min(line.bill, line.balance - line.arrears)
        else:
            self.line_due = self.rules.line_bill(line.balance, charges)
        self.post_interest(
            LOAN, self.rules.interest(loan.balance, charges.loan_rate_late if loan.late else charges.loan_rate)
        )
        self.loan_due = min(loan.bill, loan.balance - loan.arrears)
        self.outside_due = self.rules.outside_due(who.outside, who.base_income, self.climate.openness, self.q.financing)
        self.service = self.line_due + self.loan_due + self.outside_due

    def post_interest(self, product: int, amount: int) -> None:
        """Add interest to what is owed."""
        self.who.accounts[product].balance += amount
        self.count.flow("interest", product, amount)

    def spend(self) -> None:
        """Spending, some of it on the line; what is left is the cash for the bills.

        Nothing goes on a line that is late or is being closed.
        """
        who, q = self.who, self.q
        floor = self.rules.subsistence(who.base_income, q.income.median, q.spending)
        target = self.rules.savings_target(
            who.base_income, who.propensity, self.climate.openness, q.financing.outside_ceiling, q.spending
        )
        spending, habit = self.rules.spend(
            who.base_income, floor, self.earned, self.service, who.buffer, target, who.habit, who.propensity, q.spending
        )
        who.habit = stored(habit)
        wants_to_close = self.luck.uniform(Purpose.CLOSE) < q.financing.closing
        self.closing = wants_to_close and not who.line.late and who.limit > 0
        free = max(who.limit - who.line.balance, 0)
        if who.line.late or self.closing:
            free = 0
        self.purchases = min(int(who.line_use * spending), free)
        self.line_free = free - self.purchases
        self.cash = who.buffer + self.earned - spending + self.purchases

    def fill_the_gap(self) -> None:
        """Financing a gap: own line, own loan, other lenders. What cannot be financed is missing."""
        who, p, openness = self.who, self.q.financing, self.climate.openness
        # Only bills of accounts in good standing are paid today; late ones are paid when the borrower catches up.
        self.line_now = 0 if who.line.late else self.line_due
        self.loan_now = 0 if who.loan.late else self.loan_due
        need = self.line_now + self.loan_now + self.outside_due - self.cash
        self.may_have_a_loan = not who.late and who.limit > 0 and not self.closing and who.loan.balance == 0
        loan_room = int(p.loan_ceiling * self.climate.lines * who.base_income) if self.may_have_a_loan else 0
        room = outside_room(who.outside, who.base_income, openness, who.months_out, p)
        self.drawn, self.borrowed, self.borrowed_outside = self.rules.finance(need, self.line_free, loan_room, room, p)
        found = self.drawn + self.borrowed + self.borrowed_outside
        self.cash = max(self.cash + found, 0)  # what credit does not cover of subsistence is gone without
        # A crunch: the gap would have been filled had other lenders been as open as usual.
        usual_room = outside_room(who.outside, who.base_income, 1.0, who.months_out, p)
        self.crunch = openness < 1.0 and need - found <= usual_room - room

    def others_collect(self) -> None:
        """Other lenders collect first."""
        self.paid_outside = min(self.outside_due, self.cash)
        self.cash -= self.paid_outside

    def pay_bills(self) -> None:
        """Pay or miss the line's bill, then the loan's; then post the line's interest on what is carried."""
        who, q = self.who, self.q
        self.unable = self.rules.inability(who.months_out, self.earned, who.base_income, self.crunch, q.paying)
        owed = who.line.balance
        wanted = owed if self.closing else max(self.line_now, int(who.pay_share * owed))
        reserve = self.loan_now if self.closing else int(q.paying.reserve * who.base_income)
        line_was_late = who.line.late
        self.line_cause = self.pay_bill(LINE, self.line_now, self.line_due, wanted, reserve)
        self.loan_cause = self.pay_bill(LOAN, self.loan_now, self.loan_due, self.loan_now, 0)
        if not line_was_late:
            self.post_interest(LINE, self.rules.interest(who.line.balance, q.charges.line_rate))
        who.line.balance += self.purchases + self.drawn
        self.count.flow("draws", LINE, self.purchases + self.drawn)

    def pay_bill(self, product: int, now: int, due: int, wanted: int, reserve: int) -> int:
        """Pay one bill or miss it, and post it; return the cause if it is missed."""
        who = self.who
        account = who.accounts[product]
        paid: int
        cause: int
        paid, cause = self.rules.pay(
            now,
            wanted,
            self.cash,
            reserve,
            self.service / (self.earned + 1.0),
            who.autopay,
            who.forget,
            who.willingness,
            self.unable,
            self.luck.uniform(Purpose.FORGET),
            self.luck.logistic(Purpose.WILLING),
            self.q.paying,
        )
        self.cash -= paid
        account.balance -= paid
        self.count.flow("payments", product, paid)
        account.post_bill(due, paid, cause)
        return cause

    def plan_a_loan(self) -> None:
        """Take a cash loan: the one that filled the gap, or one for a purchase, part of which stays in the buffer."""
        who, p = self.who, self.q.financing
        amount = self.borrowed
        if self.may_have_a_loan and self.line_cause == Cause.NONE and amount == 0:
            amount = self.rules.planned_loan(
                who.base_income, who.months_out, self.climate.lines, self.luck.uniform(Purpose.LOAN), p
            )
            self.cash += amount - int(p.loan_spent * amount)
        if amount > 0:
            # The old loan, if one was paid off since the last close, is another account.
            self.count.roll(who, who.loan, self.count.paid_off)
            who.loan.book_loan(amount, self.q.charges.instalment_factor, self.world.month, self.rules)
            who.loan.balance += amount
            self.count.originated(who, LOAN, amount)

    def use_outside_credit(self) -> None:
        """Debt to other lenders after this month: collected, interest, used in good times, borrowed for the gap."""
        who, p = self.who, self.q.financing
        used = self.rules.outside_use(
            who.outside,
            who.base_income,
            who.propensity,
            who.months_out,
            self.climate.openness,
            self.luck.uniform(Purpose.OUTSIDE),
            p,
        )
        rate = int(who.outside * p.outside_rate)
        who.outside = who.outside - self.paid_outside + rate + used + self.borrowed_outside

    def close_the_line(self) -> None:
        """Close the line if its owner wants to, once nothing is owed on it."""
        if self.closing and self.who.line.balance == 0:
            self.who.limit = 0
