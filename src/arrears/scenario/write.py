"""A scenario -> YAML that a person can read and that reads back to an equal scenario."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, get_args

from pydantic import BaseModel

from arrears.keys.kind import Kind, reading
from arrears.keys.series import ByMonth, Series
from arrears.keys.shocks import Points, Shock, written_out

_WIDTH = 110  # columns; a longer mapping goes over several lines


def written(scenario: BaseModel) -> str:
    """Return a scenario as YAML."""
    months: int = getattr(scenario, "months", 1)
    return "\n".join(_block(_section(scenario, months), 0)) + "\n"


def _section(section: BaseModel, months: int) -> dict[str, Any]:
    """Return a section as a mapping of texts that are YAML already."""
    unit = getattr(type(section), "size_unit", None)
    parts = isinstance(section, Points) and section.size is not None
    result: dict[str, Any] = {}
    with reading(size_unit=unit, parts=parts) if unit is not None or isinstance(section, Points) else nullcontext():
        for key, info in type(section).model_fields.items():
            value = getattr(section, key)
            if value is None or (key in {"shocks", "columns", "units", "where"} and not value):
                continue  # left out means the same
            result[key] = _value(value, info.annotation, info.metadata, months)
    return result


def _value(value: Any, annotation: Any, metadata: Any, months: int) -> Any:
    kind = next((m for m in metadata if isinstance(m, Kind | ByMonth)), None)
    if isinstance(kind, ByMonth):
        return [kind.kind.write(v) for v in value] if isinstance(value, tuple) else kind.kind.write(value)
    if kind is not None and not (isinstance(value, BaseModel)):
        return kind.write(value)
    if isinstance(value, Series) and not value.shocks:
        return _section(value, months)["level"]
    if isinstance(value, BaseModel):
        return _section(value, months)
    if isinstance(value, Shock):
        return _section(written_out(value, months), months)
    if isinstance(value, tuple):
        inner = [a for a in get_args(annotation) if a is not Ellipsis]
        kinds = inner if len(inner) == len(value) else inner * len(value)
        return [_value(v, *_opened(a), months) for v, a in zip(value, kinds, strict=False)]
    if isinstance(value, dict):
        of_key, of_value = get_args(annotation)
        return {_value(k, *_opened(of_key), months): _value(v, *_opened(of_value), months) for k, v in value.items()}
    return str(value)  # a Literal without a kind: a shock's shape


def _opened(annotation: Any) -> tuple[Any, Any]:
    """Return an annotation's type and metadata; of a union, the part that has a kind."""
    metadata = getattr(annotation, "__metadata__", ())
    if metadata and any(isinstance(m, Kind | ByMonth) for m in metadata):
        return annotation.__origin__, metadata
    return annotation, ()


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    return str(value)


def _small(value: Any, indent: int) -> bool:
    return not isinstance(value, dict) or (
        not any(isinstance(v, dict | list) for v in value.values()) and len(_flow(value)) + indent < _WIDTH
    )


def _block(mapping: dict[str, Any], indent: int) -> list[str]:
    lines = []
    space = " " * indent
    for key, value in mapping.items():
        if isinstance(value, list) and any(isinstance(v, dict) for v in value):
            lines.append(f"{space}{key}:")
            lines += [f"{space}  - {_flow(v)}" for v in value]
        elif _small(value, indent + len(key)) and indent > 0:
            lines.append(f"{space}{key}: {_flow(value)}")
        elif isinstance(value, dict):
            lines.append(f"{space}{key}:")
            lines += _block(value, indent + 2)
        else:
            lines.append(f"{space}{key}: {_flow(value)}")
    return lines
