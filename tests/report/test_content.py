"""What the report says, without a browser: numbers, languages, size, and that no text in it can break out."""

import csv
import json
import re

import numpy as np
import pytest

from arrears.cli.app import DONE, REFUSED, status_of
from arrears.errors import UsageError
from arrears.measures import MEASURES
from arrears.report import write_report
from arrears.report.language import words
from arrears.report.write import LARGEST, page
from arrears.result import Result
from arrears.scenario import Scenario
from fabricated import fabricate

SHOCK = "macro: {unemployment: {shocks: [{shape: step, start: month 2, size: +4pp}]}}\n"


def run_of(name="Baseline", text="", **options):
    scenario = Scenario.from_text(f"name: {json.dumps(name)}\nmonths: 12\nrun: {{paths: 6}}\n{text}")
    return Result.of_run(fabricate(paths=6, months=12, accounts=30, name=name, **options), scenario, {})


@pytest.fixture(scope="module")
def base():
    return run_of()


@pytest.fixture(scope="module")
def storm():
    return run_of("Storm", SHOCK, stress=0.8)


def content_of(html):
    return json.loads(re.search(r'<script type="application/json" id="content">(.*?)</script>', html, re.DOTALL)[1])


@pytest.fixture(scope="module")
def content(base, storm):
    return content_of(page([base, storm], language="en"))


def charts_of(content):
    return [chart for section in content["sections"] for chart in section["charts"]]


def test_values_are_those_of_curves_csv(content, storm, tmp_path):
    with (storm.save(tmp_path / "storm") / "curves.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["product"], row["segment"]) == ("all", "all")]
    table = {(row["measure"], row["bucket"], int(row["month"])): row for row in rows}
    seen = 0
    for chart in charts_of(content):
        if chart["kind"] != "fan" or chart["segment"]:
            continue
        months = content["views"][1]["months"]
        for column in ("mean", "p05", "p25", "p50", "p75", "p95"):
            for month, value in zip(months, chart["values"]["run1"][column], strict=True):
                row = table.get((chart["measure"], chart["bucket"] or "all", month))
                assert (row is None) == (value is None)
                if row is not None:
                    assert value == pytest.approx(float(row[column]), rel=1e-7, abs=1e-12)
                    seen += 1
    assert seen > 1000


def test_differences_are_paired(content, base, storm):
    chart = next(c for c in charts_of(content) if (c["measure"], c["bucket"]) == ("overdue_rate", "31+"))
    paths = (storm.overdue_rate("31+") - base.overdue_rate("31+")).values
    assert np.allclose(chart["values"]["difference1"]["p95"], np.quantile(paths, 0.95, axis=0), rtol=1e-7, atol=1e-12)


def test_every_measure_of_the_run_is_somewhere(content, base):
    shown = {chart["measure"] for chart in charts_of(content)} | {"roll_rate", "roll_rate_count"}
    held = {name for name, measure in MEASURES.items() if measure.available(base.dataset)}
    assert held - shown == set()
    assert {"run0", "run1"} == set(content["rolls"])
    assert len(content["rolls"]["run1"]["months"]) == 13


def test_a_new_measure_appears_by_itself(base, monkeypatch):
    from arrears.measures.catalogue import Measure
    from arrears.report import sections

    def returns(dataset):
        """Return on the balance."""
        return MEASURES["charge_off_rate"].function(dataset)

    returns.__module__ = "arrears.measures.money"
    monkeypatch.setattr(sections, "CURVES", (*sections.CURVES, Measure("returns", returns, "fraction", ("balance",))))
    found = {section["id"]: section for section in content_of(page([base], language="en"))["sections"]}
    assert [chart["measure"] for chart in found["money"]["charts"]] == ["returns"]


def test_both_languages_have_the_same_words():
    english, chinese = words("en"), words("zh")
    for part in ("page", "sections", "sentences", "causes"):
        assert english[part].keys() == chinese[part].keys()
    for key, sentence in english["sentences"].items():
        assert set(re.findall(r"{(\w+)}", sentence)) == set(re.findall(r"{(\w+)}", chinese["sentences"][key]))
    assert set(chinese["measures"]) <= set(MEASURES)


def test_the_headline_has_the_figures(content, storm):
    level = storm.overdue_rate("31+").mean("path").values
    for language in ("en", "zh"):
        said = " ".join(content["headline"][language])
        assert f"{level.max():.2%}" in said
        assert f"{level[-1]:.2%}" in said
        assert "{" not in said


def test_what_differs_is_said(content):
    assert [row["key"] for row in content["differs"]] == ["macro.unemployment.shocks"]


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<b>&", "{{content}}", "{{page.js}}"])
def test_no_name_breaks_out(name):
    html = page([run_of(name)], language="en")
    assert html.count("<script") == html.count("</script>") == 5
    assert "<script>alert" not in html
    assert content_of(html)["views"][0]["name"] == name


def test_the_page_asks_the_network_for_nothing(base, storm):
    html = page([base, storm], language="en")
    assert not re.search(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=""", html)
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html


def test_a_page_that_would_be_too_large_is_refused(base, tmp_path, monkeypatch):
    monkeypatch.setattr("arrears.report.write.LARGEST", 1000)
    with pytest.raises(UsageError, match="fewer runs"):
        write_report([base], tmp_path / "r.html")
    assert not list(tmp_path.iterdir())


def test_the_command(base, storm, tmp_path, capsys):
    folders = [str(run.save(tmp_path / name)) for name, run in (("a", base), ("b", storm))]
    out = tmp_path / "sub" / "r.html"
    assert status_of(["report", *folders, "--out", str(out), "--language", "zh"]) == DONE
    assert out.stat().st_size < LARGEST
    assert '<html lang="zh-Hans">' in out.read_text(encoding="utf-8")
    assert status_of(["report", *folders, "--out", str(out)]) == REFUSED
    assert "--force" in capsys.readouterr().err
    assert status_of(["report", *folders, "--out", str(out), "--language", "fr", "--force"]) == REFUSED
    assert status_of(["report", str(tmp_path / "sub"), "--out", str(tmp_path / "x.html")]) == REFUSED
    assert sorted(path.name for path in out.parent.iterdir()) == ["r.html"]


def test_one_short_run_has_a_page():
    scenario = Scenario.from_text("name: Short\nmonths: 1\nrun: {paths: 1}\n")
    html = page([Result.of_run(fabricate(paths=1, months=1, accounts=5, name="Short"), scenario, {})], language="en")
    assert len(content_of(html)["views"]) == 1
