"""Counting: what a path adds to the tallies. Stocks at the close, flows when they happen."""

from __future__ import annotations

from arrears.cells import FLOWS
from arrears.reference.account import LINE, LOAN, Account
from arrears.reference.borrower import Borrower
from arrears.setting import Setting
from arrears.tallies import Tallies

_FLOW = {name: line for line, name in enumerate(FLOWS)}
CURRENT = 0


class Count:
    """The tallies of one path, row ``p``; ``month`` is the month being counted."""

    def __init__(self, tallies: Tallies, p: int, setting: Setting) -> None:
        self.tallies, self.p, self.month = tallies, p, 0
        self._setting = setting
        self.paid_off, self.charged_off = setting.buckets, setting.buckets + 1  # the last places of cells.LEFT

    def flow(self, name: str, product: int, amount: int) -> None:
        """Count a flow of the ledger."""
        self.tallies.ledger[self.p, self.month, product, _FLOW[name]] += amount

    def unserved(self, account: Account) -> None:
        """Count a late account that comes to its next due day without the call that it wanted."""
        self.tallies.unserved[self.p, self.month] += account.wants_a_call

    def due_day(self, who: Borrower, earned: int) -> None:
        """Count a borrower on the due day: on the books, in work, its income."""
        at = (self.p, self.month, who.segment)
        self.tallies.borrowers[at] += 1
        self.tallies.employed[at] += who.months_out == 0
        self.tallies.income_sum[at] += earned

    def of_account(self, who: Borrower, account: Account, count: int, value: int) -> None:
        """Count what a mechanism counts of an account."""
        self.tallies.of_accounts[self.p, self.month, account.product, who.segment, count] += value

    def of_borrower(self, who: Borrower, count: int, value: int) -> None:
        """Count what a mechanism counts of a borrower."""
        self.tallies.of_people[self.p, self.month, who.segment, count] += value

    def opening(self, borrowers: list[Borrower]) -> None:
        """Month 0: the book as it stands; flows are zero."""
        for who in borrowers:
            self.tallies.borrowers[self.p, 0, who.segment] += 1
            self.tallies.employed[self.p, 0, who.segment] += who.months_out == 0
        self.close(borrowers)

    def originated(self, who: Borrower, product: int, amount: int) -> None:
        """Count a new account, and the amount it starts with."""
        at = (self.p, self.month, product, who.segment)
        self.tallies.originated[at] += amount
        self.tallies.originated_accounts[at] += 1
        self.tallies.vintage_originated[self.p, self.month - 1, product] += amount
        if product == LOAN:
            self.tallies.vintage_accounts[self.p, self.month - 1, LOAN] += 1
        self.flow("originations", product, amount)

    def newcomer(self, who: Borrower) -> None:
        """Count a borrower admitted after the close was counted, with a line and perhaps a first purchase on it."""
        self.tallies.vintage_accounts[self.p, self.month - 1, LINE] += 1
        self.tallies.vintage_limit[self.p, self.month - 1] += who.granted
        amount = who.line.balance
        if amount > 0:
            self.originated(who, LINE, amount)
            self._account(who, who.line, CURRENT)
            self.tallies.customers[self.p, self.month, who.segment, CURRENT] += 1

    def write_off(self, who: Borrower, account: Account, balance: int, accrued: int) -> None:
        """Count an account charged off, with the interest and fees among its balance; called once that is gone."""
        at = (self.p, self.month, account.product, who.segment)
        self.tallies.charged_off[at] += balance
        self.tallies.charged_off_principal[at] += balance - accrued
        self.tallies.charged_off_accounts[at] += 1
        self.flow("charge_offs", account.product, balance)
        self.roll(who, account, self.charged_off)
        if 1 <= account.cohort <= self.month:
            vintage = (self.p, account.cohort - 1, self.month - account.cohort)
            self.tallies.vintage_charged_off[(*vintage, account.product)] += balance
            self.tallies.vintage_charged_off_accounts[(*vintage, account.product)] += 1
            if account.product == LINE:
                self.tallies.vintage_charged_off_limit[vintage] += who.granted

    def roll(self, who: Borrower, account: Account, to: int) -> None:
        """Where an account that was live at the last close is now; counted once a month."""
        if account.bucket_before is not None:
            at = (self.p, self.month, account.product, who.segment, account.bucket_before, to)
            self.tallies.rolled_balance[at] += account.balance_before
            self.tallies.rolled_accounts[at] += 1
        account.bucket_before = None

    def bucket(self, who: Borrower, account: Account) -> int:
        """Bucket at the close; current if the arrears are too small to matter."""
        if not account.late or account.arrears < self._setting.materiality:
            return CURRENT
        cohort = self._setting.days.index(who.due_day)
        return int(self._setting.bucket[cohort, min(account.missed, self._setting.bucket.shape[1] - 1)])

    def close(self, borrowers: list[Borrower]) -> None:
        """Count each account where it stands at the close, each borrower by the worst of the accounts."""
        for who in borrowers:
            worst = CURRENT
            for account in who.accounts:
                bucket = self.bucket(who, account)
                self.roll(who, account, bucket if account.balance > 0 else self.paid_off)
                if account.balance > 0:
                    worst = max(worst, bucket)
                    self._account(who, account, bucket)
                    if bucket > CURRENT:
                        self._late(who, account, bucket)
            if who.owed > 0:
                self.tallies.customers[self.p, self.month, who.segment, worst] += 1
                if self._setting.own.forbears:
                    self._underlying(who, worst)

    def _underlying(self, who: Borrower, reported: int) -> None:
        """Count a borrower and its accounts in their underlying buckets instead of the reported ones."""
        worst = CURRENT
        for account in who.accounts:
            if account.balance <= 0:
                continue
            before, bucket = self.bucket(who, account), self.underlying(who, account)
            worst = max(worst, bucket)
            for place, sign in ((before, -1), (bucket, 1)):
                at = (self.p, self.month, account.product, who.segment, place)
                self.tallies.balance_shift[at] += sign * account.balance
                self.tallies.accounts_shift[at] += sign
        for place, sign in ((reported, -1), (worst, 1)):
            self.tallies.customers_shift[self.p, self.month, who.segment, place] += sign

    def underlying(self, who: Borrower, account: Account) -> int:
        """Bucket at the close by the bills missed and those set aside."""
        if account.late and self.bucket(who, account) == CURRENT:
            return CURRENT  # immaterial
        table = self._setting.bucket[self._setting.days.index(who.due_day)]
        return int(table[min(account.missed + account.forborne, table.size - 1)])

    def _account(self, who: Borrower, account: Account, bucket: int) -> None:
        """Count a live account at the close; it is remembered for the rolls of next month."""
        at = (self.p, self.month, account.product, who.segment, bucket)
        self.tallies.balance[at] += account.balance
        self.tallies.accounts[at] += 1
        account.bucket_before, account.balance_before = bucket, account.balance

    def _late(self, who: Borrower, account: Account, bucket: int) -> None:
        """Count a late account at the close: its cause, and its vintage."""
        at = (self.p, self.month, account.product, account.cause - 1, bucket - 1)
        self.tallies.cause_balance[at] += account.balance
        if 1 <= account.cohort <= self.month:
            month = (self.p, account.cohort - 1, self.month - account.cohort)
            vintage = (*month, account.product)
            limit = who.granted if account.product == LINE else 0
            self.tallies.vintage_late[(*vintage, bucket - 1)] += account.balance
            self.tallies.vintage_late_accounts[(*vintage, bucket - 1)] += 1
            self.tallies.vintage_late_limit[(*month, bucket - 1)] += limit
            for level in range(account.worst, bucket):
                self.tallies.vintage_ever[(*vintage, level)] += account.balance
                self.tallies.vintage_ever_accounts[(*vintage, level)] += 1
                self.tallies.vintage_ever_limit[(*month, level)] += limit
        account.worst = max(account.worst, bucket)
