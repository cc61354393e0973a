"""The tidy tables of a run: ``curves.csv``, ``vintages.csv``, ``differences.csv``.

UTF-8, a header, one row a month (or month on book) of one curve, numbers as ``%.12g``. A cell without any path is left
out. A run of 200 paths has some hundred thousand numbers; they are formatted a row at a time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from arrears.measures import VINTAGES, measures_of
from arrears.measures.totals import ALL
from arrears.result.curve import in_segments
from arrears.result.statistics import STATISTICS, statistics

CURVES_HEADER = ("scenario", "month", "date", "product", "segment", "measure", "bucket", *STATISTICS)
VINTAGES_HEADER = ("scenario", "cohort", "mob", "product", "measure", "bucket", *STATISTICS)
# The levels that a difference is of, over the same paths: mean = scenario_mean - base_mean.
LEVELS = ("mean", "p05", "p95")
DIFFERENCES_HEADER = (
    "base",
    *CURVES_HEADER,
    *(f"base_{name}" for name in LEVELS),
    *(f"scenario_{name}" for name in LEVELS),
)

_RUN = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a text that begins so

_NUMBERS = ",".join(["%.12g"] * (len(STATISTICS) - 1)) + ",%d"
_ONE_PATH = "%.12g,," + ",".join(["%.12g"] * (len(STATISTICS) - 3)) + ",%d"  # one path has no std: blank


def _cell(text: object) -> str:
    """Write a text as one CSV field, quoted where it must be."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([inert(str(text))])
    return out.getvalue()


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it where it would.

    Examples
    --------
    >>> inert("=1+1"), inert("Pandemic")
    ("'=1+1", 'Pandemic')
    """
    return f"'{text}" if text.startswith(_RUN) else text


def _labels(data: xr.DataArray, dim: str) -> list[str]:
    return [_cell(label) for label in data[dim].values] if dim in data.dims else [ALL]


def _numbers(data: xr.DataArray, outer: tuple[str, ...], inner: tuple[str, ...]) -> np.ndarray:
    """Reduce over paths with the axes in the order of the rows; an axis that is not there has length 1."""
    missing = [dim for dim in (*outer, *inner) if dim not in data.dims]
    ordered = data.expand_dims(missing).transpose("path", *outer, *inner)
    return statistics(ordered.values.reshape(data.sizes["path"], -1))


def _lines(table: np.ndarray, prefixes: Iterable[str]) -> Iterator[str]:
    """One line for each cell that has a path."""
    n = STATISTICS.index("n")
    for prefix, row in zip(prefixes, table.tolist(), strict=True):
        if row[n] > 1:
            yield f"{prefix}{_NUMBERS % tuple(row)}\n"
        elif row[n] == 1:
            yield f"{prefix}{_ONE_PATH % (row[0], *row[2:])}\n"


_CURVE = ("product", "segment", "bucket")


def _curve_prefixes(data: xr.DataArray, lead: tuple[str, ...]) -> Iterator[str]:
    """What stands before the numbers of each row of a measure over months; ``lead`` fills the columns before them."""
    first = "".join(f"{_cell(text)}," for text in lead)
    months = [f"{m},{d}" for m, d in zip(data["month"].values, data["date"].values, strict=True)]
    return (
        f"{first}{month},{product},{segment},{data.name},{bucket},"
        for product in _labels(data, "product")
        for segment in _labels(data, "segment")
        for bucket in _labels(data, "bucket")
        for month in months
    )


def curve_lines(data: xr.DataArray, *lead: str) -> Iterator[str]:
    """Rows of one measure over months; ``lead`` fills the columns before ``month``."""
    data = in_segments(data)
    return _lines(_numbers(data, _CURVE, ("month",)), _curve_prefixes(data, lead))


def part_lines(data: xr.DataArray, weight: float, *lead: str) -> Iterator[str]:
    """Rows of one measure of one scenario: its mean, and the part of it that a weight leaves."""
    table = _numbers(data, _CURVE, ("month",))
    n = STATISTICS.index("n")
    for prefix, row in zip(_curve_prefixes(data, lead), table.tolist(), strict=True):
        if row[n] > 0:
            yield f"{prefix}{row[0]:.12g},{weight * row[0]:.12g}\n"


def difference_lines(ours: xr.DataArray, theirs: xr.DataArray, *lead: str) -> Iterator[str]:
    """Rows of the paired differences of one measure, each with the levels of both runs behind it."""
    ours, theirs = in_segments(ours), in_segments(theirs)
    both = (ours + theirs).notnull()
    rows = curve_lines((theirs - ours).rename(ours.name), *lead)
    columns = [STATISTICS.index(name) for name in LEVELS]
    order = (_CURVE, ("month",))
    levels = np.hstack([_numbers(data.where(both), *order)[:, columns] for data in (ours, theirs)])
    n = _numbers((theirs - ours), *order)[:, STATISTICS.index("n")]
    form = ",".join(["%.12g"] * levels.shape[1])
    for row, level in zip(rows, levels[n > 0].tolist(), strict=True):
        yield f"{row[:-1]},{form % tuple(level)}\n"


def overlay_lines(
    model: xr.DataArray, changed: xr.DataArray, lead: tuple[str, ...], labels: tuple[str, ...]
) -> Iterator[str]:
    """Rows of one curve before and after an overlay, (path, month) both; months without a path are left out."""
    columns = [STATISTICS.index(name) for name in LEVELS]
    tables = [statistics(data.transpose("path", "month").values) for data in (model, changed)]
    form = ",".join(["%.12g"] * 2 * len(columns))
    first, last = (",".join(map(_cell, texts)) for texts in (lead, labels))
    for month, date, own, other in zip(model["month"].values, model["date"].values, *tables, strict=True):
        if own[STATISTICS.index("n")] > 0:
            yield f"{first},{month},{date},{last},{form % (*own[columns], *other[columns])}\n"


def vintage_lines(data: xr.DataArray, scenario: str) -> Iterator[str]:
    """Rows of one measure over cohorts and months on book."""
    first = _cell(scenario)
    prefixes = (
        f"{first},{cohort},{mob},{product},{data.name},{bucket},"
        for product in _labels(data, "product")
        for bucket in _labels(data, "bucket")
        for cohort in data["cohort"].values
        for mob in data["mob"].values
    )
    return _lines(_numbers(data, ("product", "bucket"), ("cohort", "mob")), prefixes)


def write_table(path: Path, header: tuple[str, ...], lines: Iterable[str]) -> None:
    """Write a header and lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\n")
        file.writelines(lines)


def write_curves(path: Path, dataset: xr.Dataset) -> None:
    """Write ``curves.csv``: every measure of the catalogue that the dataset holds."""
    scenario = str(dataset.attrs["name"])
    held = measures_of(dataset)
    write_table(path, CURVES_HEADER, (line for m in held for line in curve_lines(m.function(dataset), scenario)))


def write_vintages(path: Path, dataset: xr.Dataset) -> None:
    """Write ``vintages.csv``."""
    scenario = str(dataset.attrs["name"])
    held = (measure for measure in VINTAGES if measure.available(dataset))
    write_table(path, VINTAGES_HEADER, (line for m in held for line in vintage_lines(m.function(dataset), scenario)))
