"""Every rule there is, and what its arguments may be, told by their names.

A new rule with usual names needs nothing here; an unusual name needs one line.
"""

import inspect
from importlib import import_module
from pathlib import Path
from types import ModuleType

from hypothesis import strategies as st

import arrears
from arrears.borrower.employment import LONGEST_SPELL
from arrears.cells import Cause
from arrears.population.synthetic import population_parameters, saver_of
from arrears.rules import rule_parameters
from arrears.scenario import Scenario

SCENARIO = Scenario.read("baseline")
Q = rule_parameters(SCENARIO)
PARAMETERS = {
    "income": Q.income,
    "spending": Q.spending,
    "financing": Q.financing,
    "charges": Q.charges,
    "collections": Q.collections,
    "paying": Q.paying,
    "newcomer": population_parameters(SCENARIO),
}
LATE = {"effort", "motive", "catch_up"}  # rules of `paying` that take the parameters of `late`

MONEY = st.integers(0, 10**9)  # minor units: ten million
UNIT = st.integers(0, 2**23 - 1).map(lambda k: (k + 0.5) / 2**23)
NORMAL = st.floats(-5.5, 5.5)
PART = st.floats(0.0, 1.0)
LOGIT = st.floats(-16.0, 16.0)
# By name; a name that begins with u_, z_ or l_ is a uniform, a normal and a logistic draw.
ARGUMENTS = {
    "base": st.integers(1, 10**8),
    "median": st.integers(1, 10**8),
    "months_out": st.integers(0, LONGEST_SPELL),
    "exposure": st.floats(0.0, 10.0),
    "separation": PART,
    "finding": PART,
    "u": UNIT,
    "outside": MONEY,
    "balance": MONEY,
    "openness": st.floats(0.2, 4.0),
    "lines": st.floats(0.2, 4.0),
    "propensity": st.floats(0.3, 1.0),
    "need": st.integers(-(10**9), 10**9),
    "line_free": MONEY,
    "loan_room": MONEY,
    "outside_room": MONEY,
    "permanent": st.floats(-2.0, 2.0),
    "volatility": st.floats(0.0, 3.0),
    "macro": st.floats(-0.95, 3.0),
    "income": MONEY,
    "crunch": st.booleans(),
    "due": MONEY,
    "wanted": MONEY,
    "cash": st.integers(-(10**9), 10**9),
    "reserve": MONEY,
    "burden": st.floats(0.0, 5.0),
    "autopay": st.integers(0, 1),
    "forget": st.floats(0.0, 0.5),
    "willingness": st.floats(-5.0, 5.0),
    "unable": st.sampled_from([int(c) for c in Cause if c]),
    "own": PART,
    "missed": st.integers(1, 20),
    "contacted": st.integers(0, 1),
    "settled": st.integers(0, 1),
    "cause": st.sampled_from([int(c) for c in Cause if c]),
    "arrears": st.integers(1, 10**9),
    "bill": st.integers(1, 10**9),
    "floor": st.floats(0.0, 1e8),
    "service": MONEY,
    "buffer": MONEY,
    "target": st.floats(0.0, 1e9),
    "habit": st.floats(0.0, 3.0),
    "outside_ceiling": st.floats(0.0, 3.0),
    "monthly_rate": st.floats(0.0, 0.2),
    "principal": st.integers(1, 10**9),
    "factor": st.floats(0.005, 1.0),
    "strategy": st.integers(0, 2),
    "score": st.floats(300.0, 850.0),
    "key": st.integers(0, 2**40 - 1),
    "lot": UNIT,
    "effect": PART,
    "quality": st.floats(-6.0, 6.0),
    "unemployment": PART,
    "quality_shift": st.floats(-2.0, 2.0),
    "x": st.floats(-10.0, 10.0),
    "saver": st.just(saver_of(SCENARIO)),
    "low": st.floats(-5.0, 0.0),
    "high": st.floats(0.0, 5.0),
}
DRAWS = {"u_": UNIT, "z_": NORMAL, "l_": LOGIT}


def rules_of(module: ModuleType):
    return [
        value for value in vars(module).values() if hasattr(value, "py_func") and value.__module__ == module.__name__
    ]


def all_rules():
    package = Path(arrears.__file__).parent
    files = [file for room in ("borrower", "lender", "market") for file in sorted((package / room).glob("*.py"))]
    files.append(package / "population" / "newcomer.py")
    names = [".".join(("arrears", *file.relative_to(package).with_suffix("").parts)) for file in files]
    return [rule for name in names if not name.endswith("__init__") for rule in rules_of(import_module(name))]


RULES = all_rules()


def parameters_of(rule):
    return Q.late if rule.__name__ in LATE else PARAMETERS[rule.__module__.rsplit(".", 1)[1]]


def argument(name):
    return ARGUMENTS[name] if name in ARGUMENTS else DRAWS[name[:2]]


def arguments_of(rule):
    """A strategy for the arguments of a rule, as a tuple in their order."""
    names = inspect.signature(rule.py_func).parameters
    return st.tuples(*(st.just(parameters_of(rule)) if name == "p" else argument(name) for name in names))
