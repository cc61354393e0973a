"""Macro files by month: the Federal Reserve's tables in both forms, tidy files, and everything that can be wrong."""

import csv
from pathlib import Path

import pytest

from arrears.dates import YearMonth
from arrears.errors import MacroFileError
from arrears.macro.files import FilePath, read_macro_files
from arrears.scenario.schema_macro import MacroFile

BENEFITS = 0.4
DFAST = Path(__file__).parents[2] / "scenarios" / "macro" / "dfast-domestic.csv"
PUBLISHED_HEADER = (
    "Scenario Name,Date,Real GDP growth,Real disposable income growth,Unemployment rate,3-month Treasury rate"
)


def read(path, *, start="2026-01", months=36, **what) -> FilePath:
    paths = path if isinstance(path, list) else [path]
    file = MacroFile(path=tuple(p.name for p in paths), **what)
    return read_macro_files(paths, file, start=YearMonth.parse(start).number, months=months, benefits=BENEFITS)


def faults(path, **what):
    with pytest.raises(MacroFileError) as refused:
        read(path, **what)
    return refused.value.faults


@pytest.fixture
def write(tmp_path):
    def write_lines(*lines, name="macro.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write_lines


@pytest.fixture
def alone(write):
    """The shipped file without its history."""
    return write(
        *(line for line in DFAST.read_text().splitlines() if not line.startswith(",history")), name="alone.csv"
    )


def published(write, *, scenarios=("severely_adverse", "baseline"), history=()):
    """The 2026 exercise as the Federal Reserve publishes it."""
    titles = {"severely_adverse": "Supervisory Severely Adverse", "baseline": "Supervisory Baseline"}
    lines = [PUBLISHED_HEADER, *history]
    with DFAST.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["exercise"] == "2026" and row["scenario"] in scenarios:
                date = f"{row['quarter'][:4]} {row['quarter'][4:]}"
                names = ("real_gdp_growth", "real_disp_income_growth", "unemployment_rate", "t3m")
                lines.append(",".join([titles[row["scenario"]], date, *(row[n] for n in names)]))
    return write(*lines, name="published.csv")


# ---- quarters to months ---------------------------------------------------------------------------------------------


def test_quarters_are_linear_between_their_middle_months(alone):
    unemployment = read(alone, exercise="2026", scenario="severely_adverse").series["unemployment"]
    assert len(unemployment) == 37
    # 2026Q1 is 5.9% (February), Q2 7.2% (May), Q3 8.2% (August); before February the first value is held
    expected = [5.9, 5.9, 5.9, 5.9 + 1.3 / 3, 5.9 + 2.6 / 3, 7.2, 7.2 + 1 / 3, 7.2 + 2 / 3, 8.2]
    assert unemployment[:9] == pytest.approx([x / 100 for x in expected], abs=1e-12)
    assert unemployment[35] == pytest.approx(0.084)  # 2028Q4, November
    assert unemployment[36] == pytest.approx((8.4 - 0.4 / 3) / 100)


def test_policy_rate_is_the_three_month_treasury_rate():
    rate = read(DFAST, exercise="2026", scenario="baseline").series["policy_rate"]
    assert rate[2] == pytest.approx(0.036)
    assert rate[5] == pytest.approx(0.034)


def test_month_0_lies_between_quarters_where_the_file_reaches_back():
    unemployment = read(DFAST, start="2026-10", months=3, exercise="2026", scenario="severely_adverse").series[
        "unemployment"
    ]
    # month 0 is September, a third of the way from August (8.2%) to November (9.0%)
    assert unemployment == pytest.approx([(8.2 + 0.8 / 3) / 100, (8.2 + 1.6 / 3) / 100, 0.09, 0.09 + 0.005 / 3])


def test_values_held_at_both_ends_are_said(alone):
    notes = read(alone, start="2026-01", months=51, exercise="2026", scenario="severely_adverse").notes
    before = "months 0 to 1 (2025-12 to 2026-01) before the middle of the file's first period, 2026Q1"
    assert f"unemployment and policy_rate: {before}: its first value is used" in notes
    after = "months 40 to 51 (2029-04 to 2030-03) after the file's last period, 2029Q1: its last value is held"
    assert f"unemployment, income and policy_rate: {after}" in notes
    assert not any(
        "after the file's last" in n for n in read(alone, months=39, exercise="2026", scenario="baseline").notes
    )


def test_value_after_the_last_quarter_is_held():
    unemployment = read(DFAST, months=51, exercise="2026", scenario="severely_adverse").series["unemployment"]
    assert unemployment[38:] == [0.08] * 14
    what = {"months": 60, "exercise": "2026", "scenario": "severely_adverse"}
    (fault,) = faults(DFAST, **what)
    assert "the run goes on to 2030-12, 21 months after the file" in fault.message
    assert fault.expected.startswith("`months: 39`")
    assert "`hold: true`" in fault.expected
    assert read(DFAST, hold=True, **what).series["unemployment"][38:] == [0.08] * 23


# ---- growth to income -----------------------------------------------------------------------------------------------


def test_annualised_growth_is_applied_a_quarter_at_a_time_less_the_baselines_mean(alone):
    income = read(alone, exercise="2026", scenario="severely_adverse").series["income"]
    trend = (3.1 + 2.1 + 1.9 + 2.2 + 2.4 + 2.3 + 2.2 + 2.2 + 2.1 + 2.1 + 2.1 + 2.1 + 2.1) / 13 / 100
    nov = 1.0
    feb = nov * (1 + (-0.009 - trend) / 4)
    may = feb * (1 + (-0.011 - trend) / 4)
    dec = nov + (feb - nov) / 3  # month 0
    assert income[0] == 0.0
    assert income[1] == pytest.approx((nov + (feb - nov) * 2 / 3) / dec - 1, abs=1e-12)
    assert income[2] == pytest.approx(feb / dec - 1, abs=1e-12)
    assert income[5] == pytest.approx(may / dec - 1, abs=1e-12)
    assert income[2] == pytest.approx(-0.005219, abs=1e-6)


def test_steady_growth_on_trend_changes_nothing(write):
    rows = [f"{y}Q{q},6.0" for y in (2020, 2021) for q in (1, 2, 3, 4)]
    for key in ("income_growth", "income_growth_yoy"):
        path = write("quarter,growth", *rows)
        what = {"columns": {"date": "quarter", key: "growth"}, "trend": 0.06}
        assert read(path, start="2020-01", months=24, **what).series["income"] == [0.0] * 25


def test_growth_on_a_year_ago_by_its_own_chain(write):
    # the year before the file is taken as growing at the first rate, 4%
    path = write("quarter,yoy", "2020Q1,4", "2020Q2,0", "2020Q3,0", "2020Q4,0", "2021Q1,10")
    read_ = read(path, start="2020-03", months=12, columns={"date": "quarter", "income_growth_yoy": "yoy"}, trend=0)
    g = 1.04
    feb, may = g, g**0.25  # on the first and second quarter of the assumed year
    month0 = feb
    assert read_.series["income"][0] == 0.0
    assert read_.series["income"][3] == pytest.approx(may / month0 - 1)
    assert read_.series["income"][12] == pytest.approx(1.1 * feb / month0 - 1)
    assert any("2020Q1, is taken as that of the first, 4% a year" in n for n in read_.notes)


def test_growth_before_the_file_is_the_first_rate_and_said(write):
    path = write("quarter,g", "2020Q3,-4", "2020Q4,-4", "2021Q1,-4")
    what = {"columns": {"date": "quarter", "income_growth": "g"}, "trend": 0, "hold": True}
    read_ = read(path, start="2020-03", months=12, **what)
    # February, May, August, November: -1% each
    assert read_.series["income"][3] == pytest.approx(0.99 - 1)
    assert read_.series["income"][9] == pytest.approx(0.99**3 - 1)
    assert any(
        "growth before the file's first period, 2020Q3, is taken as that of the first, -4% a year" in n
        for n in read_.notes
    )


def test_aggregate_income_has_lost_work_and_benefits_taken_out(write):
    path = write("month,u,index", "2020-01,5,100", "2020-02,10,90", "2020-03,24,80")
    what = {"columns": {"date": "month", "unemployment": "u", "income_index": "index"}, "trend": 0, "deflator": "none"}
    plain = read(path, start="2020-02", months=2, **what).series["income"]
    in_work = read(path, start="2020-02", months=2, income_basis="aggregate", **what).series["income"]
    assert plain == pytest.approx([0, -0.1, -0.2])
    # out of work people have 0.4 of an income in work, so income of all moves with 1 - 0.6 u
    assert in_work == pytest.approx([0, 0.9 * 0.97 / 0.94 - 1, 0.8 * 0.97 / 0.856 - 1])


def test_income_in_work_does_not_rise_in_the_supervisory_recession():
    read_ = read(DFAST, exercise="2026", scenario="severely_adverse", income_basis="aggregate")
    assert read_.series["income"][20] < 0


def test_aggregate_income_needs_unemployment(write):
    path = write("month,index", "2020-01,100", "2020-02,90")
    what = {"columns": {"income_index": "index"}, "trend": 0, "deflator": "none", "income_basis": "aggregate"}
    (fault,) = faults(path, start="2020-02", months=1, **what)
    assert "needs the file's unemployment" in fault.message


def test_index_is_divided_by_its_trend(write):
    path = write("month,real_i", "2020-01,100", *(f"2020-{m:02d},100" for m in range(2, 13)), "2021-01,103")
    income = read(path, start="2020-02", months=12, columns={"income_index": "real_i"}, trend=0.03).series["income"]
    assert income[12] == pytest.approx(0.0)
    assert income[6] == pytest.approx(1.03**-0.5 - 1)


def test_income_against_trend_is_taken_as_it_is(write):
    path = write("month,income", "2020-01,-1", "2020-02,-8%")
    read_ = read(path, start="2020-02", months=1, columns={"income": "income"}, trend=0.1)
    assert read_.series["income"] == [-0.01, -0.08]
    assert any("macro.file.trend is not used" in n for n in read_.notes)


def test_trend_given_wins():
    notes = read(DFAST, exercise="2026", scenario="severely_adverse", trend=0.01).notes
    assert "income: trend growth 1% a year, as given" in notes


def test_baseline_of_another_exercise_stands_in_and_is_said():
    notes = read(DFAST, start="2021-01", exercise="2021", scenario="severely_adverse").notes
    assert any("exercise 2021 has no baseline" in n and "2024, 2025, 2026-proposed, 2026" in n for n in notes)


# ---- the published form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario", ["severely_adverse", "Supervisory Severely Adverse", "severely adverse", "baseline"]
)
def test_published_and_tidy_form_agree(write, alone, scenario):
    name = "baseline" if scenario == "baseline" else "severely_adverse"
    tidy = read(alone, exercise="2026", scenario=name)
    assert read(published(write), exercise="2026", scenario=scenario).series == tidy.series


