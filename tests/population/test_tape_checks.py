"""What is refused of a tape and its map, and where it is said to be; forms of lateness; optional columns."""

import pandas as pd
import pytest

from arrears.errors import TapeError
from arrears.population.tape import read_tape
from arrears.population.tape_map import read_column_map
from arrears.tabular import parquet

MAP = """
name: Small
date: 2020-03
currency: EUR
columns: {id: id, limit: limit, balance: owed, status: status}
codes: {ok: 0, late: 1, worse: 3, closed: left_out}
"""
HEAD = "id,limit,owed,status\n"
GOOD = HEAD + "a,1000,250.50,ok\nb,500,500,late\nc,2000,-3.25,ok\nd,100,90,worse\n"


def files(folder, tape=GOOD, columns=MAP):
    (folder / "book.csv").write_text(tape, encoding="utf-8")
    (folder / "book.columns.yaml").write_text(columns, encoding="utf-8")
    return folder / "book.csv"


def faults(folder, tape=GOOD, columns=MAP, **options):
    with pytest.raises(TapeError) as caught:
        read_tape(files(folder, tape, columns), **options)
    return [str(fault).replace(str(folder) + "/", "") for fault in caught.value.faults]


def test_a_small_tape(tmp_path):
    tape = read_tape(files(tmp_path))
    book = tape.book.frame()
    assert book.rev_balance.tolist() == [25_050, 50_000, 0, 9_000]
    assert book.limit.tolist() == [100_000, 50_000, 200_000, 10_000]
    assert book.rev_missed.tolist() == [0, 1, 0, 3]
    assert book.place.tolist() == [0, 1, 2, 3]
    assert tape.credits == 325
    assert tape.adjustments == {"read": 84_050 - 325, "credits": 325, "owed": 84_050}
    assert book.buffer[2] >= 325
    assert tape.counts["kept: nothing owed"] == 1
    assert tape.buckets.count == {
        "current": 1 / 3,
        "1-30": 1 / 3,
        "31-90": 1 / 3,
        "91+": 0.0,
        "1+": 2 / 3,
        "31+": 1 / 3,
    }
    assert [(s.status, s.rows, s.missed) for s in tape.statuses] == [("late", 1, 1), ("ok", 2, 0), ("worse", 1, 3)]


def test_rows_left_out_are_counted(tape_of_closed):
    assert tape_of_closed.counts["rows read"] == 4
    assert tape_of_closed.counts["left out: status closed"] == 1
    assert tape_of_closed.counts["rows kept"] == tape_of_closed.book.size == 3
    assert tape_of_closed.book["place"].tolist() == [0, 2, 3]  # the number of a row stays its own


@pytest.fixture
def tape_of_closed(tmp_path):
    return read_tape(files(tmp_path, GOOD.replace("b,500,500,late", "b,500,500,closed")))


def test_every_bad_cell_is_named_by_row_and_column(tmp_path):
    bad = HEAD + "a,1000,x,ok\nb,-5,10,late\na,1e3,1_0,gone\n,7,nan,\n"
    assert faults(tmp_path, bad) == [
        "book.csv:2:3: row 1, column `owed`: `x` is not a number; expected a number",
        "book.csv:3:2: row 2, column `limit`: `-5` is impossible; expected an amount of zero or more",
        "book.csv:4:1: row 3, column `id`: `a` stands in row 1 already; expected an account in one row",
        "book.csv:4:3: row 3, column `owed`: `1_0` is not a number; expected a number",
        "book.csv:4:4: row 3, column `status`: the code `gone` is not in the map; "
        "expected one of ok, late, worse, closed",
        "book.csv:5:1: row 4, column `id`: it is blank; expected an account in one row",
        "book.csv:5:3: row 4, column `owed`: `nan` is not a number; expected a number",
        "book.csv:5:4: row 4, column `status`: the code `` is not in the map; expected one of ok, late, worse, closed",
    ]


def test_lines_are_those_of_the_file(tmp_path):
    tape = HEAD + 'a,10,5,ok\n\n"b\nb",10,5,ok\nc,10,?,ok\n'
    assert faults(tmp_path, tape) == ["book.csv:6:3: row 3, column `owed`: `?` is not a number; expected a number"]


