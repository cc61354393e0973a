"""`arrears run --resume` through the real executable: killed at several points, and the same bytes in the end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ARREARS = str(Path(sys.executable).with_name("arrears"))
RUN = ("run", "baseline", "--paths", "40", "--borrowers", "6000", "--months", "6", "--seed", "5")
KEPT = Path("cut/.baseline.kept")


def arrears(folder, *arguments):
    done = subprocess.run([ARREARS, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def stopped(folder, number, batches, *more):
    """Begin a run and send it a signal once so many batches are kept; returns its status, seconds and stderr."""
    process = subprocess.Popen([ARREARS, *RUN, "--out", "cut", *more], cwd=folder, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and len(list((folder / KEPT).glob("*.npz"))) < batches:
        time.sleep(0.01)
    process.send_signal(number)
    began = time.monotonic()
    _, err = process.communicate(timeout=60)
    return process.returncode, time.monotonic() - began, err


def contents(folder):
    return {name: (folder / "baseline" / name).read_bytes() for name in ("curves.csv", "vintages.csv", "result.nc")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    assert arrears(folder, *RUN, "--out", "whole").returncode == 0
    assert [path.name for path in (folder / "whole").iterdir()] == ["baseline"]  # nothing is left of what was kept
    return contents(folder / "whole")


@pytest.mark.slow
def test_killed_three_times_and_gone_on_with(tmp_path, whole):
    for batches in (1, 2, 3):
        assert stopped(tmp_path, signal.SIGKILL, batches, "--resume", "--threads", "2")[0] == -signal.SIGKILL
    kept = sorted((tmp_path / KEPT).glob("*.npz"))
    assert len(kept) >= 3
    before = {file: file.read_bytes() for file in kept}

    plain = arrears(tmp_path, *RUN, "--out", "cut")
    assert plain.returncode == 2
    assert "--resume goes on" in plain.stderr
    assert "--force throws them away" in plain.stderr

    other = arrears(tmp_path, *RUN, "--out", "cut", "--resume", "--set", "macro.unemployment.level=7%")
    assert other.returncode == 2
    assert "macro.unemployment" in other.stderr
    assert {file: file.read_bytes() for file in kept} == before

    content = bytearray(kept[0].read_bytes())
    content[len(content) // 2] ^= 255
    kept[0].write_bytes(content)
    on = arrears(tmp_path, *RUN, "--out", "cut", "--resume", "--threads", "1")
    assert on.returncode == 0, on.stderr
    assert f"{kept[0].name} is damaged" in on.stderr
    assert [path.name for path in (tmp_path / "cut").iterdir()] == ["baseline"]
    assert contents(tmp_path / "cut") == whole

    again = arrears(tmp_path, *RUN, "--out", "cut", "--resume", "--json")
    assert again.returncode == 0
    assert "finished before; nothing was run" in again.stderr
    assert json.loads(again.stdout)[0]["paths"] == 40
    changed = arrears(tmp_path, *RUN, "--out", "cut", "--resume", "--months", "7")
    assert (changed.returncode, "months 6 → 7" in changed.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_soon_and_says_what_is_kept_and_how_to_go_on(tmp_path, whole, number):
    status, seconds, err = stopped(tmp_path, number, 2)
    assert status == 128 + number
    assert seconds < 1.5
    assert "of 40 paths are finished and kept in" in err
    assert "--resume goes on from there" in err
    assert "Traceback" not in err
    assert arrears(tmp_path, *RUN, "--out", "cut", "--resume").returncode == 0
    assert contents(tmp_path / "cut") == whole


@pytest.mark.slow
def test_force_begins_anew_and_resume_with_nothing_kept_runs(tmp_path, whole):
    stopped(tmp_path, signal.SIGKILL, 1)
    os.truncate(next((tmp_path / KEPT).glob("*.npz")), 5)
    forced = arrears(tmp_path, *RUN, "--out", "cut", "--force")
    assert (forced.returncode, "damaged" in forced.stderr) == (0, False)
    assert contents(tmp_path / "cut") == whole
    assert arrears(tmp_path, *RUN, "--out", "other", "--resume").returncode == 0
    assert contents(tmp_path / "other") == whole
