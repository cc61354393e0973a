"""Tapes as banks and platforms write them: each kind read rightly, or asked about in one clear fault."""

import gzip

import numpy as np
import pytest

from arrears.errors import TapeError
from arrears.population.tape import kept_of, read_tape
from arrears.population.tape_days import place
from arrears.scenario import Scenario

HEAD = "name: X\ndate: 2020-03\ncurrency: CNY\n"
USUAL = "columns: {id: id, limit: limit, balance: bal, dpd: dpd}\n"
LOANS = """product: instalment
columns: {id: id, balance: bal, principal: amt, rate: rate, term: term, months_on_book: mob, dpd: dpd}
"""


def read(folder, rows, keys=USUAL, name="book.csv", **options):
    data = rows if isinstance(rows, bytes) else rows.encode()
    (folder / name).write_bytes(data)
    (folder / "map.yaml").write_text(HEAD + keys, encoding="utf-8")
    return read_tape(folder / name, folder / "map.yaml", **options)


def refused(folder, rows, keys=USUAL):
    with pytest.raises(TapeError) as caught:
        read(folder, rows, keys)
    assert len(caught.value.faults) == 1, str(caught.value)
    return str(caught.value)


def balance(tape):
    return {name: round(share, 6) for name, share in tape.buckets.balance.items()}


# --- days past due ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edges", [(7, 15, 30), (10, 60), (30, 60, 90)])
def test_buckets_are_on_the_tapes_own_days_and_month_0_keeps_them(tmp_path, edges):
    days = [0, 1, 5, 7, 8, 12, 16, 29, 31, 44, 60, 61, 75, 89, 91, 120, 150]
    rows = "id,limit,bal,dpd\n" + "".join(f"{k},1000,100,{day}\n" for k, day in enumerate(days))
    scenario = Scenario.read("baseline").with_({"buckets": edges})
    tape = read(tmp_path, rows, scenario=scenario)
    own = np.searchsorted(edges, days, side="left") + (np.asarray(days) > 0)
    book = tape.book.frame()
    stands = np.where(book.rev_missed > 0, 30 * book.rev_missed.astype(int) - book.due_day, 0)
    assert np.abs(stands - days).max() <= 2
    assert (book.rev_worst == own).all()
    exact = [k for k, day in enumerate(days) if day and day % 30 not in (0, 1)]
    assert (stands[exact] == np.asarray(days)[exact]).all()
    assert tape.counts["days past due moved within their bucket, as due days are 1 to 28"] == sum(
        day > 0 and day % 30 in (0, 1) for day in days
    )
    assert tape.counts["days past due moved to another bucket"] == 0


def test_a_day_that_no_due_day_gives_leaves_its_bucket_and_is_counted():
    missed, due = place(np.asarray([31, 60]), (30, 31, 59), 6)
    assert (30 * missed - due).tolist() == [32, 62]  # 31-31 cannot be had; 60+ can


def test_days_that_are_multiples_of_30_are_asked_about(tmp_path):
    rows = "id,limit,bal,dpd\n1,1000,700,0\n2,1000,150,30\n3,1000,100,60\n4,1000,50,120\n"
    said = refused(tmp_path, rows)
    assert "dpd_is: lower_edge" in said
    assert "31 to 60" in said
    lower = balance(read(tmp_path, rows, USUAL + "dpd_is: lower_edge\n"))
    assert (lower["current"], lower["31-90"], lower["91+"]) == (0.7, 0.25, 0.05)
    exact = balance(read(tmp_path, rows, USUAL + "dpd_is: exact\n"))
    assert (exact["1-30"], exact["31-90"], exact["91+"]) == (0.15, 0.1, 0.05)


def test_due_days_of_the_tape_hold_where_they_agree_with_its_days(tmp_path):
    keys = "columns: {id: id, limit: limit, balance: bal, dpd: dpd, due_day: day}\n"
    rows = "id,limit,bal,dpd,day\n1,1000,100,0,7\n2,1000,100,23,7\n3,1000,100,23,20\n"
    assert read(tmp_path, rows, keys).book["due_day"].tolist() == [7, 7, 7]
    late = rows + "4,1000,100,0,31\n"
    assert "day_above_28: 28" in refused(tmp_path, late, keys)
    assert read(tmp_path, late, keys + "day_above_28: 28\n").book["due_day"].tolist() == [7, 7, 7, 28]


# --- rows that are no account -------------------------------------------------------------------------------------

