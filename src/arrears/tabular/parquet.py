"""A Parquet file -> a table of texts. Needs pyarrow, the extra ``parquet``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from arrears.errors import Fault, TableError
from arrears.tabular.table import Table

SUFFIXES = (".parquet", ".pq")
_TEXT = np.dtypes.StringDType()


def read_parquet(path: Path) -> Table:
    """Read a Parquet file; a number becomes the shortest text that is read as the same number.

    Raises
    ------
    TableError
        pyarrow is not installed, the file is none, has a column twice, or no rows.
    """
    if find_spec("pyarrow") is None:
        message = "reading Parquet needs pyarrow, which is not installed"
        raise TableError(Fault(message, str(path), expected="`pip install arrears[parquet]`, or a CSV file"))
    # imported here: an extra, and slow to import
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except (OSError, pyarrow.ArrowException) as error:
        reason = error.strerror if isinstance(error, FileNotFoundError) else str(error).splitlines()[0]
        raise TableError(Fault(f"cannot be read as Parquet: {reason}", str(path), expected="a table")) from None
    names = tuple(str(name) for name in table.column_names)
    twice = next((name for k, name in enumerate(names) if name in names[:k]), None)
    if twice is not None:
        raise TableError(Fault(f"the column {twice!r} stands twice", str(path), expected="each name once"))
    if not names or table.num_rows == 0:
        raise TableError(Fault("the table is empty", str(path), expected="at least one row"))
    cells = np.stack([np.array(_texts(table.column(k)), dtype=_TEXT) for k in range(len(names))], axis=1)
    return Table(path, names, cells, np.zeros(table.num_rows, np.int64), 0)


def _texts(column: Any) -> list[str]:
    return ["" if value is None else _text(value) for value in column.to_pylist()]


def _text(value: Any) -> str:
    """Return a value as it would stand in a CSV file."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else "" if value != value else repr(value)
    return str(value)
