"""Kinds of value that are words: dates, texts, paths of inputs, one word of a list."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema
from typing_extensions import override

from arrears.dates import FIRST_YEAR, LAST_YEAR, YearMonth
from arrears.keys.kind import Kind
from arrears.keys.refusal import found, nearest
from arrears.units import UnitError, shown


@dataclass(frozen=True)
class Date(Kind):
    """A month of the calendar, like 2020-02."""

    @property
    @override
    def expected(self) -> str:
        return f"one like 2020-02, from {FIRST_YEAR} to {LAST_YEAR}"

    @override
    def parse(self, text: str) -> YearMonth:
        try:
            return YearMonth.parse(text)
        except ValueError as error:
            raise UnitError(
                f"{shown(text)}: {error}"
                if "is not" not in str(error)
                else f"{shown(text)} is not a month of the calendar"
            ) from None

    @override
    def take(self, value: object) -> YearMonth:
        if isinstance(value, YearMonth):
            return value
        raise UnitError(f"found {found(value)}")

    @override
    def write(self, value: YearMonth) -> str:
        return str(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$", "examples": ["2020-02"]}


# Words that other readers of YAML take for booleans or nothing.
_NOT_TEXT = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"}
_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_./' ()+-]*(?:[,;:](?! )[A-Za-z0-9_./' ()+-]+)*", re.ASCII)


def quoted(text: str) -> str:
    """Return a text as a YAML scalar, in quotes where it needs them.

    >>> quoted("Lockdown"), quoted("no"), quoted("a: b")
    ('Lockdown', '"no"', '"a: b"')
    """
    plain = _SAFE.fullmatch(text) and text == text.strip() and text.lower() not in _NOT_TEXT and "," not in text
    # JSON is YAML; the breaks that only YAML knows are escaped by hand
    return text if plain else json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")


@dataclass(frozen=True)
class Text(Kind):
    """A text; of one line unless `lines`."""

    at_most: int = 200
    lines: bool = False

    @property
    @override
    def expected(self) -> str:
        return f"a text of 1 to {self.at_most} characters{'' if self.lines else ' on one line'}"

    @override
    def parse(self, text: str) -> str:
        return str(text)

    @override
    def take(self, value: object) -> str:
        raise UnitError(f"found {found(value)}")

    @override
    def check(self, value: str) -> None:
        if not value.strip():
            raise UnitError("the text is empty")
        if len(value) > self.at_most:
            raise UnitError(f"the text has {len(value)} characters")
        allowed = "\n" if self.lines else ""
        bad = next((c for c in value if not c.isprintable() and c not in allowed), None)
        if bad is not None:
            raise UnitError(
                "the text goes over several lines"
                if bad == "\n"
                else f"the text has the character U+{ord(bad):04X} in it"
            )

    @override
    def write(self, value: str) -> str:
        return quoted(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.at_most}


@dataclass(frozen=True)
class Currency(Text):
    """A currency's three letters."""

    @property
    @override
    def expected(self) -> str:
        return "the three capital letters of a currency, like CNY"

    @override
    def check(self, value: str) -> None:
        if not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
            raise UnitError(f"{shown(value)} is not one")

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[A-Z]{3}$"}


@dataclass(frozen=True)
class InputPath(Text):
    """Path of an input, relative and inside the folder tree; found as DESIGN's "Files" says (see `places`)."""

    @property
    @override
    def expected(self) -> str:
        return "a relative path below the scenario's folder, like macro/fed.csv"

    @override
    def check(self, value: str) -> None:
        super().check(value)
        check_relative(value)

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^(?!/)(?!.*(^|/)\.\.(/|$))[^\\:]+$"}


def check_relative(value: str) -> None:
    """Raise UnitError if a path in a scenario is absolute or climbs out of its folder."""
    if "\\" in value:
        raise UnitError(f"{shown(value)} has a backslash", "write / between folders")
    if value.startswith("/") or ":" in value:
        raise UnitError(
            f"{shown(value)} is an absolute path", "put the file beside the scenario and name it from there"
        )
    if ".." in PurePosixPath(value).parts:
        raise UnitError(
            f"{shown(value)} climbs out of the folder with `..`",
            "put the file beside the scenario and name it from there",
        )


@dataclass(frozen=True)
class Word(Kind):
    """One word of a list."""

    words: tuple[str, ...] = ()
    or_else: str = ""  # what else may stand there that is no word

    @property
    @override
    def expected(self) -> str:
        *most, last = [f"`{word}`" for word in self.words] + ([self.or_else] if self.or_else else [])
        return f"{', '.join(most)} or {last}" if most else last

    @override
    def parse(self, text: str) -> str:
        if text not in self.words:
            hint = nearest(text, list(self.words))
            raise UnitError(f"{found(text)} is not one of them", hint)
        return str(text)

    @override
    def take(self, value: object) -> str:
        raise UnitError(f"found {found(value)}")

    @override
    def write(self, value: str) -> str:
        return value

    @override
    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.words)}

    @override
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check that the kind lists what the annotation's Literal lists."""
        assert set(get_args(source)) <= set(self.words) or source is str, f"{source} and {self.words} differ"
        return super().__get_pydantic_core_schema__(source, handler)
