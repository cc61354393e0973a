"""Which rows of macro tables are the scenario: by exercise and by scenario name (:mod:`arrears.macro.names`).

Rows called ``Actual`` or ``history`` are the past, and so are those of a table that names no scenario beside tables
that do; they go before the first row of the scenario that is picked. Rows called ``baseline`` give the trend of income.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arrears.errors import MacroFileError
from arrears.macro.columns import is_published
from arrears.macro.names import folded, listed, nearest, places_of, plainest
from arrears.macro.source import Row, Source

HISTORY = frozenset({"actual", "actuals", "history", "historic", "historical", "实际", "历史"})
BASELINE = frozenset({"baseline", "base", "basecase", "baselinescenario", "基准", "基准情景", "基线"})


@dataclass(frozen=True)
class Selection:
    """The rows that were picked.

    Attributes
    ----------
    name : str
        What was picked, for people.
    rows, history, baseline : tuple of Row
        The scenario's rows, those of its past, and the baseline's, from which the trend of income may be taken.
    notes : tuple of str
        What should be said.
    """

    name: str
    rows: tuple[Row, ...]
    history: tuple[Row, ...]
    baseline: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def select_rows(sources: Sequence[Source], exercise: str | None, scenario: str | None) -> Selection:
    """Pick the rows of a scenario.

    Parameters
    ----------
    sources : sequence of Source
        The files and what their columns are.
    exercise, scenario : str or None
        What is wanted; None where there is only one. An exercise is not checked where no table names one and one has
        the form that the Federal Reserve publishes.

    Raises
    ------
    MacroFileError
        There is no such exercise or scenario, several where none was named, or a name that may be several; the fault
        lists what there is.
    """
    rows = [row for source in sources for row in source.rows()]
    notes: list[str] = []
    exercises = any(source.columns.exercise is not None for source in sources)
    scenarios = any(source.columns.scenario is not None for source in sources)
    faults = []
    if exercise is not None and not exercises:
        if any(is_published(source.table) for source in sources):
            names = listed([source.name for source in sources])
            notes.append(f"{names} names no exercise; that it is {exercise} was not checked")
        else:
            message = "macro.file.exercise: there is no column `exercise`"
            faults.append(sources[0].table.fault(message, expected="no exercise"))
    if scenario is not None and not scenarios:
        message = "macro.file.scenario: there is no column `scenario`"
        faults.append(sources[0].table.fault(message, expected="no scenario"))
    if faults:
        raise MacroFileError(faults)
    past = [row for row in rows if scenarios and _is_past(row)]
    own = [row for row in rows if not scenarios or row.source.columns.scenario is not None]
    chosen_exercise = _pick_exercise(sources, own, exercise, scenario) if exercises else ""
    of_exercise = [row for row in own if row.exercise in ("", chosen_exercise) or not exercises]
    chosen = _pick_scenario(sources, of_exercise, chosen_exercise, scenario) if scenarios else ""
    picked = [row for row in of_exercise if row.scenario == chosen]
    baseline, said = _baseline(rows if scenarios else [], of_exercise, chosen_exercise)
    notes += said
    silent = [source.name for source in sources if scenarios and source.columns.scenario is None]
    if silent:
        notes.append(f"{listed(silent)} names no scenario: its rows are taken as history")
    words = [f"{word} {name}" for word, name in (("exercise", chosen_exercise), ("scenario", chosen)) if name]
    before = [] if folded(chosen) in HISTORY else [row for row in past if row.exercise in ("", chosen_exercise)]
    return Selection(", ".join(words) or "the table", tuple(picked), tuple(before), tuple(baseline), tuple(notes))


def _is_past(row: Row) -> bool:
    return row.source.columns.scenario is None or folded(row.scenario) in HISTORY


def _is_baseline(row: Row) -> bool:
    return row.source.columns.scenario is not None and plainest(row.scenario) in BASELINE


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _baseline(rows: Sequence[Row], of_exercise: Sequence[Row], exercise: str) -> tuple[list[Row], list[str]]:
    """Return the baseline of the exercise, else those of the others, and what should be said."""
    own = [row for row in of_exercise if _is_baseline(row)] if rows else []
    if own or not exercise:
        return own, []
    others = [row for row in rows if _is_baseline(row)]
    if not others:
        return [], []
    names, files = _distinct(row.exercise for row in others), _distinct(row.source.name for row in others)
    return others, [f"exercise {exercise} has no baseline in {listed(files)}; that of {listed(names)} stands for it"]


def _pick_exercise(sources: Sequence[Source], rows: Sequence[Row], exercise: str | None, scenario: str | None) -> str:
    known = [name for name in _distinct(row.exercise for row in rows) if name]
    if exercise is not None:
        return _named(sources, "macro.file.exercise", f"no exercise {exercise!r}", exercise, known)
    names = [name for name in _distinct(row.scenario for row in rows) if name]
    meant = {names[place] for place in places_of(scenario, names)} if scenario is not None else set(names)
    if scenario is not None and not meant:
        raise _refused(sources, f"macro.file.scenario: no scenario {scenario!r}", names, scenario)
    fitting = [name for name in _distinct(row.exercise for row in rows if row.scenario in meant) if name]
    if len(fitting) == 1:
        return fitting[0]
    raise _refused(sources, "macro.file.exercise: the table has several exercises, say which", fitting or known)


def _pick_scenario(sources: Sequence[Source], rows: Sequence[Row], exercise: str, scenario: str | None) -> str:
    known = _distinct(row.scenario for row in rows)
    if scenario is not None:
        where = f" in exercise {exercise}" if exercise else ""
        return _named(sources, "macro.file.scenario", f"no scenario {scenario!r}{where}", scenario, known)
    choice = [name for name in known if folded(name) not in HISTORY] or known
    if len(choice) == 1:
        return choice[0]
    raise _refused(sources, "macro.file.scenario: the table has several scenarios, say which", choice)


def _named(sources: Sequence[Source], key: str, unknown: str, name: str, known: Sequence[str]) -> str:
    places = places_of(name, known)
    if len(places) == 1:
        return known[places[0]]
    if places:
        raise _refused(sources, f"{key}: {name!r} may be several", [known[place] for place in places])
    raise _refused(sources, f"{key}: {unknown}", known, name)


def _refused(sources: Sequence[Source], message: str, known: Sequence[str], name: str = "") -> MacroFileError:
    hint = nearest(name, known) if name else ""
    return MacroFileError(sources[0].table.fault(message, expected=f"one of {listed(known)}", hint=hint))
