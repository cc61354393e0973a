"""The fan chart: one quantity over the months, with the spread of its paths."""

from __future__ import annotations

import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from arrears.plots.axes import axes_or_new, bands, is_empty, month_axis, say_empty, value_axis
from arrears.plots.theme import INK, MUTED, VERMILLION

ROOM = 1.4  # months before month 0, for the marker of a tape
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
NOTHING = "nothing to show: no path has a value in any month"
MIDDLE, INNER, OUTER, TAPE = "median of the paths", "25% to 75%", "5% to 95%", "the tape itself"


def fan(
    data: xr.DataArray,
    ax: Axes | None = None,
    *,
    colour: str = VERMILLION,
    title: str = "",
    observed: float | None = None,
    room: float = 0.0,
    from_zero: bool = True,
    at_least: float = 0.002,
) -> Axes:
    """Draw the median, the middle half and the middle nine tenths of the paths.

    Parameters
    ----------
    data
        (path, month), with ``units``; one curve of one measure.
    ax
        Drawn on; a new one if left out.
    colour
        Of the line and, lighter, of the bands.
    title
        Above the panel; the array's ``long_name`` if left out.
    observed
        A value seen outside the model, marked beside month 0 (the share of a tape's own bucket).
    room
        Months of room before the first, so that a panel lines up with one that has a marker.
    from_zero
        Start the axis at zero.
    at_least
        Smallest span of the axis.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    ax = axes_or_new(ax)
    ax.set_title(title or str(data.attrs.get("long_name", "")))
    if is_empty(data):
        return say_empty(ax, NOTHING)
    months = data["month"].values
    low, lower, middle, upper, high = bands(data, BANDS)
    if data.sizes["path"] > 1:
        ax.fill_between(months, low, high, color=colour, alpha=0.18, linewidth=0, label=OUTER)
        ax.fill_between(months, lower, upper, color=colour, alpha=0.32, linewidth=0, label=INNER)
    ax.plot(months, middle, color=colour, label=MIDDLE)
    if observed is not None:
        # whole also where it is the highest point of the panel
        ax.plot([-1.0], [observed], marker="D", markersize=6, color=INK, linestyle="none", label=TAPE, clip_on=False)
    month_axis(ax, data, room=ROOM if observed is not None else room)
    value_axis(ax, data, from_zero=from_zero, at_least=at_least)
    return ax


def fan_legend(*, bands: bool, tape: bool) -> list[tuple[Artist, str]]:
    """Return a legend in grey for fans of several colours.

    Parameters
    ----------
    bands
        There is more than one path.
    tape
        Markers are drawn.
    """
    entries: list[tuple[Artist, str]] = [(Line2D([], [], color=MUTED), MIDDLE)]
    if bands:
        entries.append((Patch(facecolor=MUTED, alpha=0.50), INNER))
        entries.append((Patch(facecolor=MUTED, alpha=0.18), OUTER))
    if tape:
        entries.append((Line2D([], [], marker="D", markersize=6, color=INK, linestyle="none"), TAPE))
    return entries
