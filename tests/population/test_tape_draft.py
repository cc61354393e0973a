"""Drafts of column maps, and the maps that ship: each tried on made rows."""

import pytest
from typer.testing import CliRunner

from arrears.cli import portfolio
from arrears.errors import InputError
from arrears.population.tape import read_tape
from arrears.population.tape_draft import draft_map
from arrears.scenario import shipped_folder

MAPS = shipped_folder() / "portfolios" / "maps"
BANK = (
    "account_no,customer_no,product_type,branch,open_date,credit_limit,loan_amount,interest_rate,term_months,"
    "monthly_payment,outstanding_balance,days_past_due,monthly_income,due_day"
)
BANK += """
K1,C1,Credit card,3,14/02/2018,5000,,,,,1200.50,0,5200,5
L1,C1,Personal loan,3,20/11/2018,,10000,12.5,36,334.54,7000,12,5200,31
L2,C2,Personal loan,4,01/03/2019,,6000,9.9,24,276.61,4400,0,,20
"""


def drafted(folder, rows, name="book.csv", **filled):
    (folder / name).write_text(rows, encoding="utf-8")
    text, questions = draft_map(folder / name)
    for key, value in filled.items():
        head, _, rest = text.partition(f"{key}: ???")
        assert rest, f"{key} is not asked for:\n{text}"
        text = head + f"{key}: {value}" + rest
    (folder / "book.columns.yaml").write_text(text, encoding="utf-8")
    return text, questions


def test_a_banks_columns_need_a_date_and_a_currency(tmp_path):
    text, questions = drafted(tmp_path, BANK, date="2019-12", currency="EUR")
    assert len(questions) == 2
    assert "product: {column: product_type, revolving: [Credit card], instalment: [Personal loan]}" in text
    tape = read_tape(tmp_path / "book.csv")
    assert tape.book["rev_balance"].tolist() == [120_050, 0]
    assert tape.book["ins_bill"].tolist() == [33_454, 27_661]
    assert tape.counts["monthly_income not said, drawn"] == 1


def test_chinese_columns(tmp_path):
    head = "借据号,客户号,放款金额,年利率,期限,剩余本金,剩余期数,逾期天数,月收入"
    rows = f"{head}\n1,A,10000,12%,12,5000,6,0,8000\n2,B,9000,15%,24,8000,20,30,6000\n"
    text, questions = drafted(tmp_path, rows, date="2020-03", currency="CNY", dpd_is="lower_edge")
    assert "product: instalment" in text
    assert any("dpd_is" in question for question in questions)
    assert read_tape(tmp_path / "book.csv").buckets.balance["31-90"] == pytest.approx(8 / 13)


def test_a_panel_and_its_codes(tmp_path):
    rows = "loan_id,month,status,balance,limit\n" + "".join(
        f"{k},2020-0{m},{'current' if k else 'X7'},100,900\n" for k in range(2) for m in (1, 2)
    )
    text, questions = drafted(tmp_path, rows, currency="EUR")
    assert "date: 2020-02" in text
    assert "snapshot: month" in text
    assert "current: 0" in text
    assert "codes: what X7 means" in questions


def test_what_is_not_known_is_asked_for(tmp_path):
    text, questions = drafted(tmp_path, "a,b\n1,2\n")
    assert {question.split(":")[0] for question in questions} == {
        "date", "currency", "columns.balance", "columns.limit", "columns.dpd",
    }  # fmt: skip
    assert "balance: ???" in text


def test_the_command_writes_beside_the_tape_and_never_over_a_map(tmp_path):
    (tmp_path / "book.csv").write_text(BANK, encoding="utf-8")
    said = CliRunner().invoke(portfolio.app, ["draft", str(tmp_path / "book.csv")])
    assert said.exit_code == 0
    assert "to be filled in: date" in said.stderr
    assert (tmp_path / "book.columns.yaml").read_text(encoding="utf-8").startswith("# Drafted from book.csv")
    again = CliRunner().invoke(portfolio.app, ["draft", str(tmp_path / "book.csv")])
    assert isinstance(again.exception, InputError)