def test_published_form_names_no_exercise(write):
    notes = read(published(write), exercise="2026", scenario="baseline").notes
    assert any("names no exercise" in n for n in notes)


def test_published_file_of_one_scenario_needs_no_name_but_a_trend_or_a_baseline(write):
    path = published(write, scenarios=("severely_adverse",))
    (fault,) = faults(path)
    assert "published.csv has no baseline, and no trend is given" in fault.message
    assert "`trend:`" in fault.expected
    assert "`path: [FILE, BASELINE]`" in fault.expected
    assert read(path, trend=0.02).series["unemployment"][5] == pytest.approx(0.072)


def test_files_of_one_exercise_are_read_together(write):
    one = read(published(write, history=("Actual,2025 Q4,2.0,1.0,4.5,3.7",)), scenario="severely_adverse")
    whole = published(write).read_text().splitlines()
    parts = {"severe.csv": "Severely", "base.csv": "Baseline"}
    files = [write(whole[0], *(line for line in whole if word in line), name=name) for name, word in parts.items()]
    files.append(write("Scenario Name,Date,Real disposable income growth,Unemployment rate,3-month Treasury rate",
                       "Actual,2025 Q4,1.0,4.5,3.7", name="history.csv"))  # fmt: skip
    assert read(files, scenario="severely_adverse") == one
    # a table that names no scenario is history beside those that do
    files[-1] = write("quarter,real_disposable_income_growth,unemployment_rate,t3m", "2025Q4,1.0,4.5,3.7", name="h.csv")
    read_ = read(files, scenario="severely_adverse")
    assert read_.series == one.series
    assert "h.csv names no scenario: its rows are taken as history" in read_.notes


