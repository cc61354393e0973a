"""Own rules that return what no rule may: refused by name before the run, and held where no probe finds it."""

import math

import numpy as np
import pytest

import arrears as ar
from arrears.engine.probe import probe
from arrears.engine.swap import _section, check_rules
from arrears.errors import UsageError
from arrears.rule_bounds import BOUNDS, guarded
from arrears.rules import _SHIPPED
from arrears.scenario import Scenario
from arrears.setting import setting_of


@pytest.fixture(scope="module")
def setting():
    return setting_of(Scenario.read("baseline"), 1, None)


def test_every_slot_has_bounds():
    assert list(BOUNDS) == list(_SHIPPED)


def copied(slot):
    code = _SHIPPED[slot].py_func
    return type(code)(code.__code__, code.__globals__, slot)


@pytest.mark.slow
@pytest.mark.parametrize("slot", list(_SHIPPED))
def test_shipped_rules_keep_their_bounds(slot, setting):
    probe(slot, ar.rule(copied(slot)), _SHIPPED[slot], _section(slot, setting))


SEVEN = 7


def rare(u):  # out of bounds for one draw in a thousand
    return 10**6 if u > 0.999 else 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"catch_up_day": lambda u: 40}, "`catch_up_day`: <lambda> gives 40 where u = "),
        ({"catch_up_day": lambda u: 10**6}, "expected a day from 0 to 29"),
        ({"catch_up_day": lambda u: -1}, "gives -1"),
        ({"catch_up_day": rare}, "rare gives 1000000 where u = 0.99999994"),
        ({"interest": lambda balance, monthly_rate: -balance}, "expected 0 or more minor units"),
        ({"prompted": lambda own, effect: own / (effect - effect)}, "expected a chance, 0 to 1"),
        ({"line_bill": lambda balance, p: balance + 1}, "expected 0 to the balance"),
        ({"outside_due": lambda outside, base, openness, p: outside + 5}, "0 to what is owed to others"),
        (
            {"finance": lambda need, line_free, loan_room, outside_room, p: (need, 0, 0)},
            "from 0 to line_free, loan_room and outside_room",
        ),
        ({"inability": lambda months_out, income, base, crunch, p: 0}, "expected a cause, 1 to 7"),
        ({"priority": lambda strategy, missed, balance, score, p: -missed}, "below 2**40"),
        ({"work": lambda months_out, exposure, separation, finding, u: months_out + 1}, "gives 121"),
    ],
)
def test_what_no_rule_may_return_is_refused_by_name(setting, given, words):
    with pytest.raises(UsageError) as refused:
        check_rules(ar.Rules(**given), setting)
    assert words in str(refused.value)
    assert next(iter(given)) in str(refused.value)


def pays(paid, cause):
    def pay(due, wanted, cash, reserve, burden, autopay, forget, willingness, unable, u_forget, l_willing, p):
        return paid, cause

    return pay


@pytest.mark.parametrize("returned", [(0, 99), (0, 0), (-5, 5), (10**10, 0), (0, -3)])
def test_a_payment_is_within_the_cash_and_what_stays_open_has_a_cause(setting, returned):
    with pytest.raises(
        UsageError, match=r"`pay`: pay gives .* where due = .*expected 0 <= paid <= min\(wanted, cash\)"
    ):
        check_rules(ar.Rules(pay=pays(*returned)), setting)


def test_what_the_probe_does_not_find_is_held():
    day = guarded("catch_up_day", ar.rule(lambda u: int(1e9 * u) - 100))
    assert [day(u) for u in (1e-9, 5e-8, 0.5)] == [0, 0, 29]
    chance = guarded("prompted", ar.rule(lambda own, effect: own / effect))
    assert [chance(0.5, 0.0), chance(0.0, 0.0), chance(0.2, 0.4)] == [1.0, 0.0, 0.5]
    assert not math.isnan(chance(0.0, 0.0))
    pay = guarded("pay", ar.rule(pays(10**9, 99)))
    assert pay(100, 200, 150, 0, 0.1, 0, 0.1, 0.0, 3, 0.5, 0.0, ()) == (150, 0)
    assert pay(100, 200, 50, 0, 0.1, 0, 0.1, 0.0, 3, 0.5, 0.0, ()) == (50, 7)
    none = guarded("pay", ar.rule(pays(0, 0)))
    assert none(100, 200, 50, 0, 0.1, 0, 0.1, 0.0, 3, 0.5, 0.0, ()) == (0, 3)
    assert none(0, 0, 50, 0, 0.1, 0, 0.1, 0.0, 3, 0.5, 0.0, ()) == (0, 0)


def test_a_rule_that_fails_is_named():
    def failing(own, effect):
        raise ValueError("no")

    held = _SHIPPED["prompted"]
    with pytest.raises(UsageError, match="`prompted`: failing fails with ValueError: no, where own = "):
        probe("prompted", failing, held, None)


def test_the_same_rule_is_guarded_once():
    own = ar.rule(lambda u: SEVEN)
    assert guarded("catch_up_day", own) is guarded("catch_up_day", own)
    assert ar.Rules(catch_up_day=own).swaps == ar.Rules(catch_up_day=own).swaps
    assert np.isfinite(guarded("catch_up_day", own)(0.3))
