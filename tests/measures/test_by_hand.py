"""Measures computed by hand from a few accounts, for the edges of each definition."""

import numpy as np
import pytest

from arrears.measures import measure_of

MONTH = {"path": 0, "month": 1}


def put(dataset, cell, value, **labels):
    dataset[cell].loc[{**MONTH, **labels}] = value


def value(dataset, measure, **labels):
    return measure_of(dataset, measure).sel({**MONTH, **labels}).item()


@pytest.fixture
def book(blank):
    """A line of 600.00 current, a line of 300.00 at 31-90, a loan of 100.00 at 91+."""
    put(blank, "balance", 60_000, product="revolving", segment="all", bucket="current")
    put(blank, "balance", 30_000, product="revolving", segment="all", bucket="31-90")
    put(blank, "balance", 10_000, product="instalment", segment="all", bucket="91+")
    put(blank, "accounts", 1, product="revolving", segment="all", bucket="current")
    put(blank, "accounts", 1, product="revolving", segment="all", bucket="31-90")
    put(blank, "accounts", 1, product="instalment", segment="all", bucket="91+")
    put(blank, "customers", 1, segment="all", bucket="current")
    put(blank, "customers", 1, segment="all", bucket="91+")  # holds the late line and the loan: the worst counts
    return blank


@pytest.mark.parametrize(
    ("product", "bucket", "rate"),
    [
        ("all", "current", 0.6),
        ("all", "1-30", 0.0),
        ("all", "31-90", 0.3),
        ("all", "91+", 0.1),
        ("all", "1+", 0.4),
        ("all", "31+", 0.4),
        ("revolving", "31+", 1 / 3),
        ("instalment", "91+", 1.0),
    ],
)
def test_overdue_rate_is_the_balance_of_the_bucket_over_all_balance(book, product, bucket, rate):
    assert value(book, "overdue_rate", product=product, segment="all", bucket=bucket) == pytest.approx(rate, abs=1e-15)


def test_overdue_rate_by_accounts_and_by_borrowers_differ(book):
    assert value(book, "overdue_rate_count", product="all", segment="all", bucket="31+") == pytest.approx(2 / 3)
    assert value(book, "overdue_rate_customer", segment="all", bucket="31+") == 0.5
    assert value(book, "overdue_rate_customer", segment="all", bucket="31-90") == 0.0


def test_balance_is_in_units_of_the_currency(book):
    assert value(book, "balance", product="all", segment="all", bucket="all") == 1000.0
    assert value(book, "balance", product="all", segment="all", bucket="1+") == 400.0
    assert value(book, "count", product="revolving", segment="all", bucket="all") == 2


def test_nothing_owed_is_no_rate(blank):
    assert np.isnan(value(blank, "overdue_rate", product="all", segment="all", bucket="31+"))
    assert value(blank, "balance", product="all", segment="all", bucket="all") == 0.0


def test_causes_add_up_to_the_overdue_rate(book):
    put(book, "cause_balance", 30_000, product="revolving", cause="job_loss", late="31-90")
    put(book, "cause_balance", 10_000, product="instalment", cause="forgetting", late="91+")
    causes = measure_of(book, "overdue_by_cause").sel(**MONTH, product="all", bucket="31+")
    assert causes.sum().item() == pytest.approx(value(book, "overdue_rate", product="all", segment="all", bucket="31+"))
    assert causes.sel(cause="job_loss").item() == pytest.approx(0.3)


@pytest.fixture
def rolled(blank):
    """At the last close 800 current, 100 at 1-30, 100 at 91+; each goes several ways."""
    where = {"product": "revolving", "segment": "all"}
    for origin, target, amount in [
        ("current", "current", 70_000),
        ("current", "1-30", 6_000),
        ("current", "paid-off", 4_000),
        ("1-30", "current", 2_000),
        ("1-30", "paid-off", 1_000),
        ("1-30", "1-30", 3_000),  # paid a part: still late, no cure
        ("1-30", "31-90", 4_000),
        ("91+", "charged-off", 9_000),
        ("91+", "91+", 1_000),
    ]:
        put(blank, "rolled_balance", amount, **where, bucket=origin, bucket_to=target)
    put(blank, "charged_off", 9_500, **where)  # interest was posted in the month
    put(blank, "charged_off_principal", 8_000, **where)
    put(blank, "recovered", 500, **where)
    return blank


@pytest.mark.parametrize(
    ("bucket", "rate"),
    [
        ("current>1-30", 0.075),
        ("current>paid-off", 0.05),
        ("1-30>31-90", 0.4),
        ("91+>charged-off", 0.9),
        ("1-30>91+", 0),
    ],
)
def test_roll_rate_is_a_share_of_the_origin(rolled, bucket, rate):
    assert value(rolled, "roll_rate", product="all", segment="all", bucket=bucket) == pytest.approx(rate)


def test_an_empty_origin_has_no_roll_rate(rolled):
    assert np.isnan(value(rolled, "roll_rate", product="all", segment="all", bucket="31-90>current"))


def test_cure_is_back_to_current_or_paid_off(rolled):
    assert value(rolled, "cure_rate", product="all", segment="all", bucket="1-30") == pytest.approx(0.3)
    assert value(rolled, "cure_rate", product="all", segment="all", bucket="1+") == pytest.approx(0.15)
    assert value(rolled, "cure_rate", product="all", segment="all", bucket="31+") == 0.0


