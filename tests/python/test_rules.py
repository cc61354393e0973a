"""Own rules: swapped into the kernels and the readable engine alike, refused when they do not fit, and as fast."""

import pickle

import pytest

import arrears as ar
from arrears.borrower import paying
from arrears.engine.swap import SHIPPED, kernels_for
from arrears.errors import UsageError


def test_without_own_rules_the_kernels_are_the_shipped_ones():
    assert kernels_for(ar.Rules()) is SHIPPED


def test_only_what_depends_on_a_rule_is_rebuilt(rules):
    changed = {name for name, kernel in kernels_for(rules)._asdict().items() if kernel is not getattr(SHIPPED, name)}
    assert changed == {"live_steps", "open_books"}
    assert kernels_for(rules) is kernels_for(rules)


def test_own_rules_change_the_run_in_both_engines_alike(run, rules, differing):
    fast, plain = run(rules=rules), run()
    assert {"ledger", "balance"} <= set(differing(fast, plain))
    assert differing(fast, run(rules=rules, engine="reference")) == []
    assert fast.manifest["rules"] == {"late_fee": "late_fee", "catch_up": "catch_up", "prompted": "prompted"}
    assert "rules" not in plain.manifest


def test_the_book_is_seasoned_by_the_own_rules(run, rules):
    assert not run(rules=rules).dataset["balance"].isel(month=0).equals(run().dataset["balance"].isel(month=0))


@pytest.mark.slow
@pytest.mark.parametrize(
    "slot", ["pay", "interest", "effort", "newcomer", "lender_score", "priority", "line_bill", "spend"]
)
def test_a_copy_of_a_shipped_rule_gives_the_same_bits(run, slot, differing):
    shipped = getattr(ar.Rules(), slot)
    copy = type(shipped.py_func)(shipped.py_func.__code__, shipped.py_func.__globals__, slot)
    own = ar.Rules(**{slot: copy})
    assert list(own.given) == [slot]
    assert differing(run(rules=own), run()) == []


@pytest.mark.slow
def test_every_slot_reaches_both_engines(scenario, differing):
    """A rule that says something else changes the run, and both engines the same way."""

    def own_interest(balance, monthly_rate):
        return int(1.5 * balance * monthly_rate)

    def own_score(quality, z_noise, p):
        return min(max(p.score_mean + 60.0 * quality + 10.0 * z_noise, 300.0), 850.0)

    def own_day(u):
        return int(30.0 * u)

    own = ar.Rules(interest=own_interest, lender_score=own_score, catch_up_day=own_day)
    size = {"paths": 2, "borrowers": 300, "months": 4, "seed": 5, "rules": own}
    assert differing(ar.simulate(scenario, **size), ar.simulate(scenario, engine="reference", **size)) == []


@pytest.mark.slow
def test_an_own_rule_is_as_fast_as_the_shipped_one():
    def seconds(rules):
        size = {"paths": 8, "borrowers": 20_000, "months": 24, "threads": 1, "rules": rules}
        runs = [ar.simulate("baseline", **size).manifest["seconds"]["engine"] for _ in range(5)]
        return min(runs)

    own, shipped = ar.Rules(pay=pay_copy()), ar.Rules()
    seconds(own), seconds(shipped)  # compiled, and the book seasoned
    assert max(seconds(shipped) / seconds(own) for _ in range(2)) >= 0.8


def pay_copy():
    """The shipped rule's code as a function of its own."""
    code = paying.pay.py_func
    return type(code)(code.__code__, code.__globals__, "pay_copy")


def test_a_plain_function_is_made_a_rule_once():
    def day(u):
        return 3

    first, second = ar.Rules(catch_up_day=day), ar.Rules(catch_up_day=day)
    assert first == second
    assert first.catch_up_day is second.catch_up_day
    assert first.catch_up_day(0.5) == 3
    assert repr(first) == "Rules(catch_up_day=day)"


def test_rules_pickle():
    assert pickle.loads(pickle.dumps(ar.Rules())) == ar.Rules()
    again = pickle.loads(pickle.dumps(ar.Rules(catch_up_day=ar.rule(lambda u: 7))))
    assert again.catch_up_day(0.1) == 7
    assert list(again.given) == ["catch_up_day"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"catch_up_day": lambda: 1}, "expected the 1 arguments of the shipped rule in their order: (u)"),
        ({"prompted": lambda effect, own: own}, "takes (effect, own)"),
        ({"prompted": lambda *all_of_them: 0.5}, "`prompted`"),
        ({"prompted": 0.5}, "expected a function of (own, effect)"),
    ],
)
def test_a_rule_that_cannot_be_called_as_the_shipped_one_is_refused(given, words):
    with pytest.raises(UsageError) as refused:
        ar.Rules(**given)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"catch_up_day": lambda u: 30.0 * u}, "`catch_up_day` returns float; expected int"),
        ({"catch_up_day": lambda u: no_such_thing(u)}, "`catch_up_day` does not compile"),  # noqa: F821
        ({"finance": lambda need, line_free, loan_room, outside_room, p: (0, 0)}, "expected (int, int, int)"),
        ({"prompted": lambda own, effect: str(own)}, "`prompted`"),
    ],
)
def test_a_rule_that_returns_something_else_is_refused_before_the_run(scenario, given, words):
    with pytest.raises(UsageError) as refused:
        ar.simulate(scenario, paths=1, borrowers=100, months=1, rules=ar.Rules(**given))
    assert words in str(refused.value)


def test_two_rules_of_which_one_would_never_be_called_are_refused():
    shipped = ar.Rules()

    def newcomer(
        z_income, z_quality, z_propensity, z_forget, z_willingness, z_buffer, z_line_use, z_pay_share, z_noise, u_type,
        u_autopay, u_employed, u_usage, unemployment, quality_shift, lines, p,
    ):  # fmt: skip
        return shipped.newcomer

    with pytest.raises(UsageError, match="lender_score"):
        ar.Rules(newcomer=newcomer, lender_score=lambda quality, z_noise, p: 600.0)
