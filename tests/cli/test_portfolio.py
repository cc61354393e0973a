"""`arrears portfolio`: what it prints, what it refuses, what it writes."""

import json

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from arrears.cli import portfolio
from arrears.errors import InputError, TapeError, UsageError
from arrears.population.book import Book

root = typer.Typer()
root.add_typer(portfolio.app, name="portfolio")


def call(*arguments, status=0):
    result = CliRunner().invoke(root, ["portfolio", *map(str, arguments)])
    if status == 0 and result.exception:
        raise result.exception
    return result


def test_describe_prints_what_is_known():
    text = call("describe", "taiwan-2005").stdout
    for said in ("30,000", "1,689", "590", "19.37%", "1.56%", "observed", "derived", "drawn", "CC BY 4.0"):
        assert said in text


def test_describe_for_programs():
    found = json.loads(call("describe", "taiwan-2005", "--json", "--seed", 3).stdout)
    assert found["counts"]["rows read"] == 30_000
    assert round(found["buckets"]["balance"]["1+"], 3) == 0.194
    assert found["fields"]["limit"] == {"got": "observed", "how": "column limit"}
    assert found["currency"] == "TWD"


def test_check_of_a_good_tape():
    text = call("check", "taiwan-2005").stdout
    assert text.startswith("taiwan-2005: good: 30,000 rows read, 30,000 kept")
    assert "late with a bill of zero or less -> current: 1,689" in text
    assert json.loads(call("check", "taiwan-2005", "--json").stdout)["good"] is True


def test_check_names_every_bad_row(tmp_path):
    tape, columns = tmp_path / "book.csv", tmp_path / "map.yaml"
    tape.write_text("limit,owed,late\n1,2,0\n-1,x,0\n", encoding="utf-8")
    columns.write_text(
        "name: A\ndate: 2020-01\ncurrency: EUR\ncolumns: {limit: limit, balance: owed, missed: late}\n",
        encoding="utf-8",
    )
    result = call("check", tape, "--columns", columns, "--json", status=2)
    assert isinstance(result.exception, TapeError)  # which the root of the command line turns into status 2
    found = json.loads(result.stdout)
    assert found["good"] is False
    assert [(fault["line"], fault["column"]) for fault in found["faults"]] == [(3, 1), (3, 2)]
    assert "row 2, column `limit`: `-1` is impossible" in found["faults"][0]["message"]


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_tape_that_is_not_there(name):
    result = call("check", name, status=2)
    assert isinstance(result.exception, TapeError)
    assert "taiwan-2005" in str(result.exception)


def test_synthesise_writes_a_book_that_reads_back(tmp_path):
    out = tmp_path / "book.csv"
    arguments = ("synthesise", "baseline", "--out", out, "--borrowers", 300, "--seed", 2)
    call(*arguments)
    book = Book.from_frame(pd.read_csv(out))
    assert book.size == 300
    assert list(tmp_path.iterdir()) == [out]
    before = out.read_bytes()
    refused = call(*arguments, status=2)
    assert isinstance(refused.exception, InputError)
    assert "--force" in str(refused.exception)
    call(*arguments, "--force")
    assert out.read_bytes() == before


def test_synthesise_refuses_other_files(tmp_path):
    for out in (tmp_path / "book.xlsx", tmp_path / "no" / "book.csv"):
        assert isinstance(call("synthesise", "baseline", "--out", out, status=2).exception, UsageError)
