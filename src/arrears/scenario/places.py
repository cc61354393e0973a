"""Where scenarios and their inputs are looked for: beside the file, in folders above it, among what ships.

The folders above count up to one called ``scenarios``; if none is called so, only the file's own folder counts. What
is found must lie in that tree: a link that leads out of it is refused.
"""

from __future__ import annotations

import os
from pathlib import Path

from arrears.errors import Fault, ScenarioError
from arrears.units import shown

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOT_NAME = "scenarios"


def shipped_folder() -> Path:
    """Return the folder of what ships: in the wheel inside the package, in a checkout at its top."""
    inside = _PACKAGE / "shipped"
    return inside if inside.is_dir() else _PACKAGE.parent.parent / _ROOT_NAME


def shipped() -> list[str]:
    """Return the names of the scenarios that ship, the baseline first."""
    names = sorted(path.stem for path in shipped_folder().glob("*.yaml"))
    return sorted(names, key=lambda name: name != "baseline")


def shipped_file(name: str) -> Path | None:
    """Return the file of a shipped scenario by its name, if there is one."""
    return shipped_folder() / f"{name}.yaml" if name in shipped() else None


def folders(origin: Path | None) -> list[Path]:
    """Return the folders in which a scenario of the folder `origin` looks, in order, what ships last."""
    own: list[Path] = []
    if origin is not None:
        here = Path(os.path.abspath(origin))
        line = [here, *here.parents]
        root = next((k for k, folder in enumerate(line) if folder.name == _ROOT_NAME), 0)
        own = line[: root + 1]
    return [*own, shipped_folder()]


def look_for(name: str, origin: Path | None) -> Path | None:
    """Return the place of a file that a scenario of the folder `origin` names, or None.

    Raises
    ------
    ValueError
        It is a link that leads out of the folder tree.
    """
    places = folders(origin)
    for k, folder in enumerate(places):
        path = folder / name
        if not path.is_file():
            continue
        tree = folder if k == len(places) - 1 else places[len(places) - 2]
        if not path.resolve().is_relative_to(tree.resolve()):
            raise ValueError(f"{shown(name)} is a link that leads out of {tree}")
        return path
    return None


def looked_in(origin: Path | None) -> str:
    """Return where was looked, in words."""
    own = [str(folder) for folder in folders(origin)[:-1]]
    return "looked in " + ", ".join([*own, "what ships"])


def find_input(name: str, origin: Path | None) -> Path:
    """Return the place of an input.

    Raises
    ------
    ScenarioError
        It is nowhere, or a link that leads out of the folder tree.
    """
    try:
        path = look_for(name, origin)
    except ValueError as error:
        raise ScenarioError(Fault(str(error), expected="a file inside the tree", hint="copy it there")) from None
    if path is None:
        raise ScenarioError(Fault(f"there is no file {shown(name)} ({looked_in(origin)})", expected="an input file"))
    return path
