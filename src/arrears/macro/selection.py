"""Which rows of a macro table are the scenario: by exercise and by scenario name.

Names match in any spelling: ``severely_adverse`` finds ``Supervisory Severely Adverse``. Rows called ``Actual`` or
``history`` are the past; they go before the first row of the scenario that is picked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arrears.errors import Fault, MacroFileError
from arrears.macro.columns import ColumnMap, is_published
from arrears.macro.table import Row, Table, nearest, plain

HISTORY = ("actual", "history", "historic", "historical")
BASELINE = "baseline"


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
        What should be said in the manifest.
    """

    name: str
    rows: tuple[Row, ...]
    history: tuple[Row, ...]
    baseline: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def plain_scenario(name: str) -> str:
    """Return a scenario's name in one spelling: ``Supervisory Severely Adverse`` is ``severely_adverse``."""
    return plain(name).removeprefix("supervisory_").removesuffix("_scenario")


def select_rows(table: Table, columns: ColumnMap, exercise: str | None, scenario: str | None) -> Selection:
    """Pick the rows of one exercise and scenario.

    Raises
    ------
    MacroFileError
        There is no such exercise or scenario, or several where none was named; the fault lists what there is.
    """
    notes: list[str] = []
    faults: list[Fault] = []
    if exercise is not None and columns.exercise is None:
        if is_published(table):
            notes.append(f"{table.path.name} names no exercise; that it is {exercise} was not checked")
        else:
            faults.append(table.fault("macro.file.exercise: there is no column `exercise`", expected="no exercise"))
        exercise = None
    if scenario is not None and columns.scenario is None:
        faults.append(table.fault("macro.file.scenario: there is no column `scenario`", expected="no scenario"))
        scenario = None
    if faults:
        raise MacroFileError(tuple(faults))
    exercise = _pick_exercise(table, columns, exercise, scenario)
    of_exercise = [r for r in table.rows if columns.exercise is None or r.cells[columns.exercise].strip() == exercise]
    scenario = _pick_scenario(table, columns, of_exercise, exercise, scenario)
    baseline = [r for r in of_exercise if _scenario(r, columns) == BASELINE]
    if not baseline and columns.exercise is not None:
        baseline = [r for r in table.rows if _scenario(r, columns) == BASELINE]
        if baseline:
            others = ", ".join(_distinct(r.cells[columns.exercise].strip() for r in baseline))
            notes.append(f"exercise {exercise} has no baseline in {table.path.name}; that of {others} stands for it")
    past = [r for r in table.rows if _scenario(r, columns) in HISTORY and _own_past(r, columns, exercise)]
    rows = [r for r in of_exercise if _scenario(r, columns) == scenario]
    words = [f"{word} {name}" for word, name in (("exercise", exercise), ("scenario", scenario)) if name]
    return Selection(
        ", ".join(words) or "the table",
        tuple(rows),
        tuple(past) if scenario not in HISTORY else (),
        tuple(baseline),
        tuple(notes),
    )


def _scenario(row: Row, columns: ColumnMap) -> str:
    return "" if columns.scenario is None else plain_scenario(row.cells[columns.scenario])


def _own_past(row: Row, columns: ColumnMap, exercise: str | None) -> bool:
    return columns.exercise is None or row.cells[columns.exercise].strip() in ("", exercise)


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _pick_exercise(table: Table, columns: ColumnMap, exercise: str | None, scenario: str | None) -> str | None:
    if columns.exercise is None:
        return None
    known = _distinct(r.cells[columns.exercise].strip() for r in table.rows)
    if exercise is not None:
        if exercise in known:
            return exercise
        raise _unknown(table, f"macro.file.exercise: no exercise {exercise!r}", known, exercise)
    wanted = None if scenario is None else plain_scenario(scenario)
    fitting = _distinct(
        r.cells[columns.exercise].strip() for r in table.rows if wanted is None or _scenario(r, columns) == wanted
    )
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        names = _distinct(_scenario(r, columns) for r in table.rows)
        raise _unknown(table, f"macro.file.scenario: no scenario {scenario!r}", names, plain_scenario(scenario or ""))
    raise _unknown(table, "macro.file.exercise: the table has several exercises, say which", fitting, "")


def _pick_scenario(
    table: Table, columns: ColumnMap, rows: Sequence[Row], exercise: str | None, scenario: str | None
) -> str:
    if columns.scenario is None:
        return ""
    known = _distinct(_scenario(r, columns) for r in rows)
    if scenario is not None:
        if plain_scenario(scenario) in known:
            return plain_scenario(scenario)
        where = "" if exercise is None else f" in exercise {exercise}"
        raise _unknown(table, f"macro.file.scenario: no scenario {scenario!r}{where}", known, plain_scenario(scenario))
    choice = [name for name in known if name not in HISTORY] or known
    if len(choice) == 1:
        return choice[0]
    raise _unknown(table, "macro.file.scenario: the table has several scenarios, say which", choice, "")


def _unknown(table: Table, message: str, known: Sequence[str], name: str) -> MacroFileError:
    hint = nearest(name, known) if name else ""
    return MacroFileError(table.fault(message, expected=f"one of {', '.join(known)}", hint=hint))
