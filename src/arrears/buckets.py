"""Buckets of days past due: labels, the sets that have names, and where an account stands at a close.

An edge is the last day of its bucket: with edges 30 and 90 the buckets are ``1-30``, ``31-90`` and, open, ``91+``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from arrears.dates import DAYS_A_MONTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CURRENT = "current"
MOST_MISSED = 15  # bills missed at a close at most; LAST_CHARGE_OFF is the day after the next one
LAST_CHARGE_OFF = DAYS_A_MONTH * MOST_MISSED + 1

# Sets with names: last day and name of each late bucket. M1 to M6: practice of Chinese card lenders, a bucket a month.
# china-five: days past due of the classes below *pass* in the Measures for the Risk Classification of Financial Assets
# of Commercial Banks (China, 2023); the other criteria of a class, such as impairment, are left out.
NAMED: Mapping[str, Mapping[int, str]] = {
    "M1-M6": {30: "M1", 60: "M2", 90: "M3", 120: "M4", 150: "M5", LAST_CHARGE_OFF: "M6+"},
    "china-five": {90: "special mention", 270: "substandard", 360: "doubtful", LAST_CHARGE_OFF: "loss"},
}


def edges_of(name: str) -> tuple[int, ...]:
    """Return the edges of a named set.

    >>> edges_of("china-five")
    (90, 270, 360)
    """
    return tuple(NAMED[name])[:-1]


def labels_of(edges: Sequence[int]) -> list[str]:
    """Return the labels of the buckets with these upper edges.

    >>> labels_of((30, 90))
    ['current', '1-30', '31-90', '91+']
    """
    first_days = [1, *(edge + 1 for edge in edges)]
    return [CURRENT, *(f"{a}-{b}" for a, b in zip(first_days, edges, strict=False)), f"{first_days[-1]}+"]


def cumulative_label(bucket: str) -> str:
    """Return the label of everything from this bucket on: ``31-90`` gives ``31+``."""
    return f"{bucket.split('-')[0].rstrip('+')}+"


def names_of(labels: Sequence[str]) -> dict[str, str]:
    """Return the name of each late bucket, where these are the buckets of a named set; else nothing.

    Parameters
    ----------
    labels
        Labels of a run's buckets, rolls and cumulative ones left out or not.

    >>> names_of(["current", "1-90", "91-270", "271-360", "361+"])["91-270"]
    'substandard'
    """
    closed = [label for label in labels if label[:1].isdigit() and label[-1:] != "+" and ">" not in label]
    for name, days in NAMED.items():
        own = labels_of(edges_of(name))[1:]
        if closed == own[:-1]:
            return dict(zip(own, days.values(), strict=True))
    return {}


def in_words(label: str, labels: Sequence[str]) -> str:
    """Return a bucket as charts write it: with its name where the run's buckets have names.

    >>> in_words("31-60", labels_of(edges_of("M1-M6"))), in_words("31-90", labels_of((30, 90)))
    ('M2, 31-60 days', '31-90 days')
    """
    name = names_of(labels).get(label)
    return f"{name}, {label} days" if name else f"{label} days"


def bucket_of(missed: NDArray[Any], due_day: NDArray[Any] | int, edges: Sequence[int]) -> NDArray[np.int64]:
    """Bucket of accounts at a close, 0 current.

    Parameters
    ----------
    missed : int array
        Bills missed; days past due are 30 times these less the due day.
    due_day : int array that broadcasts with ``missed``
        Day of the month, 1 to 28.

    >>> import numpy as np
    >>> bucket_of(np.arange(5), 10, (30, 90)).tolist()
    [0, 1, 2, 2, 3]
    """
    import numpy as np  # here: a scenario is read without it

    days = DAYS_A_MONTH * missed - due_day
    return np.where(missed > 0, 1 + np.searchsorted(np.asarray(edges), days, side="left"), 0).astype(np.int64)
