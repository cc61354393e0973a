"""Write ``scenario-reference.md`` and ``measures.md`` from the code that they describe.

python docs/make_reference.py            write both
python docs/make_reference.py --check    write nothing; say what is out of date, and end with 1 if anything is
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from arrears.cells import CELLS
from arrears.keys.kind import Kind, reading
from arrears.keys.kinds import Capacity, Count, Maybe, Money, Number, Part, Share
from arrears.keys.series import ByMonth, Series
from arrears.keys.shock_kinds import Month, Size
from arrears.keys.shocks import SHAPES
from arrears.keys.words import Date, InputPath, Text, Word
from arrears.measures.catalogue import CURVES, VINTAGES, Measure
from arrears.scenario import Scenario

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/make_reference.py from the code. Do not edit: change the code and run it again. -->\n"

# What stands last in a description, behind a semicolon, when it says where a number comes from.
SOURCE = re.compile(r"assumption|prototype|definition|practice|FFIEC|\b(19|20)\d\d\b")
UNITS: tuple[tuple[type, str], ...] = (
    (Part, "part"),
    (Share, "%"),
    (Money, "currency"),
    (Number, "number"),
    (Count, "whole number"),
    (Capacity, "% or contacts"),
    (Month, "month"),
    (Size, "by series"),
    (Date, "month"),
    (InputPath, "path"),
    (Word, "word"),
    (Text, "text"),
)

SCENARIO_INTRO = """# The scenario file, key by key

A scenario is a YAML file. Every key left out has the default given here; `extends: baseline.yaml` takes the values of
another scenario first, and then only says what is different. Units are written as people write them: shares and rates
with `%` or `pp`, changes with a sign (`+4pp`, `-8%`), months as `month 6` or `2020-06`, large numbers as `50_000`. What
is misspelt, out of range or without its unit is refused, with file, line and column, what was expected, and the nearest
right key. The same keys, with dots between them, work in `--set` on the command line and in `Scenario.with_` in Python,
where shares are fractions (`0.052`).

Editors check and complete with the JSON Schema: put
`# yaml-language-server: $schema=../docs/scenario.schema.json` in the first line, or print it with `arrears schema`.

**Source** says where a default comes from. *Assumption* means that nobody measured it: it was set so that the book as a
whole is credible ([model.md](model.md) says what was looked at). *Prototype* is an assumption too, taken over from a
smaller model that was hand-tuned to a steady book and, in a few places, fitted to series of United States cards. Change
what you know better.
"""

MEASURES_INTRO = """# Measures

What the columns of `curves.csv` and `vintages.csv` mean. Each measure is computed on each path; the statistics over the
paths follow (`std` with n - 1, quantiles linear). A path on which the denominator is zero is left out, and `n` says how
many remain. Rates are fractions in the files and per cent on charts. Amounts are in units of the run's currency.
*Live* accounts are open, not charged off, and owe more than zero at the close of the month; the *balance* is principal,
interest and fees together. Months are closes: month 0 is the opening book, the close before `start`.

Buckets are closed at their upper edge and written with both: `1-30` is 1 to 30 days past due. `1+` and `31+` are sums
of buckets. Two sets have names, which charts show beside the days and Python takes in their place: `buckets: M1-M6`
(`M1` is 1 to 30 days, `M6+` 151 and more) and `buckets: china-five`, the days past due of China's classes of loans
(special mention 1 to 90, substandard 91 to 270, doubtful 271 to 360, loss from 361 on); for the second let
`lender.charge_off.dpd` be 361, or later for accounts to reach the last class. Tables have the days.

