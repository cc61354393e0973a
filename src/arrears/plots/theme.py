"""Colours, sizes and type, in one place; used as a context, so that nobody's own matplotlib settings are touched.

The palette is Okabe and Ito's (Color Universal Design, 2008): it stays apart for the colour-blind. Lines differ in
style and buckets in lightness too, so that a print in grey can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap, to_hex

INK = "#222222"
MUTED = "#6b6b6b"
GRID = "#d9d9d9"
FAINT = "#c4c4c4"

BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
ORANGE = "#E69F00"
SKY = "#56B4E9"

SERIES = (INK, VERMILLION, BLUE, GREEN, PURPLE, ORANGE, SKY)
STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))
_LATE = ("#E69F00", "#D55E00", "#5B1A4A")  # light to dark: later is darker
SHADES = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", "#9CCBE8", "#0072B2", "#00304D"])

WIDTH = 10.0  # inches
HALF_PAGE = 4.0  # a panel beside another
DPI = 120

# Names in Chinese, Japanese or Korean need a face that has them; one of these is usually there.
_WIDE_FACES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
)


@contextmanager
def theme() -> Iterator[None]:
    """Draw in the package's style; the settings before are back afterwards."""
    known = set(font_manager.get_font_names())
    settings: dict[Any, Any] = {
        "font.family": ["DejaVu Sans", *(face for face in _WIDE_FACES if face in known)],
        "font.size": 9.0,
        "axes.titlesize": 10.0,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": 9.0,
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.formatter.useoffset": False,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "xtick.labelsize": 8.0,
        "ytick.labelsize": 8.0,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.fontsize": 8.5,
        "legend.frameon": False,
        "lines.linewidth": 1.8,
        "figure.facecolor": "white",
        "axes.facecolor": "white",
        "savefig.facecolor": "white",
    }
    with mpl.rc_context(settings):
        yield


def late_colours(count: int) -> list[str]:
    """Return a colour for each late bucket, light to dark."""
    if count <= 1:
        return [_LATE[1]]
    shades = LinearSegmentedColormap.from_list("late", _LATE)
    return [to_hex(shades(i / (count - 1))) for i in range(count)]


def plain(text: str) -> str:
    """Return a text that matplotlib shows as it is.

    Two dollar signs would make mathematics of what is between them, and a leading underscore hides a label.
    """
    text = text.replace("$", r"\$")
    return f" {text}" if text.startswith("_") else text
