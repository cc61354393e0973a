"""A run as a workbook: a sheet a table, typed cells, definitions, native charts, the manifest.

Texts are written as texts, so that a spreadsheet neither runs one (a scenario called ``=1+1``) nor takes one for a date
(the bucket ``1-30``); dates are dates, numbers are numbers with the format of their unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import UsageError
from arrears.export.charts import add_charts
from arrears.export.frames import ABOUT, curves_frame, unit_of, vintages_frame
from arrears.measures import MEASURES
from arrears.result.judgement import adjusted
from arrears.result.manifest import as_json
from arrears.result.pictures import facts, notes
from arrears.result.result import Result

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_575  # of a sheet, below its header
_WIDTHS = {"scenario": 22, "segment": 22, "measure": 26, "bucket": 16, "units": 26}
_NUMBERS = {"fraction": "0.00%", "fraction a year": "0.00%", "fraction of the amount originated": "0.00%"}


def write_workbook(result: Result, path: Path) -> None:
    """Write a workbook.

    Parameters
    ----------
    result
        The run.
    path
        The file, written anew.

    Raises
    ------
    UsageError
        XlsxWriter is not installed.
    """
    try:
        import xlsxwriter  # an extra
    except ImportError:
        raise UsageError("a workbook needs the package xlsxwriter; expected `pip install 'arrears[excel]'`") from None
    options = {
        "constant_memory": True,  # rows are written out as they come
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": result.name, "comments": "Made by arrears"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        about, charts = book.add_worksheet("About"), book.add_worksheet("Charts")
        curves = curves_frame(result.dataset)
        _tables(book, "Curves", curves, bold)
        _tables(book, "Vintages", vintages_frame(result.dataset), bold)
        _columns(about, [28, 100])
        _texts(
            about,
            [("Run", facts(result.dataset)), *(("Note", note) for note in notes(result.dataset)), *_SHEETS],
            bold,
            wrap,
        )
        add_charts(book, charts, curves, "Curves")
        _definitions(book.add_worksheet("Definitions"), result, bold, wrap)
        if result.scenario.overlays:
            _overlays(book.add_worksheet("Overlays"), result, bold)
        _listed(book.add_worksheet("Scenario"), result.scenario.to_yaml().splitlines())
        _listed(book.add_worksheet("Manifest"), as_json(result.manifest).splitlines())


_SHEETS = (
    ("Charts", "Overdue rates by days past due, losses and the macro path: mean over paths, and nine paths in ten."),
    ("Curves", "Every measure by month, product, segment and bucket: statistics over paths. Each row says its unit."),
    ("Vintages", "Cohorts by months on book."),
    ("Definitions", "What each measure and each column means."),
    ("Scenario", "The scenario with everything that it inherits, as YAML."),
    ("Manifest", "Versions, seed, hashes of inputs and how the run was made."),
    ("Limits", "Most defaults of the model are assumptions. Use it to ask what if, and to compare; not as a forecast."),
)


def _columns(sheet: Worksheet, widths: Sequence[float]) -> None:
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)


def _texts(sheet: Worksheet, rows: Sequence[Sequence[str]], first: Format, other: Format) -> None:
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            sheet.write_string(i, j, text, first if j == 0 else other)


def _listed(sheet: Worksheet, lines: Sequence[str]) -> None:
    sheet.set_column(0, 0, 110)
    for i, line in enumerate(lines[:ROWS]):
        sheet.write_string(i, 0, line)


def _definitions(sheet: Worksheet, result: Result, bold: Format, wrap: Format) -> None:
    _columns(sheet, [28, 32, 100])
    held = [m for m in MEASURES.values() if m.available(result.dataset)]
    rows = [
        ("measure", "units", "definition"),
        *((m.name, unit_of(m, result.dataset), m.definition) for m in held),
        ("", "", ""),
        ("column", "", "meaning"),
        *((name, "", text) for name, text in ABOUT.items()),
    ]
    _texts(sheet, rows, bold, wrap)


def _overlays(sheet: Worksheet, result: Result, bold: Format) -> None:
    """Write what people set over the model's figures, beside them: means over paths, month by month."""
    header = ("overlay", "owner", "reason", "expires", "measure", "product", "bucket", "month", "model", "adjusted")
    _columns(sheet, [8, 16, 40, 10, 24, 10, 12, 8, 12, 12])
    _texts(sheet, [header], bold, bold)
    row = 1
    for number, (overlay, model, changed) in enumerate(adjusted(result.dataset, result.scenario), start=1):
        texts = (overlay.owner, overlay.reason, str(overlay.expires), overlay.measure, overlay.product, overlay.bucket)
        means = model.mean("path").values, changed.mean("path").values
        for month, own, other in zip(model["month"].values, *means, strict=True):
            if np.isfinite(own):
                sheet.write_number(row, 0, number)
                for j, text in enumerate(texts, start=1):
                    sheet.write_string(row, j, text)
                for j, value in enumerate((month, own, other), start=7):
                    sheet.write_number(row, j, value)
                row += 1


def _tables(book: Workbook, name: str, frame: pd.DataFrame, bold: Format) -> None:
    """Write a frame as a sheet; what does not fit goes on on further ones."""
    for number, start in enumerate(range(0, max(1, len(frame)), ROWS), start=1):
        _table(book, name if number == 1 else f"{name} {number}", frame.iloc[start : start + ROWS], bold)


def _table(book: Workbook, name: str, frame: pd.DataFrame, bold: Format) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(frame)), len(frame.columns) - 1)
    month = book.add_format({"num_format": "yyyy-mm"})
    formats = {
        unit: book.add_format({"num_format": _NUMBERS.get(unit, "#,##0.####")})
        for unit in frame["units"].cat.categories
    }
    for j, column in enumerate(frame.columns):
        sheet.set_column(j, j, _WIDTHS.get(column, 11))
        sheet.write_string(0, j, column, bold)
    kinds = [_kind(frame[column]) for column in frame.columns]
    columns: list[Any] = [
        frame[column].astype(object).to_numpy() if kind != "date" else frame[column].dt.to_pydatetime()
        for column, kind in zip(frame.columns, kinds, strict=True)
    ]
    units = frame["units"].astype(object).to_numpy()
    for i in range(len(frame)):
        style = formats[units[i]]
        for j, kind in enumerate(kinds):
            value = columns[j][i]
            if kind == "text":
                sheet.write_string(i + 1, j, value)
            elif kind == "date":
                sheet.write_datetime(i + 1, j, value, month)
            elif kind == "count":
                sheet.write_number(i + 1, j, value)
            elif np.isfinite(value):
                sheet.write_number(i + 1, j, value, style)


def _kind(column: pd.Series[Any]) -> str:
    """Whether a column holds texts, dates, counts or values in the unit of the row."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "text"
    return {"M": "date", "i": "count"}.get(column.dtype.kind, "value")
