"""What the schema refused -> faults that a person can act on: place, what was found, what was expected, nearest key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from arrears.errors import Fault
from arrears.keys.refusal import Refusal, Refusals, found, nearest
from arrears.scenario.tree import Map, Node, Place, node_at, place_of

Keys = tuple[str | int, ...]


def faults_of(
    error: ValidationError, model: type[BaseModel], root: Node | None = None, *, orphan: bool = False
) -> list[Fault]:
    """Return a fault for each thing that the schema refused.

    Parameters
    ----------
    error
        What pydantic raised for `model`.
    root
        The tree that was validated, for places; None for values given in Python.
    orphan
        The scenario's parent could not be read: what may merely be missing with it is not named.
    """
    faults = []
    for item in error.errors(include_url=False):
        at = tuple(key for key in item["loc"] if not _is_tag(key))
        cause = (item.get("ctx") or {}).get("error")
        if isinstance(cause, Refusals):
            refusals = [] if orphan else cause.refusals
        elif isinstance(cause, Refusal):
            refusals = [] if orphan and cause.where else [cause]
        elif item["type"] == "missing":
            parent = node_at(root, at[:-1]) if root is not None else None
            said_already = isinstance(parent, Map) and str(at[-1]) in parent.nulls
            refusals = [] if orphan or said_already else [_missing(at, model, item["loc"])]
            at = at[:-1]
        elif item["type"] == "too_short" and len(item["input"]) > 0:
            continue  # it is short because its values were refused, and that is said
        else:
            refusals = [_plainly(item, model)]
        for refusal in refusals:
            keys = (*at, *refusal.where)
            faults.append(_placed(refusal, keys, root, of_key=item["type"] == "extra_forbidden"))
    return faults


def _is_tag(key: str | int) -> bool:
    return isinstance(key, str) and (key.startswith("<") or key == "[key]")


def _placed(refusal: Refusal, keys: Keys, root: Node | None, *, of_key: bool) -> Fault:
    place = place_of(root, keys, of_key=of_key) if root is not None else Place("")
    name = ".".join(str(key) for key in keys)
    message = f"{name}: {refusal.message}" if name else refusal.message
    return place.fault(message, refusal.expected, refusal.hint)


def _missing(at: Keys, model: type[BaseModel], loc: Keys) -> Refusal:
    key = at[-1]
    if isinstance(key, int):
        return Refusal("the list is too short", "[month, value]")
    homes = [section for section in _sections_at(model, loc[:-1]) if key in section.model_fields]
    meaning = homes[0].model_fields[key].description if homes else None
    return Refusal(f"`{key}` is missing", f"`{key}`, the {meaning}" if meaning else "")


def _plainly(item: Any, model: type[BaseModel]) -> Refusal:
    """Return a refusal for what pydantic itself refused."""
    kind, ctx = item["type"], item.get("ctx") or {}
    if kind == "extra_forbidden":
        return _unknown_key(item["loc"], model)
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        keys = _keys(_sections_at(model, item["loc"]))
        expected = f"a mapping with keys such as {_listed(keys)}" if keys else "a mapping"
        return Refusal(f"found {found(item['input'])}", expected)
    if kind in {"tuple_type", "list_type"}:
        return Refusal(f"found {found(item['input'])}", "a list, like [a, b]")
    if kind == "too_short":
        return Refusal("the list is empty", "a value or more")
    if kind == "too_long":
        return Refusal(
            f"the list has {ctx.get('actual_length', 'too many')} values", f"at most {ctx.get('max_length')}"
        )
    if kind == "value_error":
        return Refusal(str(ctx.get("error", item["msg"])))
    return Refusal(f"found {found(item['input'])}: {item['msg']}")


def _unknown_key(loc: Keys, model: type[BaseModel]) -> Refusal:
    key = str(loc[-1])
    right = _keys(_sections_at(model, loc[:-1]))
    hint = nearest(key, right)
    if not hint:
        homes = [path for path in all_keys(model) if path.rpartition(".")[2] == key]
        hint = f"did you mean `{homes[0]}`?" if homes else ""
    return Refusal("unknown key", f"one of {_listed(right)}" if right else "no further key", hint)


def _listed(keys: list[str]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _keys(sections: list[type[BaseModel]]) -> list[str]:
    return list(dict.fromkeys(key for section in sections for key in section.model_fields))


def _sections_at(model: type[BaseModel], loc: Keys) -> list[type[BaseModel]]:
    """Return the sections that may stand at a place of the scenario."""
    now = [model]
    for key in loc:
        if isinstance(key, str) and key.startswith("<"):
            now = [section for section in now if _fits(section, key.strip("<>"))]
        elif isinstance(key, str):
            now = [
                part
                for section in now
                if key in section.model_fields
                for part in parts(section.model_fields[key].annotation)
            ]
    return now


def _fits(section: type[BaseModel], tag: str) -> bool:
    shape = section.model_fields.get("shape")
    return shape is None or shape.default == tag


def parts(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the sections named in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from parts(argument)


def all_keys(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield every dotted key of the language, shocks left out."""
    for key, info in model.model_fields.items():
        yield before + key
        for part in parts(info.annotation):
            if "shape" not in part.model_fields:
                yield from all_keys(part, f"{before}{key}.")
