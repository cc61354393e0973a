"""Guesses for a draft: which column of a table is what, by its name (English and Chinese) and by its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from arrears.macro.columns import KNOWN
from arrears.macro.file_income import NOMINAL, REAL
from arrears.macro.names import places_of
from arrears.tabular.dates import ORDERS, read_stamp
from arrears.tabular.numbers import MISSING
from arrears.tabular.table import Table

# In order of preference; a column is taken once.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("unemployment", r"unemploy|jobless|\bu-?rate\b|失业"),
    ("policy_rate", r"policy.?rate|fed(eral)?.?funds|3.?m(onth)?.*(treasury|bill|rate)|\bt3m\b|short.*rate|bank.?rate|"
                    r"discount.?rate|repo|shibor|\blpr\b|政策利率|基准利率|逆回购"),
    ("income_growth_yoy", r"(income|earning|wage).*(yoy|y/y|year.on.year|annual)|(收入|工资).*同比"),
    ("income_growth", r"(income|earning|wage).*(growth|change|%)|(收入|工资).*(增速|增长)"),
    ("income_index", r"income|earning|wage|compensation|收入|工资"),
    ("deflator", r"\bcpi\b(?!.*(inflation|growth|yoy))|consumer.?price|price.?index|deflator|物价指数|价格指数"),
)  # fmt: skip
_DATES = 0.9  # of the cells of a column of dates


def guess_series(names: Sequence[str]) -> dict[str, list[int]]:
    """Return the series that names tell: key -> places, the likeliest first; one key for income, prices beside a level.

    >>> guess_series(["month", "Unemployment rate", "CPI", "Nominal wage index"])
    {'unemployment': [1], 'income_index': [3], 'deflator': [2]}
    >>> guess_series(["月份", "城镇调查失业率", "人均可支配收入同比"])
    {'unemployment': [1], 'income_growth_yoy': [2]}
    """
    found: dict[str, list[int]] = {}
    for key, pattern in _PATTERNS:
        if key.startswith("income") and any(other.startswith("income") for other in found):
            continue
        if key == "deflator" and "income_index" not in found:
            continue
        taken = {place for places in found.values() for place in places}
        places = [k for k, name in enumerate(names) if k not in taken and re.search(pattern, name, re.IGNORECASE)]
        if places:
            # real before nominal: the simulator's income is real
            found[key] = sorted(places, key=lambda k: (not REAL.search(names[k]), bool(NOMINAL.search(names[k]))))
    return found


def guess_date(table: Table) -> int | None:
    """Return the column of dates, by its name or by its cells."""
    for name in KNOWN["date"]:
        places = places_of(name, table.columns)
        if len(places) == 1 and is_dated(table, places[0]):
            return places[0]
    return next((k for k in range(len(table.columns)) if is_dated(table, k)), None)


def is_dated(table: Table, column: int) -> bool:
    """Whether nearly all cells of a column are dates, and not of years alone where they may be amounts."""
    cells = [text for text in table.texts(column).tolist() if text not in MISSING]
    dated = sum(any(read_stamp(text, order) for order in ORDERS[:2]) for text in cells)
    return bool(cells) and dated >= _DATES * len(cells) and len(set(cells)) > 1


def dated_headers(table: Table) -> list[int]:
    """Return the columns whose names are dates: those of a wide table."""
    return [k for k, name in enumerate(table.columns) if read_stamp(name)]


def guess_names(table: Table, dated: Sequence[int]) -> int:
    """Return the column of a wide table that names its rows: one with a known series among its cells, else the last."""
    others = [k for k in range(len(table.columns)) if k not in dated]
    told = [k for k in others if guess_series(list(dict.fromkeys(table.texts(k).tolist())))]
    return (told or others or [0])[-1]
