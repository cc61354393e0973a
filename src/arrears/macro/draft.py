"""The draft of a scenario over macro files: what is sure, with what was found; and a question where it is not.

The files are read as a run would read them. What is refused on the way becomes a question, and reading goes on as if it
had been answered, so that all questions are found at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from arrears.errors import Fault, MacroFileError
from arrears.keys.table_keys import InputPaths
from arrears.keys.words import quoted
from arrears.macro.columns import is_published, is_tidy, map_sources
from arrears.macro.file_income import AS_IT_IS
from arrears.macro.files import read_macro_files, read_source_table
from arrears.macro.guesses import dated_headers, guess_date, guess_names, guess_series
from arrears.macro.names import folded, listed, plainest
from arrears.macro.periods import blocks, first_month, last_month, name_month, name_period
from arrears.macro.readings import read_values
from arrears.macro.selection import BASELINE, HISTORY, select_rows
from arrears.macro.wide import turned
from arrears.scenario.schema_macro import MacroFile, Wide
from arrears.tabular.table import Table

USUAL_MONTHS = 36
_ASK = "# ?"
_TRIES = 12  # questions that are answered for the time being, at most

# What a refusal asks for -> the key, the answer for the time being, and how it is written.
_QUESTIONS: tuple[tuple[str, str, Any, str], ...] = (
    ("what growth is on trend", "trend", 0.0, "trend: 2%"),
    ("in current prices", "deflator", "none", "deflator: none"),
    ("day and month cannot be told apart", "date_format", "dmy", "date_format: dmy"),
    ("may be", "decimal", ".", "decimal: '.'"),
)


@dataclass
class _Draft:
    """Keys of `macro.file` as they are known so far, their remarks, and the questions."""

    keys: dict[str, Any]
    remarks: dict[str, str] = field(default_factory=dict)
    questions: list[tuple[str, str]] = field(default_factory=list)  # a line to be completed, and why

    def file(self) -> MacroFile:
        """Return the section as it is known so far."""
        try:
            return MacroFile(**self.keys)
        except ValidationError as error:
            where = ".".join(str(key) for key in error.errors()[0]["loc"])
            message = f"its name or a column's cannot stand in a scenario ({where})"
            hint = "rename it: one line, without : and \\, 200 letters at most"
            raise MacroFileError(Fault(message, self.keys["path"][0], hint=hint)) from None


@dataclass(frozen=True)
class _Span:
    """Where a run may lie: its first month, the last there is, its first period, and whether there is one before."""

    start: int
    end: int
    period: str
    before: bool

    @property
    def months(self) -> int:
        return min(USUAL_MONTHS, max(self.end - self.start + 1, 1))


def draft_scenario(paths: Sequence[Path]) -> str:
    """Return the draft of a scenario, YAML with comments.

    Parameters
    ----------
    paths : sequence of Path
        Files of one path: one, or several that belong together.

    Raises
    ------
    MacroFileError
        A file cannot be read as a table at all.
    """
    draft = _Draft({"path": tuple(path.name for path in paths)})
    tables = [read_source_table(path, draft.file()) for path in paths]
    tables = _guess_columns(draft, tables)
    _guess_rows(draft, tables)
    span = _ask(draft, paths, tables)
    notes = [f"{table.path.name}: {note}" for table in tables for note in table.notes]
    return "\n".join(_written(draft, notes, span)) + "\n"


def _guess_columns(draft: _Draft, tables: list[Table]) -> list[Table]:
    """Guess columns by names and cells; of a wide table, which column names the rows."""
    if any(is_published(table) or is_tidy(table) for table in tables):
        draft.remarks["path"] = "a table of the Federal Reserve: its columns are known"
        return tables
    columns: dict[str, str] = {}
    table = tables[0]
    date, dated = guess_date(table), dated_headers(table)
    if date is None and len(dated) > 1:
        names = guess_names(table, dated)
        where = _guess_where(draft, table, names, dated)
        draft.keys["wide"] = Wide(names=table.columns[names], where=where)
        tables = [turned(table, draft.keys["wide"], {}) for table in tables]
    elif date is not None:
        columns["date"] = table.columns[date]
    for table in tables:
        for key, places in guess_series(table.columns).items():
            first, *others = [table.columns[place] for place in places]
            if key == "deflator":
                draft.keys["deflator"] = first
            elif key in columns or (key.startswith("income") and any(k.startswith("income") for k in columns)):
                continue
            else:
                columns[key] = first
            if others:
                draft.remarks[key] = f"? or {listed(others, 6)}"
    draft.keys["columns"] = columns
    if date is None and not dated:
        draft.questions.append(("columns: {date: ...}", f"which column holds the dates? {', '.join(table.columns)}"))
    if not set(columns) - {"date"}:
        line = "columns: {unemployment: ..., income_growth: ..., policy_rate: ...}"
        draft.questions.append((line, f"which columns are these? {', '.join(tables[0].columns[:20])}"))
    return tables


def _guess_where(draft: _Draft, table: Table, names: int, dated: Sequence[int]) -> dict[str, str]:
    where = {}
    for place in range(len(table.columns)):
        cells = [text for text in dict.fromkeys(table.texts(place).tolist()) if text]
        twice = len(set(table.texts(names).tolist())) < table.rows
        if place not in (names, *dated) and len(cells) > 1 and twice:
            where[table.columns[place]] = cells[0]
            draft.remarks["wide"] = f"? {table.columns[place]}: {', '.join(cells[:10])}"
    return where


def _guess_rows(draft: _Draft, tables: Sequence[Table]) -> None:
    """Choose the exercise and the scenario: the last that is neither baseline nor history; say what else there is."""
    try:
        columns = draft.keys.get("columns", {})
        rows = [row for source in map_sources(tables, columns, draft.keys.get("deflator")) for row in source.rows()]
    except MacroFileError:
        return  # asked for below
    exercises = [name for name in dict.fromkeys(row.exercise for row in rows) if name]
    if exercises:
        draft.keys["exercise"] = exercises[-1]
        draft.remarks["exercise"] = f"in the file: {', '.join(exercises)}"
        rows = [row for row in rows if row.exercise in ("", exercises[-1])]
    scenarios = [name for name in dict.fromkeys(row.scenario for row in rows) if name]
    own = [name for name in scenarios if folded(name) not in HISTORY]
    if own:
        stressed = [name for name in own if plainest(name) not in BASELINE] or own
        draft.keys["scenario"] = stressed[-1]
        draft.remarks["scenario"] = f"in the file: {', '.join(scenarios)}"


def _ask(draft: _Draft, paths: Sequence[Path], tables: Sequence[Table]) -> _Span | None:
    """Read as a run would, gather questions, and return where a run may lie."""
    kept, span = dict(draft.keys), None
    for _ in range(_TRIES):
        try:
            span = _span(draft, tables)
            read_macro_files(paths, draft.file(), start=span.start, months=span.months)
            break
        except MacroFileError as error:
            if not _answer(draft, error.faults):
                if kept.get("columns", {}).keys() - {"date"}:
                    draft.questions += [
                        ("", f"{fault.message}; expected {fault.expected}") for fault in error.faults[:3]
                    ]
                break
    draft.keys = kept
    return span


def _span(draft: _Draft, tables: Sequence[Table]) -> _Span:
    """Return where a run may lie: where all series have values, from the scenario's own first period on."""
    file = draft.file()
    sources = map_sources(tables, file.columns, None if file.deflator == AS_IT_IS else file.deflator)
    selection = select_rows(sources, file.exercise, file.scenario)
    form, decimal = file.date_format, file.decimal
    readings = read_values(sources, selection, units=file.units, decimal=decimal, date_format=form)
    last = [blocks([month for month, _ in points], readings.step)[-1] for points in readings.series.values()]
    first = max(readings.first, *(begin for begin, _ in last))
    end = last_month(min(close for _, close in last), readings.step)
    before = any(begin < first for begin, _ in last)
    if readings.step == 1 and not before and end > first:
        first, before = first + 1, True  # month 0 is then in the file
    return _Span(first_month(first, readings.step), end, name_period(first, readings.step), before)


