"""`arrears plot`: further pictures of a stored run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import Force
from arrears.errors import RunExistsError, UsageError

# The names of arrears.result.PICTURES, again: that module imports matplotlib, and --help must answer at once.
KINDS = ("overdue", "buckets", "rolls", "vintages", "causes", "desk")
EPILOG = "Example:  `arrears plot runs/pandemic rolls vintages`"


def _complete_kind(incomplete: str) -> list[str]:
    return [kind for kind in KINDS if kind.startswith(incomplete)]


Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", show_default=False)]
Kinds = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KIND...]",
        help=f"{', '.join(KINDS)}; all of them if left out.",
        autocompletion=_complete_kind,
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Where pictures are written; the run's own folder if left out.",
        show_default=False,
    ),
]


def pictures_of(words: list[str] | None) -> tuple[str, ...]:
    """Return the kinds of pictures that ``--plots`` asks for.

    Raises
    ------
    UsageError
        No picture has that name.
    """
    asked = [kind.strip() for word in words or () for kind in word.split(",")]
    unknown = [kind for kind in asked if kind not in (*KINDS, "all")]
    if unknown:
        raise UsageError(f"no picture is called {unknown[0]!r}; there are {', '.join(KINDS)}, and all")
    return KINDS if "all" in asked else tuple(asked)


Observed = Annotated[
    Path | None,
    typer.Option(
        "--observed",
        metavar="FILE",
        help="For `rolls`: a table from,to,count of observed movements, drawn below the run's.",
        show_default=False,
    ),
]
Every = Annotated[
    int, typer.Option("--every", metavar="MONTHS", min=1, max=60, help="Of --observed: between two looks.")
]


def plot(
    run: Run, kinds: Kinds = None, out: Out = None, force: Force = False, observed: Observed = None, every: Every = 1
) -> None:
    """Draw pictures of a stored run; nothing is computed again."""
    chosen = list(dict.fromkeys(kinds or (("rolls",) if observed is not None else KINDS)))
    if observed is not None and chosen != ["rolls"]:
        raise UsageError("--observed goes with the picture `rolls` alone")
    unknown = [kind for kind in chosen if kind not in KINDS]
    if unknown:
        raise UsageError(f"no picture is called {', '.join(map(repr, unknown))}; there are {', '.join(KINDS)}")
    # xarray and matplotlib are imported here, so that --help and the completion of names need not wait
    from arrears.plots.figure import write_png
    from arrears.result import open_run
    from arrears.result.observed_rolls import read_rolls
    from arrears.result.pictures import rolls_beside

    result = open_run(run)
    beside = None if observed is None else read_rolls(observed, result.scenario.buckets, every=every)
    place = run if out is None else out
    targets = {kind: place / f"{kind}.png" for kind in chosen}
    if out is not None and out.resolve() != run.resolve():
        # In the run's own folder a picture is drawn again from the same numbers; elsewhere it may be another run's.
        there = [str(target) for target in targets.values() if target.exists()]
        if there and not force:
            raise RunExistsError(f"{', '.join(there)} already there; nothing was written (--force replaces pictures)")
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file, not a folder; nothing was written")
        out.mkdir(parents=True, exist_ok=True)
    for kind, target in targets.items():
        part = target.with_name(f".{target.name}.part")
        try:
            figure = result.plot(kind) if beside is None else rolls_beside(result.dataset, beside)
            write_png(figure, part, description=result.name)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        print(target)
