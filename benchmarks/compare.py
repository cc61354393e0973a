"""Borrower-months a second: the engine, the SimPy reference on the same scenario, and peers, in one run on one machine.

    python benchmarks/compare.py                     the engine against the reference
    python benchmarks/compare.py --peers DIR         and against workload programs in C, Numba, NumPy, SimPy and Mesa

Every program runs once a round, in turn, so that a slow minute of the machine falls on all of them; the best round
counts. Absolute figures change from machine to machine: read the ratios. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from arrears.executors import run_all
from arrears.prepared import prepare, run_batch
from arrears.scenario import Scenario

ENGINE, REFERENCE = "arrears, fast engine", "arrears, SimPy reference"


Key = tuple[str, int]  # program, threads
Run = Callable[[], dict[Key, float]]  # runs once; borrower-months a second of what it timed


def fast(scenario: Scenario, threads: int) -> Run:
    """Return a run of the fast engine; opening book and macro paths are made beforehand."""
    ready = prepare(scenario, threads=threads)

    def run() -> dict[Key, float]:
        began = time.perf_counter()
        tallies = run_all(ready, threads)
        return {(ENGINE, threads): int(tallies.borrowers[:, 1:].sum()) / (time.perf_counter() - began)}

    return run


def reference(scenario: Scenario) -> Run:
    """Return a run of the readable engine over the same book, with fewer borrowers, one path."""
    ready = prepare(scenario, paths=1, engine="reference")

    def run() -> dict[Key, float]:
        began = time.perf_counter()
        tallies = run_batch(ready, [0])
        return {(REFERENCE, 1): int(tallies.borrowers[:, 1:].sum()) / (time.perf_counter() - began)}

    return run


def peer(command: list[str], folder: Path, threads: int, patterns: dict[Key, str]) -> Run:
    """Return a run of another program, which prints millions of borrower-months a second."""
    environment = {
        **os.environ, "OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads), "PYTHONDONTWRITEBYTECODE": "1"
    }  # fmt: skip

    def run() -> dict[Key, float]:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        found = {key: re.findall(pattern, done.stdout) for key, pattern in patterns.items()}
        if done.returncode != 0 or not all(found.values()):
            raise SystemExit(f"{' '.join(command)} did not run:\n{done.stdout}{done.stderr}")
        return {key: max(float(value) for value in values) * 1e6 for key, values in found.items()}

    return run


def peers(sources: Path, build: Path, threads: int) -> list[Run]:
    """Build the workload programs of a folder, and return runs of those that are there."""
    counts = sorted({1, threads})
    runs: list[Run] = []
    for name, flags, sizes in (
        ("scalar", ["-O3"], ["50000", "8", "0"]),
        ("simd", ["-O3", "-ffast-math", "-mprefer-vector-width=512"], ["50000", "32"]),
    ):
        source, binary = sources / f"{name}.c", build / name
        if source.exists():
            built = ["gcc", *flags, "-march=native", "-fopenmp", str(source), "-o", str(binary), "-lm"]
            subprocess.run(built, check=True)
            spoken = r"([\d.]+) M bm/s"
            runs += [peer([str(binary), *sizes], build, n, {(f"workload, C {name}", n): spoken}) for n in counts]
    for name in ("numba_libm", "numba_w"):
        if (sources / f"{name}.py").exists():
            command = [sys.executable, "-W", "ignore", str(sources / f"{name}.py"), "50000", "8"]
            patterns = {(f"workload, {name}", n): rf"threads {n} .*?([\d.]+) M bm/s" for n in counts}
            runs.append(peer(command, sources, threads, patterns))
    if (sources / "peers.py").exists():
        patterns = {(f"workload, {name}", 1): rf"{name}: ([\d.]+) M bm/s" for name in ("numpy", "simpy", "mesa")}
        runs.append(peer([sys.executable, "-W", "ignore", str(sources / "peers.py")], sources, 1, patterns))
    return runs


def table(rounds: dict[Key, list[float]]) -> str:
    """Return the table: millions of borrower-months a second, and the engine's speed over each program's."""
    best = {key: max(speeds) for key, speeds in rounds.items()}
    lines = [f"{'program':<28}{'threads':>8}{'M bm/s':>12}{'worst round':>14}{'engine / it':>14}"]
    for (name, threads), speed in best.items():
        ratio = best.get((ENGINE, threads), best[ENGINE, 1]) / speed
        worst = min(rounds[name, threads])
        lines.append(f"{name:<28}{threads:>8}{speed / 1e6:>12.3f}{worst / 1e6:>14.3f}{ratio:>14.3g}")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="baseline")
    parser.add_argument("--borrowers", type=int, default=50_000)
    parser.add_argument("--paths", type=int, default=16, help="of the fast engine")
    parser.add_argument("--reference-borrowers", type=int, default=1_000, help="of the reference, one path")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=Path, help="a folder with scalar.c, simd.c, numba_w.py, peers.py …")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    asked = parser.parse_args()

    scenario = Scenario.read(asked.scenario)
    large = scenario.with_({"portfolio.borrowers": asked.borrowers, "run.paths": asked.paths})
    small = scenario.with_({"portfolio.borrowers": asked.reference_borrowers, "run.paths": 1})
    rounds: dict[Key, list[float]] = {}
    with tempfile.TemporaryDirectory() as build:
        runs = [fast(large, n) for n in sorted({1, asked.threads})] + [reference(small)]
        if asked.peers is not None:
            runs += peers(asked.peers.resolve(), Path(build), asked.threads)
        for number in range(asked.rounds + 1):
            for run in runs:
                for key, speed in run().items():
                    rounds.setdefault(key, []).append(speed)
            print(f"round {number} of {asked.rounds}", "done" if number else "(not counted) done", file=sys.stderr)
    rounds = {key: speeds[1:] for key, speeds in rounds.items()}  # the first one compiles and fills caches
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; best of {asked.rounds} rounds")
    print(
        f"{scenario.name}: {asked.borrowers:,} borrowers x {scenario.months} months x {asked.paths} paths; "
        f"reference {asked.reference_borrowers:,} borrowers, one path"
    )
    print(table(rounds))
    if asked.json:
        figures = [{"program": name, "threads": n, "rounds": speeds} for (name, n), speeds in rounds.items()]
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
