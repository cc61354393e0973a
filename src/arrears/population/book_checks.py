"""What a frame must be to become a book: limits of each column from `columns.py`, and what columns owe each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.columns import PREFIXES, Column, book_columns
from arrears.errors import Fault, TapeError

NEEDED = ("base_income", "due_day")  # these have no default
_COLUMNS = {column.name: column for column in book_columns()}


def checked_columns(frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Return the columns of a frame as numbers, where they can be those of a book.

    Raises
    ------
    TapeError
        An empty frame; an unknown column, one that is missing or stands twice; a value that is no number, not finite,
        not whole where it must be, or outside of its limits; columns that contradict each other. Every column's first
        fault is named, by its row counted from 0.
    """
    names = [str(name) for name in frame.columns]
    faults = [
        Fault(f"unknown column {name!r}", expected="a column of arrears.columns")
        for name in names
        if name not in _COLUMNS
    ]
    faults += [Fault(f"column {name!r} stands twice") for name in dict.fromkeys(names) if names.count(name) > 1]
    faults += [Fault(f"column {name!r} is missing") for name in NEEDED if name not in names]
    if not len(frame):
        faults.append(Fault("the frame has no rows", expected="a row a borrower"))
    if faults:
        raise TapeError(faults)
    columns: dict[str, NDArray[Any]] = {}
    for name, column in _COLUMNS.items():
        if name not in names:
            continue
        values, fault = _numbers(frame[name], column)
        columns[name] = values
        if fault is not None:
            faults.append(fault)
    faults = faults or _contradictions(columns)
    if faults:
        raise TapeError(faults)
    return columns


def _numbers(given: pd.Series[Any], column: Column) -> tuple[NDArray[Any], Fault | None]:
    """Return a column's values, and its first fault."""
    whole = np.dtype(column.dtype).kind == "i"
    expected = f"a {'whole ' if whole else ''}number from {_plain(column.low)} to {_plain(column.high)} ({column.unit})"
    try:
        values = given.to_numpy()
        reals = values.astype(np.float64)
    except (TypeError, ValueError):
        reals = pd.to_numeric(given, errors="coerce").to_numpy(np.float64)
        values = reals
    with np.errstate(invalid="ignore"):
        bad = ~np.isfinite(reals) | (reals < column.low) | (reals > column.high)
        bad |= whole & (reals != np.floor(reals))
    if not bad.any():
        return values, None
    row = int(np.argmax(bad))
    more = f", as are {int(bad.sum()) - 1} further rows" if bad.sum() > 1 else ""
    found = given.iloc[row]
    found = found.item() if isinstance(found, np.generic) else found
    return values, Fault(f"column {column.name!r}, row {row}: found {found!r}{more}", expected=expected)


def _plain(limit: float) -> str:
    return f"{int(limit):_}"


def _contradictions(columns: dict[str, NDArray[Any]]) -> list[Fault]:
    """Return a fault for each pair of columns that cannot both be right in some row."""
    rows = next(iter(columns.values())).shape[0]
    zeros = np.zeros(rows)

    def of(name: str) -> NDArray[Any]:
        return columns.get(name, zeros)

    faults = []
    for prefix in PREFIXES.values():
        owed, arrears, missed = (of(prefix + name) for name in ("balance", "arrears", "missed"))
        late = missed > 0
        for bad, message, expected in (
            (arrears > owed, f"{prefix}arrears is more than {prefix}balance", "at most what is owed"),
            (of(prefix + "accrued") > owed, f"{prefix}accrued is more than {prefix}balance", "at most what is owed"),
            (late & (arrears == 0), f"{prefix}missed is above 0 and {prefix}arrears is 0", "both 0, or neither"),
            (~late & (arrears > 0), f"{prefix}arrears is above 0 and {prefix}missed is 0", "both 0, or neither"),
            (late & (of(prefix + "bill") == 0), f"{prefix}missed is above 0 and {prefix}bill is 0", "the bill missed"),
            (late & (of(prefix + "cause") == 0), f"{prefix}missed is above 0 and {prefix}cause is 0", "1 to 8"),
        ):
            if bad.any():
                faults.append(Fault(f"row {int(np.argmax(bad))}: {message}", expected=expected))
    if "place" in columns:
        numbers = np.stack([of("origin").astype(np.int64), columns["place"].astype(np.int64)])
        _, first, counts = np.unique(numbers, axis=1, return_index=True, return_counts=True)
        if (counts > 1).any():
            row = int(first[counts > 1].min())
            faults.append(
                Fault(
                    f"row {row}: another row has the same `origin` and `place`, and so the same luck",
                    expected="a number of its own for each borrower",
                    hint="leave both columns out, and rows are numbered as they come",
                )
            )
    return faults