def test_many_faults_are_counted(tmp_path):
    rows = "".join(f"{k},10,?,ok\n" for k in range(1_000))
    found = faults(tmp_path, HEAD + rows, limit=3)
    assert len(found) == 4
    with pytest.raises(TapeError) as caught:
        read_tape(tmp_path / "book.csv", limit=3)
    assert sum(fault.count for fault in caught.value.faults) == 1_000
    assert found[-1] == "book.csv: and 997 more faults"


@pytest.mark.parametrize(
    ("tape", "said"),
    [
        ("", "the table is empty"),
        (HEAD, "the table is empty"),
        (HEAD + "a,1,2\n", "book.csv:2:3: the row has 3 cells; expected 4, as in the header"),
        (HEAD + "a,1,2,ok,5\nb,1,2,ok\n", "book.csv:2:4: the row has 5 cells"),
        ("id,limit,limit,status\na,1,2,ok\n", "the column 'limit' stands twice in the header"),
        ('id,limit,owed,status\na,"1,2,ok\n', "not a CSV file"),
        ("id,limit,owed\na,1,2\n", "there is no column `status`, which the map names as `columns.status`"),
        ("id,limit,balance,status\na,1,2,ok\n", "there is no column `owed`"),
        (GOOD.replace("owed", "owed,age", 1).replace("50,ok", "50,33,ok"), "the row has 4 cells"),
        ("id,limit,owed,status,age\na,1,2,ok,33\n", "the map does not know the column `age`"),
        (HEAD + "a,1,2,closed\n", "every row is left out by its status"),
        (HEAD + "a,1,1e14,ok\n", "`1e14` is impossible"),
    ],
)
def test_tapes_that_are_refused(tmp_path, tape, said):
    assert said in "\n".join(faults(tmp_path, tape))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("currency: EUR", "currency: euro"), ":4:11: currency: `euro` is not one"),
        (("limit: limit,", "limits: limit,"), "did you mean `limit`?"),
        (("status: status}", "dpd: status}"), "codes: there is no column `status` for them"),
        (("status: status}", "status: status, missed: id}"), "both say how late an account is"),
        ((", status: status", ""), "columns: no column says how late an account is"),
        (("late: 1", "late: -1"), "codes.late: -1 is below 0"),
        (("date: 2020-03", "date: 2020-13"), ":3:7: date:"),
        (("name: Small\n", ""), "`name` is missing"),
        (("date: 2020-03", "date:"), "nothing behind it"),
        (("codes:", "unused: [age]\ncodes:"), "there is no column `age`, which the map names as `unused`"),
        (("codes:", "unused: [owed]\ncodes:"), "the map names the column `owed` twice: columns.balance and unused"),
        (("codes:", "draws: {correlations: [{observed: status, trait: bufer, correlation: 0}]}\ncodes:"), "`buffer`"),
        (("codes:", "history: [{balance: b, missed: m}]\ncodes:"), "history.0.missed: lateness is given as `missed`"),
        (("codes:", "history: [{balance: b, payment: m}]\ncodes:"), "`columns.payment` is missing"),
        ((MAP, "[]"), "this is no column map"),
    ],
)
def test_maps_that_are_refused(tmp_path, change, said):
    assert said in "\n".join(faults(tmp_path, columns=MAP.replace(*change)))


def test_a_map_that_is_missing(tmp_path):
    (tmp_path / "book.csv").write_text(GOOD, encoding="utf-8")
    with pytest.raises(TapeError, match=r"book\.columns\.yaml: cannot be read: No such file"):
        read_tape(tmp_path / "book.csv")


@pytest.mark.parametrize(
    ("dpd", "missed"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (180, 6), (400, 6)]
)
def test_days_past_due_keep_their_bucket(tmp_path, dpd, missed):
    columns = MAP.replace("status: status}", "dpd: status}").replace(
        "codes: {ok: 0, late: 1, worse: 3, closed: left_out}\n", ""
    )
    tape = read_tape(files(tmp_path, HEAD + f"a,100,50,{dpd}\n", columns + "dpd_is: exact\n"))
    assert tape.book["rev_missed"].tolist() == [missed]
    bucket = "current" if dpd == 0 else "1-30" if dpd <= 30 else "31-90" if dpd <= 90 else "91+"
    assert tape.buckets.balance[bucket] == 1.0


