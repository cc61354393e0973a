"""A sheet of an Excel workbook -> a table. Needs openpyxl, the extra ``excel``.

Cells come as they are shown where that decides what they mean: a number formatted as a percentage is 5.2% there and
0.052 inside, and becomes the text ``5.2%``; a date becomes ``2020-01-31``.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from arrears.errors import Fault, TableError
from arrears.tabular.layout import Header
from arrears.tabular.rows import NumberedRow, table_of_rows
from arrears.tabular.table import Table

SUFFIXES = (".xlsx", ".xlsm")


def read_workbook(path: Path, *, sheet: str | None, header: Header | None) -> Table:
    """Read a sheet of a workbook.

    Parameters
    ----------
    path : Path
        The workbook.
    sheet : str or None
        The sheet's name; not needed where only one holds anything.
    header : sequence of str, int, or None
        Names of the columns, or the row of the header; found by looking if None.

    Raises
    ------
    TableError
        openpyxl is not installed, the file is no workbook, the sheet is not there or was not named.
    """
    if find_spec("openpyxl") is None:
        message = "reading a workbook needs openpyxl, which is not installed"
        raise TableError(Fault(message, str(path), expected="`pip install arrears[excel]`, or the sheet as CSV"))
    import openpyxl  # an extra, and slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            # not read_only: such a sheet says neither its size nor its formats in every file
            book = openpyxl.load_workbook(path, data_only=True)
    except OSError as error:
        raise TableError(Fault(f"cannot be read: {error.strerror or error}", str(path))) from None
    except (zipfile.BadZipFile, KeyError, ValueError, openpyxl.utils.exceptions.InvalidFileException) as error:
        message = f"cannot be read as a workbook: {str(error).strip(chr(39))}"
        raise TableError(Fault(message, str(path), expected="an .xlsx file, or the sheet as CSV")) from None
    chosen = _choose(book, sheet, path)
    return table_of_rows(_rows(book[chosen]), path, header=header, notes=())


def _choose(book: Any, sheet: str | None, path: Path) -> str:
    names = [str(name) for name in book.sheetnames if hasattr(book[name], "iter_rows")]  # charts have none
    if sheet is not None:
        fitting = [name for name in names if name == sheet] or [n for n in names if n.lower() == sheet.lower()]
        if len(fitting) == 1:
            return fitting[0]
        message = f"`sheet`: the workbook has no sheet {sheet!r}"
        raise TableError(Fault(message, str(path), expected=f"one of {', '.join(names)}"))
    full = [name for name in names if any(cells and any(cells) for _, cells in _rows(book[name]))]
    if len(full) > 1:
        message = f"the workbook has {len(full)} sheets, say which"
        raise TableError(Fault(message, str(path), expected=f"`sheet:` one of {', '.join(full)}"))
    if not full:
        raise TableError(Fault("the workbook is empty", str(path), expected="a sheet with a header and rows"))
    return full[0]


def _rows(sheet: Any) -> Iterator[NumberedRow]:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield line, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{float(f'{100 * value:.12g}'):.12g}%"
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)
