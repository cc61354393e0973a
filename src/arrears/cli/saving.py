"""Saving a run that took long to compute: space looked at before, and another place where the one asked for fails."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from arrears.errors import ArrearsError, RunFailed, UsageError

if TYPE_CHECKING:
    from arrears.result import Result
    from arrears.scenario import Scenario

_TABLES = 4_000_000  # bytes of tables and pictures, a segment: 3 million measured with 36 months
_PACKED = 0.2  # of the counted cells, which are many zeros and small numbers: 0.14 to 0.15 measured


def check_space(folder: Path, scenario: Scenario) -> None:
    """Refuse a disk that the result would not fit on, before anything is computed.

    Raises
    ------
    UsageError
        With what is needed and what there is.
    """
    # numpy: imported when all else has been checked
    from arrears.tallies import bytes_needed

    segments = {"none": 1, "employment": 3, "cohort": 1 + -(-scenario.months // 12)}.get(scenario.portfolio.segment, 5)
    counted = bytes_needed(scenario.run.paths, scenario.months, segments, len(scenario.buckets) + 2)
    need = _TABLES * segments + 2 * int(_PACKED * counted)  # finished paths are kept beside it until it is written
    above = next((parent for parent in folder.absolute().parents if parent.is_dir()), Path("/"))
    free = shutil.disk_usage(above).free
    if free < need:
        raise UsageError(
            f"{folder} needs about {need / 2**20:,.0f} MiB and {above} has {free / 2**20:,.0f} MiB free; "
            "choose another --out, or free some space"
        )


def saved(result: Result, folder: Path, *, force: bool, plots: Sequence[str] = ("overdue",)) -> Path:
    """Save a run where it was asked for; where that fails, in another place, which is said on stderr.

    Returns
    -------
    Path
        The folder that was written.

    Raises
    ------
    RunFailed
        It could not be written anywhere.
    """
    try:
        result.save(folder, force=force, plots=plots)
        return folder
    except ArrearsError as error:
        reason = str(error)
    for place in _other_places(folder):
        try:
            result.save(place, plots=plots)
        except (ArrearsError, OSError):
            continue
        print(f"{folder.name}: {reason}; the finished run is kept in {place}", file=sys.stderr)
        return place
    raise RunFailed(f"{reason}; and it could not be kept elsewhere: free some space and run it again")


def _other_places(folder: Path) -> Iterator[Path]:
    """Where to keep a run instead: beside the place, then below folders that may be on another disk."""
    name = f"{folder.name}-{uuid.uuid4().hex[:8]}"
    yield folder.with_name(name)
    for above in (Path(tempfile.gettempdir()), Path(os.path.expanduser("~")), Path.cwd()):
        yield above / f"arrears-{name}"
