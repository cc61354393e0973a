"""A late account in the pen, step by step: paying, fees, charge-off, leaving."""

from types import SimpleNamespace

import numpy as np
import pytest

from arrears.engine import late
from arrears.engine.counting import CHARGE_OFFS, FEES, PAYMENTS
from arrears.engine.pen import (
    ARREARS,
    BILL,
    CAUSE,
    DAY,
    FROM,
    FROM_BALANCE,
    MISSED,
    P_ALIVE,
    P_BALANCE,
    P_BUFFER,
    P_COHORT,
    P_LIMIT,
    SETTLED,
    WHOLE,
    empty_pen,
)
from arrears.engine.state import RECOVERY
from arrears.tallies import empty
from plain import plain

pay_late, leave_if_empty, charge_fees, charge_off_due = map(
    plain, (late.pay_late, late.leave_if_empty, late.charge_fees, late.charge_off_due)
)
M = 3  # the month
BUCKETS = 4  # current, 1-30, 31-90, 91+


@pytest.fixture
def batch():
    """One path and one entry: a line of 1,000 with 250 in arrears, three bills of 100 missed; no loan."""
    pen = empty_pen(1, np.asarray([0, 1]))
    pen.length[:] = 1
    i1, i8 = pen.i1[0, 0, 0], pen.i8[0, 0, 0]
    i1[[P_ALIVE, MISSED, CAUSE, FROM, FROM + 1]] = 1, 3, 1, 2, -1
    i8[[P_BUFFER, P_LIMIT, P_BALANCE, ARREARS, BILL, FROM_BALANCE]] = 600, 2_000, 1_000, 250, 100, 980
    pen.i4[0, 0, P_COHORT, 0] = 2
    climate = np.zeros((1, 10))
    climate[0, RECOVERY] = 0.1
    return SimpleNamespace(
        pen=pen, tallies=empty(1, 6, 1, BUCKETS), exits=np.zeros(1, np.int64), path=np.zeros(1, np.int64),
        climate=climate, pending=np.zeros((1, 2, 1, 4), np.int64),
    )  # fmt: skip


def pay(batch, *, cash=600, whole=0.0):
    pen = batch.pen
    pen.i8[0, 0, 0, P_BUFFER] = cash
    pen.f4[0, 0, WHOLE, 0] = whole
    p = SimpleNamespace(whole=0.5, but_newest=0.0)
    pay_late(batch.tallies, 0, M, pen.i1[0, 0], pen.i8[0, 0], pen.f4[0, 0], 0, 0, p)
    i1, i8 = pen.i1[0, 0, 0], pen.i8[0, 0, 0]
    return i8[P_BALANCE], i8[ARREARS], i1[MISSED], i1[CAUSE], i8[P_BUFFER], i1[SETTLED]


@pytest.mark.parametrize(
    ("how", "after"),
    [
        ({}, (750, 0, 0, 0, 350, 1)),  # all of it: in good standing
        ({"whole": 0.9}, (900, 150, 2, 1, 500, 1)),  # one bill: 250 were three bills, 150 are two
        ({"cash": 40}, (960, 210, 3, 1, 0, 1)),  # 210 are still three
        ({"cash": 249}, (751, 1, 1, 1, 0, 1)),
        ({"cash": 0}, (1_000, 250, 3, 1, 0, 0)),
    ],
)
def test_a_late_payment_by_hand(batch, how, after):
    assert pay(batch, **how) == after
    assert batch.tallies.ledger[0, M, 0, PAYMENTS] == 1_000 - after[0]


@pytest.mark.parametrize(("materiality", "fee"), [(0, 2), (250, 2), (251, 0)])
def test_a_fee_on_arrears_that_matter(batch, materiality, fee):
    charge_fees(batch, 0, M, materiality, SimpleNamespace(late_fee=0.02))
    assert batch.pen.i8[0, 0, 0, P_BALANCE] == 1_000 + fee
    assert batch.pen.i8[0, 0, 0, ARREARS] == 250
    assert batch.tallies.ledger[0, M, :, FEES].tolist() == [fee, 0]


def test_no_charge_off_before_its_bill(batch):
    charge_off_due(batch, 0, M, M, (4, 3), BUCKETS, 2)
    assert batch.pen.i8[0, 0, 0, P_BALANCE] == 1_000
    assert not batch.tallies.charged_off.any()


def test_charge_off_by_hand(batch):
    charge_off_due(batch, 0, M, M, (3, 9), BUCKETS, 2)
    i1, i8, tallies = batch.pen.i1[0, 0, 0], batch.pen.i8[0, 0, 0], batch.tallies
    assert i8[[P_BALANCE, ARREARS, P_LIMIT, FROM_BALANCE]].tolist() == [0, 0, 0, 0]
    assert i1[[MISSED, CAUSE, DAY, FROM]].tolist() == [0, 0, -1, -1]
    assert tallies.charged_off[0, M, 0, 0] == tallies.ledger[0, M, 0, CHARGE_OFFS] == 1_000
    assert tallies.charged_off_accounts[0, M, 0, 0] == 1
    # from the bucket of the last close to the last column, with the balance it had then
    assert tallies.rolled_balance[0, M, 0, 0, 2].tolist() == [0, 0, 0, 0, 0, 980]
    assert tallies.vintage_charged_off[0, 1, 1, 0] == 1_000  # of month 2, one month on the books
    assert batch.pending[0, 0, 0].tolist() == [50, 50, 0, 0]  # a tenth, in months 4 and 5 of a ring of four
    assert (i1[P_ALIVE], batch.exits[0]) == (0, 1)  # no line, nothing owed


def test_who_still_owes_a_loan_stays(batch):
    batch.pen.i8[0, 0, 0, P_BALANCE + 1] = 1
    charge_off_due(batch, 0, M, M, (3, 9), BUCKETS, 2)
    assert (batch.pen.i1[0, 0, 0, P_ALIVE], batch.exits[0]) == (1, 0)


def test_nobody_leaves_twice(batch):
    i1, i8 = batch.pen.i1[0, 0], batch.pen.i8[0, 0]
    i8[0, [P_LIMIT, P_BALANCE]] = 0
    leave_if_empty(batch.exits, 0, i1, i8, 0)
    leave_if_empty(batch.exits, 0, i1, i8, 0)
    assert batch.exits[0] == 1
