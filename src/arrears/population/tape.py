"""A loan tape -> a book: read, checked, its odd rows counted, and what it lacks drawn given what it says.

Lines and instalment loans, one row an account. `docs/portfolio.md` says how to bring a tape.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.dates import YearMonth
from arrears.draws import NO_PATH, Purpose, uniform_array
from arrears.errors import Fault, TapeError
from arrears.population.book import Book
from arrears.population.tape_buckets import Buckets, count_buckets
from arrears.population.tape_faults import MOST_FAULTS
from arrears.population.tape_fields import FieldOrigin, field_origins
from arrears.population.tape_fill import fill
from arrears.population.tape_kept import Kept, keep
from arrears.population.tape_levels import Incomes, incomes_of, level_faults, level_notes
from arrears.population.tape_map import ColumnMap, map_beside, read_column_map
from arrears.population.tape_products import settled
from arrears.population.tape_rules import StatusCount, count_statuses
from arrears.scenario.schema import Scenario
from arrears.scenario.schema_portfolio import TapeSource
from arrears.units import MINOR_UNITS


@dataclass(frozen=True)
class Tape:
    """A loan tape that was read, and the book made of it.

    Attributes
    ----------
    name, country, source : str
        From the map, for captions.
    currency : str
    date : YearMonth
        The month at whose close the tape was observed.
    book : Book
        Borrowers at the close of month 0.
    fields : dict of str to FieldOrigin
        How each field was got: observed, derived or drawn.
    counts : dict of str to int
        Rows by rule; they reconcile (see `tape_rules.apply_rules`).
    statuses : tuple of StatusCount
        Rows and balances by status as the tape has it, before any rule.
    buckets : Buckets
        The tape's own shares by bucket at its date.
    credits : int
        What the lender owes on negative balances, minor units: the balances read and this add up to what is owed. Added
        to the savings of those it is owed to.
    utilisation : dict of str to float
        Quantiles of balance over limit, and ``all``: all balances over all limits.
    incomes : Incomes
        Their median, and where it comes from.
    notes : tuple of str
        What was found by looking, assumed or moved, for people.
    """

    name: str
    country: str
    source: str
    currency: str
    date: YearMonth
    book: Book
    fields: dict[str, FieldOrigin]
    counts: dict[str, int]
    statuses: tuple[StatusCount, ...]
    buckets: Buckets
    credits: int
    utilisation: dict[str, float]
    incomes: Incomes
    notes: tuple[str, ...]

    @property
    def adjustments(self) -> dict[str, int]:
        """The line of the ledger at the opening: the tape's net balance + credits = what is owed. Minor units."""
        return {"read": self.buckets.owed - self.credits, "credits": self.credits, "owed": self.buckets.owed}

    def summary(self) -> dict[str, Any]:
        """Return all of it but the book, as plain values for a manifest or `--json`; money in minor units."""
        return {
            "name": self.name,
            "country": self.country,
            "source": self.source,
            "currency": self.currency,
            "minor_units": MINOR_UNITS,
            "date": str(self.date),
            "borrowers": self.book.size,
            "counts": self.counts,
            "adjustments": self.adjustments,
            "statuses": [asdict(status) for status in self.statuses],
            "buckets": asdict(self.buckets),
            "utilisation": self.utilisation,
            "incomes": asdict(self.incomes),
            "fields": {name: asdict(field) for name, field in self.fields.items()},
            "notes": list(self.notes),
        }


