"""What must hold of whole runs, at small sizes: same bits whatever runs beside, shared draws, replays, edges."""

import pickle

import numpy as np
import pytest
import xarray as xr

from arrears import Scenario, simulate
from arrears.errors import ScenarioError
from arrears.keys.shocks import SHAPES

SMALL = Scenario.read("baseline").with_(
    {"portfolio.borrowers": 600, "months": 9, "run.paths": 5, "run.seed": 11, "portfolio.segment": "employment"}
)
PULSE = {"shape": "pulse", "start": 3, "size": 0.04, "rise": 2, "hold": 3, "fade": 4}


@pytest.fixture(scope="module")
def base():
    return simulate(SMALL)


def same(a, b):
    """Every cell of two runs is the same, bit for bit; names and scenarios may differ."""
    xr.testing.assert_identical(a.dataset.drop_attrs(deep=False), b.dataset.drop_attrs(deep=False))


def differ(a, b, name="balance"):
    return not np.array_equal(a.dataset[name].values, b.dataset[name].values)


def shapes_of_size(size):
    own = {"l": {"remain": 0.5}, "points": {"points": [(1, size)], "size": None}}
    return [{"shape": shape, "start": 2, "size": size, **own.get(shape, {})} for shape in SHAPES]


def test_shocks_of_size_zero_give_the_baseline_bit_for_bit(base):
    shocks = shapes_of_size(0.0)
    quiet = SMALL.with_(
        {
            "macro.unemployment.shocks": shocks,
            "macro.income.shocks": shocks,
            "macro.policy_rate.shocks": shocks,
            "market.competition.looseness.shocks": shocks,
            "lender.underwriting.applications.shocks": shocks,
            "lender.collections.shocks": shocks,
        }
    )
    same(simulate(quiet), base)


@pytest.mark.parametrize("threads", [1, 2, 5, 8])
def test_threads_and_the_batches_that_follow_from_them_change_nothing(base, threads):
    # one thread takes batches of several paths, as many threads as paths take batches of one
    same(simulate(SMALL, threads=threads), base)


def test_fewer_paths_are_the_first_of_more(base):
    few = simulate(SMALL, paths=2)
    same_cells = base.dataset.isel(path=slice(0, 2)).drop_attrs(deep=False)
    xr.testing.assert_identical(few.dataset.drop_attrs(deep=False), same_cells)


def test_a_shorter_run_is_the_beginning_of_a_longer_one(base):
    short = simulate(SMALL, months=5).dataset
    for name in ("balance", "rolled_accounts", "ledger", "customers", "contacts", "macro"):
        assert np.array_equal(short[name].values, base.dataset[name].values[:, :6]), name


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("macro.unemployment.shocks", 0.04),
        ("macro.income.shocks", -0.08),
        ("market.competition.looseness.shocks", 1.0),
        ("lender.underwriting.applications.shocks", 0.5),
        ("lender.collections.shocks", -0.9),
    ],
)
def test_a_shock_leaves_the_months_before_it_alone_and_moves_those_after(base, key, size):
    shocked = simulate(SMALL.with_({key: [{"shape": "step", "start": 5, "size": size}]}))
    for name in ("balance", "rolled_balance", "ledger", "customers", "employed", "contacts", "originated"):
        before = slice(0, 5)
        assert np.array_equal(shocked.dataset[name].values[:, before], base.dataset[name].values[:, before]), name
    assert differ(shocked, base) or differ(shocked, base, "contacts")


def test_another_seed_gives_other_borrowers(base):
    assert differ(simulate(SMALL, seed=12), base)


def test_a_written_scenario_replays_to_the_same_tables(tmp_path):
    chosen = SMALL.with_(
        {
            "macro.file": {"path": "macro/dfast-domestic.csv", "exercise": "2026", "scenario": "severely_adverse"},
            "macro.income.shocks": [PULSE | {"size": -0.05}],
            "start": "2026-01",
            "months": 4,
        }
    )
    run = simulate(chosen, paths=2, borrowers=300)
    first = run.save(tmp_path / "first")
    again = simulate(first / "scenario.yaml")
    second = again.save(tmp_path / "second")
    assert (first / "inputs" / "macro" / "dfast-domestic.csv").is_file()
    for table in ("curves.csv", "vintages.csv", "scenario.yaml"):
        assert (first / table).read_bytes() == (second / table).read_bytes(), table


