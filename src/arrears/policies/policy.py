"""What a policy is: plain data; at the review of a month it reads the month's figures and moves levers of the next.

Its rule takes the figures, what it remembers and its parameters, and gives a record: what a field of it is, its name
says: something remembered, a lever, or a count. Plain Python on a dozen numbers a path and month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from arrears.keys.parameters import as_parameters
from arrears.keys.section import Section, replaced
from arrears.mechanisms.mechanism import Count, Share, record


class Figures(NamedTuple):
    """The month's figures of one path, as reported at its close."""

    month: int
    overdue_31: float  # balance 31 and more days past due over that of all live accounts
    balance: int  # minor units
    charged_off: int  # in the month, minor units
    unemployment: float  # of the path
    looseness: float  # of the market, as the scenario has it


class Moves(NamedTuple):
    """Levers: added to looseness (standard deviations) and to the cut-off (points of score), times the desk's calls."""

    looseness: float = 0.0
    cutoff: float = 0.0
    capacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Policy:
    """One policy. It acts when its section is in the scenario, or when it is handed to ``simulate``.

    Parameters
    ----------
    name
        Key of the scenario.
    section
        The keys; the rule's ``p`` are its numbers.
    rule : (figures, memory, p) -> record
        The review. Fields of the record: of ``memory``, of `Moves` (a lever left out stays where it is), of ``counts``.
    memory
        Numbers kept from month to month, zero at first.
    counts
        Name -> what is counted, by path and month; whole numbers.
    measures
        Name -> `Share`.
    given
        The section with values of its own, for ``simulate``; `with_` sets it.
    """

    name: str
    section: type[Section]
    rule: Callable[..., Any]
    memory: tuple[str, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)
    measures: Mapping[str, Share] = field(default_factory=dict)
    given: Section | None = None

    def with_(self, changes: Mapping[str, Any]) -> Policy:
        """Return the policy with values for keys of its section."""
        return replace(self, given=self.section.model_validate(replaced(self.given or self.section(), changes)))

    @property
    def parameters(self) -> Any:
        """The numbers of its section."""
        return as_parameters(self.given or self.section())

    def memory_type(self) -> Any:
        """Record of what it remembers."""
        return record(f"{self.name}_memory", self.memory)
