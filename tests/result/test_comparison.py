import csv
import warnings

import numpy as np
import pytest

from arrears.errors import RunExistsError, UsageError
from arrears.result import ComparisonWarning, compare
from arrears.result.differing import changed_keys, said


def rows_of(folder):
    with (folder / "differences.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_difference_is_taken_path_by_path(base, stress):
    difference = compare(base, stress).difference("overdue_rate", "31+")
    assert difference.dims == ("path", "month")
    assert difference.attrs["units"] == "fraction"
    expected = stress.overdue_rate("31+").values - base.overdue_rate("31+").values
    assert np.array_equal(difference.values, expected)
    assert float(difference.mean("path").max()) > 0


def test_a_run_with_itself_is_zero_everywhere(base, tmp_path):
    comparison = compare(base, base)
    assert comparison.names == ("Baseline", "Baseline (2)")
    assert comparison.changed == ("",)
    rows = rows_of(comparison.save(tmp_path / "same"))
    assert rows
    assert {row[k] for row in rows for k in ("mean", "p05", "p95", "p01", "p99")} == {"0"}
    assert {row["std"] for row in rows if int(row["n"]) > 1} == {"0"}


def test_several_scenarios_have_an_axis(base, stress):
    difference = compare(base, stress, base).difference("overdue_rate", "1+")
    assert difference.dims == ("scenario", "path", "month")
    assert difference["scenario"].values.tolist() == ["Pandemic", "Baseline (2)"]
    assert "date" in difference.coords


def test_a_measure_without_buckets(base, stress):
    assert compare(base, stress).difference("charge_off_rate").dims == ("path", "month")
    with pytest.raises(UsageError, match="no bucket"):
        compare(base, stress).difference("charge_off_rate", "31+")
    with pytest.raises(UsageError, match="say which one"):
        compare(base, stress).difference("overdue_rate")


def test_the_table_has_level_and_uplift_where_it_is_widest_and_at_the_end(base, stress):
    table = compare(base, stress).table()
    assert list(table.columns) == [
        "scenario",
        "measure",
        "bucket",
        "at",
        "month",
        "date",
        "base",
        "level",
        "uplift",
        "p05",
        "p95",
    ]
    assert table["bucket"].unique().tolist() == ["1-30", "31-90", "91+", "1+", "31+"]
    assert np.allclose(table["level"] - table["base"], table["uplift"])
    widest = table[(table["bucket"] == "31+") & (table["at"] == "widest")].iloc[0]
    mean = compare(base, stress).difference("overdue_rate", "31+").mean("path")
    assert widest["month"] == int(np.argmax(np.abs(mean.values)))
    assert table[table["at"] == "end"]["month"].unique().tolist() == [8]


def test_the_folder(base, stress, tmp_path):
    comparison = compare(base, stress)
    folder = comparison.save(tmp_path / "cmp")
    names = {path.name for path in folder.iterdir()}
    pictures = {f"overlay-{bucket}.png" for bucket in ("1-30", "31-90", "91+", "1+", "31+")}
    assert names == {"differences.csv", "table.csv", "manifest.json", *pictures}
    rows = rows_of(folder)
    assert list(rows[0])[:9] == ["base", "scenario", "month", "date", "product", "segment", "measure", "bucket", "mean"]
    assert {row["base"] for row in rows} == {"Baseline"}
    months = [
        int(r["month"])
        for r in rows
        if r["measure"] == "overdue_rate" and r["bucket"] == "31+" and r["product"] == r["segment"] == "all"
    ]
    assert months == list(range(9))
    with pytest.raises(RunExistsError):
        comparison.save(folder)
    comparison.save(folder, force=True)


def test_keys_that_differ_are_named(base, stress, make_run):
    assert compare(base, stress).changed == ("macro.unemployment.shocks",)
    loose = make_run(
        name="Loose", text="portfolio: {segment: income_quintile}\nlender: {underwriting: {cutoff: 580}}\n"
    )
    changed = changed_keys(base.scenario, loose.scenario)
    assert changed == {"lender.underwriting.cutoff": (600, 580)}
    assert said(changed) == "lender.underwriting.cutoff 600 → 580"
    assert said({f"k{i}": (1, 2) for i in range(8)}).endswith("k5 1 → 2 and 2 more")


@pytest.mark.parametrize(
    ("given", "words"),
    [(("a", "b"), "found 'a'; expected results of runs; `open_run('a')` opens a stored one"), ((None,), "found None")],
)
def test_what_is_no_run_is_not_compared(given, words):
    with pytest.raises(UsageError) as refused:
        compare(*given)
    assert words in str(refused.value)


def test_one_seed_and_one_book_need_no_warning(base, stress):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (note,) = compare(base, stress).notes
    assert note.startswith("With 12 paths the bands from 5% to 95% are too narrow")


def test_another_seed_is_compared_with_a_warning(base, make_run):
    with pytest.warns(ComparisonWarning, match="share no random numbers"):
        comparison = compare(base, make_run(name="Other seed", seed=2))
    assert any("seed 2" in note for note in comparison.notes)


def test_another_book_is_compared_with_a_warning(base, make_run):
    other = make_run(name="Other", accounts=30, text="portfolio: {segment: income_quintile, borrowers: 30}\n")
    with pytest.warns(ComparisonWarning, match=r"different books \(portfolio.borrowers\)"):
        compare(base, other)


def test_other_sizes_are_compared_over_what_both_have(base, make_run):
    shorter = make_run(name="Short", months=5)
    comparison = compare(base, shorter)
    assert comparison.difference("overdue_rate", "31+").sizes == {"path": 12, "month": 6}
    assert any("up to month 5" in note for note in comparison.notes)


@pytest.mark.filterwarnings("ignore::arrears.result.ComparisonWarning")
def test_other_axes_are_compared_where_they_meet(base, make_run, tmp_path):
    other = make_run(
        name="Finer",
        edges=(30, 60, 90),
        segments=("score_band=1", "score_band=2"),
        start="2021-01",
        currency="USD",
        paths=5,
    )
    comparison = compare(base, other)
    notes = " ".join(comparison.notes)
    for word in ("first 5 paths", "other buckets", "other segments", "starts in 2021-01", "amounts are not compared"):
        assert word in notes
    rows = rows_of(comparison.save(tmp_path / "cmp"))
    rates = [row for row in rows if row["measure"] == "overdue_rate"]
    assert {row["bucket"] for row in rates} == {"current", "1-30", "91+", "1+", "31+"}
    assert {row["segment"] for row in rates} == {"all"}
    assert {row["date"] for row in rates if row["month"] == "0"} == {"2019-12"}
    assert not any(row["measure"] == "balance" for row in rows)


def test_nothing_to_compare_with_is_refused(base):
    with pytest.raises(UsageError, match="at least one other"):
        compare(base)


def test_the_levels_stand_beside_each_difference(base, stress, tmp_path):
    rows = rows_of(compare(base, stress).save(tmp_path / "cmp"))
    for row in rows:
        level, ours = float(row["scenario_mean"]), float(row["base_mean"])
        assert float(row["mean"]) == pytest.approx(level - ours, rel=1e-9, abs=1e-11 * max(1.0, abs(level)))
    one = next(r for r in rows if (r["measure"], r["bucket"], r["month"]) == ("overdue_rate", "31+", "5"))
    values = stress.overdue_rate("31+").isel(month=5).values
    assert float(one["scenario_mean"]) == pytest.approx(values.mean())
    assert float(one["scenario_p95"]) == pytest.approx(np.quantile(values, 0.95))
    assert float(one["base_p05"]) == pytest.approx(np.quantile(base.overdue_rate("31+").isel(month=5).values, 0.05))


def test_the_table_has_the_months_that_are_asked_for(base, stress):
    table = compare(base, stress).table(at=[0, 5])
    rows = table[table["bucket"] == "31+"]
    assert rows["at"].tolist() == ["widest", "month", "month", "end"]
    assert rows["month"].tolist()[1:3] == [0, 5]
    assert rows["base"].tolist()[2] == pytest.approx(float(base.overdue_rate("31+").isel(month=5).mean()))
    with pytest.raises(UsageError, match="share months 0 to 8"):
        compare(base, stress).table(at=[9])


def test_a_notebook_shows_the_table_and_what_differs(base, make_run):
    html = compare(base, make_run(name="<b>Storm</b>", stress=0.8))._repr_html_()
    assert "<b>Storm</b>" not in html
    assert "&lt;b&gt;Storm" in html
    assert "31+" in html
    assert "pp" in html
