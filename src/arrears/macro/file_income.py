"""Income by month against its trend, from what a macro file says of it: growth, a level, or the gap itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from arrears.errors import MacroFileError
from arrears.macro.income_index import index_from_growth, index_from_yearly_growth, index_less_trend, trend_of
from arrears.macro.periods import by_month, name_month, name_period
from arrears.macro.readings import Points
from arrears.macro.source import Source
from arrears.macro.window import Window
from arrears.scenario.schema_macro import MacroFile

AS_IT_IS = "none"  # the word of `deflator` for a series that is real already
# How headers say that a series is in current prices, or that it is not.
NOMINAL = re.compile(r"nominal|current[ _-]?price|名义|现价|当年价", re.IGNORECASE)
REAL = re.compile(
    r"\breal|real_|constant[ _-]?price|chained|inflation[ _-]adjusted|deflated|实际|不变价|可比价", re.IGNORECASE
)


def file_income(window: Window, key: str, file: MacroFile, notes: list[str]) -> list[float]:
    """Return income by month as a fraction of trend, 0 at month 0 (``income``: as the file says).

    Parameters
    ----------
    window : Window
        The run and the file.
    key : str
        Which of the income keys the file gives.
    file : MacroFile
        Trend and deflator.
    notes : list of str
        Where what should be said is added.

    Raises
    ------
    MacroFileError
        Neither a trend nor a baseline; a series in current prices without a deflator, or that does not say.
    """
    if key == "income":
        if file.trend is not None:
            notes.append("income: macro.file.trend is not used, since the file's income is against its trend already")
        if file.deflator not in (None, AS_IT_IS):
            raise window.refusal("macro.file.deflator: income against its trend has no prices", "no `deflator`")
        return by_month(window.jump_off(window.block(window.readings.series[key], key)), window.every)
    points = _real(window, key, file, window.readings.series[key], window.readings.series.get("deflator"), notes)
    trend, source = _trend(window, key, file)
    notes.append(f"income: trend growth {100 * trend:.4g}% a year, {source}")
    block = window.block(points, key)
    if key == "income_index":
        index = index_less_trend(block, trend=trend)
    else:
        chain = index_from_growth if key == "income_growth" else index_from_yearly_growth
        index, assumed = chain(block, step=window.step, trend=trend, from_month=window.start - 1)
        if assumed:
            notes.append(
                f"income: growth before the file's first period, {name_period(block[0][0], window.step)}, is taken as "
                f"that of the first, {100 * block[0][1]:.4g}% a year"
            )
    values = by_month(window.jump_off(index), window.every)
    return [value / values[0] - 1.0 for value in values]


def in_work(income: Sequence[float], unemployment: Sequence[float], *, benefits: float) -> list[float]:
    """Return income while in work from income of all, benefits included.

    Whoever is out of work has the part `benefits` of an income in work, so income of all moves as income in work times
    ``1 - u + benefits u``; that is taken out. What a person out of work then gets comes once: from the replacement.

    Parameters
    ----------
    income : sequence of float
        Of all, against trend, month 0 first.
    unemployment : sequence of float
        Share of the labour force.
    benefits : float
        Mean benefit of those out of work, part of income in work.

    Source: identity of mean income over people in and out of work; that other incomes move alike: *assumption*.

    Examples
    --------
    Income of all falls by 3% as unemployment rises from 5% to 10%, with benefits of 40%: income in work stays.

    >>> [round(x, 4) for x in in_work([0.0, -0.0309], [0.05, 0.10], benefits=0.4)]
    [0.0, 0.0]
    """
    kept = [1.0 - (1.0 - benefits) * u for u in unemployment]
    return [(1.0 + of_all) * kept[0] / now - 1.0 for of_all, now in zip(income, kept, strict=True)]


def _trend(window: Window, key: str, file: MacroFile) -> tuple[float, str]:
    if file.trend is not None:
        return file.trend, "as given"
    readings = window.readings
    baseline = _deflated(window, key, readings.baseline, readings.baseline_deflator, file)
    if len(baseline) > (key == "income_index"):
        called = window.selection.baseline[0].scenario
        name = "" if "baseline" in called.lower() else f", `{called}`"
        return trend_of(key, baseline), f"the mean of the file's baseline{name}"
    names = ", ".join(source.name for source in window.sources)
    message = f"income: what growth is on trend? {names} has no baseline, and no trend is given"
    expected = "`trend:` in macro.file (growth a year, like 2%), or the baseline's file too: `path: [FILE, BASELINE]`"
    raise window.refusal(message, expected)


def _real(window: Window, key: str, file: MacroFile, points: Points, prices: Points | None, notes: list[str]) -> Points:
    """Return growth or level in constant prices; refuse one in current prices, or a level that does not say."""
    source = next(source for source in window.sources if key in source.columns.series)
    column = source.columns.series[key]
    name = source.table.columns[column]
    if file.deflator is None:
        nominal, real = NOMINAL.search(name), REAL.search(name)
        if nominal or (key == "income_index" and not real):
            is_it = "is in current prices, by its name" if nominal else "is a level: in current prices, or real?"
            expected = "`deflator:` in macro.file with the column of prices, or `deflator: none` to take it as it is"
            raise MacroFileError(source.table.fault(f"{name} {is_it}", column=column, expected=expected))
        return points
    if file.deflator == AS_IT_IS:
        return points
    real_points = _deflated(window, key, points, prices or [], file)
    missing = sorted({month for month, _ in points} - {month for month, _ in real_points})
    if missing:
        first, last = name_month(missing[0]), name_month(missing[-1])
        message = f"macro.file.deflator: {file.deflator} has no value for {len(missing)} periods of {name}"
        raise window.refusal(f"{message}, {first} to {last}", "a price for each value of income")
    notes.append(f"income: {name} is divided by {file.deflator}")
    return real_points


def _deflated(window: Window, key: str, points: Points, prices: Points, file: MacroFile) -> Points:
    if file.deflator in (None, AS_IT_IS):
        return points
    price = dict(prices)
    if key == "income_index":
        return [(month, value / price[month]) for month, value in points if month in price]
    return [(month, (1.0 + value) / (1.0 + price[month]) - 1.0) for month, value in points if month in price]


def check_deflator(source: Source, key: str | None, prices: Points, said: str | None) -> None:
    """Refuse a deflator of another kind than income: prices for a level, inflation for growth.

    Raises
    ------
    MacroFileError
    """
    column = source.columns.series["deflator"]
    name = source.table.columns[column]
    values = [value for _, value in prices]
    if key is None:
        message = f"macro.file.deflator: {name}: there is no income to divide by it"
        raise MacroFileError(source.table.fault(message, column=column, expected="a column for income"))
    if key == "income_index":
        if said in ("percent", "fraction") or min(values, default=1.0) <= 0 or (said is None and max(values) < 0.5):
            message = f"macro.file.deflator: {name} looks like inflation, and income is a level"
            expected = "a column of prices, such as an index of consumer prices"
            raise MacroFileError(source.table.fault(message, column=column, expected=expected))
    elif said not in ("percent", "fraction"):
        message = f"macro.file.deflator: {name}: is it inflation at an annual rate, as the growth is?"
        expected = "`units: {deflator: percent}` in macro.file, or income as a level with a column of prices"
        raise MacroFileError(source.table.fault(message, column=column, expected=expected))
