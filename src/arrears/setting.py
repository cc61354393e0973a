"""Setting of a run: the scenario as the numbers that the engine needs, the same for every path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from arrears.borrower.employment import flow_rates
from arrears.buckets import MOST_MISSED, bucket_of
from arrears.dates import LAST_DUE_DAY
from arrears.errors import UsageError
from arrears.lender.collections import EXPECTED_RECOVERY, LARGEST_FIRST, OLDEST_FIRST
from arrears.market.competition import openness
from arrears.mechanisms import MECHANISMS
from arrears.mechanisms.mechanism import Mechanism
from arrears.policies import POLICIES
from arrears.policies.policy import Policy
from arrears.population.book import Book
from arrears.population.synthetic import PopulationParameters, Saver, copula_factor, population_parameters, saver_of
from arrears.rules import Parameters, rule_parameters
from arrears.scenario.schema import Scenario
from arrears.scenario.schema_lender import ORDINARY_WORKLIST
from arrears.scenario.schema_portfolio import TapeSource
from arrears.tallies import Own
from arrears.units import minor_units

_STRATEGIES = {"oldest_first": OLDEST_FIRST, "largest_first": LARGEST_FIRST, "expected_recovery": EXPECTED_RECOVERY}
_SCORE_BANDS = (580.0, 640.0, 700.0, 760.0)  # assumption: bands of a 300-850 score
FULL_TAKE_UP = 0.9  # part of the offers taken up where applications are few; assumption: room for more in good times
LONGEST_QUEUE = 1.0  # applications a month as a share of the book, where the lender is very strict; assumption
_LUCK = 5.0  # standard deviations within which a book's due days are the scenario's
SEGMENT_KINDS = {"none": 0, "income_quintile": 1, "score_band": 2, "employment": 3, "cohort": 4}


class Places(NamedTuple):
    """Where a mechanism of a run finds what is its own among what all of them have."""

    state: int  # first column of its state in the pen
    field: int  # first of its fields of a borrower
    account_count: int  # first of its counts by product
    people_count: int  # first of its counts of borrowers


class Climate(NamedTuple):
    """What a month is like for everybody on a path; floats."""

    separation: float  # chance of losing work of a borrower with exposure 1
    finding: float  # chance of finding work
    income: float  # income in work against its trend
    openness: float  # how open other lenders are, 1 today
    cutoff: float  # lowest score approved
    unemployment: float  # of the path
    quality_shift: float  # added to the quality of applicants
    take_up: float  # chance that an approved offer is taken up
    recovery: float  # part of a charged-off balance that is recovered
    lines: float  # own lines and loans against today's
    open_lines: float  # part of the limits of open lines that can be used
    rate_change: float  # added to the monthly rate of lines and of debt elsewhere, since month 0


@dataclass(frozen=True)
class Setting:
    """Numbers of a run; arrays are not changed.

    Attributes
    ----------
    days : tuple of int
        Due days, rising: cohort c is the borrowers of ``days[c]``.
    due_share : (cohort,) float64
        Cumulative shares of the due days among newcomers.
    bucket : (cohort, 16) int64
        Bucket at the close by bills missed; 0 current.
    segment_edges : float64
        A borrower's segment is the number of edges its value reaches.
    charge_off_bills : (product,) int
        Bills missed at which an account is charged off.
    applications, capacity : (month 0..T,) float64
        Applications a month, share of the book; daily contacts, a share of the normal worklist or a number.
    """

    seed: int
    months: int
    days: tuple[int, ...]
    due_share: NDArray[np.float64]
    bucket: NDArray[np.int64]
    buckets: int
    segments: tuple[str, ...]
    segment_kind: int
    segment_edges: NDArray[np.float64]
    strategy: int
    effect: float
    capacity: NDArray[np.float64]
    capacity_is_share: bool
    normal_worklist: float | None
    grace: int
    materiality: int
    charge_off_bills: tuple[int, int]
    recovery: float
    recovery_months: int
    recovery_fall: float
    recovery_floor: float
    balance_sheet: str
    applications: NDArray[np.float64]
    demand_fall: float
    cutoff: float
    score_deviation: float
    selection: float
    follow: float
    cut: float
    pass_through: float
    finding: tuple[float, float, float]
    q: Parameters
    newcomers: PopulationParameters
    saver: Saver
    factor: NDArray[np.float64]
    mechanisms: tuple[Mechanism, ...] = ()
    policies: tuple[Policy, ...] = ()

    @property
    def own(self) -> Own:
        """What mechanisms and policies count, and whether one of them sets bills aside."""
        return Own(
            forbears=any(m.forbears for m in self.mechanisms),
            accounts=sum(len(m.account_counts) for m in self.mechanisms),
            people=sum(len(m.people_counts) for m in self.mechanisms),
            policies=sum(len(policy.counts) for policy in self.policies),
        )

    def with_own(self, parts: Sequence[Mechanism | Policy]) -> Setting:
        """Return the setting with mechanisms and policies of a researcher, after those of the scenario.

        Raises
        ------
        UsageError
            One is neither, or two have one name.
        """
        if not isinstance(parts, list | tuple):
            raise UsageError(f"`mechanisms` is {parts!r}; expected a list of Mechanism and Policy")
        for part in parts:
            if not isinstance(part, Mechanism | Policy):
                raise UsageError(f"`mechanisms` holds {part!r}; expected Mechanism or Policy")
        found = replace(
            self,
            mechanisms=(*self.mechanisms, *(part for part in parts if isinstance(part, Mechanism))),
            policies=(*self.policies, *(part for part in parts if isinstance(part, Policy))),
        )
        whole: tuple[Mechanism | Policy, ...] = (*found.mechanisms, *found.policies)
        names = [part.name for part in whole]
        counts = [count for part in whole for count in part.counts]
        for name in (*names, *counts):
            if (*names, *counts).count(name) > 1 and not (name in names and name in counts):
                raise UsageError(f"`mechanisms`: {name!r} stands twice; expected names and counts that differ")
        return found

    @property
    def places(self) -> tuple[Places, ...]:
        """Where each mechanism finds what is its own; bills set aside come first."""
        at = Places(2 * self.own.forbears, 2 * self.own.forbears, 0, 0)
        found = []
        for m in self.mechanisms:
            found.append(at)
            at = Places(
                at.state + 2 * len(m.state),
                at.field + len(m.fields),
                at.account_count + len(m.account_counts),
                at.people_count + len(m.people_counts),
            )
        return tuple(found)

    @property
    def states(self) -> int:
        """Fields of state of a late account, of all mechanisms."""
        return self.own.forbears + sum(len(m.state) for m in self.mechanisms)

    @property
    def fields(self) -> int:
        """Fields of a borrower, of all mechanisms."""
        return 2 * self.own.forbears + sum(len(m.fields) for m in self.mechanisms)

    def climate(
        self,
        unemployment: float,
        income: float,
        looseness: float,
        unemployment0: float,
        heads: int,
        in_work: int,
        exposure: float,
        policy_change: float = 0.0,
    ) -> Climate:
        """Climate of a month.

        Parameters
        ----------
        unemployment, income, looseness, unemployment0 : float
            The path's values this month, and its unemployment at month 0.
        heads, in_work : int
            Borrowers, and those in work, on each cohort's last due day.
        exposure : float
            Sum of the exposure of those in work.
        policy_change : float
            The policy rate less that of month 0, a year.
        """
        separation, finding = flow_rates(unemployment, 1.0 - in_work / heads if heads else unemployment, *self.finding)
        mean_exposure = exposure / in_work if in_work and exposure > 0.0 else 1.0
        followed = self.follow * looseness
        lines = openness(followed)
        return Climate(
            separation=separation / mean_exposure,
            finding=finding,
            income=income,
            openness=openness(looseness),
            cutoff=self.cutoff - followed * self.score_deviation,
            unemployment=unemployment,
            quality_shift=-self.selection * looseness,
            take_up=0.0,
            recovery=self.recovered(unemployment - unemployment0),
            lines=lines,
            open_lines=1.0 - self.cut * (1.0 - min(lines, 1.0)),
            rate_change=self.pass_through * policy_change / 12.0,
        )

    def queue(self, month: int, size: int) -> int:
        """Applications of a month, a share of the size of the opening book."""
        return int(self.applications[month] * size + 0.5)

    def recovered(self, gap: float) -> float:
        """Part of a charged-off balance that is recovered, with unemployment so much above month 0, a fraction."""
        factor = round(float((1.0 - self.recovery_fall) ** (100.0 * gap)), 12)  # a power may differ in the last bit
        return min(self.recovery * max(factor, self.recovery_floor), 1.0)

    def demand(self, gap: float) -> float:
        """Wish to borrow anew against month 0, with unemployment so much above it, a fraction."""
        return round(float((1.0 - self.demand_fall) ** (100.0 * gap)), 12)

    def with_enough_applications(self, exits: float, approval: float) -> Setting:
        """The same, with a queue long enough that those approved can replace who leaves; else the book would run down.

        Parameters
        ----------
        exits : float
            Share of the book that leaves in a month.
        approval : float
            Share of applicants that the unshocked cut-off approves.
        """
        opening = float(self.applications[0])
        if opening <= 0.0:
            return self  # nobody is to apply
        longest = max(LONGEST_QUEUE / opening, 1.0)
        longer = min(max(exits / (FULL_TAKE_UP * approval * opening), 1.0), longest)
        return self if longer == 1.0 else replace(self, applications=self.applications * longer)

    def take_up(self, wanted: float, size: int, approval: float) -> float:
        """Chance that an approved offer is taken up, so that unshocked originations come to ``wanted``."""
        return min(wanted / max(float(self.applications[0]) * size * approval, 1e-9), 1.0)

    def daily_contacts(self, month: int, worklist: float, size: int) -> float:
        """Contacts the desk can make a day.

        Parameters
        ----------
        worklist : float
            Accounts late at some time in a month of the opening book: the normal worklist where none is stated.
        size : int
            Borrowers of the opening book.
        """
        each = float(self.capacity[month])
        if not self.capacity_is_share:
            return each
        return each * (worklist if self.normal_worklist is None else self.normal_worklist * size)

    def for_burn_in(self, months: int) -> Setting:
        """The same as it stands at month 0, without segments, for ``months`` months."""
        return replace(
            self,
            months=months,
            segments=("all",),
            segment_kind=0,
            segment_edges=np.zeros(0),
            balance_sheet="dynamic",
            mechanisms=(),
            policies=(),
            applications=np.full(months + 1, self.applications[0]),
            capacity=np.full(months + 1, self.capacity[0]),
        )


def bucket_table(days: tuple[int, ...], edges: tuple[int, ...]) -> NDArray[np.int64]:
    """Bucket at the close by due day and bills missed."""
    return bucket_of(np.arange(MOST_MISSED + 1)[None, :], np.asarray(days)[:, None], edges)


def setting_of(scenario: Scenario, seed: int, book: Book | None) -> Setting:
    """Setting of a scenario; the book gives the quintiles of income, and the due days where it has its own."""
    mix = _due_days(scenario, book)
    ordered = tuple(mix)
    kind, names, edges = _segments(scenario, book)
    desk, ways = scenario.lender.collections, scenario.lender.underwriting
    work, written_off = scenario.borrowers.employment, scenario.lender.charge_off
    months = scenario.months
    share = isinstance(desk.contacts_per_day, float)
    lender = scenario.lender.scores
    return Setting(
        seed=seed,
        months=months,
        days=ordered,
        due_share=np.cumsum(list(mix.values())),
        bucket=bucket_table(ordered, scenario.buckets),
        buckets=len(scenario.buckets) + 2,
        segments=names,
        segment_kind=kind,
        segment_edges=edges,
        strategy=_STRATEGIES[desk.strategy],
        effect=desk.effect,
        capacity=np.asarray([1.0, *desk.capacity_factor(months)]) * desk.contacts_per_day,
        capacity_is_share=share,
        normal_worklist=_normal_worklist(scenario),
        grace=scenario.conventions.grace_days,
        materiality=max(1, minor_units(scenario.conventions.materiality)),
        charge_off_bills=(written_off.dpd.bills.revolving, written_off.dpd.bills.instalment),
        recovery=written_off.recovery,
        recovery_months=written_off.recovery_months,
        recovery_fall=written_off.recovery_fall,
        recovery_floor=written_off.recovery_floor,
        balance_sheet=scenario.portfolio.balance_sheet,
        applications=np.asarray([ways.applications.opening, *ways.applications.path(months)]),
        demand_fall=ways.demand_fall,
        cutoff=ways.cutoff,
        score_deviation=round((lender.per_quality**2 + ways.score_noise**2) ** 0.5, 9),
        selection=lender.selection,
        follow=scenario.market.competition.follow,
        cut=scenario.lender.lines.cut,
        pass_through=scenario.lender.charges.pass_through,
        finding=(work.finding, work.reference_unemployment, work.finding_elasticity),
        q=rule_parameters(scenario),
        newcomers=population_parameters(scenario),
        saver=saver_of(scenario),
        factor=copula_factor(scenario),
        mechanisms=_present(scenario, MECHANISMS),
        policies=_present(scenario, POLICIES),
    )


_Part = TypeVar("_Part", Mechanism, Policy)


def _present(scenario: Scenario, parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Mechanisms or policies whose section is in the scenario, with what it says."""
    found = ((part, getattr(scenario, part.name)) for part in parts)
    return tuple(replace(part, given=section) for part, section in found if section is not None)


