"""`arrears macro draft` and `arrears macro show`, as a new user meets them."""

import json
import re

import pytest

from arrears.cli.app import DONE, REFUSED, status_of

STRESS = ("Supervisory Severely Adverse,2026 Q1,5.9,-0.9", "Supervisory Severely Adverse,2026 Q2,7.2,-1.1")
HEADER = "Scenario Name,Date,Unemployment rate,Real disposable income growth"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(capsys):
    def run(*arguments):
        status = status_of([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def write(name, *lines, encoding="utf-8"):
    with open(name, "w", encoding=encoding) as file:
        file.write("\n".join(lines) + "\n")


def answered(text):
    """The draft with each question's own line taken for its answer."""
    return re.sub(r"^(    )# (?!\?)", r"\1", text, flags=re.MULTILINE)


def test_from_a_published_file_to_a_picture(folder, call):
    write("severe.csv", HEADER, *STRESS)
    status, _, err = call("macro", "draft", "severe.csv", "--out", "mine.yaml")
    assert status == DONE
    assert err.startswith("mine.yaml: 1 question")
    draft = (folder / "mine.yaml").read_text()
    assert "start: 2026-01  # the first month of 2026Q1; the file has none before it" in draft
    assert "# ? income: what growth is on trend?" in draft
    status, _, err = call("macro", "show", "mine.yaml")
    assert status == REFUSED
    assert "`trend:`" in err
    (folder / "mine.yaml").write_text(answered(draft))
    status, out, err = call("macro", "show", "mine.yaml")
    assert status == DONE
    assert re.search(r"2  2026-02 +5.90%", out)
    assert "mine: note: unemployment: months 0 to 1 (2025-12 to 2026-01) before the middle" in err
    assert (folder / "mine-path.png").read_bytes().startswith(b"\x89PNG")
    status, _, err = call("macro", "show", "mine.yaml")
    assert (status, "--force replaces it" in err) == (REFUSED, True)
    assert call("macro", "show", "mine.yaml", "--force")[0] == DONE


def test_files_of_one_exercise_need_no_answer(folder, call):
    write("severe.csv", HEADER, *STRESS)
    write("base.csv", HEADER, "Supervisory Baseline,2026 Q1,4.6,2.0", "Supervisory Baseline,2026 Q2,4.6,2.0")
    write("past.csv", HEADER, "Actual,2025 Q4,4.5,1.1")
    status, out, err = call("macro", "draft", "severe.csv", "base.csv", "past.csv")
    assert (status, "nothing is asked" in err) == (DONE, True)
    assert "path: [severe.csv, base.csv, past.csv]" in out
    (folder / "mine.yaml").write_text(out)
    _, out, _ = call("macro", "show", "mine.yaml", "--json")
    shown = json.loads(out)
    assert shown["date"][0] == "2025-12"
    assert shown["unemployment"][0] == 0.045


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("月份,城镇调查失业率,社会融资规模", "2020年1月,5.3,1", "2020年2月,6.2,2"),
            ['unemployment: "城镇调查失业率"'],
        ),
        (("date,Unemployment (SA),Unemployment (NSA)", "2020-01,5,5", "2020-02,5,6"), ["# ? or Unemployment (NSA)"]),
        (
            ("date,unemployment", "2020-01,0.7", "2020-02,0.8"),
            ["# ? unemployment: no value", "units: {unemployment: percent}"],
        ),
        (("date,unemployment", "01/02/2020,5", "01/03/2020,6"), ["cannot be told apart", "date_format: dmy"]),
        (("Country,2019,2020,2021", "Spain,14.1,15.5,14.8"), ["which columns are these?"]),
        (
            ("Indicator,2020Q1,2020Q2", "Unemployment rate,5,6"),
            ["wide: {names: Indicator}", "unemployment: Unemployment rate"],
        ),
        (("month;unemployment", "2020-01;5,1", "2020-02;5,2"), ["# note: own.csv: cells are separated by semicolons"]),
        (
            ("date,nominal wages,cpi", "2020-01,100,1", "2020-02,101,1"),
            ["deflator: cpi", "income_index: nominal wages"],
        ),
        (("a,b", "x,1", "y,2"), ["which column holds the dates? a, b"]),
    ],
)
def test_drafts_say_what_is_sure_and_ask_the_rest(folder, call, lines, expected):
    write("own.csv", *lines)
    status, out, _ = call("macro", "draft", "own.csv")
    assert status == DONE
    for text in expected:
        assert text in out
    if "columns are these" not in out and "holds the dates" not in out:
        (folder / "own.yaml").write_text(answered(out))
        assert call("validate", "own.yaml")[0] == DONE


def test_drafts_of_what_is_no_table(folder, call):
    assert "there is no such file" in call("macro", "draft", "absent.csv")[2]
    (folder / "page.csv").write_text("<!DOCTYPE html><html></html>")
    status, _, err = call("macro", "draft", "page.csv")
    assert (status, "this is a web page" in err) == (REFUSED, True)
    write("a:b.csv", "date,unemployment", "2020-01,5", "2020-02,5")
    status, _, err = call("macro", "draft", "a:b.csv")
    assert (status, "cannot stand in a scenario" in err) == (REFUSED, True)


def test_show_of_shocks_and_supply(folder, call):
    status, out, _ = call("macro", "show", "pandemic", "--set", "market.supply.to_unemployment=-0.4", "--out", "p.png")
    assert status == DONE
    assert (folder / "p.png").exists()
    assert re.search(r"^ +0  2019-12", out, flags=re.MULTILINE)
    status, _, err = call("macro", "show", "pandemic", "--out", "nowhere/p.png")
    assert (status, "there is no folder" in err) == (REFUSED, True)
