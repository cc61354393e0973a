"""What was written into a folder: a hash of each file, kept in the manifest, which is written last.

A file that was changed, cut or damaged since is known when the folder is opened, and a person's own files are told from
those of `arrears`.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from arrears.errors import ArrearsWarning, UsageError
from arrears.result.manifest import as_json, digest
from arrears.result.pictures import PICTURES

MANIFEST = "manifest.json"
INPUTS = "inputs"
# What `arrears` writes where a manifest does not say: pictures drawn later, and folders from before it said.
_OURS = ("curves.csv", "vintages.csv", "result.nc", "panel.nc", "scenario.yaml", *(f"{kind}.png" for kind in PICTURES))


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return a folder's manifest; empty where there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _files_in(folder: Path) -> list[Path]:
    """Files of a folder and of those below it, links as they are, in order."""
    inside = (Path(top) / name for top, folders, names in os.walk(folder) for name in [*names, *folders])
    return sorted(path for path in inside if path.is_symlink() or not path.is_dir())


def seal(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a folder's manifest, with the hash and size of every file that is there."""
    files = {path.relative_to(folder).as_posix(): digest(path) for path in _files_in(folder)}
    (folder / MANIFEST).write_text(as_json({**manifest, "files": files}), encoding="utf-8", newline="\n")


def check_seal(folder: Path, manifest: Mapping[str, Any], *, needed: tuple[str, ...]) -> None:
    """Look whether the files of a folder are as they were written; pictures are not looked at.

    Parameters
    ----------
    folder, manifest
        The folder, and what its manifest says. One that says no hashes, as older ones do, is taken as it is.
    needed
        Names of files, and of folders, without which the folder cannot be read.

    Raises
    ------
    UsageError
        A needed file is missing, or is not what was written.

    Warns
    -----
    ArrearsWarning
        Another file is.
    """
    files = manifest.get("files")
    for name, written in files.items() if isinstance(files, dict) else ():
        path = folder / name
        if name.endswith(".png") or not isinstance(written, dict):
            continue
        if not path.is_file():
            wrong = f"{path} is missing: it was written, and is not there any more"
        elif path.stat().st_size != written.get("bytes") or digest(path) != written:
            wrong = f"{path} is not as it was written: it was changed, cut or damaged since"
        else:
            continue
        if name in needed or PurePosixPath(name).parts[0] in needed:
            raise UsageError(f"{wrong}; nothing was read, take a copy of the folder or run its scenario again")
        warnings.warn(f"{wrong}; the numbers here are read from elsewhere", ArrearsWarning, stacklevel=3)


def own_files(folder: Path) -> list[Path]:
    """Files of a finished folder that `arrears` did not write there, relative to it."""
    files = manifest_of(folder).get("files")
    ours = {MANIFEST, *_OURS, *(files if isinstance(files, dict) else ())}
    inside = [path.relative_to(folder) for path in _files_in(folder)]
    known = isinstance(files, dict)  # a manifest from before says nothing of the inputs, which are ours
    return [path for path in inside if path.as_posix() not in ours and (known or path.parts[0] != INPUTS)]
