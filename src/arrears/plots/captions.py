"""Words on charts: what a band contains, and how long lines are broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import ceil

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

FAN_BANDS = (
    "Line: median of {paths} paths. Bands: half of the paths (25% to 75%) and nine in ten of them (5% to 95%). They "
    "hold chance, in the macro path and among borrowers, and not what is uncertain about the model."
)
ONE_PATH = "One path: a line without bands; chance does not show."
MEAN = "Means over {paths} paths."
PAIRED_BANDS = (
    "Lines: means over {paths} paths; bands: nine in ten of the paths (5% to 95%). A difference is taken path by path, "
    "then summarised."
)


def wrapped(sentences: Iterable[str], inches: float, points: float, dpi: float) -> list[str]:
    """Join sentences and break them into lines that are no wider than their place.

    Parameters
    ----------
    sentences
        Empty ones are left out.
    inches
        Room for a line.
    points
        Size of the letters.
    dpi
        Of the figure: letters are as wide as whole pixels let them be.

    Returns
    -------
    list of str
        Lines; broken at spaces, and between Chinese, Japanese or Korean letters. A word longer than a line is cut.
    """
    letter = _letters(points, dpi)
    lines, line, room = [], "", inches
    for piece in _pieces(" ".join(sentence for sentence in sentences if sentence)):
        wide = sum(map(letter, piece.rstrip()))
        if line and wide > room:
            lines.append(line.rstrip())
            line, room = "", inches
        while wide > inches:
            cut = max(1, sum(1 for i in range(1, len(piece)) if sum(map(letter, piece[:i])) <= inches))
            lines.append(piece[:cut])
            piece = piece[cut:]
            wide = sum(map(letter, piece.rstrip()))
        line += piece
        room -= sum(map(letter, piece))
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> Iterator[str]:
    """Words with the space behind them; each wide letter is one by itself."""
    piece = ""
    for letter in " ".join(text.split()):
        if _is_wide(letter) and piece:
            yield piece
            piece = ""
        piece += letter
        if letter == " " or _is_wide(letter):
            yield piece
            piece = ""
    if piece:
        yield piece


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _letters(points: float, dpi: float) -> Callable[[str], float]:
    """Return what gives the width of a letter in inches, as drawn: its advance is a whole number of pixels."""
    pixels = points / 72.0 * dpi
    return lambda letter: ceil(_em(letter) * pixels) / dpi


@lru_cache(4096)
def _em(letter: str) -> float:
    """Width of a letter in units of its size; one that the face does not have stands in a square."""
    if _is_wide(letter):
        return 1.0
    font = get_font(findfont(FontProperties(family="DejaVu Sans")))
    if not font.get_char_index(ord(letter)):
        return 1.0
    advance: float = font.load_char(ord(letter), flags=LoadFlags.NO_SCALE).horiAdvance
    return advance / font.units_per_EM


def shortened(text: str, width: int) -> str:
    """Cut a text that is too long for its place, and show that it was."""
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
