"""Seasoned pools that are kept: the latest few in memory, and some more on disk.

A pool is kept under a hash of everything that seasoning is given: the whole setting as it stands in the burn-in, size,
month 0, and the sources of the package. What cannot matter is what `Setting.for_burn_in` sets aside, and nothing else;
a new key of a scenario reaches the engine through the setting and is in the hash without anybody thinking of it.

A file is written aside and renamed, holds a hash of each array, and no pickle; one that is damaged is thrown away.
"""

from __future__ import annotations

import os
import uuid
import zipfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock

import numpy as np

from arrears.engine.swap import kernels_for
from arrears.jit import CACHE_FOLDER
from arrears.opening.fingerprint import fields_of, fingerprint, fingerprint_of, sources
from arrears.opening.pool import Pool, season
from arrears.population.book import Book
from arrears.rules import Rules
from arrears.setting import Setting

IN_MEMORY, ON_DISK = 4, 8  # pools; one of 200,000 people is some 40 MB
_pools: OrderedDict[tuple[str, Rules], Pool] = OrderedDict()
_lock = Lock()  # one pool is seasoned at a time: threads that want the same wait for it
_LEVELS = "exits", "worklist", "approval"


def key_of(setting: Setting, people: int, macro0: dict[str, float]) -> str:
    """Return the hash that a pool is kept under."""
    return fingerprint((sources(), setting.for_burn_in(1), people, sorted(macro0.items())))


def pool_of(setting: Setting, people: int, macro0: dict[str, float], rules: Rules) -> Pool:
    """Return a pool that was kept, or season one and keep it. Those of own rules are kept in memory alone."""
    key = key_of(setting, people, macro0)
    with _lock:
        found = _pools.get((key, rules))
        if found is None:
            file = _folder() / f"{key}.npz" if CACHE_FOLDER and not rules.given else None
            found = _read(file) if file is not None else None
            if found is None:
                found = season(setting, people, macro0, kernels=kernels_for(rules))
                if file is not None:
                    _write(file, found)
            _pools[key, rules] = found
            while len(_pools) > IN_MEMORY:
                _pools.popitem(last=False)
        _pools.move_to_end((key, rules))
        return found


def _folder() -> Path:
    """Folder of the pools, beside those of compiled code."""
    return Path(CACHE_FOLDER).parent / "pools"


def _read(file: Path) -> Pool | None:
    """Return the pool of a file; None if there is none, or it is damaged and was thrown away."""
    try:
        with file.open("rb") as source, np.load(source, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        told = arrays.pop("fingerprint").item()
        if told != _of_all(arrays):
            raise ValueError("damaged")
        levels = {name: float(arrays.pop(name)) for name in _LEVELS}
        pending = arrays.pop("pending")
        book = Book.of(arrays)
        os.utime(file)  # those that were wanted last are kept
        return Pool(book, pending=pending, fields=fields_of(book), **levels)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        with suppress(OSError):
            file.unlink()
        return None


def _of_all(arrays: dict[str, np.ndarray]) -> str:
    return fingerprint([(name, fingerprint_of(array)) for name, array in sorted(arrays.items())])


def _write(file: Path, pool: Pool) -> None:
    """Keep a pool, and let go of those wanted longest ago.

    A disk that is full or closed costs the time to season again, and nothing else.
    """
    arrays = {name: np.asarray(pool.book[name]) for name in pool.book}
    arrays.update({name: np.asarray(getattr(pool, name)) for name in (*_LEVELS, "pending")})
    part = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as out:
            np.savez(out, fingerprint=np.asarray(_of_all(arrays)), **arrays)  # type: ignore[arg-type]  # names are ours
        os.replace(part, file)
        kept = sorted(file.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[ON_DISK:]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            part.unlink()
