"""Where compiled code is kept between runs, and that it comes back as it was written.

What is kept is pickled machine code: whoever can write to the folder can run code as the one who reads it, and a
flipped bit could crash the interpreter. So the folder is the user's own, or is not used; each file begins with a hash
of the rest; and what does not match its hash, or cannot be read, is thrown away and compiled again. A file that cannot
be written (a full disk) is only not kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import caching, serialize

SUFFIX = ".code"
_FunctionCache: Any = caching.FunctionCache  # numba has no annotations
_dumps: Any = serialize.dumps
_HASH = hashlib.sha256
_HEAD = _HASH().digest_size  # bytes


def cache_folder(version: str) -> str:
    """Return the folder of compiled code for a version of the sources; empty where none can be used.

    It is ``$ARREARS_CACHE_DIR``, else the user's cache folder; where that cannot be written, one below the temporary
    folder, which others can write to as well: there it must be the user's own, and closed to all others.
    """
    folder = _root() / version
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return str(folder)
    except OSError:
        pass
    user = os.getuid() if hasattr(os, "getuid") else 0
    above = Path(tempfile.gettempdir()) / f"arrears-{user}"
    try:
        for place in (above, above / version):
            with suppress(FileExistsError):
                place.mkdir(mode=0o700)
            if not _is_private(place):
                return ""
    except OSError:
        return ""
    return str(above / version)


def _root() -> Path:
    given = os.environ.get("ARREARS_CACHE_DIR")
    if given:
        return Path(given)
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "arrears"
        return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "arrears"
    except RuntimeError:  # a user without a home
        return Path(os.devnull)


def _is_private(place: Path) -> bool:
    """Whether a folder is this user's, no link, and closed to all others."""
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return False
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o077)


def is_empty(folder: str) -> bool:
    """Whether nothing compiled is kept in a folder: the next run compiles."""
    return not folder or not any(Path(folder).rglob(f"*{SUFFIX}"))


class SealedCache(_FunctionCache):  # type: ignore[misc]
    """Numba's cache of one function, over sealed files."""

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _SealedFiles(
            Path(self._cache_path), self._impl.filename_base, self._impl.locator.get_source_stamp()
        )

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled, if it can be kept."""
        with suppress(OSError):
            super().save_overload(sig, data)


class _SealedFiles:
    """A file for each signature that a function was compiled for: a hash, then what Numba pickles."""

    def __init__(self, folder: Path, stem: str, stamp: Any) -> None:
        self._folder, self._stem, self._stamp = folder, stem, stamp

    def _path(self, key: Any) -> Path:
        name = _HASH(repr((key, self._stamp)).encode()).hexdigest()[:16]
        return self._folder / f"{self._stem}.{name}{SUFFIX}"

    def save(self, key: Any, data: Any) -> None:
        """Write what was compiled for a signature; another process may write the same at once."""
        path, pickled = self._path(key), _dumps(data)
        part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:16]}.part")
        try:
            part.write_bytes(_HASH(pickled).digest() + pickled)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def load(self, key: Any) -> Any:
        """Return what was compiled for a signature; None if it is not there, or not as it was written."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if data[:_HEAD] == _HASH(data[_HEAD:]).digest():
            # what numba or Python of another build wrote is no longer read
            with suppress(Exception):
                return pickle.loads(data[_HEAD:])
        with suppress(OSError):
            path.unlink()
        return None

    def flush(self) -> None:
        """Forget everything kept of the function."""
        for path in self._folder.glob(f"{self._stem}.*{SUFFIX}"):
            path.unlink(missing_ok=True)
