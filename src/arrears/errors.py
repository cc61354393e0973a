"""Every error that `arrears` raises on purpose, as one tree.

::

    ArrearsError
    ├── InputError            what was asked for is refused        exit status 2
    │   ├── FaultyInput       a file or value with faults; `.faults` has each with its place
    │   │   ├── ScenarioError     a scenario
    │   │   ├── TableError        a file of rows and columns, before anybody asks what it holds
    │   │   ├── TapeError         a loan tape
    │   │   └── MacroFileError    a file of macro paths
    │   ├── RunExistsError    a finished run lies where the new one would
    │   ├── TooLargeError     does not fit in memory
    │   └── UsageError        options that do not go together
    └── RunFailed             the run began and did not finish     exit status 1
        └── LedgerError       a path-month did not close to the cent

`ArrearsWarning` is no error: something to know, which the command line prints as a note.

All of them pickle, so that they cross processes whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of an input and its place.

    Parameters
    ----------
    message
        What was found, in words.
    file
        The file (or option) it was found in; empty for a value given in Python.
    line, column
        Counted from 1; 0 where there is none.
    expected
        What would have been right.
    hint
        What to do: usually the nearest right key.
    count
        Faults that this one stands for: more than one where the last line says how many are left.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    expected: str = ""
    hint: str = ""
    count: int = 1

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}" if self.column else f":{self.line}"
        text = f"{place}: {self.message}" if place else self.message
        if self.expected:
            text += f"; expected {self.expected}"
        if self.hint:
            text += f"; {self.hint}"
        return text


class ArrearsWarning(UserWarning):
    """Something to know that is no error; the command line prints it as a note."""


class ArrearsError(Exception):
    """Any error that `arrears` raises on purpose."""


class InputError(ArrearsError):
    """What was asked for is refused; nothing was written."""


class FaultyInput(InputError):  # noqa: N818 - the name of the family, raised only as one of its kinds
    """A file or value with faults.

    Parameters
    ----------
    faults
        Each fault with its place; `str` of the error is one line a fault.
    """

    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)  # the one argument, so that pickle rebuilds the error from it

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class ScenarioError(FaultyInput):
    """A scenario is refused."""


class TableError(FaultyInput):
    """A file cannot be read as rows and columns."""


class TapeError(FaultyInput):
    """A loan tape is refused."""


class MacroFileError(FaultyInput):
    """A file of macro paths is refused."""


class RunExistsError(InputError):
    """A finished run lies where the new one would; `--force` replaces it."""


class TooLargeError(InputError):
    """The run would not fit in memory; refused before it starts, with the figure."""


class UsageError(InputError):
    """Options or arguments that do not go together."""


class RunFailed(ArrearsError):  # noqa: N818 - it says what happened, like the exit status it stands for
    """The run began and did not finish; nothing half-done was left behind."""


class LedgerError(RunFailed):
    """A path-month did not close to the cent: opening + flows differs from closing."""
