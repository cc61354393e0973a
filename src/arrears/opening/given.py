"""A book that no burn-in brought about: a loan tape, or one that the caller gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arrears.dates import YearMonth
from arrears.draws import NO_PATH
from arrears.engine.batch import PathBatch
from arrears.engine.opening import Ground
from arrears.engine.swap import kernels_for
from arrears.opening.pool import approval_rate
from arrears.population.book import Book
from arrears.population.late_accounts import with_month_under_way
from arrears.population.opening import Opening
from arrears.population.tape import Tape
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.setting import setting_of

_CALM_YEAR = 12  # months over which a book that was not simulated is watched, see `watched`


class _Watch(PathBatch):
    """One path that belongs to no path, on which nobody is replaced; who leaves is counted."""

    left = 0

    def applicants(self, month: int) -> int:
        """Nobody applies."""
        self.left += int(self.batch.exits.sum())
        self.batch.exits[:] = 0
        return 0


def watched(
    scenario: Scenario, seed: int, macro0: dict[str, float], book: Book, tape: Tape | None, rules: Rules
) -> Opening:
    """Return the opening of a book that no burn-in brought about.

    What a steady book has beside it is not in a tape: how many leave in a month, and how many accounts are late at some
    time in one. Both are read off a calm year: the book is run under the macro of month 0 without anything happening,
    and without new borrowers, and the rates are put on its size. Nothing is pending of what was charged off before.
    """
    setting = setting_of(scenario, seed, book).for_burn_in(_CALM_YEAR)
    setting = replace(setting, balance_sheet="run_off")
    late_now = sum(int(np.count_nonzero(book[name])) for name in ("rev_missed", "ins_missed"))
    opening = Opening(
        Book.of({**{name: book[name] for name in book}, "segment": np.zeros(book.size, np.int8)}),
        exits=0.0,
        worklist=max(float(late_now), 1.0),
        approval=approval_rate(setting, macro0["unemployment"], kernels_for(rules)),
        pending=np.zeros((2, setting.recovery_months), np.int64),
        credits=0 if tape is None else tape.credits,
    )
    calm = {name: np.full((1, _CALM_YEAR + 1), value) for name, value in macro0.items()}
    for _ in range(2):  # the desk's size follows the worklist, and the worklist a little the desk's size
        share = setting.daily_contacts(0, opening.worklist, book.size) / opening.worklist
        ready = with_month_under_way(
            opening.book,
            seed=seed,
            effect=setting.effect,
            daily_contacts=share,
            late=setting.q.late,
            collections=setting.q.collections,
            rules=rules.swaps,
        )
        ground = Ground.of(replace(opening, book=ready), setting, spare=0.0)
        watch = _Watch(ground, calm, np.asarray([NO_PATH], np.int64), kernels=kernels_for(rules))
        tallies = watch.run()
        people = max(int(tallies.borrowers[0, 1:].sum()), 1)
        opening = replace(
            opening,
            exits=watch.left / people * book.size,
            worklist=max(int(tallies.worklist[0, 1:].sum()) / people * book.size, 1.0),
        )
    return replace(opening, book=ready)


def captions(scenario: Scenario, tape: Tape) -> tuple[str, ...]:
    """Say so where the book and the path come from different countries or years."""
    file, start = scenario.macro.file, scenario.start
    federal = file is not None and not file.columns
    if file is None:
        path = "the scenario's own"
    elif federal:
        words = " ".join(text for text in (file.exercise, (file.scenario or "").replace("_", " ")) if text)
        path = f"the Federal Reserve's {words} scenario for the United States"
    else:
        path = " ".join(text for text in ("that of", ", ".join(file.path), file.scenario) if text)
    elsewhere = federal and tape.country.casefold() not in ("united states", "usa", "us", "")
    differs = [
        *(["another country"] if elsewhere else []),
        *(["another time"] if _months_apart(tape.date, start) > _CALM_YEAR else []),
    ]
    if not differs:
        return ()
    return (
        f"The book is {tape.name} ({tape.country}, {tape.date}, {tape.currency}); the path is {path}, from {start}: "
        f"{' and '.join(differs)}. It shows what such a path does to such a book, and forecasts neither.",
    )


def _months_apart(date: YearMonth, other: YearMonth) -> int:
    return abs(date.until(other))
