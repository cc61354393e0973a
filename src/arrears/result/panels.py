"""One panel of a picture, drawn into axes of the caller's own, in the caller's own style."""

from __future__ import annotations

from collections.abc import Callable

import xarray as xr
from matplotlib.axes import Axes

from arrears.errors import UsageError
from arrears.measures import MEASURES, measure_of
from arrears.measures.totals import ALL
from arrears.plots import fan, roll_matrix, stacked_buckets, stacked_causes, utilisation, vintage_curves
from arrears.plots.theme import VERMILLION
from arrears.result.curve import Curve
from arrears.result.pictures import PICTURES, cumulative_buckets, late_buckets

Draw = Callable[[xr.Dataset, Axes, Curve], Axes]


def usual_bucket(dataset: xr.Dataset) -> str:
    """Return the bucket that is shown unless another is said: all but the first late one, ``31+`` by default."""
    return (cumulative_buckets(dataset)[1:2] or late_buckets(dataset)[-1:])[0]


def _labels(dataset: xr.Dataset) -> list[str]:
    return [str(label) for label in dataset["bucket"].values]


def _without_bucket(data: xr.DataArray, curve: Curve) -> xr.DataArray:
    """Select a product and a segment of a measure; its buckets stay."""
    first = str(data["bucket"].values[0])
    Curve(first, curve.product, curve.segment).of(data)  # says what there is, where a label is wrong
    for dim, label in (("product", curve.product), ("segment", curve.segment)):
        if dim in data.dims:
            data = data.sel({dim: label}, drop=True)
    return data


def _overdue(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    rate = curve.of(measure_of(dataset, "overdue_rate"))
    return fan(rate, ax, colour=VERMILLION, title=curve.words("Overdue rate by balance", _labels(dataset)))


def _buckets(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    rates = _without_bucket(measure_of(dataset, "overdue_rate"), curve).sel(bucket=late_buckets(dataset))
    return stacked_buckets(rates, ax, title="Late balance, share of all balance")


def _rolls(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    return roll_matrix(_without_bucket(measure_of(dataset, "roll_rate"), curve), ax, title="Roll rates by balance")


def _vintages(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    now = curve.of(measure_of(dataset, "vintage_overdue_rate"))
    return vintage_curves(now, ax, title=curve.words("Vintages: late now", _labels(dataset)))


def _causes(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    rates = measure_of(dataset, "overdue_by_cause")
    labels = {dim: [str(label) for label in rates[dim].values] for dim in ("product", "bucket")}
    for dim, label in (("product", curve.product), ("bucket", str(curve.bucket))):
        if label not in labels[dim]:
            raise UsageError(f"the causes have no {dim} {label!r}; there are {', '.join(labels[dim])}")
    chosen = rates.sel(product=curve.product, bucket=curve.bucket, drop=True)
    return stacked_causes(chosen, ax, title=f"Overdue {curve.bucket} days, by cause")


def _desk(dataset: xr.Dataset, ax: Axes, curve: Curve) -> Axes:
    return utilisation(measure_of(dataset, "desk_utilisation"), ax, title="Utilisation of the collections desk")


_PANELS: dict[str, Draw] = {
    "overdue": _overdue,
    "buckets": _buckets,
    "rolls": _rolls,
    "vintages": _vintages,
    "causes": _causes,
    "desk": _desk,
}


def panel(
    dataset: xr.Dataset,
    kind: str,
    ax: Axes,
    *,
    bucket: str | None = None,
    product: str = ALL,
    segment: str = ALL,
) -> Axes:
    """Draw one panel into axes, with its legend.

    Parameters
    ----------
    dataset
        A run's dataset.
    kind
        A kind of picture, of which the panel that says most is drawn, or the name of a measure over months.
    ax
        Drawn on; the settings of matplotlib are left as they are.
    bucket
        The bucket, where the panel is of one; ``31+`` (all but the first late one) if left out.
    product, segment
        ``all``, or one of them.

    Raises
    ------
    UsageError
        There is no such kind, bucket, product or segment; those there are are named.
    """
    if kind in _PANELS:
        _PANELS[kind](dataset, ax, Curve(bucket or usual_bucket(dataset), product, segment))
    elif kind in MEASURES and "cohort" not in (data := measure_of(dataset, kind)).dims:
        if bucket is None and "bucket" in data.dims and usual_bucket(dataset) in data["bucket"].values:
            bucket = usual_bucket(dataset)
        curve = Curve(bucket, product, segment)
        title = curve.words(
            str(data.attrs.get("long_name", kind)), _labels(dataset) if kind.startswith("overdue") else []
        )
        fan(curve.of(data), ax, title=title, from_zero=False)
    else:
        names = ", ".join([*PICTURES, *(name for name in MEASURES if not name.startswith("vintage"))])
        raise UsageError(f"no panel is called {kind!r}; there are {names}")
    if ax.get_legend_handles_labels()[1]:
        ax.legend(fontsize="small", frameon=False)
    return ax
