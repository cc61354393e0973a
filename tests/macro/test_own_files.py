"""Files as people bring them: each kind that once gave a wrong number is read rightly, or refused with the way out."""

import gzip
import time

import pytest

from arrears.dates import YearMonth
from arrears.errors import MacroFileError
from arrears.macro.files import read_macro_files
from arrears.scenario.schema_macro import MacroFile, Wide


@pytest.fixture
def write(tmp_path):
    def write_lines(*lines, name="macro.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write_lines


def read(path, *, start="2020-02", months=1, **what):
    file = MacroFile(path=(path.name,), **what)
    return read_macro_files([path], file, start=YearMonth.parse(start).number, months=months)


def refusal(path, **what):
    with pytest.raises(MacroFileError) as refused:
        read(path, **what)
    return refused.value.faults


# ---- names (C02, C06, C07) ------------------------------------------------------------------------------------------


def test_names_that_are_not_ascii_are_told_apart(write):
    path = write(
        "scenario,date,unemployment",
        *(f"{s},2020-0{m},{5 + k}" for k, s in enumerate(("轻度压力", "重度压力")) for m in (1, 2)),
    )
    assert read(path, scenario="重度压力").series["unemployment"] == [0.06, 0.06]
    (fault,) = refusal(path, scenario="中度压力")
    assert fault.expected == "one of 轻度压力, 重度压力"
    (fault,) = refusal(path)
    assert "say which" in fault.message


def test_headers_that_are_not_ascii(write):
    path = write("月份,全国城镇调查失业率,31个大城市城镇调查失业率", "2020年1月,5.3,5.2", "2020年2月,6.2,5.7")
    series = read(
        path, columns={"unemployment": "全国城镇调查失业率", "large_cities": "31个大城市城镇调查失业率"}
    ).series
    assert series == {"unemployment": pytest.approx([0.053, 0.062]), "large_cities": [5.2, 5.7]}


@pytest.mark.parametrize(("name", "value"), [("Unemployment rate (NSA)", 0.05), ("unemployment_rate_(sa)", 0.048)])
def test_what_stands_in_brackets_counts(write, name, value):
    path = write("Date,Unemployment rate (SA),Unemployment rate (NSA)", "2020-01,4.8,5.0", "2020-02,4.8,5.0")
    assert read(path, columns={"unemployment": name}).series["unemployment"] == pytest.approx([value] * 2)
    (fault,) = refusal(path, columns={"unemployment": "Unemployment rate"})
    assert "Unemployment rate (SA), Unemployment rate (NSA)" in fault.expected


def test_a_spelling_that_fits_several_names_is_refused_with_them(write):
    path = write("date,Rate,RATE", "2020-01,5,6", "2020-02,5,6")
    (fault,) = refusal(path, columns={"unemployment": "rate"})
    assert "'rate' may be 2 columns" in fault.message
    assert fault.expected.startswith("one of Rate, RATE")
    assert read(path, columns={"unemployment": "RATE"}).series["unemployment"] == [0.06, 0.06]
    path = write("scenario,date,unemployment", "Severe,2020-01,5", "SEVERE,2020-01,6")
    (fault,) = refusal(path, scenario="severe")
    assert fault.expected == "one of Severe, SEVERE"


def test_supervisory_is_left_away_last(write):
    rows = [f"{name},2020-0{m},{u}" for name, u in (("Adverse", 5), ("Supervisory Adverse", 6)) for m in (1, 2)]
    path = write("Scenario Name,Date,Unemployment rate", *rows)
    assert read(path, scenario="adverse").series["unemployment"] == [0.05, 0.05]
    assert read(path, scenario="supervisory_adverse").series["unemployment"] == [0.06, 0.06]


def test_a_column_without_a_name_is_called_nothing(write):
    path = write(",jobless", "2020-01,5", "2020-02,6")
    assert read(path, columns={"date": "", "unemployment": "jobless"}).series["unemployment"] == [0.05, 0.06]


# ---- trend (C01), prices --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["income_growth", "income_growth_yoy", "income_index"])
def test_growth_without_a_baseline_or_a_trend_is_refused(write, key):
    path = write("date,real_income", "2020-01,102", "2020-02,102")
    (fault,) = refusal(path, columns={key: "real_income"})
    assert "what growth is on trend?" in fault.message
    assert "`trend:`" in fault.expected
    assert "baseline" in fault.expected
    notes = read(
        path, columns={key: "real_income"}, trend=0.02, units={} if key == "income_index" else {key: "percent"}
    ).notes
    assert "income: trend growth 2% a year, as given" in notes


def test_income_against_the_trend_of_a_published_baseline(write):
    # made after the exercise of 2025: 4.6% above a trend of 0% at month 36, and below that of its baseline
    growth = [-6.0, -3.5, -3.5, -2.3, 0.5, 1.6, 1.8, 3.0, 4.4, 4.7, 5.4, 5.6, 5.6]
    lines = [f"Severe,{2025 + k // 4} Q{k % 4 + 1},{g},{5 + k / 10}" for k, g in enumerate(growth)]
    lines += [f"Baseline,{2025 + k // 4} Q{k % 4 + 1},2.2,4" for k in range(13)]
    path = write("Scenario Name,Date,Real disposable income growth,Unemployment rate", *lines)
    what = {"start": "2025-01", "months": 36, "scenario": "severe"}
    on_trend = read(path, **what).series["income"]
    assert on_trend[36] == read(path, trend=0.022, **what).series["income"][36]
    assert on_trend[36] < 0 < read(path, trend=0.0, **what).series["income"][36]


def test_a_baseline_is_known_by_other_names_and_said(write):
    rows = [f"{name},{q},{g}" for name, g in (("Base", 2), ("Stress", -4)) for q in ("2020Q1", "2020Q2")]
    read_ = read(
        write("scenario,quarter,g", *rows), start="2020-02", months=3, scenario="stress", columns={"income_growth": "g"}
    )
    assert "income: trend growth 2% a year, the mean of the file's baseline, `Base`" in read_.notes
    assert read_.series["income"][3] == pytest.approx((0.985 - 0.015 * 0.985 * 2 / 3) / 0.99 - 1)


def test_an_income_level_says_whether_it_is_nominal(write):
    lines = ("date,disposable income,cpi", "2020-01,100,1.00", "2020-02,110,1.10")
    what = {"columns": {"income_index": "disposable income"}, "trend": 0}
    (fault,) = refusal(write(*lines), **what)
    assert "in current prices, or real?" in fault.message
    assert "`deflator:`" in fault.expected
    assert "`deflator: none`" in fault.expected
    read_ = read(write(*lines), deflator="cpi", **what)
    assert read_.series["income"] == pytest.approx([0, 0])
    assert "income: disposable income is divided by cpi" in read_.notes
    assert read(write(*lines), deflator="none", **what).series["income"] == pytest.approx([0, 0.1])


def test_names_say_nominal_or_real(write):
    real = write("date,Real income", "2020-01,100", "2020-02,110")
    assert read(real, columns={"income_index": "Real income"}, trend=0).series["income"] == pytest.approx([0, 0.1])
    for name in ("Nominal income growth", "名义收入增长"):
        path = write(f"date,{name},inflation", "2020-01,5,3", "2020-02,5,3")
        (fault,) = refusal(path, columns={"income_growth": name}, trend=0)
        assert "is in current prices, by its name" in fault.message
        what = {"columns": {"income_growth": name}, "trend": 0.0, "deflator": "inflation"}
        assert "is it inflation at an annual rate" in refusal(path, **what)[0].message
        income = read(path, units={"deflator": "percent"}, **what).series["income"]
        assert income[1] == pytest.approx((1.05 / 1.03 - 1) / 12, rel=1e-3)


def test_deflators_that_do_not_fit(write):
    path = write("date,income,inflation,cpi", "2020-01,100,2.0,1.0", "2020-02,110,-2.1,")
    what = {"columns": {"income_index": "income"}, "trend": 0}
    assert "looks like inflation" in refusal(path, deflator="inflation", **what)[0].message
    assert "has no value for 1 periods" in refusal(path, deflator="cpi", **what)[0].message
    assert "no column 'prices'" in refusal(path, deflator="prices", **what)[0].message
    path = write("date,unemployment,cpi", "2020-01,5,1", "2020-02,6,1")
    assert "no income to divide" in refusal(path, deflator="cpi")[0].message


# ---- units (C08, C11) -----------------------------------------------------------------------------------------------

RATES = ["unemployment", "policy_rate", "income", "income_growth", "income_growth_yoy"]


@pytest.mark.parametrize("key", RATES)
def test_every_rate_that_stays_below_one_is_asked_about(write, key):
    path = write("date,x", "2020-01,0.5", "2020-02,0.25")
    what = {"columns": {key: "x"}, "trend": None if key == "income" else 0.0}
    (fault,) = refusal(path, **what)
    assert "percent, or fractions?" in fault.message
    assert fault.line == 2
    assert fault.expected == f"`units: {{{key}: percent}}` or `units: {{{key}: fraction}}` in macro.file"
    percent, fraction = (read(path, units={key: unit}, **what).series for unit in ("percent", "fraction"))
    name = "income" if key.startswith("income") else key
    if not key.startswith("income_"):
        assert percent[name] == pytest.approx([0.005, 0.0025])
        assert fraction[name] == pytest.approx([0.5, 0.25])
    assert fraction[name] != percent[name]
    assert read(path, units={"x": "percent"}, **what).series == percent  # by the name of the column too


def test_low_unemployment_is_read_when_its_unit_is_said(write):
    path = write("date,unemployment", "2020-01,0.7", "2020-02,0.8")
    assert read(path, units={"unemployment": "percent"}).series["unemployment"] == pytest.approx([0.007, 0.008])
    (note,) = read(path, start="2020-01", units={"unemployment": "percent"}).notes
    assert note == "unemployment: month 0 (2019-12) before the file's first month, 2020-01: its first value is used"


def test_percent_signs_say_the_unit(write):
    path = write("date,unemployment", "2020-01,0.7%", "2020-02,0.8%")
    assert read(path).series["unemployment"] == pytest.approx([0.007, 0.008])
    (fault,) = refusal(write("date,unemployment", "2020-01,0.7%", "2020-02,0.08"))
    assert "0.08 has no percent sign, and other cells have one" in fault.message
    assert read(write("date,income", "2020-01,-1", "2020-02,-8%"), columns={"income": "income"}).series["income"] == [
        -0.01,
        -0.08,
    ]


def test_units_that_cannot_be(write):
    path = write("date,unemployment", "2020-01,5", "2020-02,6")
    (fault,) = refusal(path, units={"unemployment": "fraction"})
    assert "as a fraction is 500%" in fault.message or "600%" in fault.message
    assert "is a rate" in refusal(path, units={"unemployment": "index"})[0].message
    assert "no column that is used" in refusal(path, units={"income": "percent"})[0].message


def test_zero_rates_and_the_federal_reserves_low_ones_are_no_question(write):
    assert read(write("date,t3m", "2020-01,0", "2020-02,0")).series["policy_rate"] == [0, 0]
    path = write("Scenario Name,Date,3-month Treasury rate", "Actual,2020 Q1,0.1", "Actual,2020 Q2,0.1")
    assert read(path).series["policy_rate"] == pytest.approx([0.001] * 2)


# ---- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [("2020M01", "2020M02"), ("202001", "202002"), ("2020/01", "2020/02"), ("31/01/2020", "29/02/2020"),
     ("01/31/2020", "02/29/2020"), ("2020-01-31 00:00:00", "2020-02-29 00:00:00"), ("Jan 2020", "Feb 2020"),
     ("2020年1月", "2020年2月"), ("31-Jan-2020", "29-Feb-2020"), ("20200131", "20200229")],
)  # fmt: skip
def test_months_in_every_form(write, first, second):
    read_ = read(write("date,unemployment", f"{first},5", f"{second},6"))
    assert read_.series["unemployment"] == [0.05, 0.06]


