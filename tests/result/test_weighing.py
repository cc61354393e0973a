"""Runs weighed by their probability: every curve is the weighted mean, and the parts add up to it."""

import csv

import numpy as np
import pytest

from arrears.cli.app import DONE, REFUSED, status_of
from arrears.errors import UsageError
from arrears.measures import MEASURES
from arrears.report.write import page
from arrears.result import compare, open_run
from arrears.result.pictures import PICTURES
from arrears.weighing import parsed, weigh

WEIGHTS = (0.5, 0.3, 0.2)


@pytest.fixture(scope="module")
def runs(base, stress, mild):
    return (base, mild, stress)


@pytest.fixture(scope="module")
def weighed(runs):
    return weigh(runs, WEIGHTS)


def test_every_measure_is_the_weighted_mean_path_by_path(weighed, runs):
    for measure in MEASURES.values():
        if measure.available(runs[0].dataset):
            expected = sum(w * measure.function(run.dataset).values for w, run in zip(WEIGHTS, runs, strict=True))
            found = weighed.measure(measure.name)
            assert found.dims == measure.function(runs[0].dataset).dims
            assert np.allclose(found.values, expected, rtol=1e-12, atol=0, equal_nan=True)
            assert found.attrs == measure.function(runs[0].dataset).attrs


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(runs, tmp_path_factory):
    top = tmp_path_factory.mktemp("weighed")
    folders = [run.save(top / name) for name, run in zip(("a", "b", "c"), runs, strict=True)]
    texts = [f"{folder}={weight:.0%}" for folder, weight in zip(folders, WEIGHTS, strict=True)]
    assert status_of(["weigh", *texts, "--out", str(top / "w")]) == DONE
    return top / "w"


def test_the_parts_add_up_to_the_curves(folder):
    parts: dict = {}
    for row in rows_of(folder / "parts.csv"):
        key = (row["measure"], row["product"], row["segment"], row["bucket"], row["month"])
        assert float(row["part_mean"]) == pytest.approx(float(row["weight"]) * float(row["mean"]), rel=1e-9, abs=1e-12)
        parts[key] = parts.get(key, 0.0) + float(row["part_mean"])
    rows = rows_of(folder / "curves.csv")
    assert len(rows) == len(parts)
    for row in rows:
        key = (row["measure"], row["product"], row["segment"], row["bucket"], row["month"])
        assert parts[key] == pytest.approx(float(row["mean"]), rel=1e-9, abs=1e-9)


def test_the_folder_opens_draws_compares_and_reports_as_any_other(folder, weighed, runs):
    again = open_run(folder)
    assert again.measure("overdue_rate").equals(weighed.measure("overdue_rate"))
    assert [part["weight"] for part in again.manifest["weighed"]] == list(WEIGHTS)
    for kind in PICTURES:
        again.plot(kind)
    uplift = compare(runs[0], again).difference("overdue_rate", "31+")
    expected = sum(
        w * (run.overdue_rate("31+") - runs[0].overdue_rate("31+")).values for w, run in zip(WEIGHTS, runs, strict=True)
    )
    assert np.allclose(uplift.values, expected, atol=1e-12)
    assert "Weighted mean of scenarios" in page([again], language="en")


def test_what_cannot_be_weighed_is_refused(runs, make_run, tmp_path, capsys):
    with pytest.raises(UsageError, match="add up to 90%"):
        weigh(runs[:2], (0.5, 0.4))
    with pytest.raises(UsageError, match="probability"):
        weigh(runs[:2], (1.2, -0.2))
    with pytest.raises(UsageError, match="two runs"):
        weigh(runs[:1], (1.0,))
    with pytest.raises(UsageError, match="months"):
        weigh((runs[0], make_run(months=5)), (0.5, 0.5))
    with pytest.raises(UsageError, match="seed 2"):
        weigh((runs[0], make_run(seed=2)), (0.5, 0.5))
    with pytest.raises(UsageError, match="RUN=50%"):
        parsed(["runs/a=0.5"])
    assert parsed(["a=b=12.5%"])[0][1] == 0.125
    assert status_of(["weigh", "nowhere=50%", "nowhere=50%", "--out", str(tmp_path / "w")]) == REFUSED
    assert not (tmp_path / "w").exists()
