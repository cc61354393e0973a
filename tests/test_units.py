"""Text and values: what is read, what is refused and with which words, what is written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.dates import Quarter, YearMonth, month_labels
from arrears.units import (
    UnitError,
    minor_units,
    parse_change,
    parse_month,
    parse_number,
    parse_share,
    parse_whole,
    write_change,
    write_number,
    write_share,
    write_whole,
)

START = YearMonth(2020, 1)
FRACTIONS = st.floats(-5, 5, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5.2%", 0.052), ("0.1pp", 0.001), ("100 %", 1.0), ("-3%", -0.03), (".5%", 0.005), ("1_000%", 10.0)],
)
def test_share_is_read_exactly(text, value):
    assert parse_share(text) == value


@pytest.mark.parametrize("text", ["5.2", "5.2 percent", "%", "nan%", "1e3%", "５%", "5%%", "", "9" * 50 + "%"])
def test_share_without_a_proper_unit_is_refused(text):
    with pytest.raises(UnitError):
        parse_share(text)


def test_a_fraction_is_told_how_to_be_a_share():
    with pytest.raises(UnitError) as caught:
        parse_share("0.3")
    assert "30%" in caught.value.hint


@pytest.mark.parametrize(("text", "unit", "value"), [("+4pp", "pp", 0.04), ("-8%", "%", -0.08), ("+0pp", "pp", 0.0)])
def test_change_is_read(text, unit, value):
    assert parse_change(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("4pp", "pp", "write +4pp or -4pp"),
        ("+4%", "pp", "write +4pp"),
        ("-8pp", "%", "write -8%"),
        ("5", "pp", "write +5pp or -5pp"),
        ("-5", "%", "write -5%"),
    ],
)
def test_change_without_sign_or_with_the_other_unit_says_what_to_write(text, unit, told):
    with pytest.raises(UnitError) as caught:
        parse_change(text, unit)
    assert caught.value.hint == told


@given(FRACTIONS)
def test_shares_and_changes_are_written_as_they_are_read(value):
    assert parse_share(write_share(value)) == value
    assert parse_change(write_change(value, "pp"), "pp") == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_as_they_are_read(value):
    assert parse_number(write_number(value)) == value


@given(st.integers(-(10**18), 10**18))
def test_whole_numbers_are_written_as_they_are_read(value):
    assert parse_whole(write_whole(value)) == value


@pytest.mark.parametrize("text", ["2.5", "5%", "none", "yes", "0x10", "010", "1__0", "", "1e3", "9" * 41, "３６"])
def test_what_is_not_whole_is_refused(text):
    with pytest.raises(UnitError):
        parse_whole(text)


@pytest.mark.parametrize("text", [".nan", "nan", ".inf", "-.inf", "1e999", "5%", "one", "1,5"])
def test_what_is_no_finite_number_is_refused(text):
    with pytest.raises(UnitError):
        parse_number(text)


@pytest.mark.parametrize(("text", "month"), [("month 6", 6), ("2020-01", 1), ("2021-03", 15), (" month  2 ", 2)])
def test_months_are_counted_from_the_start(text, month):
    assert parse_month(text, START) == month


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("month 0", "before the first month"),
        ("month -3", "before the first month"),
        ("3", "number alone"),
        ("2019-12", "before the scenario's start"),
        ("2020-13", "no month 13"),
        ("2020-1", "not a month"),
        ("soon", "not a month"),
    ],
)
def test_what_is_no_month_of_the_scenario_is_refused(text, told):
    with pytest.raises(UnitError, match=told):
        parse_month(text, START)


def test_money_is_rounded_half_to_even():
    assert [minor_units(x) for x in (12.5, 0.005, 0.015, 0.1 + 0.2)] == [1250, 0, 2, 30]
    with pytest.raises(ValueError, match="too much"):
        minor_units(float("inf"))


def test_year_months_order_add_and_print():
    assert YearMonth.parse("2020-02") > YearMonth.parse("2019-12")
    assert str(YearMonth(2020, 1).plus(-1)) == "2019-12"
    assert YearMonth(2019, 12).until(YearMonth(2021, 1)) == 13
    assert month_labels(START, 2) == ["2019-12", "2020-01", "2020-02"]
    with pytest.raises(ValueError, match="no month 13"):
        YearMonth.parse("2020-13")


@pytest.mark.parametrize("text", ["2026 Q1", "2026Q1", "2026:q1"])
def test_quarters_as_published(text):
    quarter = Quarter.parse(text)
    assert (str(quarter), str(quarter.middle_month), str(quarter.plus(-1))) == ("2026 Q1", "2026-02", "2025 Q4")
