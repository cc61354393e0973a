"""Cases computed by hand, in ``cases/*.yaml``: the readable engine on each day named, the fast one at each close."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from arrears.borrower.paying import catch_up_day
from arrears.cells import FLOWS, LEFT, PRODUCTS, Cause
from arrears.draws import Purpose, uniform_array
from arrears.model.order import DAYS, Phase
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.reference import run_reference
from arrears.reference.account import Account
from arrears.reference.borrower import Borrower, book_of
from arrears.scenario.schema import Scenario
from arrears.setting import Setting, setting_of
from arrears.tallies import Tallies
from driving import run_fast

CASES = Path(__file__).parent / "cases"
WORLD = Scenario.from_text((CASES / "world.yaml").read_text())
BUCKETS = ("current", "1-30", "31-90", "91+")
INCOME = 1000.0  # of which 500 are spent on living
LIVING = 500.0
PREFIX = {"line": "rev_", "loan": "ins_"}
MONEY = ("balance", "arrears", "bill", "accrued")
VINTAGES = {"late now": "vintage_late", "first late": "vintage_ever", "lost": "vintage_charged_off"}
Case = dict[str, Any]


def load(name: str) -> list[Case]:
    return YAML(typ="safe", pure=True).load((CASES / name).read_text())


ALL = [
    pytest.param(case, id=f"{file}: {case['case']}")
    for file in ("line", "loan", "charge_off", "fees", "desk", "vintages")
    for case in load(f"{file}.yaml")
]


def minor(amount: float) -> int:
    return round(amount * 100)


def months_of(case: Case) -> int:
    return len(case["left for bills"])


def place_of(case: Case) -> int:
    """A place in the queue whose draws give the days on which the case says that bills are caught up."""
    places = np.arange(2_000)
    fits = np.ones(places.size, bool)
    for month, day in case.get("catches up", {}).items():
        drawn = uniform_array(1, 0, places, int(month.removeprefix("month ")), Purpose.CATCH_UP_DAY)
        fits &= [catch_up_day(u) == day for u in drawn]
    return int(places[fits][0])


def book_for(case: Case) -> Book:
    columns: dict[str, Any] = {
        "place": place_of(case),
        "due_day": case.get("due day", 10),
        "base_income": minor(INCOME),
        "exposure": 0.0,
        "volatility": 0.0,
        "score": 700.0,
        "propensity": 0.0,
        "forget": float(case.get("forgets", False)),
        "effort": float("catches up" in case),
        "pay_share": float(str(case.get("pays", "0%")).rstrip("%")) / 100.0,
        "line_use": float(str(case.get("uses the line for", "0%")).rstrip("%")) / 100.0,
        "limit": minor(case.get("line", {}).get("limit", 0)),
        "granted": minor(case.get("line", {}).get("limit", 0)),
    }
    for account, prefix in PREFIX.items():
        for name, value in case.get(account, {}).items():
            if name == "cause":
                columns[prefix + name] = int(Cause[value.upper()])
            elif name != "limit":
                columns[prefix + name] = minor(value) if name in MONEY else value
    return Book.of({name: np.asarray([value]) for name, value in columns.items()})


def world_for(case: Case) -> tuple[Opening, Setting, dict[str, np.ndarray]]:
    """The opening book of one borrower, the setting, and the path of incomes that leaves what the case says."""
    months = months_of(case)
    scenario = WORLD.with_({"months": months, **case.get("set", {})})
    book = book_for(case)
    opening = Opening(
        book,
        exits=0.0,
        worklist=0.0,
        approval=1.0,
        pending=np.zeros((2, 12), np.int64),
    )
    income = np.asarray([[0.0, *((LIVING + left) / INCOME - 1.0 for left in case["left for bills"])]])
    zeros = np.zeros((1, months + 1))
    return opening, setting_of(scenario, 1, book), {"unemployment": zeros, "income": income, "looseness": zeros}


def snapshots(case: Case) -> tuple[dict[tuple[int, int], dict[str, Any]], Tallies]:
    """The borrower in the evening of each day that the case names, by the readable engine; and what was counted."""
    moments = sorted({(at["month"], at["day"]) for at in case["expect"]})
    seen: dict[tuple[int, int], dict[str, Any]] = {}

    def watch(world: Any) -> Any:
        who: Borrower = world.borrowers[0]
        for month, day in moments:
            yield world.at(month, day, Phase.REVIEW)
            since = (month - who.billed) * DAYS + day - who.due_day
            row = {name: book_of([who])[name][0] for name in book_of([who])}
            dpd = {
                prefix + "dpd": account.days_past_due(since)
                for account, prefix in zip(who.accounts, PREFIX.values(), strict=True)
            }
            seen[month, day] = {**row, **dpd, "left": who.left}

    opening, setting, macro = world_for(case)
    tallies = run_reference(opening, setting, macro, np.zeros(1, np.int64), processes=(watch,)).tallies
    return seen, tallies


def fast(case: Case, months: int) -> tuple[Book, Tallies]:
    """The book at the close of a month, by the fast engine; and what was counted."""
    cut = {**case, "left for bills": case["left for bills"][:months]}
    opening, setting, macro = world_for(cut)
    tallies, books = run_fast(opening, setting, macro, np.zeros(1, np.int64))
    return books[0], tallies


def check_row(expected: Case, row: dict[str, Any], tallies: Tallies) -> None:
    month = expected["month"]
    for name in ("buffer", "limit"):
        if name in expected:
            assert row[name] == minor(expected[name]), name
    for product, (account, prefix) in enumerate(PREFIX.items()):
        for name, value in expected.get(account, {}).items():
            if name == "bucket":
                at = np.flatnonzero(tallies.accounts[0, month, product, 0])
                assert [BUCKETS[k] for k in at] == [value], f"{account} bucket"
            elif name == "cause":
                assert Cause(int(row[prefix + name])).name.lower() == value, f"{account} cause"
            elif prefix + name in row:
                assert row[prefix + name] == (minor(value) if name in MONEY else value), f"{account} {name}"
    if "customer" in expected:
        assert [BUCKETS[k] for k in np.flatnonzero(tallies.customers[0, month, 0])] == [expected["customer"]]


def check_counted(counted: Case, tallies: Tallies) -> None:
    month, product = counted["month"], PRODUCTS.index(counted["product"])
    at = (0, month, product)
    for name, value in counted.items():
        if name in FLOWS:
            assert tallies.ledger[(*at, FLOWS.index(name))] == minor(value), name
        elif name == "roll":
            come, gone = value.split(">")
            place = BUCKETS.index(come), (*BUCKETS, *LEFT).index(gone)
            assert np.argwhere(tallies.rolled_accounts[at][0]).tolist() == [list(place)], name
        elif name == "rolled":
            assert tallies.rolled_balance[at].sum() == minor(value), name
        elif name == "vintage":
            assert tallies.vintage_originated[0, month - 1, product] == minor(value)
        elif name == "principal charged off":
            assert tallies.charged_off_principal[at].sum() == minor(value)
        elif name in VINTAGES:
            check_vintage(VINTAGES[name], counted, value, tallies)
        elif name == "recovered":
            assert tallies.recovered[at].sum() == minor(value)
        elif name == "accounts":
            assert tallies.accounts[at].sum() == value
        elif name in ("borrowers", "contacts", "worklist", "desk_capacity"):
            assert getattr(tallies, name)[0, month].sum() == value, name
        else:
            assert name in ("month", "product", "of cohort"), f"{name} is not checked"


def check_vintage(name: str, counted: Case, expected: Any, tallies: Tallies) -> None:
    """Accounts, limit granted and balance of a cohort, by bucket where the cell has buckets."""
    month, cohort, product = counted["month"], counted["of cohort"], PRODUCTS.index(counted["product"])
    at = (0, cohort - 1, month - cohort)
    accounts, limit, balance = (
        getattr(tallies, f"{name}_accounts")[(*at, product)],
        getattr(tallies, f"{name}_limit")[at],
        getattr(tallies, name)[(*at, product)],
    )
    if isinstance(expected, list):
        assert [accounts, limit, balance] == [expected[0], minor(expected[1]), minor(expected[2])], name
        return
    wanted = [expected.get(bucket, [0, 0, 0]) for bucket in BUCKETS[1:]]
    assert accounts.tolist() == [row[0] for row in wanted], name
    assert limit.tolist() == [minor(row[1]) for row in wanted], name
    assert balance.tolist() == [minor(row[2]) for row in wanted], name


@pytest.mark.parametrize("case", ALL)
def test_by_hand_in_the_readable_engine(case: Case) -> None:
    seen, tallies = snapshots(case)
    for expected in case["expect"]:
        row = seen[expected["month"], expected["day"]]
        check_row(expected, row, tallies)
        assert row["left"] == expected.get("left", False)
    for counted in case.get("counted", []):
        check_counted(counted, tallies)


@pytest.mark.parametrize("case", ALL)
def test_by_hand_in_the_fast_engine(case: Case) -> None:
    closes = [expected for expected in case["expect"] if expected["day"] == DAYS]
    assert closes, "a case says where the account stands at a close"
    for expected in closes:
        book, tallies = fast(case, expected["month"])
        assert book.size == (0 if expected.get("left") else 1)
        if book.size:
            check_row(expected, {name: book[name][0] for name in book}, tallies)
    _, tallies = fast(case, months_of(case))
    for counted in case.get("counted", []):
        check_counted(counted, tallies)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"due day {row['due day']}") for row in load("buckets.yaml")])
@pytest.mark.parametrize("edges", [(30, 90), (29, 89)], ids=["Chinese edges", "US edges"])
def test_days_past_due_and_buckets_at_the_close(row: Case, edges: tuple[int, ...]) -> None:
    scenario = WORLD.with_({"portfolio.due_days": {row["due day"]: 1.0}, "buckets": edges})
    setting = setting_of(scenario, 1, None)
    for missed, (days, bucket) in enumerate(zip(row["days past due"], row["buckets"], strict=True), start=1):
        account = Account(0, balance=100, arrears=100, bill=100, missed=missed)
        assert account.days_past_due(DAYS - row["due day"]) == days
        assert setting.bucket[0, missed] == BUCKETS.index(bucket)
    assert setting.bucket[0, 0] == 0
