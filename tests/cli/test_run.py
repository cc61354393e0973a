"""`arrears run` around the engine: what it refuses before anything is computed, what it passes on, how it stops.

The engine is a stand-in here; whole runs are tested elsewhere.
"""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from types import ModuleType, SimpleNamespace

import pytest
import xarray as xr

from arrears.cli.app import status_of
from arrears.errors import LedgerError, RunExistsError, RunFailed, TooLargeError

STARTED_AND_WAITING = """
    import sys, threading, time
    from types import ModuleType

    def simulate(scenario, book, threads, progress, checkpoint):
        threading.Thread(target=time.sleep, args=(60,)).start()  # a kernel that is not to be waited for
        print("started", flush=True)
        while True:
            progress(1, 10)
            time.sleep(0.05)

    module = ModuleType("arrears.simulation")
    module.simulate = simulate
    sys.modules["arrears.simulation"] = module
    from arrears.cli.app import main
    main(["run", "baseline", "--out", "out"])
"""


class StandIn:
    """Keeps what it was asked; its result is three months of two paths."""

    def __init__(self):
        self.calls = []
        self.error = None
        self.refuses = ""  # name of a folder on a full disk
        self.rates = [[0.01, 0.03, 0.02], [0.01, 0.05, 0.02]]

    def simulate(self, scenario, *, book=None, threads=None, progress=None, checkpoint=None):
        self.calls.append((scenario, threads))
        if self.error:
            raise self.error
        progress(1, 2)
        return self

    def overdue_rate(self, bucket):
        self.bucket = bucket
        return xr.DataArray(self.rates, dims=("path", "month"))

    def save(self, folder, force=False, plots=()):
        if self.refuses and folder.parent.name == self.refuses:
            raise RunFailed(f"{folder} could not be written: No space left on device")
        folder.mkdir(parents=True, exist_ok=force)
        (folder / "manifest.json").write_text('{"kind": "run"}')


@pytest.fixture
def engine(monkeypatch):
    stand_in = StandIn()
    module = ModuleType("arrears.simulation")
    module.simulate = stand_in.simulate
    monkeypatch.setitem(sys.modules, "arrears.simulation", module)
    monkeypatch.setattr("arrears.jit.will_compile", lambda: False)
    return stand_in


@pytest.fixture
def call(tmp_path, monkeypatch, capfd, engine):
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        status = status_of(["run", *map(str, arguments)])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return run


def test_a_folder_for_each_scenario_named_by_its_file(call, engine, tmp_path):
    (tmp_path / "my.case.yaml").write_text("name: Mine\nextends: baseline\n")
    status, out, err = call("my.case.yaml", "baseline")
    assert status == 0
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {"my.case", "baseline"}
    assert [scenario.name for scenario, _ in engine.calls] == ["Mine", "Baseline"]
    assert "runs/my.case: Mine: 31+ days overdue 1.00% of balances at the start, 4.00% at the peak (month 1)" in out
    assert "baseline: running 200 paths, 50,000 borrowers, 36 months" in err


def test_options_are_carried_by_the_scenario(call, engine):
    options = ["--paths", 5, "--borrowers", "1_000", "--months", 6, "--seed", 9, "--threads", 7]
    assert call("baseline", *options, "--set", "macro.unemployment.level=7%", "--out", "here")[0] == 0
    scenario, threads = engine.calls[0]
    assert threads == 7
    assert (scenario.run.paths, scenario.run.seed, scenario.months, scenario.portfolio.borrowers) == (5, 9, 6, 1000)
    assert scenario.macro.unemployment.level == 0.07


def test_for_a_program(call):
    status, out, err = call("baseline", "--json", "--paths", 2)
    assert status == 0
    (said,) = json.loads(out)
    assert said["folder"] == "runs/baseline"
    assert said["overdue"]["peak_month"] == 1
    assert f"baseline: note: {said['notes'][0]}" in err


def test_notes_of_all_scenarios_are_said_before_the_first_is_run(call):
    _, _, err = call("baseline", "severely-adverse-2026", "--paths", 20)
    lines = err.splitlines()
    running = next(k for k, line in enumerate(lines) if "running" in line)
    assert "baseline: note: with 20 paths the bands from 5% to 95% are too narrow" in lines[0]
    assert all(": note: " in line for line in lines[:running])
    assert any("trend" in line for line in lines[:running])
    assert not any(": note: " in line for line in lines[running:])


def test_a_month_in_which_nobody_owes_has_no_rate(call, engine):
    nobody = float("nan")
    engine.rates = [[nobody, 0.03, nobody], [nobody, 0.05, nobody]]
    _, out, _ = call("baseline")
    assert "n/a of balances at the start, 4.00% at the peak (month 1), n/a at the end" in out
    engine.rates = [[nobody] * 3] * 2
    assert "31+ days overdue n/a: nobody owes anything in any month" in call("baseline", "--force")[1]
    (said,) = json.loads(call("baseline", "--force", "--json")[1])
    assert said["overdue"] == {"bucket": "31+", "start": None, "peak": None, "peak_month": None, "end": None}


