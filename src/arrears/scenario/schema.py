"""The scenario: the whole YAML language as frozen models, each key with its kind, default, unit and source.

Sections live in their own files; a key of YAML is an attribute here: ``scenario.macro.unemployment.level``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, ModelWrapValidatorHandler, PrivateAttr, ValidationError, model_validator

from arrears.buckets import labels_of
from arrears.dates import DAYS_A_MONTH, YearMonth
from arrears.errors import ScenarioError
from arrears.keys.kind import reading
from arrears.keys.kinds import Count, Money
from arrears.keys.refusal import Refusal, Refusals
from arrears.keys.section import Section, replaced
from arrears.keys.shocks import LONGEST, Shock
from arrears.keys.words import Date, Text
from arrears.markup import folded, titled
from arrears.mechanisms.holidays import Holidays
from arrears.mechanisms.plans import Plans
from arrears.policies.regulator import Regulator
from arrears.scenario.bands import band_note
from arrears.scenario.edges import Edges
from arrears.scenario.explain import faults_of
from arrears.scenario.extremes import loan_refusal
from arrears.scenario.override import Override
from arrears.scenario.places import find_input
from arrears.scenario.read import read_model, read_text
from arrears.scenario.schema_borrowers import Borrowers
from arrears.scenario.schema_lender import Lender
from arrears.scenario.schema_macro import Macro
from arrears.scenario.schema_market import Market
from arrears.scenario.schema_opening import OpeningLike
from arrears.scenario.schema_overlays import Overlay
from arrears.scenario.schema_portfolio import Portfolio
from arrears.scenario.write import written

_USUAL_LAST_EDGE = 180  # days; edges up to here are taken whenever accounts are charged off


class Conventions(Section):
    """Conventions of counting."""

    grace_days: Annotated[int, Count(0, 28)] = Field(0, description="days after the due day before a fee is charged")
    materiality: Annotated[float, Money()] = Field(
        0.0,
        description="overdue below this amount does not count as late, in units of the currency; days past due "
        "count from the bill with which it is reached",
    )


class Run(Section):
    """How much is computed; the command line's options change these."""

    paths: Annotated[int, Count(1, 100_000)] = Field(200, description="Monte-Carlo paths")
    seed: Annotated[int, Count(0, 2**63 - 1)] = Field(
        1, description="the same seed gives the same random numbers, also across scenarios"
    )


