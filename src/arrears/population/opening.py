"""Opening: what a run starts from, the same for both engines and for every path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.population.book import Book


@dataclass(frozen=True)
class Opening:
    """The book at the close of month 0, and what a steady book has beside it.

    Attributes
    ----------
    book : Book
        Borrowers and accounts.
    exits : float
        Borrowers who leave in a month, smoothed.
    worklist : float
        Accounts late at some time in a month of the steady book: the normal worklist.
    approval : float
        Share of applicants that the unshocked cut-off approves.
    pending : (product, month 1..) int64
        Recoveries to come on accounts charged off before, minor units.
    credits : int
        Credit balances of a tape, set to zero owed and booked as an adjustment; minor units.
    """

    book: Book
    exits: float
    worklist: float
    approval: float
    pending: NDArray[np.int64]
    credits: int = 0

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
