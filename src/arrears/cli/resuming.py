"""`arrears run --resume`: what is done where a run was begun before, and what is said when one is stopped."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.checkpoint.place import discard, paths_in, place_of
from arrears.errors import RunExistsError, UsageError

if TYPE_CHECKING:
    from arrears.result.result import Result
    from arrears.scenario import Scenario


def check_not_begun(folder: Path, paths: int) -> None:
    """Refuse to begin a run anew where finished paths of one that was stopped are kept, and name both ways.

    Raises
    ------
    RunExistsError
    """
    place = place_of(folder)
    kept = paths_in(place)
    if kept:
        raise RunExistsError(
            f"a run to {folder} was begun and not finished: {_of(kept, paths)} finished and kept in {place}; "
            "nothing was run (--resume goes on from there, --force throws them away and begins anew)"
        )


def finished_already(folder: Path, scenario: Scenario, book: Result | None) -> Result | None:
    """Return the finished run that lies there; None if there is none, or one is begun that shall take its place.

    Raises
    ------
    UsageError
        It was asked for otherwise.
    """
    from arrears.result.folder import kind_of  # these import xarray

    if kind_of(folder) != "run":
        return None
    from arrears.checkpoint.identity import differences_from_finished
    from arrears.prepared import resolved
    from arrears.result.result import open_run

    found = open_run(folder)
    differs = differences_from_finished(found.scenario, resolved(scenario, {}), book)
    if differs:
        raise UsageError(
            f"{folder} holds a finished run that was another: {differs}; nothing was run (choose another --out, or "
            "--force replaces it)"
        )
    return found


@contextmanager
def kept_until_saved(folder: Path, paths: int) -> Iterator[Path]:
    """Give the place where finished paths are kept; they are thrown away when the block ends well.

    When it does not, what is kept is said, and how to go on.
    """
    place = place_of(folder)
    before = paths_in(place)
    if before:
        print(f"{folder.name}: {_of(before, paths)} kept from before", file=sys.stderr, flush=True)
    try:
        yield place
    except UsageError:
        raise  # it says itself what lies there
    except BaseException:
        kept = paths_in(place)
        if kept:
            print(
                f"{folder.name}: {_of(kept, paths)} finished and kept in {place}; the same command with --resume "
                "goes on from there",
                file=sys.stderr,
                flush=True,
            )
        raise
    discard(place)


def _of(kept: int, paths: int) -> str:
    return f"{kept:,} of {paths:,} paths {'is' if kept == 1 else 'are'}"
