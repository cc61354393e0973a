"""Parquet tables whose metadata say units and definitions, for R, SAS, Stata and others."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from arrears.errors import UsageError
from arrears.export.frames import ABOUT, curves_frame, unit_of, vintages_frame
from arrears.measures import MEASURES
from arrears.result.manifest import as_json
from arrears.result.result import Result

_PLAIN = {"month": "months", "cohort": "months", "mob": "months", "n": "paths"}


def write_parquet(result: Result, curves: Path, vintages: Path) -> None:
    """Write the curves and the vintages of a run.

    Parameters
    ----------
    result
        The run.
    curves, vintages
        The two files. Each row has its unit in ``units``; each column's metadata has ``units`` and ``description``;
        the file's metadata has ``definitions`` (of the measures, with units), ``scenario`` (YAML) and ``manifest``
        (JSON), all under the prefix ``arrears.``.

    Raises
    ------
    UsageError
        pyarrow is not installed.
    """
    _write(curves, curves_frame(result.dataset), result)
    _write(vintages, vintages_frame(result.dataset), result)


def _write(path: Path, frame: pd.DataFrame, result: Result) -> None:
    try:
        import pyarrow as pa  # an extra
        from pyarrow import parquet
    except ImportError:
        raise UsageError("Parquet needs the package pyarrow; expected `pip install 'arrears[parquet]'`") from None
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata({"units": _PLAIN.get(field.name, _unit(field.name)), "description": ABOUT[field.name]})
        for field in table.schema
    ]
    named = set(frame["measure"].cat.categories)
    definitions = {
        name: {"units": unit_of(MEASURES[name], result.dataset), "definition": MEASURES[name].definition}
        for name in MEASURES
        if name in named
    }
    said = {
        "arrears.definitions": json.dumps(definitions, ensure_ascii=False),
        "arrears.scenario": result.scenario.to_yaml(),
        "arrears.manifest": as_json(result.manifest),
    }
    parquet.write_table(table.cast(pa.schema(fields, {**(table.schema.metadata or {}), **said})), path)


def _unit(column: str) -> str:
    return "as in the column units" if column in ("mean", "std") or column[1:].isdigit() else ""
