"""A borrower: who it is, how it stands, and its two accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arrears.columns import ACCOUNT, BORROWER, PREFIXES, book_columns
from arrears.columns import LINE as LINE_COLUMNS
from arrears.population.book import Book
from arrears.reference.account import LINE, LOAN, Account

_WHOLE = {c.name for c in (*BORROWER, *ACCOUNT, *LINE_COLUMNS) if c.dtype.startswith("int")}
# What a book holds in the columns that only a late account has.
_OF_LATE_ACCOUNTS = {"contacted": 0, "day": -1, "answers": 0, "settled": 0}


def stored(x: float) -> float:
    """X as a column of float32 keeps it."""
    return float(np.float32(x))


@dataclass(eq=False)
class Borrower:
    """One person. Fields as in ``columns.py``; money in minor units."""

    place: int
    origin: int
    due_day: int
    employment_type: int
    segment: int
    autopay: int
    base_income: int
    exposure: float
    volatility: float
    score: float
    quality: float
    propensity: float
    forget: float
    willingness: float
    effort: float
    line_use: float
    pay_share: float
    months_out: int
    permanent: float
    habit: float
    buffer: int
    outside: int
    limit: int
    granted: int
    line: Account = field(default_factory=lambda: Account(LINE))
    loan: Account = field(default_factory=lambda: Account(LOAN))
    own: dict[str, int] = field(default_factory=dict)  # fields of mechanisms; zero where it is not here
    billed: int = 0  # month of its last due day; of a newcomer, the month before its first
    left: bool = False
    left_late: bool = False  # between two due days, from the worklist

    @property
    def accounts(self) -> tuple[Account, Account]:
        """The line, then the loan."""
        return self.line, self.loan

    @property
    def owed(self) -> int:
        """What is owed on both accounts."""
        return self.line.balance + self.loan.balance

    @property
    def late(self) -> bool:
        """One account at least is late."""
        return self.line.late or self.loan.late

    @property
    def has_nothing(self) -> bool:
        """No line, and nothing owed: no longer a borrower."""
        return self.limit == 0 and self.owed == 0

    @classmethod
    def of_row(cls, book: Book, row: int) -> Borrower:
        """Return the borrower in one row of a book."""

        def value(column: str, name: str) -> int | float:
            x = book[column][row]
            return int(x) if name in _WHOLE else float(x)

        accounts = [
            Account(product, **{c.name: int(value(prefix + c.name, c.name)) for c in ACCOUNT})  # type: ignore[arg-type]
            for product, prefix in enumerate(PREFIXES.values())
        ]
        traits = {c.name: value(c.name, c.name) for c in (*BORROWER, *LINE_COLUMNS)}
        return cls(**traits, line=accounts[LINE], loan=accounts[LOAN])  # type: ignore[arg-type]  # one dict, two types

    def row(self) -> dict[str, int | float]:
        """Return the columns of a book."""
        out: dict[str, int | float] = {c.name: getattr(self, c.name) for c in (*BORROWER, *LINE_COLUMNS)}
        for account, prefix in zip(self.accounts, PREFIXES.values(), strict=True):
            out.update({prefix + c.name: getattr(account, c.name) for c in ACCOUNT})
            if not account.late:
                out.update({prefix + name: value for name, value in _OF_LATE_ACCOUNTS.items()})
        if not self.line.late:
            out["rev_bill"] = 0
        return out


def book_of(borrowers: list[Borrower]) -> Book:
    """Return a book of borrowers, by number: month of origin, then place."""
    rows = [b.row() for b in sorted(borrowers, key=lambda b: (b.origin, b.place))]
    return Book.of({c.name: np.asarray([row[c.name] for row in rows], c.dtype) for c in book_columns()})
