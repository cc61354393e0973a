import os
from collections.abc import Callable
from typing import Any

import pytest

import arrears as ar

SIZE: dict[str, Any] = {"paths": 2, "borrowers": 500, "months": 5, "seed": 3, "threads": 1}


def late_fee(bill, p):
    return int(2.0 * bill * p.late_fee + 0.5)


def catch_up(arrears, bill, cash, u_whole, p):
    return min(arrears, max(cash, 0))


def prompted(own, effect):
    return own + (1.0 - own) * 0.5 * effect


@pytest.fixture(scope="session")
def rules() -> ar.Rules:
    """Own rules that compile quickly, the same for all tests: they are compiled once."""
    return ar.Rules(late_fee=late_fee, catch_up=catch_up, prompted=prompted)


@pytest.fixture(scope="session")
def scenario() -> ar.Scenario:
    """A scenario in which every slot of the shared rules matters."""
    return ar.Scenario.read("unemployment").with_({"lender.charges.late_fee": 0.05})


@pytest.fixture(scope="session")
def run(scenario) -> Callable[..., ar.Result]:
    """A small run of the scenario, with what a test adds."""
    kept: dict[str, ar.Result] = {}

    def of(**more: Any) -> ar.Result:
        if more:
            return ar.simulate(scenario, **{**SIZE, **more})
        if "plain" not in kept:
            kept["plain"] = ar.simulate(scenario, **SIZE)
        return kept["plain"]

    os.environ.setdefault("MPLBACKEND", "Agg")
    return of


def differing(a: ar.Result, b: ar.Result) -> list[str]:
    """Names of the cells in which two runs differ."""
    return [str(name) for name in a.dataset.data_vars if not a.dataset[name].equals(b.dataset[name])]


@pytest.fixture(scope="session", name="differing")
def differing_fixture() -> Callable[[ar.Result, ar.Result], list[str]]:
    return differing
