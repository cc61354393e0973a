"""Commands about the economy of a scenario: draft one over files, show the path that a run will see."""

from __future__ import annotations

import json as as_json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from arrears.cli.checking import checked, say_notes
from arrears.cli.options import AsJson, Force, ScenarioFile, Set
from arrears.errors import Fault, InputError, MacroFileError, UsageError

if TYPE_CHECKING:
    from arrears.macro.build import MacroPaths
    from arrears.scenario import Scenario

EPILOG = (
    "Examples:  `arrears macro draft fed.csv > mine.yaml`  ·  `arrears macro show mine.yaml`  ·  "
    "`arrears macro show severely-adverse-2026 --set months=24`"
)
MOST_PATHS = 1000  # drawn; more do not move a band that can be seen
_WORDS = {
    "unemployment": "Unemployment, share of the labour force",
    "income": "Income while in work, against its trend",
    "policy_rate": "Policy rate, a year",
    "looseness": "Looseness of rivals, 0 is today's",
}

app = typer.Typer(help="The economy of a scenario.", epilog=EPILOG, no_args_is_help=True)

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="Tables of one path: CSV, Excel or Parquet.", show_default=False),
]
Draft = Annotated[
    Path | None,
    typer.Option("--out", metavar="YAML", help="Where it is written; printed if left out.", show_default=False),
]
Picture = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="PNG", help="The picture; SCENARIO-path.png in this folder if left out.", show_default=False
    ),
]


@app.command(epilog=EPILOG)
def draft(files: Files, out: Draft = None, force: Force = False) -> None:
    """Write the draft of a scenario over macro files: what is sure, and questions where it is not."""
    from arrears.macro.draft import draft_scenario  # numpy: imported when it is needed

    for path in files:
        if not path.is_file():
            message = "this is a folder" if path.is_dir() else "there is no such file"
            raise MacroFileError(Fault(message, str(path), expected="a table: CSV, Excel or Parquet"))
    if out is not None:
        _check_place(out, force)
    text = draft_scenario(files)
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
    asked = sum("# ? " in line for line in text.splitlines())
    where = str(out) if out is not None else "the draft"
    done = "nothing is asked" if not asked else f"{asked} question{'s' if asked > 1 else ''}, in the lines with # ?"
    print(f"{where}: {done}; `arrears macro show` shows what a run will see", file=sys.stderr)


@app.command(epilog=EPILOG)
def show(
    scenario: ScenarioFile, out: Picture = None, set_: Set = None, force: Force = False, json: AsJson = False
) -> None:
    """Print and draw the monthly path that a run will see, with its notes; nothing is run."""
    from arrears.scenario import Override

    found, notes = checked(scenario, [Override.parse(text) for text in set_ or []])
    stem = Path(scenario).stem if Path(scenario).suffix in {".yaml", ".yml"} else Path(scenario).name
    place = out if out is not None else Path(f"{stem}-path.png")
    _check_place(place, force)
    # numpy, xarray and matplotlib: imported when everything has been checked
    from arrears.macro.build import macro_paths

    quiet = macro_paths(found.with_({"macro.randomness.kind": "none"}), 1, found.run.seed)
    paths = macro_paths(found, min(found.run.paths, MOST_PATHS), found.run.seed)
    say_notes(stem, notes)
    if json:
        values = {name: [float(x) for x in array[0]] for name, array in quiet.values.items()}
        print(as_json.dumps({"date": _dates(found), **values, "notes": list(notes)}, ensure_ascii=False, indent=2))
    else:
        _print_table(found, quiet)
    _draw(found, paths, notes, place)
    print(f"{place} written", file=sys.stderr)


def _check_place(place: Path, force: bool) -> None:
    if place.is_dir():
        raise UsageError(f"--out {place}: this is a folder; expected a file")
    if not place.parent.is_dir():
        raise UsageError(f"--out {place}: there is no folder {place.parent}")
    if place.exists() and not force:
        raise InputError(f"{place} is there already and is left as it is; --force replaces it, --out names another")


def _dates(scenario: Scenario) -> list[str]:
    from arrears.dates import month_labels

    return month_labels(scenario.start, scenario.months)


def _print_table(scenario: Scenario, quiet: MacroPaths) -> None:
    # rich: only this table needs it
    from rich.console import Console
    from rich.table import Table

    table = Table(
        box=None, pad_edge=False, title=f"{scenario.name}: the path, without randomness", title_justify="left"
    )
    for name in ("month", "date", *quiet.values):
        table.add_column(name.replace("_", " "), justify="left" if name == "date" else "right")
    for month, date in enumerate(_dates(scenario)):
        row = [str(month), date]
        for name, array in quiet.values.items():
            value = float(array[0, month])
            row.append(f"{value:.2%}" if name in _WORDS and name != "looseness" else f"{value:,.6g}")
        table.add_row(*row)
    Console(highlight=False, width=max(80, 14 * (2 + len(quiet.values)))).print(table)


def _draw(scenario: Scenario, paths: MacroPaths, notes: tuple[str, ...], place: Path) -> None:
    import xarray as xr

    from arrears.plots.figure import write_png
    from arrears.plots.macro_path import macro_path

    coordinates = {"month": range(scenario.months + 1), "date": ("month", _dates(scenario))}
    series = {}
    for name, array in paths.values.items():
        units = "fraction" if name in _WORDS and name != "looseness" else ""
        words = _WORDS.get(name, name.replace("_", " "))
        attributes = {"units": units, "long_name": words}
        series[name] = xr.DataArray(array, dims=("path", "month"), coords=coordinates, attrs=attributes)
    figure = macro_path(series, title=f"{scenario.name}: the economy of its runs", notes=[f"{note}." for note in notes])
    part = place.with_name(f".{place.name}.part")
    try:
        write_png(figure, part, description=scenario.name)
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
