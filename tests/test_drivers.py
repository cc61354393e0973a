"""What the drivers, the desk and the lender must show with the shipped defaults: signs, leads, causes, steadiness."""

from functools import cache

import numpy as np
import pytest

from arrears import Scenario, simulate, synthesise

pytestmark = pytest.mark.slow

SIZE = {"paths": 10, "borrowers": 20_000, "seed": 1}
UNABLE = ["job_loss", "income_fall", "over_indebted", "credit_crunch"]
OF_DEBT = ["over_indebted", "credit_crunch"]
STEP = {"shape": "step", "start": 3}


@cache
def run_of(name, *changes, months=36, **size):
    """A run of a shipped scenario with keys changed, given as pairs."""
    return simulate(Scenario.read(name).with_({"months": months, **dict(changes)}), **{**SIZE, **size})


def run_with(key, size, *changes, **options):
    """The baseline with a lasting step of one series."""
    scenario = Scenario.read("baseline").with_(
        {"months": options.pop("months", 36), key: [{**STEP, "size": size}], **dict(changes)}
    )
    return simulate(scenario, **{**SIZE, **options})


def total(run, cell, months=slice(12, None)):
    return float(run.dataset[cell].isel(month=months).sum())


def late(run, bucket="31+"):
    return 100 * run.overdue_rate(bucket).mean("path").values


def losses(run):
    """Charge-offs in months 12 on, per cent of balance a year."""
    balance = run.dataset["balance"].isel(month=slice(12, None)).sum(("product", "segment", "bucket")).mean()
    charged_off = run.dataset["charged_off"].isel(month=slice(12, None)).sum(("product", "segment")).mean()
    return 1200 * float(charged_off / balance)


def by_cause(run, causes, bucket):
    """Part of the book late for these causes, pp, by month; mean over paths."""
    cells = run.dataset["cause_balance"].sel(cause=causes, late=bucket).sum(("product", "cause")).mean("path")
    return 100 * (cells / run.dataset["balance"].sum(("product", "segment", "bucket")).mean("path")).values


def part_of_debt(run):
    """Part of the overdue balance that over-indebtedness and crunch make up in its worst month; and that month."""
    cells = run.dataset["cause_balance"].sum(("path", "product", "late"))
    month = int(np.argmax(cells.sum("cause").values[1:])) + 1
    at = cells.isel(month=month)
    return float(at.sel(cause=OF_DEBT).sum() / at.sum()), month


def assert_rises(values):
    assert (np.diff(values) > 0).all(), values


@cache
def opened(column, values):
    """31+ and losses of one seasoned book whose owners forget more, or less, than they did: the same luck for all."""
    base = Scenario.read("baseline").with_({"months": 48})
    book = synthesise(base, 20_000, 1).frame()
    found = []
    for value in values:
        frame = book.copy()
        if column == "forget":
            frame["forget"] = np.minimum(frame["forget"] * value, 0.5)
        else:  # who has the smallest numbers is on autopay first, so that a larger share holds a smaller one
            rank = np.random.default_rng(1).permutation(len(frame)) / len(frame)
            frame["autopay"] = (rank < value).astype(np.int8)
        run = simulate(base.with_({"portfolio.balance_sheet": "static"}), book=frame, paths=20, seed=1)
        found.append((late(run)[12:].mean(), losses(run)))
    return np.asarray(found)


def test_who_forgets_more_is_late_more_and_loses_more():
    found = opened("forget", (0.0, 1.0, 2.0, 3.0, 5.0))
    assert_rises(found[:, 0])
    assert_rises(found[:, 1])


def test_autopay_lowers_lateness_and_losses():
    found = opened("autopay", (1.0, 0.75, 0.5, 0.25, 0.0))
    assert_rises(found[:, 0])
    assert_rises(found[:, 1])


def test_inability_enters_1_30_first_then_31_90_then_91_then_losses():
    base, risen = run_of("baseline", months=48), run_with("macro.unemployment.shocks", 0.04, months=48)
    uplifts = [by_cause(risen, UNABLE, bucket) - by_cause(base, UNABLE, bucket) for bucket in ("1-30", "31-90", "91+")]
    charged_off = [
        run.dataset["charged_off"].sum(("product", "segment")).mean("path").values.astype(float)
        for run in (base, risen)
    ]
    uplifts.append(charged_off[1] - charged_off[0])
    half = [int(np.argmax(uplift > 0.5 * uplift[36:].mean())) for uplift in uplifts]
    assert half == sorted(half)
    assert half[1] <= half[0] + 2


def test_a_point_of_unemployment_moves_losses_by_a_credible_size():
    base, risen = run_of("baseline", months=48), run_with("macro.unemployment.shocks", 0.04, months=48)
    assert 0.5 < (losses(risen) - losses(base)) / 4 < 1.3


