"""Text with separators (CSV and its kin) -> a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from arrears.errors import Fault, TableError
from arrears.tabular.decoding import Encoded
from arrears.tabular.layout import LOOKED_AT, SEPARATORS, Header, find_separator
from arrears.tabular.rows import NumberedRow, table_of_rows
from arrears.tabular.table import Table

_NAMES = {"\t": "tabs", "|": "bars |", ";": "semicolons", " ": "spaces"}


def read_delimited(encoded: Encoded, path: Path, *, separator: str | None, header: Header | None) -> Table:
    """Read a table from text.

    Parameters
    ----------
    encoded : Encoded
        The file's bytes and encoding.
    path : Path
        Its name, for faults.
    separator : str or None
        What stands between cells, a character or the word ``tab``; found by looking if None.
    header : sequence of str, int, or None
        Names of the columns, or the line of the header; found by looking if None.

    Raises
    ------
    TableError
        A separator that is none, quotes that do not close, and what :func:`table_of_rows` refuses.
    """
    given = separator
    if separator is None:
        separator = find_separator(list(islice(_lines(encoded), LOOKED_AT)))
    separator = SEPARATORS.get(separator, separator)
    if len(separator) != 1 or separator in '"\r\n':
        message = f"`separator`: {separator!r} is none"
        raise TableError(Fault(message, str(path), expected="one character such as ';' or '|', or the word tab"))
    notes = [encoded.note] if encoded.note else []
    if given is None and separator != ",":
        notes.append(f"cells are separated by {_NAMES[separator]}")
    return table_of_rows(_rows(encoded, separator, path), path, header=header, notes=notes, separator=separator)


def _lines(encoded: Encoded) -> Iterable[str]:
    return io.TextIOWrapper(io.BytesIO(encoded.raw), encoding=encoded.encoding, errors="strict", newline="")


def _rows(encoded: Encoded, separator: str, path: Path) -> Iterator[NumberedRow]:
    """Yield each row and the line it begins on."""
    reader = csv.reader(_lines(encoded), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "a quote that opens in this row does not close" if "end of data" in str(error) else ""
        raise TableError(Fault(f"not a CSV file: {error}", str(path), line, 1, hint=hint)) from None
    except UnicodeError as error:
        raise TableError(Fault(f"not {encoded.encoding} text: {error}", str(path), line, 1)) from None
