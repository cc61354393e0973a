"""``manifest.json``: what made a run, so that it can be made again and told from another."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

FORMAT = 1  # of a run's folder; raised when an older reader would misread it
PACKAGES = ("arrears", "numpy", "numba", "scipy", "simpy", "xarray", "pandas", "h5netcdf", "h5py", "matplotlib")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a result depends on; those not installed are left out.

    Read from the installed metadata: numba is not imported for it.
    """
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def digest(path: Path) -> dict[str, Any]:
    """SHA-256 and size of a file."""
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest(), "bytes": path.stat().st_size}


def run_manifest(dataset: xr.Dataset, inputs: Mapping[str, Path], engine: Mapping[str, Any]) -> dict[str, Any]:
    """Put a run's manifest together.

    Parameters
    ----------
    dataset
        The run's dataset; its attributes and sizes are copied.
    inputs
        Name -> file of every input.
    engine
        What the engine knows of itself: borrower-months, seconds, threads, how each field of a tape was got, …

    Returns
    -------
    dict
        Plain values only, as JSON holds them.
    """
    attrs = dataset.attrs
    return {
        "kind": "run",
        "format": FORMAT,
        "scenario": str(attrs.get("name", "")),
        "seed": int(attrs.get("seed", 0)),
        "paths": dataset.sizes["path"],
        "months": int(dataset["month"].values[-1]),
        "start": str(attrs.get("start", "")),
        "currency": str(attrs.get("currency", "")),
        "versions": versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "inputs": {name: digest(path) for name, path in sorted(inputs.items())},
        **json.loads(as_json(engine)),
    }


def as_json(value: object) -> str:
    """Return JSON text of plain values, numpy's numbers and paths; keys in the order given, a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
