"""A run of the readable engine: for each path one SimPy environment, and a generator for each borrower in it.

It gives the same as the fast engine, borrower by borrower and to the cent, and takes a thousand times as long. The
order of a month is in ``model/order.py``, a borrower's due day in ``due_day.py``, what happens between due days in
``life.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears import ledger
from arrears.mechanisms.mechanism import When
from arrears.model.order import DAYS, Phase, moment
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.reference.borrower import book_of
from arrears.reference.lending import lend
from arrears.reference.life import Process, life
from arrears.reference.mechanisms import live_steps
from arrears.reference.world import World
from arrears.rules import Rules
from arrears.setting import Setting
from arrears.tallies import Tallies, empty


@dataclass(frozen=True)
class ReferenceRun:
    """What a run gives.

    Attributes
    ----------
    tallies : Tallies
        What was counted, as from the fast engine.
    books : tuple of Book
        The borrowers of each path at the last close, by month of origin and place.
    """

    tallies: Tallies
    books: tuple[Book, ...]


def run_reference(
    opening: Opening,
    setting: Setting,
    macro: dict[str, NDArray[np.float64]],
    paths: NDArray[np.int64],
    processes: Sequence[Callable[[World], Process]] = (),
    rules: Rules | None = None,
) -> ReferenceRun:
    """Run all months of some paths from the opening book.

    Parameters
    ----------
    macro : dict of str to (path, month) float64
        Each series, months 0 to the last.
    paths : (path,) int64
        Number of each path: what its draws hang on.
    processes : callables
        SimPy processes to run beside the others on each path; each is given the path's ``World``.
    rules : Rules
        Which function fills which slot; the shipped ones if left out.

    Raises
    ------
    LedgerError
        A path-month does not close to the cent.
    """
    tallies = empty(paths.size, setting.months, len(setting.segments), setting.buckets, setting.own)
    books, called = [], (rules or Rules()).whole
    for p, path in enumerate(paths):
        world = World(
            opening, setting, {name: values[p] for name, values in macro.items()}, int(path), tallies, p, called
        )
        world.count.opening(world.borrowers)
        for process in (macro_tick, calls, close, *processes):
            world.env.process(process(world))
        for who in world.borrowers:
            world.env.process(life(who, world))
        world.env.run(until=moment(setting.months, DAYS, Phase.REVIEW) + 1)
        books.append(book_of([who for who in world.borrowers if not who.left]))
    ledger.check(tallies.balance, tallies.ledger, paths)
    return ReferenceRun(tallies, tuple(books))


def macro_tick(world: World) -> Process:
    """1. Day 1: the month's climate."""
    for month in range(1, world.setting.months + 1):
        yield world.at(month, 1, Phase.MACRO)
        world.begin(month)


def calls(world: World) -> Process:
    """2 (d) Each day's calls."""
    for month in range(1, world.setting.months + 1):
        for day in range(1, DAYS + 1):
            yield world.at(month, day, Phase.DESK)
            world.desk.work(day)


def close(world: World) -> Process:
    """3. Day 30: mechanisms, count, then lend anew; and the review of the policies."""
    for month in range(1, world.setting.months + 1):
        yield world.at(month, DAYS, Phase.CLOSE_STEPS)
        for who in world.borrowers:
            live_steps(who, world, When.CLOSE)
        yield world.at(month, DAYS, Phase.CLOSE)
        world.count.close(world.borrowers)
        world.recover()
        yield world.at(month, DAYS, Phase.LEND)
        lend(world)
        world.review()
