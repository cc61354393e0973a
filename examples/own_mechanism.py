"""A mechanism of one's own: relief for hardship, which cuts deep arrears by half once. Both engines live it."""

from typing import NamedTuple

import arrears as ar
from arrears.mechanisms import Count, LateAccount, Mechanism, Section, Share, Step, When


class Relief(Section):
    """Relief for deep arrears."""

    from_day: int = 61
    chance: float = 0.5


class Relieved(NamedTuple):
    """What relief changes and counts: names of the account, of the mechanism's state, of the ledger, of its counts."""

    arrears: int
    balance: int
    relieved: int
    adjustments: int
    reliefs: int


def deep(a: LateAccount, s, p):
    """Who it is for: late enough, and not relieved before."""
    return (30 * a.missed - a.due_day >= p.from_day) & (s.relieved == 0)


def relieve(a: LateAccount, s, u, p):
    """Half of the arrears is forgiven; the ledger sees it as an adjustment."""
    cut = a.arrears // 2 if u.chance < p.chance else 0
    return Relieved(a.arrears - cut, a.balance - cut, 1, -cut, int(cut > 0))


RELIEF = Mechanism(
    name="relief",
    section=Relief,
    steps=(Step(When.CLOSE, deep, relieve, Relieved),),
    state=("relieved",),
    draws={"chance": (128, 0)},
    counts={"reliefs": Count("accounts", "accounts relieved at the close")},
    measures={"reliefs": Share("Accounts relieved at the close.", "accounts", "reliefs")},
)


size = {"paths": 4, "borrowers": 5_000, "months": 24, "seed": 1}
plain = ar.simulate("pandemic", **size)
named = ar.Scenario.read("pandemic").with_({"name": "Pandemic, with relief"})
helped = ar.simulate(named, mechanisms=[RELIEF.with_({"chance": 0.8})], **size)
print("reliefs:", int(helped.measure("reliefs").sel(product="all", segment="all").sum()))
ar.compare(plain, helped).plot("91+").savefig("own_mechanism.png", dpi=110)
