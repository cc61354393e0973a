"""Counting accounts of the pen at the close, by hand."""

import numpy as np
import pytest

from arrears.engine import counting
from arrears.engine.pen import (
    ARREARS,
    CAUSE,
    FROM,
    FROM_BALANCE,
    MISSED,
    P1,
    P8,
    P_BALANCE,
    P_COHORT,
    P_SEGMENT,
    P_WORST,
)
from arrears.tallies import empty
from plain import plain

bucket_of, count_late_account, count_roll, count_account, count_originated = map(
    plain,
    (
        counting.bucket_of,
        counting.count_late_account,
        counting.count_roll,
        counting.count_account,
        counting.count_originated,
    ),
)
TABLE = np.minimum(np.arange(16), 3)
M, BUCKETS = 4, 4


@pytest.fixture
def pen():
    """A loan of 700 in segment 1, two bills missed; 1-30 days late with 720 at the last close; booked in month 2."""
    i1, i4, i8 = np.zeros((1, len(P1)), np.int8), np.zeros((4, 1), np.int32), np.zeros((1, len(P8)), np.int64)
    i1[0, [P_SEGMENT, MISSED + 1, CAUSE + 1, FROM + 1, P_WORST + 1]] = 1, 2, 5, 1, 1
    i8[0, [P_BALANCE + 1, ARREARS + 1, FROM_BALANCE + 1]] = 700, 150, 720
    i4[P_COHORT + 1, 0] = 2
    return i1, i4, i8


@pytest.mark.parametrize(
    ("missed", "materiality", "bucket"),
    [(2, 0, 2), (0, 0, 0), (15, 0, 3), (2, 150, 2), (2, 151, 0)],
)
def test_bucket_by_bills_missed_if_the_arrears_matter(pen, missed, materiality, bucket):
    i1, _, i8 = pen
    i1[0, MISSED + 1] = missed
    assert bucket_of(i1, i8, 0, 1, TABLE, materiality) == bucket


def counted(pen, bucket):
    i1, i4, i8 = pen
    tallies = empty(1, 6, 2, BUCKETS)
    count_late_account(tallies, (i4, i1, i8), 0, 1, (0, M, M), bucket, BUCKETS)
    return tallies


def test_a_late_account_at_the_close(pen):
    i1, _, i8 = pen
    tallies = counted(pen, 2)
    assert tallies.balance[0, M, 1, 1].tolist() == [0, 0, 700, 0]
    assert tallies.accounts[0, M, 1, 1].tolist() == [0, 0, 1, 0]
    assert tallies.rolled_balance[0, M, 1, 1, 1].tolist() == [0, 0, 720, 0, 0, 0]
    assert tallies.rolled_accounts[0, M, 1, 1, 1].tolist() == [0, 0, 1, 0, 0, 0]
    assert tallies.cause_balance[0, M, 1, 4].tolist() == [0, 700, 0]
    assert tallies.vintage_late[0, 1, 2, 1].tolist() == [0, 700, 0]  # of month 2, two months on the books
    assert tallies.vintage_ever[0, 1, 2, 1].tolist() == [0, 700, 0]  # the first bucket was reached before
    assert (i1[0, FROM + 1], i8[0, FROM_BALANCE + 1], i1[0, P_WORST + 1]) == (2, 700, 2)


def test_an_account_that_was_not_live_rolls_from_nowhere(pen):
    pen[0][0, FROM + 1] = -1
    assert not counted(pen, 2).rolled_accounts.any()


def test_an_account_paid_off(pen):
    pen[2][0, P_BALANCE + 1] = 0
    tallies = counted(pen, 0)
    assert not tallies.accounts.any()
    assert tallies.rolled_balance[0, M, 1, 1, 1].tolist() == [0, 0, 0, 0, 720, 0]
    assert pen[0][0, FROM + 1] == -1


def test_an_account_of_the_opening_book_has_no_vintage(pen):
    pen[1][P_COHORT + 1, 0] = 0
    tallies = counted(pen, 2)
    assert not tallies.vintage_late.any()
    assert tallies.cause_balance.sum() == 700


def test_worst_does_not_fall(pen):
    pen[0][0, P_WORST + 1] = 3
    assert not counted(pen, 2).vintage_ever.any()
    assert pen[0][0, P_WORST + 1] == 3


def test_nothing_owed_is_no_account():
    tallies = empty(1, 6, 2, BUCKETS)
    count_account(tallies, 0, M, 0, 1, 0, 0)
    assert not tallies.accounts.any()
    count_account(tallies, 0, M, 0, 1, 0, 5)
    assert tallies.balance[0, M, 0, 1, 0] == 5


@pytest.mark.parametrize(("month", "vintage"), [(0, 0), (1, 90)])
def test_what_is_originated_in_the_burn_in_has_no_vintage(month, vintage):
    tallies = empty(1, 6, 2, BUCKETS)
    count_originated(tallies, 0, month, M, 1, 1, 90)
    assert tallies.originated[0, M, 1, 1] == 90
    assert tallies.originated_accounts[0, M, 1, 1] == 1
    assert tallies.vintage_originated[0, 0, 1] == vintage
