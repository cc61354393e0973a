import csv
import math

import numpy as np
import pytest

from arrears.cells import CAUSES
from arrears.measures import CURVES, measure_of
from arrears.result.tables import CURVES_HEADER, VINTAGES_HEADER, write_curves, write_vintages
from fabricated import fabricate


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def dataset():
    return fabricate(paths=6, months=5, accounts=30, name='Comma, "quote" and 疫情')


@pytest.fixture(scope="module")
def curves(dataset, tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "curves.csv"
    write_curves(path, dataset)
    return rows_of(path)


def test_header_is_as_promised(dataset, tmp_path):
    write_curves(tmp_path / "c.csv", dataset)
    header = (tmp_path / "c.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert header == "scenario,month,date,product,segment,measure,bucket,mean,std,p05,p25,p50,p75,p95,p01,p99,n"
    assert header == ",".join(CURVES_HEADER)
    write_vintages(tmp_path / "v.csv", dataset)
    header = (tmp_path / "v.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert header == ",".join(VINTAGES_HEADER)
    assert header.startswith("scenario,cohort,mob,product,measure,bucket,mean,")


def test_every_curve_stands_once(curves):
    keys = [(r["month"], r["product"], r["segment"], r["measure"], r["bucket"]) for r in curves]
    assert len(keys) == len(set(keys))
    assert {r["measure"] for r in curves} == {m.name for m in CURVES} - {"macro_series"}


def test_a_name_with_commas_and_quotes_comes_back(curves):
    assert {r["scenario"] for r in curves} == {'Comma, "quote" and 疫情'}


def test_a_value_is_that_of_the_dataset(curves, dataset):
    row = next(
        r
        for r in curves
        if (r["measure"], r["month"], r["product"], r["segment"], r["bucket"])
        == ("overdue_rate", "3", "revolving", "income_quintile=2", "31+")
    )
    cells = dataset["balance"].sel(month=3, product="revolving", segment="income_quintile=2")
    rates = (cells.sel(bucket=["31-90", "91+"]).sum("bucket") / cells.sum("bucket")).values
    assert row["date"] == "2020-03"
    assert row["n"] == "6"
    assert float(row["mean"]) == pytest.approx(rates.mean(), rel=1e-11)
    assert float(row["std"]) == pytest.approx(rates.std(ddof=1), rel=1e-11)
    assert float(row["p05"]) == pytest.approx(np.quantile(rates, 0.05), rel=1e-11)


def test_causes_and_series_are_dimensions_in_python_and_segments_in_the_table(dataset, tmp_path):
    more = dataset.assign_coords(series=["unemployment", "income", "policy_rate", "house_prices"])
    by_cause = measure_of(more, "overdue_by_cause")
    assert by_cause.dims == ("path", "month", "product", "cause", "bucket")
    write_curves(tmp_path / "c.csv", more)
    rows = rows_of(tmp_path / "c.csv")
    causes = [r["segment"] for r in rows if r["measure"] == "overdue_by_cause"]
    assert list(dict.fromkeys(causes)) == [f"cause={cause}" for cause in CAUSES]
    row = next(r for r in rows if (r["month"], r["segment"], r["bucket"]) == ("4", "cause=job_loss", "31+"))
    value = by_cause.sel(month=4, product="all", cause="job_loss", bucket="31+").mean()
    assert (row["measure"], row["product"]) == ("overdue_by_cause", "all")
    assert float(row["mean"]) == pytest.approx(value.item(), rel=1e-11)
    assert {r["segment"] for r in rows if r["measure"] == "macro_series"} == {"series=house_prices"}


def test_months_of_stocks_begin_at_0_and_of_flows_at_1(curves):
    def months(measure, bucket):
        hits = (r for r in curves if r["measure"] == measure and r["bucket"] == bucket)
        return sorted({int(r["month"]) for r in hits if r["product"] == r["segment"] == "all"})

    assert months("overdue_rate", "31+") == [0, 1, 2, 3, 4, 5]
    assert months("originations", "all") == [1, 2, 3, 4, 5]


def test_paths_without_a_denominator_are_left_out(dataset, tmp_path):
    empty = dataset.copy(deep=True)
    empty["balance"].loc[{"path": [0, 1], "month": 2}] = 0
    empty["balance"].loc[{"month": 4}] = 0
    write_curves(tmp_path / "c.csv", empty)
    rows = [r for r in rows_of(tmp_path / "c.csv") if r["measure"] == "overdue_rate" and r["bucket"] == "1+"]
    whole = {r["month"]: r["n"] for r in rows if r["product"] == r["segment"] == "all"}
    assert whole == {"0": "6", "1": "6", "2": "4", "3": "6", "5": "6"}


def test_one_path_has_a_blank_std(tmp_path):
    write_curves(tmp_path / "c.csv", fabricate(paths=1, months=2, accounts=10))
    rows = rows_of(tmp_path / "c.csv")
    assert {r["std"] for r in rows} == {""}
    assert all(math.isfinite(float(r[k])) for r in rows for k in ("mean", "p05", "p99"))


def test_lines_end_as_on_unix(dataset, tmp_path):
    write_curves(tmp_path / "c.csv", dataset)
    assert b"\r" not in (tmp_path / "c.csv").read_bytes()


def test_vintages_stop_at_the_end_of_the_run(dataset, tmp_path):
    write_vintages(tmp_path / "v.csv", dataset)
    rows = rows_of(tmp_path / "v.csv")
    assert rows
    assert all(int(r["cohort"]) + int(r["mob"]) <= 5 for r in rows)
    assert {r["bucket"] for r in rows if r["measure"] == "vintage_ever_overdue_rate"} == {"1+", "31+", "91+"}


@pytest.mark.parametrize("name", ["=1+1", "+4pp", "-8% income", "@SUM(A1)", "\t=1+1"])
def test_no_text_is_a_formula_to_a_spreadsheet(name, tmp_path):
    dataset = fabricate(paths=2, months=2, accounts=5, name=name)
    write_curves(tmp_path / "c.csv", dataset)
    write_vintages(tmp_path / "v.csv", dataset)
    for file in ("c.csv", "v.csv"):
        assert {row["scenario"] for row in rows_of(tmp_path / file)} == {f"'{name}"}
        with (tmp_path / file).open(newline="", encoding="utf-8") as lines:
            texts = {cell for row in csv.reader(lines) for cell in row[:7]}
        assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))]