PANEL = "acct,month,limit,bal,dpd\n" + "".join(
    f"{who},2020-0{m},1000,{owed},{late}\n"
    for who, months in {"A": [(500, 0), (520, 35), (540, 65)], "B": [(100, 0), (90, 0), (80, 0)]}.items()
    for m, (owed, late) in enumerate(months, 1)
)


def test_a_panel_is_asked_about_and_becomes_a_book(tmp_path):
    said = refused(tmp_path, PANEL, "columns: {limit: limit, balance: bal, dpd: dpd}\nunused: [acct, month]\n")
    assert "id: acct" in said
    assert "snapshot: month" in said
    assert "snapshot: month" in refused(tmp_path, PANEL, USUAL.replace("id: id", "id: acct") + "unused: rest\n")
    for snapshot in ("month", "{month: 2020-03}", "{month: last}"):
        tape = read(tmp_path, PANEL, USUAL.replace("id: id", "id: acct") + f"snapshot: {snapshot}\n")
        assert tape.counts["rows read"] == 6
        assert tape.counts["left out: other months of the panel"] == 4
        assert tape.book["rev_balance"].tolist() == [54_000, 8_000]
        assert balance(tape)["31-90"] == round(540 / 620, 6)
    assert "2020-02" in refused(tmp_path, PANEL, USUAL.replace("id: id", "id: acct") + "snapshot: {month: 2020-02}\n")


def test_a_panel_without_accounts_is_asked_about(tmp_path):
    rows = PANEL.replace("acct,", "").replace("A,", "").replace("B,", "")
    said = refused(tmp_path, rows, "columns: {limit: limit, balance: bal, dpd: dpd}\nunused: [month]\n")
    assert "which account" in said


def test_an_account_twice_in_a_month_is_refused(tmp_path):
    keys = USUAL.replace("id: id", "id: acct") + "snapshot: month\n"
    assert "two rows in one `month`" in refused(tmp_path, PANEL + "B,2020-03,1000,80,0\n", keys)


@pytest.mark.parametrize("last", ["Total,3000,600,0", "合计,3000,600,0", "9,3000,600,0"])
def test_totals_are_left_out_and_said(tmp_path, last):
    rows = "id,limit,bal,dpd\n1,1000,100,0\n2,1000,200,0\n3,500,250,31\n4,500,50,0\n"
    tape = read(tmp_path, rows + last + "\n")
    assert tape.counts["left out: rows of totals"] == 1
    assert tape.buckets.owed == 60_000
    assert "totals" in tape.notes[0]


def test_rows_are_chosen_by_what_they_say(tmp_path):
    rows = "id,limit,bal,dpd,flag\n1,1000,200,0,OPEN\n2,1000,300,400,WRITTEN_OFF\n3,1000,250,0,CLOSED\n4,1,?,0,\n"
    tape = read(tmp_path, rows, USUAL + "where: {flag: OPEN}\n")
    assert balance(tape)["91+"] == 0
    assert tape.counts["left out: flag is WRITTEN_OFF"] == tape.counts["left out: flag is blank"] == 1
    assert tape.counts["rows read"] == 4
    both = read(tmp_path, rows, USUAL + "where: {flag: [OPEN, CLOSED]}\n")
    assert both.counts["rows kept"] == 2
    assert "no row says `OPNE`" in refused(tmp_path, rows, USUAL + "where: {flag: OPNE}\n")


# --- customers ----------------------------------------------------------------------------------------------------


def test_a_limit_that_lines_share_is_counted_once(tmp_path):
    rows = "id,cust,limit,bal,dpd\n1,A,900,300,0\n2,A,900,0,0\n3,A,900,150,0\n4,B,400,100,0\n"
    tape = read(tmp_path, rows, USUAL + "customer: cust\n")
    assert tape.book["limit"].sum() == (900 + 400) * 100
    assert tape.utilisation["all"] == pytest.approx(550 / 1300)
    assert tape.book.size == 4
    assert any("limit_is: own" in note for note in tape.notes)
    assert any("2 customers are 4 borrowers" in note for note in tape.notes)
    own = read(tmp_path, rows, USUAL + "customer: cust\nlimit_is: own\n")
    assert own.book["limit"].sum() == (3 * 900 + 400) * 100


