"""A first column map for a tape: what its columns probably are, by name and by values, and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from arrears.dates import YearMonth
from arrears.errors import TableError, TapeError
from arrears.keys.words import quoted
from arrears.population.tape_words import LINE_WORDS, LOAN_WORDS, NAMES, bills_of, plain_name
from arrears.tabular.dates import read_stamp
from arrears.tabular.numbers import MISSING, read_number
from arrears.tabular.reading import read_table
from arrears.tabular.table import Table

_LOOKED_AT = 5_000  # rows
_MOST_CODES = 30
_MONEY = ("limit", "balance", "payment", "income", "savings", "outside", "principal", "instalment")
_DATES = ("snapshot", "opened")
_FREE = ("id", "customer", "status", "product", "term", "rate")
_COLUMNS = (
    "id", "limit", "balance", "dpd", "missed", "status", "payment", "income", "score", "savings", "outside", "due_day",
    "opened", "months_on_book", "principal", "rate", "term", "remaining", "instalment",
)  # fmt: skip


@dataclass
class _Guess:
    """What is guessed of a table: field -> column; what is only likely; lines of the map below `columns`; questions."""

    table: Table
    column: dict[str, str] = field(default_factory=dict)
    likely: set[str] = field(default_factory=set)

    def texts(self, name: str) -> list[str]:
        cells = self.table.texts(self.table.columns.index(name))[:_LOOKED_AT]
        return [text for text in cells.tolist() if text not in MISSING]


def draft_map(path: Path) -> tuple[str, list[str]]:
    """Draft the column map of a tape.

    Returns
    -------
    text : str
        YAML with remarks; ``???`` where a person has to say something.
    questions : list of str
        What that is.

    Raises
    ------
    TapeError
        The file cannot be read as a table.
    """
    try:
        table = read_table(path)
    except TableError as error:
        raise TapeError(error.faults) from None
    guess = _Guess(table)
    _by_name(guess)
    _settle(guess)
    questions: list[str] = []
    lines = [f"# Drafted from {path.name}: {table.rows:,} rows, {len(table.columns)} columns. Look at every line."]
    lines += [f"# {note}" for note in table.notes]
    lines += [
        "# `# guess` is likely and not sure; ??? must be filled in. docs/portfolio.md says what each key means.",
        "",
    ]
    lines += [f"name: {quoted(path.name.split('.')[0])}", *_date(guess, questions), *_currency(questions), ""]
    lines += ["columns:", *_columns(guess, questions)]
    lines += [*_keys(guess, questions), "", "unused: rest    # every other column is left out"]
    return "\n".join(lines) + "\n", questions


def _by_name(guess: _Guess) -> None:
    """Give each field the column that is called so; then, as likely, one whose name holds such a name."""
    plain = {name: plain_name(name) for name in guess.table.columns if name}
    fits = {name: {f for f in NAMES if _fits(f, guess.texts(name))} for name in plain}
    for exact in (True, False):
        for fieldname, names in NAMES.items():
            if fieldname in guess.column:
                continue
            for known in names:
                free = [name for name in plain if name not in guess.column.values() and fieldname in fits[name]]
                found = next((n for n in free if (plain[n] == known if exact else _holds(plain[n], known))), None)
                if found is not None:
                    guess.column[fieldname] = found
                    if not exact:
                        guess.likely.add(fieldname)
                    break


def _holds(text: str, known: str) -> bool:
    return len(known) > (1 if not known.isascii() else 4) and known in text


def _fits(fieldname: str, texts: list[str]) -> bool:
    """Say whether values can be those of a field."""
    if not texts:
        return False
    some = texts[:300]
    numbers = [read_number(text) for text in some]
    numeric = sum(number is not None for number in numbers) >= 0.9 * len(some)
    values = np.asarray([number for number in numbers if number is not None])
    if fieldname in _DATES:
        relative = fieldname == "snapshot" and numeric and bool(np.all(np.abs(values) < 600))
        return relative or sum(read_stamp(text) is not None for text in some) >= 0.9 * len(some)
    if fieldname in _FREE:
        return True
    if not numeric:
        return False
    if fieldname in _MONEY:
        return True
    whole = bool(np.all(values == np.floor(values)))
    bounds = {"dpd": (0, 1e5), "missed": (0, 99), "score": (300, 850), "due_day": (1, 31)}
    low, high = bounds.get(fieldname, (0, 1200))
    return (whole or fieldname == "score") and bool(np.all((values >= low) & (values <= high)))


def _settle(guess: _Guess) -> None:
    """Keep what goes together: one column for lateness, loans or lines, a panel only where an account has rows."""
    column = guess.column
    for extra in ("missed", "status"):
        if "dpd" in column or (extra == "status" and "missed" in column):
            column.pop(extra, None)
    if "opened" in column:
        column.pop("months_on_book", None)
    loans = {"instalment", "remaining", "term", "principal", "rate"} & column.keys()
    if "limit" in column and "product" not in column:
        for name in loans:
            del column[name]
    if "product" in column and not ("limit" in column and loans):
        del column["product"]
    if "snapshot" in column and len(set(guess.texts(column["snapshot"]))) < 2:
        del column["snapshot"]
    if "id" not in column and "customer" in column:
        column["id"] = column.pop("customer")
        guess.likely.add("id")


def _date(guess: _Guess, questions: list[str]) -> list[str]:
    """Return the line of the date: the last month of a panel; else it is asked for."""
    name = guess.column.get("snapshot")
    if name is not None:
        months = [stamp.month for text in set(guess.table.texts(guess.table.columns.index(name)).tolist())
                  if (stamp := read_stamp(text)) is not None]  # fmt: skip
        if months:
            return [f"date: {_written(max(months))}    # the last month of {name}"]
    questions.append("date: the month at whose close the tape was taken")
    return [f"date: ???        # the month at whose close the tape was taken, like {_last_month()}"]


def _written(number: int) -> str:
    return str(YearMonth(number // 12, number % 12 + 1))


def _last_month() -> str:
    today = date.today()
    return str(YearMonth(today.year, today.month).plus(-1))


def _currency(questions: list[str]) -> list[str]:
    questions.append("currency: three letters, such as CNY")
    return ["currency: ???    # of the amounts, three letters"]


def _columns(guess: _Guess, questions: list[str]) -> list[str]:
    lines = []
    column = guess.column
    loans = "limit" not in column and {"instalment", "remaining", "term", "principal"} & column.keys()
    needed = ["balance"] + ([] if loans else ["limit"])
    for key in _COLUMNS:
        if key in column:
            lines.append(f"  {key}: {quoted(column[key])}" + ("    # guess" if key in guess.likely else ""))
        elif key in needed:
            meaning = (
                "what is owed" if key == "balance" else "the credit limit, or `product: instalment` below for loans"
            )
            lines.append(f"  {key}: ???    # {meaning}: one of {', '.join(map(quoted, guess.table.columns[:12]))} …")
            questions.append(f"columns.{key}: {meaning}")
    if not {"dpd", "missed", "status"} & column.keys():
        lines.append("  dpd: ???    # days past due; or `missed` (bills), or `status` (codes)")
        questions.append("columns.dpd: which column says how late an account is")
    return lines


def _keys(guess: _Guess, questions: list[str]) -> list[str]:
    column, lines = guess.column, [""]
    loans = {"instalment", "remaining", "term", "principal"} & column.keys()
    if "product" in column:
        values = sorted(set(guess.texts(column["product"])))[:_MOST_CODES]
        by = {kind: [v for v in values if any(w in v.casefold() for w in words)] for kind, words in
              (("revolving", LINE_WORDS), ("instalment", LOAN_WORDS))}  # fmt: skip
        by["instalment"] = [v for v in by["instalment"] if v not in by["revolving"]]
        rest = [v for v in values if v not in by["revolving"] + by["instalment"]]
        lists = ", ".join(f"{kind}: [{', '.join(map(quoted, found))}]" for kind, found in by.items())
        lines.append(f"product: {{column: {quoted(column['product'])}, {lists}}}    # guess")
        if rest:
            lines.append(f"#   neither line nor loan by name: {', '.join(map(quoted, rest))}")
            questions.append(f"product: what {', '.join(rest[:5])} are")
    elif loans and "limit" not in column:
        lines.append("product: instalment")
    if "customer" in column:
        lines.append(f"customer: {quoted(column['customer'])}" + ("    # guess" if "customer" in guess.likely else ""))
    if "snapshot" in column:
        lines.append(f"snapshot: {quoted(column['snapshot'])}    # a panel: a book at its date, with the months before")
    if "income" in column and any(w in column["income"].casefold() for w in ("annual", "year", "年")):
        lines.append("income_per: year")
    lines += _days(guess, questions) + _codes(guess, questions) + _optional(guess)
    return lines if lines != [""] else []


def _days(guess: _Guess, questions: list[str]) -> list[str]:
    if "dpd" not in guess.column:
        return []
    days = {number for text in set(guess.texts(guess.column["dpd"])) if (number := read_number(text))}
    if days and all(day % 30 == 0 for day in days):
        questions.append("dpd_is: whether 30 means 30 days (exact) or 31 to 60 (lower_edge)")
        return ["dpd_is: ???    # all days are multiples of 30: exact, or lower_edge where 30 means 31 to 60"]
    return []


def _codes(guess: _Guess, questions: list[str]) -> list[str]:
    if "status" not in guess.column:
        return []
    codes = sorted(set(guess.texts(guess.column["status"])))
    if len(codes) > _MOST_CODES:
        questions.append("codes: what each status means")
        return ["codes: {}    # ??? status: bills missed, or left_out; there are more than 30"]
    lines = ["codes:    # status: bills missed, or left_out"]
    for code in codes:
        bills, sure = bills_of(code)
        meaning = "???" if not sure else "left_out" if bills is None else str(bills)
        remark = "    # guess" if sure and not code.isdigit() else ""
        lines.append(f"  {quoted(code)}: {meaning}{remark}")
        if not sure:
            questions.append(f"codes: what {code} means")
    return lines


def _optional(guess: _Guess) -> list[str]:
    """Say how blanks of optional columns and late due days are taken, where there are such."""
    lines = []
    blank = []
    for key in ("income", "savings", "outside", "score", "due_day", "opened", "months_on_book"):
        name = guess.column.get(key)
        if name is None:
            continue
        cells = guess.table.texts(guess.table.columns.index(name)).tolist()
        if any(text in MISSING or (key == "income" and read_number(text) == 0) for text in cells):
            blank.append(name)
        if key == "due_day" and any((read_number(text) or 0) > 28 for text in set(cells)):
            lines.append("day_above_28: 28    # due days 29 to 31 are taken as the 28th")
    if blank:
        lines.append(f"blank: drawn    # {', '.join(blank)} say nothing for some accounts: drawn, and counted")
    return lines
