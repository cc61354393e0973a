"""Overlays that people set: kept apart from the model's figures, listed everywhere, refused once expired."""

import csv

import numpy as np
import openpyxl
import pytest

from arrears.cli.app import DONE, REFUSED, status_of
from arrears.errors import ScenarioError
from arrears.export import write_workbook
from arrears.report.write import page
from arrears.result import open_run
from arrears.result.judgement import adjusted, check_overlays
from arrears.scenario import Scenario

SPLIT = "portfolio: {segment: income_quintile}\n"
OVERLAY = (
    'overlays: [{{measure: overdue_rate, bucket: "31+", months: [2, 5], {change}, reason: "Floods in June",'
    " owner: Credit committee, expires: {expires}}}]\n"
)


def text(change="add: +0.5pp", expires="2099-12"):
    return OVERLAY.format(change=change, expires=expires)


@pytest.fixture
def run(make_run):
    return make_run(text=SPLIT + text())


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_models_own_figures_stay_and_both_stand_in_a_table_of_their_own(run, base, tmp_path):
    folder = run.save(tmp_path / "run")
    assert (folder / "curves.csv").read_bytes() == (base.save(tmp_path / "base") / "curves.csv").read_bytes()
    assert not (tmp_path / "base" / "overlays.csv").exists()
    rows = rows_of(folder / "overlays.csv")
    own = run.overdue_rate("31+").mean("path").values
    assert len(rows) == len(own)
    for row, mean in zip(rows, own, strict=True):
        added = 0.005 if 2 <= int(row["month"]) <= 5 else 0.0
        assert float(row["model_mean"]) == pytest.approx(mean, rel=1e-9)
        assert float(row["adjusted_mean"]) == pytest.approx(mean + added, rel=1e-9)
        assert (row["owner"], row["reason"], row["expires"]) == ("Credit committee", "Floods in June", "2099-12")
    assert open_run(folder).scenario == run.scenario


def test_a_factor(make_run):
    ((_, model, changed),) = adjusted((run := make_run(text=text("times: 1.2"))).dataset, run.scenario)
    assert np.allclose(changed.isel(month=3), 1.2 * model.isel(month=3))
    assert np.array_equal(changed.isel(month=1), model.isel(month=1))


def test_the_report_and_the_workbook_list_them_apart(run, tmp_path):
    html = page([run], language="en")
    for said in ("Floods in June", "Credit committee", "2099-12", "+0.5 pp"):
        assert said in html
    write_workbook(run, tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx", read_only=True)
    (_, first, *_) = book["Overlays"].iter_rows(max_row=3, values_only=True)
    assert first[:3] == (1, "Credit committee", "Floods in June")


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (text(expires="2020-01"), "expired after 2020-01"),
        (text().replace("overdue_rate", "overdew_rate"), "no measure is called"),
        (text().replace("overdue_rate", "contacts").replace('bucket: "31+", ', ""), "is no rate"),
        (text("add: +1pp, times: 2"), "either `add` or `times`"),
        (text().replace("[2, 5]", "[5, 2]"), "run backwards"),
        (text().replace("Floods in June", ""), "reason"),
    ],
)
def test_what_cannot_stand_is_refused_by_validate_and_nothing_is_run(scenario, said, tmp_path, capsys):
    (tmp_path / "s.yaml").write_text(f"name: S\nextends: baseline\n{scenario}")
    assert status_of(["validate", str(tmp_path / "s.yaml")]) == REFUSED
    assert said in capsys.readouterr().err
    assert status_of(["run", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "runs")]) == REFUSED
    assert not (tmp_path / "runs").exists()


def test_a_good_one_is_said_and_a_stored_run_opens_after_it_has_expired(make_run, tmp_path, capsys):
    (tmp_path / "s.yaml").write_text(f"name: S\nextends: baseline\n{text()}")
    assert status_of(["validate", str(tmp_path / "s.yaml")]) == DONE
    assert "overlays set by people: 1" in capsys.readouterr().err
    old = make_run(text=text(expires="2020-01"))
    assert open_run(old.save(tmp_path / "old")).scenario.overlays[0].owner == "Credit committee"
    with pytest.raises(ScenarioError, match="expired"):
        check_overlays(old.scenario.overlays)


def test_the_scenario_writes_itself_with_its_overlays():
    scenario = Scenario.from_text(f"name: S\n{text()}")
    assert Scenario.from_text(scenario.to_yaml()) == scenario
