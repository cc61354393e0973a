"""Stacked areas: what the late part of the book is made of, by bucket or by cause."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from arrears.buckets import in_words
from arrears.plots.axes import axes_or_new, means, month_axis, say_empty, value_axis
from arrears.plots.theme import BLUE, GREEN, MUTED, ORANGE, PURPLE, SKY, VERMILLION, late_colours, plain

_CAUSE_COLOURS = {
    "job_loss": VERMILLION,
    "income_fall": ORANGE,
    "over_indebted": PURPLE,
    "credit_crunch": BLUE,
    "forgetting": SKY,
    "unwilling": GREEN,
    "failed_plan": "#F0E442",
    "unknown": "#BBBBBB",
}


def _stack(ax: Axes, data: xr.DataArray, values: np.ndarray, labels: list[str], colours: list[str], title: str) -> Axes:
    ax.set_title(title or str(data.attrs.get("long_name", "")))
    if not labels or not np.isfinite(values).any():
        return say_empty(ax, "nothing to show: nothing is late in any month")
    months = data["month"].values
    shown = [plain(label) for label in labels]
    ax.stackplot(months, values, labels=shown, colors=colours, linewidth=0.6, edgecolor="white")
    month_axis(ax, data)
    value_axis(ax, data, from_zero=True, at_least=0.002)
    return ax


def stacked_buckets(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Stack the late buckets: mean over paths, the earliest bucket lowest, later ones darker.

    Parameters
    ----------
    data
        (path, month, bucket) with the late buckets only, no cumulative ones; fractions of the book.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    buckets = [str(bucket) for bucket in data["bucket"].values]
    labels = [in_words(bucket, buckets) for bucket in buckets]
    values = means(data).transpose("bucket", "month").values
    return _stack(axes_or_new(ax), data, values, labels, late_colours(len(labels)), title)


def stacked_causes(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Stack the causes of lateness: mean over paths; causes that never occur are left out.

    Parameters
    ----------
    data
        (path, month, cause); fractions of the book.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    mean = means(data).transpose("cause", "month")
    occurs = np.nan_to_num(mean.values).any(axis=1)
    causes = [str(cause) for cause in mean["cause"].values[occurs]]
    colours = [_CAUSE_COLOURS.get(cause, MUTED) for cause in causes]
    labels = [cause.replace("_", " ") for cause in causes]
    return _stack(axes_or_new(ax), data, mean.values[occurs], labels, colours, title)