def test_series_of_several_files_are_put_together(write):
    files = [
        write("date,unemployment", "2020-01,5", "2020-02,6", name="a.csv"),
        write("month;t3m", "2020M01;1,5", "2020M02;2,5", name="b.csv"),
    ]
    series = read(files, start="2020-02", months=1).series
    assert series == {"unemployment": [0.05, 0.06], "policy_rate": pytest.approx([0.015, 0.025])}
    (fault,) = faults([files[0], write("date,unemployment", "2020-02,7", name="c.csv")], start="2020-02", months=1)
    assert fault.message == "the date 2020-02 stands in line 3 of a.csv already"


def test_history_in_the_file_opens_the_run_at_the_jump_off_quarter(write):
    path = published(write, history=("Actual,2025 Q3,2.0,1.5,4.3,4.1", "Actual,2025 Q4,2.0,1.0,4.5,3.7"))
    read_ = read(path, scenario="severely_adverse")
    # December is still the jump-off quarter; January is half-way from there to February (5.9%)
    assert read_.series["unemployment"][:3] == pytest.approx([0.045, 0.052, 0.059])
    assert not any("before" in n for n in read_.notes)
    # income too: on trend in December, a quarter's growth less trend in February
    trend = (3.1 + 2.1 + 1.9 + 2.2 + 2.4 + 2.3 + 2.2 + 2.2 + 2.1 + 2.1 + 2.1 + 2.1 + 2.1) / 13 / 100
    assert read_.series["income"][:3] == pytest.approx([0, (-0.009 - trend) / 8, (-0.009 - trend) / 4])


