"""A book that is held: the scenario that it is the book of, written beside a run so that the run repeats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from arrears.result.folder import copy_inputs
from arrears.result.seal import INPUTS
from arrears.scenario import Scenario

SCENARIO = "scenario.yaml"
BOOK = "book"  # folder below `inputs/`


@dataclass(frozen=True, eq=False)
class HeldBook:
    """Whose book a run opens with.

    Attributes
    ----------
    scenario : Scenario
        It is seasoned, or its tape read, for the run.
    inputs : mapping of str to Path
        Files that it names.
    under : HeldBook or None
        Where it holds another's book itself.
    """

    scenario: Scenario
    inputs: Mapping[str, Path] = field(default_factory=dict)
    under: HeldBook | None = None


def write_scenario(folder: Path, scenario: Scenario, inputs: Mapping[str, Path], held: HeldBook | None) -> None:
    """Write ``scenario.yaml``, and what it needs below ``inputs/``: its files, and the scenario whose book it holds.

    Parameters
    ----------
    inputs
        Name -> file of every input that the scenario names.
    """
    changes: dict[str, object] = {
        key: f"{INPUTS}/{name.removeprefix(INPUTS + '/')}" for key, name in scenario.inputs().items()
    }
    if held is not None:
        changes["opening"] = {"like": f"{INPUTS}/{BOOK}/{SCENARIO}"}
    written = scenario.with_(changes) if changes else scenario
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SCENARIO).write_text(written.to_yaml(), encoding="utf-8", newline="\n")
    copy_inputs(inputs, folder)
    if held is not None:
        write_scenario(folder / INPUTS / BOOK, held.scenario, held.inputs, held.under)
