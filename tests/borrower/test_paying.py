"""Paying by hand: why a bill cannot be paid, what is paid on the due day, and catching up."""

from types import SimpleNamespace

import pytest
from hypothesis import given

from arrears.borrower import paying
from arrears.cells import Cause
from plain import plain
from rule_arguments import MONEY, arguments_of

inability = plain(paying.inability)
pay = plain(paying.pay)
motive = plain(paying.motive)
later_cause = plain(paying.later_cause)
effort = plain(paying.effort)
catch_up = plain(paying.catch_up)
catch_up_day = plain(paying.catch_up_day)
bills_open = plain(paying.bills_open)


@pytest.mark.parametrize(
    ("months_out", "income", "crunch", "cause"),
    [
        (0, 800, False, Cause.OVER_INDEBTED),  # low income is below 80% of 1,000
        (0, 800, True, Cause.CREDIT_CRUNCH),
        (0, 799, False, Cause.INCOME_FALL),
        (0, 799, True, Cause.INCOME_FALL),  # an income fall, whatever other lenders do
        (1, 799, True, Cause.JOB_LOSS),
        (7, 900, False, Cause.JOB_LOSS),
        (1, 900, True, Cause.JOB_LOSS),
    ],
)
def test_why_a_bill_cannot_be_paid_by_hand(months_out, income, crunch, cause):
    assert inability(months_out, income, 1_000, crunch, SimpleNamespace(low_income=0.8)) == cause


def paid(
    due=100,
    wanted=100,
    cash=500,
    reserve=0,
    *,
    burden=1.0,
    autopay=0,
    forget=0.2,
    willingness=1.0,
    u=0.9,
    logistic=0.0,
):
    """Of somebody who remembers and is willing, unless said otherwise; refuses below -8 + 2 burden - willingness."""
    p = SimpleNamespace(strategic=-8.0, strategic_burden=2.0)
    unable = int(Cause.JOB_LOSS)
    return pay(due, wanted, cash, reserve, burden, autopay, forget, willingness, unable, u, logistic, p)


@pytest.mark.parametrize(
    ("bill", "amount"),
    [
        ((100, 100, 500, 0), 100),
        ((100, 300, 500, 0), 300),
        ((100, 300, 500, 200), 300),
        ((100, 300, 500, 250), 250),  # 250 are kept back
        ((100, 300, 500, 450), 100),  # but not from the bill
        ((100, 300, 500, 900), 100),
        ((100, 300, 200, 0), 200),
        ((100, 300, 100, 0), 100),
        ((100, 300, 100, 50), 100),
        ((0, 50, 500, 0), 0),  # nothing is due
    ],
)
@pytest.mark.parametrize("autopay", [0, 1])
def test_a_bill_paid_by_hand(bill, amount, autopay):
    assert paid(*bill, autopay=autopay) == (amount, Cause.NONE)


@pytest.mark.parametrize("who", [{}, {"autopay": 1}, {"logistic": -99.0}])
@pytest.mark.parametrize("cash", [0, 1, 99])
def test_who_cannot_pay_the_bill_pays_what_there_is(who, cash):
    assert paid(cash=cash, **who) == (cash, Cause.JOB_LOSS)


def test_who_forgets_pays_nothing_and_finds_out_why_if_the_money_was_not_there():
    assert paid(u=0.19) == (0, Cause.FORGETTING)
    assert paid(u=0.20) == (100, Cause.NONE)
    assert paid(u=0.19, autopay=1) == (100, Cause.NONE)
    assert paid(u=0.19, cash=99) == (0, Cause.JOB_LOSS)
    assert paid(u=0.19, cash=99, autopay=1) == (99, Cause.JOB_LOSS)


@pytest.mark.parametrize(
    ("burden", "willingness", "threshold"),
    [(1.0, 1.0, -7.0), (0.0, 0.0, -8.0), (2.0, 1.0, -5.0), (3.0, 1.0, -3.0), (9.0, 1.0, -3.0), (1.0, -2.0, -4.0)],
)
def test_who_refuses_by_hand(burden, willingness, threshold):
    who = {"burden": burden, "willingness": willingness}
    assert paid(logistic=threshold - 0.01, **who) == (0, Cause.UNWILLING)
    assert paid(logistic=threshold, **who) == (100, Cause.NONE)
    assert paid(logistic=threshold - 0.01, autopay=1, **who) == (100, Cause.NONE)


def test_memory_comes_before_willingness():
    assert paid(u=0.1, logistic=-99.0) == (0, Cause.FORGETTING)


@pytest.mark.parametrize("who", [{}, {"u": 0.1}, {"logistic": -99.0}, {"cash": 0}])
def test_where_nothing_is_due_nothing_is_missed(who):
    assert paid(due=0, wanted=50, **who) == (0, Cause.NONE)


