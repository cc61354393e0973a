"""Observed movements between buckets, read from a table ``from,to,count``, to stand beside a run's roll rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from arrears.buckets import labels_of
from arrears.errors import TableError, TapeError
from arrears.tabular.numbers import read_numbers
from arrears.tabular.reading import read_table
from arrears.units import shown

COLUMNS = ("from", "to", "count")
PAID_OFF, CHARGED_OFF = "paid-off", "charged-off"


@dataclass(frozen=True)
class ObservedRolls:
    """Observed roll rates, and over how many months each movement was seen.

    Attributes
    ----------
    rates : DataArray
        (path, month, bucket), one of each of the first two; labels like ``1-30>31-90``, fractions of the accounts (or
        amounts) that stood in the first bucket.
    every : int
        Months between two looks; a run's rolls are those of one month.
    source : str
        For captions.
    """

    rates: xr.DataArray
    every: int
    source: str


def read_rolls(path: Path, edges: Sequence[int], *, every: int = 1) -> ObservedRolls:
    """Read a table of movements.

    Parameters
    ----------
    path : Path
        With the columns ``from``, ``to`` and ``count``: buckets as the run writes them, and accounts or amounts. Rows
        of one pair add up.
    edges : sequence of int
        Upper edges of the run's buckets.
    every : int
        Months between two looks.

    Raises
    ------
    TapeError
        The file is no such table, or names other buckets than the run's.
    """
    try:
        table = read_table(path)
        missing = [name for name in COLUMNS if table.place_of(name) is None]
        if missing:
            expected = "the columns from, to and count"
            raise TapeError(table.fault(f"there is no column `{missing[0]}`", expected=expected))
        counts = read_numbers(table, table.columns.index("count"))
    except TableError as error:
        raise TapeError(error.faults) from None
    start, end = (table.texts(table.columns.index(name)).tolist() for name in COLUMNS[:2])
    rows = labels_of(edges)
    columns = [*rows, PAID_OFF, CHARGED_OFF]
    total = np.zeros((len(rows), len(columns)))
    faults = []
    for k, (a, b, n) in enumerate(zip(start, end, counts.values, strict=True)):
        for name, text, known in (("from", a, rows), ("to", b, columns)):
            if text not in known:
                place = table.columns.index(name)
                message = f"{shown(text)} is no bucket of the run"
                faults.append(table.fault(message, row=k, column=place, expected=f"one of {', '.join(known)}"))
        if not (np.isfinite(n) and n >= 0):
            place = table.columns.index("count")
            faults.append(table.fault("no count", row=k, column=place, expected="a number of zero or more"))
        if not faults:
            total[rows.index(a), columns.index(b)] += n
    if faults:
        raise TapeError(faults[:50])
    whole = total.sum(axis=1, keepdims=True)
    rates = np.divide(total, whole, out=np.full_like(total, np.nan), where=whole > 0)
    labels = [f"{a}>{b}" for a in rows for b in columns]
    data = xr.DataArray(
        rates.reshape(1, 1, -1),
        dims=("path", "month", "bucket"),
        coords={"path": [0], "month": [0], "bucket": labels},
        attrs={"long_name": "observed roll rate", "units": "1"},
    )
    return ObservedRolls(data, every, path.name)


def write_rolls(before: np.ndarray, after: np.ndarray, labels: Sequence[str]) -> str:
    """Return the table of movements between buckets, by index, as text.

    >>> print(write_rolls(np.asarray([0, 0, 1]), np.asarray([0, 1, 1]), ["current", "1+"]), end="")
    from,to,count
    current,current,1
    current,1+,1
    1+,1+,1
    """
    lines = [",".join(COLUMNS)]
    for a, one in enumerate(labels):
        for b, other in enumerate(labels):
            n = int(np.count_nonzero((before == a) & (after == b)))
            if n:
                lines.append(f"{one},{other},{n}")
    return "\n".join(lines) + "\n"
