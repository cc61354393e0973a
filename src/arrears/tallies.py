"""Tallies: what a run counts, as int64 arrays whose names and axes are those of ``cells.py``."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np

from arrears.cells import BY_NAME, CAUSES, CELLS, FLOWS, PRODUCTS, SHIFTS

# Counts of mechanisms and policies: by the place of the count in the run.
OWN_AXES = {
    "of_accounts": ("path", "month", "product", "segment", "account_count"),
    "of_people": ("path", "month", "segment", "people_count"),
    "of_policies": ("path", "month", "policy_count"),
}
_AXES = {cell.name: cell.axes for cell in CELLS if cell.name != "macro"} | OWN_AXES
if TYPE_CHECKING:

    class _Arrays(tuple[Any, ...]):  # what a type checker can know of it: the names are the table's
        _fields: ClassVar[tuple[str, ...]]

        def __new__(cls, *arrays: Any, **by_name: Any) -> Self: ...
        def __getattr__(self, name: str) -> Any: ...
        def _asdict(self) -> dict[str, Any]: ...
        def _replace(self, **by_name: Any) -> Self: ...
else:
    _Arrays = namedtuple("_Arrays", tuple(_AXES))


class Tallies(_Arrays):
    """One array a cell, path first. Integer sums over borrowers, so that their order cannot matter."""

    __slots__ = ()


class Own(NamedTuple):
    """What mechanisms and policies of a run count."""

    forbears: bool = False
    accounts: int = 0
    people: int = 0
    policies: int = 0


NOTHING = Own()


def shapes(paths: int, months: int, segments: int, buckets: int, own: Own = NOTHING) -> dict[str, tuple[int, ...]]:
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
        "account_count": own.accounts,
        "people_count": own.people,
        "policy_count": own.policies,
    }
    found = {name: tuple(size[axis] for axis in axes) for name, axes in _AXES.items()}
    if not own.forbears:
        found |= {name: (*found[name][:-1], 0) for name in SHIFTS}
    return found


def empty(paths: int, months: int, segments: int, buckets: int, own: Own = NOTHING) -> Tallies:
    """Tallies of zeros for a batch of paths."""
    found = shapes(paths, months, segments, buckets, own)
    return Tallies(**{name: np.zeros(shape, np.int64) for name, shape in found.items()})


def bytes_needed(paths: int, months: int, segments: int, buckets: int) -> int:
    """Memory of the tallies, in bytes, without allocating them."""
    return 8 * sum(
        int(np.prod([float(n) for n in shape])) for shape in shapes(paths, months, segments, buckets).values()
    )


def held(name: str) -> bool:
    """Whether a cell is one of every run's, and not one that hangs on its mechanisms."""
    return name in BY_NAME and name not in SHIFTS
