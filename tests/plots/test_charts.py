"""Each chart takes Axes and gives them back, changes nobody's settings, and says what it shows."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arrears import plots
from arrears.measures import measure_of


def total(dataset, name, **labels):
    data = measure_of(dataset, name)
    fixed = {dim: "all" for dim in ("product", "segment") if dim in data.dims and dim not in labels}
    return data.sel({**fixed, **labels}, drop=True)


CHARTS = {
    "fan": lambda d, ax: plots.fan(total(d, "overdue_rate", bucket="31+"), ax, observed=0.02),
    "overlay": lambda d, ax: plots.overlay({"A": total(d, "overdue_rate", bucket="31+")}, ax),
    "uplift": lambda d, ax: plots.uplift({"A": total(d, "overdue_rate", bucket="31+") * 0.1}, ax),
    "stacked_buckets": lambda d, ax: plots.stacked_buckets(
        total(d, "overdue_rate").sel(bucket=["1-30", "31-90", "91+"]), ax
    ),
    "stacked_causes": lambda d, ax: plots.stacked_causes(
        measure_of(d, "overdue_by_cause").sel(product="all", bucket="31+"), ax
    ),
    "roll_matrix": lambda d, ax: plots.roll_matrix(total(d, "roll_rate"), ax),
    "vintage_curves": lambda d, ax: plots.vintage_curves(total(d, "vintage_charge_off_rate"), ax),
    "utilisation": lambda d, ax: plots.utilisation(measure_of(d, "desk_utilisation"), ax),
    "contacts": lambda d, ax: plots.contacts(
        *(measure_of(d, n) for n in ("worklist", "contacts", "desk_capacity")), ax
    ),
}


@pytest.mark.parametrize("name", CHARTS)
def test_takes_and_returns_axes(name, dataset):
    ax = Figure().add_subplot()
    before = dict(mpl.rcParams)
    assert CHARTS[name](dataset, ax) is ax
    assert isinstance(CHARTS[name](dataset, None), Axes)
    assert dict(mpl.rcParams) == before
    assert ax.has_data()


def test_every_public_chart_is_checked_here():
    assert set(CHARTS) == set(plots.__all__) - {"theme"}


def test_fan_draws_the_quantiles_it_says(dataset):
    data = total(dataset, "overdue_rate", bucket="31+")
    ax = plots.fan(data)
    line = next(line for line in ax.lines if line.get_label() == "median of the paths")
    assert np.allclose(line.get_ydata(), np.median(data.values, axis=0))
    assert ax.get_ylim()[0] == 0.0


def test_one_path_is_a_line_without_bands(dataset):
    ax = plots.fan(total(dataset, "overdue_rate", bucket="31+").isel(path=[0]))
    assert len(ax.collections) == 0
    assert len(ax.lines) == 1


def test_months_and_dates_are_on_the_axis(dataset):
    ax = plots.fan(total(dataset, "overdue_rate", bucket="31+"))
    ax.figure.canvas.draw()
    labels = [tick.get_text() for tick in ax.get_xticklabels()]
    assert labels[0] == "0\n2019-12"
    assert labels[-1] == "24\n2021-12"


@pytest.mark.parametrize("months", [1, 2, 7, 13, 36, 100, 239, 600])
def test_the_axis_of_any_length_has_few_ticks(months, dataset):
    short = total(dataset, "overdue_rate", bucket="31+").isel(month=[0])
    month = np.arange(months + 1)
    data = short.isel(month=0, drop=True).expand_dims(month=month).transpose("path", "month")
    ticks = plots.fan(data).get_xticks()
    assert 2 <= len(ticks) <= 9


def test_a_constant_and_missing_values_do_not_break_a_chart(dataset):
    data = total(dataset, "overdue_rate", bucket="31+")
    low, high = plots.fan(data * 0 + 0.05, from_zero=False, at_least=0.02).get_ylim()
    assert high - low == pytest.approx(0.02)
    plots.fan(data.where(data["month"] > 3))
    plots.fan(data * np.nan)


def test_a_difference_of_zero_has_an_axis_in_points(dataset):
    ax = plots.uplift({"same": total(dataset, "overdue_rate", bucket="31+") * 0})
    assert ax.get_ylim() == (-0.001, 0.001)


def test_names_with_dollars_and_underscores_are_shown_as_they_are(dataset):
    data = total(dataset, "overdue_rate", bucket="31+")
    ax = plots.overlay({"_hidden": data, "cost $5 or $6": data})
    ax.legend()
    ax.figure.canvas.draw()
    assert len(ax.get_legend_handles_labels()[1]) == 2
