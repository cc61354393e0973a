"""``result.nc``: the dataset as netCDF-4, and back."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import h5netcdf
import numpy as np
import xarray as xr
from xarray.backends import H5NetCDFStore

_CHUNK = 1 << 19  # values a chunk


def _narrow(values: np.ndarray) -> np.dtype[Any]:
    """Return the narrowest of int16, int32, int64 that holds every value; half the bytes, twice as fast to write."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for dtype in (np.int16, np.int32):
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return np.dtype(dtype)
    return np.dtype(np.int64)


def _chunks(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Whole paths, as many as fit: a chunk is what one path-wise read wants."""
    paths = max(1, _CHUNK // max(1, int(np.prod(shape[1:]))))
    return (min(shape[0], paths), *shape[1:])


def write_dataset(path: Path, dataset: xr.Dataset) -> None:
    """Write a dataset; integers are stored narrow and come back as int64.

    Raises
    ------
    OSError
        The disk refused.
    """
    encoding: dict[str, dict[str, Any]] = {}
    for name, variable in dataset.data_vars.items():
        if variable.ndim == 0 or variable.dtype.kind not in "if" or not variable.size:
            continue
        encoding[str(name)] = {"zlib": True, "complevel": 1, "shuffle": True, "chunksizes": _chunks(variable.shape)}
        if variable.dtype.kind == "i":
            encoding[str(name)]["dtype"] = _narrow(variable.values)
        else:
            encoding[str(name)]["_FillValue"] = None  # else xarray adds an attribute that was not there
    plain = dataset.assign_attrs({key: _as_attribute(value) for key, value in dataset.attrs.items()})
    # In memory first, it is small once packed: h5py on a disk that fills up prints tracebacks, and crashes at the end.
    packed = io.BytesIO()
    with h5netcdf.File(packed, "w") as file:
        plain.dump_to_store(H5NetCDFStore(file), encoding=encoding)
    path.write_bytes(packed.getbuffer())


def read_dataset(path: Path) -> xr.Dataset:
    """Read what `write_dataset` wrote, into memory; the file is closed again."""
    # Without decoding: a unit such as "months" must not turn counts into times.
    dataset = xr.load_dataset(path, engine="h5netcdf", decode_times=False, mask_and_scale=False)
    for name, variable in dataset.variables.items():
        if variable.dtype.kind == "i" and variable.dtype != np.int64:
            dataset[name] = dataset[name].astype(np.int64)
    dataset.attrs = {key: _from_attribute(value) for key, value in dataset.attrs.items()}
    return dataset


def _as_attribute(value: object) -> str | int | float:
    """Return a value that netCDF holds as it is; anything else as JSON."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    return json.dumps(value)


def _from_attribute(value: Any) -> Any:
    """Return a plain Python value for numpy's."""
    return value.item() if isinstance(value, np.generic) else value
