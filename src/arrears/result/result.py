"""What the user holds after a run: the dataset, the scenario it came from, and how it was made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arrears import markup
from arrears.errors import UsageError
from arrears.measures import measure_of
from arrears.measures.totals import ALL
from arrears.plots.figure import write_png
from arrears.result.curve import Curve
from arrears.result.folder import whole_folder
from arrears.result.held import SCENARIO, HeldBook, write_scenario
from arrears.result.judgement import write_overlays
from arrears.result.manifest import FORMAT, as_json, run_manifest
from arrears.result.panels import panel
from arrears.result.pictures import PICTURES, cumulative_buckets, facts, late_buckets, notes, picture
from arrears.result.seal import INPUTS, MANIFEST, check_seal, seal
from arrears.result.storage import read_dataset, write_dataset
from arrears.result.tables import write_curves, write_vintages
from arrears.scenario import Scenario

DATASET, PANEL = "result.nc", "panel.nc"
OVERDUE = {"balance": "overdue_rate", "count": "overdue_rate_count", "customer": "overdue_rate_customer"}


@dataclass(frozen=True, eq=False)
class Result:
    """One finished run. Frozen; it pickles.

    Parameters
    ----------
    dataset
        Every cell that the run counted, as `arrears.cells` describes them.
    scenario
        The resolved scenario, with every override; what ``scenario.yaml`` will say.
    manifest
        Versions, seed, hashes of inputs, borrower-months, seconds.
    inputs
        Name -> file of every input that the scenario names; copied on saving.
    panel
        Histories of a sample of borrowers, (path, month, borrower), where the run was asked for them.
    held
        Whose book it opened with, where that was another's; of a run that was read, it lies among the inputs.
    """

    dataset: xr.Dataset
    scenario: Scenario
    manifest: Mapping[str, Any]
    inputs: Mapping[str, Path] = field(default_factory=dict)
    panel: xr.Dataset | None = None
    held: HeldBook | None = None

    @classmethod
    def of_run(
        cls,
        dataset: xr.Dataset,
        scenario: Scenario,
        engine: Mapping[str, Any],
        inputs: Mapping[str, Path] | None = None,
        held: HeldBook | None = None,
    ) -> Result:
        """Make the result of a run that has just finished.

        Parameters
        ----------
        dataset, scenario, inputs, held
            As in the class.
        engine
            The engine's part of the manifest: borrower-months, seconds, threads, …
        """
        files = dict(inputs or {})
        return cls(dataset, scenario, run_manifest(dataset, files, engine), files, held=held)

    def __repr__(self) -> str:
        sizes = self.dataset.sizes
        return f"<Result {self.name!r}: {sizes['path']} paths, months 0 to {sizes['month'] - 1}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: where the overdue rate starts, peaks and ends, and how the run was made."""
        rows = []
        for label in [*late_buckets(self.dataset), *cumulative_buckets(self.dataset)]:
            rate = self.overdue_rate(label).mean("path").fillna(0.0).values
            peak = int(rate.argmax())
            rows.append([label, f"{rate[0]:.2%}", f"{rate[peak]:.2%} (month {peak})", f"{rate[-1]:.2%}"])
        return markup.titled(
            facts(self.dataset),
            "<p>Overdue rate by balance, mean over paths</p>",
            markup.table(["days past due", "start", "peak", "end"], rows),
            *(markup.folded("notes", "\n".join(said)) for said in [notes(self.dataset)] if said),
            markup.folded("scenario", self.scenario.to_yaml()),
            markup.folded("manifest", as_json(self.manifest)),
        )

    @property
    def name(self) -> str:
        """The scenario's name."""
        return str(self.dataset.attrs.get("name", ""))

    def measure(self, name: str) -> xr.DataArray:
        """Compute a measure of the catalogue, with all its products, segments and buckets.

        Raises
        ------
        UsageError
            No measure has this name; those there are are named.
        """
        return measure_of(self.dataset, name)

    def overdue_rate(self, bucket: str, by: str = "balance", product: str = ALL, segment: str = ALL) -> xr.DataArray:
        """Return one overdue rate on every path.

        Parameters
        ----------
        bucket
            ``current``, ``1-30``, … or a cumulative one such as ``31+``.
        by
            ``balance``, ``count`` (accounts) or ``customer`` (borrowers, by their worst account).
        product, segment
            ``all``, or one of them.

        Returns
        -------
        xr.DataArray
            (path, month), fraction.

        Raises
        ------
        UsageError
            There is no such bucket, product or segment; those there are are named.
        """
        if by not in OVERDUE:
            raise UsageError(f"there is no overdue rate by {by!r}, only by {', '.join(OVERDUE)}")
        return Curve(bucket, product, segment).of(self.measure(OVERDUE[by]))

    @overload
    def plot(self, kind: str = "overdue", figure: Figure | None = None) -> Figure: ...

    @overload
    def plot(
        self, kind: str = "overdue", *, ax: Axes, bucket: str | None = None, product: str = ALL, segment: str = ALL
    ) -> Axes: ...

    def plot(
        self,
        kind: str = "overdue",
        figure: Figure | None = None,
        *,
        ax: Axes | None = None,
        bucket: str | None = None,
        product: str = ALL,
        segment: str = ALL,
    ) -> Figure | Axes:
        """Draw a picture of the run, or one panel of it into axes of your own.

        Parameters
        ----------
        kind
            ``overdue``, ``buckets``, ``rolls``, ``vintages``, ``causes`` or ``desk``; into axes also any measure.
        figure
            Drawn on (``plt.figure()``, to show it), and made as large as the picture needs; a new one, not of
            pyplot's, if left out.
        ax
            One panel is drawn into these axes instead, in your own style and at your own size.
        bucket, product, segment
            Of that panel: ``31+`` (all but the first late bucket), both products, all segments unless said.

        Returns
        -------
        Figure or Axes
            What was drawn on.

        Raises
        ------
        UsageError
            There is no such kind, bucket, product or segment; a figure and axes are both given.
        """
        if ax is not None:
            if figure is not None:
                raise UsageError("a figure and axes were given; expected one of them to draw on")
            return panel(self.dataset, kind, ax, bucket=bucket, product=product, segment=segment)
        if (bucket, product, segment) != (None, ALL, ALL):
            raise UsageError("a bucket, product or segment is that of one panel: give the axes to draw it into, ax=")
        return picture(self.dataset, kind, figure)

    def save(
        self,
        folder: str | Path,
        force: bool = False,
        plots: Sequence[str] = ("overdue",),
        tables: Mapping[str, Callable[[Path], None]] | None = None,
    ) -> Path:
        """Write the run's folder, whole or not at all.

        Parameters
        ----------
        folder
            The folder itself, ``runs/pandemic``.
        force
            Replace a run that is there.
        plots
            Kinds of pictures to write, as `plot` knows them; ``overdue`` is always among them.
        tables
            Further files: name -> what writes it.

        Returns
        -------
        Path
            The folder, absolute.

        Raises
        ------
        RunExistsError
            A run is there and ``force`` is False.
        UsageError
            Something is there that `arrears` did not write, or no picture has that name.
        RunFailed
            The disk refused.
        """
        unknown = [kind for kind in plots if kind not in PICTURES]
        if unknown:
            raise UsageError(f"no picture is called {unknown[0]!r}; there are {', '.join(PICTURES)}")
        with whole_folder(folder, force=force) as part:
            write_scenario(part, self.scenario, self.inputs, self.held)
            write_curves(part / "curves.csv", self.dataset)
            write_vintages(part / "vintages.csv", self.dataset)
            if self.scenario.overlays:
                write_overlays(part / "overlays.csv", self.dataset, self.scenario)
            write_dataset(part / DATASET, self.dataset)
            if self.panel is not None:
                write_dataset(part / PANEL, self.panel)
            for kind in dict.fromkeys(("overdue", *plots)):
                write_png(self.plot(kind), part / f"{kind}.png", description=self.name)
            for name, write in (tables or {}).items():
                write(part / name)
            seal(part, self.manifest)
        return Path(folder).absolute()


