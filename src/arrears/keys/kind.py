"""`Kind`: how one kind of value is read, taken from Python, checked, described and written back.

From YAML a value arrives as text (`Plain`, or `str` if it was quoted), from Python as a number: that is how the two
doors are told apart. In YAML a share without ``%`` or ``pp`` is refused; in Python 0.052 is meant as it stands.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from arrears.dates import YearMonth
from arrears.keys.refusal import Plain, Refusal, found
from arrears.units import UnitError, shown

SizeUnit = Literal["pp", "%", ""]


@dataclass(frozen=True)
class Reading:
    """What the place of a value says about its meaning: the unit of shock sizes, and the date of month 1."""

    size_unit: SizeUnit | None = None
    start: YearMonth | None = None
    parts: bool = False  # the values of `points` are parts of a size


READING: ContextVar[Reading] = ContextVar("reading", default=Reading())  # noqa: B039 - it is frozen


@contextmanager
def reading(
    *, size_unit: SizeUnit | None = None, start: YearMonth | None = None, parts: bool | None = None
) -> Iterator[None]:
    """Say, while a part is validated, in which unit its shocks' sizes are and when month 1 is."""
    now = READING.get()
    then = Reading(
        now.size_unit if size_unit is None else size_unit, start or now.start, now.parts if parts is None else parts
    )
    token = READING.set(then)
    try:
        yield
    finally:
        READING.reset(token)


class Kind(ABC):
    """How one kind of value is read, checked, described and written. Each is used as annotation metadata."""

    @property
    @abstractmethod
    def expected(self) -> str:
        """What a right value is, in words, to stand after "expected"."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """Return the value of a text from YAML; raises UnitError."""

    @abstractmethod
    def take(self, value: object) -> Any:
        """Return the value of an object from Python; raises UnitError."""

    @abstractmethod
    def write(self, value: Any) -> str:
        """Return the YAML of a value."""

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what may be written in YAML."""

    def check(self, value: Any) -> None:  # noqa: B027 - most kinds have no range
        """Raise UnitError if the value is out of range."""

    def validate(self, value: object) -> Any:
        """Return the value, whichever door it came through.

        Raises
        ------
        Refusal
            It is not one of this kind; with what was expected.
        """
        try:
            if isinstance(value, bool):
                raise UnitError(f"{found(value)} is a yes or no")
            result = self.parse(value) if isinstance(value, str) else self.take(value)
            self.check(result)
        except UnitError as error:
            raise Refusal(error.message, self.expected, error.hint) from None
        return result

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by `validate` alone."""
        return core_schema.no_info_plain_validator_function(
            self.validate, serialization=core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe by `json_schema` alone."""
        return self.json_schema()


def refuse_other(value: object) -> UnitError:
    """Return the error for an object from Python of the wrong type."""
    return UnitError(f"found {found(value)}")


def unquoted(text: str) -> str:
    """Return the text of a number; in YAML a quoted number is a text."""
    if not isinstance(text, Plain):
        hint = "take the quotes off" if text[:1].isdigit() else ""
        raise UnitError(f"{shown(text)} is a text", hint)
    return text


def as_float(value: object) -> float:
    """Return a number from Python as a finite float."""
    # numpy's float64 is a float, its int64 has __index__; both are welcome, without importing numpy here
    if isinstance(value, float):
        result = float(value)
    elif hasattr(value, "__index__"):
        result = float(value.__index__())
    else:
        raise refuse_other(value)
    if not isfinite(result):
        raise UnitError(f"{result} is not finite")
    return result
