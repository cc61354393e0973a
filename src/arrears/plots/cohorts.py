"""Vintage curves: cohorts over their months on book."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from arrears.plots.axes import axes_or_new, means, say_empty, value_axis
from arrears.plots.theme import FAINT

_MOST = 6  # more colours than this cannot be told apart


def vintage_curves(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Draw one curve a cohort; mean over paths.

    Of many cohorts a few, evenly apart, are in colour, early ones dark and late ones light; the others lie behind them
    in grey, and show the range.

    Parameters
    ----------
    data
        (path, cohort, mob); fractions of the amount originated.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on; the legend names cohorts by their month of origination.
    """
    ax = axes_or_new(ax)
    ax.set_title(title or str(data.attrs.get("long_name", "")))
    mean = means(data).transpose("cohort", "mob")
    cohorts = np.flatnonzero((~np.isnan(mean.values)).sum(axis=1) > 1)
    if not cohorts.size:
        return say_empty(ax, "nothing to show: no cohort was followed\nfrom one close to another")
    mob = mean["mob"].values
    # A cohort of the last months has hardly begun: the last one in colour has been followed for a while.
    followed = cohorts[: max(1, round(0.8 * len(cohorts)))]
    chosen = followed[np.unique(np.linspace(0, len(followed) - 1, _MOST).round().astype(int))]
    for i in np.setdiff1d(cohorts, chosen):
        ax.plot(mob, mean.values[i], color=FAINT, linewidth=0.9, zorder=1.5)
    shades = colormaps["viridis"](np.linspace(0.0, 0.9, len(chosen)))
    for colour, i in zip(shades, chosen, strict=True):
        ax.plot(mob, mean.values[i], color=colour, linewidth=2.0, label=f"month {mean['cohort'].values[i]}")
    value_axis(ax, data, from_zero=True, at_least=0.002)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    ax.set_xlim(0, max(1, int(mean["mob"].values[-1])))
    ax.set_xlabel("months on book")
    return ax