class Scenario(Section):
    """What happens, to whom, for how long: everything a run needs. Frozen; `with_` makes another."""

    name: Annotated[str, Text(80)] = Field(description="name on charts and in files")
    description: Annotated[str, Text(2000, lines=True)] = Field(
        "No description.", description="what happens, in a sentence or two"
    )
    start: Annotated[YearMonth, Date()] = Field(YearMonth(2020, 1), description="month 1")
    months: Annotated[int, Count(1, LONGEST)] = Field(36, description="how long the scenario is")
    macro: Macro = Field(default_factory=Macro, description="the economy outside")
    portfolio: Portfolio = Field(default_factory=Portfolio, description="whose loans, how many, how outputs are split")
    opening: OpeningLike | None = Field(None, description="another scenario's book instead of one's own")
    borrowers: Borrowers = Field(default_factory=Borrowers, description="who they are and how they behave")
    lender: Lender = Field(default_factory=Lender, description="whom the lender approves, and how it collects")
    market: Market = Field(default_factory=Market, description="rivals, and the supply of credit")
    plans: Plans | None = Field(None, description="instalment plans for overdue accounts; off unless it is here")
    holidays: Holidays | None = Field(
        None, description="payment holidays for borrowers who are not late; off unless it is here"
    )
    regulator: Regulator | None = Field(
        None, description="a regulator that tightens the market while overdue rates are high; off unless it is here"
    )
    conventions: Conventions = Field(default_factory=Conventions, description="conventions of counting")
    buckets: Annotated[tuple[int, ...], Edges()] = Field(
        (30, 90),
        description="upper edges in days past due, rising, up to the day of charge-off; the last bucket is open. "
        "`M1-M6` and `china-five` are sets of edges with names, which charts show",
    )
    overlays: tuple[Overlay, ...] = Field(
        (), description="what people set over the model's figures; kept apart from them in every output"
    )
    run: Run = Field(default_factory=Run, description="how much is computed")

    _origin: Path | None = PrivateAttr(None)

    @model_validator(mode="wrap")
    @classmethod
    def _dates_count_from_start(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        with reading(start=_start_of(data)):
            return handler(data)

    @model_validator(mode="after")
    def _parts_go_together(self) -> Self:
        refusals = self._edges_after_charge_off()
        checked = {
            ("macro", "unemployment"): self.macro.unemployment,
            ("macro", "income"): self.macro.income,
            ("macro", "policy_rate"): self.macro.policy_rate,
            ("market", "competition", "looseness"): self.market.competition.looseness,
            ("lender", "underwriting", "applications"): self.lender.underwriting.applications,
        }
        for key, series in checked.items():
            if key[0] == "macro" and self.macro.file is not None:
                continue  # the level is the file's; the macro builder checks the sum
            refusals += series.refusals(self.months, key)
        refusals += [*self._too_extreme(), *self._of_mechanisms()]
        if refusals:
            raise Refusals(refusals)
        return self

    def _too_extreme(self) -> list[Refusal]:
        charges, days = self.lender.charges, self.lender.charge_off.dpd
        found = loan_refusal(
            charges.loan_rate,
            charges.penalty,
            charges.late_fee,
            charges.terms,
            bills=max(days) // DAYS_A_MONTH + 1,
            months=self.months,
        )
        return [found] if found is not None else []

    def _edges_after_charge_off(self) -> list[Refusal]:
        """Refuse edges that no account can reach; those of today's habits (up to 180 days) are noted instead."""
        last = max(self.lender.charge_off.dpd) - 1
        return [
            Refusal(
                f"{edge} days lies after charge-off: an account leaves the book on reaching {last + 1}",
                f"edges up to {max(last, _USUAL_LAST_EDGE)}, or a later charge-off: lender.charge_off.dpd: "
                f"{DAYS_A_MONTH * -(-edge // DAYS_A_MONTH) + 1}",
                where=("buckets",),
            )
            for edge in self.buckets[-1:]
            if edge > max(last, _USUAL_LAST_EDGE)
        ]

    def _of_mechanisms(self) -> list[Refusal]:
        """What sections of mechanisms and policies need of each other and of the rest."""
        found = []
        if self.plans is not None and self.plans.first_day > self.plans.last_day:
            found.append(
                Refusal(
                    f"plans end at {self.plans.last_day} days past due, before they begin at {self.plans.first_day}",
                    "a last day that is not before the first",
                    where=("plans", "last_day"),
                )
            )
        if self.regulator is not None and 30 not in self.buckets:
            found.append(
                Refusal(
                    "it watches the rate of 31 and more days past due, and no bucket ends at 30",
                    "30 among the edges of `buckets`",
                    where=("regulator",),
                )
            )
        return found

    @classmethod
    def read(cls, path: str | Path, *, overrides: Sequence[Override] = ()) -> Self:
        """Read a scenario file, or a shipped scenario by its name.

        Parameters
        ----------
        path
            A file, or a name such as ``"pandemic"``.
        overrides
            Values that replace the file's, as the command line's ``--set`` does.

        Raises
        ------
        ScenarioError
            With every fault of the file and its parents, each with its place.
        """
        return read_model(cls, path, overrides=overrides)

    @classmethod
    def from_text(cls, text: str, *, origin: Path | None = None) -> Self:
        """Read a scenario from YAML text; `extends` and inputs are looked for in the folder `origin`.

        Raises
        ------
        ScenarioError
            With every fault of the text.
        """
        return read_text(cls, text, origin=origin)

    def with_(self, changes: Mapping[str, Any]) -> Self:
        """Return this scenario with other values, by dotted keys: ``{"macro.unemployment.level": 0.07}``.

        Numbers are fractions here; texts are read as in YAML (``"7%"``, ``"+4pp"``).

        Raises
        ------
        ScenarioError
            With every key that does not exist and every value that is refused.
        """
        try:
            other = type(self).model_validate(replaced(self, changes))
        except ValidationError as error:
            raise ScenarioError(faults_of(error, type(self))) from None
        other._origin = self._origin
        return other

    def to_yaml(self) -> str:
        """Return the scenario as YAML that reads back to an equal one; it extends nothing."""
        return written(self)

    @property
    def origin(self) -> Path | None:
        """The folder of the file it was read from, where inputs are looked for first; None if made in Python."""
        return self._origin

    def find_input(self, name: str) -> Path:
        """Return the place of an input that the scenario names, such as ``macro/fed.csv``.

        Raises
        ------
        ScenarioError
            It is in none of the places where inputs are looked for; they are named.
        """
        return find_input(name, self._origin)

    def opens_like(self) -> Self | None:
        """Return the scenario whose book this one opens with (`opening.like`), None if its own.

        Raises
        ------
        ScenarioError
            It is not there, or is refused itself.
        """
        if self.opening is None:
            return None
        name = self.opening.like
        return self.read(self.find_input(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"))

    def inputs(self) -> dict[str, str]:
        """Return the files that the scenario names, by the key that names them."""
        found: dict[str, str | None] = {}
        if self.macro.file is not None:
            found |= {f"macro.file.path.{k}": name for k, name in enumerate(self.macro.file.path)}
        if self.portfolio.source != "synthetic":
            found["portfolio.source.tape"] = self.portfolio.source.tape
            found["portfolio.source.columns"] = self.portfolio.source.columns
        return {key: name for key, name in found.items() if name is not None}

    def notes(self) -> tuple[str, ...]:
        """Return what is allowed and perhaps not meant: few paths, a shock after the last month."""
        notes = [note for note in (band_note(self.run.paths),) if note]
        for key, shocks in self._all_shocks().items():
            for k, shock in enumerate(shocks):
                start = getattr(shock, "start", 1)
                if start > self.months:
                    notes.append(
                        f"{key}.{k} starts in month {start}, after the last month, {self.months}: it has no effect"
                    )
        last = max(self.lender.charge_off.dpd) - 1
        late = zip((1, *(edge + 1 for edge in self.buckets)), labels_of(self.buckets)[1:], strict=True)
        if empty := [label for first, label in late if first > last]:
            notes.append(
                f"buckets: {', '.join(empty)} days will stay empty, as accounts are charged off on reaching {last + 1} "
                "days past due (lender.charge_off.dpd)"
            )
        return tuple(notes)

    def _all_shocks(self) -> dict[str, tuple[Shock, ...]]:
        return {
            "macro.unemployment.shocks": self.macro.unemployment.shocks,
            "macro.income.shocks": self.macro.income.shocks,
            "macro.policy_rate.shocks": self.macro.policy_rate.shocks,
            "market.competition.looseness.shocks": self.market.competition.looseness.shocks,
            "lender.underwriting.applications.shocks": self.lender.underwriting.applications.shocks,
            "lender.collections.shocks": self.lender.collections.shocks,
        }

    def __eq__(self, other: object) -> bool:
        """Equal if every key is; where it was read from does not matter."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return all(getattr(self, key) == getattr(other, key) for key in type(self).model_fields)

    def __hash__(self) -> int:
        return hash(self.to_yaml())

    def __repr__(self) -> str:
        people = self.portfolio.borrowers
        book = f"{people:,} borrowers" if people is not None else "all borrowers of the tape"
        return f"<Scenario {self.name!r}: {self.months} months from {self.start}, {book}, {self.run.paths:,} paths>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """What a notebook shows: the description, and the whole scenario below it."""
        said = f"<p>{escape(self.description)}</p>" if self.description else ""
        return titled(repr(self).strip("<>"), said, folded("YAML", self.to_yaml()))


def _start_of(data: Any) -> YearMonth | None:
    """Return month 1 of a scenario that is not validated yet, if it can be told."""
    start = data.get("start", Scenario.model_fields["start"].default) if isinstance(data, Mapping) else None
    try:
        return YearMonth.parse(start) if isinstance(start, str) else start
    except ValueError:
        return None
