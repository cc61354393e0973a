"""The workbook and the Parquet tables hold what the CSV tables hold, typed, and say their units."""

import csv
import json

import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from arrears.cli.app import DONE, REFUSED, status_of
from arrears.export import write_parquet, write_workbook
from arrears.export.frames import ABOUT, curves_frame, vintages_frame
from arrears.result import Result
from arrears.result.statistics import STATISTICS
from arrears.scenario import Scenario
from fabricated import fabricate


@pytest.fixture(scope="module")
def run():
    scenario = Scenario.from_text('name: "=1+1"\nmonths: 4\nrun: {paths: 3}\n')
    return Result.of_run(fabricate(paths=3, months=4, accounts=20, name="=1+1", notes=["+ a note"]), scenario, {})


@pytest.fixture(scope="module")
def book(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "run.xlsx"
    write_workbook(run, path)
    return openpyxl.load_workbook(path)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("frame", "table"), [(curves_frame, "curves.csv"), (vintages_frame, "vintages.csv")])
def test_the_frames_are_the_tables(run, tmp_path, frame, table):
    rows = rows_of(run.save(tmp_path / "run") / table)
    made = frame(run.dataset)
    assert len(made) == len(rows)
    for name in ("product", "measure", "bucket", "segment", "month", "cohort", "mob"):
        if name in rows[0]:
            assert made[name].astype(str).tolist() == [row[name] for row in rows]
    if "date" in rows[0]:
        assert made["date"].dt.strftime("%Y-%m").tolist() == [row["date"] for row in rows]
    for name in STATISTICS:
        expected = [float(row[name] or "nan") for row in rows]
        assert np.allclose(made[name], expected, rtol=1e-11, atol=1e-15, equal_nan=True)
    assert set(made.columns) <= set(ABOUT)


def test_texts_are_texts_dates_are_dates_and_numbers_are_numbers(book, run):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in "snd"  # no formula, no error, nothing guessed
    sheet = book["Curves"]
    header = [cell.value for cell in sheet[1]]
    row = next(r for r in sheet.iter_rows(min_row=2) if r[header.index("bucket")].value == "1-30")
    kinds = {name: cell.data_type for name, cell in zip(header, row, strict=True)}
    assert (kinds["scenario"], kinds["bucket"], kinds["date"], kinds["mean"]) == ("s", "s", "d", "n")
    assert row[header.index("scenario")].value == "=1+1"
    assert row[header.index("date")].number_format == "yyyy-mm"
    assert row[header.index("mean")].number_format == "0.00%"
    money = next(r for r in sheet.iter_rows(min_row=2) if r[header.index("measure")].value == "balance")
    assert money[header.index("units")].value == "CNY"
    assert "%" not in money[header.index("mean")].number_format


def test_there_is_a_sheet_a_table_with_definitions_manifest_and_charts(book, run):
    assert book.sheetnames == ["About", "Charts", "Curves", "Vintages", "Definitions", "Scenario", "Manifest"]
    assert book["Curves"].max_row == len(curves_frame(run.dataset)) + 1
    defined = {row[0].value for row in book["Definitions"].iter_rows()}
    assert {"overdue_rate", "balance", "mean", "bucket"} <= defined
    manifest = json.loads("\n".join(str(row[0].value or "") for row in book["Manifest"].iter_rows()))
    assert manifest["kind"] == "run"
    assert len(book["Charts"]._charts) >= 8


def test_a_chart_reads_the_rows_of_its_curve(book):
    sheet = book["Curves"]
    header = [cell.value for cell in sheet[1]]
    for chart in book["Charts"]._charts:
        reference = chart.series[0].val.numRef.f.replace("$", "").split("!")[1]
        rows = [sheet[row[0].row] for row in sheet[reference]]
        keys = {tuple(row[header.index(n)].value for n in ("product", "segment", "measure", "bucket")) for row in rows}
        assert len(keys) == 1
        months = [row[header.index("month")].value for row in rows]
        assert months == list(range(months[0], 5))


def test_parquet_says_units_and_definitions(run, tmp_path):
    write_parquet(run, tmp_path / "c.parquet", tmp_path / "v.parquet")
    table = pq.read_table(tmp_path / "c.parquet")
    assert table.schema.field("month").metadata[b"units"] == b"months"
    assert table.schema.field("mean").metadata[b"units"] == b"as in the column units"
    definitions = json.loads(table.schema.metadata[b"arrears.definitions"])
    assert definitions["balance"]["units"] == "CNY"
    assert "over the balance of all live accounts" in definitions["overdue_rate"]["definition"]
    assert json.loads(table.schema.metadata[b"arrears.manifest"])["kind"] == "run"
    assert table.to_pandas()["mean"].equals(curves_frame(run.dataset)["mean"])
    assert pq.read_table(tmp_path / "v.parquet").num_rows == len(vintages_frame(run.dataset))


def test_the_command_writes_both_and_never_over_a_file(run, tmp_path, capsys):
    folder = run.save(tmp_path / "mine")
    out = tmp_path / "tables"
    call = ["export", str(folder), "--xlsx", "--parquet", "--out", str(out)]
    assert status_of(call) == DONE
    assert sorted(path.name for path in out.iterdir()) == ["mine-curves.parquet", "mine-vintages.parquet", "mine.xlsx"]
    assert status_of(call) == REFUSED
    assert "--force" in capsys.readouterr().err
    assert status_of([*call, "--force"]) == DONE
    assert status_of(["export", str(folder)]) == REFUSED
    assert "--xlsx" in capsys.readouterr().err
