"""Which rows of a tape are accounts: totals, rows that `where` leaves out, and months of a panel are not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from arrears.errors import TapeError
from arrears.population.tape_cells import CellReader, code_of
from arrears.population.tape_map import ColumnMap
from arrears.population.tape_panel import book_of_panel, refuse_panel
from arrears.units import shown

_TOTALS = {
    "total", "totals", "grand total", "subtotal", "sub-total", "sum", "overall", "all", "total general", "summe",
    "gesamt", "合计", "总计", "小计", "共计", "汇总", "总和",
}  # fmt: skip
_NOT_COUNTED_APART = 8  # values of a `where` column; the rest are counted together


@dataclass(frozen=True)
class AccountRows:
    """The rows that are accounts.

    Attributes
    ----------
    now : (account,) int64
        Rows of the table, at the month of observation.
    before : tuple of (account,) int64
        Of a panel: each account's row one month before, two months before …; -1 where it has none.
    counts : dict of str to int
        Rows left out, by reason; with the accounts they are all rows read.
    notes : tuple of str
    """

    now: NDArray[np.int64]
    before: tuple[NDArray[np.int64], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def account_rows(reader: CellReader, columns: ColumnMap) -> AccountRows:
    """Choose the rows of a tape that are accounts.

    Raises
    ------
    TapeError
        No row is left; the tape looks like a panel and the map does not say so; a month that is none or is not there.
    """
    keep = np.ones(reader.table.rows, bool)
    counts: dict[str, int] = {}
    notes: list[str] = []
    totals = _totals(reader, columns)
    if totals.any():
        counts["left out: rows of totals"] = int(totals.sum())
        notes.append(f"{int(totals.sum()):,} rows are totals of others (row {int(np.argmax(totals)) + 1:,}), left out")
        keep &= ~totals
    for column, wanted in columns.where.items():
        keep &= _where(reader, column, wanted, keep, counts, notes)
    if not keep.any():
        raise TapeError(reader.table.fault("no row is left", expected="an account", hint="look at `where`"))
    rows = np.flatnonzero(keep)
    if columns.snapshot is None:
        refuse_panel(reader, columns, rows)
        return AccountRows(rows, (), counts, tuple(notes))
    book = book_of_panel(reader, columns, rows)
    if rows.size > book.now.size:
        counts["left out: other months of the panel"] = rows.size - book.now.size
    return AccountRows(book.now, book.before, counts, (*notes, *book.notes))


def _totals(reader: CellReader, columns: ColumnMap) -> NDArray[np.bool_]:
    """Return which rows add up others: they say so, or the last one does and says nothing."""
    names = {columns.columns.id, columns.customer, reader.table.columns[0]} - {None}
    found = np.zeros(reader.table.rows, bool)
    for name in names:
        texts = reader.texts(str(name))
        found |= np.fromiter((text.rstrip(":：").strip().casefold() in _TOTALS for text in texts), np.bool_, len(texts))
    rest = np.flatnonzero(~found)
    if rest.size > 3:
        sums = [name for name in (columns.columns.balance, columns.columns.limit, columns.columns.principal) if name]
        added = []
        for name in sums:
            values = np.nan_to_num(reader.all_numbers(name).values[rest])
            whole = float(values[:-1].sum())
            added.append(whole > 0 and np.isclose(values[-1], whole, rtol=1e-9, atol=0.011 * rest.size))
        found[rest[-1]] |= bool(added) and all(added)
    return found


def _where(
    reader: CellReader, column: str, wanted: tuple[str, ...], keep: NDArray[np.bool_], counts: dict[str, int],
    notes: list[str],
) -> NDArray[np.bool_]:  # fmt: skip
    texts = reader.texts(column)
    known = dict.fromkeys(wanted, 0)
    fits = {text: code_of(text, known) in known for text in set(texts)}
    chosen = np.fromiter((fits[text] for text in texts), np.bool_, len(texts))
    others = Counter(texts[row] for row in np.flatnonzero(keep & ~chosen))
    if not chosen.any():
        some = ", ".join(shown(text) for text in list(fits)[:8])
        message = f"`where`: no row says {' or '.join(map(shown, wanted))} in column `{column}`"
        raise TapeError(reader.table.fault(message, column=reader.place[column], expected=f"one of {some}"))
    said = {code_of(text, known) for text in fits}
    notes += [f"`where`: no row says {shown(text)} in column `{column}`" for text in wanted if text not in said]
    for text, n in others.most_common(_NOT_COUNTED_APART):
        counts[f"left out: {column} is {text or 'blank'}"] = n
    rest = sum(others.values()) - sum(n for _, n in others.most_common(_NOT_COUNTED_APART))
    if rest:
        counts[f"left out: {column} is something else"] = rest
    return chosen
