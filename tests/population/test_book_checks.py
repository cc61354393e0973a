"""What a frame must be to become a book."""

import numpy as np
import pandas as pd
import pytest

import arrears as ar
from arrears.columns import book_columns
from arrears.errors import TapeError
from arrears.population.book import Book
from arrears.population.book_checks import checked_columns


@pytest.fixture
def frame():
    """Three borrowers, the last one late on the line."""
    return pd.DataFrame(
        {
            "base_income": [500_000, 600_000, 700_000],
            "due_day": [10, 10, 20],
            "rev_balance": [0, 100_000, 200_000],
            "rev_arrears": [0, 0, 20_000],
            "rev_bill": [0, 0, 20_000],
            "rev_missed": [0, 0, 1],
            "rev_cause": [0, 0, 1],
            "limit": [0, 300_000, 300_000],
        }
    )


def refusals(frame):
    with pytest.raises(TapeError) as refused:
        Book.from_frame(frame)
    return str(refused.value)


def test_a_frame_that_is_right_is_taken(frame):
    book = Book.from_frame(frame)
    assert book.size == 3
    assert book["place"].tolist() == [0, 1, 2]
    assert Book.from_frame(book.frame()).frame().equals(book.frame())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rev_cause", 77),
        ("rev_balance", 2**62),
        ("autopay", 2),
        ("propensity", 5.0),
        ("score", 299.0),
        ("months_out", -1),
        ("due_day", 29),
        ("due_day", 10.5),
        ("base_income", 0),
        ("buffer", -1),
        ("rev_day", 30),
        ("limit", np.nan),
        ("limit", np.inf),
        ("outside", "much"),
        ("employment_type", None),
    ],
)
def test_a_value_out_of_its_limits_is_refused_by_column_and_row(frame, column, value):
    values = (
        frame[column] if column in frame else pd.Series([600, 600, 600] if column == "score" else [1, 1, 1])
    ).astype(object)
    values[1] = value
    said = refusals(frame.assign(**{column: values}))
    assert said.startswith(f"column '{column}', row 1: found ")
    assert "expected a " in said


@pytest.mark.parametrize("column", book_columns(), ids=lambda column: column.name)
def test_every_column_has_limits_that_its_dtype_can_hold(column):
    whole = np.dtype(column.dtype).kind == "i"
    assert column.low < column.high
    if whole:
        assert np.iinfo(column.dtype).min <= column.low
        assert column.high <= np.iinfo(column.dtype).max


def test_every_fault_of_a_frame_is_named_at_once(frame):
    said = refusals(frame.assign(rev_cause=77, autopay=[0, 2, 3]))
    assert "column 'rev_cause', row 0: found 77, as are 2 further rows; expected a whole number from 0 to 8" in said
    assert "column 'autopay', row 1: found 2, as are 1 further rows" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rev_arrears": [0, 0, 300_000]}, "row 2: rev_arrears is more than rev_balance"),
        ({"rev_arrears": 0}, "row 2: rev_missed is above 0 and rev_arrears is 0"),
        ({"rev_missed": 0}, "row 2: rev_arrears is above 0 and rev_missed is 0"),
        ({"rev_bill": 0}, "row 2: rev_missed is above 0 and rev_bill is 0"),
        ({"rev_cause": 0}, "row 2: rev_missed is above 0 and rev_cause is 0"),
        ({"place": [0, 1, 1]}, "row 1: another row has the same `origin` and `place`, and so the same luck"),
    ],
)
def test_columns_that_contradict_each_other_are_refused(frame, changes, words):
    assert words in refusals(frame.assign(**changes))


def test_what_is_no_book_at_all(frame):
    assert "the frame has no rows" in refusals(frame.iloc[:0])
    assert "column 'due_day' is missing" in refusals(frame.drop(columns="due_day"))
    assert "column 'limit' stands twice" in refusals(pd.concat([frame, frame[["limit"]]], axis=1))
    assert "unknown column 'income'" in refusals(frame.assign(income=1))
    assert "unknown column 7" in refusals(frame.rename(columns={"limit": 7})).replace("'", "")


@pytest.mark.slow
def test_a_synthetic_book_keeps_every_limit():
    book = ar.synthesise("perfect-storm", 2_000, seed=3)
    assert set(checked_columns(book.frame())) == set(book)