# Made rows in each layout; none is of the data.
MADE = {
    "uci-taiwan": (
        "ID,LIMIT_BAL,SEX,EDUCATION,MARRIAGE,AGE,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,BILL_AMT2,BILL_AMT3,"
        "BILL_AMT4,BILL_AMT5,BILL_AMT6,PAY_AMT1,PAY_AMT2,PAY_AMT3,PAY_AMT4,PAY_AMT5,PAY_AMT6,"
        "default payment next month\n"
        "1,50000,1,1,1,30,3,2,0,0,0,0,4000,3900,3800,3700,3600,3500,0,100,100,100,100,100,1\n"
        "2,90000,2,2,2,40,-1,-1,-1,-1,-1,-1,500,400,300,200,100,50,400,300,200,100,50,0,0\n",
        {"31-90": 4000 / 4500},
    ),
    "home-credit-cards": (
        "SK_ID_PREV,SK_ID_CURR,MONTHS_BALANCE,AMT_BALANCE,AMT_CREDIT_LIMIT_ACTUAL,AMT_PAYMENT_TOTAL_CURRENT,"
        "NAME_CONTRACT_STATUS,SK_DPD,SK_DPD_DEF\n"
        "11,1,-1,300,1000,20,Active,12,0\n11,1,-2,320,1000,20,Active,0,0\n12,2,-1,100,500,0,Active,0,0\n"
        "13,2,-1,900,900,0,Refused,0,0\n",
        {"1-30": 300 / 400},
    ),
    "lending-club": (
        "id,member_id,loan_amnt,funded_amnt,term,int_rate,installment,annual_inc,issue_d,loan_status,fico_range_low,"
        "out_prncp\n1,,10000,10000, 36 months,12.5,334.54,60000,Dec-2017,Current,700,6000\n"
        "2,,5000,5000, 60 months,18.2,127.64,0,Jan-2018,Late (31-120 days),665,4000\n"
        "3,,5000,5000, 36 months,9.0,159.00,80000,Jan-2015,Fully Paid,720,0\n",
        {"current": 0.6, "31-90": 0.4},
    ),
    "freddie-mac": (
        "F1|202002|100000.00|0|10|350|||||4.5" + "|" * 21 + "\nF1|202003|99000.00|1|11|349|||||4.5" + "|" * 21
        + "\nF2|202003|50000.00|RA|90|200|||||3.75" + "|" * 21 + "\nF3|202003|51000.00|0|90|200|||||3.75" + "|" * 21
        + "\nF4|202003|0.00|0|90|200|||01|202003|3.75" + "|" * 21 + "\n",
        {"1-30": 99 / 150},
    ),
    "renrendai": (
        "借款编号,用户编号,借款金额,年利率,借款期限,借款日期,月收入,剩余期数,待还本金,借款状态\n"
        "1,甲,10000,13.0,12,2015-06-03,8000,6,5300,还款中\n2,乙,20000,12.0,24,2015-01-15,,13,12000,逾期\n"
        "3,丙,5000,11.0,6,2015-01-15,5000,0,0,已还清\n",
        {"1-30": 12_000 / 17_300},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_maps_that_ship_read_made_rows_of_their_layout(tmp_path, name):
    rows, wanted = MADE[name]
    (tmp_path / "book.csv").write_text(rows, encoding="utf-8")
    tape = read_tape(tmp_path / "book.csv", MAPS / f"{name}.columns.yaml")
    for bucket, share in wanted.items():
        assert tape.buckets.balance[bucket] == pytest.approx(share)
    result = CliRunner().invoke(portfolio.app, ["check", str(tmp_path / "book.csv"), "--columns", name])
    assert result.exit_code == 0, result.exception


def test_every_map_that_ships_is_tried():
    assert {path.name.removesuffix(".columns.yaml") for path in MAPS.glob("*.columns.yaml")} == set(MADE)
