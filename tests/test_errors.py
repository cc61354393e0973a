"""The tree of errors: what a program can rely on."""

import pickle

import pytest

from arrears import errors
from arrears.errors import Fault, InputError, LedgerError, RunExistsError, RunFailed, ScenarioError, TapeError

FAULTS = (Fault("a", "x.yaml", 1, 2, "b", "c"), Fault("d"))


def test_a_fault_reads_as_one_line():
    assert [str(fault) for fault in FAULTS] == ["x.yaml:1:2: a; expected b; c", "d"]
    assert str(Fault("a", "x.csv", 3)) == "x.csv:3: a"


@pytest.mark.parametrize(
    "error", [ScenarioError(FAULTS), TapeError(FAULTS[0]), RunExistsError("there"), LedgerError("off")]
)
def test_errors_pickle_whole(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert getattr(copy, "faults", None) == getattr(error, "faults", None)


def test_a_line_for_each_fault():
    assert str(ScenarioError(FAULTS)).count("\n") == 1


def test_the_docstring_draws_every_error():
    classes = [
        c
        for c in vars(errors).values()
        if isinstance(c, type) and issubclass(c, Exception) and not issubclass(c, Warning)
    ]
    assert not [c.__name__ for c in classes if c.__name__ not in errors.__doc__]
    assert all(issubclass(c, InputError) != issubclass(c, RunFailed) for c in classes if c.__name__ != "ArrearsError")
