"""The pictures of one run: which curves go on which panel, and what the caption must say."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from arrears.buckets import CURRENT, cumulative_label, in_words, names_of
from arrears.errors import UsageError
from arrears.measures import MEASURES, measure_of
from arrears.measures.totals import ALL
from arrears.plots import captions, contacts, fan, roll_matrix, stacked_buckets, stacked_causes, utilisation
from arrears.plots import vintage_curves as draw_vintages
from arrears.plots.fan import ROOM, fan_legend
from arrears.plots.figure import Panel, Row, compose
from arrears.plots.theme import BLUE, GREEN, MUTED, PURPLE, late_colours
from arrears.result.observed_rolls import ObservedRolls

DAYS = (
    "Days past due count from the due day of the oldest bill not fully paid, at month-end; both edges of a bucket "
    "belong to it; late now, not ever late."
)


def whole_book(data: xr.DataArray) -> xr.DataArray:
    """Select both products and all segments."""
    return data.sel({dim: ALL for dim in ("product", "segment") if dim in data.dims}, drop=True)


def late_buckets(dataset: xr.Dataset) -> list[str]:
    """Labels of the late buckets, earliest first."""
    return [str(label) for label in dataset["bucket"].values if label != CURRENT]


def cumulative_buckets(dataset: xr.Dataset) -> list[str]:
    """Labels of the cumulative buckets that are no single ones: ``1+``, ``31+`` by default."""
    return [cumulative_label(label) for label in late_buckets(dataset)[:-1]]


def _days(dataset: xr.Dataset, label: str) -> str:
    """Return a bucket in words: ``31-90 days``, with its name where the run's buckets have names."""
    return in_words(label, late_buckets(dataset))


def _named_buckets(dataset: xr.Dataset) -> str:
    """Say which days the names of buckets stand for, where they have names."""
    names = names_of(late_buckets(dataset))
    return f"{', '.join(f'{name}: {label}' for label, name in names.items())} days past due." if names else ""


def facts(dataset: xr.Dataset) -> str:
    """One sentence that says which run this is."""
    borrowers = int(dataset.attrs.get("borrowers", 0)) or int(dataset["borrowers"].isel(path=0).sum("segment").max())
    months = [str(date) for date in dataset["date"].values]
    return (
        f"{dataset.attrs.get('name', '')}: {borrowers:,} borrowers, {dataset.sizes['path']:,} paths, seed "
        f"{dataset.attrs.get('seed', '')}, {dataset.attrs.get('currency', '')}; month 0 is the opening book "
        f"({months[0]}), the last is {months[-1]}."
    )


def notes(dataset: xr.Dataset) -> list[str]:
    """Return what the run wants said on its charts (a book and a path from different countries, say)."""
    text = str(dataset.attrs.get("notes", "") or "[]")
    said = json.loads(text) if text.lstrip().startswith(("[", '"')) else text
    return [said] if isinstance(said, str) else [str(note) for note in said]


def observed_rates(dataset: xr.Dataset) -> dict[str, float]:
    """Overdue rates by balance that the book's own source shows, by bucket; cumulative ones are added up."""
    given = {str(k): float(v) for k, v in json.loads(str(dataset.attrs.get("observed", "") or "{}")).items()}
    late = late_buckets(dataset)
    for i, first in enumerate(late[:-1]):
        if all(label in given for label in late[i:]):
            given.setdefault(cumulative_label(first), sum(given[label] for label in late[i:]))
    return given


def moves(dataset: xr.Dataset, series: str) -> bool:
    """Whether a macro series is there and is anything but a constant."""
    if series not in dataset["series"].values:
        return False
    values = dataset["macro"].sel(series=series).values
    return bool(np.ptp(values) > 0)


def macro_panels(dataset: xr.Dataset, *, room: float = 0.0) -> list[Panel]:
    """Draw the macro path: unemployment and income; the policy rate and the market's looseness where they move."""
    draw = partial(fan, from_zero=False, room=room)
    unemployment, income = measure_of(dataset, "unemployment_path"), measure_of(dataset, "income")
    panels: list[Panel] = [
        partial(draw, unemployment, colour=BLUE, title="Macro path: unemployment", at_least=0.02),
        partial(draw, income, colour=GREEN, title="Macro path: income against trend", at_least=0.02),
    ]
    if moves(dataset, "looseness"):
        loose = measure_of(dataset, "looseness")
        panels.append(
            partial(draw, loose, colour=PURPLE, title="Market: looseness (0 today's standards)", at_least=0.5)
        )
    if moves(dataset, "policy_rate"):
        rate = measure_of(dataset, "policy_rate")
        panels.append(partial(draw, rate, colour=MUTED, title="Macro path: policy rate", at_least=0.02))
    return panels


