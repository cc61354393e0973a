"""Numbers in cells: decimal commas, thousands, missing marks; what could be two numbers is asked."""

from pathlib import Path

import numpy as np
import pytest

from arrears.errors import TableError
from arrears.tabular.numbers import missing_marks, read_number, read_numbers
from arrears.tabular.table import Table


def table(*columns):
    cells = np.array(list(zip(*columns, strict=True)), dtype=np.dtypes.StringDType())
    return Table(Path("t.csv"), tuple("abcdef"[: len(columns)]), cells, np.arange(2, 2 + len(columns[0])))


def numbers(*columns, **what):
    return read_numbers(table(*columns), 0, **what)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "-2.5", "+.5", "1e3"], [1, -2.5, 0.5, 1000]),
        (["5.2%", "6 %"], [5.2, 6]),
        (["1,234.5", "12"], [1234.5, 12]),
        (["1.234,5", "12"], [1234.5, 12]),
        (["5,3", "1.234"], [5.3, 1234]),
        (["1,234", "5.3"], [1234, 5.3]),
        (["1,234", "1,234,567"], [1234, 1234567]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1 234,50", "7"], [1234.5, 7]),
        (["1\u202f234.50", "1'234"], [1234.5, 1234]),
        (["0,123", "0,5"], [0.123, 0.5]),
        (["$1,234.50", "€5"], [1234.5, 5]),
        (["\u22125.1", "3"], [-5.1, 3]),
        (["1.234", "2.345"], [1.234, 2.345]),
        (["2020,125", "1"], [2020.125, 1]),
    ],
)
def test_numbers_as_people_write_them(cells, expected):
    assert numbers(cells).values.tolist() == pytest.approx(expected)
    assert not numbers(cells).bad.any()


def test_what_a_column_does_not_say_the_others_do():
    assert numbers(["1,234", "2,345"], ["5.25", "1"]).values.tolist() == [1234, 2345]
    assert numbers(["1,234", "2,345"], ["5,25", "1"]).values.tolist() == [1.234, 2.345]
    assert numbers(["1.234", "2.345"], ["5,25", "1"]).values.tolist() == [1234, 2345]
    # a month like 01.2020 says nothing about decimals
    assert numbers(["1.234", "2.345"], ["01.2020", "02.2020"]).values.tolist() == [1.234, 2.345]


@pytest.mark.parametrize("others", [["a", "b"], ["5,25", "5.25"]])
def test_what_may_be_two_numbers_is_asked(others):
    with pytest.raises(TableError, match=r"'1,234' may be 1234 or 1\.234; expected `decimal: ','` or `decimal:"):
        numbers(["1", "1,234"], ["", ""] if others == ["a", "b"] else others)
    assert numbers(["1", "1,234"], others, decimal=".").values.tolist() == [1, 1234]
    assert numbers(["1", "1,234"], others, decimal=",").values.tolist() == [1, 1.234]


def test_missing_marks_are_no_numbers_and_no_faults():
    read = numbers(["", ".", "NA", "n/a", "-", "..", "5", "N/A"])
    assert read.missing.tolist() == [True] * 6 + [False, True]
    assert not read.bad.any()
    assert missing_marks(["", "NA", "5", ""]) == {"": 2, "NA": 1}


@pytest.mark.parametrize(
    "cell", ["nan", "inf", "1_0", "٥", "--5", "5.2.1", "1e999", "e5", "abc", "12,34", "1,2345.6", "%", "5%%%x"]
)
def test_what_is_no_number_is_bad(cell):
    read = numbers([cell, "1.25"])
    assert read.bad.tolist() == [True, False]
    assert np.isnan(read.values[0])


def test_percent_signs_are_kept_in_mind():
    assert numbers(["5.2%", "5.2"]).percent.tolist() == [True, False]


def test_one_number():
    assert read_number(" 5.2 ") == 5.2
    assert read_number("1.234,5", ",") == 1234.5
    assert read_number("") is None
