"""sweep(): a run for each point of a grid of values, under common random numbers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from arrears.errors import UsageError
from arrears.macro.build import MacroPaths
from arrears.measures import measure_of
from arrears.measures.totals import ALL
from arrears.population.book import Book
from arrears.prepared import Engine
from arrears.processes import Process
from arrears.result.result import Result
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.simulation import simulate

Measured = str | Callable[[xr.Dataset], xr.DataArray]

MEASURES = (
    "overdue_rate",
    "overdue_rate_count",
    "overdue_rate_customer",
    "charge_off_rate_net",
    "originations",
    "desk_utilisation",
)
# These would give the points other axes or other random numbers.
_FIXED = ("months", "start", "buckets", "run.paths", "run.seed", "portfolio.segment")


def sweep(
    scenario: Scenario | str | Path,
    grid: Mapping[str, Sequence[Any]],
    *,
    measures: Sequence[Measured] = MEASURES,
    product: str = ALL,
    segment: str = ALL,
    paths: int | None = None,
    seed: int | None = None,
    borrowers: int | None = None,
    months: int | None = None,
    macro: MacroPaths | None = None,
    book: Book | pd.DataFrame | Result | None = None,
    rules: Rules | None = None,
    processes: Sequence[Process] = (),
    threads: int | None = None,
    engine: Engine = "fast",
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """Run a scenario at each point of a grid.

    All points share every draw, so that differences between them are the values'.

    Parameters
    ----------
    scenario
        A scenario, a file, or the name of a shipped one.
    grid
        Key of the scenario -> values to try, as ``Scenario.with_`` takes them (fractions).
    measures
        Names of measures, or functions of a run's dataset.
    product, segment
        What of each measure is kept: ``all``, or one of its values.
    progress
        Called after each point with points done, and how many there are.
    paths, seed, borrowers, months, macro, book, rules, processes, threads, engine
        As in ``simulate``.

    Returns
    -------
    xr.Dataset
        A variable a measure, dimensions: the grid's keys in their order, then path, month, and bucket where it has one.
        The values of the grid are the coordinates; what is neither number nor text stands there as text.

    Raises
    ------
    UsageError
        An empty grid, or a key that all points must share.
    ScenarioError
        No such key, or a value out of range; found before anything is run.

    Examples
    --------
    >>> import arrears as ar
    >>> rates = ar.sweep("baseline", {"macro.unemployment.level": [0.05, 0.08]}, paths=2, borrowers=500, months=3)
    >>> rates["overdue_rate"].dims
    ('macro.unemployment.level', 'path', 'month', 'bucket')
    """
    read = scenario if isinstance(scenario, Scenario) else Scenario.read(scenario)
    values = _values(grid)
    _check(values)
    _check_measures(measures)
    points = list(itertools.product(*(range(len(column)) for column in values.values())))
    # All scenarios first: a value that is refused is found before an hour of runs, not after.
    chosen = [read.with_({key: values[key][k] for key, k in zip(values, point, strict=True)}) for point in points]
    found: list[xr.Dataset] = []
    for number, point in enumerate(chosen):
        run = simulate(
            point,
            paths=paths,
            seed=seed,
            borrowers=borrowers,
            months=months,
            macro=macro,
            book=book,
            rules=rules,
            processes=processes,
            threads=threads,
            engine=engine,
        )
        found.append(
            xr.Dataset({_name(measure): _kept(run.dataset, measure, product, segment) for measure in measures})
        )
        if progress is not None:
            progress(number + 1, len(points))
    return _stacked(found, values)


def _values(grid: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the values of each key.

    Raises
    ------
    UsageError
        The grid is no mapping, or a key has something else than a list of values.
    """
    if not isinstance(grid, Mapping):
        raise UsageError(f"sweep: the grid is {grid!r:.80}; expected a mapping of a key to a list of values")
    values = {}
    for key, column in grid.items():
        if isinstance(column, str | bytes | Mapping) or not isinstance(column, Iterable):
            raise UsageError(f"sweep: {key!r} has {column!r:.80}; expected a list of values, like [{column!r:.20}]")
        values[key] = list(column)
    return values


def _check_measures(measures: Sequence[Measured]) -> None:
    """Refuse what is no list of measures, or has two of one name.

    Raises
    ------
    UsageError
    """
    if isinstance(measures, str) or not isinstance(measures, Iterable):
        raise UsageError(f"sweep: `measures` is {measures!r:.80}; expected a list of names or functions")
    for measure in measures:
        if not isinstance(measure, str) and not callable(measure):
            raise UsageError(f"sweep: a measure is {measure!r:.80}; expected a name, or a function of a run's dataset")
    names = [_name(measure) for measure in measures]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"sweep: two measures are called {name!r}; expected a name of its own for each")


def _check(values: Mapping[str, list[Any]]) -> None:
    """Refuse a grid that cannot be put into one dataset.

    Raises
    ------
    UsageError
    """
    if not values or any(not column for column in values.values()):
        raise UsageError("sweep: the grid is empty; expected a key of the scenario with a list of values")
    for key in values:
        if key in _FIXED or key in ("path", "month", "bucket"):
            raise UsageError(
                f"sweep: {key!r} must be the same at all points; give it once, to the scenario or as a keyword"
            )


def _name(measure: Measured) -> str:
    return measure if isinstance(measure, str) else getattr(measure, "__name__", type(measure).__name__)


def _kept(dataset: xr.Dataset, measure: Measured, product: str, segment: str) -> xr.DataArray:
    """Return a measure with its product and segment chosen."""
    array = measure_of(dataset, measure) if isinstance(measure, str) else measure(dataset)
    if not isinstance(array, xr.DataArray):
        raise UsageError(
            f"sweep: the measure {_name(measure)} gives {array!r:.80}; expected an xarray.DataArray, "
            "as `dataset['contacts']` is one"
        )
    for axis, label in (("product", product), ("segment", segment)):
        if axis in array.dims:
            there = [str(value) for value in array[axis].values]
            if label not in there:
                raise UsageError(f"sweep: there is no {axis} {label!r}; there are {', '.join(there)}")
            array = array.sel({axis: label}, drop=True)
    return array


def _stacked(found: list[xr.Dataset], values: Mapping[str, list[Any]]) -> xr.Dataset:
    """Put the points together: the grid's dimensions come before the others."""
    sizes = [len(column) for column in values.values()]
    first = found[0]
    variables: dict[Any, Any] = {}
    for name, like in first.data_vars.items():
        stack = np.stack([point[name].transpose(*like.dims).values for point in found])
        variables[name] = ((*values, *like.dims), stack.reshape(*sizes, *like.shape), like.attrs)
    coords: dict[Any, Any] = dict(first.coords)
    coords.update({key: (key, _labels(column)) for key, column in values.items()})
    return xr.Dataset(variables, coords)


def _labels(column: list[Any]) -> list[Any]:
    plain = all(isinstance(value, int | float) for value in column) or all(isinstance(value, str) for value in column)
    return column if plain else [str(value) for value in column]