def test_a_line_and_a_loan_of_one_customer_are_one_borrower(tmp_path):
    rows = (
        "id,cust,kind,limit,bal,dpd,pay\nK1,A,card,1000,400,0,\nL1,A,loan,,900,20,100\nL2,B,loan,,500,0,50\n"
        "K2,C,card,2000,0,0,\nL3,A,loan,,300,0,30\n"
    )
    keys = (
        "columns: {id: id, limit: limit, balance: bal, dpd: dpd, instalment: pay}\ncustomer: cust\n"
        "product: {column: kind, revolving: card, instalment: [loan]}\n"
    )
    tape = read(tmp_path, rows, keys)
    book = tape.book.frame()
    assert book.rev_balance.tolist() == [40_000, 0, 0, 0]
    assert book.ins_balance.tolist() == [90_000, 50_000, 0, 30_000]
    assert book.ins_bill.tolist() == [10_000, 5_000, 0, 3_000]
    assert book.ins_missed.tolist() == [1, 0, 0, 0]
    assert book.due_day[0] == 10
    assert tape.counts["a line and a loan of one customer, one borrower"] == 1
    assert tape.counts["borrowers that are the second or a later of one customer"] == 1
    bad = rows.replace("K2,C,card", "K2,C,mortgage")
    assert "`mortgage` is no product of the map" in refused(tmp_path, bad, keys)


# --- loans --------------------------------------------------------------------------------------------------------


def test_loans_by_their_terms(tmp_path):
    rows = (
        "id,bal,amt,rate,term,mob,dpd\n1,6000,12000,12,24 months,12,0\n2,900,1000,18,12 months,2,45\n"
        "3,0,500,9,6 months,6,0\n"
    )
    tape = read(tmp_path, rows, LOANS + "rate_is: percent\n")
    book = tape.book.frame()
    assert tape.counts["left out: loans on which nothing is owed"] == 1
    assert book.limit.tolist() == [0, 0]
    assert book.ins_bill.tolist() == [56_489, 9_168]  # 12,000 at 1% a month over 24; 1,000 at 1.5% over 12
    assert book.ins_missed.tolist() == [0, 2]
    assert book.ins_arrears.tolist() == [0, 2 * 9_168]
    assert book.ins_cohort.tolist() == [-12, -2]
    assert any("loan_rate: 12.8%" in note for note in tape.notes)
    assert tape.utilisation == {}
    assert balance(tape)["31-90"] == round(900 / 6900, 6)


def test_units_of_rates_are_found_or_asked_about(tmp_path):
    rows = "id,bal,amt,rate,term,mob,dpd\n1,6000,12000,{},24,12,0\n"
    for rate in ("0.12", "12", "12%"):
        assert read(tmp_path, rows.format(rate), LOANS).book["ins_bill"][0] == 56_489
    assert "rate_is" in refused(tmp_path, rows.format("1.2"), LOANS)


def test_bullet_loans_are_spread_and_said(tmp_path):
    rows = "id,bal,left,dpd\n1,1000,1,0\n2,1000,10,0\n"
    keys = "product: instalment\nrepayment: bullet\ncolumns: {id: id, balance: bal, remaining: left, dpd: dpd}\n"
    tape = read(tmp_path, rows, keys)
    assert tape.book["ins_bill"][0] == 101_250  # all of it, and a month at 15% a year
    assert 10_000 < tape.book["ins_bill"][1] < 11_000
    assert any("repaid at their end" in note for note in tape.notes)


def test_loans_of_which_nothing_says_what_falls_due(tmp_path):
    rows = "id,bal,left,dpd\n1,1000,,0\n"
    assert "what falls due" in refused(
        tmp_path, rows, "product: instalment\ncolumns: {id: id, balance: bal, remaining: left, dpd: dpd}\n"
    )
    assert "what falls due" in refused(
        tmp_path, rows, "product: instalment\ncolumns: {id: id, balance: bal, dpd: dpd}\n"
    )


# --- incomes and currencies ---------------------------------------------------------------------------------------

INCOME = "columns: {id: id, limit: limit, balance: bal, dpd: dpd, income: inc}\n"


def test_yearly_incomes(tmp_path):
    rows = "id,limit,bal,dpd,inc\n1,1000,100,0,60000\n2,1000,100,10,72000\n3,1000,100,0,84000\n"
    assert read(tmp_path, rows, INCOME).incomes.median == 72_000
    tape = read(tmp_path, rows, INCOME + "income_per: year\n")
    assert tape.incomes.median == 6_000
    assert tape.book["base_income"].tolist() == [500_000, 600_000, 700_000]
    named = rows.replace("inc\n", "annual_inc\n")
    assert "income_per: year" in refused(tmp_path, named, INCOME.replace("inc}", "annual_inc}"))


