"""Financing by hand: debt to other lenders, where a gap is filled from, planned loans."""

from types import SimpleNamespace

import pytest
from hypothesis import given

from arrears.borrower import financing
from plain import plain
from rule_arguments import MONEY, UNIT, arguments_of

outside_limit = plain(financing.outside_limit)
outside_due = plain(financing.outside_due)
outside_use = plain(financing.outside_use)
outside_room = plain(financing.outside_room)
finance = plain(financing.finance)
planned_loan = plain(financing.planned_loan)


@pytest.mark.parametrize(
    ("openness", "limit"),
    [
        (0.5, 1_000.0),
        (1.0, 2_000.0),
        (1.4, 2_800.0),
        (1.5, 3_000.0),  # a tenth of it is collected: 30% of income
        (3.4, 3_000.0),  # and no more than that, however loose
    ],
)
def test_what_others_lend_at_most_by_hand(openness, limit):
    p = SimpleNamespace(outside_ceiling=2.0, outside_repayment=0.1, outside_service=0.3)
    assert outside_limit(1_000, openness, p) == pytest.approx(limit, rel=1e-14)


def test_others_always_lend_what_they_lend_today():
    p = SimpleNamespace(outside_ceiling=2.0, outside_repayment=0.1, outside_service=0.05)
    assert outside_limit(1_000, 1.0, p) == 2_000.0
    nothing_collected = SimpleNamespace(outside_ceiling=2.0, outside_repayment=0.0, outside_service=0.5)
    assert outside_limit(1_000, 1.5, nothing_collected) == 3_000.0


@pytest.mark.parametrize(
    ("outside", "openness", "due"),
    [
        (1_000, 1.0, 100),  # a tenth; they would lend 2,000
        (2_000, 1.0, 200),
        (3_000, 1.0, 800),  # 300, and half of the 1,000 above what they lend
        (1_000, 0.25, 350),  # tighter: 100, and half of 500
        (1_005, 1.0, 101),  # 100.5
        (1_004, 1.0, 100),
        (0, 0.0, 0),
    ],
)
def test_what_others_collect_by_hand(outside, openness, due):
    p = SimpleNamespace(outside_ceiling=2.0, outside_repayment=0.1, outside_call=0.5, outside_service=0.3)
    assert outside_due(outside, 1_000, openness, p) == due


def test_others_collect_no_more_than_is_owed():
    p = SimpleNamespace(outside_ceiling=2.0, outside_repayment=0.7, outside_call=0.7, outside_service=0.3)
    assert outside_due(10, 1_000, 0.0, p) == 10


@pytest.mark.parametrize(
    ("outside", "base", "propensity", "months_out", "openness", "u", "used"),
    [
        (0, 10_000, 1.0, 0, 1.0, 0.5, 1_000),  # 0.1 x 2u x 10,000
        (0, 10_000, 0.9, 0, 1.0, 0.5, 185),  # x 0.9^16 = 0.1853
        (0, 10_000, 0.5, 0, 1.0, 0.5, 0),
        (0, 10_000, 1.0, 0, 2.0, 0.5, 2_000),
        (0, 10_000, 1.0, 0, 2.0, 0.25, 1_000),
        (0, 10_000, 1.0, 0, 2.0, 0.0, 0),
        (0, 9_999, 1.0, 0, 2.0, 0.25, 999),  # 999.9
        (19_800, 10_000, 1.0, 0, 2.0, 0.5, 200),  # what others would still lend
        (20_000, 10_000, 1.0, 0, 2.0, 0.5, 0),
        (30_000, 10_000, 1.0, 0, 2.0, 0.5, 0),
        (0, 10_000, 1.0, 1, 2.0, 0.5, 0),  # out of work
    ],
)
def test_use_of_outside_credit_by_hand(outside, base, propensity, months_out, openness, u, used):
    p = SimpleNamespace(outside_ceiling=1.0, outside_use=0.1, outside_repayment=0.1, outside_service=0.5)
    assert outside_use(outside, base, propensity, months_out, openness, u, p) == used


@pytest.mark.parametrize(
    ("outside", "base", "openness", "months_out", "room"),
    [
        (500, 1_000, 1.5, 0, 2_500),
        (500, 1_000, 1.0, 0, 1_500),
        (500, 1_000, 1.5, 1, 700),  # 40% to those out of work
        (500, 1_000, 1.5, 9, 700),
        (5_000, 1_000, 1.5, 0, 0),
        (0, 999, 1.1, 0, 2_197),  # 2,197.8
    ],
)
def test_room_at_other_lenders_by_hand(outside, base, openness, months_out, room):
    p = SimpleNamespace(outside_ceiling=2.0, outside_out_of_work=0.4, outside_repayment=0.1, outside_service=0.5)
    assert outside_room(outside, base, openness, months_out, p) == room


@pytest.mark.parametrize(
    ("need", "line_free", "loan_room", "room", "found"),
    [
        (100, 400, 900, 900, (100, 0, 0)),
        (200, 400, 900, 900, (200, 0, 0)),  # half of the free line
        (200, 401, 900, 900, (200, 0, 0)),
        (201, 401, 900, 900, (200, 1, 0)),
        (1_000, 400, 800, 900, (200, 800, 0)),
        (1_000, 400, 799, 900, (200, 0, 800)),  # a loan only if it closes the gap
        (1_000, 400, 799, 100, (200, 0, 100)),
        (1_000, 0, 0, 0, (0, 0, 0)),
        (0, 400, 900, 900, (0, 0, 0)),
        (-50, 400, 900, 900, (0, 0, 0)),
    ],
)
def test_where_a_gap_is_filled_from_by_hand(need, line_free, loan_room, room, found):
    assert finance(need, line_free, loan_room, room, SimpleNamespace(line_share=0.5)) == found


@given(arguments_of(financing.finance), MONEY)
def test_more_room_anywhere_never_leaves_more_of_a_gap(arguments, more):
    need, line_free, loan_room, room, p = arguments
    found = sum(finance(*arguments))
    assert sum(finance(need, line_free + more, loan_room, room, p)) >= found
    assert sum(finance(need, line_free, loan_room + more, room, p)) >= found
    assert sum(finance(need, line_free, loan_room, room + more, p)) >= found


@pytest.mark.parametrize(
    ("months_out", "lines", "u", "wish"),
    [
        (0, 1.0, 0.019, 1_500),
        (0, 1.0, 0.020, 0),
        (0, 0.5, 0.009, 750),  # tighter: fewer and smaller
        (0, 0.5, 0.010, 0),
        (0, 2.0, 0.019, 3_000),  # looser: larger, not more
        (0, 2.0, 0.020, 0),
        (1, 2.0, 0.001, 0),
    ],
)
def test_a_planned_loan_by_hand(months_out, lines, u, wish):
    p = SimpleNamespace(loan_demand=0.02, loan_size=1.5)
    assert planned_loan(1_000, months_out, lines, u, p) == wish


@given(arguments_of(financing.planned_loan), UNIT)
def test_looser_lines_bring_more_and_larger_planned_loans(arguments, more):
    base, months_out, lines, u, p = arguments
    assert planned_loan(base, months_out, lines + more, u, p) >= planned_loan(*arguments)
