"""Scenarios side by side: paired differences over the paths that they share.

Runs with one seed share every draw, so that path 7 of one scenario is path 7 of the other with nothing but the scenario
changed. Differences are taken path by path, and only then summarised.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

from arrears import markup
from arrears.buckets import CURRENT
from arrears.errors import ArrearsWarning, UsageError
from arrears.measures import measures_of
from arrears.measures.catalogue import CURRENCY
from arrears.measures.totals import ALL
from arrears.plots.figure import write_png
from arrears.result.books import differing_fields, same_book
from arrears.result.curve import Curve
from arrears.result.differing import changed_keys, remarks_of, said, warnings_of
from arrears.result.folder import whole_folder
from arrears.result.manifest import FORMAT, versions
from arrears.result.overlays import overlay_picture
from arrears.result.result import Result
from arrears.result.seal import seal
from arrears.result.statistics import statistics
from arrears.result.tables import DIFFERENCES_HEADER, difference_lines, inert, write_table
from arrears.scenario.bands import band_note

_TABLE = ("scenario", "measure", "bucket", "at", "month", "date", "base", "level", "uplift", "p05", "p95")


class ComparisonWarning(ArrearsWarning):
    """Two runs are compared that are not paired; the message says what that means."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """A base run and others; made by `compare`.

    Parameters
    ----------
    base, others
        The runs.
    names
        Their names, the base first, each told from the others.
    changed
        For each other run, the keys in which its scenario differs from the base's, in words.
    notes
        What must be known to read the differences: other seeds or books, common months only.
    """

    base: Result
    others: tuple[Result, ...]
    names: tuple[str, ...]
    changed: tuple[str, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(repr(name) for name in self.names[1:])} with {self.names[0]!r}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the table of the overdue rate, and how the runs differ."""
        rows = [
            [
                f"{row['scenario']}, {row['bucket']}",
                f"{row['at']}, month {row['month']}",
                f"{row['base']:.2%}",
                f"{row['level']:.2%}",
                f"{100 * row['uplift']:+.2f} pp",
                f"{100 * row['p05']:+.2f} to {100 * row['p95']:+.2f} pp",
            ]
            for row in self.table().to_dict(orient="records")
        ]
        changed = [f"{name}: {keys}" for name, keys in zip(self.names[1:], self.changed, strict=True) if keys]
        return markup.titled(
            f"{', '.join(self.names[1:])} against {self.names[0]}: overdue rate by balance",
            markup.table(["scenario, days past due", "at", self.names[0], "level", "uplift", "5% to 95%"], rows),
            *(
                markup.folded(heading, "\n".join(said))
                for heading, said in (("what differs", changed), ("notes", self.notes))
                if said
            ),
        )

    def difference(
        self, measure: str, bucket: str | None = None, product: str = ALL, segment: str = ALL
    ) -> xr.DataArray:
        """Return scenario less base, path by path.

        Parameters
        ----------
        measure
            A name of the catalogue, such as ``overdue_rate``.
        bucket
            ``31+``, …; left out for a measure that has no buckets.
        product, segment
            ``all``, or one of them.

        Returns
        -------
        xr.DataArray
            (path, month), in the measure's unit; with several other runs (scenario, path, month).

        Raises
        ------
        UsageError
            No such measure, bucket, product or segment; those there are are named.
        """
        base = self.base.measure(measure)
        parts = []
        for name, other in zip(self.names[1:], self.others, strict=True):
            ours, theirs = paired(base, other.measure(measure))
            part = Curve(bucket, product, segment).of(theirs - ours)
            parts.append(part.assign_coords(scenario=name))
        joined = parts[0]
        if len(parts) > 1:
            joined = xr.concat(parts, "scenario", join="inner", coords="minimal", compat="override")
        joined.attrs = {**base.attrs, "long_name": f"{base.attrs['long_name']}, less {self.names[0]}"}
        return joined.rename(measure)

    def table(
        self, measure: str = "overdue_rate", product: str = ALL, segment: str = ALL, at: Sequence[int] = ()
    ) -> pd.DataFrame:
        """Return level and uplift for each bucket where the uplift is largest, at months asked for, and at the end.

        Parameters
        ----------
        measure
            A name of the catalogue.
        product, segment
            ``all``, or one of them.
        at
            Further months.

        Returns
        -------
        pd.DataFrame
            ``scenario, measure, bucket, at`` (widest: the month of the largest mean uplift, up or down; month: one
            that was asked for; end: the last month), ``month, date, base, level, uplift`` (means over paths), ``p05,
            p95`` (of the paired differences). Without rows where there is nothing to compare.

        Raises
        ------
        UsageError
            No such measure, product or segment; a month that the runs do not both have.
        """
        base = self.base.measure(measure)
        rows = []
        for name, other in zip(self.names[1:], self.others, strict=True):
            ours, theirs = paired(base, other.measure(measure))
            for bucket in buckets_of(ours):
                curve = Curve(bucket, product, segment)
                key = {"scenario": name, "measure": measure, "bucket": bucket or ALL}
                rows += [{**key, **row} for row in _rows_of(curve.of(ours), curve.of(theirs), at)]
        return pd.DataFrame(rows, columns=list(_TABLE))

    def plot(
        self,
        bucket: str | None = "31+",
        measure: str = "overdue_rate",
        product: str = ALL,
        segment: str = ALL,
        figure: Figure | None = None,
    ) -> Figure:
        """Draw the scenarios over each other, and what each adds, below their macro paths.

        Parameters
        ----------
        bucket, measure, product, segment
            The curve, as in `difference`.
        figure
            Drawn on (``plt.figure()``, to show it); a new one, not of pyplot's, if left out.
        """
        curve = Curve(bucket, product, segment)
        base = self.base.measure(measure)
        levels, differences = {self.names[0]: curve.of(base)}, {}
        for name, other in zip(self.names[1:], self.others, strict=True):
            theirs = other.measure(measure)
            levels[name] = curve.of(theirs)
            ours, theirs = paired(base, theirs)
            differences[name] = curve.of(theirs - ours).assign_attrs(base.attrs)
        datasets = dict(zip(self.names, [run.dataset for run in (self.base, *self.others)], strict=True))
        what = [f"{name} differs in {keys}." for name, keys in zip(self.names[1:], self.changed, strict=True) if keys]
        return overlay_picture(
            datasets, levels, differences, measure=measure, curve=curve, sentences=[*what, *self.notes], figure=figure
        )

    def save(self, folder: str | Path, force: bool = False, at: Sequence[int] = ()) -> Path:
        """Write ``differences.csv``, the table and the pictures into a folder, whole or not at all.

        Parameters
        ----------
        folder, force
            As in `Result.save`.
        at
            Further months of the table.

        Raises
        ------
        RunExistsError, UsageError, RunFailed
            As `Result.save`; also where there is no overdue rate that could be compared.
        """
        table = self.table(at=at)
        for name, other in zip(self.names[1:], self.others, strict=True):
            if name not in table["scenario"].values:
                raise UsageError(self._why_nothing(name, other))
        with whole_folder(folder, force=force, kind="comparison") as part:
            write_table(part / "differences.csv", DIFFERENCES_HEADER, self._lines())
            table["scenario"] = table["scenario"].map(inert)
            table.to_csv(part / "table.csv", index=False, float_format="%.12g", lineterminator="\n")
            for bucket in self._shown_buckets():
                write_png(self.plot(bucket), part / f"overlay-{bucket}.png", description=", ".join(self.names))
            seal(part, self._manifest())
        return Path(folder).absolute()

    def _why_nothing(self, name: str, other: Result) -> str:
        """Say why no overdue rate of a run can be set beside the base's."""
        labels = [[str(x) for x in run.dataset["bucket"].values if x != CURRENT] for run in (self.base, other)]
        if not set(labels[0]) & set(labels[1]):
            return (
                f"{name} has the buckets {', '.join(labels[1])} and {self.names[0]} {', '.join(labels[0])}: none is in "
                "both; run them with the same `buckets`"
            )
        return (
            f"in no month does anybody owe anything in both {name} and {self.names[0]}, so that there is no overdue "
            "rate to compare; nothing was written"
        )

    def _shown_buckets(self) -> list[str]:
        """Late buckets of the overdue rate that every run has."""
        rates = [run.measure("overdue_rate") for run in (self.base, *self.others)]
        shared = set.intersection(*({str(label) for label in rate["bucket"].values} for rate in rates))
        return [str(label) for label in rates[0]["bucket"].values if str(label) in shared - {CURRENT}]

    def _lines(self) -> Iterator[str]:
        """Rows of ``differences.csv``: every measure that two runs both have."""
        for measure in measures_of(self.base.dataset):
            base = measure.function(self.base.dataset)
            for name, other in zip(self.names[1:], self.others, strict=True):
                if not measure.available(other.dataset) or (measure.unit == CURRENCY and not self._one_currency(other)):
                    continue
                ours, theirs = paired(base, measure.function(other.dataset))
                yield from difference_lines(ours.rename(measure.name), theirs, self.names[0], name)

    def _one_currency(self, other: Result) -> bool:
        return bool(self.base.dataset.attrs.get("currency") == other.dataset.attrs.get("currency"))

    def _manifest(self) -> dict[str, object]:
        return {
            "kind": "comparison",
            "format": FORMAT,
            "base": self.names[0],
            "scenarios": list(self.names[1:]),
            "changed": dict(zip(self.names[1:], self.changed, strict=True)),
            "notes": list(self.notes),
            "books": {
                name: "the same in every field" if same_book(self.base, run) else differing_fields(self.base, run)
                for name, run in zip(self.names[1:], self.others, strict=True)
            },
            "versions": versions(),
            "runs": [dict(run.manifest) for run in (self.base, *self.others)],
        }


