"""Commands about scenario files: validate, list, show, new, schema."""

from __future__ import annotations

import json as as_json
import sys
from pathlib import Path
from typing import Annotated

import typer

from arrears.cli.checking import checked, say_notes
from arrears.cli.options import AsJson, ScenarioFile, ScenarioFiles, Set
from arrears.cli.run import size_in_words
from arrears.errors import Fault, FaultyInput, InputError, ScenarioError, UsageError


def validate(scenarios: ScenarioFiles, json: AsJson = False) -> None:
    """Check scenarios; nothing is run. Every fault is named with its file, line and column."""
    faults: list[Fault] = []
    lines = []
    notes: dict[str, list[str]] = {}
    for name in scenarios:
        try:
            scenario, said = checked(name)
        except FaultyInput as error:
            faults += error.faults
            continue
        lines.append(f"{name}: good: {scenario.name}, from {scenario.start}, {size_in_words(scenario)}")
        say_notes(name, said)
        notes[name] = list(said)
    if json:
        fields = ("file", "line", "column", "message", "expected", "hint")
        found = [{key: getattr(fault, key) for key in fields} for fault in faults]
        print(as_json.dumps({"good": not faults, "faults": found, "notes": notes}, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            print(line)
    if faults:
        raise ScenarioError(faults)


def list_shipped(json: AsJson = False) -> None:
    """List the scenarios that ship, each with its description."""
    from arrears.scenario import Scenario, shipped

    found = {name: Scenario.read(name).description for name in shipped()}
    if json:
        print(as_json.dumps([{"name": n, "description": d} for n, d in found.items()], ensure_ascii=False, indent=2))
        return
    width = max(map(len, found), default=0)
    for name, description in found.items():
        print(f"{name:{width}}  {' '.join(description.split())}")


def show(scenario: ScenarioFile, set_: Set = None) -> None:
    """Print a scenario with everything it extends put in: what a run would use."""
    from arrears.scenario import Override, Scenario

    overrides = [Override.parse(text) for text in set_ or []]
    print(Scenario.read(scenario, overrides=overrides).to_yaml(), end="")


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped name, or a new one.", show_default=False)],
) -> None:
    """Write NAME.yaml in this folder: a copy of a shipped scenario, or a commented one to start from."""
    from arrears.cli.template import TEMPLATE
    from arrears.scenario.places import shipped_file

    stem = name.removesuffix(".yaml")
    if not stem or stem.startswith((".", "-")) or not stem.isprintable() or set(stem) & set('/\\:*?"<>|'):
        raise UsageError(
            f"`{name}` is no name of a file; expected one word, like bad-winter; it is written in this folder"
        )
    ships = shipped_file(stem)
    title = stem.replace("-", " ").replace("_", " ").capitalize()
    text = (
        ships.read_text(encoding="utf-8")
        if ships
        else TEMPLATE.replace("NAME", as_json.dumps(title, ensure_ascii=False))
    )
    # the schema's place is the checkout's; an editor would look for it beside the copy in vain
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("# yaml-language-server:")]
    path = Path(f"{stem}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:  # x: never over a file, not even by a race
            file.writelines(lines)
    except FileExistsError:
        raise InputError(f"{path} is here already and is left as it is; choose another name, or move it away") from None
    print(f"{path} written; `arrears run {path}` runs it", file=sys.stderr)


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from arrears.scenario.jsonschema import json_schema

    print(as_json.dumps(json_schema(), indent=2, ensure_ascii=False))
