"""Panel: the same borrowers whatever else changes, the same histories in both engines, and sums that are the run's."""

import pickle

import numpy as np
import pytest
import xarray as xr

import arrears as ar
from arrears.errors import UsageError


def test_histories_agree_with_the_readable_engine(run):
    panel = ar.Panel(sample=120)
    fast, readable = run(panel=panel), run(panel=panel, engine="reference")
    xr.testing.assert_identical(fast.panel, readable.panel)
    assert fast.panel["buffer"].dims == ("path", "month", "borrower")
    assert fast.panel["buffer"].attrs == {
        "units": "minor units",
        "long_name": "liquid savings (the money-market balance)",
    }
    assert not bool(fast.panel["on_book"].all())
    assert bool(fast.panel["on_book"].isel(month=0).all())


def test_a_run_is_not_changed_by_it(run, differing):
    assert differing(run(panel=ar.Panel(sample=10)), run()) == []
    assert run().panel is None


def test_samples_are_nested_and_stable(run):
    small, large = (run(panel=ar.Panel(sample=n, columns=["buffer"])).panel for n in (20, 60))
    assert set(small["borrower"].values) < set(large["borrower"].values)
    more = run(paths=3, months=6, panel=ar.Panel(sample=20, columns=["buffer"])).panel
    xr.testing.assert_equal(more.isel(path=slice(0, 2), month=slice(0, 6)), small)


def test_a_sample_of_everybody_adds_up_to_the_run(scenario):
    closed = scenario.with_({"portfolio.balance_sheet": "run_off"})
    run = ar.simulate(
        closed,
        paths=2,
        borrowers=400,
        months=5,
        seed=3,
        panel=ar.Panel(sample=10_000, columns=["rev_balance", "ins_balance"]),
    )
    assert run.panel.sizes["borrower"] == 400
    owed = run.dataset["balance"].sum(("segment", "bucket"))
    for product, column in (("revolving", "rev_balance"), ("instalment", "ins_balance")):
        assert np.array_equal(run.panel[column].sum("borrower"), owed.sel(product=product))


def test_it_is_saved_with_the_run_and_opened_again(run, tmp_path):
    made = run(panel=ar.Panel(sample=15))
    made.save(tmp_path / "run")
    assert (tmp_path / "run" / "panel.nc").is_file()
    xr.testing.assert_equal(ar.open_run(tmp_path / "run").panel, made.panel)
    xr.testing.assert_identical(pickle.loads(pickle.dumps(made)).panel, made.panel)


@pytest.mark.parametrize("given", [{"sample": 0}, {"sample": 1.5}, {"sample": True}, {"columns": ["bufer"]}])
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(UsageError):
        ar.Panel(**given)