@pytest.mark.parametrize("form", ["2020Q{}", "2020-Q{}", "Q{} 2020", "{}Q2020", "2020年第{}季度"])
def test_quarters_in_every_form(write, form):
    path = write("date,unemployment", f"{form.format(1)},5", f"{form.format(2)},8")
    assert read(path, start="2020-03", months=3).series["unemployment"] == pytest.approx([0.05, 0.06, 0.07, 0.08])


def test_years_are_known_by_june(write):
    path = write("year,unemployment", "2019,5", "2020,17", "2021,5")
    unemployment = read(path, start="2019-07", months=14).series["unemployment"]
    assert unemployment[:13] == pytest.approx([(5 + k) / 100 for k in range(13)])
    assert unemployment[13] == pytest.approx(0.16)


def test_day_and_month_that_cannot_be_told_apart(write):
    path = write("date,unemployment", "01/02/2020,5", "01/03/2020,6")
    (fault,) = refusal(path)
    assert fault.message == "in '01/02/2020' day and month cannot be told apart"
    assert "`date_format: dmy`" in fault.expected
    assert read(path, start="2020-03", date_format="dmy").series["unemployment"] == [0.05, 0.06]
    assert "is none" in refusal(path, date_format="x")[0].message


def test_date_that_is_none_says_the_forms(write):
    (fault,) = refusal(write("date,unemployment", "2020-01,5", "soon,6"))
    assert (fault.line, fault.column, fault.message) == (3, 1, "'soon' is not a date")
    assert "2020Q1" in fault.expected


