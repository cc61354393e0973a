"""The words of the report, from ``words/en.json`` and ``words/zh.json``: what a translator edits.

``page`` are the words of the page, ``sentences`` those of the headline with places for figures, ``sections`` titles,
``causes``, and ``measures`` names and definitions. English takes the last from the measures' docstrings; a measure that
is missing in Chinese is shown in English, and the page says so.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "zh")


@cache
def words(language: str) -> dict[str, Any]:
    """Return the words of one language."""
    text = (files("arrears.report") / "words" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def part(name: str) -> dict[str, Any]:
    """Return one part of the words in every language."""
    return {language: words(language)[name] for language in LANGUAGES}
