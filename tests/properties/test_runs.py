"""Whatever the scenario: money is conserved, shares sum to one, nobody skips a bucket, stocks follow from flows."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from arrears import Result, Scenario, simulate
from arrears.cells import LEDGER_SIGNS

# Upper edges a month apart: bucket k is k bills missed, so that a step of two would show.
MONTHLY = (30, 60, 90, 120, 150)
BASE = Scenario.read("baseline").with_({"portfolio.borrowers": 150, "run.paths": 2, "months": 8, "buckets": MONTHLY})

DUE_DAYS = st.sampled_from([{10: 0.6, 20: 0.4}, {1: 1.0}, {28: 1.0}, {1: 0.2, 14: 0.3, 28: 0.5}])
CHANGES = st.fixed_dictionaries(
    {
        "run.seed": st.integers(0, 2**63 - 1),
        "portfolio.due_days": DUE_DAYS,
        "portfolio.balance_sheet": st.sampled_from(["dynamic", "static", "run_off"]),
        "portfolio.segment": st.sampled_from(["none", "income_quintile", "score_band", "employment", "cohort"]),
        "portfolio.autopay": st.floats(0.0, 1.0),
        "conventions.grace_days": st.integers(0, 28),
        "lender.collections.strategy": st.sampled_from(["oldest_first", "largest_first", "expected_recovery"]),
        "lender.collections.contacts_per_day": st.floats(0.0, 0.2),
        "lender.charge_off.dpd": st.sampled_from([181, 121, 91, {"revolving": 181, "instalment": 121}]),
        "macro.unemployment.shocks": st.floats(0.0, 0.4).map(
            lambda size: [{"shape": "step", "start": 2, "size": size}]
        ),
        "macro.income.shocks": st.floats(-0.6, 0.2).map(
            lambda size: [{"shape": "v", "start": 1, "size": size, "rise": 4}]
        ),
        "market.competition.looseness.shocks": st.floats(-2.0, 3.0).map(
            lambda size: [{"shape": "ramp", "start": 2, "size": size, "rise": 3}]
        ),
    }
)


@cache
def run_of(key: str) -> Result:
    return simulate(Scenario.from_text(key), threads=1)


def runs():
    """Runs of scenarios that differ in everything at once; one scenario is run once."""
    return CHANGES.map(lambda changes: run_of(BASE.with_(changes).to_yaml()))


def few(examples):
    # an example is a whole run: the first that fails is shown as it is, as making it smaller would take minutes
    phases = (Phase.explicit, Phase.generate)
    return settings(max_examples=examples, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))


@few(12)
@given(runs())
def test_every_path_month_closes_to_the_cent(run):
    cells = run.dataset
    signs = np.array([LEDGER_SIGNS[str(flow)] for flow in cells["flow"].values])
    closing = cells["balance"].sum(("segment", "bucket")).values
    flows = (cells["ledger"].values * signs).sum(axis=-1)
    assert np.array_equal(closing[:, :-1] + flows[:, 1:], closing[:, 1:])
    assert (cells["ledger"] >= 0).all()


@few(12)
@given(runs())
def test_flows_counted_twice_agree(run):
    cells = run.dataset
    ledger = cells["ledger"].isel(month=slice(1, None))
    for cell, flow in (("charged_off", "charge_offs"), ("originated", "originations")):
        counted = cells[cell].sum("segment").isel(month=slice(1, None))
        assert np.array_equal(counted.values, ledger.sel(flow=flow).values), cell
    originated = cells["originated"].sum("segment").isel(month=slice(1, None))
    assert np.array_equal(cells["vintage_originated"].values, originated.values)


@few(12)
@given(runs())
def test_shares_of_the_buckets_sum_to_one_and_later_ones_are_smaller(run):
    rate = run.measure("overdue_rate").sel(product="all", segment="all").dropna("month", how="any")
    single = [str(bucket) for bucket in run.dataset["bucket"].values]
    assert np.allclose(rate.sel(bucket=single).sum("bucket"), 1.0, atol=1e-12)
    cumulative = [rate.sel(bucket=f"{edge + 1}+").values for edge in (0, *MONTHLY[:-1])]
    for earlier, later in pairwise(cumulative):
        assert (earlier >= later - 1e-12).all()


def material(changes, amount):
    return run_of(BASE.with_({**changes, "conventions.materiality": amount}).to_yaml())


@few(12)
@given(st.builds(material, CHANGES, st.sampled_from([0.0, 20.0, 200.0])))
def test_nobody_skips_a_bucket_and_only_the_last_is_charged_off(run):
    cells = run.dataset
    buckets = cells.sizes["bucket"]
    for product, dpd in run.scenario.lender.charge_off.dpd._asdict().items():
        rolled = cells["rolled_balance"].sel(product=product).values.sum(axis=(0, 1, 2))
        for came_from in range(buckets):
            assert not rolled[came_from, came_from + 2 : buckets].any()
        # written off on the day after bill n, so that n - 1 bills were missed at the close before, whatever is material
        assert not np.delete(rolled[:, buckets + 1], min((dpd - 1) // 30, buckets - 1)).any()


@few(12)
@given(runs())
def test_every_account_of_the_last_close_is_somewhere_now(run):
    cells = run.dataset
    for rolled, stock in (("rolled_accounts", "accounts"), ("rolled_balance", "balance")):
        opening = cells[stock].isel(month=slice(None, -1)).values
        assert np.array_equal(cells[rolled].isel(month=slice(1, None)).values.sum(axis=-1), opening), rolled


@few(12)
@given(runs())
def test_heads_and_calls_are_within_what_there_is(run):
    cells = run.dataset.isel(month=slice(1, None))
    before = run.dataset["accounts"].isel(bucket=slice(1, None)).sum(("product", "segment", "bucket"))
    late_before = before.shift(month=1, fill_value=0).isel(month=slice(1, None))
    assert (cells["employed"] <= cells["borrowers"]).all()
    assert (cells["contacts"] <= cells["desk_capacity"]).all()
    # once between two due days: an account late on both sides of its due day may be reached twice in a month
    assert (cells["contacts"] <= cells["worklist"] + late_before).all()
    assert (cells["approvals"] <= cells["applications"]).all()
    late = cells["accounts"].isel(bucket=slice(1, None)).sum(("product", "segment", "bucket"))
    assert (late <= cells["worklist"]).all()
    customers = cells["customers"].sum(("segment", "bucket"))
    accounts = cells["accounts"].sum(("product", "segment", "bucket"))
    assert (customers <= accounts).all()
    assert (accounts <= 2 * customers).all()
    caused = cells["cause_balance"].sum("cause").values
    assert np.array_equal(caused, cells["balance"].isel(bucket=slice(1, None)).sum("segment").values)


@few(12)
@given(runs())
def test_a_vintage_is_late_for_the_first_time_only_once(run):
    cells = run.dataset
    ever = cells["vintage_ever"].sum("mob")
    charged_off = cells["vintage_charged_off"].sum("mob")
    assert (cells["vintage_late"] >= 0).all()
    assert (charged_off >= 0).all()
    assert (ever.isel(late=0) > 0).where(charged_off > 0, other=True).all()  # whoever is written off was late
    # by accounts, and of lines by the limit granted: late now, and lost, are among the ever late; these among all
    for basis, opened in (("accounts", "vintage_accounts"), ("limit", "vintage_limit")):
        ever = cells[f"vintage_ever_{basis}"].cumsum("mob")
        now = cells[f"vintage_late_{basis}"]
        at_least = now.isel(late=slice(None, None, -1)).cumsum("late").isel(late=slice(None, None, -1))
        assert (at_least <= ever).all()
        assert (cells[f"vintage_charged_off_{basis}"].cumsum("mob") <= ever.isel(late=0)).all()
        assert (ever.isel(mob=-1) <= cells[opened]).all()


@few(12)
@given(runs())
def test_principal_is_a_part_of_what_is_charged_off(run):
    principal, balance = run.dataset["charged_off_principal"], run.dataset["charged_off"]
    assert (principal <= balance).all()
    assert (principal >= 0).all()
    assert (principal > 0).where(balance > 0, other=True).all()


@pytest.mark.parametrize("balance_sheet", ["static", "run_off"])
def test_nobody_new_comes_into_a_closed_book(balance_sheet):
    run = simulate(BASE.with_({"portfolio.balance_sheet": balance_sheet, "portfolio.borrowers": 400}))
    heads = run.dataset["borrowers"].sum("segment").values
    assert int(run.dataset["applications"].sum()) == 0
    assert (np.diff(heads, axis=1) <= 0).all() or balance_sheet == "static"
    assert (heads <= 400).all()
