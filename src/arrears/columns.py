"""Every field of a borrower and of an account: dtype, unit and meaning, written once.

The engine's arrays, the tape reader, ``Book.from_frame`` and the documentation follow from this table. Fields of an
account stand twice in a book, prefixed ``rev_`` (the revolving line) and ``ins_`` (the instalment loan): a borrower has
at most one of each, and a product that a borrower does not have is one with nothing owed and, for a line, no limit.
Money is int64 minor units.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum

from arrears.buckets import MOST_MISSED

UNKNOWN_COHORT = -32768
MOST_MONEY = 10**12  # minor units: ten thousand million; the sum of a book of millions stays within int64
_LAST_MONTH = 10_000


class Employment(IntEnum):
    """Type of employment; fixed for a borrower."""

    FORMAL = 0
    GIG = 1
    SELF_EMPLOYED = 2


class Kept(Enum):
    """Where the engine keeps a field between two due days."""

    ROW = "with the borrower's row"
    PEN = "with a late account alone"
    BOTH = "with the row, and of a late borrower beside its accounts"
    LOAN = "as BOTH for the loan, as PEN for the line"
    BLOCK = "nowhere: the block says it"


@dataclass(frozen=True)
class Column:
    """One field: its name, dtype, unit, whether it is fixed for the borrower's life, and its meaning.

    A book whose values are outside of ``low`` to ``high`` is refused: the limits keep every index within its array and
    every sum within int64, and are wider than what is likely.
    ``kept`` says where the engine has it, ``absent`` what it is where a book does not say, and of a newcomer.
    """

    name: str
    dtype: str
    unit: str
    fixed: bool
    meaning: str
    kept: Kept = Kept.ROW
    absent: float = 0
    low: float = field(kw_only=True)
    high: float = field(kw_only=True)


BORROWER: tuple[Column, ...] = (
    Column(
        "place",
        "int32",
        "number",
        True,
        "place in the queue of the month of origin; with `origin` the borrower's number",
        kept=Kept.BOTH,
        low=0,
        high=2**31 - 1,
    ),
    Column(
        "origin",
        "int32",
        "month",
        True,
        "month the borrower applied; 0 for the first book, below 0 in the burn-in",
        kept=Kept.BOTH,
        low=-_LAST_MONTH,
        high=_LAST_MONTH,
    ),
    Column(
        "due_day",
        "int8",
        "day of the month, 1..28",
        True,
        "day on which both accounts' bills fall due",
        kept=Kept.BLOCK,
        low=1,
        high=28,
    ),
    Column("employment_type", "int8", "Employment", True, "formal, gig or self-employed", low=0, high=2),
    Column(
        "segment",
        "int8",
        "index",
        True,
        "value of the segment that outputs are split by",
        kept=Kept.BOTH,
        low=0,
        high=127,
    ),
    Column("autopay", "int8", "0 or 1", True, "bills are taken from the buffer on the due day", low=0, high=1),
    Column("base_income", "int64", "minor units a month", True, "income in work, on trend", low=1, high=MOST_MONEY),
    Column(
        "exposure",
        "float32",
        "ratio",
        True,
        "weight of this borrower's risk of losing work",
        absent=1.0,
        low=0,
        high=1000,
    ),
    Column(
        "volatility",
        "float32",
        "ratio",
        True,
        "size of this borrower's income swings against the scenario's",
        absent=1.0,
        low=0,
        high=1000,
    ),
    Column(
        "score",
        "float32",
        "300..850",
        True,
        "what the lender sees: quality through noise",
        kept=Kept.BOTH,
        low=300,
        high=850,
    ),
    Column("quality", "float32", "standard deviations", True, "true credit quality; higher is safer", low=-20, high=20),
    Column(
        "propensity",
        "float32",
        "share",
        True,
        "share of income above subsistence and debt service that is spent",
        low=0,
        high=1,
    ),
    Column(
        "forget",
        "float32",
        "chance a month",
        True,
        "forgetful lateness when not on autopay (discipline)",
        low=0,
        high=1,
    ),
    Column(
        "willingness",
        "float32",
        "logit",
        True,
        "willingness to pay when able; higher is more willing",
        low=-50,
        high=50,
    ),
    Column(
        "effort",
        "float32",
        "chance a month",
        True,
        "own effort to catch up when one bill is missed",
        kept=Kept.BOTH,
        low=0,
        high=1,
    ),
    Column("line_use", "float32", "share", True, "share of spending that is put on the line", low=0, high=1),
    Column(
        "pay_share",
        "float32",
        "share",
        True,
        "share of the bill's balance paid when able; 1 pays in full",
        low=0,
        high=1,
    ),
    Column("months_out", "int8", "months", False, "months out of work, 0 in work", low=0, high=120),
    Column("permanent", "float32", "log", False, "persistent component of income", low=-20, high=20),
    Column("habit", "float32", "ratio", False, "last month's spending over base income", absent=0.7, low=0, high=1000),
    Column(
        "buffer",
        "int64",
        "minor units",
        False,
        "liquid savings (the money-market balance)",
        kept=Kept.BOTH,
        low=0,
        high=MOST_MONEY,
    ),
    Column("outside", "int64", "minor units", False, "debt to other lenders", low=0, high=MOST_MONEY),
)

ACCOUNT: tuple[Column, ...] = (
    Column(
        "balance",
        "int64",
        "minor units",
        False,
        "principal + interest + fees owed",
        kept=Kept.BOTH,
        low=0,
        high=MOST_MONEY,
    ),
    Column("arrears", "int64", "minor units", False, "billed and not paid", kept=Kept.PEN, low=0, high=MOST_MONEY),
    Column(
        "bill",
        "int64",
        "minor units",
        False,
        "one bill: the instalment of a loan; of a late line, the bill first missed",
        kept=Kept.LOAN,
        low=0,
        high=MOST_MONEY,
    ),
    Column(
        "missed",
        "int8",
        "bills",
        False,
        "due days since the oldest unpaid bill fell due, that one included; 0 current",
        kept=Kept.PEN,
        low=0,
        high=MOST_MISSED,
    ),
    Column(
        "accrued",
        "int64",
        "minor units",
        False,
        "of the balance, interest and fees posted while it was late; late payments cover them first",
        kept=Kept.PEN,
        low=0,
        high=MOST_MONEY,
    ),
    Column("cause", "int8", "Cause", False, "cause of the oldest unpaid bill", kept=Kept.PEN, low=0, high=8),
    Column(
        "cohort",
        "int32",
        "month",
        True,
        "month of origination; UNKNOWN_COHORT where a tape does not say",
        kept=Kept.BOTH,
        absent=UNKNOWN_COHORT,
        low=UNKNOWN_COHORT,
        high=_LAST_MONTH,
    ),
    Column(
        "worst", "int8", "index", False, "latest bucket at a close so far, 0 current", kept=Kept.BOTH, low=0, high=12
    ),
    Column(
        "contacted", "int8", "0 or 1", False, "reached by the desk since the last due day", kept=Kept.PEN, low=0, high=1
    ),
    Column(
        "day",
        "int8",
        "days",
        False,
        "days after the last due day on which it catches up unprompted, -1 never",
        kept=Kept.PEN,
        absent=-1,
        low=-1,
        high=29,
    ),
    Column("answers", "int8", "0 or 1", False, "would catch up this month when called", kept=Kept.PEN, low=0, high=1),
    Column(
        "settled",
        "int8",
        "0 or 1",
        False,
        "has made a late payment since the last due day",
        kept=Kept.PEN,
        low=0,
        high=1,
    ),
)
LINE: tuple[Column, ...] = (
    Column("limit", "int64", "minor units", False, "credit limit; 0: no line", kept=Kept.BOTH, low=0, high=MOST_MONEY),
    Column(
        "granted",
        "int64",
        "minor units",
        True,
        "limit when the line was opened",
        kept=Kept.BOTH,
        low=0,
        high=MOST_MONEY,
    ),
)

PREFIXES = {"revolving": "rev_", "instalment": "ins_"}


def book_columns() -> tuple[Column, ...]:
    """All columns of a book: the borrower's, then each account's with its prefix, then the line's limit."""
    accounts = tuple(replace(c, name=prefix + c.name) for prefix in PREFIXES.values() for c in ACCOUNT)
    return BORROWER + accounts + LINE


def kept_in_row() -> tuple[Column, ...]:
    """Columns that the engine keeps with a borrower's row; those of both accounts stand side by side."""
    return tuple(c for c, product in _side_by_side() if c.kept in _ROW or (c.kept is Kept.LOAN and product == 1))


def kept_in_pen() -> tuple[Column, ...]:
    """Columns that the engine keeps beside late accounts; those of both accounts stand side by side."""
    return tuple(c for c, _ in _side_by_side() if c.kept in (Kept.PEN, Kept.BOTH, Kept.LOAN))


_ROW = (Kept.ROW, Kept.BOTH)


def _side_by_side() -> list[tuple[Column, int]]:
    """All columns, each account's field for the line and then for the loan."""
    whole = [(c, 0) for c in (*BORROWER, *LINE)]
    pairs = [(replace(c, name=prefix + c.name), k) for c in ACCOUNT for k, prefix in enumerate(PREFIXES.values())]
    return whole + pairs


ABSENT = {c.name: c.absent for c in book_columns()}  # what a column is of somebody not seen before
