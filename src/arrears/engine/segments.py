"""Segments of borrowers who are there already, by the rule that newcomers are put into theirs by."""

from __future__ import annotations

import numpy as np

from arrears.engine.applicants import segment_of
from arrears.jit import kernel
from arrears.population.book import Book
from arrears.setting import Setting


@kernel
def _segments(
    kind: int, edges: np.ndarray, base: np.ndarray, score: np.ndarray, types: np.ndarray, out: np.ndarray
) -> None:
    for i in range(out.size):
        out[i] = segment_of(kind, edges, np.float64(base[i]), np.float64(score[i]), np.float64(types[i]), 0.0)


def with_segments(book: Book, setting: Setting) -> Book:
    """The book with each borrower's segment filled in."""
    segment = np.zeros(book.size, np.int8)
    _segments(
        setting.segment_kind,
        setting.segment_edges,
        book["base_income"],
        book["score"],
        book["employment_type"],
        segment,
    )
    return Book.of({**{name: book[name] for name in book}, "segment": segment})