def test_missing_value_where_the_run_begins_is_named(write):
    (fault,) = refusal(write("date,unemployment", "2020-01,5", "2020-02,n/a", "2020-03,6"))
    assert fault.message == "the table: unemployment has no values for 2020-02, where the run begins"


# ---- ordinary files -------------------------------------------------------------------------------------------------


def test_semicolons_and_decimal_commas(write):
    read_ = read(write("date;unemployment", "2020-01;5,25", "2020-02;6,5"))
    assert read_.series["unemployment"] == pytest.approx([0.0525, 0.065])
    assert read_.notes == ("macro.csv: cells are separated by semicolons",)


def test_decimal_mark_that_is_asked_and_said(write):
    path = write("date;unemployment", "2020-01;5,125", "2020-02;6,250")
    assert "`decimal: ','`" in refusal(path)[0].expected
    assert read(path, decimal=",").series["unemployment"] == pytest.approx([0.05125, 0.0625])


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8-sig"])
def test_encodings(write, encoding):
    path = write("月份,失业率", "2020-01,5", "2020-02,6", encoding=encoding)
    assert read(path, columns={"unemployment": "失业率"}).series["unemployment"] == [0.05, 0.06]


def test_gzip_preamble_remarks_and_missing_marks(write):
    path = write("Unemployment", "Source: office", "", "month,unemployment,t3m", "2019-12,n/a,.", "2020-01,5,1.5",
                 "2020-02,6,1.5", "", "Note: provisional figures")  # fmt: skip
    path.write_bytes(gzip.compress(path.read_bytes()))
    read_ = read(path)
    assert read_.series == {"unemployment": [0.05, 0.06], "policy_rate": [0.015, 0.015]}
    assert "unemployment: 1 of 3 cells hold no value (`n/a`)" in read_.notes
    assert "policy_rate: 1 of 3 cells hold no value (`.`)" in read_.notes
    assert "macro.csv: lines 1 to 2, above the table, left out; the header is in line 4" in read_.notes