def compare(base: Result, *others: Result) -> Comparison:
    """Compare runs with a base, path by path.

    Parameters
    ----------
    base
        The run that the others are compared with.
    others
        One or more.

    Raises
    ------
    UsageError
        No other run is given, or something that is none.

    Warns
    -----
    ComparisonWarning
        Seeds or books differ, so that the paths are not paired.
    """
    for run in (base, *others):
        if not isinstance(run, Result):
            stored = f"; `open_run({str(run)!r})` opens a stored one" if isinstance(run, str | Path) else ""
            raise UsageError(f"compare: found {run!r:.80}; expected results of runs{stored}")
    if not others:
        raise UsageError("a comparison needs a base and at least one other run")
    names = _told_apart([run.name for run in (base, *others)])
    notes: list[str] = []
    changed = []
    for name, other in zip(names[1:], others, strict=True):
        serious = warnings_of(base, other, (names[0], name))
        for text in serious:
            warnings.warn(text, ComparisonWarning, stacklevel=2)
        notes += [*serious, *remarks_of(base, other, (names[0], name))]
        changed.append(said(changed_keys(base.scenario, other.scenario)))
    few = band_note(min(run.dataset.sizes["path"] for run in (base, *others)))
    if few:
        notes.append(f"{few[0].upper()}{few[1:]}.")
    return Comparison(base, others, tuple(names), tuple(changed), tuple(notes))


