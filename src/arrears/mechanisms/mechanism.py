"""What a mechanism is: plain data, from which both engines make what they do. Imports no compiler.

A mechanism has *steps*, lived by late accounts at a moment of the month, and a *block* rule, lived by every borrower on
the due day once the bills are known. A rule takes records and gives one back, and what a field of that record is, its
name says: a field of the account, of the bills, of the mechanism's own state, a flow of the ledger, or a count of the
mechanism's; nothing else is possible. Rules are plain functions of numbers; the engines compile them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from arrears.keys.parameters import as_parameters, parameters
from arrears.keys.section import Section, replaced
from arrears.purposes import Purpose


class LateAccount(NamedTuple):
    """A late account between two due days; ``buffer`` and ``limit`` are its borrower's. Money in minor units."""

    product: int  # 0 the line, 1 the loan
    due_day: int
    missed: int  # bills
    cause: int  # of the oldest unpaid bill
    settled: int  # 1: has paid late since the last due day
    arrears: int
    bill: int
    balance: int
    limit: int
    buffer: int
    forborne: int  # bills set aside by plans and holidays since the account was last up to date


class Standing(NamedTuple):
    """An account as it comes to its due day."""

    balance: int
    late: bool


CHANGES = ("missed", "cause", "settled", "arrears", "bill", "balance", "limit", "buffer", "forborne")
BILL_CHANGES = ("cash", "service", "rev_due", "ins_due", "purchases")
FORBORNE = ("rev_forborne", "ins_forborne")
FLOWS = ("payments", "fees", "adjustments")


class When(Enum):
    """Moments at which late accounts can live a step, in the order of a month."""

    DUE = "due_steps"
    FEES = "fees"
    CLOSE = "close_steps"


@dataclass(frozen=True)
class Count:
    """Something that a mechanism counts: unit and meaning; by month and segment, and by product where accounts are."""

    unit: str
    meaning: str


@dataclass(frozen=True)
class Share:
    """A measure of a mechanism: a count, or a count over another one or over a cell of every run.

    ``of`` and ``over`` are names of counts, or of cells of ``cells.py``, whose buckets are added up.
    """

    definition: str
    unit: str
    of: str
    over: str | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """What late accounts do at a moment of the month.

    Parameters
    ----------
    when
        The moment.
    among : (account, state, p) -> bool
        Whom it concerns; put together with ``&`` and ``|``, which do not branch.
    rule : (account, state, draws, p) -> record
        What happens.
    gives
        The named tuple that the rule returns.
    """

    when: When
    among: Callable[..., Any]
    rule: Callable[..., Any]
    gives: type[Any]


@dataclass(frozen=True, eq=False)
class Block:
    """What every borrower does on the due day, once work, income and bills are known and before anything is paid.

    Parameters
    ----------
    rule : (who, line, loan, worked, bills, own, draws, p) -> record
        ``who``, ``worked``, ``bills`` as in ``model/records.py``, ``line`` and ``loan`` a `Standing`, ``own`` the
        mechanism's fields of the borrower. Written without a branch that differs between borrowers, it is a loop over
        vectors.
    gives
        The named tuple that the rule returns.
    """

    rule: Callable[..., Any]
    gives: type[Any]


@dataclass(frozen=True, eq=False)
class Mechanism:
    """One mechanism. It is in the month when its section is in the scenario, or when it is handed to ``simulate``.

    Parameters
    ----------
    name
        Key of the scenario, and what its counts are said to be of.
    section
        The keys, each with default and source; the rules' ``p`` are its numbers.
    state
        Whole numbers that a late account carries; zero when it becomes late anew.
    fields
        Whole numbers that each borrower carries.
    draws
        Name -> a `Purpose`, or for a mechanism of one's own a (block, lane) of ``purposes.OWN_BLOCKS``, lane 0 to 3. A
        draw is the borrower's of the month: both accounts share it.
    counts
        Name -> what is counted.
    measures
        Name -> `Share`.
    forbears
        Whether it sets bills aside: ``forborne`` is then kept, and the overdue rates have an underlying one beside
        the reported one.
    given
        The section with values of its own, for ``simulate``; `with_` sets it.
    """

    name: str
    section: type[Section]
    steps: tuple[Step, ...] = ()
    block: Block | None = None
    state: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    draws: Mapping[str, Purpose | tuple[int, int]] = field(default_factory=dict)
    counts: Mapping[str, Count] = field(default_factory=dict)
    measures: Mapping[str, Share] = field(default_factory=dict)
    forbears: bool = False
    given: Section | None = None

    def with_(self, changes: Mapping[str, Any]) -> Mechanism:
        """Return the mechanism with values for keys of its section.

        Raises
        ------
        pydantic.ValidationError
            A key or a value is not one of the section's.
        """
        return replace(self, given=self.section.model_validate(replaced(self.given or self.section(), changes)))

    @property
    def parameters(self) -> Any:
        """The numbers of its section."""
        return as_parameters(self.given or self.section())

    @property
    def parameters_type(self) -> Any:
        """Type of `parameters`."""
        return parameters(self.section)

    @property
    def account_counts(self) -> tuple[str, ...]:
        """Counts that its steps give, by product."""
        return tuple(name for name in self.counts if any(name in step.gives._fields for step in self.steps))

    @property
    def people_counts(self) -> tuple[str, ...]:
        """Counts that its block rule gives, of borrowers."""
        return tuple(name for name in self.counts if self.block is not None and name in self.block.gives._fields)

    def state_type(self) -> Any:
        """Record of its state."""
        return record(f"{self.name}_state", self.state)

    def fields_type(self) -> Any:
        """Record of its fields of a borrower, with the bills forborne if it forbears."""
        return record(f"{self.name}_fields", (*(FORBORNE if self.forbears else ()), *self.fields))

    def draws_type(self) -> Any:
        """Record of its draws."""
        return record(f"{self.name}_draws", tuple(self.draws))

    def draw_places(self) -> tuple[tuple[int, int], ...]:
        """(block, lane) of each draw."""
        return tuple(place.value if isinstance(place, Purpose) else place for place in self.draws.values())


@cache
def record(name: str, fields: tuple[str, ...]) -> Any:
    """Return the named tuple with these fields; the same type for the same name and fields."""
    return namedtuple(name, fields)
