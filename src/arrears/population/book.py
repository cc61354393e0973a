"""Book: borrowers and their accounts as arrays, one for each column of ``columns.py``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.columns import ABSENT, book_columns
from arrears.markup import table, titled
from arrears.population.book_checks import checked_columns

_DTYPES = {c.name: np.dtype(c.dtype) for c in book_columns()}
_MIDDLE_SCORE = 650.0  # of borrowers of a frame that says none; a score of 0 is none


def _spread(values: NDArray[Any]) -> tuple[float, float, float, float]:
    return float(values.min()), float(np.median(values)), float(values.max()), float(values.mean())


@dataclass(frozen=True, eq=False)
class Beside:
    """What a steady book has beside it, where it was simulated: see `Opening`.

    ``applications`` a month, a share of the book, go with ``approval``.
    """

    exits: float
    worklist: float
    approval: float
    applications: float
    pending: NDArray[np.int64]


class Book(Mapping[str, NDArray[Any]]):
    """Borrowers and their accounts at the close of month 0: a read-only mapping of column name to array.

    Every array has one entry a borrower, shape (n,). The columns, their dtypes and units are those of
    ``arrears.columns``. Make one with ``synthesise``, ``read_tape`` or ``Book.from_frame``.

    One of ``synthesise`` knows its normal worklist, and what else is ``beside`` it; of another a run finds that out.
    """

    def __init__(self, columns: dict[str, NDArray[Any]], beside: Beside | None = None) -> None:
        self._columns, self.beside = columns, beside

    def with_beside(self, beside: Beside) -> Book:
        """Return the same book with what is beside it."""
        return Book(self._columns, beside)

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Book:
        """Take arrays of one length, cast each to its dtype and fill what is missing with its default."""
        sizes = {a.shape[0] for a in columns.values()}
        if len(sizes) != 1:
            raise ValueError(f"columns of a book must have one length, not {sorted(sizes)}")
        n = sizes.pop()
        out: dict[str, NDArray[Any]] = {}
        for name, dtype in _DTYPES.items():
            out[name] = (
                np.ascontiguousarray(columns[name], dtype) if name in columns else np.full(n, ABSENT[name], dtype)
            )
        return cls(out)

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Book:
        """Make a book from a DataFrame with columns of ``arrears.columns``; money in minor units.

        Raises
        ------
        TapeError
            It is refused, with the first fault of each column by its row; see ``book_checks``.
        """
        columns = checked_columns(frame)
        columns.setdefault("place", np.arange(len(frame)))
        columns.setdefault("score", np.full(len(frame), _MIDDLE_SCORE))
        return cls.of(columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The array of one column."""
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        """Names of the columns."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Number of columns; ``size`` is the number of borrowers."""
        return len(self._columns)

    @property
    def size(self) -> int:
        """Number of borrowers."""
        return int(self._columns["place"].shape[0])

    def frame(self) -> pd.DataFrame:
        """A DataFrame with one row a borrower."""
        return pd.DataFrame(dict(self._columns))

    def __repr__(self) -> str:
        """Short description."""
        return f"Book({self.size:,} borrowers)"

    def _repr_html_(self) -> str:
        """What a notebook shows: the spread of every column."""
        rows = [[name, *(f"{v:,.6g}" for v in _spread(a))] for name, a in self._columns.items()] if self.size else []
        return titled(repr(self), table(["column", "least", "median", "largest", "mean"], rows))
