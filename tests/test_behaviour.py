"""What the model must show with its shipped defaults: a steady book, and more of a shock does more."""

from functools import cache

import numpy as np
import pytest

from arrears import Scenario, simulate

pytestmark = pytest.mark.slow

SIZE = {"paths": 12, "borrowers": 20_000, "seed": 1}


@cache
def late_path(key=None, value=None, shape=None, months=36):
    """Mean 31+ by month, in pp, of the baseline with one value, or one shock, put in."""
    changes = {} if key is None else {key: value if shape is None else [{**dict(shape), "size": value}]}
    run = simulate(Scenario.read("baseline").with_({"months": months, **changes}), **SIZE)
    return 100 * run.overdue_rate("31+").mean("path").values


def pulse(rise, hold, fade):
    return (("shape", "pulse"), ("start", 3), ("rise", rise), ("hold", hold), ("fade", fade))


RAMP = (("shape", "ramp"), ("start", 3), ("rise", 6))


def assert_rises(values):
    assert (np.diff(values) > 0).all(), values


def test_the_baseline_stands_still_at_a_credible_level():
    late = late_path()
    # Years, not months: each path opens with other people, so that a month's mean over the paths holds luck.
    assert np.ptp(late[13:].reshape(2, 12).mean(axis=1)) < 0.1
    assert ((late > 0.8) & (late < 3.0)).all()


def test_roll_rates_are_those_of_a_consumer_book():
    run = simulate(Scenario.read("baseline").with_({"buckets": (30, 60, 90, 120, 150)}), **SIZE)
    rolls = (
        run.measure("roll_rate").sel(product="all", segment="all").isel(month=slice(1, None)).mean(("path", "month"))
    )
    steps = ["current>1-30", "1-30>31-60", "31-60>61-90", "61-90>91-120", "91-120>121-150", "121-150>151+"]
    rates = [float(rolls.sel(bucket=step)) for step in steps]
    assert_rises(rates)
    assert 0.008 < rates[0] < 0.04  # unsecured credit has 1% to 4%; here 70% pay by themselves and cannot forget
    # Most of 1-30 cannot pay now, where most had forgotten before: more of it rolls on than of a book that forgets.
    assert 0.10 < rates[1] < 0.30
    assert 0.50 < rates[2] < 0.75
    assert 0.6 < rates[-1] < 0.92


@pytest.mark.parametrize(
    ("key", "shape", "sizes"),
    [
        ("macro.unemployment.shocks", pulse(6, 6, 24), (0.01, 0.02, 0.04, 0.06, 0.08)),
        ("macro.income.shocks", pulse(3, 9, 12), (-0.02, -0.04, -0.08, -0.12, -0.16)),
    ],
)
def test_five_severities_of_a_recession_are_ever_worse(key, shape, sizes):
    assert_rises([late_path()[6:].mean(), *(late_path(key, size, shape)[6:].mean() for size in sizes)])


def test_looser_standards_lower_the_rate_before_they_raise_it():
    base = late_path(months=60)
    key = "market.competition.looseness.shocks"
    uplifts = [late_path(key, size, RAMP, months=60) - base for size in (0.25, 0.5, 1.0, 1.5, 2.0)]
    for uplift in uplifts:
        assert uplift[6:15].min() < 0 < uplift[48:].mean()
    assert_rises([uplift[30:].mean() for uplift in uplifts])


def test_a_short_desk_leaves_more_overdue_and_one_with_time_to_spare_no_less():
    # shocks to the capacity, so that all start from one book; a tenth less than usual still serves everybody
    key, shape = "lender.collections.shocks", (("shape", "step"), ("start", 1))
    full, *shorter = (late_path(key, less, shape)[6:].mean() for less in (0.0, -0.1, -0.5, -0.6, -0.7, -0.8))
    assert abs(shorter[0] - full) < 0.02
    # Shorter still, oldest first calls only those near charge-off and keeps them on the books, late: overdue balances
    # are highest there, and losses go on rising.
    assert_rises(shorter)


def test_losses_rise_until_nobody_is_called():
    losses = []
    for less in (0.0, -0.5, -0.7, -0.8, -0.9, -1.0):
        shock = {"shape": "step", "start": 1, "size": less}
        run = simulate(Scenario.read("baseline").with_({"lender.collections.shocks": [shock]}), **SIZE)
        losses.append(float(run.dataset["charged_off"].isel(month=slice(12, None)).sum()))
    assert_rises(losses)


def test_early_buckets_move_before_late_ones():
    base, risen = (simulate(name, **SIZE) for name in ("baseline", "unemployment"))
    uplift = {key: (risen.overdue_rate(key) - base.overdue_rate(key)).mean("path").values for key in ("31-90", "91+")}
    loss = (risen.measure("charge_off_rate") - base.measure("charge_off_rate")).sel(product="all", segment="all")
    half = [int(np.argmax(u > 0.5 * u.max())) for u in uplift.values()]
    half.append(int(np.argmax((later := np.nan_to_num(loss.mean("path").values)) > 0.5 * later.max())))
    assert half == sorted(half)
