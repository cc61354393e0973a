"""Who holds the accounts of a tape: each account is one borrower's; a line and a loan of one customer are one's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.population.tape_checks import Readings
from arrears.population.tape_rules import Accounts


@dataclass(frozen=True)
class Holders:
    """Borrowers of a tape, one entry each.

    Attributes
    ----------
    line, loan : (borrower,) int64
        The account that is their line, and their loan; -1 where they have none.
    number : (borrower,) int64
        Row of the tape of their first account, which keys their draws.
    notes : tuple of str
    """

    line: NDArray[np.int64]
    loan: NDArray[np.int64]
    number: NDArray[np.int64]
    notes: tuple[str, ...] = ()

    @property
    def main(self) -> NDArray[np.int64]:
        """The line, or the loan of who has none: the account whose other columns hold for the borrower."""
        return np.where(self.line >= 0, self.line, self.loan)


def holders_of(accounts: Accounts, readings: Readings, counts: dict[str, int]) -> Holders:
    """Return the borrowers of a tape; how accounts were tied or parted is counted.

    A borrower of the model has one line and one loan. The first line and the first loan of a customer, in the order of
    the rows, are one borrower's, the second ones another's, and so on.
    """
    every = np.arange(accounts.at.size)
    if readings.customer is None:
        none = np.full(every.size, -1)
        return Holders(
            np.where(accounts.loan, none, every), np.where(accounts.loan, every, none), accounts.row.astype(np.int64)
        )
    frame = pd.DataFrame({"customer": readings.customer[accounts.at], "loan": accounts.loan, "account": every})
    frame["which"] = frame.groupby(["customer", "loan"]).cumcount()
    keys = ["customer", "which"]
    lines, loans = frame[~frame["loan"]], frame[frame["loan"]]
    both = lines[[*keys, "account"]].merge(
        loans[[*keys, "account"]], on=keys, how="outer", suffixes=("_line", "_loan"), sort=False
    )
    line, loan = (both[name].fillna(-1).to_numpy(np.int64) for name in ("account_line", "account_loan"))
    first = np.where(line < 0, loan, np.where(loan < 0, line, np.minimum(line, loan)))
    order = np.argsort(first, kind="stable")
    line, loan, first = line[order], loan[order], first[order]
    customers = int(frame["customer"].nunique())
    notes = []
    tied, parted = int(np.count_nonzero((line >= 0) & (loan >= 0))), line.size - customers
    if tied:
        counts["a line and a loan of one customer, one borrower"] = tied
    if parted:
        counts["borrowers that are the second or a later of one customer"] = parted
        notes.append(
            f"{customers:,} customers are {line.size:,} borrowers: one has a line and a loan at most, further accounts "
            "are borrowers of their own"
        )
    return Holders(line, loan, accounts.row[first], tuple(notes))
