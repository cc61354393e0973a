"""Bytes of a file -> text: gzip undone, and the encoding found by looking where nobody says it.

Tried in this order: a byte-order mark; UTF-16 without one (every other byte is zero); UTF-8; GB18030, if what comes
out is nearly all common Chinese (the characters of GB 2312); else Latin-1 as Windows writes it. The last two cannot be
proved, so the guess is said.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

from arrears.errors import Fault, TableError

LARGEST = 4 * 2**30  # bytes, unpacked; a tape of some thirty million rows (assumption)
SAMPLE = 1 << 20  # bytes from which an encoding is guessed
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# What people rename to .csv, or download in its place.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "an Excel workbook of the old kind (.xls)", "save it as .xlsx or as CSV"),
    (b"%PDF", "a PDF document", "look for the table as CSV or as a workbook"),
    (b"PAR1", "a Parquet file", "call it .parquet"),
    (b"PK\x03\x04", "a zip archive or a workbook", "unpack it, or call a workbook .xlsx"),
)


@dataclass(frozen=True)
class Encoded:
    """The bytes of a text file, and how they are to be read."""

    raw: bytes
    encoding: str
    note: str = ""


def read_encoded(path: Path, *, encoding: str | None = None, largest: int = LARGEST) -> Encoded:
    """Read a file and find its encoding.

    Parameters
    ----------
    path : Path
        The file; may be packed by gzip, whatever it is called.
    encoding : str, optional
        Its encoding, if it is known.
    largest : int
        Bytes it may have, unpacked.

    Raises
    ------
    TableError
        It cannot be read, is too large, is no text, or is not in the encoding that was given.
    """
    raw = read_bytes(path, largest=largest)
    for mark, what, hint in _OTHERS:
        if raw.startswith(mark):
            raise TableError(Fault(f"this is {what}", str(path), expected="a text file such as CSV", hint=hint))
    if raw[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        hint = "download the file itself, not the page that shows it"
        raise TableError(Fault("this is a web page", str(path), 1, 1, "a text file such as CSV", hint))
    if encoding is not None:
        return Encoded(raw, _checked(raw, encoding, path))
    found = _find(raw)
    if found.startswith(("utf-16", "utf-32")):
        _checked(raw, found, path)
    return Encoded(raw, found, _said(found))


def read_bytes(path: Path, *, largest: int = LARGEST) -> bytes:
    """Return the bytes of a file, unpacked if it is packed by gzip.

    Raises
    ------
    TableError
        It cannot be read, is damaged, or is too large.
    """
    try:
        if path.stat().st_size > largest:
            raise _too_large(path, largest)
        raw = path.read_bytes()
        if not raw.startswith(b"\x1f\x8b"):
            return raw
        with gzip.open(path) as packed:
            raw = packed.read(largest + 1)
    except OSError as error:
        raise TableError(Fault(f"cannot be read: {error.strerror or error}", str(path))) from None
    except (EOFError, zlib.error) as error:
        hint = "download it again"
        raise TableError(Fault(f"the packed file is damaged: {error}", str(path), hint=hint)) from None
    if len(raw) > largest:
        raise _too_large(path, largest)
    return raw


def _too_large(path: Path, largest: int) -> TableError:
    return TableError(Fault(f"larger than {largest / 2**20:,.0f} MiB", str(path), hint="keep the rows that are needed"))


def _checked(raw: bytes, encoding: str, path: Path) -> str:
    try:
        name = codecs.lookup(encoding).name
        if name == "utf-8":
            name = "utf-8-sig"
        raw.decode(name)
    except LookupError:
        expected = "utf-8, utf-16, gb18030, latin-1 or another that Python knows"
        raise TableError(Fault(f"`encoding`: {encoding!r} is no encoding", str(path), expected=expected)) from None
    except UnicodeError as error:
        found = _find(raw)
        line = raw[: getattr(error, "start", 0)].count(b"\n") + 1
        hint = f"it looks like {found.removesuffix('-sig')}"
        raise TableError(
            Fault(f"the file is not in {encoding}, as `encoding` says", str(path), line, 1, hint=hint)
        ) from None
    return name


def _find(raw: bytes) -> str:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    head = raw[:SAMPLE]
    zeros = head.count(0)
    if len(head) > 3 and zeros > len(head) // 5:  # latin letters and digits in UTF-16
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _chinese(raw) else "cp1252" if _windows(raw) else "latin-1"
    return "utf-8"


def _chinese(raw: bytes) -> bool:
    """Whether bytes read as GB18030 are Chinese: two high bytes of a Latin text come out as rare characters."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    high = [c for c in text[:SAMPLE] if not c.isascii()]
    common = sum(len(c.encode("gb2312", "ignore")) == 2 for c in high)
    return common >= 0.9 * len(high)


def _windows(raw: bytes) -> bool:
    try:
        raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _said(encoding: str) -> str:
    if encoding in {"utf-8", "utf-8-sig"}:
        return ""
    spoken = {"gb18030": "GBK (GB18030)", "cp1252": "Latin-1 (Windows-1252)", "latin-1": "Latin-1"}
    guess = encoding in spoken
    way_out = "; `encoding` says another" if guess else ""
    return f"read as {spoken.get(encoding, encoding.upper())} text{', a guess' if guess else ''}{way_out}"