def test_run_that_follows_history_for_a_while_says_so_and_one_that_never_leaves_it_is_refused(write):
    history = [f"Actual,{year} Q{q},2.0,1.5,4.3,4.1" for year in (2024, 2025) for q in (1, 2, 3, 4)]
    path = published(write, history=history)
    notes = read(path, start="2025-04", scenario="severely_adverse").notes
    assert any(note.startswith("months 0 to 9 (2025-03 to 2025-12) follow the file's history") for note in notes)
    (fault,) = faults(path, start="2024-01", months=24, scenario="severely_adverse")
    assert "there is only history before" in fault.message
    assert fault.expected.startswith("`start: 2026-01`")


def test_byte_order_mark_and_blank_lines_are_harmless(write):
    path = published(write)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n,,,,,\n")
    assert read(path, scenario="baseline").series["unemployment"][2] == pytest.approx(0.046)


def test_columns_add_to_a_published_table_in_either_spelling():
    what = {"exercise": "2026", "scenario": "severely_adverse", "columns": {"house_prices": "house_price_index"}}
    series = read(DFAST, **what).series
    assert set(series) == {"unemployment", "income", "policy_rate", "house_prices"}
    assert series["house_prices"][2] > 100  # in the file's own units
    other = read(DFAST, exercise="2026", scenario="baseline", columns={"policy_rate": "Prime rate"}).series
    assert other["policy_rate"][2] > 0.06


# ---- tidy files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dates", [("2020-01-31", "2020-02-29"), ("2020-01", "2020-02"), ("2020-1", "2020-2")])
def test_monthly_values_are_those_of_the_month(write, dates):
    path = write("when,jobless", f"{dates[0]},5.0", f"{dates[1]},6.0")
    read_ = read(path, start="2020-02", months=1, columns={"date": "when", "unemployment": "jobless"})
    assert read_.series == {"unemployment": [0.05, 0.06]}
    assert read_.notes == ()


def test_quarters_written_as_days_are_quarters(write):
    path = write("date,unemployment", "2020-03-31,5", "2020-06-30,8")
    assert read(path, start="2020-03", months=3).series["unemployment"] == pytest.approx([0.05, 0.06, 0.07, 0.08])