def _told_apart(names: list[str]) -> list[str]:
    """Return names with a number where they come twice: Pandemic, Pandemic (2)."""
    apart: list[str] = []
    for name in names:
        same, unique = 1, name
        while unique in apart:
            same += 1
            unique = f"{name} ({same})"
        apart.append(unique)
    return apart


def paired(base: xr.DataArray, other: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Cut two measures to the paths, months and labels that both have; dates are the base's."""
    ours, theirs = xr.align(base, other, join="inner")
    if "date" in ours.coords:
        theirs = theirs.assign_coords(date=ours.coords["date"])
    return ours, theirs


def buckets_of(data: xr.DataArray) -> list[str | None]:
    """Buckets to show of a measure, ``current`` left out; a measure without buckets has one, None."""
    if "bucket" not in data.dims:
        return [None]
    return [str(label) for label in data["bucket"].values if label != CURRENT]


def _rows_of(base: xr.DataArray, other: xr.DataArray, months: Sequence[int]) -> Iterator[dict[str, object]]:
    """Rows of the table of one curve."""
    difference = statistics((other - base).values)
    mean = difference[:, 0]
    held = np.flatnonzero(np.isfinite(mean))
    if not held.size:
        return
    there = base["month"].values.tolist()
    missing = [month for month in months if month not in there]
    if missing:
        raise UsageError(f"month {missing[0]} is not in both runs; they share months {there[0]} to {there[-1]}")
    asked = [("month", there.index(month)) for month in months]
    for at, i in (("widest", int(held[np.argmax(np.abs(mean[held]))])), *asked, ("end", int(held[-1]))):
        yield {
            "at": at,
            "month": int(base["month"].values[i]),
            "date": str(base["date"].values[i]),
            "base": float(base.isel(month=i).mean()),
            "level": float(other.isel(month=i).mean()),
            "uplift": float(mean[i]),
            "p05": float(difference[i, 2]),
            "p95": float(difference[i, 6]),
        }
