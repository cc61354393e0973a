"""The contract of a rule: compiled it gives the bits of plain Python, it is pure, and money stays within its bounds.

Every rule of the borrower, the lender and the newcomer is found by itself; what its arguments may be is told by their
names, so that a new rule with usual names needs nothing here but the bounds of its own.
"""

import dis
import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.borrower.employment import LONGEST_SPELL, work
from arrears.borrower.financing import finance, outside_due, outside_room, outside_use, planned_loan
from arrears.borrower.income import income
from arrears.borrower.paying import bills_open, catch_up, catch_up_day, effort, inability, pay
from arrears.borrower.spending import savings_target, spend, subsistence
from arrears.cells import Cause
from arrears.lender.charges import instalment, instalment_factor, interest, late_fee, line_bill
from arrears.lender.collections import LARGEST_FIRST, LARGEST_KEY, OLDEST_FIRST, priority, prompted, turn
from arrears.population.newcomer import lender_score, newcomer
from plain import global_names, plain
from rule_arguments import MONEY, PART, RULES, UNIT, Q, arguments_of


def bits(value):
    """A result in a form that is equal only if every bit is: numbers of Python or NumPy, alone or in a tuple."""
    if isinstance(value, tuple):
        return tuple(bits(one) for one in value)
    return float(value).hex() if isinstance(value, float | np.floating) else int(value)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_compiled_gives_the_bits_of_plain_python_and_the_same_again(rule):
    function = plain(rule)

    @settings(max_examples=60, deadline=None)
    @given(arguments_of(rule))
    def check(arguments):
        first = bits(rule(*arguments))
        assert first == bits(function(*arguments))
        assert first == bits(rule(*arguments))

    check()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_is_pure_and_calls_only_what_has_the_same_bits_everywhere(rule):
    function = rule.py_func
    allowed = {"min", "max", "int", "float", "abs", "range"}
    for name in global_names(function):
        value = function.__globals__.get(name, name if name in allowed else None)
        record = isinstance(value, type) and hasattr(value, "_fields")
        assert hasattr(value, "py_func") or record or isinstance(value, int | float | str) or value is np, (
            f"{rule.__name__} uses {name}"
        )
    assert not any(op.opname in {"STORE_GLOBAL", "STORE_ATTR", "STORE_SUBSCR"} for op in dis.get_instructions(function))
    source = inspect.getsource(function)
    used = {word.split("(")[0] for word in source.replace("np.", " np.").split() if word.startswith("np.")}
    assert used <= {"np.floor", "np.ceil"}, f"{rule.__name__} uses {used}"


# What each rule promises; draws and states are what hypothesis finds.


@given(arguments_of(work), UNIT)
def test_work_lasts_or_is_found_and_more_separations_take_no_one_into_work(arguments, more):
    months_out, exposure, separation, finding, u = arguments
    after = work(*arguments)
    assert after in {0, 1 if months_out == 0 else min(months_out + 1, LONGEST_SPELL)}
    assert work(months_out, exposure, separation + more, finding, u) >= after
    assert work(months_out, exposure, separation, finding + more, u) <= after


@given(arguments_of(income), st.floats(0.0, 1.0))
def test_income_is_never_negative_and_the_economy_moves_it_only_in_work(arguments, more):
    earned, permanent = income(*arguments)
    better = list(arguments)
    better[4] += more  # the economy
    again, same = income(*better)
    assert 0 <= earned <= again
    assert permanent == same
    if arguments[3] > 0:  # out of work
        assert earned == again <= arguments[0]


@given(arguments_of(subsistence), st.integers(0, 10**7))
def test_subsistence_is_a_part_of_ones_own_income_and_rises_with_it(arguments, more):
    base, median, p = arguments
    floor = subsistence(*arguments)
    assert 0 < floor <= p.subsistence_ceiling * base
    assert floor <= subsistence(base + more, median, p)


@given(arguments_of(savings_target), PART)
def test_savings_aimed_at_fall_with_propensity_and_with_credit_that_can_be_had(arguments, more):
    base, propensity, openness, ceiling, p = arguments
    target = savings_target(*arguments)
    assert target > 0
    assert savings_target(base, min(propensity + more, 1.0), openness, ceiling, p) <= target
    assert savings_target(base, propensity, openness + more, ceiling, p) <= target


