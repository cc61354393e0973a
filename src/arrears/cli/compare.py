"""`arrears compare`: stored runs side by side."""

from __future__ import annotations

import json as as_json
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from arrears.cli.options import AsJson, Force
from arrears.errors import UsageError

if TYPE_CHECKING:
    from arrears.result import Comparison

EPILOG = "Example:  `arrears compare runs/baseline runs/pandemic --out pandemic-against-baseline`"

Runs = Annotated[
    list[Path],
    typer.Argument(metavar="RUN RUN...", help="Folders of runs; the first is the base.", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="The folder that is written; comparisons/BASE-OTHER if left out.",
        show_default=False,
    ),
]


At = Annotated[
    list[int] | None,
    typer.Option(
        "--at",
        metavar="MONTH",
        help="A further month of the table, 0 the opening book. Repeatable.",
        show_default=False,
    ),
]


def compare(runs: Runs, out: Out = None, at: At = None, force: Force = False, json: AsJson = False) -> None:
    """Compare runs with the first: a table here, differences.csv and overlay pictures in a folder."""
    if len(runs) < 2:
        raise UsageError(f"compare needs a base and at least one other run; {len(runs)} was given")
    # xarray, pandas and matplotlib are imported here, so that --help and the completion of names need not wait
    from arrears.result import ComparisonWarning, check_free, open_run
    from arrears.result import compare as compare_runs

    place = out if out is not None else Path("comparisons") / "-".join(run.resolve().name for run in runs)
    check_free(place, force=force, kind="comparison")
    opened = [open_run(run) for run in runs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ComparisonWarning)  # they are among the notes, said on stderr below
        comparison = compare_runs(*opened)
    for note in comparison.notes:
        print(f"note: {note}", file=sys.stderr)
    months = tuple(dict.fromkeys(at or ()))
    comparison.save(place, force=force, at=months)
    if json:
        print(as_json.dumps(_summary(comparison, place, months), ensure_ascii=False, indent=2))
        return
    print(_in_words(comparison, months))
    print(f"written to {place}", file=sys.stderr)


def _summary(comparison: Comparison, place: Path, at: tuple[int, ...]) -> dict[str, Any]:
    return {
        "base": comparison.names[0],
        "scenarios": list(comparison.names[1:]),
        "changed": dict(zip(comparison.names[1:], comparison.changed, strict=True)),
        "notes": list(comparison.notes),
        "folder": str(place),
        "table": comparison.table(at=at).to_dict(orient="records"),
    }


def _in_words(comparison: Comparison, at: tuple[int, ...]) -> str:
    """Return the table as lines: a block a scenario, a line a bucket and place in time."""
    table = comparison.table(at=at)
    base = comparison.names[0]
    lines = [f"Overdue rate by balance against {base}: means over paths; band: 5% to 95% of the paired differences."]
    for name, changed in zip(comparison.names[1:], comparison.changed, strict=True):
        lines += ["", name + (f"   differs in {changed}" if changed else "   differs in nothing")]
        lines.append(
            f"  {'bucket':9}{'at':8}{'month':>5}  {'date':9}{'base':>8}{'level':>9}{'uplift':>11}   {'band':^22}"
        )
        lines += [
            f"  {row['bucket']:9}{row['at']:8}{row['month']:>5}  {row['date']:9}{row['base']:>8.2%}{row['level']:>9.2%}"
            f"{_points(row['uplift']):>11}   {_points(row['p05']):>10} to {_points(row['p95']):>8}"
            for row in table[table["scenario"] == name].to_dict(orient="records")
        ]
    return "\n".join(lines)


def _points(difference: float) -> str:
    points = round(100.0 * difference, 3)
    return f"{points + 0.0:+.2f} pp" if points else "0 pp"
