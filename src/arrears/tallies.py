"""Tallies: what a run counts, as int64 arrays whose names and axes are those of ``cells.py``."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from arrears.cells import BY_NAME, CAUSES, FLOWS, PRODUCTS


class Tallies(NamedTuple):
    """One array a cell, path first. Integer sums over borrowers, so that their order cannot matter."""

    balance: Any
    accounts: Any
    customers: Any
    cause_balance: Any
    rolled_balance: Any
    rolled_accounts: Any
    charged_off: Any
    charged_off_accounts: Any
    recovered: Any
    originated: Any
    originated_accounts: Any
    ledger: Any
    borrowers: Any
    employed: Any
    income_sum: Any
    contacts: Any
    worklist: Any
    unserved: Any
    desk_capacity: Any
    applications: Any
    approvals: Any
    vintage_originated: Any
    vintage_late: Any
    vintage_ever: Any
    vintage_charged_off: Any


def shapes(paths: int, months: int, segments: int, buckets: int) -> dict[str, tuple[int, ...]]:
    """Shape of each tally; ``buckets`` counts ``current`` too."""
    size = {
        "path": paths,
        "month": months + 1,
        "product": len(PRODUCTS),
        "segment": segments,
        "bucket": buckets,
        "bucket_to": buckets + 2,
        "late": buckets - 1,
        "cause": len(CAUSES),
        "cohort": months,
        "mob": months,
        "flow": len(FLOWS),
    }
    return {name: tuple(size[axis] for axis in BY_NAME[name].axes) for name in Tallies._fields}


def empty(paths: int, months: int, segments: int, buckets: int) -> Tallies:
    """Tallies of zeros for a batch of paths."""
    return Tallies(
        **{name: np.zeros(shape, np.int64) for name, shape in shapes(paths, months, segments, buckets).items()}
    )


def bytes_needed(paths: int, months: int, segments: int, buckets: int) -> int:
    """Memory of the tallies, in bytes, without allocating them."""
    return 8 * sum(
        int(np.prod([float(n) for n in shape])) for shape in shapes(paths, months, segments, buckets).values()
    )