@given(arguments_of(spend), MONEY)
def test_spending_beyond_subsistence_is_paid_from_ones_own_means(arguments, more):
    base, floor, earned, service, buffer, target, habit, propensity, p = arguments
    spending, after = spend(*arguments)
    assert int(floor) <= spending <= max(int(floor), buffer + earned)
    assert after == pytest.approx(spending / base, rel=1e-15)  # times one over base: two roundings
    richer, _ = spend(base, floor, earned + more, service, buffer, target, habit, propensity, p)
    assert richer >= spending - 1  # one minor unit of rounding


@given(arguments_of(outside_due), PART)
def test_others_collect_at_most_what_is_owed_and_more_when_they_tighten(arguments, less):
    outside, base, openness, p = arguments
    due = outside_due(*arguments)
    assert 0 <= due <= outside
    assert outside_due(outside, base, openness * less, p) >= due


@given(arguments_of(outside_use))
def test_outside_credit_is_used_in_work_and_within_its_room(arguments):
    outside, base, _, months_out, openness, _, p = arguments
    used = outside_use(*arguments)
    assert 0 <= used <= max(p.outside_ceiling * openness * base - outside, 0)
    assert months_out == 0 or used == 0


@given(arguments_of(outside_room), PART)
def test_others_lend_less_when_tighter_and_less_to_those_out_of_work(arguments, less):
    outside, base, openness, months_out, p = arguments
    room = outside_room(*arguments)
    assert 0 <= room <= max(int(p.outside_ceiling * openness * base) - outside, 0)
    assert outside_room(outside, base, openness * less, months_out, p) <= room
    assert outside_room(outside, base, openness, 0, p) >= room


@given(arguments_of(finance))
def test_a_gap_is_filled_within_each_room_and_never_overfilled(arguments):
    need, line_free, loan_room, room, p = arguments
    line, loan, outside = finance(*arguments)
    assert 0 <= line <= int(p.line_share * line_free)
    assert 0 <= loan <= loan_room
    assert 0 <= outside <= room
    assert line + loan + outside <= max(need, 0)
    assert loan == 0 or line + loan == need  # only if it closes the gap


@given(arguments_of(planned_loan))
def test_a_planned_loan_is_for_people_in_work(arguments):
    wish = planned_loan(*arguments)
    assert wish >= 0
    assert wish == 0 or arguments[1] == 0


@given(arguments_of(inability))
def test_a_bill_that_cannot_be_paid_has_a_cause(arguments):
    cause = Cause(inability(*arguments))
    assert cause in {Cause.JOB_LOSS, Cause.INCOME_FALL, Cause.OVER_INDEBTED, Cause.CREDIT_CRUNCH}
    assert (cause == Cause.JOB_LOSS) == (arguments[0] > 0)


@given(arguments_of(pay), MONEY)
def test_what_is_paid_is_there_and_wanted_and_a_bill_is_paid_or_has_a_cause(arguments, more):
    due, wanted, cash, reserve, *who = arguments
    wanted, cash = max(due, wanted), abs(cash)
    paid, cause = pay(due, wanted, cash, reserve, *who)
    assert 0 <= paid <= min(wanted, cash)
    assert (cause == Cause.NONE) == (paid >= due)
    if who[1] == 1:  # on autopay nothing is forgotten or withheld
        assert pay(due, wanted, cash + more, reserve, *who)[0] >= paid
        assert (cause == Cause.NONE) == (cash >= due)


@given(arguments_of(effort))
def test_effort_is_a_chance_that_falls_with_each_bill_missed(arguments):
    own, missed, cause, p = arguments
    chance = effort(*arguments)
    assert 0.0 <= chance <= 1.0
    if cause != Cause.FORGETTING or missed > 1:  # the second bill tells who forgot the first
        assert effort(own, missed + 1, cause, p) <= chance
    assert chance <= effort(own, missed, int(Cause.FORGETTING), p)


@given(PART)
def test_the_second_bill_tells_who_forgot_the_first(own):
    forgot = int(Cause.FORGETTING)
    assert effort(own, 1, forgot, Q.late) == own <= effort(own, 2, forgot, Q.late)


@given(PART, PART)
def test_a_contact_raises_the_chance_and_no_further_than_one(own, effect):
    assert own <= prompted(own, effect) <= 1.0 + 1e-15
    assert prompted(own, 0.0) == own


@given(UNIT, UNIT)
def test_people_catch_up_before_the_next_due_day(u, v):
    assert 0 <= catch_up_day(min(u, v)) <= catch_up_day(max(u, v)) <= 29


