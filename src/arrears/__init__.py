"""Macroeconomic stress tests of consumer lending: the front door.

Names are loaded when first used (SPEC 1), so that importing the package, or the command line's ``--help``, is quick.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from arrears.errors import ArrearsError as ArrearsError
    from arrears.errors import ScenarioError as ScenarioError
    from arrears.grid import sweep as sweep
    from arrears.jit import rule as rule
    from arrears.macro.build import MacroPaths as MacroPaths
    from arrears.macro.build import macro_paths as macro_paths
    from arrears.mechanisms import Mechanism as Mechanism
    from arrears.panel import Panel as Panel
    from arrears.policies import Policy as Policy
    from arrears.population.book import Book as Book
    from arrears.population.tape import read_tape as read_tape
    from arrears.result.comparison import Comparison as Comparison
    from arrears.result.comparison import compare as compare
    from arrears.result.result import Result as Result
    from arrears.result.result import open_run as open_run
    from arrears.rules import Rules as Rules
    from arrears.scenario import Scenario as Scenario
    from arrears.scenario import Shock as Shock
    from arrears.scenario import shipped as shipped
    from arrears.simulation import simulate as simulate
    from arrears.simulation import synthesise as synthesise

__version__ = version("arrears")

_HOMES = {
    "ArrearsError": "arrears.errors",
    "Book": "arrears.population.book",
    "Comparison": "arrears.result.comparison",
    "MacroPaths": "arrears.macro.build",
    "Mechanism": "arrears.mechanisms",
    "Panel": "arrears.panel",
    "Policy": "arrears.policies",
    "Result": "arrears.result.result",
    "Rules": "arrears.rules",
    "Scenario": "arrears.scenario",
    "ScenarioError": "arrears.errors",
    "Shock": "arrears.scenario",
    "compare": "arrears.result.comparison",
    "macro_paths": "arrears.macro.build",
    "open_run": "arrears.result.result",
    "read_tape": "arrears.population.tape",
    "rule": "arrears.jit",
    "shipped": "arrears.scenario",
    "simulate": "arrears.simulation",
    "sweep": "arrears.grid",
    "synthesise": "arrears.simulation",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'arrears' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
