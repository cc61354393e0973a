"""Vintage curves: cohorts over their months on book."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from arrears.plots.axes import axes_or_new, means, value_axis

_MOST = 12  # more curves than this cannot be told apart


def vintage_curves(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Draw one curve a cohort, early cohorts dark and late ones light; mean over paths.

    Parameters
    ----------
    data
        (path, cohort, mob); fractions of the amount originated. Of many cohorts every second, third … is drawn.
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
    mean = means(data).transpose("cohort", "mob")
    cohorts = np.flatnonzero((~np.isnan(mean.values)).sum(axis=1) > 1)
    chosen = cohorts[:: max(1, -(-len(cohorts) // _MOST))]
    shades = colormaps["viridis"](np.linspace(0.0, 0.92, max(1, len(chosen))))
    for colour, i in zip(shades, chosen, strict=True):
        label = f"month {mean['cohort'].values[i]}"
        ax.plot(mean["mob"].values, mean.values[i], color=colour, linewidth=1.5, label=label)
    value_axis(ax, data, from_zero=True, at_least=0.002)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    ax.set_xlim(0, max(1, int(mean["mob"].values[-1])))
    ax.set_xlabel("months on book")
    ax.set_title(title or str(data.attrs.get("long_name", "")))
    return ax
