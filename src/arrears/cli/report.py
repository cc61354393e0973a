"""`arrears report`: stored runs as one page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import Force
from arrears.errors import RunExistsError, UsageError

EPILOG = "\n\n".join(
    (
        "Examples:",
        "arrears report runs/baseline runs/perfect-storm",
        "arrears report runs/mine --out mine.html --language zh",
    )
)
LANGUAGES = ("en", "zh")

Runs = Annotated[
    list[Path],
    typer.Argument(metavar="RUN...", help="Folders of runs; the first is the base.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE.html",
        help="The file that is written; RUN-RUN.html here if left out.",
        show_default=False,
    ),
]
Language = Annotated[
    str, typer.Option("--language", metavar="en|zh", help="The language that is shown first; the page has both.")
]


def report(runs: Runs, out: Out = None, language: Language = "en", force: Force = False) -> None:
    """Write one HTML page of runs: headline, charts that answer the pointer, causes, rolls, limits; no network."""
    if language not in LANGUAGES:
        raise UsageError(f"--language {language} is not there; expected {' or '.join(LANGUAGES)}")
    file = out if out is not None else Path("-".join(dict.fromkeys(run.resolve().name for run in runs)) + ".html")
    if file.is_dir():
        raise UsageError(f"{file} is a folder; expected a file, such as {file / 'report.html'}")
    if file.exists() and not force:
        raise RunExistsError(f"{file} is there already; nothing was written (--force replaces it)")
    # xarray and pandas are imported here, so that --help need not wait
    from arrears.report import write_report
    from arrears.result import open_run

    opened = [open_run(run) for run in runs]
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        write_report(opened, part, language=language)
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    print(file)
