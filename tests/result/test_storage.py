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
    with pytest.raises(UsageError, match=r"result\.nc cannot be read"):
        open_run(folder)
