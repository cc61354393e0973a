"""What the user wrote: the scenario language, its shocks, and reading it with every fault named."""

from arrears.keys.parameters import as_parameters, parameters
from arrears.keys.shocks import L, Points, Pulse, Ramp, Shock, Step, U, V
from arrears.scenario.override import Override
from arrears.scenario.places import shipped, shipped_folder
from arrears.scenario.schema import Scenario

__all__ = [
    "L",
    "Override",
    "Points",
    "Pulse",
    "Ramp",
    "Scenario",
    "Shock",
    "Step",
    "U",
    "V",
    "as_parameters",
    "parameters",
    "shipped",
    "shipped_folder",
]