def test_names_for_a_file_without_a_header(write):
    path = write("2020-01,5.0,9", "2020-02,6.0,9")
    (fault,) = refusal(path)
    assert "`header: [...]` with 3 names" in fault.expected
    assert read(path, header=("date", "unemployment", "")).series["unemployment"] == [0.05, 0.06]


def test_sheet_of_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for name, value in (("Mild", 0.05), ("Severe", 0.09)):
        sheet = book.create_sheet(name)
        for line in (["date", "unemployment"], ["2020-01", value], ["2020-02", value]):
            sheet.append(line)
        sheet["B2"].number_format = sheet["B3"].number_format = "0.0%"
    path = tmp_path / "paths.xlsx"
    book.save(path)
    assert "`sheet:` one of Mild, Severe" in refusal(path)[0].expected
    assert read(path, sheet="Severe").series["unemployment"] == [0.09, 0.09]


def test_a_hundred_thousand_columns_take_seconds(write):
    names = ",".join(f"c{k}" for k in range(100_000))
    path = write(f"date,unemployment,{names}", *(f"2020-0{m},5{',1' * 100_000}" for m in (1, 2)))
    began = time.process_time()
    assert read(path).series["unemployment"] == [0.05, 0.05]
    assert "and 99,990 more" in refusal(path, columns={"unemployment": "none such"})[0].expected
    assert time.process_time() - began < 10


