"""Compiled code is kept between processes, and never outlives the source of a rule, wherever the rule stands."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import arrears

# A loop in one file that calls a rule in a second, which calls a helper in a third.
PROBE = '''
"""A loop for the test."""
from typing import NamedTuple
from arrears.jit import kernel
from arrears.population.newcomer import lender_score
from arrears.lender.charges import interest
from arrears.elementary import exp

class P(NamedTuple):
    score_mean: float
    score_per_quality: float
    score_noise: float

@kernel
def total(balances, scores, p):
    out = 0.0
    for i in range(balances.size):
        out += interest(balances[i], 0.015) + lender_score(scores[i], 0.0, p) + exp(scores[i])
    return out
'''
RUN = """
import json, numpy as np
from arrears.engine.probe import P, total
value = total(np.array([1000, 2000]), np.array([0.0, 1.0]), P(650.0, 60.0, 40.0))
stats = total.stats if hasattr(total, "stats") else None
print(json.dumps([value, sum(stats.cache_hits.values()) if stats else None]))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the package with the loop in it, and its own cache."""
    package = tmp_path / "arrears"
    shutil.copytree(Path(arrears.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    (package / "engine" / "probe.py").write_text(PROBE)
    return package


def run(package, before="", **variables):
    place = {"PYTHONPATH": str(package.parent), "ARREARS_CACHE_DIR": str(package.parent / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", before + RUN],
        env={**os.environ, **place, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def edit(file, before, after):
    text = file.read_text()
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {file}"
    file.write_text(text.replace(before, after))


def test_an_edited_rule_gives_new_numbers_at_once(copy):
    value, hits = run(copy)
    assert hits == 0
    assert value == pytest.approx(15 + 30 + 650 + 710 + 1 + 2.718281828459045, abs=1e-9)
    assert run(copy) == [value, 1]  # kept between processes

    edit(copy / "lender" / "charges.py", "balance * monthly_rate + 0.5", "balance * monthly_rate + 100.5")
    assert run(copy) == [pytest.approx(value + 200), 0]
    edit(copy / "population" / "newcomer.py", "850.0)\n", "700.0)\n")  # the upper bound of the score
    assert run(copy) == [pytest.approx(value + 190), 0]
    edit(copy / "elementary.py", "y = (p * r2 + r) + 1.0", "y = (p * r * r + r) + 2.0")  # a rule's own helper
    changed, hits = run(copy)
    assert hits == 0
    assert changed > value + 190.5


def test_without_compiling_the_numbers_are_the_same(copy):
    value, hits = run(copy, ARREARS_DISABLE_JIT="1")
    assert hits is None
    assert run(copy)[0] == value


def test_a_cache_that_cannot_be_written_is_no_obstacle(copy):
    (copy.parent / "cache").write_text("a file where the folder should be")
    value, _ = run(copy, TMPDIR=str(copy.parent))
    assert value > 0


def test_damaged_files_are_compiled_again(copy):
    value, hits = run(copy)
    assert hits == 0
    files = [file for file in (copy.parent / "cache").rglob("*") if file.is_file()]
    assert files
    for file in files:
        file.write_bytes(file.read_bytes()[:-100])
    assert run(copy) == [value, 0]
    assert run(copy) == [value, 1]


def test_a_cache_that_fills_up_is_no_obstacle(copy):
    value, _ = run(copy)
    shutil.rmtree(copy.parent / "cache")
    # no file may grow beyond 1 kB, as on a full disk
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    assert run(copy, before=limit)[0] == value
