"""Driving the fast engine in tests: a run of a few paths from an opening book, and the books at its end."""

import numpy as np

from arrears.engine.batch import PathBatch
from arrears.engine.opening import book_of
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.setting import Setting
from arrears.tallies import Tallies


def run_fast(
    opening: Opening, setting: Setting, macro: dict[str, np.ndarray], paths: np.ndarray, *, spare: float = 6.0
) -> tuple[Tallies, list[Book]]:
    """Tallies, and the book of each path at the last close; ``spare`` is room for newcomers, a share of the book."""
    batch = PathBatch(opening, setting, macro, paths, spare=spare)
    tallies = batch.run()
    return tallies, [book_of(batch.batch, p, setting.days) for p in range(paths.size)]
