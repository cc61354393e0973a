"""Scenarios laid over each other, and what one adds to another."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr
from matplotlib.axes import Axes

from arrears.plots.axes import (
    axes_or_new,
    bands,
    is_empty,
    is_share,
    means,
    month_axis,
    points_axis,
    say_empty,
    value_axis,
)
from arrears.plots.fan import NOTHING
from arrears.plots.theme import SERIES, STYLES, plain


def _lines(data: Mapping[str, xr.DataArray], ax: Axes, first: int, *, band: bool) -> None:
    for i, (name, paths) in enumerate(data.items(), start=first):
        colour, style = SERIES[i % len(SERIES)], STYLES[i % len(STYLES)]
        months = paths["month"].values
        if band and paths.sizes["path"] > 1:
            low, high = bands(paths, (0.05, 0.95))
            ax.fill_between(months, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.plot(months, means(paths).values, color=colour, linestyle=style, label=plain(name))


def overlay(
    levels: Mapping[str, xr.DataArray],
    ax: Axes | None = None,
    *,
    title: str = "",
    band: bool = True,
    from_zero: bool = True,
    at_least: float = 0.002,
) -> Axes:
    """Draw one curve of several scenarios: mean over paths, with the middle nine tenths of them.

    Parameters
    ----------
    levels
        Scenario name -> (path, month) with ``units``, the base first.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel; the ``long_name`` if left out.
    band
        Draw the bands; bands of many scenarios cover each other.
    from_zero, at_least
        As in `fan`.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    ax = axes_or_new(ax)
    if all(map(is_empty, levels.values())):
        ax.set_title(title)
        return say_empty(ax, NOTHING)
    _lines(levels, ax, 0, band=band)
    shown = next(iter(levels.values()))
    month_axis(ax, shown)
    value_axis(ax, shown, from_zero=from_zero, at_least=at_least)
    ax.set_title(title or str(shown.attrs.get("long_name", "")))
    return ax


def uplift(differences: Mapping[str, xr.DataArray], ax: Axes | None = None, *, title: str = "Difference") -> Axes:
    """Draw what each scenario adds to the base: mean of the paired differences, with the middle nine tenths of them.

    Parameters
    ----------
    differences
        Scenario name -> (path, month), scenario less base on the same path; fractions are shown in percentage points.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    ax = axes_or_new(ax)
    if all(map(is_empty, differences.values())):
        ax.set_title(title)
        return say_empty(ax, NOTHING)
    _lines(differences, ax, 1, band=True)
    shown = next(iter(differences.values()))
    month_axis(ax, shown)
    if is_share(shown):
        points_axis(ax, differences.values())
    else:
        value_axis(ax, shown)
        ax.axhline(0.0, color="black", linewidth=0.8, zorder=1)
    ax.set_title(title)
    return ax