@given(arguments_of(catch_up), MONEY)
def test_a_late_payment_is_owed_and_there_and_more_cash_pays_no_less(arguments, more):
    arrears, bill, cash, u_whole, p = arguments
    paid = catch_up(*arguments)
    assert 0 <= paid <= min(arrears, max(cash, 0))
    assert catch_up(arrears, bill, cash + more, u_whole, p) >= paid
    left = bills_open(arrears - paid, bill)
    assert left <= bills_open(arrears, bill)
    if cash >= arrears:  # the oldest bill is paid, if not all
        assert left == (0 if u_whole < p.whole else bills_open(arrears, bill) - 1)
        before = catch_up(arrears, bill, cash, u_whole, p._replace(but_newest=1.0))
        assert paid <= before
        assert u_whole < p.whole or bills_open(arrears - before, bill) == min(left, 1)


@given(arguments_of(bills_open))
def test_bills_open_count_a_part_of_a_bill_as_one(arguments):
    arrears, bill = arguments
    n = bills_open(arrears, bill)
    assert (n - 1) * bill < arrears <= n * bill


@given(arguments_of(interest), MONEY)
def test_interest_is_within_half_a_unit_and_rises_with_the_balance(arguments, more):
    balance, rate = arguments
    posted = interest(balance, rate)
    assert abs(posted - balance * rate) <= 0.5 + 1e-6
    assert posted <= interest(balance + more, rate)
    assert interest(balance, 0.0) == 0


@given(arguments_of(line_bill), MONEY)
def test_the_bill_of_a_line_is_owed_and_rises_with_the_balance(arguments, more):
    balance, p = arguments
    assert min(balance, p.minimum_bill) <= line_bill(balance, p) <= balance
    assert line_bill(balance, p) <= line_bill(balance + more, p)


@given(arguments_of(late_fee))
def test_a_fee_is_a_part_of_the_bill(arguments):
    bill, p = arguments
    assert 0 <= late_fee(bill, p) <= bill
    assert abs(late_fee(bill, p) - bill * p.late_fee) <= 0.5 + 1e-6


@given(st.integers(1, 10**9), st.just(0.0) | st.floats(1e-6, 0.05), st.integers(1, 60))
def test_level_instalments_pay_a_loan_off_within_its_terms(principal, rate, terms):
    bill = instalment(principal, instalment_factor(rate, terms))
    balance = principal
    for _ in range(terms):
        balance += interest(balance, rate)
        balance -= min(bill, balance)
    # a minor unit of rounding each month, with its interest, may be left for one more small bill
    assert balance <= terms


@given(arguments_of(turn), UNIT)
def test_a_turn_is_told_by_the_key_and_among_equals_by_lot(arguments, other):
    key, lot = arguments
    assert 0 <= turn(key, lot) < 2**56
    assert turn(key + 1, other) > turn(key, lot)
    assert (turn(key, other) >= turn(key, lot)) or other < lot


@given(arguments_of(priority), MONEY)
def test_priority_is_a_key_that_rises_with_what_the_strategy_looks_at(arguments, more):
    strategy, missed, balance, score, p = arguments
    key = priority(*arguments)
    assert 0 <= key <= LARGEST_KEY
    assert priority(OLDEST_FIRST, missed + 1, balance, score, p) > priority(OLDEST_FIRST, missed, balance, score, p)
    assert priority(strategy, missed, balance + more, score, p) >= key
    if strategy != OLDEST_FIRST:
        assert priority(strategy, missed + 1, balance, score, p) <= key
        assert priority(strategy, missed, balance, min(score + 50.0, 850.0), p) >= key
    if strategy == LARGEST_FIRST:
        assert key == balance


@given(arguments_of(lender_score), PART)
def test_a_score_is_from_300_to_850_and_rises_with_quality(arguments, more):
    quality, noise, p = arguments
    assert 300.0 <= lender_score(*arguments) <= lender_score(quality + more, noise, p) <= 850.0


@given(arguments_of(newcomer))
def test_a_newcomer_has_traits_within_their_ranges(arguments):
    (
        base,
        _,
        score,
        propensity,
        forget,
        _,
        effort_of,
        line_use,
        pay_share,
        kind,
        autopay,
        months_out,
        buffer,
        limit,
        exposure,
        volatility,
        first,
    ) = newcomer(*arguments)
    assert base > 0
    assert 300.0 <= score <= 850.0
    assert 0.3 <= propensity <= 1.0
    assert 0.0 <= forget <= 0.5
    assert 0.0 < effort_of < 1.0
    assert 0.0 <= line_use <= 0.9
    assert 0.0 <= pay_share <= 1.0
    assert kind in {0, 1, 2}
    assert autopay in {0, 1}
    assert months_out in {0, 1}
    assert buffer >= 0
    assert 0 <= first <= limit
    assert exposure > 0.0
    assert volatility > 0.0
