"""Numbers in the cells of a column: missing marks, decimal commas, thousands, a percent sign behind.

Which of comma and point is the decimal one is decided from the column's own cells, then from the whole table's; where
both readings are possible it is asked (``decimal``), since ``1,234`` is a thousand times ``1,234``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from arrears.errors import TableError
from arrears.tabular.table import Table

# How files write that there is no value: blank, and what R, SAS, Excel, statistics offices and people put there.
MISSING = frozenset(
    {
        "",
        ".",
        "..",
        "...",
        "…",
        "-",
        "--",
        "–",
        "—",
        "NA",
        "N/A",
        "n/a",
        "na",
        "n.a.",
        "#N/A",
        "NULL",
        "null",
        "None",
        ":",
    }
)
DecimalMark = Literal[".", ","]

_SPACES = " \u00a0\u2009\u202f'\u2019"  # part thousands beside either mark
_OTHER: dict[DecimalMark, str] = {".": ",", ",": "."}


def _evidence_of(mark: DecimalMark) -> re.Pattern[str]:
    """Return what a number looks like that cannot be read with the other mark."""
    grouped = rf"\d{{1,3}}([{_OTHER[mark]}{_SPACES}]\d{{3}})+"
    few_or_many = rf"\d+[{mark}](\d{{1,2}}|\d{{4,}})|\d{{4,}}[{mark}]\d+|0?[{mark}]\d+"
    return re.compile(rf"[+-]?({grouped}[{mark}]\d+|{few_or_many}|\d{{1,3}}([{_OTHER[mark]}]\d{{3}}){{2,}})", re.ASCII)


_MONTH = re.compile(r"\d{1,2}\.(19|20|21)\d{2}", re.ASCII)  # 01.2020 looks like a decimal, and is none
_EVIDENCE = {mark: _evidence_of(mark) for mark in _OTHER}
_NUMBER = {
    mark: re.compile(
        rf"[+-]?(\d{{1,3}}(?:[{other}]\d{{3}})+|\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d*)([{mark}]\d*)?([eE][+-]?\d+)?",
        re.ASCII,
    )
    for mark, other in _OTHER.items()
}
_BARE = np.zeros(256, np.bool_)  # bytes of numbers as programs write them; "nan", "1_0" and other digits have others
_BARE[list(b"0123456789+-.eE\n")] = True


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of a column.

    Attributes
    ----------
    values : (row,) float64
        Not a number where the cell is missing or is none.
    missing : (row,) bool
        The cell is blank or holds one of `MISSING`.
    bad : (row,) bool
        The cell holds something else than a number.
    percent : (row,) bool
        A percent sign stands behind the number; the value is as written, 5.2 for ``5.2%``.
    """

    values: NDArray[np.float64]
    missing: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    percent: NDArray[np.bool_]


def read_numbers(table: Table, column: int, *, decimal: DecimalMark | None = None) -> Numbers:
    """Read the numbers of a column.

    Parameters
    ----------
    table : Table
        The table.
    column : int
        The column's place, from 0.
    decimal : str, optional
        The decimal mark, point or comma, if it is known.

    Raises
    ------
    TableError
        Commas that may be decimal or part thousands, and nothing in the table says which.
    """
    texts: list[str] = table.texts(column).tolist()
    if decimal != "," and _all_bare(texts):
        try:  # the usual case, without a look at each cell
            values = np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:  # blank, or a lone point or dash
            pass
        else:
            if np.isfinite(values).all():
                no = np.zeros(len(texts), np.bool_)
                return Numbers(values, no, no, no)
    distinct = dict.fromkeys(texts)
    mark = decimal if decimal is not None else _decimal_of(table, column, distinct)
    known = {text: _read(text, mark) for text in distinct}
    values = np.fromiter((known[text] for text in texts), np.float64, len(texts))
    missing = np.fromiter((text in MISSING for text in texts), np.bool_, len(texts))
    percent = np.fromiter((text[-1:] in "%％" and text != "" for text in texts), np.bool_, len(texts))
    return Numbers(values, missing, np.isnan(values) & ~missing, percent)


def _all_bare(texts: list[str]) -> bool:
    """Whether all cells look like numbers as programs write them, and points among them are decimal ones."""
    joined = "\n".join(texts)
    if not _BARE[np.frombuffer(joined.encode(), np.uint8)].all():
        return False
    return "." not in joined or any(map(_EVIDENCE["."].fullmatch, texts))


def missing_marks(texts: Iterable[str]) -> dict[str, int]:
    """Count the missing marks among texts: mark -> number of cells.

    >>> missing_marks(["5.2", "", "NA", ""])
    {'': 2, 'NA': 1}
    """
    return dict(Counter(text for text in texts if text in MISSING))


def read_number(text: str, mark: DecimalMark = ".") -> float | None:
    """Return the finite number in a text, as written; None where there is none.

    >>> read_number("1,234.5"), read_number("5.2%"), read_number("1.234,5", ","), read_number("nan")
    (1234.5, 5.2, 1234.5, None)
    """
    value = _read(text.strip(), mark)
    return None if math.isnan(value) else value


def _read(text: str, mark: DecimalMark) -> float:
    text = text.replace("\u2212", "-").rstrip("%％").rstrip()
    text = text[1:] if text[:1] in "$€£¥￥" else text
    found = _NUMBER[mark].fullmatch(text)
    if found is None or not any(c.isdigit() for c in text):
        return math.nan
    whole = re.sub(f"[{_SPACES}{_OTHER[mark]}]", "", text)
    value = float(whole.replace(",", ".")) if found[1] or found[2] else math.nan
    return value if math.isfinite(value) else math.nan


def _decimal_of(table: Table, column: int, texts: Iterable[str]) -> DecimalMark:
    """Return the decimal mark of a column: by its own cells, else by those of the whole table."""
    bare = [text.rstrip("%％ ") for text in texts]
    marked = [
        text for text in bare if ("," in text or "." in text) and any(p.fullmatch(text) for p in _NUMBER.values())
    ]
    if not marked:
        return "."
    seen = _evidence(marked)
    if len(seen) == 2:
        return "."  # those with a comma are then no numbers, and named
    if not seen:
        every = range(len(table.columns))
        seen = _evidence(text for k in every for text in dict.fromkeys(table.texts(k).tolist()))
    if len(seen) == 1:
        return seen.pop()
    if not seen and not any("," in text for text in marked):
        return "."
    text = marked[0]
    row = [cell.rstrip("%％ ") for cell in table.texts(column).tolist()].index(text)
    mark = "," if "," in text else "."
    message = f"{text!r} may be {text.replace(mark, '')} or {text.replace(mark, '.')}"
    expected = "`decimal: ','` or `decimal: '.'`, whichever mark stands before decimals"
    raise TableError(table.fault(message, row=row, column=column, expected=expected))


def _evidence(texts: Iterable[str]) -> set[DecimalMark]:
    """Return the decimal marks that the numbers among texts cannot do without."""
    seen: set[DecimalMark] = set()
    for text in texts:
        bare = text.rstrip("%％ ")
        if not _MONTH.fullmatch(bare):
            seen |= {mark for mark, pattern in _EVIDENCE.items() if pattern.fullmatch(bare)}
        if len(seen) == 2:
            break
    return seen
