"""Whether the tests would see a changed rule: a fixed random sample of single changes, made one by one.

    python benchmarks/mutation.py rules                      200 changes, some half an hour
    python benchmarks/mutation.py macro --sample 60 --seed 2
    python benchmarks/mutation.py measures --report DIR      what a run in DIR gave, again

Cosmic Ray (``pip install cosmic-ray``) makes the changes: another operator, another comparison, a number one more or
less, a condition turned round. It changes files, so it is given a copy of the project in a temporary folder. A change
is *killed* when a test fails. What survives is printed as a diff: a missing test, or a change that changes nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SESSION = "session.sqlite"

# Changes that could be a slip of somebody who writes a rule; not a shift of bits, which is an error of types.
_ARITHMETIC = "Add|Sub|Mul|Div|FloorDiv|Pow|Mod"
_ORDER = "Lt|LtE|Gt|GtE|Eq|NotEq"
OPERATORS = re.compile(
    rf"core/(ReplaceBinaryOperator_({_ARITHMETIC})_({_ARITHMETIC})|ReplaceBinaryOperator_BitAnd_Bit(Or|Xor)"
    rf"|ReplaceComparisonOperator_({_ORDER})_({_ORDER})|ReplaceUnaryOperator_\w+|NumberReplacer|AddNot"
    r"|Replace(And|Or|True|False)With(And|Or|True|False))"
)


@dataclass(frozen=True)
class Room:
    """Modules that are changed, the tests that should see it, and whether these run compiled."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    compiled: bool


ROOMS = {
    "rules": Room(
        ("borrower/*.py", "lender/*.py", "market/*.py", "population/newcomer.py", "model/*.py", "mechanisms/*.py"),
        ("borrower", "lender", "market", "population/test_newcomer.py"),
        compiled=False,
    ),
    "macro": Room(("macro/*.py",), ("macro",), compiled=True),
    "measures": Room(("measures/*.py",), ("measures",), compiled=True),
}


def copied(folder: Path) -> Path:
    """A copy of the project to change."""
    unwanted = shutil.ignore_patterns(".git", "__pycache__", ".*_cache", ".hypothesis", "dist", ".venv")
    return Path(shutil.copytree(ROOT, folder / "project", ignore=unwanted))


def modules_of(room: Room, project: Path) -> list[str]:
    """Files of a room, from the project's folder."""
    found = {file for pattern in room.modules for file in (project / "src/arrears").glob(pattern)}
    return sorted(str(file.relative_to(project)) for file in found if file.name != "__init__.py")


def configuration(room: Room, project: Path) -> str:
    """What Cosmic Ray is told."""
    tests = " ".join(f"tests/{name}" for name in room.tests)
    modules = ", ".join(f'"{module}"' for module in modules_of(room, project))
    return f"""[cosmic-ray]
module-path = [{modules}]
timeout = 600.0
excluded-modules = []
test-command = "{sys.executable} -m pytest -x -q -p no:cacheprovider --hypothesis-seed=0 {tests}"

[cosmic-ray.distributor]
name = "local"
"""


def choose(project: Path, sample: int, seed: int) -> None:
    """Leave a sample of the changes to be made; the same for the same sources and seed."""
    from cosmic_ray.work_db import use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    with use_db(project / SESSION) as work:
        items = {
            (str(m.module_path), m.start_pos, m.operator_name, m.occurrence): item.job_id
            for item in work.work_items
            for m in item.mutations
        }
        wanted = sorted(key for key in items if OPERATORS.fullmatch(key[2]))
        chosen = set(random.Random(seed).sample(wanted, min(sample, len(wanted))))
        print(f"{len(wanted)} changes could be made; {len(chosen)} are", flush=True)
        passed_over = [job for key, job in items.items() if key not in chosen]
        work.set_multiple_results(passed_over, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def report(project: Path) -> None:
    """Print how many changes were killed, by module, and each that was not."""
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import TestOutcome, WorkerOutcome

    made: dict[str, list[bool]] = {}
    with use_db(project / SESSION, WorkDB.Mode.open) as work:
        for item, (_, result) in zip(*_finished(work), strict=True):
            if result.worker_outcome == WorkerOutcome.SKIPPED:
                continue
            survived = result.test_outcome == TestOutcome.SURVIVED
            made.setdefault(str(item.mutations[0].module_path), []).append(not survived)
            if survived:
                print("\n".join(line for line in result.diff.splitlines() if re.match(r"[-+@]", line)), end="\n\n")
    for module, killed in sorted(made.items()):
        print(f"{module:45s} {sum(killed):4d} of {len(killed):4d}")
    total = [one for killed in made.values() for one in killed]
    print(f"killed: {sum(total)} of {len(total)}, {sum(total) / max(len(total), 1):.1%}")


def _finished(work):
    results = dict(work.results)
    items = [item for item in work.work_items if item.job_id in results]
    return items, [(item.job_id, results[item.job_id]) for item in items]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="folder of a run that is under way or over: print what it gave")
    given = parser.parse_args()
    if given.report:
        report(given.report)
        return
    room = ROOMS[given.room]
    project = copied(Path(tempfile.mkdtemp(prefix="mutation-")))
    print(f"changed in {project}", flush=True)
    (project / "cosmic-ray.toml").write_text(configuration(room, project))
    place = {"PYTHONPATH": str(project / "src"), "ARREARS_DISABLE_JIT": "0" if room.compiled else "1"}
    ray = [sys.executable, "-m", "cosmic_ray.cli"]
    config = "cosmic-ray.toml"
    for step in (["init", config, SESSION], ["baseline", config], ["exec", config, SESSION]):
        subprocess.run([*ray, *step], cwd=project, env={**os.environ, **place}, check=True)
        if step[0] == "init":
            choose(project, given.sample, given.seed)
    report(project)


if __name__ == "__main__":
    main()