def _normal_worklist(scenario: Scenario) -> float | None:
    """The normal worklist as a share of the borrowers; None where it is read off the opening book (a tape's)."""
    stated = scenario.lender.collections.normal_worklist
    if stated is None and not isinstance(scenario.portfolio.source, TapeSource):
        return ORDINARY_WORKLIST
    return stated


def _due_days(scenario: Scenario, book: Book | None) -> dict[int, float]:
    """Share of newcomers by due day, days rising: the scenario's mix, or the book's where it is another.

    Rows are set aside for newcomers in proportion to the borrowers of a day: who comes must fall due as the book does.
    A book counts as the scenario's while no day has more or fewer borrowers than chance would leave it with.
    """
    mix = {day: share for day, share in sorted(scenario.portfolio.due_days.items()) if share > 0}
    if book is None or book.size == 0:
        return mix
    count = np.bincount(book["due_day"], minlength=LAST_DUE_DAY + 1)
    drawn = np.asarray([mix.get(day, 0.0) * book.size for day in range(count.size)])
    if np.all(np.abs(count - drawn) <= _LUCK * np.sqrt(drawn)):
        return mix
    return {int(day): float(count[day]) / book.size for day in np.flatnonzero(count)}


def _segments(scenario: Scenario, book: Book | None) -> tuple[int, tuple[str, ...], NDArray[np.float64]]:
    """Kind, names and edges of the segment that outputs are split by."""
    name = scenario.portfolio.segment
    kind = SEGMENT_KINDS[name]
    if name == "none" or book is None:
        return 0, ("all",), np.zeros(0)
    if name == "income_quintile":
        edges = np.quantile(book["base_income"].astype(float), [0.2, 0.4, 0.6, 0.8]).round()
        values: list[str] = ["1", "2", "3", "4", "5"]
    elif name == "score_band":
        edges = np.asarray(_SCORE_BANDS)
        values = ["below-580", "580-639", "640-699", "700-759", "760-up"]
    elif name == "employment":
        edges = np.asarray([0.5, 1.5])
        values = ["formal", "gig", "self-employed"]
    else:
        years = -(-scenario.months // 12)
        edges = np.asarray([0.5 + 12 * k for k in range(years)])
        values = ["opening", *(f"year-{k + 1}" for k in range(years))]
    return kind, tuple(f"{name}={value}" for value in values), edges
