"""The shipped Taiwan book: the figures that are known of it, and what is drawn for it."""

import time

import numpy as np
import pytest

from arrears.cells import Cause
from arrears.columns import UNKNOWN_COHORT
from arrears.errors import TapeError
from arrears.population.tape import read_tape, tape_of
from arrears.population.tape_draws import TRAITS
from arrears.population.tape_map import read_column_map
from arrears.scenario import Scenario, shipped_folder

TAPE = shipped_folder() / "portfolios" / "taiwan-2005.csv"
MAP = shipped_folder() / "portfolios" / "taiwan-2005.columns.yaml"


@pytest.fixture(scope="module")
def tape():
    return read_tape(TAPE, MAP)


@pytest.fixture(scope="module")
def frame(tape):
    return tape.book.frame()


def test_rows_reconcile_with_the_known_counts(tape):
    counts = tape.counts
    assert counts["rows read"] == counts["rows kept"] == tape.book.size == 30_000
    assert counts["late with a bill of zero or less -> current"] == 1_689
    assert counts["negative bill -> zero owed plus a credit"] == 590
    assert sum(n for name, n in counts.items() if name.startswith("kept: ")) == 30_000
    assert sum(status.rows for status in tape.statuses) == 30_000


def test_shares_of_the_balance_by_code(tape):
    owed = sum(status.balance for status in tape.statuses)
    share = {k: sum(s.balance for s in tape.statuses if int(s.status) >= k) / owed for k in (1, 2, 3)}
    assert [round(share[k], 3) for k in (1, 2, 3)] == [0.194, 0.128, 0.016]


def test_buckets_pool_codes_1_and_2(tape):
    assert tape.buckets.balance["1+"] == pytest.approx(0.19366, abs=5e-6)
    assert tape.buckets.balance["31+"] == pytest.approx(0.01560, abs=5e-6)
    assert tape.buckets.accounts == 27_402
    parts = [tape.buckets.balance[name] for name in ("current", "1-30", "31-90", "91+")]
    assert sum(parts) == pytest.approx(1.0)


def test_the_book_opens_in_the_tapes_own_buckets(tape, frame):
    late = frame.rev_missed > 0
    dpd = 30 * frame.rev_missed.astype(int) - frame.due_day
    owed = frame.rev_balance.sum()
    assert frame.rev_balance[late].sum() / owed == pytest.approx(tape.buckets.balance["1+"])
    assert frame.rev_balance[late & (dpd > 30)].sum() / owed == pytest.approx(tape.buckets.balance["31+"])
    assert sorted(frame.rev_missed.unique()) == [0, 1, 2, 3, 4, 5, 6]
    assert set(frame.due_day) == {10, 20}


def test_what_is_read_and_credits_add_up_to_what_is_owed(tape, frame):
    line = tape.adjustments
    assert line["read"] + line["credits"] == line["owed"] == frame.rev_balance.sum()
    assert line["read"] == 153_669_992_700  # the sum of the bills, in cents
    assert tape.credits == 68_133_000


def test_late_accounts_are_consistent(frame):
    late = frame.rev_missed > 0
    assert (frame.rev_balance[late] > 0).all()
    assert (frame.rev_arrears[late] > 0).all()
    assert (frame.rev_arrears <= frame.rev_balance).all()
    assert (frame.rev_bill[late] > 0).all()
    assert (frame.rev_arrears[late] <= frame.rev_missed[late] * frame.rev_bill[late]).all()
    assert (frame.loc[~late, ["rev_arrears", "rev_bill", "rev_cause", "rev_worst"]] == 0).all(axis=None)
    assert (frame.rev_cause[late] == Cause.UNKNOWN).all()
    assert (frame.rev_cohort == UNKNOWN_COHORT).all()
    assert (frame.rev_day == -1).all()


def test_the_late_do_not_hold_ordinary_savings(frame):
    late = frame.rev_missed > 0
    poor = frame.buffer < frame.rev_arrears
    assert 0.2 < poor[late].mean() < 0.35  # the others let a bill slip: the map says so of three in four
    assert frame.buffer[late].median() < 0.5 * frame.buffer[~late].median()
    assert poor[frame.rev_missed >= 2].mean() > 1.5 * poor[frame.rev_missed == 1].mean()
    assert frame.quality[late].mean() < frame.quality[~late].mean() - 0.5
    assert frame.score[late].mean() < frame.score[~late].mean() - 30
    out = frame.months_out > 0
    assert out[late].mean() > 2 * out[~late].mean()
    assert (frame.months_out[late & out] >= frame.rev_missed[late & out]).all()
    assert frame.permanent[late].mean() < -0.05 < frame.permanent[~late].mean()


