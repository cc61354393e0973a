"""The front door: which names there are, that each has an example, and that they are loaded only when used."""

import subprocess
import sys

import pytest

import arrears

NAMES = [
    "ArrearsError",
    "Book",
    "Comparison",
    "MacroPaths",
    "Mechanism",
    "Panel",
    "Policy",
    "Result",
    "Rules",
    "Scenario",
    "ScenarioError",
    "Shock",
    "__version__",
    "compare",
    "macro_paths",
    "open_run",
    "read_tape",
    "rule",
    "shipped",
    "simulate",
    "sweep",
    "synthesise",
]


def test_the_front_door_has_these_names_and_no_others():
    assert sorted(arrears.__all__) == NAMES
    assert dir(arrears) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_name_can_be_used_and_says_what_it_is(name):
    value = getattr(arrears, name)
    assert value is getattr(arrears, name)
    if name != "__version__":
        assert value.__doc__
        assert value.__name__ == name
        assert value.__module__.startswith("arrears.")


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = arrears.simulat


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import arrears", {"numpy", "pydantic", "numba"}),
        ("from arrears import Scenario, ScenarioError; Scenario.read('baseline')", {"numpy", "numba", "xarray"}),
        ("from arrears import open_run, compare", {"numba", "simpy"}),
        ("import arrears.cli.app", {"numpy", "numba", "xarray", "matplotlib"}),
    ],
)
def test_what_is_not_used_is_not_loaded(code, absent):
    script = f"{code}\nimport sys\nprint(sorted({absent!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
