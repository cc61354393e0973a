"""A prepared run: it pickles, and any of its paths run anywhere to the same bits."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest

from arrears.errors import UsageError
from arrears.executors import run_all
from arrears.prepared import Prepared, prepare, run_batch


@pytest.fixture(scope="module")
def ready() -> Prepared:
    return prepare("pandemic", paths=5, borrowers=400, months=4, seed=3)


def test_a_batch_hangs_on_nothing_but_the_prepared_run_and_its_paths(ready):
    whole = run_all(ready, threads=2)
    again = pickle.loads(pickle.dumps(ready))
    for paths in ([0, 1, 2, 3, 4], [3, 1]):
        found = run_batch(again, paths)
        for name, array in found._asdict().items():
            assert np.array_equal(array, getattr(whole, name)[paths]), name


def test_another_process_runs_a_pickled_run_to_the_same_bits(ready, tmp_path):
    (tmp_path / "ready").write_bytes(pickle.dumps(ready))
    code = (
        "import pickle, sys\n"
        "from arrears.prepared import run_batch\n"
        "ready = pickle.load(open(sys.argv[1], 'rb'))\n"
        "pickle.dump(tuple(run_batch(ready, [4])), open(sys.argv[2], 'wb'))\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "ready", tmp_path / "found"], check=True)
    found = pickle.loads((tmp_path / "found").read_bytes())
    assert all(np.array_equal(a, b) for a, b in zip(found, run_batch(ready, [4]), strict=True))


def test_the_readable_engine_runs_the_same_paths():
    fast, readable = (
        prepare("baseline", paths=3, borrowers=60, months=2, engine=engine) for engine in ("fast", "reference")
    )
    for name, array in run_batch(readable, [2])._asdict().items():
        assert np.array_equal(array, getattr(run_batch(fast, [2]), name)), name


def test_an_engine_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="there is no engine 'slow'"):
        prepare("baseline", engine="slow")
