"""Fingerprints: of the fields of a book, and of whatever a seasoned pool hangs on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from arrears.population.book import Book

_PACKAGE = Path(__file__).parents[1]
_LENGTH = 16  # hexadecimal digits that are kept of a hash


def fingerprint(value: object) -> str:
    """Return a hash of plain values: dataclasses, tuples, mappings, arrays, numbers and texts, to any depth.

    Raises
    ------
    TypeError
        A value of another kind is among them: it would be left out of the hash unnoticed.
    """
    digest = hashlib.sha256()
    _take(digest, value)
    return digest.hexdigest()[:_LENGTH]


def _take(digest: Any, value: object) -> None:
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    elif hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        value = tuple(value.items())
    if isinstance(value, tuple | list):
        digest.update(b"(")
        for part in value:
            _take(digest, part)
        digest.update(b")")
    elif isinstance(value, np.ndarray):
        digest.update(f"{value.dtype}{value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    elif value is None or isinstance(value, bool | int | float | str | np.generic):
        digest.update(f"{type(value).__name__} {value!r};".encode())
    else:
        raise TypeError(f"no fingerprint of a {type(value).__name__}")


def fingerprint_of(array: NDArray[Any]) -> str:
    """Return a hash of an array: its kind, its shape and its bits."""
    digest = hashlib.sha256(f"{array.dtype}{array.shape}".encode())
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:_LENGTH]


def fields_of(book: Book) -> dict[str, str]:
    """Return a hash of each field of a book but the segment, which is the run's and not the book's."""
    return {name: fingerprint_of(book[name]) for name in book if name != "segment"}


@lru_cache(maxsize=1)
def sources() -> str:
    """Return a hash of the sources of this package: what was made by others is not read."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(file.relative_to(_PACKAGE).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:_LENGTH]
