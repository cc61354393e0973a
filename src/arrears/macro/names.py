"""Names of scenarios, exercises and columns: found to the letter first, then as people spell them.

Letters that are not ASCII and what stands in brackets count: ``失业率(调查)`` is not ``失业率(登记)``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

SUPERVISORY = "supervisory"  # the Federal Reserve's scenarios are called so in some years


@lru_cache(maxsize=1 << 18)  # a table of many columns is looked through for each name
def folded(name: str) -> str:
    """Return a name without case, spacing and ``_``.

    >>> folded("Unemployment_Rate (SA)"), folded("重度 压力")
    ('unemploymentrate(sa)', '重度压力')
    """
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if not c.isspace() and c != "_")


@lru_cache(maxsize=1 << 18)
def plainest(name: str) -> str:
    """Return a folded name without a leading ``Supervisory``.

    >>> plainest("Supervisory Severely Adverse")
    'severelyadverse'
    """
    return folded(name).removeprefix(SUPERVISORY)


_SPELLINGS: tuple[Callable[[str], str], ...] = (str.strip, folded, plainest)


def places_of(name: str, known: Sequence[str]) -> list[int]:
    """Return the places of the names that are meant: those of the first spelling in which any is the same.

    Several places are names that this spelling cannot tell apart.

    >>> places_of("severely_adverse", ["Supervisory Baseline", "Supervisory Severely Adverse"])
    [1]
    >>> places_of("rate", ["Rate", "RATE"])
    [0, 1]
    """
    for spelling in _SPELLINGS:
        wanted = spelling(name)
        places = [place for place, other in enumerate(known) if spelling(other) == wanted]
        if places:
            return places
    return []


def nearest(name: str, known: Iterable[str]) -> str:
    """Ask for the name that was probably meant, or nothing."""
    spellings = {plainest(k): k for k in known}
    found = get_close_matches(plainest(name), list(spellings), n=1, cutoff=0.5)
    return f"did you mean `{spellings[found[0]]}`?" if found else ""


def listed(names: Sequence[str], most: int = 12) -> str:
    """Return names as a list in words, cut where it gets long."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")
