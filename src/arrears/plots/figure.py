"""Whole pictures, composed in one place: a title, a legend, rows of panels, a caption.

Places are computed in inches rather than found by trial, so that a picture looks the same whatever is in it and takes
no second pass to lay out. Nothing here goes through pyplot; a figure of the caller's own (pyplot's, say) may be given.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arrears.plots.captions import shortened, wrapped
from arrears.plots.theme import DPI, INK, MUTED, WIDTH, plain, theme

EDGE, LEFT, RIGHT, GUTTER = 0.25, 0.80, 0.30, 0.85
TITLE, LEGEND_LINE, CAPTION_LINE = 0.50, 0.22, 0.155
ABOVE, BELOW = 0.34, 0.50  # room for a panel's title, and for its two lines of ticks
CAPTION_LETTERS = 7.5  # points
LEGEND_LETTER = 0.072  # mean width of a letter, inches
LONGEST_TITLE, LONGEST_LABEL = 78, 60

Panel = Callable[[Axes], object]
Legend = Sequence[tuple[Artist, str]]


@dataclass(frozen=True)
class Row:
    """One row of panels, drawn from left to right; a None leaves its place empty.

    With ``gap_legend`` the legend of the picture stands in that empty place, under that heading.
    """

    panels: tuple[Panel | None, ...]
    height: float = 1.75
    gap_legend: str = ""


def compose(
    rows: Sequence[Row],
    *,
    title: str,
    caption: Sequence[str] = (),
    legend: Legend | None = None,
    figure: Figure | None = None,
) -> Figure:
    """Lay rows of panels out and draw them.

    Parameters
    ----------
    rows
        From the top; each panel is a function that draws on the axes it is given.
    title
        One line above everything.
    caption
        Sentences below everything.
    legend
        Handles and labels under the title; those of the last row's panels if left out.
    figure
        Drawn on, and made as large as the picture needs if it is smaller; a new one if left out. A figure that has
        axes already keeps its size.

    Returns
    -------
    Figure
        The figure drawn on.
    """
    with theme():
        ours = figure is None
        figure = Figure(dpi=DPI) if figure is None else figure
        resize = not figure.axes
        drawn = [[_drawn(figure, panel) for panel in row.panels] for row in rows]
        entries = _own_legend(drawn[-1]) if legend is None else list(legend)
        in_gap = any(row.gap_legend for row in rows)
        legend_height = 0.0 if in_gap else LEGEND_LINE * _legend_lines(entries)
        lines = wrapped(caption, WIDTH - 2 * EDGE, CAPTION_LETTERS, figure.dpi)
        foot = CAPTION_LINE * len(lines) + 0.16
        height = TITLE + legend_height + sum(row.height + ABOVE + BELOW for row in rows) + foot
        if resize:
            _grow(figure, WIDTH, height, ours=ours)
        head = figure.text(EDGE / WIDTH, 1 - 0.16 / height, plain(shortened(title, LONGEST_TITLE)), va="top", color=INK)
        head.set(fontsize=13, fontweight="bold")
        top = height - TITLE - legend_height
        for row, axes in zip(rows, drawn, strict=True):
            top -= ABOVE
            for place, ax in zip(_places(len(axes), top, row.height, height), axes, strict=True):
                if ax is not None:
                    ax.set_position(place)
                elif row.gap_legend and entries:
                    _gap_legend(figure, entries, place, row.gap_legend)
            top -= row.height + BELOW
        if entries and not in_gap:
            _top_legend(figure, entries, height)
        foot_text = figure.text(EDGE / WIDTH, (foot - 0.04) / height, plain("\n".join(lines)), va="top", color=MUTED)
        foot_text.set(fontsize=CAPTION_LETTERS, linespacing=1.35)
    return figure


def _grow(figure: Figure, width: float, height: float, *, ours: bool) -> None:
    """Give a figure the size that the picture needs; one of the caller's is made larger, never smaller."""
    wide, tall = (0.0, 0.0) if ours else figure.get_size_inches()
    figure.set_size_inches(max(width, wide), max(height, tall))


def _drawn(figure: Figure, panel: Panel | None) -> Axes | None:
    """Draw a panel; where it goes is known later, when its legend has been seen."""
    if panel is None:
        return None
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    panel(ax)
    return ax


Place = tuple[float, float, float, float]


def _places(count: int, top: float, tall: float, height: float) -> list[Place]:
    """Left, bottom, width, height of the panels of a row, in fractions of the figure."""
    wide = (WIDTH - LEFT - RIGHT - GUTTER * (count - 1)) / count
    return [
        ((LEFT + i * (wide + GUTTER)) / WIDTH, (top - tall) / height, wide / WIDTH, tall / height) for i in range(count)
    ]


def _own_legend(axes: Sequence[Axes | None]) -> list[tuple[Artist, str]]:
    """Return handles and labels of a row of panels, each label once."""
    found: dict[str, Artist] = {}
    for ax in axes:
        if ax is not None:
            for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
                found.setdefault(label, handle)
    return [(handle, label) for label, handle in found.items()]


def _columns(entries: Legend) -> int:
    widest = max((min(len(label), LONGEST_LABEL) for _, label in entries), default=1)
    return max(1, min(len(entries), int((WIDTH - 2 * EDGE) / (widest * LEGEND_LETTER + 0.75))))


def _legend_lines(entries: Legend) -> int:
    return ceil(len(entries) / _columns(entries)) if entries else 0


def _label(text: str) -> str:
    return plain(shortened(text.replace(r"\$", "$"), LONGEST_LABEL))


def _top_legend(figure: Figure, entries: Legend, height: float) -> None:
    figure.legend(
        [handle for handle, _ in entries],
        [_label(label) for _, label in entries],
        loc="upper left",
        bbox_to_anchor=((EDGE - 0.02) / WIDTH, 1 - (TITLE - 0.02) / height),
        ncols=_columns(entries),
        borderaxespad=0.0,
        borderpad=0.0,
        handlelength=2.4,
        labelspacing=0.4,
    )


def _gap_legend(figure: Figure, entries: Legend, place: Place, heading: str) -> None:
    legend = figure.legend(
        [handle for handle, _ in entries],
        [_label(label) for _, label in entries],
        title=heading,
        alignment="left",
        loc="upper left",
        bbox_to_anchor=(place[0], place[1] + place[3]),
        ncols=2 if len(entries) > 6 else 1,
        borderaxespad=0.0,
        handlelength=2.4,
    )
    legend.get_title().set_fontweight("bold")


def write_png(figure: Figure, path: Path, *, description: str = "") -> None:
    """Write a figure of the package's own as PNG."""
    with theme(), warnings.catch_warnings():
        # A name in letters that no installed face has is drawn as boxes; the files have it right.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        figure.savefig(path, format="png", dpi=DPI, metadata={"Software": "arrears", "Description": description})
