"""The roll-rate heat map: where the accounts of each bucket stand a month later."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from arrears.buckets import names_of
from arrears.plots.axes import axes_or_new, is_empty, means, say_empty
from arrears.plots.theme import INK, SHADES

_LONG = 8  # letters of a bucket's name for which the left edge has room beside the axis's title


def roll_matrix(data: xr.DataArray, ax: Axes | None = None, *, title: str = "") -> Axes:
    """Draw the mean roll rates as a matrix: a row is the bucket at the last close, a column the one now.

    Parameters
    ----------
    data
        (path, month, bucket) with labels like ``1-30>31-90``; fractions. The mean is over paths, then over months.
    ax
        Drawn on; a new one if left out.
    title
        Above the panel.

    Returns
    -------
    Axes
        The axes drawn on; rows and columns are written at the edges, with their names where the buckets have names,
        the share in each cell.
    """
    ax = axes_or_new(ax)
    ax.set_title(title or str(data.attrs.get("long_name", "")))
    if is_empty(data):
        return say_empty(ax, "nothing to show: no account was on the books at two closes")
    pairs = [str(label).split(">") for label in data["bucket"].values]
    rows, columns = list(dict.fromkeys(a for a, _ in pairs)), list(dict.fromkeys(b for _, b in pairs))
    mean = means(data).mean("month", skipna=True).values
    matrix = np.full((len(rows), len(columns)), np.nan)
    for (a, b), value in zip(pairs, mean, strict=True):
        matrix[rows.index(a), columns.index(b)] = value
    # The square root brings out the small shares, which are the ones that matter (2% of current that rolls).
    ax.imshow(np.sqrt(matrix), cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    for (i, j), value in np.ndenumerate(matrix):
        if np.isfinite(value):
            colour = "white" if np.sqrt(value) > 0.55 else INK
            ax.text(j, i, _share(value), ha="center", va="center", color=colour, fontsize=9)
    names = names_of(rows)
    ax.set_xticks(range(len(columns)), [names.get(label, label) for label in columns])
    ax.set_yticks(range(len(rows)), [names.get(label, label).replace(" ", "\n") for label in rows])
    if any(len(name) > _LONG for name in names.values()):
        ax.set_xlabel("now (rows: at the last close)")
    else:
        ax.set_xlabel("now")
        ax.set_ylabel("at the last close")
    ax.grid(visible=False)
    ax.tick_params(length=0)
    return ax


def _share(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:.1%}" if value >= 0.0005 else "<0.1%"