def test_columns_that_few_tapes_have_are_observed(tmp_path):
    columns = """
name: Rich
date: 2020-03
currency: EUR
amounts_in: 1_000
columns: {limit: lim, balance: bal, missed: late, payment: paid, income: inc, score: fico, savings: sav, outside: oth,
          due_day: day, opened: opened}
history: [{balance: b1, missed: l1, payment: p1}]
"""
    rows = "lim,bal,late,paid,inc,fico,sav,oth,day,opened,b1,l1,p1\n" + "".join(
        f"{k},{k / 2},{k % 2},{k / 10},{1 + k / 10},{600 + k},{k / 4},0.5,{k},2019-{k:02d},{k / 2},1,0\n"
        for k in range(1, 11)
    )
    rows = rows.replace("5,1,0\n", "5,,\n", 1)  # opened since: nothing is known of the month before
    tape = read_tape(files(tmp_path, rows, columns))
    book = tape.book.frame()
    assert book.base_income.tolist() == [110_000 + 10_000 * k for k in range(10)]
    assert book.score.tolist() == [601 + k for k in range(10)]
    assert book.buffer.tolist() == [25_000 * k for k in range(1, 11)]
    assert (book.outside == 50_000).all()
    assert book.due_day.tolist() == list(range(1, 11))
    assert book.rev_cohort.tolist() == [k - 15 for k in range(1, 11)]  # 2020-03 is month 0
    assert tape.counts["blank cells in earlier months, read as nothing"] == 2
    for name in ("base_income", "score", "buffer", "outside", "due_day", "rev_cohort"):
        assert tape.fields[name].got == "observed"
    bad = rows.replace("2019-03", "2020-04").replace(",603,", ",200,")
    assert [fault.split("column ")[1].split(":")[0] for fault in faults(tmp_path, bad, columns)] == [
        "`fico`",
        "`opened`",
    ]


def test_parquet_reads_as_csv_does(tmp_path):
    pytest.importorskip("pyarrow")
    read_tape(files(tmp_path))
    pd.read_csv(tmp_path / "book.csv").to_parquet(tmp_path / "book.parquet")
    one, two = (read_tape(tmp_path / f"book.{kind}").book.frame() for kind in ("csv", "parquet"))
    assert one.equals(two)
    pd.DataFrame({"id": [1], "limit": [-1.0], "owed": [2], "status": ["ok"]}).to_parquet(tmp_path / "book.parquet")
    with pytest.raises(TapeError, match=r"book\.parquet: row 1, column `limit`: `-1` is impossible"):
        read_tape(tmp_path / "book.parquet")
    (tmp_path / "book.parquet").write_text("no parquet", encoding="utf-8")
    with pytest.raises(TapeError, match="cannot be read as Parquet"):
        read_tape(tmp_path / "book.parquet")


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    files(tmp_path)
    (tmp_path / "book.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(
        TapeError, match=r"needs pyarrow, which is not installed; expected `pip install arrears\[parquet\]`"
    ):
        read_tape(tmp_path / "book.parquet")


def test_codes_of_a_column_of_floats(tmp_path):
    columns = MAP.replace("codes: {ok: 0, late: 1, worse: 3, closed: left_out}", "codes: {-1: 0, 2: 1, 9: left_out}")
    tape = read_tape(files(tmp_path, HEAD + "a,9,5,-1.0\nb,9,5,2.0\nc,9,5,2\nd,9,5,9.0\n", columns))
    assert tape.book["rev_missed"].tolist() == [0, 1, 1]
    assert tape.counts["rows read"] == tape.counts["rows kept"] + tape.counts["left out: other spellings of these"]


def test_correlations_that_cannot_hold_are_scaled_and_said(tmp_path):
    rows = HEAD + "".join(f"{k},{1_000 + k},{7 * k % 900},{'late' if k % 3 == 0 else 'ok'}\n" for k in range(200))
    links = ", ".join(
        f"{{observed: {name}, trait: buffer, correlation: {value}}}"
        for name, value in (("status", -0.95), ("limit", 0.95), ("utilisation", 0.9))
    )
    tape = read_tape(files(tmp_path, rows, MAP + f"draws: {{correlations: [{links}]}}\n"))
    assert any("cannot hold together" in note for note in tape.notes)
    assert tape.book.size == 200


def test_a_map_reads_to_what_it_says(tmp_path):
    files(tmp_path, columns=MAP + "draws: {correlations: [{observed: status, trait: buffer, correlation: -0.1}]}\n")
    columns = read_column_map(tmp_path / "book.columns.yaml")
    assert columns.codes == {"ok": 0, "late": 1, "worse": 3, "closed": None}
    assert columns.draws.links()["status", "buffer"] == -0.1
    assert columns.draws.links()["limit", "income"] == 0.6
