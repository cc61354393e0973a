"""How a value is refused: what was found, what was expected, what to do."""

from __future__ import annotations

from difflib import get_close_matches

from arrears.units import shown


class Plain(str):
    """A YAML scalar written without quotes; a number must be one."""

    __slots__ = ()


class Refusal(ValueError):  # noqa: N818 - it never leaves the package; it becomes a Fault
    """A value that is refused: what was found, what was expected, what to do, and where below the checking field."""

    def __init__(self, message: str, expected: str = "", hint: str = "", where: tuple[str | int, ...] = ()) -> None:
        super().__init__(message, expected, hint, where)
        self.message = message
        self.expected = expected
        self.hint = hint
        self.where = where


class Refusals(ValueError):  # noqa: N818 - as above
    """Several values that are refused at once, by a check that looks at many."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


def nearest(word: str, right: list[str]) -> str:
    """Return the hint ``did you mean `x`?``, or nothing if no right word is near."""
    close = get_close_matches(word.lower().replace("-", "_").replace(" ", "_"), right, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""


def found(value: object) -> str:
    """Say what was found, for a message."""
    if isinstance(value, str):
        return f"{shown(value)}" if value else "an empty text"
    if value is None:
        return "nothing (null)"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return shown(str(value))
