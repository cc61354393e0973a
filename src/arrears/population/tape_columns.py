"""Parts of a column map that name columns: fields at the date of observation, earlier months, kinds of product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from typing_extensions import override

from arrears.keys.kinds import Maybe
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.words import Text


@dataclass(frozen=True)
class ColumnText(Text):
    """The name of a column or the text of a cell; ``''`` is the name of a column that has none."""

    @override
    def check(self, value: str) -> None:
        if value != "":
            super().check(value)


def _listed(value: Any) -> Any:
    """Let a single text stand for a list of one."""
    return [value] if isinstance(value, str) else value


ColumnName = Annotated[str, ColumnText(200)]
MaybeColumn = Annotated[str | None, Maybe(ColumnText(200))]
Texts = Annotated[tuple[ColumnName, ...], BeforeValidator(_listed)]
LATENESS = ("status", "dpd", "missed")


class Columns(Section):
    """Names of the tape's columns at the date of observation; amounts in units of the currency."""

    id: MaybeColumn = Field(None, description="number or name of the account; no two rows share one")
    limit: MaybeColumn = Field(None, description="credit limit; needed for lines")
    balance: ColumnName = Field(description="balance owed; below zero: a credit")
    status: MaybeColumn = Field(None, description="repayment status, a code; `codes` says what each means")
    dpd: MaybeColumn = Field(None, description="days past due; 1 to 30 are one bill missed")
    missed: MaybeColumn = Field(None, description="bills missed; 0 current")
    payment: MaybeColumn = Field(None, description="paid in the month that ends at the date of observation")
    income: MaybeColumn = Field(None, description="income, monthly unless `income_per` says otherwise")
    score: MaybeColumn = Field(None, description="score, 300 to 850; higher is safer")
    savings: MaybeColumn = Field(None, description="liquid savings")
    outside: MaybeColumn = Field(None, description="debt to other lenders")
    due_day: MaybeColumn = Field(None, description="day of the month on which the bill falls due, 1 to 28")
    opened: MaybeColumn = Field(None, description="when the account was opened: a month or a day")
    months_on_book: MaybeColumn = Field(None, description="months since the account was opened")
    principal: MaybeColumn = Field(None, description="of loans: the amount lent")
    rate: MaybeColumn = Field(None, description="of loans: interest a year")
    term: MaybeColumn = Field(None, description="of loans: instalments agreed, months")
    remaining: MaybeColumn = Field(None, description="of loans: instalments still to come, months")
    instalment: MaybeColumn = Field(None, description="of loans: what falls due each month")

    @model_validator(mode="after")
    def _one_column_says_lateness(self) -> Self:
        _check_lateness(self)
        if self.opened is not None and self.months_on_book is not None:
            raise Refusal("`opened` and `months_on_book` say the same", "one of them", where=("months_on_book",))
        return self


class Month(Section):
    """Columns of an earlier month; lateness in the same form as at the date of observation."""

    balance: ColumnName = Field(description="balance owed at the end of that month")
    payment: MaybeColumn = Field(None, description="paid in that month")
    status: MaybeColumn = Field(None, description="repayment status of that month, a code")
    dpd: MaybeColumn = Field(None, description="days past due at the end of that month")
    missed: MaybeColumn = Field(None, description="bills missed at the end of that month")

    @model_validator(mode="after")
    def _at_most_one_column_says_lateness(self) -> Self:
        _check_lateness(self, needed=False)
        return self


class ProductColumn(Section):
    """A column that says which rows are lines and which are loans."""

    column: ColumnName = Field(description="column of the tape")
    revolving: Texts = Field((), description="what it says of lines")
    instalment: Texts = Field((), description="what it says of loans")


class RepaymentColumn(Section):
    """A column that says how loans are repaid."""

    column: ColumnName = Field(description="column of the tape")
    level: Texts = Field((), description="what it says of loans with equal instalments")
    bullet: Texts = Field((), description="what it says of loans whose principal falls due at the end")


def lateness_of(columns: Columns | Month) -> tuple[str, str | None]:
    """Return the form in which lateness is given, and the name of its column."""
    return next(((form, name) for form in LATENESS if (name := getattr(columns, form)) is not None), ("status", None))


def _check_lateness(columns: Columns | Month, *, needed: bool = True) -> None:
    given = [form for form in LATENESS if getattr(columns, form) is not None]
    if len(given) > 1:
        raise Refusal(
            f"`{given[0]}` and `{given[1]}` both say how late an account is", "one of them", where=(given[1],)
        )
    if needed and not given:
        raise Refusal("no column says how late an account is", "`status`, `dpd` or `missed`")
