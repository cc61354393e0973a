import json
import pickle
import subprocess
import sys

import pytest
from matplotlib.figure import Figure

from arrears.errors import RunExistsError, UsageError
from arrears.result import PICTURES, Result, open_run


@pytest.fixture(scope="module")
def folder(base, tmp_path_factory):
    source = tmp_path_factory.mktemp("inputs") / "fed.csv"
    source.write_text("quarter,unemployment\n")
    run = Result.of_run(base.dataset, base.scenario, {"borrower_months": 7, "seconds": 0.5}, {"macro/fed.csv": source})
    return run.save(tmp_path_factory.mktemp("runs") / "baseline")


def test_the_folder_holds_what_is_promised(folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "curves.csv",
        "vintages.csv",
        "result.nc",
        "overdue.png",
        "scenario.yaml",
        "manifest.json",
        "inputs/macro/fed.csv",
    }
    png = (folder / "overdue.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") >= 800
    assert len(png) > 20_000


def test_the_manifest_says_what_made_it(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["kind"] == "run"
    assert manifest["seed"] == 1
    assert manifest["borrower_months"] == 7
    assert {"python", "numpy", "numba"} <= set(manifest["versions"])
    assert len(manifest["inputs"]["macro/fed.csv"]["sha256"]) == 64


def test_a_run_opens_as_it_was(folder, base):
    again = open_run(folder)
    assert again.dataset.identical(base.dataset)
    assert again.scenario == base.scenario
    assert list(again.inputs) == ["macro/fed.csv"]
    assert again.save(folder, force=True) == folder


def test_the_same_run_writes_the_same_bytes(folder, base, tmp_path):
    other = base.save(tmp_path / "again")
    for name in ("curves.csv", "vintages.csv", "scenario.yaml"):
        assert (other / name).read_bytes() == (folder / name).read_bytes()


def test_a_finished_run_is_not_overwritten(folder, stress):
    before = (folder / "curves.csv").read_bytes()
    with pytest.raises(RunExistsError):
        stress.save(folder)
    assert (folder / "curves.csv").read_bytes() == before


def test_it_pickles(base):
    again = pickle.loads(pickle.dumps(base))
    assert again.dataset.identical(base.dataset)
    assert again.scenario == base.scenario
    assert again.manifest == base.manifest


def test_overdue_rate_picks_one_curve(base):
    rate = base.overdue_rate("31+")
    assert rate.dims == ("path", "month")
    assert rate.attrs["units"] == "fraction"
    assert rate.quantile([0.05, 0.5, 0.95], "path").dims == ("quantile", "month")
    assert base.overdue_rate("1-30", by="count", product="revolving", segment="income_quintile=2").dims == (
        "path",
        "month",
    )
    assert base.overdue_rate("91+", by="customer").dims == ("path", "month")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"bucket": "61+"}, "31-90"),
        ({"bucket": "31+", "by": "weight"}, "customer"),
        ({"bucket": "31+", "product": "mortgage"}, "instalment"),
        ({"bucket": "31+", "segment": "income_quintile=9"}, "income_quintile=2"),
        ({"bucket": "31+", "by": "customer", "product": "revolving"}, "no product 'revolving'"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(arguments, said, base):
    with pytest.raises(UsageError, match=said):
        base.overdue_rate(**arguments)


@pytest.mark.parametrize("kind", PICTURES)
def test_every_picture_is_drawn(kind, base):
    assert base.plot(kind).axes


def test_an_unknown_picture_is_refused(base):
    with pytest.raises(UsageError, match="vintages"):
        base.plot("pie")


def test_folders_that_are_no_runs_are_refused(tmp_path, folder):
    with pytest.raises(UsageError, match=r"no manifest\.json"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(UsageError, match="cannot be read"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "comparison", "format": 1}')
    with pytest.raises(UsageError, match="comparison"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "run", "format": 99}')
    with pytest.raises(UsageError, match="later version"):
        open_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "run", "format": 1}')
    with pytest.raises(UsageError, match=r"no result\.nc"):
        open_run(tmp_path)


def test_a_stored_run_opens_and_plots_without_the_engine(folder):
    code = (
        "import sys; sys.modules['numba'] = sys.modules['simpy'] = None\n"
        "from arrears.result import open_run\n"
        f"open_run({str(folder)!r}).plot('rolls')\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_name_in_any_letters_is_saved(make_run, tmp_path):
    run = make_run(name="疫情 $5 or $6", months=2, paths=2, accounts=10)
    assert open_run(run.save(tmp_path / "run")).name == "疫情 $5 or $6"


def test_pictures_are_written_that_are_asked_for(base, tmp_path):
    folder = base.save(tmp_path / "run", plots=("desk", "overdue"))
    assert sorted(path.name for path in folder.glob("*.png")) == ["desk.png", "overdue.png"]
    with pytest.raises(UsageError, match="vintages"):
        base.save(tmp_path / "other", plots=("vintage",))
    assert not (tmp_path / "other").exists()


def test_a_panel_goes_into_own_axes(base):
    ax = Figure().add_subplot()
    assert base.plot("overdue", ax=ax, bucket="91+") is ax
    assert "91+" in ax.get_title()
    with pytest.raises(UsageError, match="one of them"):
        base.plot("overdue", Figure(), ax=ax)
    with pytest.raises(UsageError, match="ax="):
        base.plot("overdue", bucket="91+")


def test_a_notebook_shows_the_rates_and_how_the_run_was_made(make_run):
    html = make_run(name="A & B")._repr_html_()
    for said in ("A &amp; B", "31+", "peak", "<summary>manifest</summary>", "<summary>scenario</summary>"):
        assert said in html


def test_a_scenario_says_itself_in_a_line_and_in_full_to_a_notebook(base):
    assert repr(base.scenario) == "<Scenario 'Baseline': 8 months from 2020-01, 50,000 borrowers, 12 paths>"
    assert "months: 8" in base.scenario._repr_html_()