def read_tape(
    path: str | Path,
    columns: str | Path | ColumnMap | None = None,
    *,
    scenario: Scenario | None = None,
    seed: int = 1,
    borrowers: int | None = None,
    unemployment: float | None = None,
    limit: int = MOST_FAULTS,
) -> Tape:
    """Read a loan tape.

    Parameters
    ----------
    path
        The tape, CSV or Parquet, one row an account.
    columns
        Its column map, or the map's file; by default ``book.columns.yaml`` beside ``book.csv``.
    scenario
        Says what the tape does not, and what the lender charges; by default one with every key left out, in the
        tape's currency and at its level of incomes.
    seed
        Of the draws.
    borrowers
        Accounts of the book, drawn with replacement; by default each row of the tape once.
    unemployment
        Share of borrowers out of work, a fraction; by default the scenario's level at month 0.
    limit
        Faults named one by one; the rest are counted.

    Raises
    ------
    TapeError
        The tape or its map is refused; every fault is named at once with its row and column.

    Examples
    --------
    >>> tape = read_tape("portfolios/taiwan-2005.csv")  # doctest: +SKIP
    >>> tape.buckets.balance["1+"]  # doctest: +SKIP
    0.19365521118747455
    """
    path = Path(path)
    if not isinstance(columns, ColumnMap):
        columns = read_column_map(columns if columns is not None else map_beside(path))
    if borrowers is not None and borrowers < 1:
        raise TapeError(Fault(f"{borrowers} is no number of borrowers", expected="1 or more"))
    kept = keep(path, columns, (scenario or _plain_scenario(columns)).lender, limit=limit)
    level = level_notes(kept.readings, columns, scenario)
    scenario = scenario if scenario is not None else _plain_scenario(columns, kept)
    return _drawn(kept, columns, scenario, level, seed=seed, borrowers=borrowers, unemployment=unemployment)


def _drawn(
    kept: Kept, columns: ColumnMap, scenario: Scenario, notes: tuple[str, ...], *, seed: int, borrowers: int | None,
    unemployment: float | None,
) -> Tape:  # fmt: skip
    """Make the tape of what is kept of it: what it lacks is drawn."""
    pick, place = _picked(kept.holders.number, borrowers, seed)
    filled = fill(
        kept, columns, scenario,
        seed=seed, unemployment=scenario.macro.unemployment.opening if unemployment is None else unemployment,
        pick=pick, place=place,
    )  # fmt: skip
    return Tape(
        name=columns.name,
        country=columns.country,
        source=columns.source,
        currency=columns.currency,
        date=columns.date,
        book=filled.book,
        fields=field_origins(columns),
        counts=kept.counts | filled.moved,
        statuses=count_statuses(kept.readings, columns),
        buckets=count_buckets(kept.accounts, kept.readings.due_day, scenario.buckets),
        credits=int(kept.accounts.credit.sum()),
        utilisation=_utilisation(kept),
        incomes=incomes_of(kept.readings, columns, scenario),
        notes=(*kept.notes, *_notes(filled.scale, filled.cut, filled.moved, borrowers), *notes),
    )


def tape_of(scenario: Scenario, *, seed: int | None = None, unemployment: float | None = None) -> Tape:
    """Read the tape that a scenario names, found as its other inputs are; resampled if it says ``borrowers``.

    Parameters
    ----------
    scenario
        One whose `portfolio.source` is a tape.
    seed
        By default the scenario's.
    unemployment
        Of month 0, a fraction; by default the scenario's level.

    Raises
    ------
    TapeError
        The tape or its map is refused, or the scenario names another currency than the map.
    ValueError
        The scenario's book is synthetic.
    """
    kept, columns = kept_of(scenario)
    return _drawn(
        kept, columns, scenario, (), seed=scenario.run.seed if seed is None else seed,
        borrowers=scenario.portfolio.borrowers, unemployment=unemployment,
    )  # fmt: skip


def kept_of(scenario: Scenario) -> tuple[Kept, ColumnMap]:
    """Read and check the tape that a scenario names; nothing is drawn.

    Raises
    ------
    TapeError
        The tape or its map is refused; or its currency or incomes are not the scenario's.
    ValueError
        The scenario's book is synthetic.
    """
    source = scenario.portfolio.source
    if not isinstance(source, TapeSource):
        raise ValueError(f"the book of {scenario.name!r} is synthetic")
    path = scenario.find_input(source.tape)
    columns = read_column_map(scenario.find_input(source.columns) if source.columns else map_beside(path))
    kept = _kept_once(path, columns, scenario)
    faults = level_faults(kept.readings, columns, scenario, str(path))
    if faults:
        raise TapeError(faults)
    return kept, columns


