"""The tape's own shares by bucket of days past due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.buckets import bucket_of, cumulative_label, labels_of
from arrears.population.tape_cells import UNKNOWN
from arrears.population.tape_days import bucket_of_days
from arrears.population.tape_rules import Accounts

MIDDLE = 15  # due day assumed for the tape's own buckets where it has none; edges at 30, 60, 90 … do not depend on it


@dataclass(frozen=True)
class Buckets:
    """Shares of the tape's live accounts by bucket at its date: ``current``, ``1-30`` … and ``1+``, ``31+`` ….

    Attributes
    ----------
    balance, count : dict of str to float
        Shares of what all live accounts owe, and of their number.
    accounts : int
        Live accounts: those that owe something.
    owed : int
        What they owe, minor units.
    """

    balance: dict[str, float]
    count: dict[str, float]
    accounts: int
    owed: int


def count_buckets(accounts: Accounts, due_day: NDArray[np.int64] | None, edges: Sequence[int]) -> Buckets:
    """Return the tape's own shares by bucket, of live accounts: on its own days past due, where it gives them.

    `due_day`, of all accounts read, if the tape has it; 0 where it does not say.
    """
    day = np.full(accounts.at.size, MIDDLE) if due_day is None else due_day[accounts.at]
    day = np.where(day > 0, day, MIDDLE)
    by_day = bucket_of_days(accounts.days, edges)
    bucket = np.where(accounts.days == UNKNOWN, bucket_of(accounts.missed, day, edges), by_day)
    live = accounts.balance > 0
    names = labels_of(edges)
    owed = np.asarray([int(accounts.balance[bucket == k].sum()) for k in range(len(names))], float)
    number = np.asarray([np.count_nonzero(live & (bucket == k)) for k in range(len(names))], float)
    return Buckets(_shares(owed, names), _shares(number, names), int(number.sum()), int(accounts.balance.sum()))


def _shares(values: NDArray[np.float64], names: Sequence[str]) -> dict[str, float]:
    """Return shares of the total by bucket, then those of each bucket and all later ones."""
    total = float(values.sum())
    part = values / total if total > 0 else np.zeros_like(values)
    shares = {name: float(share) for name, share in zip(names, part, strict=True)}
    for k in range(1, len(names) - 1):
        shares[cumulative_label(names[k])] = float(part[k:].sum())
    return shares