def test_rows_in_any_order(write):
    path = write("date,unemployment", "2020-02,6", "2020-01,5")
    assert read(path, start="2020-02", months=1).series["unemployment"] == [0.05, 0.06]


def test_only_named_columns_of_other_tables_are_used(write):
    path = write("date,unemployment,t3m", "2020-01,5,1", "2020-02,6,1")
    assert set(read(path, start="2020-02", months=1, columns={"unemployment": "unemployment"}).series) == {
        "unemployment"
    }
    assert set(read(path, start="2020-02", months=1).series) == {"unemployment", "policy_rate"}


def test_blank_ends_of_a_column_are_held_and_said(write):
    path = write("date,unemployment,t3m", "2020-01,5,", "2020-02,6,1", "2020-03,7,2", "2020-04,8,")
    read_ = read(path, start="2020-02", months=3)
    assert read_.series["policy_rate"] == [0.01, 0.01, 0.02, 0.02]
    assert len([n for n in read_.notes if n.startswith("policy_rate: month")]) == 2
    assert "policy_rate: 2 of 4 cells hold no value (blank)" in read_.notes


def test_hole_outside_the_run_is_no_matter(write):
    path = write("date,unemployment", "1999-12,4", "2000-01,4", "2005-01,5", "2005-02,6")
    assert read(path, start="2005-02", months=1).series["unemployment"] == [0.05, 0.06]


# ---- refusals -------------------------------------------------------------------------------------------------------


def test_every_bad_cell_is_named_at_once(write):
    path = write(
        "quarter,unemployment_rate,t3m",
        "2026Q1,5.0,0.1",
        "2026Q2,abc,0.1",
        "2026Q9,5.0,0.1",
        "2026Q3,nan,inf",
        "2026Q4,130,1",
    )
    found = faults(path, start="2026-02", months=6)
    assert {(f.line, f.column) for f in found} == {(3, 2), (4, 1), (5, 2), (5, 3), (6, 2)}
    assert all(f.file == str(path) and f.expected for f in found)
    assert str(found[0]).startswith(f"{path}:")


@pytest.mark.parametrize("cell", ["1e999", "1_0", "٥", "--5", "5.2.1", "five", "1,5x"])
def test_cells_that_are_no_numbers(write, cell):
    path = write("date,unemployment", f'2026-01,"{cell}"', "2026-02,5")
    (fault,) = faults(path, start="2026-01", months=2)
    assert (fault.line, fault.column) == (2, 2)


def test_unknown_exercise_and_scenario_list_what_there_is():
    (fault,) = faults(DFAST, exercise="2027", scenario="baseline")
    assert fault.expected == "one of 2020-12, 2021, 2024, 2025, 2026-proposed, 2026"
    assert fault.hint.startswith("did you mean `202")
    (fault,) = faults(DFAST, exercise="2026", scenario="severly_adverse")
    assert fault.hint == "did you mean `severely_adverse`?"
    (fault,) = faults(DFAST, exercise="2021", scenario="baseline", start="2021-01")
    assert "in exercise 2021" in fault.message


def test_several_exercises_or_scenarios_must_be_chosen_from(write):
    (fault,) = faults(DFAST, scenario="baseline")
    assert fault.expected == "one of 2024, 2025, 2026-proposed, 2026"
    (fault,) = faults(DFAST, exercise="2026")
    assert "several scenarios" in fault.message
    (fault,) = faults(DFAST, scenario="nonsense")
    assert "no scenario" in fault.message
    (fault,) = faults(published(write))
    assert fault.expected == "one of Supervisory Baseline, Supervisory Severely Adverse"


def test_selectors_that_the_table_does_not_have(write):
    path = write("date,unemployment", "2026-01,5", "2026-02,5")
    assert len(faults(path, exercise="2026", scenario="baseline", months=2)) == 2


