"""The desk's worklist on a few accounts: sorted as Python sorts, served over all due days by turn, called once."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.engine import desk
from arrears.engine.pen import (
    ANSWERS,
    ARREARS,
    BILL,
    CONTACTED,
    DAY,
    LOT,
    MISSED,
    ON_LIST,
    P_ALIVE,
    P_BALANCE,
    P_BUFFER,
    P_LIMIT,
    P_ORIGIN,
    P_PLACE,
    P_SCORE,
    SETTLED,
    WHOLE,
    empty_pen,
)
from arrears.engine.state import Worklist
from arrears.lender.collections import LARGEST_FIRST, OLDEST_FIRST
from arrears.tallies import empty
from plain import plain

sort_down, settle_ties, line_up, serve, catch_up_unprompted = map(
    plain, (desk.sort_down, desk.settle_ties, desk.line_up, desk.serve, desk.catch_up_unprompted)
)


@given(st.lists(st.integers(0, 2**56 - 1) | st.integers(0, 3) | st.sampled_from([7 << 10, 7 << 40]), max_size=40))
def test_sorting_is_down_and_stable(values):
    keys, items = np.asarray(values, np.int64), np.arange(len(values))
    sort_down(keys, items, np.zeros_like(keys), np.zeros_like(items), np.zeros(1024, np.int64))
    assert items.tolist() == sorted(range(len(values)), key=lambda i: -values[i])
    assert keys.tolist() == sorted(values, reverse=True)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-2, 2), st.integers(0, 3)), min_size=1, max_size=12))
def test_equal_turns_go_by_the_borrowers_number(accounts):
    accounts = sorted(accounts, key=lambda account: -account[0])
    i4 = np.zeros((4, len(accounts)), np.int32)
    i4[P_ORIGIN], i4[P_PLACE] = [a[1] for a in accounts], [a[2] for a in accounts]
    items = 2 * np.arange(len(accounts))
    settle_ties(np.asarray([a[0] for a in accounts]), items, i4)
    assert items.tolist() == [
        2 * k for k in sorted(range(len(accounts)), key=lambda k: (-accounts[k][0], *accounts[k][1:]))
    ]


def batch_of(cohorts, days, capacity=0.0):
    """A batch of one path; ``cohorts`` has for each due day its entries, each a dictionary of line and loan."""
    start = np.cumsum([0, *(len(entries) for entries in cohorts)])
    n = int(start[-1])
    pen = empty_pen(1, start)
    pen.length[0] = [len(entries) for entries in cohorts]
    for at, entry in enumerate(entry for entries in cohorts for entry in entries):
        i1, i8 = pen.i1[0, 0, at], pen.i8[0, 0, at]
        i1[P_ALIVE] = 1
        pen.i4[0, 0, P_PLACE, at], pen.i4[0, 0, P_ORIGIN, at] = entry.get("place", at), entry.get("origin", 0)
        pen.f4[0, 0, LOT, at] = entry.get("lot", 0.0)
        pen.f4[0, 0, P_SCORE, at] = 600.0
        pen.f4[0, 0, WHOLE, at] = 0.0  # pays all that is overdue
        i8[P_BUFFER], i8[P_LIMIT] = entry.get("cash", 10**6), 1
        i1[[DAY, DAY + 1]] = -1
        for product, name in enumerate(("line", "loan")):
            if name in entry:
                account = {"missed": 1, "balance": 500, **entry[name]}
                i1[MISSED + product], i1[ON_LIST + product] = account["missed"], 1
                i8[P_BALANCE + product] = account["balance"]
                i8[ARREARS + product] = i8[BILL + product] = 100
                i1[ANSWERS + product], i1[DAY + product] = account.get("answers", 1), account.get("day", -1)
                i1[SETTLED + product] = account.get("settled", 0)
    zeros = np.zeros
    work = Worklist(
        queue=zeros((1, 2 * n), np.int64),
        key=zeros((1, 2 * n), np.int64),
        catching_up=zeros((1, 2 * n), np.int64),
        day_start=zeros((1, len(days), 31), np.int64),
        next=zeros((1, len(days)), np.int64),
        end=zeros((1, len(days)), np.int64),
        head_key=zeros((1, len(days)), np.int64),
        seen=zeros(1, np.int64),
        capacity=np.asarray([capacity]),
    )
    return SimpleNamespace(
        pen=pen,
        worklist=work,
        tallies=empty(1, 2, 1, 4),
        exits=zeros(1, np.int64),
        day=np.asarray(days),
        order=zeros((2, 2 * n), np.int64),
        counts=zeros(1024, np.int64),
    )


Q = SimpleNamespace(collections=SimpleNamespace(decay=0.5))
ALL_OF_IT = SimpleNamespace(whole=1.0, but_newest=0.0)


def lined_up(batch, strategy):
    return [line_up(batch, 0, cohort, strategy, False, 0.0, Q) for cohort in range(batch.day.size)]


def order_of(batch, cohort):
    begin, work = 2 * int(batch.pen.start[cohort]), batch.worklist
    return [(int(item) // 2, int(item) % 2) for item in work.queue[0, begin : work.end[0, cohort]]]


def test_the_order_of_a_cohort_by_hand():
    entries = [
        {"line": {"missed": 2}},
        {"line": {"missed": 1}, "loan": {"missed": 3}},
        {},
        {"loan": {"missed": 2}, "lot": 0.5},
    ]
    batch = batch_of([entries], [10])
    assert lined_up(batch, OLDEST_FIRST) == [4]
    assert order_of(batch, 0) == [(1, 1), (3, 1), (0, 0), (1, 0)]  # among equals by lot


def test_equal_lots_go_by_number_and_the_line_before_the_loan():
    entries = [{"line": {}, "loan": {}, "place": 5}, {"line": {}, "place": 3}, {"line": {}, "place": 9, "origin": -4}]
    batch = batch_of([entries], [10])
    lined_up(batch, OLDEST_FIRST)
    assert order_of(batch, 0) == [(2, 0), (1, 0), (0, 0), (0, 1)]


@pytest.mark.parametrize(("day", "calls"), [(1, 0), (2, 1), (3, 0), (4, 1), (30, 1)])
def test_capacity_is_spread_evenly_over_the_month(day, calls):
    batch = batch_of([[{"line": {}} for _ in range(3)]], [10], capacity=0.5)
    lined_up(batch, OLDEST_FIRST)
    serve(batch, 0, day, 1, ALL_OF_IT)
    assert batch.tallies.desk_capacity[0, 1] == batch.tallies.contacts[0, 1] == calls


def test_the_largest_is_called_first_over_all_due_days_and_pays_at_once_if_it_answers():
    small, large = {"line": {"balance": 300}}, {"line": {"balance": 900, "answers": 0}}
    middle = {"loan": {"balance": 600}}
    batch = batch_of([[small, middle], [large]], [10, 20], capacity=2.0)
    lined_up(batch, LARGEST_FIRST)
    serve(batch, 0, 1, 1, ALL_OF_IT)
    called = batch.pen.i1[0, 0][:, [CONTACTED, CONTACTED + 1]]
    assert called.tolist() == [[0, 0], [0, 1], [1, 0]]
    assert batch.pen.i8[0, 0][:, [ARREARS, ARREARS + 1]].tolist() == [[100, 0], [0, 0], [100, 0]]
    assert batch.pen.i8[0, 0, 1, P_BUFFER] == 10**6 - 100
    serve(batch, 0, 2, 1, ALL_OF_IT)  # nobody twice
    assert batch.tallies.contacts[0, 1] == 3
    assert batch.tallies.desk_capacity[0, 1] == 4


def test_who_has_paid_is_not_called():
    batch = batch_of([[{"line": {"settled": 1}}, {"line": {}}]], [10], capacity=5.0)
    lined_up(batch, OLDEST_FIRST)
    serve(batch, 0, 1, 1, ALL_OF_IT)
    assert batch.pen.i1[0, 0][:, CONTACTED].tolist() == [0, 1]


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=4), min_size=1, max_size=4), st.integers(0, 6))
def test_calls_over_due_days_are_those_of_one_sorted_list(balances, calls):
    cohorts = [[{"line": {"balance": 1 + balance, "answers": 0}} for balance in each] for each in balances]
    batch = batch_of(cohorts, list(range(1, len(cohorts) + 1)), capacity=float(calls))
    lined_up(batch, LARGEST_FIRST)
    serve(batch, 0, 1, 1, ALL_OF_IT)
    flat = [balance for each in balances for balance in each]
    expected = sorted(range(len(flat)), key=lambda k: (-flat[k], k))[:calls]
    assert np.flatnonzero(batch.pen.i1[0, 0][:, CONTACTED]).tolist() == sorted(expected)


@pytest.mark.parametrize(("today", "paid"), [(10, []), (15, [0]), (14, []), (9, [1]), (30, [])])
def test_who_has_drawn_this_day_pays_unprompted(today, paid):
    # due on day 10: day 5 is the 15th, day 29 the 9th of the month after
    batch = batch_of([[{"line": {"day": 5}}, {"line": {"day": 29}}, {"line": {}}]], [10])
    lined_up(batch, OLDEST_FIRST)
    catch_up_unprompted(batch, 0, today, 1, ALL_OF_IT)
    assert np.flatnonzero(batch.pen.i1[0, 0][:, SETTLED]).tolist() == paid
    assert batch.tallies.ledger[0, 1].sum() == 100 * len(paid)
