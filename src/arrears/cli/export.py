"""`arrears export`: a stored run as a workbook or as Parquet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import Force
from arrears.errors import RunExistsError, UsageError

EPILOG = "\n\n".join(
    ("Examples:", "arrears export runs/pandemic --xlsx", "arrears export runs/pandemic --xlsx --parquet --out tables")
)

Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", show_default=False)]
Xlsx = Annotated[bool, typer.Option("--xlsx", help="A workbook: tables, charts, definitions, manifest.")]
Parquet = Annotated[bool, typer.Option("--parquet", help="Parquet tables with their units.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where files are written.")]


def export(run: Run, xlsx: Xlsx = False, parquet: Parquet = False, out: Out = Path(), force: Force = False) -> None:
    """Write a stored run for other programs: RUN.xlsx, or RUN-curves.parquet and RUN-vintages.parquet."""
    if not (xlsx or parquet):
        raise UsageError("nothing to write was asked for; expected --xlsx, --parquet, or both")
    # xarray and pandas are imported here, so that --help need not wait
    from arrears.export import write_parquet, write_workbook
    from arrears.result import open_run

    result = open_run(run)
    stem = run.resolve().name
    book, tables = out / f"{stem}.xlsx", [out / f"{stem}-{name}.parquet" for name in ("curves", "vintages")]
    targets = [book] * xlsx + tables * parquet
    there = [str(target) for target in targets if target.exists()]
    if there and not force:
        raise RunExistsError(f"{', '.join(there)} already there; nothing was written (--force replaces files)")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder; nothing was written")
    out.mkdir(parents=True, exist_ok=True)
    parts = {target: target.with_name(f".{target.name}.part") for target in targets}
    try:
        if xlsx:
            write_workbook(result, parts[book])
        if parquet:
            write_parquet(result, *(parts[table] for table in tables))
        for target, part in parts.items():
            os.replace(part, target)
            print(target)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
