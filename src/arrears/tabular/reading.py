"""`read_table`: any ordinary file of rows and columns -> a table of texts."""

from __future__ import annotations

from pathlib import Path

from arrears.errors import Fault, TableError
from arrears.tabular import parquet, workbook
from arrears.tabular.decoding import LARGEST, read_encoded
from arrears.tabular.delimited import read_delimited
from arrears.tabular.layout import Header
from arrears.tabular.table import Table


def read_table(
    path: Path,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    header: Header | None = None,
    sheet: str | None = None,
    largest: int = LARGEST,
) -> Table:
    """Read a table: text with separators (packed by gzip or not), an Excel workbook, or Parquet.

    What is not given is found by looking; what was found and is not the usual (UTF-8, commas, a header in the first
    line) is in the table's notes.

    Parameters
    ----------
    path : Path
        The file; ``.xlsx`` and ``.parquet`` are known by their names, all else is text.
    encoding : str, optional
        Of a text: ``utf-8``, ``utf-16``, ``gb18030``, ``latin-1`` or any other that Python knows.
    separator : str, optional
        Of a text: the character between cells, or the word ``tab``.
    header : sequence of str or int, optional
        Names of the columns, for a table without a header; or the line that is the header.
    sheet : str, optional
        Of a workbook: the name of the sheet.
    largest : int
        Bytes that the file may have, unpacked.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        The file cannot be read as a table; each fault has its place.
    """
    suffix = path.suffix.lower()
    if suffix in parquet.SUFFIXES:
        return parquet.read_parquet(path)
    if suffix in workbook.SUFFIXES:
        return workbook.read_workbook(path, sheet=sheet, header=header)
    if sheet is not None:
        message = f"`sheet`: {sheet!r} is asked for, and this is no workbook"
        raise TableError(Fault(message, str(path), expected="an .xlsx file, or no `sheet`"))
    return read_delimited(
        read_encoded(path, encoding=encoding, largest=largest), path, separator=separator, header=header
    )
