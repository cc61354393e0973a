"""Frozen tuples of numbers for the rules, made from a section of the schema.

A rule takes plain numbers, and compiled code takes a named tuple of them. It is made once, beside its section, under
the section's name and ``Parameters``, where pickle finds it again::

    class Paying(Section): ...
    PayingParameters = parameters(Paying)

    as_parameters(scenario.borrowers.paying)  # -> PayingParameters(...)
"""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any

from pydantic import BaseModel


@cache
def parameters(section: type[BaseModel]) -> type[Any]:
    """Return the named tuple of a section's numbers: its fields that are float, int or bool, in their order.

    Raises
    ------
    ValueError
        The section has no such field.
    """
    names = [key for key, info in section.model_fields.items() if info.annotation in (float, int, bool)]
    if not names:
        raise ValueError(f"{section.__name__} has no numbers")
    name = f"{section.__name__}Parameters"
    # the name is the section's, so the type checker cannot know it
    made: type[Any] = namedtuple(name, names, module=section.__module__)  # type: ignore[misc]
    return made


def as_parameters(section: BaseModel) -> Any:
    """Return the numbers of a section as the named tuple that `parameters` makes."""
    kind = parameters(type(section))
    return kind(*(getattr(section, name) for name in kind._fields))
