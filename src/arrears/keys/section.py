"""`Section`: a frozen part of a scenario. Attribute names are the YAML keys; every key left out has a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping of the scenario file.

    A new section is a class with one line a key: the kind in the annotation, then default, unit and source::

        class Charges(Section):
            late_fee: Annotated[float, Money()] = Field(10.0, description="fee for each missed bill; assumption")
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def replaced(section: BaseModel, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a section holds as a mapping to validate, with values replaced by dotted keys.

    Parts that no key names stay the objects they are. A number in a key counts the entries of a list from 0:
    ``macro.unemployment.shocks.0.size``.
    """
    result: Any = section
    for key, value in changes.items():
        result = _with_value(result, key.split("."), value)
    return result if isinstance(result, dict) else _opened(result)


def _opened(value: Any) -> dict[str, Any]:
    """Return a section as a mapping of its keys; anything that is no section or mapping counts as empty."""
    if isinstance(value, BaseModel):
        return {key: getattr(value, key) for key in type(value).model_fields}
    if hasattr(value, "_asdict"):
        return dict(value._asdict())
    return dict(value) if isinstance(value, dict) else {}


def _with_value(holder: Any, keys: list[str], value: Any) -> Any:
    if not keys:
        return value
    key, *rest = keys
    if isinstance(holder, tuple | list) and key.isdigit() and int(key) < len(holder):
        items = list(holder)
        items[int(key)] = _with_value(items[int(key)], rest, value)
        return items
    inside = _opened(holder)
    name: Any = int(key) if isinstance(holder, dict) and key.isdigit() else key  # due_days.10
    inside[name] = _with_value(inside.get(name), rest, value)
    return inside
