"""The path without randomness: level or file, plus shocks, for each series.

A file's values take the place of the level; shocks add to either. Month 0 is the close before the start: the level
before any shock, or the file's value for the month before the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from arrears.errors import Fault, MacroFileError
from arrears.keys.refusal import Refusal
from arrears.keys.series import Series
from arrears.macro.files import read_macro_files
from arrears.scenario.schema import Scenario
from arrears.scenario.schema_borrowers import Employment, Income

CORE = ("unemployment", "income", "policy_rate")


@dataclass(frozen=True)
class Centre:
    """The path that randomness is put around.

    Attributes
    ----------
    series : dict of str to list of float
        By month, 0 to the last: ``unemployment``, ``income``, ``policy_rate``, ``looseness`` (of the scenario, before
        any reaction of supply), then the file's further series in its own units. Fractions; looseness is a number.
    notes : tuple of str
        For the manifest.
    """

    series: dict[str, list[float]]
    notes: tuple[str, ...]


def centre_path(scenario: Scenario) -> Centre:
    """Find the macro path of a scenario, before randomness.

    Raises
    ------
    MacroFileError
        The scenario's macro file is wrong, or the path with it is impossible.
    """
    macro, months = scenario.macro, scenario.months
    from_file: dict[str, list[float]] = {}
    notes: tuple[str, ...] = ()
    if macro.file is not None:
        paths = [scenario.find_input(name) for name in macro.file.path]
        benefits = mean_benefit(scenario.borrowers.income, scenario.borrowers.employment)
        read = read_macro_files(paths, macro.file, start=scenario.start.number, months=months, benefits=benefits)
        from_file, notes = read.series, read.notes
    series: dict[str, list[float]] = {}
    faults: list[Fault] = []
    for name, written in zip(CORE, (macro.unemployment, macro.income, macro.policy_rate), strict=True):
        file_values = from_file.pop(name, None)
        series[name] = _level_and_shocks(written, months) if file_values is None else _shocked(file_values, written)
        if macro.file is not None:
            faults += _out_of_bounds(name, series[name], written, str(paths[0]))
    if faults:
        raise MacroFileError(faults)
    series["looseness"] = _level_and_shocks(scenario.market.competition.looseness, months)
    series.update(from_file)
    return Centre(series, notes)


def mean_benefit(income: Income, employment: Employment) -> float:
    """Return the mean benefit of those out of work, part of income in work, at the reference unemployment.

    A spell is longer than n months with the chance ``(1 - finding)**n``; the benefit steps down after some months.

    >>> from arrears.scenario.schema_borrowers import Employment, Income
    >>> round(mean_benefit(Income(), Employment()), 4)
    0.4278
    """
    longer = (1.0 - employment.finding) ** income.replacement_months
    return income.replacement * (1.0 - longer) + income.replacement_later * longer


def _level_and_shocks(written: Series, months: int) -> list[float]:
    return [written.opening, *written.path(months)]


def _shocked(values: Sequence[float], written: Series) -> list[float]:
    opening, *rest = values
    return [opening, *(value + size for value, size in zip(rest, written.shock_sum(len(rest)), strict=True))]


def _out_of_bounds(name: str, values: Sequence[float], written: Series, file: str) -> list[Fault]:
    """Return a fault for the first month in which file and shocks together leave the range of the series."""
    for month, value in enumerate(values):
        try:
            written.bounds.validate(round(value, 12))  # 5% + 3pp - 8pp may miss 0 by a rounding
        except Refusal as refusal:
            message = f"{name} in month {month}, shocks included: {refusal.message}"
            return [Fault(message, file=file, expected=refusal.expected, hint="make a shock smaller")]
    return []