def test_charge_off_rates_are_over_the_opening_balance(rolled):
    at = {"product": "all", "segment": "all"}
    assert value(rolled, "charge_off_rate", **at) == pytest.approx(0.095)
    assert value(rolled, "charge_off_rate_net", **at) == pytest.approx(0.09)
    assert value(rolled, "charge_off_rate_annualised", **at) == pytest.approx(1.08)
    assert value(rolled, "charge_offs", **at) == 95.0
    assert value(rolled, "charge_off_rate_principal", **at) == pytest.approx(0.08)
    assert value(rolled, "charge_off_rate_principal_annualised", **at) == pytest.approx(0.96)
    assert value(rolled, "charge_off_rate_gross_annualised", **at) == pytest.approx(1.14)
    assert value(rolled, "charge_offs_principal", **at) == 80.0
    assert value(rolled, "charge_offs_interest_and_fees", **at) == 15.0


def test_desk_utilisation_is_asked_for_over_could_be_served(blank):
    put(blank, "unserved", 20)
    put(blank, "desk_capacity", 100)
    put(blank, "contacts", 100)
    assert value(blank, "desk_utilisation") == 1.2
    assert np.isnan(measure_of(blank, "desk_utilisation").sel(path=0, month=2).item())  # no capacity, no utilisation


def test_unemployment_is_that_of_the_book(blank):
    put(blank, "borrowers", 200, segment="all")
    put(blank, "employed", 190, segment="all")
    assert value(blank, "unemployment", segment="all") == pytest.approx(0.05)


def test_vintages_current_and_ever(blank):
    """200.00 originated in month 1; 50.00 late at mob 0 (first time), cured at mob 1."""
    at = {"path": 0, "cohort": 1, "product": "revolving"}
    blank["vintage_originated"].loc[at] = 20_000
    blank["vintage_late"].loc[{**at, "mob": 0, "late": "1-30"}] = 5_000
    blank["vintage_ever"].loc[{**at, "mob": 0, "late": "1-30"}] = 5_000
    now = measure_of(blank, "vintage_overdue_rate").sel(**at, bucket="1+")
    ever = measure_of(blank, "vintage_ever_overdue_rate").sel(**at, bucket="1+")
    assert now.values.tolist() == [0.25, 0.0]
    assert ever.values.tolist() == [0.25, 0.25]
    assert np.isnan(measure_of(blank, "vintage_overdue_rate").sel(path=0, cohort=2, mob=1, product="all", bucket="1+"))


def test_vintages_by_accounts_and_over_the_limit(blank):
    """Month 1: four lines of 1,000.00 each are opened, one of them undrawn, and one loan. At mob 0 one line is late.

    At mob 1 that line stands at 31-90, and the loan is late for the first time.
    """
    blank["vintage_accounts"].loc[{"path": 0, "cohort": 1}] = [4, 1]
    blank["vintage_limit"].loc[{"path": 0, "cohort": 1}] = 400_000
    for mob, late in enumerate(("1-30", "31-90")):
        line = {"path": 0, "cohort": 1, "mob": mob, "late": late}
        for cell in ("vintage_late", "vintage_ever"):
            blank[f"{cell}_accounts"].loc[{**line, "product": "revolving"}] = 1
            blank[f"{cell}_limit"].loc[line] = 100_000
    loan = {"path": 0, "cohort": 1, "mob": 1, "late": "1-30", "product": "instalment"}
    for cell in ("vintage_late", "vintage_ever"):
        blank[f"{cell}_accounts"].loc[loan] = 1
    at = {"path": 0, "cohort": 1, "product": "revolving"}
    everybody = {**at, "product": "all"}

    def rates(measure, where, bucket):
        return measure_of(blank, measure).sel(**where, bucket=bucket).values.tolist()

    for basis in ("count", "limit"):
        assert rates(f"vintage_overdue_rate_{basis}", at, "1+") == [0.25, 0.25]
        assert rates(f"vintage_overdue_rate_{basis}", at, "1-30") == [0.25, 0.0]
        assert rates(f"vintage_ever_overdue_rate_{basis}", at, "1+") == [0.25, 0.25]
        assert rates(f"vintage_ever_overdue_rate_{basis}", at, "31+") == [0.0, 0.25]
    assert rates("vintage_overdue_rate_count", everybody, "1+") == [0.2, 0.4]
    assert rates("vintage_ever_overdue_rate_count", everybody, "1+") == [0.2, 0.4]
    assert measure_of(blank, "vintage_overdue_rate_limit")["product"].values.tolist() == ["revolving"]


def test_by_accounts_and_limit_ever_is_never_below_current_and_shares_stay_below_one(dataset):
    for basis in ("count", "limit"):
        now, ever, lost = (
            measure_of(dataset, f"vintage_{what}_{basis}")
            for what in ("overdue_rate", "ever_overdue_rate", "charge_off_rate")
        )
        ever, now = (data.sel(bucket=["1+", "31+", "91+"]) for data in (ever, now))
        held = np.isfinite(now.values)
        assert held.any()
        assert (ever.values >= now.values)[held].all()
        assert (ever.values[held] <= 1.0).all()
        assert float(lost.max()) <= 1.0
