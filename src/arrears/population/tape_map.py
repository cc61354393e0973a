"""The column map of a loan tape: which of its columns is which field, and how what it lacks is drawn.

A YAML file beside the tape, read as strictly as a scenario: every fault is named with its line and column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, ValidationError, model_validator

from arrears.dates import YearMonth
from arrears.errors import Fault, TapeError
from arrears.keys.kinds import Count, Maybe, Number
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.words import Currency, Date, Text, Word
from arrears.population.tape_columns import (
    LATENESS,
    ColumnName,
    Columns,
    ColumnText,
    MaybeColumn,
    Month,
    ProductColumn,
    RepaymentColumn,
    Texts,
    lateness_of,
)
from arrears.population.tape_draws import TapeDraws
from arrears.scenario.explain import faults_of
from arrears.scenario.tree import LARGEST, Map, compose, values

SUFFIX = ".columns.yaml"
PRODUCTS = ("revolving", "instalment")
REPAYMENTS = ("level", "bullet")
LAST = "last"  # the latest month of a panel
REST = ("rest",)  # `unused: rest`


def _word_or_mapping(value: object) -> str:
    return "<column>" if isinstance(value, dict | Section) else "<word>"


def _header(value: object) -> str:
    return "<names>" if isinstance(value, list | tuple) else "<line>"


_Product = Annotated[
    Annotated[str, Word(PRODUCTS, or_else="{column: NAME, revolving: [...], instalment: [...]}"), Tag("<word>")]
    | Annotated[ProductColumn, Tag("<column>")],
    Discriminator(_word_or_mapping),
]
_Repayment = Annotated[
    Annotated[str, Word(REPAYMENTS, or_else="{column: NAME, level: [...], bullet: [...]}"), Tag("<word>")]
    | Annotated[RepaymentColumn, Tag("<column>")],
    Discriminator(_word_or_mapping),
]
_Snapshot = Annotated[
    Annotated[str | None, Maybe(ColumnText(200)), Tag("<word>")]
    | Annotated[dict[ColumnName, ColumnName], Field(min_length=1, max_length=1), Tag("<column>")],
    Discriminator(_word_or_mapping),
]
_Names = Annotated[
    Annotated[int | None, Maybe(Count(1, 10**6)), Tag("<line>")] | Annotated[tuple[ColumnName, ...], Tag("<names>")],
    Discriminator(_header),
]


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

    encoding: Annotated[str | None, Maybe(Text(40))] = Field(
        None, description="of a text, such as gbk; found by looking"
    )
    separator: Annotated[str | None, Maybe(Text(3))] = Field(None, description="between cells; `tab`, or one character")
    decimal: Annotated[Literal[".", ","] | None, Maybe(Word((".", ",")))] = Field(None, description="decimal mark")
    header: _Names = Field(None, description="names of the columns of a file without a header, or the header's line")
    sheet: Annotated[str | None, Maybe(Text(100))] = Field(None, description="sheet of a workbook")
    date_format: Annotated[str | None, Maybe(Text(40))] = Field(
        None, description="how days are written, such as dd/mm/yyyy, where day and month could be mistaken"
    )

    columns: Columns = Field(description="columns at the date of observation")
    history: tuple[Month, ...] = Field((), max_length=24, description="columns of the months before, the latest first")
    snapshot: _Snapshot = Field(
        None,
        description="column with the month of a panel of account-months; or {column: month}, {column: last}",
    )
    where: dict[ColumnName, Texts] = Field(
        default_factory=dict,
        description="column -> what its cells must say, a text or a list; other rows are left out",
    )
    customer: MaybeColumn = Field(
        None, description="column with the customer; a line and a loan of one are one borrower"
    )
    limit_is: Annotated[Literal["shared", "own"] | None, Maybe(Word(("shared", "own")))] = Field(
        None, description="`shared`: a customer's lines repeat one limit for all of them"
    )
    product: _Product = Field("revolving", description="`revolving`, `instalment`, or the column that says which")
    repayment: _Repayment = Field("level", description="of loans: `level`, `bullet`, or the column that says which")
    rate_is: Annotated[Literal["percent", "fraction"] | None, Maybe(Word(("percent", "fraction")))] = Field(
        None, description="unit of `rate`; found by looking"
    )
    income_per: Annotated[Literal["month", "year"] | None, Maybe(Word(("month", "year")))] = Field(
        None, description="what `income` is for; a month unless said"
    )
    dpd_is: Annotated[Literal["exact", "lower_edge"] | None, Maybe(Word(("exact", "lower_edge")))] = Field(
        None, description="`exact` days, or the `lower_edge` of a range of 30: 30 is 31 to 60"
    )
    day_above_28: Annotated[Literal["28", "drawn"] | None, Maybe(Word(("28", "drawn")))] = Field(
        None, description="due days 29 to 31: taken as `28`, or `drawn`"
    )
    blank: Annotated[Literal["refused", "drawn"], Word(("refused", "drawn"))] = Field(
        "refused", description="`drawn`: what optional columns leave blank is drawn, and counted"
    )
    codes: dict[ColumnName, Annotated[int | None, Maybe(Count(0, 99), word="left_out")]] = Field(
        default_factory=dict, description="status code -> bills missed, or `left_out` for rows that are no live account"
    )
    unused: Texts = Field((), description="columns of the tape that are not used, each by name; `rest`: all others")
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
        if self.columns.dpd is None and self.dpd_is is not None:
            raise Refusal("there is no column `dpd` for it", "`columns.dpd`, or no `dpd_is`", where=("dpd_is",))
        return self

    @model_validator(mode="after")
    def _history_is_like_today(self) -> Self:
        for k, month in enumerate(self.history):
            for form in LATENESS:
                if getattr(month, form) is not None and getattr(self.columns, form) is None:
                    expected = f"`{lateness_of(self.columns)[0]}`, as at the date of observation"
                    raise Refusal(f"lateness is given as `{form}`", expected, where=("history", k, form))
        if any(month.payment is not None for month in self.history) and self.columns.payment is None:
            raise Refusal(
                "`columns.payment` is missing, and earlier months have one",
                "the payments of every month",
                where=("columns",),
            )
        if self.snapshot is not None:
            if self.columns.id is None:
                raise Refusal("`columns.id` is missing", "the account, which ties its months", where=("columns",))
            if self.history:
                raise Refusal("a panel has its own history", "`snapshot` or `history`", where=("history",))
        return self

    @model_validator(mode="after")
    def _products_have_what_they_need(self) -> Self:
        now = self.columns
        if self.product != "instalment" and now.limit is None:
            hint = "or `product: instalment` for a tape of loans"
            raise Refusal("`limit` is missing", "`limit`, the credit limit of lines", hint, where=("columns",))
        if self.product != "revolving" and now.instalment is None and now.remaining is None:
            known = now.term is not None and (now.opened is not None or now.months_on_book is not None)
            if not known and (now.term is None or now.principal is None):
                raise Refusal(
                    "nothing says what falls due on a loan each month",
                    "`instalment`, or `remaining`, or `term` with `principal`, `opened` or `months_on_book`",
                    where=("columns",),
                )
        return self

    def named(self) -> list[tuple[str, str]]:
        """Return every key that names a column of the tape, and the name; a column may stand under several keys."""
        sections: list[tuple[str, Columns | Month]] = [("columns", self.columns)]
        sections += [(f"history.{k}", month) for k, month in enumerate(self.history)]
        return [
            (f"{where}.{key}", name)
            for where, section in sections
            for key in type(section).model_fields
            if (name := getattr(section, key)) is not None
        ]

    def used(self) -> list[tuple[str, str]]:
        """Return the keys besides that use a column, and its name."""
        found = [("where", name) for name in self.where]
        for key in ("snapshot", "customer", "product", "repayment"):
            value = getattr(self, key)
            name: Any = next(iter(value)) if isinstance(value, dict) else getattr(value, "column", value)
            if value is not None and not (key in ("product", "repayment") and isinstance(value, str)):
                found.append((key, name))
        return found

    @property
    def draws_blanks(self) -> bool:
        """Whether what optional columns leave blank is drawn."""
        return self.blank == "drawn"


def map_beside(tape: Path) -> Path:
    """Return the place of a tape's map when none is named: ``book.columns.yaml`` beside ``book.csv``."""
    stem = tape.name.removesuffix(".gz")
    return tape.with_name(Path(stem).stem + SUFFIX)


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
        hint = f"a map lies beside its tape and ends in {SUFFIX}, unless named; `arrears portfolio draft` writes one"
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