def notes_of_tape(scenario: Scenario) -> tuple[str, ...]:
    """Check the tape that a scenario names, and return what was found by looking, assumed or moved.

    Raises
    ------
    TapeError
        As `kept_of`.
    """
    kept, _ = kept_of(scenario)
    everybody = np.arange(kept.holders.number.size)
    # due days of those whose accounts do not tell do not matter here
    _, moved = settled(kept, scenario, everybody, np.ones_like(everybody))
    alone = kept.accounts.loan.all() and scenario.portfolio.balance_sheet == "dynamic"
    return (*kept.notes, *_moved(moved), *((_LINES_COME,) if alone else ()))


_LINES_COME = (
    "new borrowers come with a line, and this is a tape of loans alone; "
    "`portfolio: {balance_sheet: run_off}` lends to nobody"
)
_last: dict[str, Kept] = {}  # the tape read last: a run checks it before anything is computed, then opens with it


def _kept_once(path: Path, columns: ColumnMap, scenario: Scenario) -> Kept:
    stat = path.stat()
    key = repr((path.absolute(), stat.st_mtime_ns, stat.st_size, columns, scenario.lender))
    if key not in _last:
        kept = keep(path, columns, scenario.lender)
        _last.clear()
        _last[key] = kept
    return _last[key]


def _plain_scenario(columns: ColumnMap, kept: Kept | None = None) -> Scenario:
    """Return a scenario with every key left out, in the tape's currency and at its level of incomes."""
    level = None if kept is None else incomes_of(kept.readings, columns, None).median
    median = {} if level is None else {"borrowers.income.median": level}
    return Scenario(name=columns.name).with_({"portfolio.currency": columns.currency, **median})


def _picked(number: NDArray[np.int64], borrowers: int | None, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the tape's borrower and the number of each of the book; its own draw picks, so more change nobody."""
    if borrowers is None:
        return np.arange(number.size), number
    place = np.arange(borrowers)
    # a uniform has 23 bits: two of them, so that a tape of millions is picked from evenly
    coarse, fine = (uniform_array(seed, NO_PATH, place, k, Purpose.RESAMPLE) for k in range(2))
    u = (np.floor(coarse * 2.0**23) + fine) / 2.0**23
    return np.minimum((u * number.size).astype(np.int64), number.size - 1), place


def _utilisation(kept: Kept) -> dict[str, float]:
    used = kept.habits.utilisation[~kept.accounts.loan]
    if not used.size:
        return {}
    shares = {f"p{k}": float(np.quantile(used, k / 100.0)) for k in (10, 25, 50, 75, 90)}
    limits = int(kept.accounts.limit.sum())
    owed = int(kept.accounts.balance[~kept.accounts.loan].sum())
    return shares | {"all": owed / limits if limits else 0.0}


def _moved(moved: dict[str, int]) -> list[str]:
    return [f"{n:,} accounts: {how}" for how, n in moved.items() if n]


def _notes(scale: float, cut: int, moved: dict[str, int], borrowers: int | None) -> tuple[str, ...]:
    notes = []
    if borrowers is not None:
        notes.append(f"{borrowers:,} borrowers drawn with replacement; counts, statuses and buckets are the tape's own")
    notes += _moved(moved)
    if scale < 1.0:
        notes.append(
            f"the correlations of the map cannot hold together on this tape: all were multiplied by {scale:.2f}"
        )
    if cut:
        notes.append(
            f"{cut:,} borrowers draw more on their line than nine tenths of what they would spend: cut to that"
        )
    return tuple(notes)