def open_run(folder: str | Path) -> Result:
    """Open a run's folder; nothing is computed again, and the engine is not needed.

    Raises
    ------
    UsageError
        It is no run's folder, one that this version cannot read, or one whose files are not as they were written.

    Warns
    -----
    ArrearsWarning
        A table was changed since; the result itself is as it was.
    """
    place = Path(folder)
    if not (place / MANIFEST).is_file():
        raise UsageError(f"{place} is not a run's folder: it has no {MANIFEST}")
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        kind, number = manifest.get("kind"), int(manifest.get("format", 0))
    except (ValueError, AttributeError, TypeError, OverflowError) as error:
        raise UsageError(f"{place / MANIFEST} cannot be read: {error}") from error
    if kind != "run":
        raise UsageError(f"{place} is not a run's folder but that of a {kind}")
    if number > FORMAT:
        raise UsageError(
            f"{place} was written by a later version of arrears (format {number}, this one reads {FORMAT})"
        )
    for name in (DATASET, SCENARIO):
        if not (place / name).is_file():
            raise UsageError(f"{place} is not whole: it has no {name}")
    check_seal(place, manifest, needed=(DATASET, PANEL, SCENARIO, INPUTS))
    try:
        dataset = read_dataset(place / DATASET)
        panel = read_dataset(place / PANEL) if (place / PANEL).is_file() else None
    except Exception as error:  # what h5py makes of a damaged file has no end
        raise UsageError(f"{place / DATASET} cannot be read: {error}") from error
    top = place / INPUTS
    files = sorted(path for path in top.rglob("*") if path.is_file()) if top.is_dir() else []
    inputs = {path.relative_to(top).as_posix(): path.absolute() for path in files}
    return Result(dataset, Scenario.read(place / SCENARIO), manifest, inputs, panel)
