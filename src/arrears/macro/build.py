"""Macro paths: level or file, plus shocks, plus randomness, for each named series, by path and month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from arrears.dates import YearMonth
from arrears.errors import UsageError
from arrears.macro.centre import CORE, centre_path
from arrears.macro.randomness import DIGITS, SERIES, ar_deviations, normal_draws
from arrears.macro.supply import HIGHEST, LOWEST, supply_reaction
from arrears.scenario.schema import Scenario

NAMES: Final = (*CORE, "looseness")
_BOUNDS: Final[dict[str, tuple[float, float, str]]] = {
    "unemployment": (0.0, 0.99, "a fraction of the labour force, 0.052 for 5.2%"),
    "income": (-0.99, 9.0, "a fraction of trend, -0.08 for 8% below"),
    "policy_rate": (-0.5, 5.0, "a fraction a year, 0.02 for 2%"),
    "looseness": (LOWEST, HIGHEST, "a number from -3 to 3"),
}
# Where randomness is stopped (assumption): no economy has been seen outside. A path that a scenario itself puts
# further out stays where it was put.
_STOPS: Final = {"unemployment": (0.001, 0.60), "income": (-0.90, 9.0), "policy_rate": (-0.5, 5.0)}


@dataclass(frozen=True, eq=False)
class MacroPaths:
    """The outside world of a run: a value for each series, path and month.

    Attributes
    ----------
    values : dict of str to (path, month 0..T) float64
        ``unemployment`` (fraction of the labour force), ``income`` (in work, against trend; 0.0 is on trend),
        ``policy_rate`` (fraction a year), ``looseness`` (number), and any further series. Month 0 is the close before
        ``start``. Read-only; rounded to 1e-9.
    start : YearMonth
        Month 1.
    notes : tuple of str
        What was held or assumed on the way, for the manifest.
    assumed : frozenset of str
        Series that nobody gave: zeros that :meth:`for_run` replaces by the scenario's own.
    """

    values: dict[str, NDArray[np.float64]]
    start: YearMonth
    notes: tuple[str, ...] = ()
    assumed: frozenset[str] = frozenset()

    @property
    def series(self) -> tuple[str, ...]:
        """Names of the series."""
        return tuple(self.values)

    @property
    def paths(self) -> int:
        """Number of paths."""
        return len(self.values["unemployment"])

    @property
    def months(self) -> int:
        """Number of months, month 0 not counted."""
        return int(self.values["unemployment"].shape[1]) - 1

    @classmethod
    def from_arrays(cls, values: Mapping[str, ArrayLike], start: YearMonth | str) -> MacroPaths:
        """Paths of an own macro model.

        Parameters
        ----------
        values : mapping of str to (path, month 0..T) or (month 0..T,) array_like
            ``unemployment`` at least. Fractions. The first value is month 0, the month before ``start``, so a run of 36
            months needs 37. An array without a path axis holds for every path.
        start : YearMonth or str
            Month 1, as in ``"2020-01"``.

        Returns
        -------
        MacroPaths
            Series that are not given are zero here, and the scenario's own in a run.

        Raises
        ------
        UsageError
            Shapes that do not fit, numbers that are not finite, or out of range; all of them at once.

        Examples
        --------
        >>> own = MacroPaths.from_arrays({"unemployment": [[0.05, 0.06], [0.05, 0.09]]}, "2020-01")
        >>> own.paths, own.months, own.series
        (2, 1, ('unemployment', 'income', 'policy_rate', 'looseness'))
        """
        try:
            begin = YearMonth.parse(start) if isinstance(start, str) else start
        except ValueError as error:
            raise UsageError(f"macro arrays: start: {error}") from None
        arrays, faults = _read_arrays(values)
        if "unemployment" not in values:
            faults.append("`unemployment` is missing")
        shapes = {array.shape for array in arrays.values()}
        many = {paths for paths, _ in shapes if paths > 1}
        if len(many) > 1 or len({months for _, months in shapes}) > 1:
            listed = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
            faults.append(f"the shapes do not fit each other: {listed}; expected (path, month) or (month,)")
        if faults:
            raise UsageError("macro arrays: " + "\nmacro arrays: ".join(faults))
        shape = (max(many, default=1), arrays["unemployment"].shape[1])
        missing = [name for name in NAMES if name not in arrays]
        ordered = [*NAMES, *(name for name in arrays if name not in NAMES)]
        filled = {name: np.broadcast_to(arrays.get(name, np.zeros((1, shape[1]))), shape) for name in ordered}
        return cls(_frozen(filled), begin, assumed=frozenset(missing))

    def for_run(self, scenario: Scenario, paths: int) -> MacroPaths:
        """Fit the paths to a run: cut to its paths and months, completed by the scenario's own series.

        Parameters
        ----------
        scenario : Scenario
            Gives the months, and by level and shocks the series that nobody gave; its randomness is left out, its
            reaction of supply is added to looseness where looseness was not given.
        paths : int
            Paths of the run; a single given path serves for all of them.

        Raises
        ------
        UsageError
            Fewer paths or months than the run needs, or another start.
        """
        if self.start != scenario.start:
            raise UsageError(f"macro arrays begin in {self.start}; the scenario starts in {scenario.start}")
        if self.months < scenario.months:
            raise UsageError(
                f"macro arrays have {self.months + 1} months, month 0 included; "
                f"{scenario.months} months of a run need {scenario.months + 1}"
            )
        if 1 < self.paths < paths:
            raise UsageError(f"macro arrays have {self.paths} paths; the run has {paths}")
        shape = (paths, scenario.months + 1)
        values = {}
        for name, array in self.values.items():
            values[name] = np.broadcast_to(array[:paths, : shape[1]], shape)
        notes = self.notes
        if self.assumed:
            centre = centre_path(scenario)
            notes += centre.notes
            for name in self.assumed:
                values[name] = np.broadcast_to(np.array(centre.series[name]), shape)
            if "looseness" in self.assumed:
                values["looseness"] = _with_supply(values["looseness"], values["unemployment"], scenario)
        return replace(self, values=_frozen(values), notes=notes, assumed=frozenset())


def macro_paths(scenario: Scenario, paths: int, seed: int) -> MacroPaths:
    """Draw the macro paths of a scenario.

    ``paths=n`` gives the first n of ``paths=2n``, and a longer run begins with the shorter one. Unemployment is stopped
    at 0.1% and 60%, income at 90% below trend, where randomness would take it further than the scenario itself does.

    Parameters
    ----------
    scenario : Scenario
        Levels, shocks, file, randomness, competition, supply, start and months.
    paths : int
        Number of paths, at least 1.
    seed : int
        Seed of the run.

    Returns
    -------
    MacroPaths
        Month 0 is without shocks and randomness, the same on all paths.

    Raises
    ------
    MacroFileError
        The scenario's macro file is wrong.
    """
    centre = centre_path(scenario)
    months, rules = scenario.months, scenario.macro.randomness
    shape = (paths, months + 1)
    values = {name: np.broadcast_to(np.array(series), shape) for name, series in centre.series.items()}
    if rules.kind == "ar":
        deviations = ar_deviations(
            normal_draws(paths=paths, months=months, seed=seed, draws=rules.draws),
            persistence=rules.persistence,
            volatility=(rules.volatility.unemployment, rules.volatility.income, rules.volatility.policy_rate),
            correlation=rules.correlation,
        )
        for place, name in enumerate(SERIES):
            low, high = _STOPS[name]
            middle = np.array(centre.series[name])
            moved = values[name] + deviations[:, :, place]
            values[name] = np.clip(moved, np.minimum(middle, low), np.maximum(middle, high))
    # Rounded before supply reacts to it, so that lenders see the same bits as borrowers.
    values["unemployment"] = np.round(values["unemployment"], DIGITS)
    values["looseness"] = _with_supply(values["looseness"], values["unemployment"], scenario)
    return MacroPaths(_frozen(values), scenario.start, centre.notes)


def _with_supply(
    looseness: NDArray[np.float64], unemployment: NDArray[np.float64], scenario: Scenario
) -> NDArray[np.float64]:
    rules = scenario.market.supply
    if rules.to_unemployment == 0:
        return np.clip(looseness, LOWEST, HIGHEST)
    reaction = supply_reaction(
        unemployment, to_unemployment=rules.to_unemployment, memory=rules.memory, smoothing=rules.smoothing
    )
    return np.clip(looseness + reaction, LOWEST, HIGHEST)


def _frozen(values: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """Own, rounded, read-only arrays."""
    frozen = {}
    for name, array in values.items():
        own = np.array(array, dtype=np.float64)
        np.round(own, DIGITS, out=own)
        own += 0.0  # turns -0.0 into 0.0
        own.setflags(write=False)
        frozen[name] = own
    return frozen


def _read_arrays(values: Mapping[str, ArrayLike]) -> tuple[dict[str, NDArray[np.float64]], list[str]]:
    """Arrays with a path axis, and what is wrong with each."""
    arrays: dict[str, NDArray[np.float64]] = {}
    faults: list[str] = []
    for name, given in values.items():
        try:
            array = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError) as error:
            faults.append(f"`{name}` is no array of numbers: {error}")
            continue
        if array.ndim not in (1, 2) or 0 in array.shape:
            faults.append(f"`{name}` has the shape {array.shape}; expected (path, month) or (month,)")
            continue
        array = np.atleast_2d(array)
        low, high, unit = _BOUNDS.get(name, (-np.inf, np.inf, ""))
        if (array[:, 0] != array[0, 0]).any():
            other = int(np.argmax(array[:, 0] != array[0, 0]))
            faults.append(
                f"`{name}` is {array[other, 0]:g} in month 0 on path {other} and {array[0, 0]:g} on path 0; expected "
                "one month 0 for all paths: it is the close before the start, in which all open"
            )
        bad = ~np.isfinite(array) | (array < low) | (array > high)
        if bad.any():
            path, month = (int(i) for i in np.argwhere(bad)[0])
            what = f"; expected {unit}" if unit else "; expected a finite number"
            faults.append(f"`{name}` is {array[path, month]:g} on path {path} in month {month}{what}")
        arrays[name] = array
    return arrays, faults
