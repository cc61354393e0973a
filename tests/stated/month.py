"""The month of a few borrowers, stated plainly: dictionaries, a loop over days, and sums by name.

Written from docs/model.md and not from the engines. It calls the rules, each for a single step; the order of a month,
the bookkeeping and what is counted are its own. A borrower is a dictionary with the columns of a book; an account's
begin with ``rev_`` or ``ins_``.
"""

from collections import Counter
from math import floor

import numpy as np

from arrears.borrower.employment import flow_rates, work
from arrears.borrower.financing import finance, outside_due, outside_room, outside_use, planned_loan
from arrears.borrower.income import income
from arrears.borrower.paying import bills_open, catch_up, catch_up_day, effort, inability, later_cause, motive, pay
from arrears.borrower.spending import savings_target, spend, subsistence
from arrears.cells import FLOWS, Cause
from arrears.columns import book_columns
from arrears.draws import Purpose
from arrears.lender.charges import instalment, interest, late_fee, line_bill
from arrears.lender.collections import call_effect, priority, prompted, turn
from arrears.market.competition import openness
from stated.draws import logistic, normals, uniform

LINE, LOAN = "rev_", "ins_"
PRODUCT = {LINE: 0, LOAN: 1}
CURRENT = 0


def float32(x):
    """As a column of float32 keeps it."""
    return float(np.float32(x))


