"""The economy of a run before it is run: a panel a series, with the spread of its paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import xarray as xr
from matplotlib.figure import Figure

from arrears.plots.fan import fan, fan_legend
from arrears.plots.figure import Panel, Row, compose
from arrears.plots.theme import SERIES

_ACROSS = 2  # panels in a row
_SPAN, _SPAN_OF_NUMBERS = 0.01, 1.0  # smallest spans of an axis: a point of a share, or one
_BANDS = (
    "Line: median of {paths} paths. Bands: half of the paths (25% to 75%) and nine in ten of them (5% to 95%). "
    "They hold the scenario's own randomness, and not what is uncertain about the scenario."
)
_ONE_PATH = "The scenario's path, without randomness."


def macro_path(
    series: Mapping[str, xr.DataArray], *, title: str, notes: Sequence[str] = (), figure: Figure | None = None
) -> Figure:
    """Draw the series of a macro path.

    Parameters
    ----------
    series
        Name -> (path, month), with ``units`` and ``long_name``, and the coordinates ``month`` and ``date``.
    title
        Above everything.
    notes
        Sentences for the caption.
    figure
        Drawn on; a new one if left out.

    Returns
    -------
    Figure
    """
    panels: list[Panel | None] = [
        partial(_panel, data=data, colour=SERIES[1:][k % (len(SERIES) - 1)]) for k, data in enumerate(series.values())
    ]
    panels += [None] * (-len(panels) % _ACROSS)
    rows = [Row(tuple(panels[k : k + _ACROSS])) for k in range(0, len(panels), _ACROSS)]
    paths = max((data.sizes["path"] for data in series.values()), default=1)
    words = _BANDS.format(paths=paths) if paths > 1 else _ONE_PATH
    legend = fan_legend(bands=paths > 1, tape=False)
    return compose(rows, title=title, caption=[words, *notes], legend=legend, figure=figure)


def _panel(ax: object, *, data: xr.DataArray, colour: str) -> None:
    shares = str(data.attrs.get("units", "")).startswith("fraction")
    fan(data, ax, colour=colour, from_zero=False, at_least=_SPAN if shares else _SPAN_OF_NUMBERS)  # type: ignore[arg-type]
