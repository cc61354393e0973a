"""What a run opens with: a tape, an own book; and the month that is under way for accounts that open late."""

from __future__ import annotations

import json

import numpy as np
import pytest

from arrears.cells import FLOWS
from arrears.columns import UNKNOWN_COHORT
from arrears.dates import YearMonth
from arrears.errors import TapeError, TooLargeError, UsageError
from arrears.population.book import Book
from arrears.population.late_accounts import with_month_under_way
from arrears.population.tape import read_tape, tape_of
from arrears.result.result import Result
from arrears.scenario import Scenario
from arrears.setting import setting_of
from arrears.simulation import simulate, synthesise

TAIWAN = Scenario.read("severely-adverse-2026")
SMALL = TAIWAN.with_({"portfolio.borrowers": 3_000, "months": 3, "run.paths": 2})


@pytest.fixture(scope="module")
def whole() -> Result:
    return simulate(TAIWAN, paths=2, months=2)


@pytest.fixture(scope="module")
def sample() -> Result:
    return simulate(SMALL)


def test_month_0_is_the_tape(whole: Result) -> None:
    tape = tape_of(TAIWAN, seed=TAIWAN.run.seed)
    assert (
        whole.dataset["balance"].isel(month=0).sum(["product", "segment", "bucket"]).values.tolist()
        == [tape.buckets.owed] * 2
    )
    for bucket, share in tape.buckets.balance.items():
        assert whole.overdue_rate(bucket).isel(month=0).values == pytest.approx(share)
    observed = json.loads(whole.dataset.attrs["observed"])
    assert observed["1-30"] == pytest.approx(tape.buckets.balance["1-30"])


def test_credits_stand_in_the_ledger_of_month_0(whole: Result) -> None:
    tape = tape_of(TAIWAN, seed=TAIWAN.run.seed)
    adjustments = whole.dataset["ledger"].isel(month=0).sel(flow=FLOWS[-1])
    assert FLOWS[-1] == "adjustments"
    assert adjustments.values.tolist() == [[tape.credits, 0]] * 2
    assert tape.adjustments["read"] + tape.credits == tape.buckets.owed


def test_what_is_said_of_a_tape(whole: Result) -> None:
    (note,) = json.loads(whole.dataset.attrs["notes"])
    assert "Taiwan" in note
    assert "2005-09" in note
    assert "Federal Reserve" in note
    assert "2026 severely adverse" in note
    assert "another country and another time" in note
    assert whole.dataset.attrs["currency"] == "TWD"
    tape = whole.manifest["tape"]
    assert {field["got"] for field in tape["fields"].values()} == {"observed", "derived", "drawn"}
    assert tape["counts"]["rows read"] == 30_000
    assert whole.manifest["book"]["source"] == "tape"
    assert whole.manifest["book"]["normal_worklist"] > 0


def test_nothing_is_said_of_a_book_of_the_same_time() -> None:
    near = SMALL.with_({"macro.file": None, "start": "2005-10"})
    assert json.loads(simulate(near, months=1).dataset.attrs["notes"]) == []


def test_a_tape_is_resampled_and_more_borrowers_change_nobody(sample: Result) -> None:
    assert sample.dataset.attrs["borrowers"] == 3_000
    small, large = (tape_of(SMALL.with_({"portfolio.borrowers": n}), seed=1).book for n in (500, 900))
    assert all(np.array_equal(small[name], large[name][:500]) for name in small)


def test_accounts_of_unknown_age_are_in_no_vintage() -> None:
    scenario = SMALL.with_({"portfolio.balance_sheet": "run_off"})
    assert (tape_of(scenario, seed=1).book["rev_cohort"] == UNKNOWN_COHORT).all()
    run = simulate(scenario).dataset
    assert not run["vintage_originated"].any()
    assert not run["vintage_late"].any()


def test_segments_add_up_over_a_tape(sample: Result) -> None:
    split = simulate(SMALL.with_({"portfolio.segment": "score_band"}))
    assert np.array_equal(
        split.dataset["balance"].sum("segment").values, sample.dataset["balance"].sum("segment").values
    )
    assert split.dataset.sizes["segment"] > 1


def test_both_engines_open_with_the_same() -> None:
    few = SMALL.with_({"portfolio.borrowers": 200, "run.paths": 1})
    fast, readable = (simulate(few, engine=engine).dataset for engine in ("fast", "reference"))
    for name in ("balance", "accounts", "ledger", "worklist", "contacts"):
        assert np.array_equal(fast[name].values, readable[name].values), name