def test_debt_shows_as_a_cause_and_only_where_there_is_credit_elsewhere():
    part, _ = part_of_debt(run_of("perfect-storm"))
    assert part > 0.1
    without, _ = part_of_debt(run_of("perfect-storm", ("borrowers.financing.outside_ceiling", 0.0)))
    assert without < 0.03
    cells = run_of("baseline").dataset["cause_balance"].isel(month=slice(12, None)).sum(("path", "month", "product"))
    later = cells.sel(late=["31-90", "91+"]).sum("late") / cells.sel(late=["31-90", "91+"]).sum()
    assert 0.07 < float(later.sel(cause="over_indebted")) < 0.2  # Cutts and Merrill 2008: near a seventh
    assert float(later.sel(cause="unwilling")) > 0.01


def test_a_desk_cut_in_half_hurts_more_in_a_pandemic():
    """Of the roll rate too; in calm it falls, since many more forgetful ones are left in 1-30 and pay when billed."""

    def of_desk(name, *changes):
        run = run_of(name, *changes)
        rolls = run.measure("roll_rate").sel(product="all", segment="all", bucket="1-30>31-90")
        return float(rolls.isel(month=slice(2, 13)).mean()), late(run)[2:13].mean()

    half = ("lender.collections.contacts_per_day", 0.025)
    calm, stress = (np.subtract(of_desk(name, half), of_desk(name)) for name in ("baseline", "pandemic"))
    assert calm[0] < stress[0]
    assert stress[0] > 0
    assert 0 < calm[1] < stress[1]


def test_a_bad_level_does_not_bring_its_own_desk():
    used = []
    for level in (0.052, 0.15, 0.30):
        run = run_of("baseline", ("macro.unemployment.level", level), months=12, paths=4)
        used.append(float(run.measure("desk_utilisation").isel(month=slice(1, None)).mean()))
    assert_rises(used)


def test_a_strict_cutoff_keeps_the_book_and_a_recession_lends_less():
    for cutoff in (640.0, 700.0):
        run = run_of("baseline", ("lender.underwriting.cutoff", cutoff), paths=4)
        heads = run.dataset["borrowers"].sum("segment").mean("path").values
        assert abs(heads[36] / heads[0] - 1) < 0.02, cutoff
    new = [
        total(run_with("macro.unemployment.shocks", size, paths=4), "originated_accounts") for size in (0.1, 0.05, 0.02)
    ]
    assert_rises([*new, total(run_of("baseline", paths=4), "originated_accounts")])


def test_open_lines_are_cut_in_a_crunch():
    key, less = "market.competition.looseness.shocks", ("lender.lines.cut", 0.0)
    kept, cut = (run_with(key, -1.0, *changes, paths=4) for changes in ((less,), ()))
    draws = [float(run.dataset["ledger"].sel(flow="draws").isel(month=slice(3, 9)).sum()) for run in (kept, cut)]
    assert draws[1] < 0.97 * draws[0]


def test_static_replacements_are_the_like_of_who_left():
    dynamic, static = (run_of("baseline", ("portfolio.balance_sheet", sheet)) for sheet in ("dynamic", "static"))
    assert abs(losses(static) / losses(dynamic) - 1) < 0.12


def test_recoveries_fall_with_unemployment_and_never_to_nothing():
    recovered = [
        total(run, "recovered", slice(24, None)) / total(run, "charged_off", slice(12, None))
        for run in (run_of("baseline"), *(run_with("macro.unemployment.shocks", size) for size in (0.03, 0.06, 0.25)))
    ]
    assert_rises(recovered[::-1])
    assert recovered[-1] > 0.3 * recovered[0]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("lender.lines.floor", (0.8, 1.2)),
        ("lender.lines.ceiling", (1.5, 2.5)),
        ("borrowers.paying.strategic", (-9.0, -5.5)),
    ],
)
def test_a_key_moves_something(key, values):
    low, high = (run_of("baseline", (key, value), months=6, paths=2, borrowers=5_000) for value in values)
    assert not low.dataset["balance"].equals(high.dataset["balance"])


def test_the_policy_rate_passes_into_interest():
    higher, kept = (
        run_with("macro.policy_rate.shocks", size, *changes, paths=2, months=12)
        for size, changes in ((0.04, ()), (0.04, (("lender.charges.pass_through", 0.0),)))
    )
    interest = [float(run.dataset["ledger"].sel(flow="interest", product="revolving").sum()) for run in (kept, higher)]
    assert interest[1] > 1.02 * interest[0]


def test_a_very_loose_market_is_worse_step_by_step():
    base = late(run_of("baseline", months=60, paths=4))
    worse = [
        (late(run_with("market.competition.looseness.shocks", size, months=60, paths=4)) - base)[48:].mean()
        for size in (1.0, 2.0, 3.0)
    ]
    assert_rises(worse)
    assert worse[2] < 6 * worse[1]


def test_a_calm_book_does_not_drift():
    drifts = []
    for seed in range(1, 9):
        level = late(run_of("baseline", months=120, paths=4, seed=seed))
        drifts.append(level[109:121].mean() - level[13:25].mean())
    error = np.std(drifts, ddof=1) / 8**0.5
    assert abs(np.mean(drifts)) < 0.05 + 2 * error
