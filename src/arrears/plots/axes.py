"""The two axes of nearly every chart: months with their dates below, and values in the unit of the measure."""

from __future__ import annotations

from collections.abc import Iterable

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from arrears.plots.theme import HALF_PAGE, MUTED

_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)  # months between ticks
_DATE = 5.6  # width of a date with the room beside it, in units of its letters' size


def axes_or_new(ax: Axes | None) -> Axes:
    """Return the axes given, or those of a new figure; pyplot is left alone, so nothing is shown or kept by it."""
    return Figure().add_subplot() if ax is None else ax


def is_share(data: xr.DataArray) -> bool:
    """Whether the values are fractions, to be shown in per cent."""
    return str(data.attrs.get("units", "")).startswith("fraction")


def month_axis(ax: Axes, data: xr.DataArray, *, room: float = 0.0, dates: bool = True) -> None:
    """Write month numbers along x, and under them the date of each.

    Parameters
    ----------
    ax
        Drawn on.
    data
        With the coordinates ``month`` and ``date``.
    room
        Months of room before the first, for a marker.
    dates
        False writes the numbers only.
    """
    months = data["month"].values
    first, last = int(months[0]), int(months[-1])
    step = _months_between_ticks(ax, last - first)
    ticks = [int(m) for m in months if m % step == 0]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    with_dates = dates and "date" in data.coords
    labels = {m: (f"{m}\n{data['date'].sel(month=m).item()}" if with_dates else str(m)) for m in ticks}
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: labels.get(round(x), "")))
    ax.set_xlim(first - room - 0.3, max(last, first + 1) + 0.3)


def _months_between_ticks(ax: Axes, span: int) -> int:
    """Return the months between two ticks, so that dates of this size stand apart on axes of this width."""
    figure = ax.get_figure(root=True)
    wide = ax.get_position().width * (figure.get_size_inches()[0] if figure is not None else 6.4)
    # Panels of a whole picture get their place later; until then they fill their figure.
    wide = min(wide, HALF_PAGE) if ax.get_position().width == 1.0 else wide
    size = FontProperties(size=mpl.rcParams["xtick.labelsize"]).get_size_in_points() / 72.0
    most = max(2, int(wide / (_DATE * size)))
    return next((step for step in _STEPS if span / step <= most), _STEPS[-1])


def _values_locator() -> MaxNLocator:
    return MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10], min_n_ticks=4)


def say_empty(ax: Axes, text: str) -> Axes:
    """Write on axes that there is nothing to draw, and why.

    Parameters
    ----------
    ax
        Left without ticks, so that nobody reads values off it.
    text
        What is missing.
    """
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=MUTED, wrap=True)
    return ax


def value_axis(ax: Axes, data: xr.DataArray, *, from_zero: bool = False, at_least: float = 0.0) -> None:
    """Write values along y: per cent for fractions, thousands separated for the rest.

    Parameters
    ----------
    ax
        Already drawn on: the limits start from what is there.
    data
        Its ``units`` decide.
    from_zero
        Start at zero, unless values are below it.
    at_least
        Smallest span of the axis, so that a constant does not fill it with its last digits.
    """
    low, high = ax.get_ylim()
    if from_zero and not bool((data < 0).any()):
        low = 0.0
    if high - low < at_least:
        middle = (low + high) / 2
        low, high = (0.0, at_least) if from_zero else (middle - at_least / 2, middle + at_least / 2)
    ax.set_ylim(low, high)
    ax.yaxis.set_major_locator(_values_locator())
    if is_share(data):
        ax.yaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{round(100.0 * x, 6):.6g}%"))
    else:
        ax.yaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}"))


def points_axis(ax: Axes, data: Iterable[xr.DataArray]) -> None:
    """Write differences of fractions along y in percentage points, with their sign; zero is always there, and marked.

    Parameters
    ----------
    ax
        Already drawn on.
    data
        What was drawn: where it is all zero (a run against itself), the axis is a tenth of a point to each side.
    """
    low, high = ax.get_ylim()
    if not any(bool((part.fillna(0.0) != 0.0).any()) for part in data):
        low, high = -0.001, 0.001
    ax.set_ylim(min(low, 0.0), max(high, 0.0))
    ax.yaxis.set_major_locator(_values_locator())
    ax.yaxis.set_major_formatter(FuncFormatter(_points))
    ax.axhline(0.0, color="black", linewidth=0.8, zorder=1)


def _points(value: float, _: float) -> str:
    points = round(100.0 * value, 6)
    return f"{points:+.3g} pp" if points else "0 pp"


def bands(data: xr.DataArray, quantiles: tuple[float, ...]) -> np.ndarray:
    """Quantiles over paths by month (or months on book), (quantile, month); NaN where no path has a value."""
    values = data.transpose("path", ...).values.astype(float)
    out = np.full((len(quantiles), values.shape[1]), np.nan)
    held = ~np.isnan(values).all(axis=0)
    if held.any():
        out[:, held] = np.nanquantile(values[:, held], quantiles, axis=0)
    return out


def is_empty(data: xr.DataArray) -> bool:
    """Whether no path has a value anywhere."""
    return not bool(np.isfinite(data.values).any())


def means(data: xr.DataArray) -> xr.DataArray:
    """Mean over paths, NaN where no path has a value."""
    return data.mean("path", skipna=True)
