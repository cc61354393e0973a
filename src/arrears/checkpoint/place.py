"""Where the finished paths of a run are kept, and how many lie there; imported before anything large is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

BATCH = re.compile(r"(\d{6})-(\d{6})\.([0-9a-f]{64})\.npz")  # first path, last path, SHA-256 of the file
_LONGEST = 40  # letters of a folder's name that are taken as they are


def place_of(folder: str | Path) -> Path:
    """Return the hidden folder beside a run's folder, ``runs/.mine.kept`` for ``runs/mine``.

    Examples
    --------
    >>> place_of("/runs/mine").as_posix()
    '/runs/.mine.kept'
    """
    place = Path(os.path.realpath(folder) if Path(folder).is_symlink() else os.path.abspath(folder))
    name = place.name
    if len(name) > _LONGEST:  # a file system that takes the name may not take a longer one
        name = name[:_LONGEST] + hashlib.sha256(name.encode()).hexdigest()[:8]
    return place.with_name(f".{name}.kept")


def batches_in(place: Path) -> dict[Path, range]:
    """Return the files of batches that lie there, by their names alone, and the paths of each; in order."""
    found = {file: BATCH.fullmatch(file.name) for file in sorted(place.glob("*.npz"))}
    return {file: range(int(name[1]), int(name[2]) + 1) for file, name in found.items() if name}


def paths_in(place: Path) -> int:
    """Return how many paths are kept there, by the names of the files alone."""
    return len({path for paths in batches_in(place).values() for path in paths})


def discard(place: Path) -> None:
    """Throw away what is kept there."""
    shutil.rmtree(place, ignore_errors=True)
