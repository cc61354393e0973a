"""Payment holidays by hand: who may skip the bills, and what is counted."""

from types import SimpleNamespace

import pytest

from arrears.mechanisms.holidays import skip
from arrears.mechanisms.mechanism import Standing

P = SimpleNamespace(ask=0.5, months=3, cushion=2.0)


def asked(*, rev_due=100, ins_due=90, cash=300, out=0, late=(False, False), forborne=(0, 0), u=0.4):
    line, loan = (Standing(1_000, one) for one in late)
    bills = SimpleNamespace(rev_due=rev_due, ins_due=ins_due, cash=cash)
    own = SimpleNamespace(rev_forborne=forborne[0], ins_forborne=forborne[1])
    return skip(None, line, loan, SimpleNamespace(out=out), bills, own, SimpleNamespace(ask=u), P)


# In need with less cash than twice the bills of 190; both are set aside.
@pytest.mark.parametrize(
    ("who", "after"),
    [
        ({}, (1, 1, 0, 0, 1, 190)),
        ({"cash": 379}, (1, 1, 0, 0, 1, 190)),
        ({"cash": 380}, (0, 0, 100, 90, 0, 0)),
        ({"cash": 380, "out": 1}, (1, 1, 0, 0, 1, 190)),
        ({"u": 0.5}, (0, 0, 100, 90, 0, 0)),
        ({"late": (True, False)}, (0, 0, 100, 90, 0, 0)),
        ({"late": (False, True)}, (0, 0, 100, 90, 0, 0)),
        ({"forborne": (2, 1)}, (3, 2, 0, 0, 1, 190)),
        ({"forborne": (3, 1)}, (3, 1, 100, 90, 0, 0)),  # three in a row
        ({"forborne": (1, 3)}, (1, 3, 100, 90, 0, 0)),
        ({"rev_due": 0, "cash": 100}, (0, 1, 0, 0, 1, 90)),  # a bill that is not there is not set aside
        ({"ins_due": 0, "cash": 100}, (1, 0, 0, 0, 1, 100)),
        ({"rev_due": 0, "ins_due": 0, "cash": -1, "out": 1}, (0, 0, 0, 0, 0, 0)),
        ({"rev_due": 1, "ins_due": 0, "cash": 0}, (1, 0, 0, 0, 1, 1)),
    ],
)
def test_a_holiday_by_hand(who, after):
    assert asked(**who) == after