def test_what_optional_columns_leave_out_is_drawn_and_counted(tmp_path):
    rows = "id,limit,bal,dpd,inc\n1,1000,100,0,\n2,1000,100,10,NA\n3,1000,100,25,0\n4,1000,100,0,4000\n"
    assert "3 of 4 cells say nothing" in refused(tmp_path, rows, INCOME)
    tape = read(tmp_path, rows, INCOME + "blank: drawn\n")
    assert tape.book["base_income"][3] == 400_000
    assert (tape.book["base_income"] > 0).all()
    assert tape.counts["inc not said, drawn"] == 3
    assert balance(tape)["1-30"] == 0.5


YEN = {"portfolio.currency": "JPY"}
EARN = "draws: {income: {median: 300_000}}\n"


@pytest.mark.parametrize(
    ("changes", "keys", "said"),
    [
        ({}, "", "the tape's amounts are in JPY, the scenario's in CNY"),
        (YEN, "", "nothing says what people earn in JPY"),
        (YEN, EARN, "median income is 300,000 JPY"),
        (YEN | {"borrowers.income.median": 450_001.0}, EARN, "borrowers:"),
        (YEN | {"borrowers.income.median": 449_000.0}, EARN, ""),
        (YEN | {"portfolio.source.incomes": "scenario"}, EARN, ""),
        (YEN | {"borrowers.income.median": 300_000.0}, "", ""),
    ],
)
def test_currencies_and_incomes_that_do_not_fit(tmp_path, changes, keys, said):
    (tmp_path / "b.csv").write_text("id,limit,bal,dpd\n1,300000,100000,0\n")
    (tmp_path / "b.columns.yaml").write_text(HEAD.replace("CNY", "JPY") + USUAL + keys)
    (tmp_path / "s.yaml").write_text("name: S\nextends: baseline\nportfolio: {source: {tape: b.csv}}\n")
    scenario = Scenario.read(tmp_path / "s.yaml").with_(changes)
    if not said:
        kept_of(scenario)
        return
    with pytest.raises(TapeError, match=r"b\.csv") as caught:
        kept_of(scenario)
    assert said in str(caught.value)
    assert "median" in str(caught.value)  # each names the way out


# --- how files are written ----------------------------------------------------------------------------------------

ROWS = "id,limit,bal,dpd\n1,1000,200,0\n2,1000,300.5,35\n"


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (ROWS.replace(",", "\t").encode(), ""),
        (ROWS.replace(",", "|").encode(), "separator: '|'\n"),
        (ROWS.replace(",", ";").replace(".", ",").encode(), "decimal: ','\n"),
        (ROWS.encode("utf-16"), ""),
        (gzip.compress(ROWS.encode()), ""),
        ((",".join(["", *ROWS.split(",")])).replace("\n", "\n7,").removesuffix("7,").encode(), "unused: ['']\n"),
        (ROWS.split("\n", 1)[1].encode(), "header: [id, limit, bal, dpd]\n"),
        (("Extract of the book\n\n" + ROWS).encode(), ""),
    ],
    ids=["tabs", "bars", "decimal commas", "utf-16", "gzip", "a column without a name", "no header", "a remark above"],
)
def test_files_as_they_are_written(tmp_path, data, keys):
    tape = read(tmp_path, data, USUAL + keys)
    assert tape.book["rev_balance"].tolist() == [20_000, 30_050]


def test_chinese_headers_in_gbk(tmp_path):
    rows = "账号,额度,余额,逾期天数\n甲,1000,200,0\n".encode("gbk")
    keys = "columns: {id: 账号, limit: 额度, balance: 余额, dpd: 逾期天数}\n"
    assert balance(read(tmp_path, rows, keys + "encoding: gbk\n"))["current"] == 1.0
    assert any("GBK" in note for note in read(tmp_path, rows, keys).notes)


def test_many_columns_are_one_fault(tmp_path):
    names = ["id", "limit", "bal", "dpd", *(f"c{k}" for k in range(3_000))]
    rows = ",".join(names) + "\n" + ",".join(["1"] * len(names)) + "\n"
    assert "3,000 columns" in refused(tmp_path, rows)
    assert read(tmp_path, rows, USUAL + "unused: rest\n").book.size == 1
