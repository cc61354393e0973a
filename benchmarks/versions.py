"""Two versions of the engine in turns: processor time of one thread, pair by pair.

    python benchmarks/versions.py OLD_CHECKOUT NEW_CHECKOUT --pairs 20 --set plans.months=6

Each version is a process of its own that prepares a run once and lives it whenever it is told to, so that a slow minute
of the machine falls on both. ``--set`` is for the new version alone. A ratio above 1 says that the new one is faster.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

WORKER = """
import sys, time
import arrears as ar
name, borrowers, months, paths = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
changes = {key: float(value) if "." in value else int(value) for key, value in (x.split("=") for x in sys.argv[5:])}
scenario = ar.Scenario.read(name).with_(
    {"portfolio.borrowers": borrowers, "months": months, "run.paths": paths, **changes}
)
try:
    from arrears.executors import run_all
    from arrears.prepared import prepare
    ready = prepare(scenario)
    run = lambda: run_all(ready, 1)
except ImportError:
    from arrears.engine.executors import run_batches
    from arrears.macro.build import macro_paths
    from arrears.opening_book import open_book
    macro = macro_paths(scenario, paths, scenario.run.seed)
    opened = open_book(scenario, scenario.run.seed, macro)
    run = lambda: run_batches(opened.opening, opened.setting, macro.values, paths, 1)
counted = int(run().borrowers[:, 1:].sum())
for line in sys.stdin:
    began = time.process_time()
    run()
    print(1e9 * (time.process_time() - began) / counted, flush=True)
"""


class Version:
    """A process that lives one run after the other."""

    def __init__(self, checkout: Path, arguments: list[str]) -> None:
        command = [sys.executable, "-c", WORKER, *arguments]
        environment = {"PYTHONPATH": str(checkout / "src"), "PATH": "/usr/bin:/bin"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def once(self) -> float:
        """Nanoseconds of processor time a borrower-month."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def main() -> None:
    """Run the pairs and print the median of their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--scenario", default="pandemic")
    parser.add_argument("--borrowers", type=int, default=50_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--paths", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--set", action="append", default=[], dest="changes", metavar="KEY=VALUE")
    given = parser.parse_args()
    size = [given.scenario, str(given.borrowers), str(given.months), str(given.paths)]
    old, new = Version(given.old, size), Version(given.new, [*size, *given.changes])
    pairs = []
    for n in range(given.pairs):
        first, second = (old, new) if n % 2 == 0 else (new, old)
        a, b = first.once(), second.once()
        pairs.append((a, b) if n % 2 == 0 else (b, a))
    ratios = sorted(a / b for a, b in pairs)
    print(f"old {min(a for a, _ in pairs):.2f}, new {min(b for _, b in pairs):.2f} ns a borrower-month at best")
    print(f"new against old: median {statistics.median(ratios):.3f}, from {ratios[0]:.3f} to {ratios[-1]:.3f}")


if __name__ == "__main__":
    main()
