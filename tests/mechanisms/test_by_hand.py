"""Rules of mechanisms and policies, worked by hand."""

from arrears.mechanisms import LateAccount, Standing
from arrears.mechanisms.holidays import HOLIDAYS, Skipped, skip
from arrears.mechanisms.plans import PLANS, Kept, Offered, keep, offer, on_plan, overdue
from arrears.model.records import Bills, Work
from arrears.policies import Figures
from arrears.policies.regulator import REGULATOR, review

JOB_LOSS, FAILED_PLAN = 1, 7
# Three bills of 100.00 missed, due on the 10th: 80 days past due at the close. 250.00 saved.
LATE = LateAccount(
    product=0,
    due_day=10,
    missed=3,
    cause=JOB_LOSS,
    settled=0,
    arrears=30_000,
    bill=10_000,
    balance=90_000,
    limit=100_000,
    buffer=25_000,
    forborne=0,
)
PLAN = PLANS.with_({"months": 2, "share": 0.5, "take_up": 0.3}).parameters
STATE = PLANS.state_type()
DRAWN = PLANS.draws_type()


def test_a_plan_is_offered_from_31_to_90_days() -> None:
    due_on_the_tenth = [LATE._replace(missed=missed) for missed in range(1, 6)]  # 20, 50, 80, 110, 140 days
    assert [overdue(a, STATE(0), PLAN) for a in due_on_the_tenth] == [False, True, True, False, False]
    assert not overdue(LATE, STATE(1), PLAN)  # on one already
    assert not overdue(LATE._replace(balance=0), STATE(0), PLAN)


def test_an_offer_is_taken_up_below_the_chance() -> None:
    assert offer(LATE, STATE(0), DRAWN(0.29), PLAN) == Offered(2, 1, 1)
    assert offer(LATE, STATE(0), DRAWN(0.30), PLAN) == Offered(0, 1, 0)


def test_a_month_of_a_plan_is_paid_and_the_count_stands_still() -> None:
    # A fourth bill has just been posted: missed 4, 400.00 in arrears. Half a bill and a cent: 50.01 is paid.
    posted = LATE._replace(missed=4, arrears=40_000)
    assert on_plan(posted, STATE(2), PLAN)
    assert keep(posted, STATE(2), DRAWN(0.5), PLAN) == Kept(
        plan_left=1,
        missed=3,
        cause=JOB_LOSS,
        settled=1,
        arrears=34_999,
        balance=84_999,
        buffer=19_999,
        forborne=1,
        payments=5_001,
        plans_kept=1,
        plans_broken=0,
        plans_completed=0,
    )


def test_the_last_month_of_a_plan_re_ages_the_account() -> None:
    done = keep(LATE._replace(missed=4, arrears=40_000, forborne=1), STATE(1), DRAWN(0.5), PLAN)
    assert done == Kept(0, 0, 0, 1, 0, 84_999, 19_999, 0, 5_001, 1, 0, 1)


def test_who_cannot_pay_has_broken_the_plan_and_is_as_late_as_before() -> None:
    broken = keep(LATE._replace(missed=4, arrears=40_000, buffer=5_000), STATE(2), DRAWN(0.5), PLAN)
    assert broken == Kept(0, 4, FAILED_PLAN, 0, 40_000, 90_000, 5_000, 0, 0, 0, 1, 0)


BILLS = Bills(
    habit_after=0.7,
    service=15_000,
    cash=8_000,
    rev_owed=60_000,
    rev_due=6_000,
    ins_owed=30_000,
    ins_due=4_000,
    out_due=5_000,
    purchases=0,
    line_free=10_000,
    closing=0,
)
FINE, TOO_LATE = Standing(60_000, False), Standing(60_000, True)
OWN, ASKS = HOLIDAYS.fields_type(), HOLIDAYS.draws_type()
HOLIDAY = HOLIDAYS.with_({"ask": 0.5, "months": 2, "cushion": 1.0}).parameters
IN_WORK, OUT_OF_WORK = Work(0, 300_000, 0.0), Work(3, 100_000, 0.0)


def skipped(
    *,
    line: Standing = FINE,
    worked: Work = IN_WORK,
    bills: Bills = BILLS,
    own: tuple[int, int] = (0, 0),
    u: float = 0.4,
) -> Skipped:
    return skip(None, line, Standing(30_000, False), worked, bills, OWN(*own), ASKS(u), HOLIDAY)


def test_who_is_short_of_cash_may_set_both_bills_aside() -> None:
    # 80.00 of cash, bills of 100.00: in need
    assert skipped() == Skipped(1, 1, 0, 0, 1, 10_000)


def test_who_does_not_ask_or_is_not_in_need_pays() -> None:
    as_billed = Skipped(0, 0, 6_000, 4_000, 0, 0)
    assert skipped(u=0.5) == as_billed
    assert skipped(bills=BILLS._replace(cash=10_000)) == as_billed  # just enough
    assert skipped(line=TOO_LATE) == as_billed


def test_out_of_work_is_in_need_whatever_the_cash() -> None:
    assert skipped(bills=BILLS._replace(cash=10_000_000), worked=OUT_OF_WORK).holidays == 1


def test_a_holiday_ends_after_its_months() -> None:
    assert skipped(own=(1, 1)) == Skipped(2, 2, 0, 0, 1, 10_000)
    assert skipped(own=(2, 2)) == Skipped(2, 2, 6_000, 4_000, 0, 0)


def test_an_account_without_a_bill_sets_none_aside() -> None:
    assert skipped(bills=BILLS._replace(cash=5_000, ins_due=0, ins_owed=0)) == Skipped(1, 0, 0, 0, 1, 6_000)


FIGURES = Figures(month=3, overdue_31=0.025, balance=10**9, charged_off=0, unemployment=0.05, looseness=0.5)
RULES = REGULATOR.with_({"threshold": 0.02, "step": 0.4, "limit": 0.7, "easing": 0.1}).parameters
MEMORY = REGULATOR.memory_type()


def test_the_regulator_tightens_by_steps_down_to_its_limit_and_eases() -> None:
    first = review(FIGURES, MEMORY(0.0), RULES)
    assert (first.tightened, first.looseness, first.tightenings) == (0.4, -0.4, 1)
    second = review(FIGURES, MEMORY(0.4), RULES)
    assert (second.tightened, second.tightenings) == (0.7, 1)
    third = review(FIGURES, MEMORY(0.7), RULES)
    assert (third.tightened, third.tightenings) == (0.7, 0)
    calm = FIGURES._replace(overdue_31=0.02)  # at the threshold is not above it
    assert review(calm, MEMORY(0.05), RULES).tightened == 0.0
