"""`arrears weigh`: stored runs weighed by their probability."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.options import Force

EPILOG = "Example:  `arrears weigh runs/baseline=50% runs/unemployment=30% runs/perfect-storm=20%`"

Weighed = Annotated[
    list[str],
    typer.Argument(metavar="RUN=WEIGHT...", help="Folders of runs, each with its weight in %.", show_default=False),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder that is written.")]


def weigh(runs: Weighed, out: Out = Path("runs/weighed"), force: Force = False) -> None:
    """Weigh runs by their probability: a folder like a run's, and parts.csv with each scenario's part."""
    # xarray and pandas are imported here, so that --help need not wait
    from arrears.result import check_free, open_run
    from arrears.weighing import parsed, write_parts
    from arrears.weighing import weigh as weigh_runs

    wanted = parsed(runs)
    check_free(out, force=force)
    weights = [weight for _, weight in wanted]
    opened = [open_run(folder) for folder, _ in wanted]
    result = weigh_runs(opened, weights)
    parts = partial(write_parts, weighed=result, runs=opened, weights=weights)
    result.save(out, force=force, tables={"parts.csv": parts})
    print(out)
