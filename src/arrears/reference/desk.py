"""The collections desk: a worklist of late accounts, and so many calls a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from arrears.reference.account import Account
from arrears.reference.counting import Count

Number = tuple[int, int, int]


@dataclass(frozen=True)
class Entry:
    """A late account on the worklist, its key fixed on the due day, and what happens if it answers a call."""

    account: Account
    key: int
    number: Number  # month of origin, place, product
    pay: Callable[[], None]

    @property
    def turn(self) -> tuple[int, Number]:
        """When it is served: the largest key first; equals by number, the line before the loan."""
        return -self.key, self.number


class Desk:
    """Calls late accounts, each once at most between two due days. ``daily`` is the month's capacity a day."""

    def __init__(self, count: Count) -> None:
        self.daily = 0.0
        self._count = count
        self._worklist: dict[Number, Entry] = {}

    def put_on_worklist(self, entry: Entry) -> None:
        """Put an account on the worklist, in place of its entry of last month."""
        self._worklist[entry.number] = entry

    def work(self, day: int) -> None:
        """One day's calls.

        Capacity is spread evenly: by day d of a month the desk has made the whole part of d times its daily capacity.
        What is not used today is lost.
        """
        calls = floor(self.daily * day) - floor(self.daily * (day - 1))
        tallies, at = self._count.tallies, (self._count.p, self._count.month)
        tallies.desk_capacity[at] += calls
        if calls <= 0:
            return
        self._worklist = {number: entry for number, entry in self._worklist.items() if entry.account.wants_a_call}
        for entry in sorted(self._worklist.values(), key=lambda e: e.turn)[:calls]:
            entry.account.contacted = 1
            tallies.contacts[at] += 1
            if entry.account.answers:
                entry.pay()
