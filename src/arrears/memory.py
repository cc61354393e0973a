"""How much memory a run takes, and how many paths run at a time."""

from __future__ import annotations

import os

from arrears.engine.blocks import NF4, NI1, NI4, NI8
from arrears.errors import TooLargeError
from arrears.setting import Setting

# Borrower-paths of a batch: enough to hide the calendar, few enough to stay near the cache (docs/performance.md).
BATCH = 60_000
MOST_PATHS = 32  # of a batch, for small books
ROW_BYTES = 4 * NF4 + 4 * NI4 + NI1 + 8 * NI8 + 16


def spare_rows(setting: Setting) -> float:
    """Room for newcomers as a share of the opening book: every applicant of the run, within reason.

    Rows that nobody uses cost nothing: their memory is never touched.
    """
    if setting.balance_sheet != "dynamic":
        return 0.0
    return min(float(setting.applications[1:].sum()), 4.0)


def batch_size(borrowers: int, paths: int, threads: int) -> int:
    """Paths of a batch."""
    return max(1, min(BATCH // max(borrowers, 1), MOST_PATHS, -(-paths // threads)))


def memory_needed(borrowers: int, paths: int, threads: int) -> int:
    """Bytes of the borrowers of all threads' batches, at the size they begin with and half as much again."""
    laid_out = 1 + min(threads, paths) * batch_size(borrowers, paths, threads)  # one is what every batch begins with
    return int(1.5 * ROW_BYTES * borrowers * laid_out)


def refuse_too_large(need: int) -> None:
    """Refuse what cannot fit in memory, with the figure.

    Raises
    ------
    TooLargeError
    """
    have = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 16 * 2**30
    if need > 0.8 * have:
        raise TooLargeError(
            f"the run needs about {need / 2**30:,.1f} GiB of memory and this machine has {have / 2**30:,.1f} GiB: "
            "ask for fewer borrowers, paths, months or threads"
        )
