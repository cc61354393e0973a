"""The JSON Schema of a scenario file, from the same kinds that read it. Editors complete and check with it."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from arrears.keys.kind import Kind, SizeUnit
from arrears.keys.series import ByMonth, CapacityShocks, Series
from arrears.keys.shock_kinds import PointValue, Size, size_json_schema
from arrears.keys.shocks import SHAPES
from arrears.scenario.schema import Scenario

Json = dict[str, Any]


def json_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a scenario file."""
    root = _section(Scenario)
    extends = {
        "type": "string",
        "description": "a scenario beside this one, in a folder above, or a shipped one",
        "examples": ["baseline.yaml"],
    }
    root["properties"] = {"name": root["properties"].pop("name"), "extends": extends, **root["properties"]}
    root.pop("required", None)  # what is left out may come from the scenario that is extended
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "arrears scenario",
        **root,
        "$defs": {_shocks_name(unit): _shocks(unit) for unit in ("pp", "%", "")},
    }


def _section(section: type[BaseModel], unit: SizeUnit | None = None) -> Json:
    """Return the schema of a mapping; `unit` is that of the sizes of a shock."""
    properties = {}
    for key, info in section.model_fields.items():
        if key == "shocks" and issubclass(section, Series | CapacityShocks):
            schema: Json = {"$ref": f"#/$defs/{_shocks_name(section.size_unit)}"}
        else:
            schema = _value(info.annotation, info.metadata, unit)
        if info.description:
            schema["description"] = info.description
        properties[key] = schema
    required = [key for key, info in section.model_fields.items() if info.is_required() or key == "shape"]
    result: Json = {"type": "object", "additionalProperties": False, "properties": properties}
    if section.__doc__:
        result["description"] = section.__doc__.strip().split("\n")[0]
    return {**result, "required": required} if required else result


def _value(annotation: Any, metadata: Any, unit: SizeUnit | None) -> Json:
    kind = next((m for m in metadata if isinstance(m, Kind | ByMonth)), None)
    if isinstance(kind, ByMonth):
        return _by_month(kind)
    if kind is not None:
        return _of_kind(kind, unit)
    if isinstance(annotation, type) and issubclass(annotation, Series):
        mapping = _section(annotation)
        level = next(m for m in annotation.model_fields["level"].metadata if isinstance(m, ByMonth))
        return {"anyOf": [*_by_month(level)["anyOf"], mapping]}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _section(annotation)
    own = getattr(annotation, "__metadata__", None)
    if own is not None:
        return _value(annotation.__origin__, own, unit)
    return _container(annotation, unit)


def _container(annotation: Any, unit: SizeUnit | None) -> Json:
    origin, arguments = getattr(annotation, "__origin__", None), get_args(annotation)
    if origin is tuple and arguments[-1] is Ellipsis:
        each = _value(arguments[0], (), unit)
        # A list of sections may be empty (no overlay, no tie between traits); one of numbers or paths says something.
        least: Json = {} if "properties" in each else {"minItems": 1}
        return {"type": "array", **least, "items": each}
    if origin is tuple:
        items = [_value(argument, (), unit) for argument in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _value(arguments[1], (), unit)}
    if all(isinstance(argument, str) for argument in arguments):
        return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}  # a Literal
    several = [_value(argument, (), unit) for argument in arguments if argument is not type(None)]
    # None is the word `none` where a section may be taken back
    return {"anyOf": [*several, {"const": "none"}]} if type(None) in arguments else {"anyOf": several}


def _of_kind(kind: Kind, unit: SizeUnit | None) -> Json:
    inner = getattr(kind, "kind", kind)
    if isinstance(inner, PointValue):  # a part of the size is a plain number
        return size_json_schema("") if unit == "" else {"anyOf": [size_json_schema(unit), {"type": "number"}]}
    return size_json_schema(unit) if isinstance(inner, Size) else kind.json_schema()


def _by_month(level: ByMonth) -> Json:
    one = level.kind.json_schema()
    return {"anyOf": [one, {"type": "array", "minItems": 1, "items": one}]}


def _shocks_name(unit: SizeUnit) -> str:
    return {"pp": "shocks_in_points", "%": "relative_shocks", "": "shocks_in_numbers"}[unit]


def _shocks(unit: SizeUnit) -> Json:
    return {"type": "array", "items": {"oneOf": [_section(shape, unit) for shape in SHAPES.values()]}}
