"""Months of a tape: when an account was opened, which month a row of a panel is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from arrears.errors import Fault, TapeError
from arrears.tabular.dates import AmbiguousDate, stamp_reader


def month_reader(texts: Iterable[str], date_format: str | None, path: str = "") -> Callable[[str], int | None]:
    """Return what reads one text of a column as a month, counted as `YearMonth.number`; None where it is none.

    Raises
    ------
    TapeError
        Day and month could be mistaken for each other, and `date_format` of the map does not say; or it is none.

    Examples
    --------
    >>> read = month_reader(["31/12/2019"], None)
    >>> read("31/12/2019") == read("2019-12") == read("Dec-2019") == 2019 * 12 + 11
    True
    """
    try:
        read = stamp_reader(texts, date_format)
    except AmbiguousDate as error:
        expected = "`date_format: dd/mm/yyyy` or `date_format: mm/dd/yyyy` in the map"
        raise TapeError(Fault(str(error), path, expected=expected)) from None
    except ValueError as error:
        raise TapeError(Fault(str(error), path, expected="one like dd/mm/yyyy")) from None

    def month(text: str) -> int | None:
        stamp = read(text)
        return None if stamp is None else stamp.month

    return month
