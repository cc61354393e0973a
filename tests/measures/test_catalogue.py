"""What every measure has in common: one body, every measure."""

import numpy as np
import pytest

from arrears.errors import UsageError
from arrears.measures import CURVES, MEASURES, VINTAGES, measure_of
from arrears.measures.catalogue import CURRENCY
from arrears.measures.totals import cumulative_label
from fabricated import fabricate

ORDER = ("path", "month", "cohort", "mob", "product", "segment", "cause", "series", "bucket")
HELD = [measure for measure in MEASURES.values() if measure.name != "macro_series"]
FLOWS = [
    "roll_rate",
    "roll_rate_count",
    "cure_rate",
    "cure_rate_count",
    "charge_off_rate",
    "charge_off_rate_net",
    "charge_off_rate_annualised",
    "charge_off_rate_gross_annualised",
    "charge_off_rate_principal",
    "charge_off_rate_principal_annualised",
    "charge_offs",
    "charge_offs_principal",
    "charge_offs_interest_and_fees",
    "recoveries",
    "originations",
    "originations_count",
    "applications",
    "approval_rate",
    "contacts",
    "worklist",
    "desk_capacity",
    "desk_utilisation",
]


def name_of_lines(measure):
    """Whether it is a measure of lines only."""
    return measure.name.startswith("vintage") and measure.name.endswith("_limit")


@pytest.mark.parametrize("measure", HELD, ids=lambda m: m.name)
def test_every_measure_has_its_axes_unit_and_definition(measure, dataset):
    before = dataset.copy(deep=True)
    data = measure.function(dataset)
    assert list(data.dims) == [dim for dim in ORDER if dim in data.dims]
    assert data.name == measure.name
    assert data.dtype == np.float64
    assert data.attrs["long_name"]
    assert data.attrs["units"] == ("CNY" if measure.unit == CURRENCY else measure.unit)
    assert measure.definition.endswith(".")
    assert "date" in data.coords or measure in VINTAGES
    for dim in ("product", "segment"):
        if dim in data.dims:
            assert data[dim].values[0] == ("revolving" if name_of_lines(measure) and dim == "product" else "all")
    assert dataset.identical(before), "a measure is a pure function"


@pytest.mark.parametrize("name", FLOWS)
def test_flows_have_no_month_0(name, dataset):
    data = measure_of(dataset, name)
    assert np.isnan(data.sel(month=0)).all()
    assert np.isfinite(data.sel(month=8)).any()


def test_flows_before_the_start_are_kept_where_the_run_has_them(dataset):
    data = measure_of(dataset.assign_attrs(opening_flows=1), "worklist")
    assert np.isfinite(data.sel(month=0)).all()


@pytest.mark.parametrize("name", ["overdue_rate", "overdue_rate_count", "overdue_rate_customer"])
def test_shares_add_up_to_one_and_31_plus_is_its_parts(name, dataset):
    data = measure_of(dataset, name)
    single = data.sel(bucket=["current", "1-30", "31-90", "91+"]).sum("bucket", skipna=False)
    assert np.allclose(single, 1.0, atol=1e-12)
    assert np.allclose(data.sel(bucket="31+"), data.sel(bucket=["31-90", "91+"]).sum("bucket"), atol=1e-12)


def test_roll_rates_of_one_origin_add_up_to_one(dataset):
    data = measure_of(dataset, "roll_rate").sel(product="all", segment="all")
    for origin in ("current", "1-30", "31-90", "91+"):
        rows = [label for label in data["bucket"].values if label.startswith(f"{origin}>")]
        assert len(rows) == 6
        total = data.sel(bucket=rows).sum("bucket", skipna=False)
        assert np.allclose(total.values[np.isfinite(total.values)], 1.0, atol=1e-12)


def test_totals_are_sums_over_products_and_segments(dataset):
    data = measure_of(dataset, "balance").sel(bucket="all")
    assert np.allclose(data.sel(product="all"), data.sel(product=["revolving", "instalment"]).sum("product"))
    assert np.allclose(data.sel(segment="all"), data.isel(segment=slice(1, None)).sum("segment"))


def test_opening_balance_is_the_closing_balance_of_the_month_before(dataset):
    opening = dataset["rolled_balance"].sum(("bucket", "bucket_to")).values[:, 1:]
    assert (opening == dataset["balance"].sum("bucket").values[:, :-1]).all()


@pytest.mark.parametrize(
    ("edges", "labels"),
    [
        ((30,), ["current", "1-30", "31+", "1+"]),
        ((30, 90), ["current", "1-30", "31-90", "91+", "1+", "31+"]),
        (
            (30, 60, 90, 180),
            ["current", "1-30", "31-60", "61-90", "91-180", "181+", "1+", "31+", "61+", "91+"],
        ),
    ],
)
def test_cumulative_buckets_follow_the_edges(edges, labels):
    data = measure_of(fabricate(paths=2, months=2, edges=edges, accounts=10), "overdue_rate")
    assert data["bucket"].values.tolist() == labels


@pytest.mark.parametrize(("bucket", "label"), [("1-30", "1+"), ("31-90", "31+"), ("91+", "91+")])
def test_cumulative_label(bucket, label):
    assert cumulative_label(bucket) == label


def test_one_segment_is_not_doubled():
    data = measure_of(fabricate(paths=2, months=2, segments=("all",), accounts=10), "overdue_rate")
    assert data["segment"].values.tolist() == ["all"]


def test_further_macro_series_have_a_dimension_of_their_own(dataset):
    more = dataset.assign_coords(series=["unemployment", "income", "policy_rate", "house_prices"])
    data = measure_of(more, "macro_series")
    assert data.dims == ("path", "month", "series")
    assert data["series"].values.tolist() == ["house_prices"]


def test_unknown_and_missing_measures_are_refused(dataset):
    with pytest.raises(UsageError, match="overdue_rate_count"):
        measure_of(dataset, "overdue")
    with pytest.raises(UsageError, match="worklist"):
        measure_of(dataset.drop_vars("worklist"), "worklist")
    with pytest.raises(UsageError, match="macro"):
        measure_of(dataset, "macro_series")


def test_names_are_told_apart():
    names = [measure.name for measure in (*CURVES, *VINTAGES)]
    assert len(names) == len(set(names)) == len(MEASURES)
