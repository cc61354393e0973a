import pytest

from arrears.result import Result
from arrears.scenario import Scenario
from fabricated import fabricate

SPLIT = "portfolio: {segment: income_quintile}\n"
SHOCK = "{shape: pulse, start: month 2, size: +4pp, rise: 1, hold: 3, fade: 12}"
PULSE = f"macro: {{unemployment: {{level: 5.2%, shocks: [{SHOCK}]}}}}\n"


def run_of(*, text="", stress=0.0, name="Baseline", **options):
    """A result with a fabricated dataset and a scenario that goes with it."""
    options = {"paths": 12, "months": 8, "accounts": 40, "seed": 1, "name": name, "stress": stress, **options}
    lines = [
        f"name: {name}",
        f"months: {options['months']}",
        f"run: {{paths: {options['paths']}, seed: {options['seed']}}}",
    ]
    scenario = Scenario.from_text("\n".join(lines) + "\n" + (text or SPLIT))
    return Result.of_run(fabricate(**options), scenario, {"borrower_months": 640, "seconds": 0.1})


@pytest.fixture(scope="session")
def base():
    return run_of()


@pytest.fixture(scope="session")
def stress():
    return run_of(name="Pandemic", stress=0.8, text=SPLIT + PULSE)


@pytest.fixture(scope="session")
def mild():
    return run_of(name="Mild", stress=0.3)


@pytest.fixture
def make_run():
    return run_of