def test_an_own_book_as_a_frame_is_the_same_as_as_a_book() -> None:
    calm = Scenario.read("baseline").with_({"months": 2, "run.paths": 1})
    book = Book.from_frame(synthesise(calm, 400, 1).frame())
    runs = [simulate(calm, book=given) for given in (book, book.frame())]
    assert runs[0].dataset.attrs["borrowers"] == 400
    assert runs[0].dataset.equals(runs[1].dataset)
    assert runs[0].manifest["book"]["source"] == "given"
    with pytest.raises(UsageError, match="own book"):
        simulate(calm, book=book, borrowers=10)


def test_too_many_borrowers_are_refused_before_the_tape_is_read() -> None:
    with pytest.raises(TooLargeError, match="GiB"):
        simulate(TAIWAN, borrowers=10**9)


def under_way(book: Book, contacts: float = 0.04) -> Book:
    setting = setting_of(TAIWAN, 1, book)
    q = setting.q
    return with_month_under_way(
        book, seed=1, effect=setting.effect, daily_contacts=contacts, late=q.late, collections=q.collections
    )


def test_what_is_to_come_before_the_next_due_day() -> None:
    book = under_way(tape_of(TAIWAN, seed=1).book)
    late, day = np.asarray(book["rev_missed"]) > 0, np.asarray(book["rev_day"])
    due, answers, contacted = (np.asarray(book[name]) for name in ("due_day", "rev_answers", "rev_contacted"))
    coming = day >= 0
    assert 0 < coming[late].mean() < 0.5
    assert (due + day)[coming].min() > 30  # what is past is past
    assert not coming[~late].any()
    assert not answers[~late].any()
    assert not contacted[~late].any()
    # whom the desk has called already has paid a bill, or will not this month
    assert not (coming | (answers == 1))[late & (contacted == 1)].any()
    assert contacted[late & (due == 10)].mean() == pytest.approx(0.8, abs=0.05)
    assert contacted[late & (due == 20)].mean() == pytest.approx(0.4, abs=0.05)
    assert not np.asarray(under_way(tape_of(TAIWAN, seed=1).book, contacts=0.0)["rev_contacted"]).any()


def test_a_book_that_says_what_is_to_come_is_left_as_it_is() -> None:
    told = under_way(tape_of(SMALL, seed=1).book)
    assert under_way(told) is told


def test_a_late_account_without_a_bill_is_refused() -> None:
    book = tape_of(SMALL, seed=1).book
    bill = np.asarray(book["rev_bill"]).copy()
    row = int(np.argmax(np.asarray(book["rev_missed"]) > 0))
    bill[row] = 0
    with pytest.raises(TapeError, match=f"'rev_bill', row {row}"):
        under_way(Book.of({**{name: book[name] for name in book}, "rev_bill": bill}))


def test_a_map_that_a_scenario_leaves_out_is_named_in_the_run(sample: Result) -> None:
    source = SMALL.portfolio.source
    assert source != "synthetic"
    left_out = SMALL.with_({"portfolio.source.columns": None}) if source.columns else SMALL
    run = simulate(left_out, months=1, paths=1)
    assert "portfolios/taiwan-2005.columns.yaml" in run.inputs
    assert run.scenario.portfolio.source == sample.scenario.portfolio.source


def test_a_tape_read_by_hand_can_be_the_book() -> None:
    tape = read_tape(TAIWAN.find_input("portfolios/taiwan-2005.csv"), borrowers=300, scenario=TAIWAN)
    run = simulate(TAIWAN, book=tape.book, months=1, paths=1)
    assert run.dataset.attrs["borrowers"] == 300
    assert tape.date == YearMonth.parse("2005-09")


def test_newcomers_fall_due_as_a_given_book_does() -> None:
    """Rows are set aside by the book's own days: another mix, or a day that nobody has, ran out of them."""
    scenario = Scenario.read("baseline").with_({"months": 18, "run.paths": 1})
    book = synthesise(scenario, 600, 7)
    assert setting_of(scenario, 1, book).due_share.tolist() == [0.6, 1.0]  # the scenario's mix, to the letter
    frame = book.frame().assign(due_day=5)
    assert setting_of(scenario, 1, Book.from_frame(frame)).days == (5,)
    other = frame.assign(due_day=[10] * 580 + [27] * 20)
    assert setting_of(scenario, 1, Book.from_frame(other)).due_share.tolist() == [580 / 600, 1.0]
    run = simulate(scenario, book=frame)
    assert run.manifest["borrowers"] == 600
    assert run.dataset["balance"].isel(month=-1).sum() > 0
