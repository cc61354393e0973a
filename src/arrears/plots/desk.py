"""The collections desk: how full it is, and how many it reaches."""

from __future__ import annotations

import xarray as xr
from matplotlib.axes import Axes

from arrears.plots.axes import axes_or_new, is_empty, means, month_axis, value_axis
from arrears.plots.fan import fan
from arrears.plots.theme import BLUE, INK, MUTED, VERMILLION


def utilisation(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Draw the desk's utilisation as a fan, with the line at 100% beyond which not everybody is reached.

    Parameters
    ----------
    data
        (path, month); fraction.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    ax = fan(data, ax, colour=BLUE, title=title, at_least=1.1)
    if not is_empty(data):
        ax.axhline(1.0, color=INK, linewidth=1.0, linestyle="--")
    return ax


def contacts(
    worklist: xr.DataArray, reached: xr.DataArray, capacity: xr.DataArray, ax: Axes | None = None, *, title: str = ""
) -> Axes:
    """Draw what the desk was asked, what it could do and what it did; means over paths.

    Parameters
    ----------
    worklist, reached, capacity
        (path, month); accounts and contacts of the month.
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
    months = worklist["month"].values
    ax.plot(months, means(worklist).values, color=VERMILLION, label="worklist")
    ax.plot(months, means(reached).values, color=BLUE, linestyle="-.", label="contacts")
    ax.plot(months, means(capacity).values, color=MUTED, linestyle="--", linewidth=1.3, label="capacity")
    month_axis(ax, worklist)
    value_axis(ax, worklist, from_zero=True, at_least=1.0)
    ax.set_title(title)
    return ax
