"""Months and days: 30 days a month, 360 days a year (30/360), always.

Month 1 is the scenario's ``start``; month 0, the opening book, is the close of the month before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DAYS_A_MONTH = 30
MONTHS_A_YEAR = 12
LAST_DUE_DAY = 28
FIRST_YEAR, LAST_YEAR = 1900, 2199

_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})\s*:?\s*Q([1-4])", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, order=True)
class YearMonth:
    """A calendar month, like 2020-02. Ordered; ``str`` gives back what ``parse`` reads."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= MONTHS_A_YEAR:
            raise ValueError(f"there is no month {self.month:02d} in a year")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"the year {self.year} is outside {FIRST_YEAR} to {LAST_YEAR}")

    @classmethod
    def parse(cls, text: str) -> YearMonth:
        """Read ``2020-02``.

        Raises
        ------
        ValueError
            The text is no month of the calendar; the message says why.
        """
        match = _YEAR_MONTH.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a month of the calendar")
        return cls(int(match[1]), int(match[2]))

    @property
    def number(self) -> int:
        """Months since January of year 0: differences of these are months."""
        return self.year * MONTHS_A_YEAR + self.month - 1

    @property
    def quarter(self) -> int:
        """The quarter of the year, 1 to 4."""
        return (self.month + 2) // 3

    def plus(self, months: int) -> YearMonth:
        """Return the month that many months later; earlier if negative."""
        year, month = divmod(self.number + months, MONTHS_A_YEAR)
        return YearMonth(year, month + 1)

    def until(self, later: YearMonth) -> int:
        """Return how many months `later` lies after this one; negative if before."""
        return later.number - self.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, like 2026 Q1."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if not 1 <= self.quarter <= 4:
            raise ValueError(f"there is no quarter {self.quarter} in a year")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"the year {self.year} is outside {FIRST_YEAR} to {LAST_YEAR}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``2026 Q1``, ``2026Q1`` or ``2026:Q1``.

        Raises
        ------
        ValueError
            The text is no quarter.
        """
        match = _QUARTER.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a quarter like 2026 Q1")
        return cls(int(match[1]), int(match[2]))

    @property
    def number(self) -> int:
        """Quarters since the first of year 0."""
        return self.year * 4 + self.quarter - 1

    @property
    def first_month(self) -> YearMonth:
        """The quarter's first month."""
        return YearMonth(self.year, 3 * self.quarter - 2)

    @property
    def middle_month(self) -> YearMonth:
        """The quarter's second month; the quarter's middle is the middle of it."""
        return YearMonth(self.year, 3 * self.quarter - 1)

    def plus(self, quarters: int) -> Quarter:
        """Return the quarter that many quarters later; earlier if negative."""
        year, quarter = divmod(self.number + quarters, 4)
        return Quarter(year, quarter + 1)

    def __str__(self) -> str:
        return f"{self.year:04d} Q{self.quarter}"


def month_labels(start: YearMonth, months: int) -> list[str]:
    """Return ``months + 1`` labels like ``2019-12``: month 0, the month before `start`, to month `months`."""
    return [str(start.plus(month - 1)) for month in range(months + 1)]
