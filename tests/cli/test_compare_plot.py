"""`arrears compare` and `arrears plot`, through the executable's own entry."""

import csv
import json

import pytest

from arrears.cli.app import DONE, REFUSED, status_of
from arrears.cli.plot import KINDS
from arrears.result import PICTURES, Result
from arrears.scenario import Scenario
from fabricated import fabricate


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Folders of a base, a stressed run and one with another seed."""
    top = tmp_path_factory.mktemp("runs")
    folders = {}
    for name, options in {"Baseline": {}, "Pandemic": {"stress": 0.8}, "Other": {"seed": 2}}.items():
        seed = options.get("seed", 1)
        scenario = Scenario.from_text(f"name: {name}\nmonths: 6\nrun: {{paths: 5, seed: {seed}}}\n")
        dataset = fabricate(paths=5, months=6, accounts=30, name=name, **options)
        folders[name] = Result.of_run(dataset, scenario, {}).save(top / name.lower())
    return folders


@pytest.fixture
def nobody_owes():
    dataset = fabricate(paths=5, months=6, accounts=30, name="Empty", seed=1)
    for name in ("balance", "accounts", "customers"):
        dataset[name] = 0 * dataset[name]
    return Result.of_run(dataset, Scenario.from_text("name: Empty\nmonths: 6\nrun: {paths: 5}\n"), {})


def call(*arguments):
    return status_of([str(argument) for argument in arguments])


def test_compare_prints_a_table_and_writes_a_folder(runs, tmp_path, capsys):
    assert call("compare", runs["Baseline"], runs["Pandemic"], "--out", tmp_path / "cmp") == DONE
    said = capsys.readouterr()
    assert "31+" in said.out
    assert "widest" in said.out
    assert "peak" not in said.out
    (note,) = [line for line in said.err.splitlines() if "note" in line]
    assert "With 5 paths the bands" in note
    names = {path.name for path in (tmp_path / "cmp").iterdir()}
    assert {"differences.csv", "overlay-31+.png"} <= names


def test_compare_with_itself_is_zero(runs, tmp_path):
    assert call("compare", runs["Baseline"], runs["Baseline"], "--out", tmp_path / "same") == DONE
    with (tmp_path / "same" / "differences.csv").open(newline="") as file:
        assert {float(row["mean"]) for row in csv.DictReader(file)} == {0.0}


def test_compare_says_what_another_seed_means(runs, tmp_path, capsys):
    assert call("compare", runs["Baseline"], runs["Other"], "--out", tmp_path / "cmp", "--json") == DONE
    said = capsys.readouterr()
    assert "share no random numbers" in said.err
    summary = json.loads(said.out)
    assert summary["scenarios"] == ["Other"]
    assert {row["bucket"] for row in summary["table"]} == {"1-30", "31-90", "91+", "1+", "31+"}


def test_compare_is_not_written_over_another(runs, tmp_path, capsys):
    arguments = ("compare", runs["Baseline"], runs["Pandemic"], "--out", tmp_path / "cmp")
    assert call(*arguments) == DONE
    assert call(*arguments) == REFUSED
    assert "--force" in capsys.readouterr().err
    assert call(*arguments, "--force") == DONE


@pytest.mark.parametrize("count", [0, 1])
def test_compare_needs_two_runs(count, runs):
    assert call("compare", *[runs["Baseline"]] * count) == REFUSED


def test_compare_never_replaces_a_run(runs):
    before = (runs["Baseline"] / "curves.csv").read_bytes()
    assert call("compare", runs["Baseline"], runs["Pandemic"], "--out", runs["Baseline"], "--force") == REFUSED
    assert (runs["Baseline"] / "curves.csv").read_bytes() == before


def test_compare_refuses_what_is_no_run(runs, tmp_path, capsys):
    assert call("compare", runs["Baseline"], tmp_path, "--out", tmp_path / "cmp") == REFUSED
    assert "not a run's folder" in capsys.readouterr().err
    assert not (tmp_path / "cmp").exists()


def test_plot_draws_into_the_run(runs):
    assert call("plot", runs["Pandemic"], "rolls", "desk") == DONE
    assert {"rolls.png", "desk.png"} <= {path.name for path in runs["Pandemic"].iterdir()}
    assert call("plot", runs["Pandemic"], "rolls") == DONE


def test_plot_elsewhere_replaces_nothing(runs, tmp_path):
    arguments = ("plot", runs["Pandemic"], "buckets", "--out", tmp_path / "pictures")
    assert call(*arguments) == DONE
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["buckets.png"]
    assert call(*arguments) == REFUSED
    assert call(*arguments, "--force") == DONE


def test_plot_refuses_an_unknown_kind(runs, capsys):
    assert call("plot", runs["Pandemic"], "pie") == REFUSED
    assert "vintages" in capsys.readouterr().err


def test_the_kinds_are_the_pictures():
    assert tuple(PICTURES) == KINDS


def test_runs_in_which_nobody_owes_cannot_be_compared_and_nothing_is_written(tmp_path, capsys, nobody_owes):
    for name in ("a", "b"):
        nobody_owes.save(tmp_path / name)
    assert call("compare", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "cmp") == REFUSED
    assert "in no month does anybody owe anything in both" in capsys.readouterr().err
    assert not (tmp_path / "cmp").exists()


def test_compare_at_a_month(runs, tmp_path, capsys):
    arguments = ("compare", runs["Baseline"], runs["Pandemic"], "--out", tmp_path / "cmp", "--at", 3, "--at", 4)
    assert call(*arguments, "--json") == DONE
    table = json.loads(capsys.readouterr().out)["table"]
    assert [row["month"] for row in table if row["at"] == "month" and row["bucket"] == "31+"] == [3, 4]
    with (tmp_path / "cmp" / "table.csv").open(newline="") as file:
        assert {row["month"] for row in csv.DictReader(file) if row["at"] == "month"} == {"3", "4"}
    assert call("compare", runs["Baseline"], runs["Pandemic"], "--out", tmp_path / "late", "--at", 7) == REFUSED
    assert "months 0 to 6" in capsys.readouterr().err
    assert not (tmp_path / "late").exists()
