"""Native charts of the workbook: they read the cells of the table, and change with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.buckets import CURRENT
from arrears.measures.totals import ALL

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_SHOWN = (  # besides the overdue rates: measure, title
    ("charge_off_rate_net", "Charge-offs net of recoveries, of the month"),
    ("unemployment_path", "Macro path: unemployment"),
    ("income", "Macro path: income against its trend"),
    ("desk_utilisation", "Utilisation of the collections desk"),
)
_LINES = (("mean", "#D55E00", 2.25, "solid"), ("p05", "#888888", 1.0, "dash"), ("p95", "#888888", 1.0, "dash"))
_WIDE, _TALL = 8, 16  # columns and rows that a chart takes


def add_charts(book: Workbook, sheet: Worksheet, curves: pd.DataFrame, table: str) -> None:
    """Draw overdue rates by bucket, losses, the desk and the macro path.

    Parameters
    ----------
    book, sheet
        Drawn on.
    curves
        What was written to the sheet ``table``, its header in the first row.
    """
    buckets = curves.loc[curves["measure"] == "overdue_rate", "bucket"].astype(str).unique()
    wanted = [("overdue_rate", label, f"Overdue {label} days") for label in buckets if label != CURRENT]
    wanted += [(measure, ALL, title) for measure, title in _SHOWN]
    keys = {name: curves[name].astype(str).to_numpy() for name in ("measure", "bucket", "product", "segment")}
    place = 0
    for measure, bucket, title in wanted:
        here = (keys["measure"] == measure) & (keys["bucket"] == bucket)
        rows = np.flatnonzero(here & (keys["product"] == ALL) & (keys["segment"] == ALL))
        if not rows.size or rows[-1] - rows[0] + 1 != rows.size:
            continue  # the run does not have it
        chart = _chart(book, curves, table, int(rows[0]) + 1, int(rows[-1]) + 1, title)
        sheet.insert_chart((place // 2) * _TALL, (place % 2) * _WIDE, chart)
        place += 1


def _chart(book: Workbook, curves: pd.DataFrame, table: str, first: int, last: int, title: str) -> Any:
    columns = list(curves.columns)
    chart = book.add_chart({"type": "line"})
    at = columns.index("date")
    for name, colour, width, dash in _LINES:
        j = columns.index(name)
        chart.add_series(
            {
                "name": {"mean": "mean", "p05": "5%", "p95": "95%"}[name],
                "categories": [table, first, at, last, at],
                "values": [table, first, j, last, j],
                "line": {"color": colour, "width": width, "dash_type": dash},
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis(
        {
            "date_axis": True,
            "num_format": "yyyy-mm",
            "major_unit": 6,
            "major_unit_type": "months",
            "label_position": "low",
        }
    )
    chart.set_size({"width": 500, "height": 300})
    return chart
