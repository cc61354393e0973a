"""A digest of every count of a run, over the shipped scenarios and 50 random ones: what a change moved, by name.

    python tests/digest.py            compare with the baseline, and say what differs
    python tests/digest.py --write    renew the baseline; the changelog then says *Results*

Each variable of a run's dataset has a digest of its own, so that a new one moves none of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import numpy as np

import arrears as ar
from driving import Variant
from reference.test_random_scenarios import drawn

BASELINE = Path(__file__).with_name("digests.json")
RANDOM = range(1000, 1050)
SMALL = {"paths": 2, "borrowers": 400, "months": 14}
MOVED = [[1, 0.0], [4, 1.0], [600, 1.0]]


def digests_of(result: ar.Result) -> dict[str, str]:
    """Variable of the dataset -> digest of its values."""
    return {
        str(name): hashlib.sha256(np.ascontiguousarray(values.values).tobytes()).hexdigest()[:12]
        for name, values in result.dataset.data_vars.items()
    }


def of_shipped(name: str) -> dict[str, str]:
    """Digests of a shipped scenario, with fewer borrowers, paths and months."""
    return digests_of(ar.simulate(name, seed=3, threads=2, **SMALL))


def scenario_of(variant: Variant, seed: int) -> ar.Scenario:
    """A scenario with the changes of a variant; its series move by a ramp of four months."""
    moves = {
        "macro.unemployment.shocks": variant.moves["unemployment"],
        "macro.income.shocks": variant.moves["income"],
        "market.competition.looseness.shocks": variant.moves["looseness"],
    }
    shocks = {
        key: [{"shape": "ramp", "start": 1, "rise": 4, "size": size}] for key, size in moves.items() if size != 0.0
    }
    return ar.Scenario.from_text("name: Random\n").with_({**variant.changes, **shocks})


def of_random(seed: int) -> dict[str, str]:
    """Digests of a random scenario."""
    variant = drawn(seed)
    return digests_of(
        ar.simulate(
            scenario_of(variant, seed),
            seed=seed,
            paths=2,
            borrowers=variant.borrowers,
            months=variant.months,
            threads=1,
        )
    )


def all_digests() -> dict[str, dict[str, str]]:
    """Digests of everything: shipped scenarios by name, random ones by number."""
    found = {name: of_shipped(name) for name in sorted(ar.shipped())}
    return found | {f"random {seed}": of_random(seed) for seed in RANDOM}


def moved(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Variables whose digest is another one, or which are no longer there."""
    return [name for name, digest in before.items() if after.get(name) != digest]


def main() -> int:
    """Compare with the baseline, or renew it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    now = all_digests()
    if parser.parse_args().write:
        BASELINE.write_text(json.dumps(now, indent=1) + "\n")
        return 0
    before: dict[str, dict[str, str]] = json.loads(BASELINE.read_text())
    differing = {name: moved(values, now.get(name, {})) for name, values in before.items()}
    for name, variables in differing.items():
        if variables:
            print(f"{name}: {', '.join(variables)}")
    print(f"{sum(map(bool, differing.values()))} of {len(before)} differ")
    return int(any(differing.values()))


if __name__ == "__main__":
    sys.exit(main())
