"""Rules as plain Python: a copy of a rule, and of every rule it calls, that nothing has compiled."""

import dis
from types import FunctionType


def global_names(function):
    """Names of the module that a function reads."""
    return {op.argval for op in dis.get_instructions(function) if op.opname == "LOAD_GLOBAL"}


def plain(rule):
    """The function of a rule, with each rule among its globals replaced by its own plain copy.

    ``rule.py_func`` alone still calls compiled rules, which give back a float32 as a Python float.
    """
    function = getattr(rule, "py_func", rule)
    module = function.__globals__
    rules = {name: plain(module[name]) for name in global_names(function) if hasattr(module.get(name), "py_func")}
    copy = FunctionType(function.__code__, {**module, **rules}, function.__name__, function.__defaults__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy
