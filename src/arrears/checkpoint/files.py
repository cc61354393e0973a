"""Finished paths on disk: a file a batch, written aside, synced and renamed; its name holds its SHA-256.

Beside the batches lies ``run.json``, what the run is made of (``identity.py``), with a hash of its own. Files are
arrays of numbers without pickle. What is damaged is named and run again; what belongs to another run is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO

import numpy as np
from numpy.typing import NDArray

from arrears.checkpoint.identity import Identity, differences
from arrears.checkpoint.place import batches_in, discard, paths_in
from arrears.errors import ArrearsWarning, RunFailed, UsageError
from arrears.tallies import Tallies

RUN = "run.json"
_LOCK = "lock"
_COMPRESSION = 1  # of zlib: counts are mostly zeros, and a higher level takes longer than it saves


class Checkpoint:
    """The folder of one run's finished paths, while it runs. Batches are kept from any thread."""

    def __init__(self, place: Path) -> None:
        """A folder that `opened` has made."""
        self.place = place
        self._writing = Lock()
        self._closed = False

    def restore(self, total: Tallies) -> NDArray[np.int64]:
        """Fill in the paths that are kept, and return those that are still to be run.

        Parameters
        ----------
        total : Tallies
            Of all paths, in order; zeros.

        Warns
        -----
        ArrearsWarning
            A file is damaged: its name, and the paths that are run again.
        """
        left = np.ones(total[0].shape[0], bool)
        for file, paths in batches_in(self.place).items():
            try:
                found = _read(file, total, len(paths)) if paths.stop <= left.size else None
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                found = None
            if found is None:
                which = f"path {paths[0]} is" if len(paths) == 1 else f"paths {paths[0]} to {paths[-1]} are"
                warnings.warn(f"{file} is damaged: its {which} run again", ArrearsWarning, stacklevel=3)
                with suppress(OSError):
                    file.unlink()
                continue
            for whole, part in zip(total, found, strict=True):
                whole[paths.start : paths.stop] = part
            left[paths.start : paths.stop] = False
        return np.flatnonzero(left).astype(np.int64)

    def keep(self, first: int, tallies: Tallies) -> None:
        """Keep a batch that is finished.

        Parameters
        ----------
        first
            Number of its first path; the others follow it.
        tallies
            Of its paths.

        Warns
        -----
        ArrearsWarning
            The disk refuses; said once, and the run goes on without keeping.
        """
        last = first + tallies[0].shape[0] - 1
        content = _packed(tallies)
        name = f"{first:06d}-{last:06d}.{hashlib.sha256(content).hexdigest()}.npz"
        with self._writing:
            if self._closed:
                return
            try:
                write_synced(self.place / name, content)
            except OSError as error:
                self._closed = True
                warnings.warn(
                    f"{self.place}: finished paths can no longer be kept there ({error.strerror or error}): the run "
                    "goes on; were it stopped, --resume would run those again that are finished from here on",
                    ArrearsWarning,
                    stacklevel=2,
                )

    def close(self) -> None:
        """Wait for the file that is being written; nothing is kept after this."""
        with self._writing:
            self._closed = True


@contextmanager
def opened(place: Path, identity: Identity) -> Iterator[Checkpoint]:
    """Open the folder of a run that is to be gone on with, or make it.

    When the run is stopped and nothing is kept yet, or fails on its own, the folder is gone at the end. When all paths
    are finished it stays, until the result is saved: who saves it calls ``place.discard``.

    Raises
    ------
    UsageError
        Paths of another run are kept there, or another process is writing there.
    """
    made = [parent for parent in place.parents if not parent.exists()]
    checkpoint = Checkpoint(place)
    lock: IO[bytes] | None = None
    try:
        try:
            place.mkdir(parents=True, exist_ok=True)
            lock = (place / _LOCK).open("wb")
        except OSError as error:
            checkpoint._closed = True
            warnings.warn(
                f"{place}: finished paths cannot be kept there ({error.strerror or error}); the run goes on",
                ArrearsWarning,
                stacklevel=3,
            )
        if lock is not None:
            _lock(lock, place)
            _begin(checkpoint, identity)
        try:
            yield checkpoint
        except RunFailed:
            discard(place)  # it would fail again
            raise
        finally:
            checkpoint.close()
    except BaseException:
        if not paths_in(place) and lock is not None:
            discard(place)
            for parent in made:  # the innermost first; one that is in use by now stays
                with suppress(OSError):
                    parent.rmdir()
        raise
    finally:
        if lock is not None:
            lock.close()


def _lock(lock: IO[bytes], place: Path) -> None:
    """Refuse a folder in which another process is writing; the lock ends with the process, however that ends."""
    if sys.platform == "win32":
        return  # no such lock there: two runs would write the same bytes
    import fcntl  # not on Windows

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            f"another run is writing to {place} now; nothing was run: wait for it, or choose another --out"
        ) from None
    except OSError:
        return  # a file system without locks


def _begin(checkpoint: Checkpoint, identity: Identity) -> None:
    """See that the folder is this run's, and say in it what it is of.

    Raises
    ------
    UsageError
        It is another run's; with what differs.
    """
    place = checkpoint.place
    for part in place.glob("*.part"):
        part.unlink(missing_ok=True)
    kept = paths_in(place)
    then = _told(place / RUN) if kept else None
    if kept and then is None:
        warnings.warn(
            f"{place / RUN} is damaged, so that nobody can say which run its {kept} paths are of: "
            "all paths are run again",
            ArrearsWarning,
            stacklevel=5,
        )
        for file in batches_in(place):
            file.unlink(missing_ok=True)
    if then is not None:
        differs = differences(then, identity)
        if differs:
            raise UsageError(
                f"{place} holds {kept} finished paths of a run that was another: {differs}. Nothing was run or thrown "
                "away: ask for what was asked then with --resume, or begin anew with --force"
            )
        return
    text = json.dumps(identity, ensure_ascii=False, sort_keys=True)
    told = json.dumps({"sha256": _hash(text), "run": text}, ensure_ascii=False)
    try:
        write_synced(place / RUN, told.encode())
    except OSError as error:
        checkpoint.close()
        warnings.warn(
            f"{place}: finished paths cannot be kept there ({error.strerror or error}); the run goes on",
            ArrearsWarning,
            stacklevel=5,
        )


def _told(file: Path) -> Identity | None:
    """Return what a folder says that it is of; None where that is damaged."""
    try:
        told = json.loads(file.read_bytes())
        text = told["run"]
        found = json.loads(text) if told["sha256"] == _hash(text) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if isinstance(found, dict) else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_synced(file: Path, content: bytes) -> None:
    """Write a file aside, have the disk hold it, and give it its name: it is there whole or not at all."""
    part = file.with_name(f"{file.name[:20]}.part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    with suppress(OSError):  # the name, too; some systems do not sync folders
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _packed(tallies: Tallies) -> bytes:
    """Return an ``.npz`` file of the tallies."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as packed:
        for name, array in tallies._asdict().items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as out:
                np.lib.format.write_array(out, np.ascontiguousarray(array), allow_pickle=False)
    return content.getvalue()


def _read(file: Path, like: Tallies, paths: int) -> Tallies | None:
    """Return a batch; None if its bytes are not those that its name says, or its arrays are no such run's."""
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != file.name.split(".")[1]:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        arrays = {name: kept[name] for name in like._fields}
    for name, array in arrays.items():
        wanted = getattr(like, name)
        if array.dtype != wanted.dtype or array.shape != (paths, *wanted.shape[1:]):
            return None
    return Tallies(**arrays)
