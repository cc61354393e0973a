"""What is still to come between the close of month 0 and the next due day, for accounts that a book opens with late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.borrower.paying import catch_up_day, effort
from arrears.cells import Cause
from arrears.columns import PREFIXES
from arrears.dates import DAYS_A_MONTH
from arrears.draws import NO_PATH, block_of_four
from arrears.errors import Fault, TapeError
from arrears.jit import kernel
from arrears.lender.collections import call_effect, prompted
from arrears.population.book import Book
from arrears.rebind import Function, rebound

_TOLD = ("contacted", "answers", "settled")  # with `day`: what a book says of the month that is under way


def with_month_under_way(
    book: Book,
    *,
    seed: int,
    effect: float,
    daily_contacts: float,
    late: Any,
    collections: Any,
    rules: Mapping[Function, Function] | None = None,
) -> Book:
    """Draw for each late account of a book on which day it will catch up, and whether it would when called.

    The rule is that of every due day (*effort*, *prompted*, *catch_up_day*), given what the close of month 0 tells: the
    account is late still, so a payment whose day is past either did not come or left it late, and will not come again
    before the next due day; neither will one after a call that was made already. A book that says so itself, such as
    one that was simulated, is left as it is.

    Parameters
    ----------
    book
        Of the close of month 0.
    seed
        Of the draws; they are the same on all paths.
    effect
        Of a contact, a fraction.
    daily_contacts
        Calls the desk makes a day, as a share of the accounts that are late at some time in a month: accounts due d
        days ago were called with a chance of d times that (*assumption*: no longer queue is left over).
    late : LateParameters
    collections : CollectionsParameters
    rules
        Shipped rule -> own one in its place.

    Raises
    ------
    TapeError
        A late account has no bill, or no arrears.
    """
    columns = {name: book[name] for name in book}
    missed = {p: np.asarray(book[p + "missed"], np.int64) > 0 for p in PREFIXES.values()}
    _check(book, missed)
    told = any(np.any(book[p + name][is_late] != 0) for p, is_late in missed.items() for name in _TOLD)
    if told or any(np.any(book[p + "day"][is_late] != -1) for p, is_late in missed.items()):
        return book
    draw = rebound(_draw, rules or {})
    for prefix, is_late in missed.items():
        rows = np.flatnonzero(is_late)
        cause = np.where(book[prefix + "cause"][rows] == 0, int(Cause.UNKNOWN), book[prefix + "cause"][rows])
        day, answers, contacted = (np.full(rows.size, value, np.int8) for value in (-1, 0, 0))
        who = (*(book[name][rows] for name in ("origin", "place", "due_day", "effort")), book[prefix + "missed"][rows])
        out = (day, answers, contacted)
        draw(int(seed), (*who, cause.astype(np.int8)), daily_contacts, effect, late, collections, out)
        found = {"cause": cause, "day": day, "answers": answers, "contacted": contacted}
        for name, values in found.items():
            column = columns[prefix + name].copy()
            column[rows] = values
            columns[prefix + name] = column
    return Book.of(columns)


def _check(book: Book, missed: dict[str, NDArray[np.bool_]]) -> None:
    faults = []
    for prefix, is_late in missed.items():
        for name in ("bill", "arrears"):
            bad = is_late & (np.asarray(book[prefix + name], np.int64) <= 0)
            if bad.any():
                message = f"column '{prefix}{name}', row {int(np.argmax(bad))}: nothing, and the account is late"
                faults.append(Fault(message, expected="an amount above zero, minor units"))
    if faults:
        raise TapeError(faults)


@kernel
def _draw(seed: int, who: Any, daily_contacts: float, effect: float, late: Any, collections: Any, out: Any) -> None:
    """Draw what late accounts do in the month under way; ``who`` and ``out`` are the columns read and written."""
    (origin, place, due_day, efforts, missed, cause), (day, answers, contacted) = who, out
    for i in range(day.size):
        # lane 2 says how much is meant to be paid, and is drawn on the run's paths; on none it is free
        luck, when, call, _ = block_of_four(seed, NO_PATH, np.int64(origin[i]), np.int64(place[i]), 0, 2)
        own = effort(float(efforts[i]), int(missed[i]), int(cause[i]), late)
        later = catch_up_day(np.float64(when))
        past = due_day[i] + later <= DAYS_A_MONTH
        called = np.float64(call) < daily_contacts * (DAYS_A_MONTH - due_day[i])
        by_itself = np.float64(luck) < own
        done = called or (past and by_itself)
        contacted[i] = 1 if called else 0
        day[i] = later if (by_itself and not done) else -1
        answers[i] = (
            1
            if (np.float64(luck) < prompted(own, call_effect(effect, int(missed[i]), collections)) and not done)
            else 0
        )