Rolls are written `1-30>31-90`. `product=all` and `segment=all` are sums over accounts, not means of rates. In Python,
`result.measure("roll_rate")` gives any of them, with all paths, as an xarray `DataArray`; there causes and macro series
are dimensions, in the files they stand in the column `segment`, as `cause=job_loss` and `series=NAME`.
"""


def scenario_reference() -> str:
    """Return the text of ``scenario-reference.md``."""
    parts = [MADE, SCENARIO_INTRO, *_section(Scenario, ()), *_shocks()]
    return "\n".join(parts).rstrip() + "\n"


def _section(section: type[BaseModel], key: tuple[str, ...]) -> Iterator[str]:
    """Yield a heading, a table of the keys that hold values, and then the sections inside."""
    title = "Top level" if not key else f"`{'.'.join(key)}`"
    yield f"{'#' * min(2 + max(len(key) - 1, 0), 4)} {title}\n"
    yield f"{_first_line(section)}\n"
    inside = []
    rows = []
    for name, info in section.model_fields.items():
        kind = _kind(info)
        if kind is None and _is_section(info.annotation) and not issubclass(info.annotation, Series):  # type: ignore[arg-type]
            inside.append((name, info.annotation))
            continue
        inside += [(name, one) for one in _flat([info.annotation]) if _is_section(one) and _is_optional_section(info)]
        rows.append(_row((*key, name), info, kind))
    if rows:
        yield _table(("key", "what may stand there", "unit", "default", "meaning", "source"), rows)
    if section is Scenario:
        yield "Besides these, `extends: NAME` names the scenario that this one starts from.\n"
    for name, below in inside:
        yield from _section(below, (*key, name))  # type: ignore[arg-type]


def _row(key: tuple[str, ...], info: FieldInfo, kind: Kind | None) -> tuple[str, ...]:
    meaning, source = _meaning_and_source(info.description or "")
    name = f"`{'.'.join(key)}`"
    annotation = info.annotation
    if isinstance(annotation, type) and issubclass(annotation, Series):
        level = annotation.model_fields["level"]
        by_month = next(one for one in level.metadata if isinstance(one, ByMonth))
        _, source = _meaning_and_source(level.description or "")
        may = f"{by_month.kind.expected}; or a list by month; or `{{level, shocks}}`, {_size_of(annotation)}"
        default = "" if level.default is PydanticUndefined else by_month.kind.write(level.default)
        return name, may, _unit(by_month.kind), _code(default), meaning, source
    if info.metadata == [] and key[-1] == "shocks":
        return name, "a list of [shocks](#shocks), relative like `-50%`", "list", "none", meaning, source
    return name, _may(info, kind), _unit(kind), _default(info, kind), meaning, source


def _size_of(series: type[Series]) -> str:
    unit = {"pp": "in points like `+4pp`", "%": "relative like `-8%`", "": "plain numbers"}[series.size_unit]
    return f"shocks {unit}"


def _shocks() -> Iterator[str]:
    """Yield the part about the shapes of shocks."""
    yield "## Shocks\n"
    yield (
        "Anything with a `level` takes `shocks`, a list; several add up. Times are in months: with `start: month 2`\n"
        "and `rise: 1` month 2 has the full size; with `rise: 3` months 2, 3 and 4 have a third, two thirds and all.\n"
    )
    for shape, shock in SHAPES.items():
        yield f"### `shape: {shape}`\n"
        yield f"{_first_line(shock)}\n"
        rows = [
            _row((name,), info, _kind(info))
            for name, info in shock.model_fields.items()
            if name not in {"shape", "points"}
        ]
        if "points" in shock.model_fields:
            info = shock.model_fields["points"]
            rows.append(("`points`", "a list of `[month, value]`", "list", "required", info.description or "", ""))
        yield _table(("key", "what may stand there", "unit", "default", "meaning", "source"), rows)


def _kind(info: FieldInfo) -> Kind | None:
    return next((one for one in info.metadata if isinstance(one, Kind)), None)


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_optional_section(info: FieldInfo) -> bool:
    """Whether a mapping may stand there instead of a word: a file of macro paths, a tape."""
    return get_origin(info.annotation) is not tuple


def _may(info: FieldInfo, kind: Kind | None) -> str:
    if kind is not None:
        return kind.expected
    arguments = [one for one in get_args(info.annotation) if one is not type(None)]
    if get_origin(info.annotation) is dict:
        key, value = (_metadata_kind(one) for one in arguments)
        return f"a mapping from {key.expected if key else 'a series'} to {value.expected if value else 'a text'}"
    if get_origin(info.annotation) is tuple:
        one = _metadata_kind(arguments[0])
        inner = arguments[0]
        if one is not None:
            return f"a list, each {one.expected}"
        keys = ", ".join(inner.model_fields) if _is_section(inner) else "values"
        return f"a list of `{{{keys}}}`"
    sections = [one for one in _flat(arguments) if _is_section(one)]
    words = [_metadata_kind(one) for one in arguments]
    said = [f"`{word}`" for known in words if isinstance(known, Word) for word in known.words]
    said += [f"a mapping `{{{', '.join(section.model_fields)}}}`" for section in sections]
    return ", or ".join(dict.fromkeys(said)) or "a value"


def _flat(arguments: list[Any]) -> Iterator[Any]:
    for one in arguments:
        yield one
        yield from _flat(list(get_args(one)) if not isinstance(one, type) else [])


def _metadata_kind(annotation: Any) -> Kind | None:
    return next((one for one in getattr(annotation, "__metadata__", ()) if isinstance(one, Kind)), None)


def _unit(kind: Kind | None) -> str:
    inner = kind.kind if isinstance(kind, Maybe) else kind
    return next((unit for known, unit in UNITS if isinstance(inner, known)), "mapping or list")


def _default(info: FieldInfo, kind: Kind | None) -> str:
    default = info.get_default(call_default_factory=True)
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "left out"
    if kind is not None:
        with reading(size_unit="pp"):
            return _code(kind.write(default))
    if isinstance(default, dict):
        value = _metadata_kind(get_args(info.annotation)[1])
        return _code("{" + ", ".join(f"{k}: {value.write(v) if value else v}" for k, v in default.items()) + "}")
    if isinstance(default, tuple):
        if default and isinstance(default[0], BaseModel):
            # the only list of mappings: pairs of traits and their correlation
            return "; ".join(f"{', '.join(one.traits)} {one.correlation:+g}" for one in default)
        return _code(str(list(default)))
    return _code(str(default))


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _meaning_and_source(description: str) -> tuple[str, str]:
    meaning, _, last = description.rpartition("; ")
    return (meaning, last) if meaning and SOURCE.search(last) else (description, "")


def _first_line(thing: type) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def measures_reference() -> str:
    """Return the text of ``measures.md``."""
    head = ("measure", "unit", "dimensions", "definition", "counted in")
    parts = [MADE, MEASURES_INTRO, "## In `curves.csv`\n", _table(head, [_measure(one) for one in CURVES])]
    parts += ["## In `vintages.csv`\n", _table(head, [_measure(one) for one in VINTAGES])]
    cells = [(f"`{cell.name}`", cell.unit, ", ".join(cell.axes), cell.meaning) for cell in CELLS]
    parts += [
        "## What a run counts\n",
        "The variables of `result.nc` and `result.dataset`, from which measures are made. Money is in minor units.\n",
        _table(("variable", "unit", "dimensions", "meaning"), cells),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _measure(measure: Measure) -> tuple[str, ...]:
    axes = next(cell.axes for cell in CELLS if cell.name == measure.cells[0])
    shown = [
        "bucket" if axis in {"late", "bucket_to"} else axis
        for axis in axes
        if axis not in {"path", "month"} and (axis != "series" or not measure.series)
    ]
    cells = ", ".join(f"`{cell}`" for cell in measure.cells)
    return f"`{measure.name}`", measure.unit, ", ".join(dict.fromkeys(shown)) or "-", measure.definition, cells


PAGES = {"scenario-reference.md": scenario_reference, "measures.md": measures_reference}


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    stale = [name for name, page in PAGES.items() if not (HERE / name).exists() or (HERE / name).read_text() != page()]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is out of date; run: python docs/make_reference.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(PAGES[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
