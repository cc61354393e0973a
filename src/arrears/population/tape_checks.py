"""The cells of a tape -> checked numbers. Every cell that is wrong is named by its row and column, all at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.cells import PRODUCTS
from arrears.errors import Fault, TableError, TapeError
from arrears.keys.refusal import nearest
from arrears.population.tape_cells import CellReader, Rows, code_of
from arrears.population.tape_columns import Columns, Month, ProductColumn, lateness_of
from arrears.population.tape_faults import MOST_FAULTS, Faults
from arrears.population.tape_map import REST, ColumnMap
from arrears.population.tape_rows import account_rows
from arrears.population.tape_terms import LoanTerms, read_terms
from arrears.tabular.reading import read_table
from arrears.tabular.table import Table
from arrears.units import shown

_NAMED_APART = 5  # columns that the map does not know; more are one fault
_MANY = 2_000  # columns among which the nearest name is not looked for


@dataclass(frozen=True)
class Readings:
    """A tape's numbers, one entry an account; money in minor units.

    Attributes
    ----------
    row : (account,) int64
        Row of the tape, counted from 0.
    loan : (account,) bool
        Whether it is an instalment loan; else a line.
    limit : (account,) int64
        Of lines; 0 for loans.
    balance : (month, account) int64
        Month 0 is that of observation, 1 the month before.
    payment : (month, account) int64 or None
        Paid in that month; None if the map has no payments.
    missed : (month, account) int64
        Bills missed; `UNKNOWN` where a month is not known, `LEFT_OUT` in month 0 for what is no live account.
    days : (account,) int64
        Days past due at the date of observation, where the tape gives exact ones; else `UNKNOWN`.
    code : tuple of str
        The status of each account at the date of observation, as the tape writes it.
    income, savings, outside, score : (account,) float64 or None
        Observed if the map names a column; NaN where it says nothing.
    due_day : (account,) int64 or None
        0 where the tape does not say.
    cohort : (account,) int64 or None
        The month opened: 0 the month of observation, below 0 before, `UNKNOWN_COHORT` where the tape does not say.
    customer : (account,) int64 or None
        Number of the customer.
    terms : LoanTerms or None
        Of loans.
    blanks : int
        Cells of earlier months that are blank: read as nothing owed or paid, lateness not known.
    drawn : dict of str to int
        Column -> accounts for which it says nothing, which are drawn.
    counts : dict of str to int
        Rows read, and rows left out, by reason.
    notes : tuple of str
        What was found by looking.
    """

    row: NDArray[np.int64]
    loan: NDArray[np.bool_]
    limit: NDArray[np.int64]
    balance: NDArray[np.int64]
    payment: NDArray[np.int64] | None
    missed: NDArray[np.int64]
    days: NDArray[np.int64]
    code: tuple[str, ...]
    income: NDArray[np.float64] | None
    savings: NDArray[np.float64] | None
    outside: NDArray[np.float64] | None
    score: NDArray[np.float64] | None
    due_day: NDArray[np.int64] | None
    cohort: NDArray[np.int64] | None
    customer: NDArray[np.int64] | None
    terms: LoanTerms | None
    blanks: int
    drawn: dict[str, int]
    counts: dict[str, int]
    notes: tuple[str, ...]


def tape_table(path: Path, columns: ColumnMap) -> Table:
    """Read the file of a tape as its map says.

    Raises
    ------
    TapeError
    """
    try:
        return read_table(
            path, encoding=columns.encoding, separator=columns.separator, header=columns.header, sheet=columns.sheet
        )
    except TableError as error:
        raise TapeError(error.faults) from None


def check_tape(table: Table, columns: ColumnMap, *, limit: int = MOST_FAULTS) -> Readings:
    """Read a tape's cells.

    Parameters
    ----------
    table : Table
        The cells.
    columns : ColumnMap
        What they are.
    limit : int
        Faults named one by one; the rest are counted.

    Raises
    ------
    TapeError
        Columns that are missing or that the map does not know; cells that are no number or impossible; unknown codes;
        two rows of one account; rows that look like something else than accounts. All of them at once.
    """
    _check_columns(table, columns)
    faults = Faults(table, limit)
    reader, now = CellReader(table, columns, faults), columns.columns
    _ask_for_years(reader, columns)
    chosen = account_rows(reader, columns)
    rows = chosen.now
    months: list[tuple[Columns | Month, Rows]] = [(now, rows)]
    months += [(month, rows) for month in columns.history] + [(now, before) for before in chosen.before]
    lateness = [reader.lateness(month, at, blank=k > 0) for k, (month, at) in enumerate(months)]
    loan = _loans(reader, columns, rows)
    terms = read_terms(reader, columns, rows, loan) if columns.product != "revolving" else None
    income = reader.optional_money(now.income, rows, zero=False)
    result = Readings(
        row=rows,
        loan=loan,
        limit=_limits(reader, now, rows, loan),
        balance=np.stack([reader.money(m.balance, at, signed=True, blank=k > 0) for k, (m, at) in enumerate(months)]),
        payment=_payments(reader, months),
        missed=np.stack([missed for missed, _ in lateness]),
        days=lateness[0][1],
        code=tuple(np.asarray(reader.texts(lateness_of(now)[1] or ""), object)[rows].tolist()),
        income=income if income is None or columns.income_per != "year" else income / 12.0,
        savings=reader.optional_money(now.savings, rows),
        outside=reader.optional_money(now.outside, rows),
        score=reader.optional(now.score, rows, 300, 850, "a score from 300 to 850"),
        due_day=reader.due_day(now.due_day, rows),
        cohort=reader.cohort(now, rows),
        customer=_customers(reader, columns.customer, rows),
        terms=terms,
        blanks=reader.blanks,
        drawn=reader.drawn,
        counts={"rows read": table.rows, **chosen.counts},
        notes=(*table.notes, *chosen.notes, *(terms.notes if terms is not None else ())),
    )
    if now.id is not None:
        _check_ids(reader, now.id, rows)
    faults.raise_if_any()
    return result


def _payments(reader: CellReader, months: list[tuple[Columns | Month, Rows]]) -> NDArray[np.int64] | None:
    if months[0][0].payment is None:
        return None
    paid = []
    for k, (month, rows) in enumerate(months):
        nothing = np.zeros(rows.size, np.int64)
        paid.append(nothing if month.payment is None else reader.money(month.payment, rows, blank=k > 0))
    return np.stack(paid)


def _limits(reader: CellReader, now: Columns, rows: Rows, loan: NDArray[np.bool_]) -> NDArray[np.int64]:
    limits = np.zeros(rows.size, np.int64)
    if now.limit is not None and not loan.all():
        limits[~loan] = reader.money(now.limit, rows[~loan])
    return limits


def _loans(reader: CellReader, columns: ColumnMap, rows: Rows) -> NDArray[np.bool_]:
    """Return which accounts are loans."""
    said = columns.product
    if not isinstance(said, ProductColumn):
        return np.full(rows.size, said == PRODUCTS[1])
    kinds = dict.fromkeys(said.revolving, 0) | dict.fromkeys(said.instalment, 1)
    texts = np.asarray(reader.texts(said.column), object)[rows].tolist()
    kind = np.fromiter((kinds.get(code_of(text, kinds), -1) for text in texts), np.int64, len(texts))
    expected = f"one of {', '.join(kinds)}" if kinds else "`revolving: [...]` and `instalment: [...]` in the map"
    hint = "or leave such rows out by `where`"
    reader.faults.add(
        kind < 0,
        rows,
        reader.place[said.column],
        lambda text: f"{shown(text)} is no product of the map",
        expected,
        hint,
    )
    return np.asarray(kind == 1)


def _customers(reader: CellReader, column: str | None, rows: Rows) -> NDArray[np.int64] | None:
    if column is None:
        return None
    texts = np.asarray(reader.texts(column), object)[rows]
    blank = np.fromiter((not text for text in texts.tolist()), np.bool_, rows.size)
    reader.faults.add(blank, rows, reader.place[column], lambda text: "it is blank", "a customer")
    return pd.factorize(texts)[0].astype(np.int64)


def _ask_for_years(reader: CellReader, columns: ColumnMap) -> None:
    """Ask what an income is for where its column's name says a year."""
    name = columns.columns.income
    words = ("annual", "year", "yearly", "p.a.", "per_annum", "年收入", "年薪")
    if name is not None and columns.income_per is None and any(word in name.casefold() for word in words):
        expected = "`income_per: year` in the map, or `income_per: month`"
        reader.faults.of_column(reader.place[name], "its name says that incomes are yearly", expected=expected)