# ---- wide tables ----------------------------------------------------------------------------------------------------


def test_a_column_a_date(write):
    path = write(
        "Country,Indicator,2020Q1,2020Q2",
        "Spain,Unemployment,14.1,15.5",
        "Spain,Short rate,1,2",
        "Italy,Unemployment,9,9",
    )
    wide = Wide(names="Indicator", where={"Country": "spain"})
    columns = {"unemployment": "Unemployment", "policy_rate": "Short rate"}
    series = read(path, start="2020-03", months=3, wide=wide, columns=columns).series
    assert series["unemployment"][3] == pytest.approx(0.155)
    assert series["policy_rate"][3] == pytest.approx(0.02)
    (fault,) = refusal(path, wide=Wide(names="Indicator"), columns=columns)
    assert "'Unemployment' stands in line 2 already" in fault.message
    assert "`where:" in fault.expected


def test_faults_of_a_wide_table_are_found_in_the_file(write):
    path = write("country,2020-01,2020-02", "Spain,5,five")
    (fault,) = refusal(path, wide=Wide(names="country"), columns={"unemployment": "Spain"})
    assert (fault.line, fault.column) == (2, 3)
    assert "no column is a date" in refusal(write("a,b", "x,1", name="b.csv"), wide=Wide(names="a"))[0].message
    assert "no column 'land'" in refusal(path, wide=Wide(names="land"))[0].message
    assert "no row has" in refusal(path, wide=Wide(names="country", where={"country": "Italy"}))[0].message


def test_a_wide_table_that_is_not_said_to_be_one(write):
    found = refusal(write("country,2020-01,2020-02", "Spain,5,6"), columns={"unemployment": "Spain"})
    assert "`wide: {names: country}`" in found[-1].hint


def test_a_wide_table_of_scenarios(write):
    path = write("Scenario,Variable,2020-01,2020-02", "Base,u,5,5", "Stress,u,6,8")
    read_ = read(path, wide=Wide(names="Variable"), columns={"unemployment": "u"}, scenario="stress")
    assert read_.series["unemployment"] == [0.06, 0.08]


def test_a_long_table(write):
    path = write("date,series,value", "2020-01,u,5", "2020-01,r,1.5", "2020-02,u,6", "2020-02,r,2")
    wide = Wide(names="series", values="value")
    series = read(path, wide=wide, columns={"unemployment": "u", "policy_rate": "r"}).series
    assert series == {"unemployment": [0.05, 0.06], "policy_rate": pytest.approx([0.015, 0.02])}