class Path:
    """One path: its borrowers, and what was counted: ``sums[name, month, ...]``, axes as in ``cells.py``."""

    def __init__(self, opening, setting, macro, number):
        self.opening, self.setting, self.macro, self.number = opening, setting, macro, number
        self.month, self.today = 0, 30
        self.sums = Counter()
        self.gone = []  # who left and is to be replaced (static)
        rows = opening.book.size
        self.people = [{c.name: opening.book[c.name][k].item() for c in book_columns()} for k in range(rows)]
        for b in self.people:
            b["due"] = b["due_day"]  # the day, counted from day 1 of month 0, of the last bills
            b["left"] = b["left_between"] = False
            for k in (LINE, LOAN):
                b[k + "before"] = None
            self.line_up(b)
        to_come = opening.pending_by_segment(len(setting.segments), setting.recovery_months)
        self.recoveries = Counter({(m + 1, p, s): int(x) for (p, s, m), x in np.ndenumerate(to_come)})
        self.heads = Counter()
        for b in self.people:
            self.count_head(b)
            self.sums["borrowers", 0, b["segment"]] += 1
            self.sums["employed", 0, b["segment"]] += b["months_out"] == 0
        self.count_stocks()

    def add(self, name, *place, amount=1):
        self.sums[(name, self.month, *place)] += amount

    def flow(self, name, account, amount):
        self.add("ledger", PRODUCT[account], FLOWS.index(name), amount=amount)

    def draw(self, b, month, purpose):
        return uniform(self.setting.seed, self.number, b["origin"], b["place"], month, purpose)

    # ---- the calendar

    def live(self, lend):
        """All months; ``lend`` is what happens after the close."""
        for month in range(1, self.setting.months + 1):
            self.month = month
            self.begin()
            for day in range(1, 31):
                self.today = 30 * month + day
                for b in self.people:
                    self.charge_off(b)
                for b in self.people:
                    if b["due_day"] == day and not b["left"]:
                        self.due_day(b)
                for b in self.people:
                    self.charge_fees(b)
                self.calls(day)
                for b in self.people:
                    self.pay_unprompted(b)
            self.count_stocks()
            for product in (0, 1):
                for segment in range(len(self.setting.segments)):
                    self.add("recovered", product, segment, amount=self.recoveries[month, product, segment])
            lend(self)

    def begin(self):
        """The month's economy, and the rates that follow from the book as it stood on the last due days."""
        s, now = self.setting, {name: float(values[self.month]) for name, values in self.macro.items()}
        heads, in_work = self.heads["all"], self.heads["in work"]
        out = 1.0 - in_work / heads if heads else now["unemployment"]
        separation, self.finding = flow_rates(now["unemployment"], out, *s.finding)
        exposure = self.heads["exposure"] / 65536
        self.separation = separation / (exposure / in_work if in_work and exposure > 0 else 1.0)
        self.unemployment, self.income, self.looseness = now["unemployment"], now["income"], now["looseness"]
        self.open = openness(now["looseness"])
        self.lines = openness(s.follow * now["looseness"])
        self.open_lines = 1.0 - s.cut * (1.0 - min(self.lines, 1.0))
        policy = self.macro.get("policy_rate", np.zeros(self.month + 1))
        self.rate_change = s.pass_through * float(policy[self.month] - policy[0]) / 12.0
        self.gap = now["unemployment"] - float(self.macro["unemployment"][0])
        fallen = round((1.0 - s.recovery_fall) ** (100.0 * self.gap), 12)
        self.recovery = min(s.recovery * max(fallen, s.recovery_floor), 1.0)
        self.heads = Counter()

    def count_head(self, b):
        self.heads["all"] += 1
        if b["months_out"] == 0:
            self.heads["in work"] += 1
            self.heads["exposure"] += int(b["exposure"] * 65536)

    # ---- the due day

    def due_day(self, b):
        q, s = self.setting.q, self.setting

        def u(purpose):
            return self.draw(b, self.month, purpose)

        for k in (LINE, LOAN):
            if b[k + "missed"] and not b[k + "settled"] and not b[k + "contacted"]:
                self.add("unserved")
        b["due"] = self.today
        # work, then income
        b["months_out"] = work(b["months_out"], b["exposure"], self.separation, self.finding, u(Purpose.WORK))
        z = normals(u(Purpose.INCOME_RADIUS), u(Purpose.INCOME_ANGLE))
        base = b["base_income"]
        earned, permanent = income(base, b["permanent"], b["volatility"], b["months_out"], self.income, *z, q.income)
        b["permanent"] = float32(permanent)
        # interest on a late line and on loans; then the bills
        late = {k: b[k + "missed"] > 0 for k in (LINE, LOAN)}
        if late[LINE]:
            b["rev_accrued"] += self.post_interest(b, LINE, max(q.charges.line_rate_late + self.rate_change, 0.0))
            due = {LINE: min(b["rev_bill"], b["rev_balance"] - b["rev_arrears"])}
        else:
            due = {LINE: line_bill(b["rev_balance"], q.charges)}
        of_loan = self.post_interest(b, LOAN, q.charges.loan_rate_late if late[LOAN] else q.charges.loan_rate)
        b["ins_accrued"] += of_loan if late[LOAN] else 0
        due[LOAN] = min(b["ins_bill"], b["ins_balance"] - b["ins_arrears"])
        others_due = outside_due(b["outside"], base, self.open, q.financing)
        service = due[LINE] + due[LOAN] + others_due
        # spending, part of it on the line
        least = subsistence(base, q.income.median, q.spending)
        target = savings_target(base, b["propensity"], self.open, q.financing.outside_ceiling, q.spending)
        spent, habit = spend(base, least, earned, service, b["buffer"], target, b["habit"], b["propensity"], q.spending)
        b["habit"] = float32(habit)
        giving_up = u(Purpose.CLOSE) < q.financing.closing and not late[LINE] and b["limit"] > 0
        free = 0 if late[LINE] or giving_up else max(int(b["limit"] * self.open_lines) - b["rev_balance"], 0)
        purchases = min(int(b["line_use"] * spent), free)
        cash = b["buffer"] + earned - spent + purchases
        # what is missing for the bills of accounts in good standing
        now = {k: 0 if late[k] else due[k] for k in (LINE, LOAN)}
        need = now[LINE] + now[LOAN] + others_due - cash
        could_borrow = not late[LINE] and not late[LOAN] and b["limit"] > 0 and not giving_up and b["ins_balance"] == 0
        loan_room = int(q.financing.loan_ceiling * self.lines * base) if could_borrow else 0
        others = outside_room(b["outside"], base, self.open, b["months_out"], q.financing)
        usually = outside_room(b["outside"], base, 1.0, b["months_out"], q.financing)
        drawn, borrowed, from_others = finance(need, free - purchases, loan_room, others, q.financing)
        missing = need - drawn - borrowed - from_others
        usually_free = 0 if late[LINE] or giving_up else max(b["limit"] - b["rev_balance"] - purchases, 0)
        cut_off = int(q.financing.line_share * (usually_free - (free - purchases)))
        called = others_due - outside_due(b["outside"], base, 1.0, q.financing)
        tight = self.open < 1.0 or self.open_lines < 1.0
        crunch = tight and missing <= usually - others + called + cut_off
        cash = max(cash + drawn + borrowed + from_others, 0)
        # other lenders collect, then the line's bill, then the loan's
        to_others = min(others_due, cash)
        cash -= to_others
        unable = inability(b["months_out"], earned, base, crunch, q.paying)
        wanted = b["rev_balance"] if giving_up else max(now[LINE], int(b["pay_share"] * b["rev_balance"]))
        keep = now[LOAN] if giving_up else int(q.paying.reserve * base)
        causes = {}
        for k, most, reserve in ((LINE, wanted, keep), (LOAN, now[LOAN], 0)):
            paid, causes[k] = pay(
                now[k], most, cash, reserve, service / (earned + 1.0), b["autopay"], b["forget"], b["willingness"],
                unable, u(Purpose.FORGET), logistic(u(Purpose.WILLING)), q.paying,
            )  # fmt: skip
            cash -= paid
            self.repay(b, k, paid)
            if late[k]:  # the new bill stands behind the older ones
                material = b[k + "arrears"] >= self.setting.materiality  # else the count of days begins with this bill
                b[k + "missed"] = b[k + "missed"] + 1 if material else 1
                b[k + "arrears"] += due[k]
            elif causes[k] != Cause.NONE:
                b[k + "arrears"], b[k + "missed"], b[k + "cause"] = due[k] - paid, 1, int(causes[k])
                if k == LINE:
                    b["rev_bill"] = due[LINE]
        for k in (LINE, LOAN):  # who was late already, and lacks the money for this bill too
            if late[k] and cash < due[k]:
                b[k + "cause"] = int(later_cause(b[k + "cause"], int(unable)))
        if not late[LINE]:
            self.post_interest(b, LINE, max(q.charges.line_rate + self.rate_change, 0.0))  # on what is carried
        b["rev_balance"] += purchases + drawn
        self.flow("draws", LINE, purchases + drawn)
        # a loan for the gap, or else for a purchase
        if could_borrow and borrowed == 0 and causes[LINE] == Cause.NONE:
            borrowed = planned_loan(base, b["months_out"], self.lines, u(Purpose.LOAN), q.financing)
            cash += borrowed - int(q.financing.loan_spent * borrowed)
        if borrowed > 0:
            self.roll(b, LOAN, s.buckets)  # the one paid off before is another account
            b["ins_balance"] += borrowed
            b["ins_bill"] = instalment(borrowed, q.charges.instalment_factor)
            b["ins_cohort"], b["ins_worst"] = self.month, 0
            self.originated(b, LOAN, borrowed)
        # debt to others; then the savings, and the line that is given up
        more = outside_use(
            b["outside"], base, b["propensity"], b["months_out"], self.open, u(Purpose.OUTSIDE), q.financing
        )
        b["outside"] += (
            int(b["outside"] * max(q.financing.outside_rate + self.rate_change, 0.0)) - to_others + more + from_others
        )
        b["buffer"] = cash
        if giving_up and b["rev_balance"] == 0:
            b["limit"] = 0
        self.add("borrowers", b["segment"])
        self.add("employed", b["segment"], amount=b["months_out"] == 0)
        self.add("income_sum", b["segment"], amount=earned)
        self.count_head(b)
        self.expect(b)
        if not b["rev_missed"] and not b["ins_missed"]:
            self.leave_if_nothing(b, between=False)

    def expect(self, b):
        """What a late account will do until the next due day is drawn, and it is put in the desk's line."""
        q, luck = self.setting.q, self.draw(b, self.month, Purpose.LUCK)
        for k in (LINE, LOAN):
            if b[k + "missed"]:
                own = effort(b["effort"], b[k + "missed"], b[k + "cause"], q.late)
                own = motive(own, b[k + "missed"], b[k + "contacted"], b[k + "settled"], q.late)
                effect = call_effect(self.setting.effect, b[k + "missed"], q.collections)
                day = catch_up_day(self.draw(b, self.month, Purpose.CATCH_UP_DAY))
                b[k + "day"] = day if luck < own else -1
                b[k + "answers"] = int(luck < prompted(own, effect))
                b[k + "contacted"] = b[k + "settled"] = 0
                self.add("worklist")
        self.line_up(b)

    def line_up(self, b):
        lot = self.draw(b, self.month, Purpose.LOT)
        for k in (LINE, LOAN):
            key = priority(
                self.setting.strategy, b[k + "missed"], b[k + "balance"], b["score"], self.setting.q.collections
            )
            b[k + "turn"] = turn(key, lot) if b[k + "missed"] else None

    def post_interest(self, b, k, rate):
        amount = interest(b[k + "balance"], rate)
        b[k + "balance"] += amount
        self.flow("interest", k, amount)
        return amount

    def repay(self, b, k, amount):
        b[k + "balance"] -= amount
        self.flow("payments", k, amount)

    # ---- late accounts, day by day

    def charge_off(self, b):
        for k in (LINE, LOAN):
            if self.today == b["due"] + 1 and b[k + "missed"] >= self.setting.charge_off_bills[PRODUCT[k]]:
                amount, place = b[k + "balance"], (PRODUCT[k], b["segment"])
                self.add("charged_off", *place, amount=amount)
                self.add("charged_off_principal", *place, amount=amount - b[k + "accrued"])
                self.add("charged_off_accounts", *place)
                self.flow("charge_offs", k, amount)
                self.roll(b, k, self.setting.buckets + 1)
                if b[k + "cohort"] >= 1:
                    self.vintage("charged_off", b, k, amount=amount)
                for later in range(1, self.setting.recovery_months + 1):
                    part = floor(amount * self.recovery / self.setting.recovery_months)
                    self.recoveries[(self.month + later, *place)] += part
                b[k + "balance"] = b[k + "arrears"] = b[k + "missed"] = b[k + "cause"] = b[k + "accrued"] = 0
                if k == LINE:
                    b["limit"] = 0
                self.leave_if_nothing(b, between=True)

    def charge_fees(self, b):
        for k in (LINE, LOAN):
            due = b[k + "missed"] and b[k + "arrears"] >= self.setting.materiality
            if due and self.today == b["due"] + self.setting.grace + 1:
                fee = late_fee(b[k + "bill"], self.setting.q.charges)
                b[k + "balance"] += fee
                b[k + "accrued"] += fee
                self.flow("fees", k, fee)

    def calls(self, day):
        daily = float(self.setting.capacity[self.month])
        if self.setting.capacity_is_share:
            stated = self.setting.normal_worklist
            daily *= self.opening.worklist if stated is None else stated * self.opening.book.size
        calls = floor(daily * day) - floor(daily * (day - 1))
        self.add("desk_capacity", amount=calls)
        line = [
            (-b[k + "turn"], b["origin"], b["place"], PRODUCT[k], b, k)
            for b in self.people
            for k in (LINE, LOAN)
            if b[k + "missed"] and not b[k + "settled"] and not b[k + "contacted"]
        ]
        for *_, b, k in sorted(line, key=lambda entry: entry[:4])[:calls]:
            b[k + "contacted"] = 1
            self.add("contacts")
            if b[k + "answers"]:
                self.pay_late(b, k)

    def pay_unprompted(self, b):
        for k in (LINE, LOAN):
            day_has_come = b[k + "day"] >= 0 and self.today == b["due"] + b[k + "day"]
            if b[k + "missed"] and not b[k + "settled"] and day_has_come:
                self.pay_late(b, k)

    def pay_late(self, b, k):
        """Out of the cash left, oldest bill first."""
        whole = self.draw(b, b["due"] // 30, Purpose.CATCH_UP_WHOLE)
        paid = catch_up(b[k + "arrears"], b[k + "bill"], b["buffer"], whole, self.setting.q.late)
        if paid > 0:
            before = bills_open(b[k + "arrears"], b[k + "bill"])
            b[k + "arrears"] -= paid
            b["buffer"] -= paid
            b[k + "settled"] = 1
            self.repay(b, k, paid)
            b[k + "accrued"] -= min(paid, b[k + "accrued"])  # interest and fees first
            if b[k + "arrears"] == 0:
                b[k + "missed"] = b[k + "cause"] = b[k + "accrued"] = 0
            else:
                left = b[k + "missed"] - (before - bills_open(b[k + "arrears"], b[k + "bill"]))
                b[k + "missed"] = max(left, 1)
            self.leave_if_nothing(b, between=True)

    def leave_if_nothing(self, b, *, between):
        if not b["left"] and b["limit"] == b["rev_balance"] == b["ins_balance"] == 0:
            b["left"], b["left_between"] = True, between

    # ---- what is counted

    def count_stocks(self):
        """Month-end: where each account stands, and each borrower by the worse of the two."""
        for b in self.people:
            worst = CURRENT
            for k in (LINE, LOAN):
                bucket = self.bucket(b, k)
                self.roll(b, k, bucket if b[k + "balance"] > 0 else self.setting.buckets)
                if b[k + "balance"] > 0:
                    worst = max(worst, bucket)
                    self.stock(b, k, bucket)
            if b["rev_balance"] + b["ins_balance"] > 0:
                self.add("customers", b["segment"], worst)

    def bucket(self, b, k):
        """By days past due: 30 for each bill missed, less the due day."""
        if not b[k + "missed"] or b[k + "arrears"] < self.setting.materiality:
            return CURRENT
        cohort = self.setting.days.index(b["due_day"])
        return int(self.setting.bucket[cohort, min(b[k + "missed"], self.setting.bucket.shape[1] - 1)])

    def stock(self, b, k, bucket):
        place = (PRODUCT[k], b["segment"], bucket)
        self.add("balance", *place, amount=b[k + "balance"])
        self.add("accounts", *place)
        b[k + "before"] = (bucket, b[k + "balance"])
        if bucket > CURRENT:
            self.add("cause_balance", PRODUCT[k], b[k + "cause"] - 1, bucket - 1, amount=b[k + "balance"])
            if b[k + "cohort"] >= 1:
                self.vintage("late", b, k, bucket - 1, amount=b[k + "balance"])
                for reached in range(b[k + "worst"], bucket):
                    self.vintage("ever", b, k, reached, amount=b[k + "balance"])
        b[k + "worst"] = max(b[k + "worst"], bucket)

    def roll(self, b, k, to):
        """From the bucket of the last close, once a month."""
        if b[k + "before"] is not None:
            bucket, balance = b[k + "before"]
            self.add("rolled_balance", PRODUCT[k], b["segment"], bucket, to, amount=balance)
            self.add("rolled_accounts", PRODUCT[k], b["segment"], bucket, to)
        b[k + "before"] = None

    def originated(self, b, k, amount):
        self.add("originated", PRODUCT[k], b["segment"], amount=amount)
        self.add("originated_accounts", PRODUCT[k], b["segment"])
        self.flow("originations", k, amount)
        self.sums["vintage_originated", self.month - 1, PRODUCT[k]] += amount
        if k == LOAN:
            self.sums["vintage_accounts", self.month - 1, PRODUCT[k]] += 1

    def line_opened(self, limit):
        self.sums["vintage_accounts", self.month - 1, PRODUCT[LINE]] += 1
        self.sums["vintage_limit", self.month - 1] += limit

    def vintage(self, what, b, k, *place, amount):
        """By balance and by accounts; of lines by the limit granted too."""
        when = (b[k + "cohort"] - 1, self.month - b[k + "cohort"])
        self.sums[(f"vintage_{what}", *when, PRODUCT[k], *place)] += amount
        self.sums[(f"vintage_{what}_accounts", *when, PRODUCT[k], *place)] += 1
        if k == LINE:
            self.sums[(f"vintage_{what}_limit", *when, *place)] += b["granted"]
