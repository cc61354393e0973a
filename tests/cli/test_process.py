"""The process around the commands: streams that are closed or take few letters, and a request to end."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ARREARS = Path(sys.executable).with_name("arrears")

SAVING = """
    import signal, sys, time
    from types import ModuleType
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background is started with it ignored
    from arrears.result.folder import whole_folder

    class Run:
        def overdue_rate(self, bucket): ...

        def save(self, folder, force=False, plots=()):
            with whole_folder(folder) as part:
                (part / "half").write_text("half")
                print("saving", flush=True)
                time.sleep(60)

    def simulate(scenario, book, threads, progress, checkpoint):
        return Run()

    module = ModuleType("arrears.simulation")
    module.simulate = simulate
    sys.modules["arrears.simulation"] = module
    from arrears.cli.app import main
    main(["run", "baseline", "--out", "out"])
"""


def shell(line, folder, **variables):
    return subprocess.run(
        ["sh", "-c", line.replace("arrears", str(ARREARS), 1)],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_saving_leaves_nothing_behind(tmp_path, number):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SAVING)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "saving\n"
    assert list((tmp_path / "out").iterdir())
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert "what was not finished was not written" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_obstacle(tmp_path, closed):
    done = shell(f"arrears new mine {closed}", tmp_path)
    assert done.returncode == 0
    text = (tmp_path / "mine.yaml").read_text()
    assert "mine.yaml written" not in text  # what is said went into no file that was opened meanwhile
    assert b"Traceback" not in done.stdout + done.stderr
    assert shell(f"arrears validate nowhere.yaml {closed}", tmp_path).returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_letters_that_a_stream_does_not_have_are_replaced(tmp_path, encoding):
    (tmp_path / "a.yaml").write_text('name: "失业 → Ünemployment"\nextends: baseline\n', encoding="utf-8")
    done = shell("arrears validate a.yaml", tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "nemployment" in done.stdout.decode(encoding)


def test_a_file_whose_name_is_not_ascii_in_a_plain_locale(tmp_path):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    (tmp_path / "失业.yaml").write_text("name: 失业\nextends: baseline\n", encoding="utf-8")
    done = shell("arrears validate 失业.yaml baseline nowhere-失业.yaml", tmp_path, **plain)
    assert done.returncode == 2
    assert b"baseline: good" in done.stdout
    assert b"there is no such file" in done.stderr
    assert b"Traceback" not in done.stderr
