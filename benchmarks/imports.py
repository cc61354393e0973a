"""How long the command line takes before it does anything: `arrears --help` and `arrears validate baseline`.

    python benchmarks/imports.py [--rounds N]

The limits are those of the project: 0.4 s and 0.7 s. Exit status 1 if the best round misses one.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

COMMANDS = {("--help",): 0.4, ("validate", "baseline"): 0.7}  # seconds


def seconds(command: list[str]) -> float:
    """Run a command and return how long it took."""
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> int:
    """Measure, and print best and median."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    arrears = str(Path(sys.executable).with_name("arrears"))
    found: dict[tuple[str, ...], list[float]] = {command: [] for command in COMMANDS}
    for _ in range(rounds):
        for command, times in found.items():
            times.append(seconds([arrears, *command]))
    for command, times in found.items():
        print(
            f"arrears {' '.join(command):<20} best {min(times):.3f} s, median {statistics.median(times):.3f} s, "
            f"limit {COMMANDS[command]} s"
        )
    return int(any(min(times) > COMMANDS[command] for command, times in found.items()))


if __name__ == "__main__":
    sys.exit(main())
