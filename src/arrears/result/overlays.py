"""The picture of a comparison: scenarios over each other, and what each adds, below their macro paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import xarray as xr
from matplotlib.figure import Figure

from arrears.measures import MEASURES
from arrears.plots import captions, overlay, uplift
from arrears.plots.figure import Panel, Row, compose
from arrears.result.curve import Curve
from arrears.result.pictures import DAYS, facts, moves, notes

_BANDS_UP_TO = 3  # more bands than this cover each other
_MACRO = {
    "unemployment": ("unemployment_path", "Macro path: unemployment", 0.02),
    "income": ("income", "Macro path: income against trend", 0.02),
    "looseness": ("looseness", "Market: looseness (0 today's standards)", 0.5),
    "policy_rate": ("policy_rate", "Macro path: policy rate", 0.02),
}


def _macro_rows(datasets: Mapping[str, xr.Dataset]) -> list[Row]:
    """Unemployment and income always; looseness and the policy rate where they move or differ."""
    panels: list[Panel | None] = []
    for series, (measure, title, at_least) in _MACRO.items():
        shown = series in ("unemployment", "income") or any(moves(dataset, series) for dataset in datasets.values())
        if shown and all(MEASURES[measure].available(dataset) for dataset in datasets.values()):
            data = {name: MEASURES[measure].function(dataset) for name, dataset in datasets.items()}
            panels.append(partial(overlay, data, title=title, band=False, from_zero=False, at_least=at_least))
    panels += [None] * (len(panels) % 2)
    return [Row((panels[i], panels[i + 1]), height=1.3) for i in range(0, len(panels), 2)]


def overlay_picture(
    datasets: Mapping[str, xr.Dataset],
    levels: Mapping[str, xr.DataArray],
    differences: Mapping[str, xr.DataArray],
    *,
    measure: str,
    curve: Curve,
    sentences: Sequence[str],
    figure: Figure | None = None,
) -> Figure:
    """Draw scenarios over each other and their differences from the base.

    Parameters
    ----------
    datasets
        Scenario name -> dataset, the base first; for the macro paths and the caption.
    levels
        Scenario name -> (path, month), the base first.
    differences
        Scenario name -> (path, month), scenario less base; without the base.
    measure
        The measure's name in the catalogue.
    curve
        Which of its curves, for the title.
    sentences
        What the caption says besides definitions: changed keys, warnings.
    figure
        Drawn on; a new one if left out.
    """
    base = next(iter(levels))
    buckets = [str(label) for label in datasets[base]["bucket"].values] if measure.startswith("overdue") else []
    what = curve.words(str(levels[base].attrs.get("long_name", measure)), buckets)
    risk = Row(
        (
            partial(overlay, levels, title="Level", band=len(levels) <= _BANDS_UP_TO),
            partial(uplift, differences, title=f"Difference from {base}"[:48]),
        ),
        height=2.5,
    )
    first = datasets[base]
    paths = min(dataset.sizes["path"] for dataset in datasets.values())
    caption = [
        f"{what}: {MEASURES[measure].definition[:1].lower()}{MEASURES[measure].definition[1:]}",
        DAYS if measure.startswith("overdue") else "",
        captions.PAIRED_BANDS.format(paths=f"{paths:,}") if paths > 1 else captions.ONE_PATH,
        *sentences,
        *dict.fromkeys(note for dataset in datasets.values() for note in notes(dataset)),
        facts(first),
    ]
    return compose([*_macro_rows(datasets), risk], title=what, caption=caption, figure=figure)
