"""The `portfolio` section: whose loans, how many, and how outputs are split."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from arrears.dates import LAST_DUE_DAY
from arrears.keys.kinds import Count, Maybe, Share
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.words import Currency, InputPath, Word
from arrears.units import write_share

SegmentName = Literal["income_quintile", "score_band", "employment", "cohort", "none"]
SEGMENTS = ("income_quintile", "score_band", "employment", "cohort", "none")
BalanceSheet = Literal["dynamic", "static", "run_off"]
SYNTHETIC_BORROWERS = 50_000


class TapeSource(Section):
    """A loan tape: CSV or Parquet, one row an account, with a map of its columns."""

    tape: Annotated[str, InputPath()] = Field(
        description="the file, found beside the scenario or among the shipped ones"
    )
    columns: Annotated[str | None, Maybe(InputPath())] = Field(None, description="the column map, a YAML file")
    currency: Annotated[str | None, Maybe(Currency())] = Field(None, description="currency of the tape's amounts")
    incomes: Annotated[Literal["scenario"] | None, Maybe(Word(("scenario",)))] = Field(
        None,
        description="`scenario`: subsistence and new borrowers keep the scenario's incomes though the tape's differ",
    )


def _tape_or_word(value: object) -> str:
    return "<tape>" if isinstance(value, dict | TapeSource) else "<word>"


Source = Annotated[
    Annotated[
        Literal["synthetic"], Word(("synthetic",), or_else="a mapping {tape: FILE, columns: FILE}"), Tag("<word>")
    ]
    | Annotated[TapeSource, Tag("<tape>")],
    Discriminator(_tape_or_word),
]


class Portfolio(Section):
    """Whose loans, how many, and how outputs are split."""

    segment: Annotated[SegmentName, Word(SEGMENTS)] = Field("none", description="what outputs are split by")
    borrowers: Annotated[int | None, Maybe(Count(1, 10**9), word="all")] = Field(
        None,
        description="people on the books; 50_000 unless said. Over a tape: drawn with replacement; "
        "`all`, or left out: all its rows",
    )
    source: Source = Field("synthetic", description="drawn by the model, or a loan tape")
    autopay: Annotated[float, Share()] = Field(
        0.7, description="share of borrowers whose bills are taken automatically; assumption"
    )
    due_days: dict[Annotated[int, Count(1, LAST_DUE_DAY)], Annotated[float, Share()]] = Field(
        {10: 0.6, 20: 0.4}, description="day of the month on which bills fall due -> share of borrowers; together 100%"
    )
    balance_sheet: Annotated[BalanceSheet, Word(("dynamic", "static", "run_off"))] = Field(
        "dynamic",
        description="dynamic: new lending; static: each that leaves is replaced by its like; run_off: nothing new",
    )
    currency: Annotated[str, Currency()] = Field("CNY", description="currency of all amounts")

    @model_validator(mode="after")
    def _due_days_are_everybody(self) -> Self:
        total = sum(self.due_days.values())
        if abs(total - 1.0) > 1e-9:
            days = ", ".join(f"{day}: {write_share(share)}" for day, share in self.due_days.items())
            raise Refusal(
                f"the shares of the due days ({days}) add up to {write_share(round(total, 12))}",
                "shares that add up to 100%",
                "days of the extended scenario count unless they are set to 0%",
                where=("due_days",),
            )
        return self

    @model_validator(mode="after")
    def _a_synthetic_book_has_a_size(self) -> Self:
        if self.borrowers is None and self.source == "synthetic":
            # frozen for everybody else; a validator may complete what was left out
            object.__setattr__(self, "borrowers", SYNTHETIC_BORROWERS)
        return self
