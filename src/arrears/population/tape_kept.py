"""What is kept of a tape: its numbers, the accounts after the rules, their habits, and who holds them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from arrears.population.tape_checks import Readings, check_tape, tape_table
from arrears.population.tape_faults import MOST_FAULTS
from arrears.population.tape_habits import Habits, habits_of
from arrears.population.tape_holders import Holders, holders_of
from arrears.population.tape_map import ColumnMap
from arrears.population.tape_rules import Accounts, apply_rules
from arrears.scenario.schema_lender import Lender


@dataclass(frozen=True)
class Kept:
    """A tape that was read and checked; nothing is drawn yet.

    Attributes
    ----------
    readings, accounts, habits, holders
        Numbers of all rows that are accounts; those kept; what their months say; whose they are.
    counts : dict of str to int
        Rows by rule.
    notes : tuple of str
        What was found by looking, assumed or moved.
    """

    readings: Readings
    accounts: Accounts
    habits: Habits
    holders: Holders
    counts: dict[str, int]
    notes: tuple[str, ...]

    def of_holders(self, values: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        """Return for each borrower what the tape says in some column: on the row of the line, else of the loan."""
        if values is None:
            return None
        mine = values[self.accounts.at]
        main, loan = self.holders.main, self.holders.loan
        return np.where(np.isnan(mine[main]) & (loan >= 0), mine[loan], mine[main])


def keep(path: Path, columns: ColumnMap, lender: Lender, *, limit: int = MOST_FAULTS) -> Kept:
    """Read a tape, check it, and apply its rules.

    Raises
    ------
    TapeError
        With every fault.
    """
    readings = check_tape(tape_table(path, columns), columns, limit=limit)
    accounts, counts = apply_rules(readings, columns, lender)
    holders = holders_of(accounts, readings, counts)
    habits = habits_of(readings, accounts, lender.charges.line_rate / 12.0)
    drawn = tuple(f"column {name} says nothing for {n:,} accounts: drawn" for name, n in readings.drawn.items())
    notes = (*readings.notes, *drawn, *accounts.notes, *holders.notes)
    return Kept(readings, accounts, habits, holders, counts, notes)
