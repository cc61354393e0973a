"""Every script in examples/ runs in an empty folder, writes a picture, and is short enough to be read."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(FOLDER.glob("*.py"))
# An own rule is compiled, which takes longer than the rest of the script.
LONG = {"own_rule"}


@pytest.mark.parametrize(
    "script", [pytest.param(s, id=s.stem, marks=pytest.mark.slow if s.stem in LONG else ()) for s in SCRIPTS]
)
def test_an_example_runs_and_writes_a_picture(script, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    runpy.run_path(str(script), run_name="__main__")
    pictures = list(tmp_path.glob("*.png"))
    assert len(pictures) == 1
    assert pictures[0].stat().st_size > 10_000
    assert capsys.readouterr().err == ""
    assert len(script.read_text(encoding="utf-8").splitlines()) < 60


def test_the_promised_examples_are_there():
    promised = {"compare_three_scenarios", "own_rule", "own_macro_model", "sweep_heat_map"}
    assert promised <= {script.stem for script in SCRIPTS}
