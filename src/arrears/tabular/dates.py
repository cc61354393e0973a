"""Dates in cells, in the forms that statistics offices, central banks and banks' systems write them.

A cell stands for a day, a month, a quarter or a year. Whether ``03/04/2020`` is in March or in April is decided from
the whole column, and asked (``date_format``) where the column does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from arrears.dates import MONTHS_A_YEAR, YearMonth

Period = Literal["day", "month", "quarter", "year"]
ORDERS = ("dmy", "mdy", "ymd")
FORMS = "2020Q1, Q1 2020, 2020-01, 2020M01, 202001, 31/01/2020, Jan 2020, 2020年1月 or 2020"

_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d{2})"
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?)?"
_CHINESE_QUARTER = "一二三四"

_FORMS: dict[Period, tuple[str, ...]] = {
    "quarter": (
        rf"{_YEAR}[ :/.-]?[QT](?P<quarter>[1-4])",
        rf"[QT](?P<quarter>[1-4])[ :/.-]{{0,2}}{_YEAR}",
        rf"(?P<quarter>[1-4])(?:st|nd|rd|th)?[ -]?(?:Q|quarter)[ :/.-]?{_YEAR}",
        rf"{_YEAR} ?年 ?第? ?(?P<quarter>[1-4一二三四]) ?季度?",
    ),
    "month": (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})",
        rf"{_YEAR}[ :-]?M(?P<month>\d{{1,2}})",
        rf"{_YEAR}(?P<month>\d{{2}})",
        rf"(?P<month>\d{{1,2}})[-/.]{_YEAR}",
        rf"M(?P<month>\d{{1,2}})[ :/.-]?{_YEAR}",
        rf"{_NAME}[ ,/-]{{1,2}}{_YEAR}",
        rf"{_YEAR}[ /-]?{_NAME}",
        rf"{_YEAR} ?年 ?(?P<month>\d{{1,2}}) ?月(?:份)?",
    ),
    "day": (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"(?P<day>\d{{1,2}})[ -]{_NAME}[ ,-]{{1,2}}{_YEAR}{_TIME}",
        rf"{_NAME}[ -](?P<day>\d{{1,2}}),?[ -]{_YEAR}{_TIME}",
        rf"{_YEAR} ?年 ?(?P<month>\d{{1,2}}) ?月 ?(?P<day>\d{{1,2}}) ?[日号]{_TIME}",
    ),
    "year": (rf"{_YEAR} ?年?", rf"FY ?{_YEAR}"),
}
_PATTERNS: list[tuple[Period, re.Pattern[str]]] = [
    (period, re.compile(pattern, re.IGNORECASE)) for period, patterns in _FORMS.items() for pattern in patterns
]
# Two numbers before the year: which of them is the day?
_EITHER = re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.]{_YEAR}{_TIME}", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """The date in a cell: its month as :attr:`arrears.dates.YearMonth.number`, and what it stands for.

    A quarter's month is its middle one, a year's the sixth; ``day`` is 0 where the cell names none.
    """

    month: int
    period: Period
    day: int = 0


class AmbiguousDate(ValueError):  # noqa: N818 - it never leaves the package; it becomes a Fault
    """Day and month of a column cannot be told apart; the message says so of its first cell."""


def stamp_reader(cells: Iterable[str], date_format: str | None = None) -> Callable[[str], Stamp | None]:
    """Return what reads the dates of a column.

    Parameters
    ----------
    cells : iterable of str
        The column, from which the order of day and month is seen.
    date_format : str, optional
        ``dmy`` or ``mdy``, the same by example (``DD/MM/YYYY``), or a format of strptime (``%d.%m.%y``).

    Returns
    -------
    callable
        Text -> Stamp, or None where it is no date.

    Raises
    ------
    AmbiguousDate
        Every cell of a column with two numbers before the year could be read both ways.
    ValueError
        ``date_format`` is none.

    Examples
    --------
    >>> read = stamp_reader(["31/12/2019", "01/02/2020"])
    >>> read("01/02/2020") == Stamp(2020 * 12 + 1, "day", 1)
    True
    >>> stamp_reader([])("2020Q1").period
    'quarter'
    """
    if date_format is not None:
        given = _order_of(date_format)
        return (lambda text: _by_format(text, date_format)) if given is None else (lambda text: read_stamp(text, given))
    pairs = [found for text in dict.fromkeys(cells) if (found := _EITHER.fullmatch(text.strip()))]
    first = any(int(pair["a"]) > MONTHS_A_YEAR for pair in pairs)
    second = any(int(pair["b"]) > MONTHS_A_YEAR for pair in pairs)
    if pairs and not first and not second:
        raise AmbiguousDate(f"in {pairs[0][0]!r} day and month cannot be told apart")
    order = "dmy" if first else "mdy"
    return lambda text: read_stamp(text, order)


def read_stamp(text: str, order: str = "dmy") -> Stamp | None:
    """Read the date in a cell; None where it is none. `order` is that of a day before or behind the month."""
    text = text.strip()
    either = _EITHER.fullmatch(text)
    if either:
        day, month = (either["a"], either["b"]) if order == "dmy" else (either["b"], either["a"])
        return _stamp("day", int(either["year"]), int(month), int(day))
    for period, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        year = int(parts["year"])
        if period == "year":
            return Stamp(year * MONTHS_A_YEAR + 5, "year")
        if period == "quarter":
            written = parts["quarter"]
            quarter = _CHINESE_QUARTER.index(written) + 1 if written in _CHINESE_QUARTER else int(written)
            return Stamp(year * MONTHS_A_YEAR + 3 * quarter - 2, "quarter")
        month = _NAMES.index(parts["name"].lower()) + 1 if parts.get("name") else int(parts["month"])
        return _stamp(period, year, month, int(parts.get("day") or 0))
    return None


def _stamp(period: Period, year: int, month: int, day: int) -> Stamp | None:
    if not 1 <= month <= MONTHS_A_YEAR or not (1 if period == "day" else 0) <= day <= 31:
        return None
    return Stamp(YearMonth(year, month).number, period, day)


def _order_of(date_format: str) -> str | None:
    """Return the order that a format by example names; None for a format of strptime."""
    if "%" in date_format:
        return None
    letters = "".join(dict.fromkeys(c for c in date_format.lower() if c in "dmy"))
    if letters in ORDERS and not set(date_format.lower()) - set("dmy/.- "):
        return letters
    raise ValueError(f"`date_format`: {date_format!r} is none")


def _by_format(text: str, date_format: str) -> Stamp | None:
    try:
        found = datetime.strptime(text.strip(), date_format)
        day = found.day if "%d" in date_format or "%j" in date_format else 0
        return Stamp(YearMonth(found.year, found.month).number, "day" if day else "month", day)
    except ValueError:
        return None
