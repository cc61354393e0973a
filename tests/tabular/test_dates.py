"""Dates as statistics offices, central banks and banks' systems write them."""

import pytest

from arrears.tabular.dates import AmbiguousDate, Stamp, read_stamp, stamp_reader

JANUARY = 2020 * 12


@pytest.mark.parametrize(
    "text",
    ["2020Q1", "2020 Q1", "2020-Q1", "2020:Q1", "2020q1", "Q1 2020", "Q1-2020", "Q1/2020", "1Q2020", "1Q 2020",
     "1st quarter 2020", "2020年第1季度", "2020年一季度", "2020年第一季度", "2020年1季"],
)  # fmt: skip
def test_quarters(text):
    assert read_stamp(text) == Stamp(JANUARY + 1, "quarter")


@pytest.mark.parametrize(
    "text",
    ["2020-01", "2020-1", "2020/01", "2020.01", "2020M01", "2020-M01", "2020M1", "202001", "01/2020", "1/2020",
     "01-2020", "Jan 2020", "January 2020", "Jan-2020", "jan. 2020", "2020 Jan", "2020-Jan", "2020JAN", "Jan, 2020",
     "2020年1月", "2020年01月", "2020年1月份", " 2020-01 "],
)  # fmt: skip
def test_months(text):
    assert read_stamp(text) == Stamp(JANUARY, "month")


@pytest.mark.parametrize(
    "text",
    ["2020-01-31", "2020/1/31", "2020.01.31", "20200131", "31/01/2020", "31.01.2020", "31-01-2020", "31 Jan 2020",
     "31-Jan-2020", "January 31, 2020", "Jan 31 2020", "2020年1月31日", "2020-01-31 00:00:00", "2020-01-31T12:30",
     "2020-01-31T00:00:00Z", "2020-01-31 00:00:00.000", "31/01/2020 0:00", "2020-01-31T00:00:00+01:00"],
)  # fmt: skip
def test_days(text):
    assert read_stamp(text) == Stamp(JANUARY, "day", 31)


@pytest.mark.parametrize("text", ["2020", "2020年", "FY2020"])
def test_years(text):
    assert read_stamp(text) == Stamp(JANUARY + 5, "year")


@pytest.mark.parametrize("text", ["", "5.2", "2020Q5", "2020-13", "13/2020", "2020-00", "20201301", "Q1", "Foo 2020",
                                  "1820-01", "32/01/2020", "2020-01-32", "January", "2020-01-31 x"])  # fmt: skip
def test_no_dates(text):
    assert read_stamp(text) is None


def test_order_of_day_and_month_is_seen_in_the_column():
    assert stamp_reader(["01/02/2020", "31/03/2020"])("01/02/2020").month == JANUARY + 1
    assert stamp_reader(["01/02/2020", "03/31/2020"])("01/02/2020").month == JANUARY
    with pytest.raises(AmbiguousDate, match="in '01/02/2020' day and month cannot be told apart"):
        stamp_reader(["01/02/2020", "01/03/2020"])


@pytest.mark.parametrize("form", ["dmy", "DD/MM/YYYY", "dd.mm.yyyy", "d/m/y", "%d/%m/%Y"])
def test_day_first_by_format(form):
    assert stamp_reader(["01/02/2020"], form)("01/02/2020").month == JANUARY + 1


@pytest.mark.parametrize("form", ["mdy", "MM/DD/YYYY", "%m/%d/%Y"])
def test_month_first_by_format(form):
    assert stamp_reader(["01/02/2020"], form)("01/02/2020").month == JANUARY


def test_formats_of_strptime_and_none():
    read = stamp_reader(["Dec-11"], "%b-%y")
    assert read("Dec-11") == Stamp(2011 * 12 + 11, "month")
    assert read("2011-12") is None
    with pytest.raises(ValueError, match="is none"):
        stamp_reader([], "whatever")
