"""The column map of a loan tape: which of its columns is which field, and how what it lacks is drawn.

A YAML file beside the tape, read as strictly as a scenario: every fault is named with its line and column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from arrears.dates import YearMonth
from arrears.errors import Fault, TapeError
from arrears.keys.kinds import Count, Maybe, Money, Number, Share
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.words import Currency, Date, Text, Word
from arrears.scenario.explain import faults_of
from arrears.scenario.tree import LARGEST, Map, compose, values

SUFFIX = ".columns.yaml"
OBSERVED = ("limit", "utilisation", "payment_ratio", "status", "score")
# The first eight in the order of `newcomer.LATENT`: income first, so that an observed income can lead the others.
TRAITS = (
    "income", "quality", "propensity", "forget", "willingness", "buffer", "line_use", "pay_share",
    "work", "swing", "outside", "autopay",
)  # fmt: skip
_Name = Annotated[str, Text(200)]
_MaybeName = Annotated[str | None, Maybe(Text(200))]
_LATENESS = ("status", "dpd", "missed")

# Correlations of normal scores between what a tape says and what it lacks; all of them assumptions. A later status goes
# with fewer savings, worse quality, no work, fallen income: else the late would hold ordinary savings, and all cure.
DEFAULT_LINKS: dict[tuple[str, str], float] = {
    ("status", "buffer"): -0.70, ("status", "quality"): -0.50, ("status", "work"): -0.40, ("status", "swing"): -0.40,
    ("status", "outside"): 0.30, ("status", "propensity"): 0.25, ("status", "forget"): 0.15,
    ("status", "willingness"): -0.20, ("status", "autopay"): -0.20,
    ("limit", "income"): 0.60, ("limit", "quality"): 0.30, ("limit", "buffer"): 0.20,
    ("utilisation", "buffer"): -0.45, ("utilisation", "quality"): -0.30, ("utilisation", "propensity"): 0.30,
    ("utilisation", "outside"): 0.25,
    ("payment_ratio", "buffer"): 0.40, ("payment_ratio", "quality"): 0.30, ("payment_ratio", "pay_share"): 0.60,
    ("payment_ratio", "propensity"): -0.20,
}  # fmt: skip


class Columns(Section):
    """Names of the tape's columns at the date of observation; amounts in units of the currency."""

    id: _MaybeName = Field(None, description="number or name of the account; no two rows share one")
    limit: _Name = Field(description="credit limit")
    balance: _Name = Field(description="balance owed; below zero: a credit")
    status: _MaybeName = Field(None, description="repayment status, a code; `codes` says what each means")
    dpd: _MaybeName = Field(None, description="days past due; 1 to 30 are one bill missed")
    missed: _MaybeName = Field(None, description="bills missed; 0 current")
    payment: _MaybeName = Field(None, description="paid in the month that ends at the date of observation")
    income: _MaybeName = Field(None, description="monthly income")
    score: _MaybeName = Field(None, description="score, 300 to 850; higher is safer")
    savings: _MaybeName = Field(None, description="liquid savings")
    outside: _MaybeName = Field(None, description="debt to other lenders")
    due_day: _MaybeName = Field(None, description="day of the month on which the bill falls due, 1 to 28")
    opened: _MaybeName = Field(None, description="month in which the account was opened, like 2004-11")

    @model_validator(mode="after")
    def _one_column_says_lateness(self) -> Self:
        _check_lateness(self, _LATENESS)
        return self


class Month(Section):
    """Columns of an earlier month; lateness in the same form as at the date of observation."""

    balance: _Name = Field(description="balance owed at the end of that month")
    payment: _MaybeName = Field(None, description="paid in that month")
    status: _MaybeName = Field(None, description="repayment status of that month, a code")
    dpd: _MaybeName = Field(None, description="days past due at the end of that month")
    missed: _MaybeName = Field(None, description="bills missed at the end of that month")

    @model_validator(mode="after")
    def _at_most_one_column_says_lateness(self) -> Self:
        _check_lateness(self, _LATENESS, needed=False)
        return self


class Incomes(Section):
    """Level of the incomes that are drawn; how they go with the limit is a link's to say."""

    median: Annotated[float, Money(1.0, 1e9)] = Field(
        description="median monthly income, units of the currency; assumption"
    )
    spread: Annotated[float, Number(0.0, 3.0)] = Field(
        0.45, description="standard deviation of its logarithm; assumption"
    )


class LateOnes(Section):
    """State of those who are late in the tape; all of it assumptions."""

    forgetful: Annotated[float, Share()] = Field(
        0.25,
        description="share of those one bill late who forgot and hold ordinary savings; to the power of the bills",
    )
    holds: Annotated[float, Share()] = Field(
        0.9, description="the others hold at most this part of what they have missed; evenly drawn from nothing to that"
    )
    income_fall: Annotated[float, Share(0.0, 0.9)] = Field(
        0.10,
        description="mean fall of the income of those others who are in work; evenly drawn from none to twice that",
    )