def test_start_outside_the_file_names_its_range(alone):
    for start in ("2020-01", "2029-04", "2040-01"):
        (fault,) = faults(alone, start=start, exercise="2026", scenario="severely_adverse")
        assert "exercise 2026, scenario severely_adverse has 2026Q1 to 2029Q1" in fault.message
        assert fault.expected == "a start from 2026-01 to 2029-03"


def test_run_that_begins_a_quarter_before_the_file_is_held_and_said_and_earlier_ones_refused(alone):
    what = {"months": 12, "exercise": "2026", "scenario": "severely_adverse"}
    read_ = read(alone, start="2025-10", **what)
    assert read_.series["unemployment"][:6] == pytest.approx([0.059] * 6)
    assert any("months 0 to 4" in n for n in read_.notes)
    (fault,) = faults(alone, start="2025-09", **what)
    assert "the run begins in 2025-09, 4 months before the file" in fault.message
    assert fault.expected.startswith("`start: 2026-01`, or `hold: true`")
    assert read(alone, start="2025-09", hold=True, **what).series["unemployment"][:7] == pytest.approx([0.059] * 7)


def test_hole_within_the_run(write):
    path = write("date,unemployment,t3m", "2026-01,5,1", "2026-02,5,", "2026-03,5,1", "2026-05,5,1")
    (fault,) = faults(path, start="2026-01", months=3)
    assert "policy_rate has no values for 2026-02, within the run" in fault.message
    assert len(faults(path, start="2026-01", months=5)) == 1


def test_start_in_a_hole(write):
    path = write("quarter,unemployment", "2006Q3,5", "2006Q4,5", "2013Q1,8", "2013Q2,8")
    (fault,) = faults(path, start="2010-01", months=12)
    assert "no values for 2007Q1 to 2012Q4, where the run begins" in fault.message
    assert fault.expected.endswith("a start in 2006Q3 to 2006Q4 and 2013Q1 to 2013Q2")


def test_columns_that_are_not_there(write):
    path = write("date,unemployment_rate", "2026-01,5", "2026-02,5")
    found = faults(
        path, columns={"date": "dat", "unemployment": "unemploymnt_rate", "looseness": "date", "Bad Name": "date"}
    )
    assert len(found) == 4
    assert {f.hint for f in found} == {"", "did you mean `date`?", "did you mean `unemployment_rate`?"}


def test_no_known_column(write):
    found = faults(write("a,b", "1,2", "3,4"))
    assert {"no column of dates" in f.message or "no column of values" in f.message for f in found} == {True}
    assert len(found) == 2


def test_two_columns_for_income(write):
    path = write("date,a,b", "2026-01,5,5", "2026-02,5,5")
    (fault,) = faults(path, columns={"income": "a", "income_index": "b"})
    assert "income and income_index" in fault.message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("date,unemployment", "2026Q1,5", "2026Q1,6"), "stands in line 2 already"),
        (("date,unemployment", "2026Q1,5", "2026-07,6"), "mixed"),
        (("date,unemployment", "2026-01,5", "2026-07,6"), "6 months apart"),
        (("date,unemployment", "2026-01,0.05", "2026-02,0.06"), "percent, or fractions?"),
        (("date,unemployment", "2026-01,", "2026-02,"), "no value of unemployment"),
        (("date,unemployment", "2026-01,5,6", "2026-02,5"), "the row has 3 cells"),
        (("date,date", "2026-01,5"), "stands twice"),
        (("date", "2026-01"), "one cell only"),
        (("date,unemployment",), "empty"),
        (('date,"unemployment', "2026-01,5"), "not a CSV file"),
    ],
)
def test_tables_that_are_no_macro_path(write, lines, message):
    found = faults(write(*lines), start="2026-01", months=2)
    assert any(message in f.message for f in found), [str(f) for f in found]


def test_files_that_cannot_be_read(tmp_path, write, monkeypatch):
    (fault,) = faults(tmp_path / "absent.csv")
    assert "cannot be read" in fault.message
    (fault,) = faults(tmp_path)
    assert "cannot be read" in fault.message
    monkeypatch.setattr("arrears.macro.files.LARGEST", 10)
    (fault,) = faults(write("date,unemployment", "2026-01,5"))
    assert "larger" in fault.message
