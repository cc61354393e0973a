"""What `validate` and `run` look at before anything is computed, and the notes that both say on stderr.

A note says what is allowed, changes the numbers, and may not be meant. A kind of note is a function in `CHECKS`; what
it looks at, it also refuses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from arrears.scenario import Override, Scenario


class Checked(NamedTuple):
    """A scenario that can be run, and what must be said of it."""

    scenario: Scenario
    notes: tuple[str, ...]


def _of_the_scenario(scenario: Scenario) -> Iterable[str]:
    return scenario.notes()


def _of_its_macro_file(scenario: Scenario) -> Iterable[str]:
    if scenario.macro.file is None:
        return ()
    # imported only when there is a file to check: its columns, quarters and values are
    from arrears.macro.centre import centre_path

    return centre_path(scenario).notes


def _of_its_tape(scenario: Scenario) -> Iterable[str]:
    if scenario.portfolio.source == "synthetic":
        return ()
    # imported only when there is a tape to check: its map, cells, currency and incomes are
    from arrears.population.tape import notes_of_tape

    return notes_of_tape(scenario)


def _of_its_opening(scenario: Scenario) -> Iterable[str]:
    """The scenario whose book it opens with is read, and whose it is said."""
    like = scenario.opens_like()
    if like is None:
        return
    yield f"it opens with the book of {like.name}; its own policies act from month 1"
    mine, theirs = scenario.portfolio, like.portfolio
    if mine.source == "synthetic" and theirs.source != "synthetic":
        yield f"the book of {like.name} is a tape and has its own size: portfolio.borrowers is not used"


def _of_its_overlays(scenario: Scenario) -> Iterable[str]:
    if not scenario.overlays:
        return ()
    # imported only when there are overlays: the measures that they may name
    from arrears.result.judgement import check_overlays

    check_overlays(scenario.overlays)
    return (f"overlays set by people: {len(scenario.overlays)}; curves.csv has the model's figures, overlays.csv both",)


CHECKS: tuple[Callable[[Scenario], Iterable[str]], ...] = (
    _of_the_scenario,
    _of_its_macro_file,
    _of_its_tape,
    _of_its_opening,
    _of_its_overlays,
)


def checked(name: str, overrides: Sequence[Override] = ()) -> Checked:
    """Read a scenario and look at all that can be looked at without running it.

    Raises
    ------
    ScenarioError, MacroFileError, TapeError
        It is refused.
    """
    from arrears.scenario import Scenario

    scenario = Scenario.read(name, overrides=overrides)
    notes = [note for check in CHECKS for note in check(scenario)]
    return Checked(scenario, tuple(dict.fromkeys(notes)))


def say_notes(name: str, notes: Iterable[str]) -> None:
    """Print notes on stderr, each with what it is about."""
    for note in notes:
        print(f"{name}: note: {note}", file=sys.stderr)