def test_unemployment_of_the_book_follows_the_path_within_sampling_error():
    borrowers, paths = 8_000, 4
    risen = Scenario.read("unemployment").with_({"months": 24})
    run = simulate(risen, borrowers=borrowers, paths=paths, seed=3)
    book, path = (run.measure(name).squeeze(drop=True) for name in ("unemployment", "unemployment_path"))
    gap = (book - path).isel(month=slice(1, None)).values
    # a month's error is that of its own flows: the next month's rates make up for it
    assert np.abs(gap).max() < 4.0 * np.sqrt(float(path.max()) / borrowers)
    # people out of work leave the book more often between two due days: the mean is lower by some 0.04 pp
    assert abs(gap.mean()) < 0.001


def test_without_randomness_paths_share_the_economy_and_differ_in_luck():
    run = simulate(SMALL.with_({"macro.randomness.kind": "none"}), months=4)
    macro = run.dataset["macro"].values
    assert np.array_equal(macro, np.broadcast_to(macro[:1], macro.shape))
    balance = run.dataset["balance"].values
    assert not np.array_equal(balance[0], balance[1])
    assert not np.array_equal(balance[0, 0], balance[1, 0])  # each path has people of its own


def test_a_result_pickles_and_its_arrays_have_their_dimensions_in_order(base):
    again = pickle.loads(pickle.dumps(base))
    same(again, base)
    assert again.scenario == base.scenario
    assert base.overdue_rate("31+").dims == ("path", "month")
    assert base.measure("overdue_rate").dims == ("path", "month", "product", "segment", "bucket")
    for name in ("overdue_rate", "roll_rate", "balance", "unemployment"):
        assert {"units", "long_name"} <= set(base.measure(name).attrs)


@pytest.mark.parametrize(
    "changes",
    [
        {"portfolio.borrowers": 1, "run.paths": 1, "months": 1},
        {"portfolio.borrowers": 1, "months": 3},
        {"portfolio.borrowers": 17, "run.paths": 1},
        {"portfolio.due_days": {1: 1.0}},
        {"portfolio.due_days": {28: 1.0}, "conventions.grace_days": 28},
        {"portfolio.due_days": dict.fromkeys(range(1, 29), 1 / 28)},
        {"portfolio.balance_sheet": "run_off"},
        {"portfolio.balance_sheet": "static"},
        {"portfolio.autopay": 1.0, "borrowers.paying.forget": 0.0},
        {"lender.collections.contacts_per_day": 0},
        {"lender.underwriting.cutoff": 850.0},
        {"lender.charge_off.dpd": 91},
        {"macro.unemployment.level": 0.0},
        {"macro.unemployment.level": 0.9},
        {"macro.income.level": -0.9},
        {"conventions.materiality": 1e6},
        {"buckets": [30, 60, 90, 120, 150, 180]},
    ],
    ids=lambda changes: ",".join(f"{key.rsplit('.', 1)[-1]}={value}" for key, value in changes.items())[:40],
)
def test_extreme_books_and_scenarios_run_and_their_ledger_closes(changes):
    run = simulate(SMALL.with_({"portfolio.borrowers": 200, "months": 9, "run.paths": 2, **changes}))
    assert run.dataset.sizes["month"] == run.scenario.months + 1
    assert (run.dataset["balance"] >= 0).all()


def test_nobody_forgetful_nobody_poor_nobody_late():
    # everything is on autopay, savings are large and work is safe: a late account would be a bug
    easy = SMALL.with_(
        {
            "portfolio.autopay": 1.0,
            "macro.unemployment.level": 0.0,
            "macro.randomness.kind": "none",
            "borrowers.spending.buffer": 50.0,
            "borrowers.spending.buffer_spread": 0.0,
            "borrowers.spending.target_buffer": 50.0,
            "borrowers.spending.propensity": 0.5,
            "borrowers.spending.propensity_spread": 0.0,
        }
    )
    run = simulate(easy, paths=2)
    assert int(run.dataset["accounts"].sum()) > 0
    assert int(run.dataset["accounts"].isel(bucket=slice(1, None)).sum()) == 0


def test_no_income_and_no_credit_end_in_charge_off_on_the_day():
    # nobody can pay anything from month 1: 7 bills later, every account that owed is written off
    ruined = SMALL.with_(
        {
            "macro.income.shocks": [{"shape": "step", "start": 1, "size": -0.9}],
            "borrowers.financing.line_share": 0.0,
            "borrowers.financing.loan_ceiling": 0.0,
            "borrowers.financing.outside_ceiling": 0.0,
            "portfolio.balance_sheet": "run_off",
        }
    )
    run = simulate(ruined, paths=2, months=14)
    rate = run.overdue_rate("91+").mean("path").values
    assert rate[12] > 0.3
    assert int(run.dataset["charged_off"].sum()) > 0


def test_a_wrong_replacement_is_refused():
    with pytest.raises(ScenarioError, match="paths"):
        simulate(SMALL, paths=0)
