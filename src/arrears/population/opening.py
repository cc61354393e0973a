"""Opening: what a run starts from, the same for both engines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.population.book import Book
from arrears.population.people import COPY, people_of_path


@dataclass(frozen=True, eq=False)
class Opening:
    """The people who may open a run, at the close of month 0, and what a steady book has beside it.

    Attributes
    ----------
    book : Book
        Borrowers and accounts: all that open, or a pool from which those of each path are drawn.
    exits : float
        Borrowers who leave a path's book in a month, smoothed.
    worklist : float
        Accounts late at some time in a month of the steady book of a path: the normal worklist.
    approval : float
        Share of applicants that the unshocked cut-off approves.
    pending : (product, month 1..) int64
        Recoveries to come on accounts charged off before, minor units.
    credits : int
        Credit balances of a tape, set to zero owed and booked as an adjustment; minor units.
    drawn : int or None
        Borrowers of a path, drawn from the book anew on each path; None: everybody in it opens each path.
    copies : int
        How often a person of the pool may come, where more are wanted than it has.
    """

    book: Book
    exits: float
    worklist: float
    approval: float
    pending: NDArray[np.int64]
    credits: int = 0
    drawn: int | None = None
    copies: int = 1

    @property
    def size(self) -> int:
        """Borrowers that a path opens with."""
        return self.book.size if self.drawn is None else self.drawn

    def people(self, seed: int, path: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of the book that open a path, rising, and which copy of its person each is, from 0; (borrower,)."""
        if self.drawn is None:
            return np.arange(self.book.size), np.zeros(self.book.size, np.int64)
        return people_of_path(seed, path, self.book["origin"], self.book["place"], self.drawn, self.copies)

    def numbers(self, seed: int, path: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return origin and place of the people of a path, (borrower,), in the order of its book."""
        person, copy = self.people(seed, path)
        return (self.book["origin"][person] - COPY * copy).astype(np.int32), self.book["place"][person]

    def of_path(self, seed: int, path: int) -> Book:
        """Return the book that a path opens with."""
        if self.drawn is None:
            return self.book
        person, copy = self.people(seed, path)
        columns = {name: self.book[name][person] for name in self.book}
        columns["origin"] = (columns["origin"] - COPY * copy).astype(np.int32)  # as in `numbers`
        return Book.of(columns)

    def pending_by_segment(self, segments: int, months: int) -> NDArray[np.int64]:
        """Recoveries to come, (product, segment, month 1..months).

        The segment of what was charged off before is not known: it is shared out by borrowers, the rest to the first.
        """
        heads = np.bincount(self.book["segment"], minlength=segments)
        out = np.zeros((self.pending.shape[0], segments, months), np.int64)
        for month in range(min(months, self.pending.shape[1])):
            parts = self.pending[:, month, None] * heads // max(int(heads.sum()), 1)
            parts[:, 0] += self.pending[:, month] - parts.sum(axis=1)
            out[:, :, month] = parts
        return out