def test_the_summary_follows_the_scenarios_own_buckets(call, engine):
    assert call("baseline", "--set", "buckets=[60, 120]")[0] == 0
    assert engine.bucket == "61+"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--paths", "0"], "--paths 0: run.paths: 0 is below 1; expected a whole number from 1 to 100_000"),
        (["--borrowers", "0"], "--borrowers 0: portfolio.borrowers: 0 is below 1"),
        (["--months", "601"], "--months 601: months: 601 is above 600"),
        (["--seed", "-1"], "--seed -1: run.seed: -1 is below 0"),
        (["--threads", "0"], "--threads 0 is no number of threads; expected 1 or more"),
        (["--set", "months"], "--set: `months` is not a key and a value"),
        (["--set", "mnths=3"], "did you mean `months`?"),
        (["--borrowers", "some"], "`some` is not a number; expected a whole number from 1 to 1_000_000_000, or `all`"),
    ],
)
def test_wrong_options_are_refused(call, engine, tmp_path, arguments, told):
    status, _, err = call("baseline", *arguments)
    assert status == 2
    assert told in err
    assert not engine.calls
    assert not list(tmp_path.iterdir())


def test_borrowers_may_be_all_of_them(call, engine):
    assert call("baseline", "--borrowers", "all")[0] == 0
    assert len(engine.calls) == 1


def test_every_fault_of_options_and_files_at_once_before_anything_runs(call, engine, tmp_path):
    (tmp_path / "bad.yaml").write_text("name: Bad\nmacro: {unemployment: 130%}\n")
    status, _, err = call("baseline", "bad.yaml", "--paths", 0, "--set", "x", "--set", "buckets=[]")
    assert status == 2
    for told in ("bad.yaml:2:23", "--paths 0", "--set: `x`", "--set buckets=[]", "4 faults found"):
        assert told in err
    assert not engine.calls


def test_two_scenarios_of_one_stem_are_refused(call, engine, tmp_path):
    (tmp_path / "baseline.yaml").write_text("name: Mine\n")
    status, _, err = call("baseline.yaml", "baseline")
    assert status == 2
    assert "baseline.yaml and baseline would both be written to runs/baseline" in err
    assert not engine.calls


def test_a_run_is_not_written_over_unless_forced(call, engine, tmp_path):
    assert call("baseline")[0] == 0
    status, _, err = call("unemployment", "baseline")
    assert status == 2
    assert "runs/baseline" in err
    assert "--force" in err
    assert len(engine.calls) == 1  # not even the first of the two was run
    assert call("baseline", "--force")[0] == 0


def test_a_folder_of_something_else_is_never_replaced(call, engine, tmp_path):
    (tmp_path / "runs" / "baseline").mkdir(parents=True)
    (tmp_path / "runs" / "baseline" / "thesis.tex").write_text("years of work")
    assert call("baseline", "--force")[0] == 2
    assert not engine.calls


def test_a_finished_run_that_cannot_be_written_is_kept_elsewhere_and_said(call, engine, tmp_path, monkeypatch):
    (tmp_path / "other disk").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "other disk"))
    engine.refuses = "runs"
    status, out, err = call("baseline", "unemployment")
    assert status == 1
    kept = sorted((tmp_path / "other disk").iterdir())
    assert [path.name.rsplit("-", 1)[0] for path in kept] == ["arrears-baseline", "arrears-unemployment"]
    assert f"No space left on device; the finished run is kept in {kept[0]}" in err
    assert f"not everything was written where it was asked for: runs/baseline in {kept[0]}" in err
    assert f"{kept[1]}: Unemployment" in out


def test_a_lost_race_keeps_the_run_beside_the_one_that_won(call, engine, tmp_path, monkeypatch):
    save = engine.save

    def somebody_was_faster(folder, force=False, plots=()):
        if folder.name == "baseline":
            raise RunExistsError(f"{folder} holds a finished run; nothing was written (--force replaces it)")
        save(folder, force, plots)

    monkeypatch.setattr(engine, "save", somebody_was_faster)
    assert call("baseline")[0] == 1
    (kept,) = (tmp_path / "runs").iterdir()
    assert kept.name.startswith("baseline-")


def test_a_disk_without_room_is_refused_before_anything_is_computed(call, engine, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=1_000_000))
    status, _, err = call("baseline")
    assert status == 2
    assert "runs/baseline needs about" in err
    assert "has 1 MiB free" in err
    assert not engine.calls


def test_the_first_run_says_that_it_compiles(call, monkeypatch):
    monkeypatch.setattr("arrears.jit.will_compile", lambda: True)
    assert "compiling once, about a minute" in call("baseline")[2]
    monkeypatch.setattr("arrears.jit.will_compile", lambda: False)
    assert "compiling" not in call("baseline", "--force")[2]


def test_out_that_cannot_be_a_folder(call, engine, tmp_path):
    (tmp_path / "file").write_text("")
    assert call("baseline", "--out", "file")[0] == 2
    assert not engine.calls


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (TooLargeError("the run needs 900 GB, 16 GB are free"), 2, "arrears: the run needs 900 GB"),
        (LedgerError("month 3 misses 0.01"), 1, "arrears: the run failed: month 3 misses 0.01"),
        (MemoryError(), 1, "the memory is used up"),
        (OSError(28, "No space left on device", "runs/x"), 1, "the run failed: No space left on device: runs/x"),
        (KeyboardInterrupt(), 130, "arrears: stopped; what was not finished was not written"),
    ],
)
def test_what_goes_wrong_while_running(call, engine, tmp_path, error, status, told):
    engine.error = error
    ended, _, err = call("baseline")
    assert ended == status
    assert told in err
    assert not (tmp_path / "runs").exists()


def test_ctrl_c_ends_at_once_with_130(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(STARTED_AND_WAITING)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "started\n"
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - began < 3
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()