def _check_columns(table: Table, columns: ColumnMap) -> None:
    """Refuse columns of the map that the tape lacks, and columns of the tape that the map does not know."""
    path, have = str(table.path), set(table.columns)
    named: dict[str, str] = {}  # column of the tape -> where the map names it
    rest = columns.unused == REST and REST[0] not in have
    wanted, faults = columns.named(), []
    unused = [] if rest else [("unused", name) for name in columns.unused]
    for key, name in [*wanted, *columns.used(), *unused]:
        if name not in have:
            some = ", ".join(table.columns[:30]) + (" …" if len(table.columns) > 30 else "")
            hint = (nearest(name, list(table.columns)) if len(have) <= _MANY else "") or f"the tape has {some}"
            message = f"there is no column `{name}`, which the map names as `{key}`"
            faults.append(Fault(message, path, expected="a column of the tape", hint=hint))
    for key, name in [*wanted, *unused]:
        if name in named:
            message = f"the map names the column `{name}` twice: {named[name]} and {key}"
            faults.append(Fault(message, path, expected="each column once"))
        named[name] = key
    known = named.keys() | {name for _, name in columns.used()}
    strange = [] if rest else [name for name in dict.fromkeys(table.columns) if name not in known]
    way_out = "name it under `unused` in the map if it is not needed"
    if len(strange) <= _NAMED_APART:
        faults += [
            Fault(f"the map does not know the column `{name}`", path, expected="every column in the map", hint=way_out)
            for name in strange
        ]
    else:
        some = ", ".join(f"`{name}`" for name in strange[:_NAMED_APART])
        faults.append(
            Fault(
                f"the map does not know {len(strange):,} columns: {some} …",
                path,
                expected="every column in the map",
                hint="`unused: rest` leaves all others out",
            )
        )
    if faults:
        first = faults[:MOST_FAULTS]
        rest_of = len(faults) - len(first)
        raise TapeError([*first, *([Fault(f"and {rest_of:,} more faults", path, count=rest_of)] if rest_of else [])])


def _check_ids(reader: CellReader, column: str, rows: Rows) -> None:
    texts = np.asarray(reader.texts(column), object)[rows].tolist()
    if "" not in (known := set(texts)) and len(known) == len(texts):
        return
    first: dict[str, int] = {}
    bad = np.zeros(len(texts), bool)
    for k, text in enumerate(texts):
        bad[k] = not text or text in first
        first.setdefault(text, int(rows[k]))

    def message(name: str) -> str:
        return f"{shown(name)} stands in row {first[name] + 1} already" if name else "it is blank"

    reader.faults.add(bad, rows, reader.place[column], message, "an account in one row")