def test_drawn_traits_keep_the_scenarios_levels(frame):
    assert (frame.months_out > 0).mean() == pytest.approx(0.05, abs=0.006)
    assert frame.quality.mean() == pytest.approx(0.0, abs=0.02)
    assert frame.quality.std() == pytest.approx(1.0, abs=0.02)
    assert frame.base_income.median() == pytest.approx(3_300_000, rel=0.02)
    assert np.corrcoef(np.log(frame.limit), np.log(frame.base_income))[0, 1] == pytest.approx(0.58, abs=0.03)


def test_habits_follow_the_payments(tape, frame):
    full = frame.pay_share == 1.0
    assert 0.15 < full.mean() < 0.40
    assert frame.pay_share.between(0, 1).all()
    assert frame.line_use.between(0, 0.9).all()
    assert frame.effort.between(0.02, 0.95).all()
    assert not any("cannot hold together" in note for note in tape.notes)


def test_every_column_of_a_borrower_says_how_it_was_got(tape):
    assert {field.got for field in tape.fields.values()} == {"observed", "derived", "drawn"}
    assert tape.fields["rev_balance"].got == tape.fields["limit"].got == tape.fields["rev_missed"].got == "observed"
    assert tape.fields["buffer"].got == tape.fields["base_income"].got == tape.fields["due_day"].got == "drawn"
    named = {name for name in tape.book if not name.startswith("ins_")}
    technical = {"place", "origin", "segment", "rev_contacted", "rev_day", "rev_answers", "rev_settled"}
    assert named - technical == set(tape.fields) - {"rate"}


def test_the_seed_moves_draws_and_nothing_observed(tape, frame):
    again, other = read_tape(TAPE, MAP).book.frame(), read_tape(TAPE, MAP, seed=2).book.frame()
    assert again.equals(frame)
    for name in ("rev_balance", "rev_missed", "limit"):
        assert (other[name] == frame[name]).all()
    assert (other.buffer != frame.buffer).mean() > 0.9


def test_resampling_is_a_prefix_of_itself():
    few = read_tape(TAPE, MAP, borrowers=2_000).book.frame()
    more = read_tape(TAPE, MAP, borrowers=5_000)
    assert more.book.frame().iloc[:2_000].equals(few)
    assert more.counts["rows kept"] == 30_000
    assert more.buckets.balance["1+"] == pytest.approx(0.19366, abs=5e-6)
    assert "with replacement" in more.notes[0]
    assert (more.book.frame().rev_missed > 0).mean() == pytest.approx(5_129 / 30_000, abs=0.02)


def test_a_scenario_names_the_tape():
    text = """
    name: Test
    portfolio:
      source: {tape: portfolios/taiwan-2005.csv, columns: portfolios/taiwan-2005.columns.yaml, currency: TWD}
      currency: TWD
      borrowers: 500
      due_days: {10: 0%, 20: 0%, 5: 100%}
    macro: {unemployment: 10%}
    lender: {charges: {minimum_share: 5%}}
    borrowers: {income: {median: 33_000}}
    """
    scenario = Scenario.from_text(text)
    tape = tape_of(scenario, seed=3)
    book = tape.book.frame()
    assert tape.book.size == 500
    assert set(book.due_day) == {5}
    assert (book.months_out > 0).mean() == pytest.approx(0.10, abs=0.04)
    late = book.rev_missed > 0
    assert (book.rev_bill[late] <= 0.05 * book.rev_balance[late] + 1_000).all()
    assert [note for note in tape.notes if "median income" in note or "amounts are in" in note] == []
    with pytest.raises(ValueError, match="synthetic"):
        tape_of(Scenario(name="x"))
    other = scenario.with_({"portfolio.source.currency": "CNY"})
    with pytest.raises(TapeError, match=r"currency is CNY, and the tape's map says TWD"):
        tape_of(other)


def test_an_earlier_charge_off_holds_bills_below_it():
    scenario = Scenario(name="x").with_({"lender.charge_off.dpd": 91})
    tape = read_tape(TAPE, MAP, scenario=scenario)
    assert tape.counts["4 or more bills missed, one less"] == 26 + 11 + 9 + 19
    assert tape.book["rev_missed"].max() == 3


def test_the_summary_is_plain_json(tape):
    import json

    text = json.dumps(tape.summary())
    assert json.loads(text)["counts"]["rows read"] == 30_000
    assert set(TRAITS) >= {"buffer", "work"}


def test_it_is_read_quickly(tape):
    began = time.process_time()
    read_tape(TAPE, read_column_map(MAP))
    assert time.process_time() - began < 1.5  # 0.6 s of one processor; the limit leaves room for a slow one
