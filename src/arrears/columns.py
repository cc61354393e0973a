"""Every field of a borrower and of an account: dtype, unit and meaning, written once.

The engine's arrays, the tape reader, ``Book.from_frame`` and the documentation follow from this table. Fields of an
account stand twice in a book, prefixed ``rev_`` (the revolving line) and ``ins_`` (the instalment loan): a borrower has
at most one of each, and a product that a borrower does not have is one with nothing owed and, for a line, no limit.
Money is int64 minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Employment(IntEnum):
    """Type of employment; fixed for a borrower."""

    FORMAL = 0
    GIG = 1
    SELF_EMPLOYED = 2


@dataclass(frozen=True)
class Column:
    """One field: its name, dtype, unit, whether it is fixed for the borrower's life, and its meaning."""

    name: str
    dtype: str
    unit: str
    fixed: bool
    meaning: str


BORROWER: tuple[Column, ...] = (
    Column(
        "place",
        "int32",
        "number",
        True,
        "place in the queue of the month of origin; with `origin` the borrower's number",
    ),
    Column(
        "origin", "int32", "month", True, "month the borrower applied; 0 for the first book, below 0 in the burn-in"
    ),
    Column("due_day", "int8", "day of the month, 1..28", True, "day on which both accounts' bills fall due"),
    Column("employment_type", "int8", "Employment", True, "formal, gig or self-employed"),
    Column("segment", "int8", "index", True, "value of the segment that outputs are split by"),
    Column("autopay", "int8", "0 or 1", True, "bills are taken from the buffer on the due day"),
    Column("base_income", "int64", "minor units a month", True, "income in work, on trend"),
    Column("exposure", "float32", "ratio", True, "weight of this borrower's risk of losing work"),
    Column("volatility", "float32", "ratio", True, "size of this borrower's income swings against the scenario's"),
    Column("score", "float32", "300..850", True, "what the lender sees: quality through noise"),
    Column("quality", "float32", "standard deviations", True, "true credit quality; higher is safer"),
    Column("propensity", "float32", "share", True, "share of income above subsistence and debt service that is spent"),
    Column("forget", "float32", "chance a month", True, "forgetful lateness when not on autopay (discipline)"),
    Column("willingness", "float32", "logit", True, "willingness to pay when able; higher is more willing"),
    Column("effort", "float32", "chance a month", True, "own effort to catch up when one bill is missed"),
    Column("line_use", "float32", "share", True, "share of spending that is put on the line"),
    Column("pay_share", "float32", "share", True, "share of the bill's balance paid when able; 1 pays in full"),
    Column("months_out", "int8", "months", False, "months out of work, 0 in work"),
    Column("permanent", "float32", "log", False, "persistent component of income"),
    Column("habit", "float32", "ratio", False, "last month's spending over base income"),
    Column("buffer", "int64", "minor units", False, "liquid savings (the money-market balance)"),
    Column("outside", "int64", "minor units", False, "debt to other lenders"),
)

ACCOUNT: tuple[Column, ...] = (
    Column("balance", "int64", "minor units", False, "principal + interest + fees owed"),
    Column("arrears", "int64", "minor units", False, "billed and not paid"),
    Column(
        "bill",
        "int64",
        "minor units",
        False,
        "one bill: the instalment of a loan; of a late line, the bill first missed",
    ),
    Column(
        "missed", "int8", "bills", False, "due days since the oldest unpaid bill fell due, that one included; 0 current"
    ),
    Column("cause", "int8", "Cause", False, "cause of the oldest unpaid bill"),
    Column("cohort", "int32", "month", True, "month of origination; UNKNOWN_COHORT where a tape does not say"),
    Column("worst", "int8", "index", False, "latest bucket at a close so far, 0 current"),
    Column("contacted", "int8", "0 or 1", False, "reached by the desk since the last due day"),
    Column("day", "int8", "days", False, "days after the last due day on which it catches up unprompted, -1 never"),
    Column("answers", "int8", "0 or 1", False, "would catch up this month when called"),
    Column("settled", "int8", "0 or 1", False, "has made a late payment since the last due day"),
)
LINE: tuple[Column, ...] = (
    Column("limit", "int64", "minor units", False, "credit limit; 0: no line"),
    Column("granted", "int64", "minor units", True, "limit when the line was opened"),
)

UNKNOWN_COHORT = -32768
PREFIXES = {"revolving": "rev_", "instalment": "ins_"}


def book_columns() -> tuple[Column, ...]:
    """All columns of a book: the borrower's, then each account's with its prefix, then the line's limit."""
    accounts = tuple(
        Column(prefix + c.name, c.dtype, c.unit, c.fixed, c.meaning) for prefix in PREFIXES.values() for c in ACCOUNT
    )
    return BORROWER + accounts + LINE
