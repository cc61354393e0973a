"""``ARREARS_BOUNDS=1``: compiled code looks at every index. Random scenarios go through the engine so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
OUTSIDE = """
import numpy as np
from arrears.jit import inner_kernel, kernel, part, rule

@rule
def step(x):
    return x + 1

@part
def put(a, i):
    a[i] = step(i)

@inner_kernel
def fill(a, n):
    for i in range(n):
        put(a, i)

def outside(a, n):
    fill(a, n)

outside = kernel(outside, cache=False)
a = np.zeros(4, np.int64)
outside(a, 4)
assert a.tolist() == [1, 2, 3, 4]
try:
    outside(a[:3], 4)
except IndexError:
    print("refused")
"""
SCENARIOS = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
from driving import PATHS, run_fast, start
from reference.test_random_scenarios import drawn
for seed in range(100, 112):
    tallies, _ = run_fast(*start(drawn(seed)), PATHS)
    assert tallies.borrowers.sum() > 0
print("lived")
"""


def checked(code: str, cache: Path, bounds: str = "1") -> str:
    """What code prints in a new process in which indices are looked at."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ARREARS_BOUNDS": bounds, "ARREARS_DISABLE_JIT": "0", "ARREARS_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout.strip()


def test_an_index_outside_of_its_array_is_refused_and_only_then_looked_at(tmp_path):
    in_cache = "import arrears.jit; print(arrears.jit.CACHE_FOLDER)"
    assert checked(OUTSIDE, tmp_path) == "refused"
    # its own folder: the code that looks is never taken for that which does not
    assert checked(in_cache, tmp_path) != checked(in_cache, tmp_path, "0")


@pytest.mark.slow
def test_no_index_is_outside_of_its_array_in_scenarios_put_together_at_random(tmp_path):
    assert checked(SCENARIOS, tmp_path) == "lived"
