"""Each option and argument of the command line, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def _complete_scenario(incomplete: str) -> list[str]:
    # imported here: completion must answer at once for everything else too
    from arrears.scenario.places import shipped

    files = [str(path) for path in Path().glob("*.yaml")] + [str(path) for path in Path().glob("scenarios/*.yaml")]
    return [name for name in [*shipped(), *files] if name.startswith(incomplete)]


ScenarioFiles = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...",
        help="Scenario files, or names of shipped ones.",
        autocompletion=_complete_scenario,
        show_default=False,
    ),
]
ScenarioFile = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a shipped one.",
        autocompletion=_complete_scenario,
        show_default=False,
    ),
]
Paths = Annotated[
    int | None, typer.Option("--paths", metavar="N", help="Monte-Carlo paths, to 100_000.", show_default=False)
]
Borrowers = Annotated[
    int | None, typer.Option("--borrowers", metavar="N", help="Borrowers on the books.", show_default=False)
]
BorrowersOrAll = Annotated[
    str | None,
    typer.Option(
        "--borrowers", metavar="N", help="Borrowers on the books; `all`: each of the tape once.", show_default=False
    ),
]
Months = Annotated[
    int | None, typer.Option("--months", metavar="N", help="How long the scenario is, to 600.", show_default=False)
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="S", help="The same seed gives the same random numbers.", show_default=False),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the folder of each run is written.")]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Change one key: --set macro.unemployment.level=7%. Repeatable.",
        show_default=False,
    ),
]
HeldRun = Annotated[
    Path | None,
    typer.Option(
        "--book",
        metavar="RUN",
        help="Open with the book of a finished run, runs/baseline: its people and balances; own policies from month 1.",
        show_default=False,
    ),
]
Threads = Annotated[
    int | None, typer.Option("--threads", metavar="N", help="Threads; all cores unless said.", show_default=False)
]
Plots = Annotated[
    list[str] | None,
    typer.Option(
        "--plots", metavar="KINDS", help="Further pictures: all, or kinds as of `arrears plot`.", show_default=False
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a finished run that lies there.")]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with a run that was stopped or killed; one that is finished stays as it is."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print for a program, on stdout.")]
