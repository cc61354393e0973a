"""A folder that is written whole or not at all.

Everything goes into a hidden folder beside the place first, and is renamed at the end; what went wrong, Ctrl-C
included, leaves nothing behind. A finished folder is replaced only when that is asked for, and only if `arrears` wrote
it. A person's own files are never swept away: those in a folder that is replaced are carried over into the new one. A
link to a folder stays, and the folder that it names is written.

The manifest is written last and says what else was written (``seal.py``).
"""

from __future__ import annotations

import os
import shutil
import uuid
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from arrears.errors import ArrearsWarning, RunExistsError, RunFailed, UsageError
from arrears.result.seal import INPUTS, manifest_of, own_files


def check_free(folder: str | Path, *, force: bool = False, kind: str = "run") -> Path:
    """Refuse a place where something lies already; call it before a long run too.

    Parameters
    ----------
    folder
        Where the finished folder shall be.
    force
        A folder of the same kind may be there; it will be replaced.
    kind
        ``run`` or ``comparison``: a comparison never replaces a run.

    Returns
    -------
    Path
        The place, absolute.

    Raises
    ------
    RunExistsError
        A finished folder is there, and ``force`` is False.
    UsageError
        Something is there that `arrears` did not write, or another kind of folder.
    """
    place = Path(os.path.abspath(folder))
    if place.is_symlink():
        place = Path(os.path.realpath(place))
    if not place.name:
        raise UsageError(f"{folder} cannot be a run's folder")
    above = next((parent for parent in place.parents if os.path.lexists(parent)), place.parent)
    if not above.is_dir():
        raise UsageError(f"{above} is a file, so that {place} cannot be a folder in it")
    if not os.path.lexists(place):
        return place
    if not place.is_dir():
        raise UsageError(f"{place} is a file; nothing was written")
    if not any(place.iterdir()):
        return place
    there = kind_of(place)
    if not there:
        raise UsageError(f"{place} holds files that arrears did not write; nothing was written, choose another place")
    if there != kind:
        raise UsageError(f"{place} holds a {there}, not a {kind}; nothing was written, choose another place")
    if not force:
        raise RunExistsError(f"{place} holds a finished {kind}; nothing was written (--force replaces it)")
    return place


def kind_of(folder: Path) -> str:
    """Return what a folder holds, ``run`` or ``comparison``, by its manifest; empty if `arrears` did not write it."""
    return str(manifest_of(folder).get("kind", ""))


@contextmanager
def whole_folder(folder: str | Path, *, force: bool = False, kind: str = "run") -> Iterator[Path]:
    """Give a hidden folder to write into; it takes its place when the block ends well, and is gone when it does not.

    Raises
    ------
    RunExistsError, UsageError
        As `check_free`.
    RunFailed
        The disk refused (full, not writable).
    """
    place = check_free(folder, force=force, kind=kind)
    made = [parent for parent in place.parents if not parent.exists()]
    part = _beside(place, "part")
    try:
        part.mkdir(parents=True)
        yield part
        _take_place(part, place, force=force, kind=kind)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        for parent in made:  # the innermost first; one that is in use by now stays
            with suppress(OSError):
                parent.rmdir()
        if isinstance(error, OSError):
            raise RunFailed(f"{place} could not be written: {error}") from error
        raise


def _beside(place: Path, purpose: str) -> Path:
    return place.with_name(f".{place.name[:40]}.{uuid.uuid4().hex[:8]}.{purpose}")


def _carry_over(own: list[Path], old: Path, new: Path) -> None:
    """Move a person's own files from a folder to the one that takes its place."""
    for path in own:
        target = new / path
        if os.path.lexists(target):  # written by this run under the same name
            target = target.with_name(f"{target.stem}.before{target.suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        (old / path).rename(target)
    if own:
        names = ", ".join(path.as_posix() for path in own[:5]) + (" …" if len(own) > 5 else "")
        warnings.warn(f"{new}: kept what arrears did not write: {names}", ArrearsWarning, stacklevel=5)


def _take_place(part: Path, place: Path, *, force: bool, kind: str) -> None:
    """Rename ``part`` to ``place``; what was there is removed only after that, a person's own files never."""
    check_free(place, force=force, kind=kind)  # somebody else may have finished meanwhile
    if not os.path.lexists(place):
        part.rename(place)
        return
    old = _beside(place, "old")
    try:
        place.rename(old)
        part.rename(place)
    except BaseException:
        if os.path.lexists(old) and not os.path.lexists(place):
            old.rename(place)
        raise
    _carry_over(own_files(old), old, place)
    shutil.rmtree(old, ignore_errors=True)


def copy_inputs(inputs: Mapping[str, Path], folder: Path) -> None:
    """Copy each input below ``inputs/``, under its name.

    Parameters
    ----------
    inputs
        Name -> file. A name is the path that ``scenario.yaml`` says, with or without ``inputs/`` before it.
    folder
        Where ``inputs/`` is made; not made if there are no inputs.

    Raises
    ------
    UsageError
        A name that leads out of the folder.
    """
    for name, source in inputs.items():
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or PurePosixPath(name).is_absolute():
            raise UsageError(f"the input {name!r} cannot be copied: its name leads out of the run's folder")
        inside = parts[1:] if parts[0] == INPUTS and len(parts) > 1 else parts
        target = folder.joinpath(INPUTS, *inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
