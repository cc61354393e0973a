"""Whether the tests would see a changed rule: a fixed random sample of single changes, made one by one.

    python benchmarks/mutation.py rules --workers 2          200 changes, a quarter of an hour on two cores
    python benchmarks/mutation.py macro --sample 60 --seed 2
    python benchmarks/mutation.py measures --report DIR      what a run in DIR gave, also while it goes on

Cosmic Ray (``pip install cosmic-ray``) makes the changes: another operator, another comparison, a number one more or
less, a condition turned round. It changes files, so each worker is given a copy of the project in a temporary folder.
A change is *killed* when a test fails. What survives is printed as a diff: a missing test, or a change that changes
nothing.
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

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

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
    """Modules that are changed, and the tests that should see it: cases first, then properties and whole months."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    whole: tuple[str, ...] = ()
    compiled: bool = False


ROOMS = {
    "rules": Room(
        (
            "borrower/*.py",
            "lender/*.py",
            "market/*.py",
            "population/newcomer.py",
            "model/*.py",
            "mechanisms/*.py",
            "policies/*.py",
        ),
        ("model", "borrower", "lender", "market", "mechanisms", "policies", "population/test_newcomer.py"),
        ("stated",),
    ),
    "macro": Room(("macro/*.py",), ("macro",), compiled=True),
    "measures": Room(("measures/*.py",), ("measures",), compiled=True),
}


def copied(folder: Path) -> Path:
    """A copy of the project to change."""
    unwanted = shutil.ignore_patterns(".git", "__pycache__", ".*_cache", ".hypothesis", "dist", ".venv", "runs")
    return Path(shutil.copytree(ROOT, folder, ignore=unwanted))


def modules_of(room: Room, project: Path) -> list[str]:
    """Files of a room, from the project's folder."""
    found = {file for pattern in room.modules for file in (project / "src/arrears").glob(pattern)}
    return sorted(str(file.relative_to(project)) for file in found if file.name != "__init__.py")


def configuration(room: Room, project: Path) -> str:
    """What Cosmic Ray is told: cases by hand run first, since most changes end there."""
    modules = ", ".join(f'"{module}"' for module in modules_of(room, project))
    pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider --hypothesis-seed=0"
    tests, whole = (
        " ".join(f"tests/{name}" for name in names if (project / "tests" / name).exists())
        for names in (room.tests, room.whole)
    )
    steps = [f"{pytest} -m 'not hypothesis and not slow' {tests}", f"{pytest} -m 'not slow' {tests} {whole}"]
    return f"""[cosmic-ray]
module-path = [{modules}]
timeout = 900.0
excluded-modules = []
test-command = "sh -c \\"{" && ".join(steps)}\\""

[cosmic-ray.distributor]
name = "local"
"""


def choose(projects: list[Path], sample: int, seed: int) -> None:
    """Leave a sample of the changes to be made, dealt out to the workers; the same for the same sources and seed."""
    for worker, project in enumerate(projects):
        with use_db(project / SESSION) as work:
            items = {
                (str(m.module_path), m.start_pos, m.operator_name, m.occurrence): item.job_id
                for item in work.work_items
                for m in item.mutations
            }
            wanted = sorted(key for key in items if OPERATORS.fullmatch(key[2]))
            chosen = random.Random(seed).sample(wanted, min(sample, len(wanted)))
            mine = set(chosen[worker :: len(projects)])
            passed_over = [job for key, job in items.items() if key not in mine]
            work.set_multiple_results(passed_over, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))
    print(f"{len(wanted)} changes could be made; {len(chosen)} are", flush=True)


def report(projects: list[Path]) -> None:
    """Print how many changes were killed, by module, and each that was not."""
    made: dict[str, list[bool]] = {}
    for project in projects:
        with use_db(project / SESSION, WorkDB.Mode.open) as work:
            results = dict(work.results)
            for item in work.work_items:
                result = results.get(item.job_id)
                if result is None or result.worker_outcome == WorkerOutcome.SKIPPED:
                    continue
                survived = result.test_outcome == TestOutcome.SURVIVED
                made.setdefault(str(item.mutations[0].module_path), []).append(not survived)
                if survived:
                    print("\n".join(line for line in result.diff.splitlines() if line[:1] in "-+@"), end="\n\n")
    for module, killed in sorted(made.items()):
        print(f"{module:45s} {sum(killed):4d} of {len(killed):4d}")
    total = [one for killed in made.values() for one in killed]
    print(f"killed: {sum(total)} of {len(total)}, {sum(total) / max(len(total), 1):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="changes made at once, each in a copy of its own")
    parser.add_argument("--report", type=Path, help="folder of a run that is under way or over: print what it gave")
    given = parser.parse_args()
    if given.report:
        report(sorted(given.report.glob("*/")))
        return
    room, folder = ROOMS[given.room], Path(tempfile.mkdtemp(prefix="mutation-"))
    print(f"changed in {folder}", flush=True)
    projects = [copied(folder / str(worker)) for worker in range(given.workers)]

    def ray(project: Path, *arguments: str) -> subprocess.Popen[bytes]:
        place = {"PYTHONPATH": str(project / "src"), "ARREARS_DISABLE_JIT": "0" if room.compiled else "1"}
        command = [sys.executable, "-m", "cosmic_ray.cli", *arguments]
        return subprocess.Popen(command, cwd=project, env={**os.environ, **place})

    def done(processes: list[subprocess.Popen[bytes]]) -> None:
        codes = [process.wait() for process in processes]
        if any(codes):
            sys.exit("Cosmic Ray ended with an error")

    config = "cosmic-ray.toml"
    for project in projects:
        (project / config).write_text(configuration(room, project))
    done([ray(project, "init", config, SESSION) for project in projects])
    choose(projects, given.sample, given.seed)
    done([ray(projects[0], "baseline", config)])  # the tests pass while nothing is changed
    done([ray(project, "exec", config, SESSION) for project in projects])
    report(projects)


if __name__ == "__main__":
    main()
