"""The commands about scenarios, through the real executable where the process matters."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

from arrears.cli.app import status_of
from arrears.scenario import Scenario, shipped

ARREARS = Path(sys.executable).with_name("arrears")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(folder, capfd):
    def run(*arguments):
        status = status_of([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return run


def test_validate_says_a_line_for_each_good_file(call, folder):
    (folder / "mine.yaml").write_text("name: Mine\nextends: baseline\n")
    status, out, err = call("validate", "mine.yaml", "baseline")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "mine.yaml: good: Mine, from 2020-01, 200 paths, 50,000 borrowers, 36 months",
        "baseline: good: Baseline, from 2020-01, 200 paths, 50,000 borrowers, 36 months",
    ]


def test_validate_names_every_fault_of_every_file(call, folder):
    (folder / "a.yaml").write_text("name: A\nmonths: 0\nrun: {paths: 0}\n")
    (folder / "b.yaml").write_text("name: B\nmacros: {}\n")
    status, out, err = call("validate", "a.yaml", "b.yaml", "baseline", "nowhere.yaml")
    assert status == 2
    assert [line.split(": ")[0] for line in err.splitlines()] == [
        "a.yaml:2:9",
        "a.yaml:3:14",
        "b.yaml:2:1",
        "nowhere.yaml",
        "arrears",
    ]
    assert out.startswith("baseline: good")


def test_validate_for_a_program(call, folder):
    (folder / "a.yaml").write_text("name: A\nmonths: 0\n")
    status, out, _ = call("validate", "a.yaml", "--json")
    assert status == 2
    said = json.loads(out)
    assert said["good"] is False
    assert (said["faults"][0]["line"], said["faults"][0]["column"]) == (2, 9)
    status, out, _ = call("validate", "baseline", "--json")
    assert (status, json.loads(out)) == (0, {"good": True, "faults": [], "notes": {"baseline": []}})


def test_a_note_is_no_fault(call, folder):
    (folder / "a.yaml").write_text("name: A\nmacro: {income: {shocks: [{shape: step, start: month 50, size: -1%}]}}\n")
    status, _, err = call("validate", "a.yaml")
    assert status == 0
    assert "a.yaml: note: macro.income.shocks.0 starts in month 50" in err


def test_what_a_macro_file_leaves_open_is_said_before_a_run_is_asked_for(call):
    status, out, err = call("validate", "severely-adverse-2026", "--json")
    notes = json.loads(out)["notes"]["severely-adverse-2026"]
    assert status == 0
    assert any("trend" in note for note in notes)
    assert err.splitlines() == [f"severely-adverse-2026: note: {note}" for note in notes]


def test_list_and_show(call):
    status, out, _ = call("list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == shipped()
    assert [entry["name"] for entry in json.loads(call("list", "--json")[1])] == shipped()
    status, out, _ = call("show", "unemployment", "--set", "months=12")
    assert status == 0
    assert Scenario.from_text(out).months == 12


def test_show_refuses_what_validate_refuses(call):
    status, out, err = call("show", "nowhere")
    assert (status, out) == (2, "")
    assert err.startswith("nowhere: there is no such file; expected a scenario file, or the name of a shipped scenario")


@pytest.mark.parametrize("name", [*shipped(), "bad-winter"])
def test_new_writes_a_good_scenario_and_never_over_a_file(call, folder, name):
    assert call("new", name)[0] == 0
    path = folder / f"{name}.yaml"
    assert call("validate", path.name)[0] == 0
    if name in shipped():
        assert Scenario.read(path.name) == Scenario.read(name)
    else:
        assert Scenario.read(path.name).name == "Bad winter"
    path.write_text("mine")
    status, _, err = call("new", name)
    assert status == 2
    assert f"{name}.yaml is here already" in err
    assert path.read_text() == "mine"


def test_new_does_not_follow_a_link_and_writes_here_only(call, folder):
    (folder / "x.yaml").symlink_to(folder / "elsewhere.yaml")
    assert call("new", "x")[0] == 2
    assert not (folder / "elsewhere.yaml").exists()
    for name in ("../up", "a/b", "", ".hidden", "a\nb", "c:d"):
        assert call("new", name)[0] == 2
    assert [path.name for path in folder.iterdir()] == ["x.yaml"]


def test_schema_is_json_schema(call):
    status, out, _ = call("schema")
    assert status == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["rum"], "No such command 'rum'"),
        (["run"], "Missing argument"),
        (["run", "baseline", "--paths", "many"], "--paths"),
        (["run", "baseline", "--bogus"], "--bogus"),
        (["validate"], "Missing argument"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(call, arguments, told):
    status, _, err = call(*arguments)
    assert status == 2
    assert told in err
    assert "--help` shows what it takes" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["run"], ["validate"], ["new"], ["list"], ["show"], ["schema"]])
def test_help(call, arguments):
    status, out, _ = call(*arguments, "--help")
    assert status == 0
    assert "Usage: arrears" in out


def test_version(call):
    assert call("--version")[1].startswith("arrears 0.")


def test_too_many_faults_are_counted(call, folder):
    (folder / "a.yaml").write_text("name: A\n" + "".join(f"k{k}: 1\n" for k in range(300)))
    status, _, err = call("validate", "a.yaml")
    assert status == 2
    assert "and 200 further faults" in err


def test_an_error_of_our_own_is_said_without_a_traceback(call, monkeypatch):
    def broken(*_, **__):
        raise KeyError("who knows")

    monkeypatch.delenv("ARREARS_DEBUG", raising=False)
    monkeypatch.setattr(Scenario, "read", broken)
    status, _, err = call("validate", "baseline")
    assert status == 1
    assert "an error of arrears itself, not of what was asked: KeyError: 'who knows'" in err


def test_the_executable_answers_at_once_and_imports_nothing_heavy(folder):
    began = time.monotonic()
    done = subprocess.run([ARREARS, "validate", "baseline"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert time.monotonic() - began < 5  # the benchmark holds the real figure; this catches an import gone wrong
    heavy = "import sys; from arrears.cli.app import status_of; status_of(['validate', 'baseline']); "
    heavy += "print({'numpy', 'numba', 'xarray', 'matplotlib', 'scipy', 'pandas', 'simpy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, timeout=30)
    assert done.stdout.splitlines()[-1] == "set()"


def test_a_reader_that_goes_away_is_no_error(folder):
    done = subprocess.run(f"{ARREARS} schema | head -1", shell=True, capture_output=True, text=True, timeout=30)
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_completion_knows_the_shipped_names(folder):
    environment = {
        **os.environ,
        "_ARREARS_COMPLETE": "complete_bash",
        "COMP_WORDS": "arrears run base",
        "COMP_CWORD": "2",
    }
    done = subprocess.run([ARREARS], capture_output=True, text=True, timeout=30, env=environment)
    assert "baseline" in done.stdout
