"""Driving both engines in tests: runs of a few paths from one opening book, and what differs between them."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from arrears.columns import book_columns
from arrears.engine.batch import PathBatch
from arrears.engine.opening import Ground, book_of
from arrears.engine.segments import with_segments
from arrears.opening.pool import pool_size, season
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.reference import ReferenceRun, run_reference
from arrears.scenario.schema import Scenario
from arrears.setting import Setting, setting_of
from arrears.tallies import Tallies

PATHS = np.asarray([0, 5])
# Columns that only a late account has; what they hold on another is left open.
OF_LATE_ACCOUNTS = ("contacted", "day", "answers", "settled")


@dataclass(frozen=True)
class Variant:
    """A scenario's changes, and how far each series has moved by month 4."""

    name: str
    changes: dict[str, Any] = field(default_factory=dict)
    moves: dict[str, float] = field(default_factory=dict)
    borrowers: int = 300
    months: int = 8


def run_fast(
    opening: Opening, setting: Setting, macro: dict[str, np.ndarray], paths: np.ndarray, *, spare: float = 6.0
) -> tuple[Tallies, list[Book]]:
    """Tallies, and the book of each path at the last close; ``spare`` is room for newcomers, a share of the book."""
    batch = PathBatch(Ground.of(opening, setting, spare=spare), macro, paths)
    tallies = batch.run()
    return tallies, [book_of(batch.batch, p, setting.days) for p in range(paths.size)]


def start(variant: Variant) -> tuple[Opening, Setting, dict[str, np.ndarray]]:
    """A seasoned book, the setting, and paths that differ a little from each other."""
    scenario = Scenario.from_text("name: Agreement\n").with_({"months": variant.months, **variant.changes})
    ramp = np.minimum(np.arange(variant.months + 1) / 4.0, 1.0)
    levels = {"unemployment": 0.052, "income": 0.0, "looseness": 0.0}
    macro = {
        name: np.stack([level + scale * variant.moves.get(name, 0.0) * ramp for scale in (1.0, 0.8)])
        for name, level in levels.items()
    }
    pool = season(setting_of(scenario, 1, None), pool_size(variant.borrowers), levels)
    opening = pool.opening(variant.borrowers)
    setting = setting_of(scenario, 1, opening.book)
    return replace(opening, book=with_segments(opening.book, setting)), setting, macro


def both(variant: Variant) -> tuple[tuple[Tallies, list[Book]], ReferenceRun]:
    opening, setting, macro = start(variant)
    return run_fast(opening, setting, macro, PATHS), run_reference(opening, setting, macro, PATHS)


def by_number(book: Book) -> dict[str, np.ndarray]:
    """The columns of a book, borrowers by number; what only late accounts have is left out of the others."""
    order = np.lexsort((book["place"], book["origin"]))
    columns = {name: book[name][order] for name in book}
    for prefix in ("rev_", "ins_"):
        for name in OF_LATE_ACCOUNTS:
            columns[prefix + name] = np.where(columns[prefix + "missed"] > 0, columns[prefix + name], -9)
    columns["rev_bill"] = np.where(columns["rev_missed"] > 0, columns["rev_bill"], 0)
    return columns


def differences(fast: tuple[Tallies, list[Book]], reference: ReferenceRun) -> list[str]:
    """What differs, each with its first place."""
    found = []
    for name, a, b in zip(Tallies._fields, fast[0], reference.tallies, strict=True):
        if not np.array_equal(a, b):
            at = tuple(int(k) for k in np.argwhere(a != b)[0])
            found.append(f"{name}{list(at)}: {a[at]} and {b[at]}")
    for path, (mine, other) in enumerate(zip(fast[1], reference.books, strict=True)):
        if mine.size != other.size:
            found.append(f"path {path}: {mine.size} and {other.size} borrowers")
            continue
        x, y = by_number(mine), by_number(other)
        for column in book_columns():
            unequal = np.flatnonzero(x[column.name] != y[column.name])
            if unequal.size:
                k = unequal[0]
                who = f"({y['origin'][k]}, {y['place'][k]})"
                values = f"{x[column.name][k]} and {y[column.name][k]}"
                found.append(f"path {path}, {column.name} of {who}: {values}; {unequal.size} differ")
    return found