def _in_pairs(panels: list[Panel]) -> list[tuple[Panel | None, ...]]:
    filled: list[Panel | None] = [*panels, *([None] * (len(panels) % 2))]
    return [(filled[i], filled[i + 1]) for i in range(0, len(filled), 2)]


def _bands(dataset: xr.Dataset) -> str:
    paths = dataset.sizes["path"]
    return captions.FAN_BANDS.format(paths=f"{paths:,}") if paths > 1 else captions.ONE_PATH


def _means(dataset: xr.Dataset) -> str:
    return captions.MEAN.format(paths=f"{dataset.sizes['path']:,}")


def _definition(*names: str) -> str:
    """Sentences such as *Overdue rate: balance of live accounts in the bucket …*, from the measures' docstrings."""
    said = ((name.replace("_", " ").capitalize(), MEASURES[name].definition) for name in names)
    return " ".join(f"{title}: {text[:1].lower()}{text[1:]}" for title, text in said)


def overdue(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Fan charts of the overdue rate by bucket, below the macro path."""
    rates = whole_book(measure_of(dataset, "overdue_rate"))
    late, seen = late_buckets(dataset), observed_rates(dataset)
    colours = dict(zip(late, late_colours(len(late)), strict=True))
    shown = [*late, *(cumulative_buckets(dataset)[1:2] or cumulative_buckets(dataset)[:1])]
    panels: list[Panel] = [
        partial(
            fan,
            rates.sel(bucket=label, drop=True),
            colour=colours.get(label, "#7A4B00"),
            title=f"Overdue {_days(dataset, label)}" + ("" if label in colours else " (together)"),
            observed=seen.get(label),
            room=ROOM if seen else 0.0,
        )
        for label in shown
    ]
    risk = [Row(pair) for pair in _in_pairs(panels)]
    room = ROOM if seen else 0.0
    macro = [Row(pair, height=1.3) for pair in _in_pairs(macro_panels(dataset, room=room))]
    legend = fan_legend(bands=dataset.sizes["path"] > 1, tape=bool(seen))
    tape = "Diamonds beside month 0: the tape's own buckets." if seen else ""
    caption = [_definition("overdue_rate"), DAYS, _bands(dataset), tape, *notes(dataset), facts(dataset)]
    title = f"Overdue rates by days past due: {dataset.attrs.get('name', '')}"
    return compose([*macro, *risk], title=title, caption=caption, legend=legend, figure=figure)


def rolls(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Heat map of the roll rates, by balance and by accounts."""
    balance, count = (whole_book(measure_of(dataset, name)) for name in ("roll_rate", "roll_rate_count"))
    panels = [partial(roll_matrix, balance, title="By balance"), partial(roll_matrix, count, title="By accounts")]
    height = 0.6 + 0.45 * dataset.sizes["bucket"]
    # Beside each other there is room for the names of six columns: four buckets and the two ways out.
    narrow = dataset.sizes["bucket"] <= 4
    rows = [Row(tuple(panels), height=height)] if narrow else [Row((panel,), height=height) for panel in panels]
    last = int(dataset["month"].values[-1])
    caption = [
        _definition("roll_rate", "roll_rate_count"),
        f"Mean over paths, then over months 1 to {last}; a row adds up to 100%. Accounts new in a month are left out.",
        _named_buckets(dataset),
        *notes(dataset),
        facts(dataset),
    ]
    return compose(rows, title=f"Roll rates: {dataset.attrs.get('name', '')}", caption=caption, figure=figure)


def rolls_beside(dataset: xr.Dataset, observed: ObservedRolls, figure: Figure | None = None) -> Figure:
    """Heat map of the roll rates by accounts, and of observed ones below."""
    own = whole_book(measure_of(dataset, "roll_rate_count"))
    month = "a month" if observed.every == 1 else f"{observed.every} months"
    panels = [
        partial(roll_matrix, own, title="The run, by accounts, in a month"),
        partial(
            roll_matrix,
            observed.rates,
            title=f"Observed, in a {month}" if month == "month" else f"Observed, in {month}",
        ),
    ]
    height = 0.6 + 0.45 * dataset.sizes["bucket"]
    rows = [Row((panel,), height=height) for panel in panels]
    longer = (
        f" The observed movements are over {month}, the run's over one: they are not the same thing."
        if observed.every > 1
        else ""
    )
    caption = [
        _definition("roll_rate_count"),
        f"Observed: {observed.source}.{longer}",
        _named_buckets(dataset),
        *notes(dataset),
        facts(dataset),
    ]
    return compose(rows, title=f"Roll rates: {dataset.attrs.get('name', '')}", caption=caption, figure=figure)


def vintages(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Vintage curves: late now, ever late, and charged off, over months on book."""
    label = (cumulative_buckets(dataset)[1:2] or [late_buckets(dataset)[-1]])[0]
    # By accounts, which no small first purchase blows up; a run of before these were counted has balances only.
    basis = "_count" if MEASURES["vintage_overdue_rate_count"].available(dataset) else ""
    names = [f"vintage_{what}{basis}" for what in ("overdue_rate", "ever_overdue_rate", "charge_off_rate")]
    now, ever, lost = (measure_of(dataset, name).sel(product=ALL, drop=True) for name in names)
    rows = [
        Row(
            (
                partial(draw_vintages, now.sel(bucket=label, drop=True), title=f"Late now, {_days(dataset, label)}"),
                partial(draw_vintages, ever.sel(bucket=label, drop=True), title=f"Ever late, {_days(dataset, label)}"),
            ),
            height=2.4,
        ),
        Row(
            (partial(draw_vintages, lost, title="Charged off so far"), None),
            height=2.0,
            gap_legend="Cohort: month of origination",
        ),
    ]
    caption = [
        "A curve is one cohort, named by its month of origination; those between are grey.",
        _definition(*names),
        _means(dataset),
        *notes(dataset),
        facts(dataset),
    ]
    return compose(
        rows,
        title=f"Vintages{' by accounts' if basis else ''}: {dataset.attrs.get('name', '')}",
        caption=caption,
        figure=figure,
    )


def buckets(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Stacked areas of the late buckets, below the macro path."""
    late = late_buckets(dataset)
    by_balance, by_count = (
        whole_book(measure_of(dataset, name)).sel(bucket=late) for name in ("overdue_rate", "overdue_rate_count")
    )
    row = Row(
        (
            partial(stacked_buckets, by_balance, title="Late balance, share of all balance"),
            partial(stacked_buckets, by_count, title="Late accounts, share of all accounts"),
        ),
        height=2.6,
    )
    macro = [Row(pair, height=1.3) for pair in _in_pairs(macro_panels(dataset))]
    caption = [_definition("overdue_rate"), DAYS, _means(dataset), *notes(dataset), facts(dataset)]
    title = f"Overdue rates, stacked: {dataset.attrs.get('name', '')}"
    return compose([*macro, row], title=title, caption=caption, figure=figure)


def causes(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Stacked areas of the causes of lateness: everything late, and without the first bucket."""
    rates = measure_of(dataset, "overdue_by_cause").sel(product=ALL, drop=True)
    shown = cumulative_buckets(dataset)[:2] or late_buckets(dataset)[:1]
    row = Row(
        tuple(
            partial(
                stacked_causes, rates.sel(bucket=label, drop=True), title=f"Overdue {_days(dataset, label)}, by cause"
            )
            for label, words in ((label, _days(dataset, label)) for label in shown)
        ),
        height=2.6,
    )
    caption = [
        _definition("overdue_by_cause"),
        "The cause is that of the moment the bill was missed. Most short lateness is forgetting: read 31+ too.",
        DAYS,
        _means(dataset),
        *notes(dataset),
        facts(dataset),
    ]
    return compose([row], title=f"Causes of lateness: {dataset.attrs.get('name', '')}", caption=caption, figure=figure)


def desk(dataset: xr.Dataset, figure: Figure | None = None) -> Figure:
    """Draw the collections desk: utilisation, and the worklist with the contacts."""
    asked, reached, capacity = (measure_of(dataset, name) for name in ("worklist", "contacts", "desk_capacity"))
    row = Row(
        (
            partial(utilisation, measure_of(dataset, "desk_utilisation"), title="Utilisation"),
            partial(contacts, asked, reached, capacity, title="Worklist and contacts a month"),
        ),
        height=2.6,
    )
    caption = [
        _definition("desk_utilisation"),
        "Above the dashed line, at 100%, the desk does not reach everybody.",
        _definition("contacts"),
        _bands(dataset),
        *notes(dataset),
        facts(dataset),
    ]
    return compose([row], title=f"Collections desk: {dataset.attrs.get('name', '')}", caption=caption, figure=figure)


PICTURES: dict[str, Callable[[xr.Dataset, Figure | None], Figure]] = {
    "overdue": overdue,
    "buckets": buckets,
    "rolls": rolls,
    "vintages": vintages,
    "causes": causes,
    "desk": desk,
}


def picture(dataset: xr.Dataset, kind: str, figure: Figure | None = None) -> Figure:
    """Draw one kind of picture of a run.

    Raises
    ------
    UsageError
        There is no such kind.
    """
    if kind not in PICTURES:
        raise UsageError(f"no picture is called {kind!r}; there are {', '.join(PICTURES)}")
    return PICTURES[kind](dataset, figure)