@given(arguments_of(paying.pay), MONEY)
def test_a_larger_reserve_never_raises_what_is_paid(arguments, more):
    due, wanted, cash, reserve, *who = arguments
    amount, cause = pay(due, max(due, wanted), cash, reserve, *who)
    less, same = pay(due, max(due, wanted), cash, reserve + more, *who)
    assert less <= amount
    assert cause == same


LATE = SimpleNamespace(decay=0.5, decay_forgetful=0.8, forgetful_effort=0.6)


@pytest.mark.parametrize("missed", range(1, 16))
def test_effort_halves_with_each_bill_missed(missed):
    for cause in (Cause.JOB_LOSS, Cause.UNWILLING, Cause.UNKNOWN):
        assert effort(0.4, missed, int(cause), LATE) == pytest.approx(0.4 * 0.5 ** (min(missed, 12) - 1), rel=1e-14)


@pytest.mark.parametrize("missed", range(2, 16))
def test_effort_of_the_forgetful_falls_from_the_second_bill_on_and_slower(missed):
    # 0.4 + 0.6 x 0.6 once the second bill tells
    found = effort(0.4, missed, int(Cause.FORGETTING), LATE)
    assert found == pytest.approx(0.76 * 0.8 ** (min(missed, 12) - 2), rel=1e-14)


@pytest.mark.parametrize(
    ("missed", "contacted", "settled", "left"),
    [
        (1, 0, 0, 0.4),  # late since today: nobody could have called
        (2, 0, 0, 0.28),  # a month without a word
        (9, 0, 0, 0.28),
        (2, 1, 0, 0.4),  # was called
        (2, 0, 1, 0.4),  # has paid a part, and was not to be called
    ],
)
def test_the_will_of_who_is_left_alone_by_hand(missed, contacted, settled, left):
    assert motive(0.4, missed, contacted, settled, SimpleNamespace(uncalled=0.7)) == pytest.approx(left, rel=1e-14)


@pytest.mark.parametrize(
    ("cause", "unable", "later"),
    [
        (Cause.FORGETTING, Cause.JOB_LOSS, Cause.JOB_LOSS),
        (Cause.UNWILLING, Cause.OVER_INDEBTED, Cause.OVER_INDEBTED),
        (Cause.FORGETTING, Cause.NONE, Cause.FORGETTING),  # the money is there
        (Cause.INCOME_FALL, Cause.JOB_LOSS, Cause.INCOME_FALL),  # the first cause of inability stays
        (Cause.UNKNOWN, Cause.JOB_LOSS, Cause.UNKNOWN),
    ],
)
def test_a_further_bill_by_hand(cause, unable, later):
    assert later_cause(int(cause), int(unable)) == later


def test_who_does_not_know_of_a_bill_tries_no_harder():
    assert effort(0.4, 1, int(Cause.FORGETTING), LATE) == 0.4


@pytest.mark.parametrize(("u", "day"), [(0.0, 0), (0.18, 0), (0.183, 1), (0.5, 7), (0.9, 24), (0.999, 29)])
def test_the_day_of_a_late_payment_by_hand(u, day):
    assert catch_up_day(u) == day


@pytest.mark.parametrize(
    ("arrears", "bill", "cash", "u", "amount"),
    [
        # 70% pay all; of the others half all but the newest bill, half one bill
        (250, 100, 999, 0.69, 250),
        (250, 100, 999, 0.70, 150),
        (250, 100, 999, 0.84, 150),
        (250, 100, 999, 0.86, 100),
        (120, 100, 999, 0.80, 100),  # at least one bill
        (60, 100, 999, 0.80, 60),
        (60, 100, 999, 0.99, 60),
        (250, 100, 130, 0.10, 130),
        (250, 100, 130, 0.80, 130),
        (250, 100, 30, 0.99, 30),
        (250, 100, 0, 0.10, 0),
        (250, 100, -5, 0.10, 0),
    ],
)
def test_a_late_payment_by_hand(arrears, bill, cash, u, amount):
    assert catch_up(arrears, bill, cash, u, SimpleNamespace(whole=0.7, but_newest=0.5)) == amount


@pytest.mark.parametrize(("u", "amount"), [(0.49, 250), (0.5, 150), (0.74, 150), (0.75, 100)])
def test_how_much_is_meant_is_below_a_share(u, amount):
    assert catch_up(250, 100, 999, u, SimpleNamespace(whole=0.5, but_newest=0.5)) == amount


@pytest.mark.parametrize(("arrears", "bills"), [(1, 1), (99, 1), (100, 1), (101, 2), (250, 3), (300, 3), (0, 0)])
def test_bills_open_by_hand(arrears, bills):
    assert bills_open(arrears, 100) == bills