class TapeLink(Section):
    """Correlation of something that the tape says with a trait that it lacks."""

    observed: Annotated[str, Word(OBSERVED)] = Field(description="one of " + ", ".join(OBSERVED))
    trait: Annotated[str, Word(TRAITS)] = Field(description="one of " + ", ".join(TRAITS))
    correlation: Annotated[float, Number(-0.95, 0.95)] = Field(description="of their normal scores; 0 unties them")


class TapeDraws(Section):
    """How what the tape lacks is drawn: from the scenario's copula, given what the tape says."""

    income: Incomes | None = Field(None, description="level of incomes; left out: the scenario's")
    late: LateOnes = Field(default_factory=LateOnes, description="state of those who are late")
    correlations: tuple[TapeLink, ...] = Field((), description="each replaces the default of its pair")

    def links(self) -> dict[tuple[str, str], float]:
        """Return the correlation of every pair that is tied: the defaults, and what the map says instead."""
        return DEFAULT_LINKS | {(link.observed, link.trait): link.correlation for link in self.correlations}


class ColumnMap(Section):
    """What a tape's columns are. Frozen."""

    name: Annotated[str, Text(80)] = Field(description="name of the book, for captions")
    source: Annotated[str, Text(2000, lines=True)] = Field(
        "not said", description="where the tape came from, and its licence"
    )
    country: Annotated[str, Text(80)] = Field("not said", description="country of the borrowers, for captions")
    date: Annotated[YearMonth, Date()] = Field(description="month at whose close the tape was observed")
    currency: Annotated[str, Currency()] = Field(description="currency of the amounts")
    amounts_in: Annotated[float, Number(1e-3, 1e9)] = Field(
        1.0, description="units of the currency to one of the tape: 1_000 for thousands"
    )
    columns: Columns = Field(description="columns at the date of observation")
    history: tuple[Month, ...] = Field((), max_length=24, description="columns of the months before, the latest first")
    codes: dict[_Name, Annotated[int | None, Maybe(Count(0, 99), word="left_out")]] = Field(
        default_factory=dict, description="status code -> bills missed, or `left_out` for rows that are no live account"
    )
    unused: tuple[_Name, ...] = Field((), description="columns of the tape that are not used, each by name")
    draws: TapeDraws = Field(default_factory=TapeDraws, description="how what the tape lacks is drawn")

    @model_validator(mode="after")
    def _codes_go_with_a_status(self) -> Self:
        if self.columns.status is not None and not self.codes:
            raise Refusal(
                "`codes` is missing",
                "what each code of the status means, like {0: 0, 1: 1}",
                where=("columns", "status"),
            )
        if self.columns.status is None and self.codes:
            raise Refusal("there is no column `status` for them", "`columns.status`, or no codes", where=("codes",))
        for k, month in enumerate(self.history):
            for form in _LATENESS:
                if getattr(month, form) is not None and getattr(self.columns, form) is None:
                    expected = f"`{lateness_of(self.columns)[0]}`, as at the date of observation"
                    raise Refusal(f"lateness is given as `{form}`", expected, where=("history", k, form))
        if any(month.payment is not None for month in self.history) and self.columns.payment is None:
            raise Refusal(
                "`columns.payment` is missing, and earlier months have one",
                "the payments of every month",
                where=("columns",),
            )
        return self


def lateness_of(columns: Columns | Month) -> tuple[str, str | None]:
    """Return the form in which lateness is given, and the name of its column."""
    return next(((form, name) for form in _LATENESS if (name := getattr(columns, form)) is not None), ("status", None))


def _check_lateness(columns: Columns | Month, forms: tuple[str, ...], *, needed: bool = True) -> None:
    given = [form for form in forms if getattr(columns, form) is not None]
    if len(given) > 1:
        raise Refusal(
            f"`{given[0]}` and `{given[1]}` both say how late an account is", "one of them", where=(given[1],)
        )
    if needed and not given:
        raise Refusal("no column says how late an account is", "`status`, `dpd` or `missed`")


def map_beside(tape: Path) -> Path:
    """Return the place of a tape's map when none is named: ``book.columns.yaml`` beside ``book.csv``."""
    return tape.with_name(tape.stem + SUFFIX)


def read_column_map(path: str | Path) -> ColumnMap:
    """Read a column map.

    Raises
    ------
    TapeError
        With every fault of the file, each with its place.
    """
    path = Path(path)
    root, faults = compose(_text(path), str(path))
    if root is None or not isinstance(root, Map):
        raise TapeError(
            faults or [Fault("this is no column map", str(path), 1, 1, "keys and values, like `currency: TWD`")]
        )
    try:
        result = ColumnMap.model_validate(values(root))
    except ValidationError as error:
        raise TapeError(
            sorted([*faults, *faults_of(error, ColumnMap, root)], key=lambda f: (f.line, f.column))
        ) from None
    if faults:
        raise TapeError(faults)
    return result


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = f"a tape's map lies beside it and ends in {SUFFIX}, unless it is named"
        raise TapeError(Fault(f"cannot be read: {reason}", str(path), expected="a column map", hint=hint)) from None
    if len(data) > LARGEST:
        raise TapeError(
            Fault("the file is larger than 1 MiB", str(path), expected="a column map, which is about a page")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TapeError(
            Fault("not UTF-8 text", str(path), line, 1, "text in UTF-8", "save the file as UTF-8")
        ) from None
