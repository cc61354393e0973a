"""Own processes: they see the same and move the same in both engines, and change nothing when they move nothing."""

import numpy as np
import pytest

import arrears as ar
from arrears.errors import UsageError

SEEN = ("origin", "place", "due_day", "buffer", "limit", "rev_balance", "rev_missed", "ins_missed", "rev_arrears")


def test_a_process_sees_the_same_in_both_engines_and_changes_nothing(run, differing):
    seen = {}

    def look(state):
        for month in state.each_month():
            for day in (5, 11, 21, 30):
                yield state.at(month, day, "desk")
                columns = {name: state.column(name) for name in SEEN}
                counted = {name: state.tally(name)[month].copy() for name in ("contacts", "ledger")}
                found = {**columns, **counted, "macro": state.macro("unemployment")[: month + 1]}
                seen.setdefault((state.path, month, day), []).append(found)

    fast, readable = run(processes=[look]), run(processes=[look], engine="reference")
    assert differing(fast, run()) == []
    assert differing(fast, readable) == []
    assert len(seen) == 2 * 5 * 4
    for first, second in seen.values():
        assert [name for name in first if not np.array_equal(first[name], second[name])] == []


def test_levers_move_the_month_that_follows_in_both_engines(run, differing):
    def policy(state):
        for month in state.each_month():
            yield state.at(month, 30)
            late = state.tally("accounts")[month, :, :, 1:].sum()
            state.levers.capacity = 2.0 if late > 20 else 0.5
            state.levers.cutoff, state.levers.looseness, state.levers.income = 80.0, 0.5, 0.9

    fast = run(processes=(policy,))
    assert differing(fast, run(processes=(policy,), engine="reference")) == []
    plain = run()
    moved = differing(fast, plain)
    assert {"balance", "desk_capacity", "approvals", "income_sum"} <= set(moved)
    first = {"month": slice(0, 2)}
    for name in ("balance", "desk_capacity", "approvals", "income_sum"):
        assert fast.dataset[name].isel(first).equals(plain.dataset[name].isel(first))
    assert fast.manifest["processes"] == ["policy"]


@pytest.mark.parametrize(
    ("lever", "value", "cell"),
    [("capacity", 3.0, "contacts"), ("cutoff", -40.0, "approvals"), ("income", 1.1, "income_sum")],
)
def test_a_lever_up_raises_what_it_moves(run, lever, value, cell):
    def set_it(state):
        setattr(state.levers, lever, value)
        yield state.at(1, 1, "charge_off")

    assert (run(processes=[set_it]).dataset[cell].isel(month=1) > run().dataset[cell].isel(month=1)).any()


def test_results_do_not_hang_on_threads(run, differing):
    def policy(state):
        for month in state.each_month():
            yield state.at(month, 30)
            state.levers.looseness = 0.1 * state.path

    assert differing(run(processes=[policy], paths=5), run(processes=[policy], paths=5, threads=3)) == []


def bad_lever(state):
    state.levers.capacity = float("nan")
    yield state.at(1, 30)


def no_lever(state):
    state.levers.interest = 0.3
    yield state.at(1, 30)


def lever_beside(state):
    state.capacity = 2.0
    yield state.at(1, 30)


def levers_replaced(state):
    state.levers = {"capacity": 2.0}
    yield state.at(1, 30)


def past(state):
    yield state.at(2, 30)
    yield state.at(1, 30)


def no_day(state):
    yield state.at(1, 31)


def no_column(state):
    yield state.at(1, 30)
    state.column("bufer")


def no_cell(state):
    yield state.at(1, 30)
    state.tally("balances")


def no_series(state):
    yield state.at(1, 30)
    state.macro("gold")


def no_generator(state):
    return None


@pytest.mark.parametrize(
    ("process", "words"),
    [
        (bad_lever, "levers.capacity"),
        (no_lever, "there is no lever `interest`; there are capacity, cutoff, looseness, income"),
        (lever_beside, "expected `state.levers.capacity = ...`"),
        (levers_replaced, "`state.levers` is {'capacity': 2.0}"),
        (past, "is over"),
        (no_day, "day 31"),
        (no_column, "'bufer'"),
        (no_cell, "'balances'"),
        (no_series, "'gold'"),
        (no_generator, "no generator function"),
        (None, "no generator function"),
    ],
)
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_what_a_process_cannot_do_is_said(scenario, process, words, engine):
    with pytest.raises(UsageError) as refused:
        ar.simulate(scenario, paths=1, borrowers=60, months=3, seed=3, processes=[process], engine=engine)
    assert words in str(refused.value)


def test_a_single_process_outside_a_list_is_refused(scenario):
    with pytest.raises(UsageError, match="list"):
        ar.simulate(scenario, paths=1, borrowers=60, months=1, processes=no_day)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"processes": None}, "`processes` is None; expected a list"),
        ({"threads": -2}, "`threads` is -2; expected 1 or more, or None"),
        ({"threads": 0}, "`threads` is 0"),
        ({"threads": 1.5}, "`threads` is 1.5"),
        ({"scenario": {}}, "the scenario is {}; expected a Scenario, a file"),
        ({"scenario": None}, "the scenario is None"),
        ({"macro": {"unemployment": [0.05]}}, "expected `MacroPaths.from_arrays(...)`"),
        ({"book": [1, 2]}, "`book` is [1, 2]; expected a Book, a DataFrame or a Result"),
        ({"rules": {"catch_up_day": abs}}, "expected `Rules(slot=function)`"),
    ],
)
def test_arguments_that_are_something_else_are_refused(scenario, given, words):
    arguments = {"scenario": scenario, "paths": 1, "borrowers": 60, "months": 1, **given}
    if "book" in given:
        del arguments["borrowers"]
    with pytest.raises(UsageError) as refused:
        ar.simulate(**arguments)
    assert words in str(refused.value)


def test_what_is_read_cannot_be_written(scenario):
    def scribble(state):
        yield state.at(1, 30)
        state.tally("balance")[:] = 0

    with pytest.raises(ValueError, match="read-only"):
        ar.simulate(scenario, paths=1, borrowers=60, months=1, processes=[scribble])