def _answer(draft: _Draft, faults: Sequence[Fault]) -> bool:
    """Turn a refusal into a question and answer it for the time being; False if it cannot be."""
    fault = faults[0]
    if "`units:" in fault.expected:
        series = fault.expected.split("{")[1].split(":")[0]
        draft.keys["units"] = {**draft.keys.get("units", {}), series: "percent"}
        draft.questions.append((f"units: {{{series}: percent}}", fault.message))
        return True
    for sign, key, answer, line in _QUESTIONS:
        if sign in fault.message and key not in draft.keys:
            draft.keys[key] = answer
            draft.questions.append((line, fault.message))
            return True
    return False


def _written(draft: _Draft, notes: Sequence[str], span: _Span | None) -> list[str]:
    title = Path(draft.keys["path"][0]).stem.replace("-", " ").replace("_", " ").strip().capitalize()
    lines = [
        "# A draft by `arrears macro draft`; keep it beside its file. Questions begin with a question mark; where the",
        "# line under one is right, take its # away. `arrears macro show` then draws the path that a run will see.",
        f"name: {quoted(title)}",
        f"description: {quoted('The path of ' + ', '.join(draft.keys['path']))}",
        "extends: baseline",
    ]
    if span is not None:
        held = "" if span.before else "; the file has none before it, so month 0 is held at its first value"
        lines.append(f"start: {name_month(span.start)}  # the first month of {span.period}{held}")
        lines.append(f"months: {span.months}  # the file ends with {name_month(span.end)}")
    else:
        lines += [f"{_ASK} the first month of the run", "# start: 2020-01"]
    lines += ["macro:", "  file:"]
    for key in MacroFile.model_fields:
        if draft.keys.get(key):
            lines += _key(key, draft.keys[key], draft.remarks)
    for line, why in draft.questions:
        lines.append(f"    {_ASK} {' '.join(why.split())}")
        lines += [f"    # {line}"] if line else []
    return [*lines, *(f"# note: {note}" for note in notes)]


def _key(key: str, value: Any, remarks: Mapping[str, str]) -> list[str]:
    """Return the lines of a key, each with its remark behind it."""
    behind = {name: f"  # {remark}" for name, remark in remarks.items()}
    if isinstance(value, Wide):
        where = ", ".join(f"{quoted(k)}: {quoted(v)}" for k, v in value.where.items())
        inner = f"names: {quoted(value.names)}" + (f", where: {{{where}}}" if where else "")
        return [f"    wide: {{{inner}}}{behind.get(key, '')}"]
    if isinstance(value, dict):
        return [f"    {key}:", *(f"      {k}: {quoted(v)}{behind.get(k, '')}" for k, v in value.items())]
    text = quoted(value) if isinstance(value, str) else InputPaths().write(value)
    return [f"    {key}: {text}{behind.get(key, '')}"]
