import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from arrears.errors import UsageError
from arrears.result import open_run
from arrears.result.storage import read_dataset, write_dataset
from fabricated import fabricate


def test_what_is_written_comes_back(tmp_path):
    dataset = fabricate(paths=3, months=4, accounts=20, notes=["two countries"], observed={"1-30": 0.1})
    write_dataset(tmp_path / "result.nc", dataset)
    xr.testing.assert_identical(read_dataset(tmp_path / "result.nc"), dataset)


@pytest.mark.parametrize("largest", [100, 10**5, 10**12, -(10**12)])
def test_integers_of_any_size_come_back_as_int64(largest, tmp_path):
    dataset = xr.Dataset({"balance": (("path", "month"), np.array([[0, largest], [1, 2]]))})
    write_dataset(tmp_path / "result.nc", dataset)
    again = read_dataset(tmp_path / "result.nc")["balance"]
    assert again.dtype == np.int64
    assert again.values.tolist() == [[0, largest], [1, 2]]


def test_attributes_of_any_kind_are_kept_or_become_json(tmp_path):
    dataset = xr.Dataset({"x": ("path", [1])}, attrs={"seed": 2**62, "buckets": [30, 90], "full": True, "name": "A"})
    write_dataset(tmp_path / "result.nc", dataset)
    assert read_dataset(tmp_path / "result.nc").attrs == {
        "seed": 2**62,
        "buckets": "[30, 90]",
        "full": "true",
        "name": "A",
    }


def test_a_broken_file_is_refused(base, tmp_path):
    folder = base.save(tmp_path / "run")
    (folder / "result.nc").write_bytes(b"not netCDF at all")
    with pytest.raises(UsageError, match=r"result\.nc is not as it was written"):
        open_run(folder)


def test_a_disk_that_fills_up_is_one_error_and_no_crash(tmp_path):
    code = """
        import resource, sys
        from pathlib import Path
        from fabricated import fabricate
        from arrears.result.storage import write_dataset
        dataset = fabricate(paths=5, months=6, accounts=30, name="A", seed=1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        try:
            write_dataset(Path("result.nc"), dataset)
        except OSError as error:
            print(error.strerror)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "File too large\n", "")
