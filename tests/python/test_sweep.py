"""Sweep: each point is the run itself, under common random numbers."""

import numpy as np
import pytest
import xarray as xr

import arrears as ar
from arrears.errors import ScenarioError, UsageError

GRID = {"macro.unemployment.level": [0.05, 0.09], "lender.collections.strategy": ["oldest_first", "largest_first"]}


def own(dataset: xr.Dataset) -> xr.DataArray:
    """A measure of one's own."""
    return dataset["balance"].sum(("product", "segment", "bucket"))


def test_each_point_is_the_run_itself(tmp_path):
    size = {"paths": 2, "borrowers": 300, "months": 3, "seed": 5}
    told = []
    rates = ar.sweep("baseline", GRID, measures=["overdue_rate", own], progress=lambda *done: told.append(done), **size)
    assert rates["overdue_rate"].dims == (*GRID, "path", "month", "bucket")
    assert rates["own"].dims == (*GRID, "path", "month")
    assert rates["overdue_rate"].attrs["units"] == "fraction"
    assert list(rates["macro.unemployment.level"].values) == GRID["macro.unemployment.level"]
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    point = {"macro.unemployment.level": 0.09, "lender.collections.strategy": "largest_first"}
    run = ar.simulate(ar.Scenario.read("baseline").with_(point), **size)
    assert np.array_equal(rates["overdue_rate"].sel(point).sel(bucket="31+"), run.overdue_rate("31+"))
    assert np.array_equal(rates["own"].sel(point), own(run.dataset))
    rates.to_netcdf(tmp_path / "sweep.nc", engine="h5netcdf")


def test_values_that_are_neither_number_nor_text_stand_as_text():
    shocks = [[], [{"shape": "step", "start": 2, "size": 0.02}]]
    rates = ar.sweep(
        "baseline",
        {"macro.unemployment.shocks": shocks},
        paths=1,
        borrowers=100,
        months=2,
        measures=["unemployment_path"],
    )
    assert list(rates["macro.unemployment.shocks"].values) == [str(value) for value in shocks]
    rise = rates["unemployment_path"].diff("macro.unemployment.shocks").isel(path=0, month=2)
    assert float(rise.item()) == pytest.approx(0.02)


@pytest.mark.parametrize(
    ("grid", "error"),
    [
        ({}, UsageError),
        ({"macro.unemployment.level": []}, UsageError),
        ({"run.paths": [1, 2]}, UsageError),
        ({"macro.unemployment.level": 0.05}, UsageError),
        ({"portfolio.segment": "cohort"}, UsageError),
        (["macro.unemployment.level"], UsageError),
        ({"macro.unemploymant.level": [0.05]}, ScenarioError),
        ({"macro.unemployment.level": [0.05, 2.0]}, ScenarioError),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused_before_anything_is_run(grid, error):
    with pytest.raises(error):
        ar.sweep("baseline", grid, paths=1, borrowers=10**9, months=1)


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        ("overdue_rate", "`measures` is 'overdue_rate'; expected a list"),
        ([7], "a measure is 7"),
        ([lambda dataset: dataset["contacts"], lambda dataset: dataset["worklist"]], "two measures are called"),
        ([lambda dataset: 0.5], "gives 0.5; expected an xarray.DataArray"),
    ],
)
def test_what_is_no_measure_is_refused(measures, words):
    grid = {"lender.underwriting.cutoff": [600]}
    with pytest.raises(UsageError) as refused:
        ar.sweep("baseline", grid, paths=1, borrowers=60, months=1, measures=measures)
    assert words in str(refused.value)


def test_an_unknown_segment_is_refused():
    with pytest.raises(UsageError, match="segment"):
        ar.sweep("baseline", {"lender.underwriting.cutoff": [600]}, paths=1, borrowers=60, months=1, segment="age=1")
