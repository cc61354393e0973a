"""Words on charts: what a band contains, and how long lines are broken."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

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


def wrapped(sentences: Iterable[str], width: int) -> list[str]:
    """Join sentences and break them into lines.

    Parameters
    ----------
    sentences
        Empty ones are left out.
    width
        Letters a line; half as many where the text has wide (Chinese, Japanese, Korean) letters.
    """
    text = " ".join(sentence for sentence in sentences if sentence)
    if any(unicodedata.east_asian_width(letter) in "WF" for letter in text):
        width //= 2
    return textwrap.wrap(text, max(20, width))


def shortened(text: str, width: int) -> str:
    """Cut a text that is too long for its place, and show that it was."""
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
