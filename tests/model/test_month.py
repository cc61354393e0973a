"""A borrower's month by hand: work and income, the bills, and the due day, one change at a time."""

from types import SimpleNamespace

import pytest

from arrears.cells import Cause
from arrears.model import month
from arrears.model.records import Account, Bills, Luck, Sky, Who, Work
from plain import plain

earn, before, settle = map(plain, (month.earn, month.before, month.settle))

Q = SimpleNamespace(
    income=SimpleNamespace(
        median=1_000, persistence=0.5, permanent=0.2, transitory=0.1,
        replacement=0.5, replacement_later=0.25, replacement_months=5,
    ),
    spending=SimpleNamespace(
        subsistence_fixed=0.0, subsistence_share=0.5, subsistence_ceiling=1.0,
        target_buffer=0.0, propensity=0.9, credit_for_savings=0.0, pull=0.0, adjustment=1.0,
    ),
    financing=SimpleNamespace(
        line_share=0.5, loan_ceiling=0.6, loan_demand=0.02, loan_size=1.0, loan_spent=0.9, closing=0.02,
        outside_ceiling=2.0, outside_out_of_work=0.4, outside_repayment=0.1, outside_call=0.5, outside_use=0.1,
        outside_rate=0.02, outside_service=10.0,
    ),
    paying=SimpleNamespace(low_income=0.8, reserve=0.3, strategic=-8.0, strategic_burden=2.0),
    charges=SimpleNamespace(
        line_rate=0.01, line_rate_late=0.02, loan_rate=0.01, loan_rate_late=0.03, minimum_share=0.1, minimum_bill=50,
    ),
)  # fmt: skip
WHO = Who(
    base_income=1_000, exposure=2.0, volatility=0.0, propensity=0.5, forget=0.0, willingness=0.0, line_use=0.25,
    pay_share=0.0, autopay=1, months_out=0, permanent=0.4, habit=0.0, buffer=200, outside=0, limit=3_000,
)  # fmt: skip
LUCK = Luck(
    work=0.5, z_permanent=0.0, z_transitory=0.0, forget=0.5, l_willing=0.0, loan=0.5, close=0.5, outside=0.0
)  # fmt: skip
SKY = Sky(separation=0.1, finding=0.3, income=0.0, openness=1.0, lines=1.0, open_lines=1.0, rate_change=0.0)
LINE = Account(balance=1_000, arrears=0, bill=0, late=False)
LOAN = Account(balance=500, arrears=0, bill=90, late=False)
IN_WORK = Work(out=0, earned=1_000, permanent_after=0.0)
# Due: 100 on the line, 90 on the loan, nothing to others.
BILLS = Bills(
    habit_after=0.0, service=190, cash=500, rev_owed=1_000, rev_due=100, ins_owed=505, ins_due=90, out_due=0,
    purchases=0, line_free=2_000, closing=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "sky", "u", "worked"),
    [
        ({}, {}, 0.2, (0, 1_221, 0.2)),  # chance of losing work 0.2; half of 0.4 is left: 1,000 exp(0.2)
        ({}, {}, 0.19, (1, 500, 0.2)),
        ({}, {"income": -0.1}, 0.5, (0, 1_099, 0.2)),
        ({"months_out": 5}, {}, 0.29, (0, 1_221, 0.2)),
        ({"months_out": 5}, {}, 0.30, (6, 250, 0.2)),
    ],
)
def test_work_and_then_income(who, sky, u, worked):
    found = earn(WHO._replace(**who), SKY._replace(**sky), LUCK._replace(work=u), Q)
    assert found == (worked[0], worked[1], pytest.approx(worked[2], abs=1e-15))


# What is changed, and what it changes; in good standing first: bills of 190, spending 500 + half of 310, a quarter of
# it on the line.
BEFORE = [
    ({}, {}),
    ({"line": {"arrears": 77, "bill": 7}, "loan": {"arrears": 480}}, {}),  # of an account in good standing: nothing
    (
        {"line": {"late": True, "arrears": 250, "bill": 120}},
        {
            "habit_after": 0.645, "service": 210, "cash": 555, "rev_owed": 1_020, "rev_due": 120,
            "purchases": 0, "line_free": 0,
        },
    ),
    (
        {"line": {"late": True, "arrears": 950, "bill": 120}},
        {
            "habit_after": 0.67, "service": 160, "cash": 530, "rev_owed": 1_020, "rev_due": 70,
            "purchases": 0, "line_free": 0,
        },
    ),
    ({"loan": {"late": True, "arrears": 200}}, {"ins_owed": 515}),
    (
        {"loan": {"late": True, "arrears": 480}},
        {
            "habit_after": 0.682, "service": 135, "cash": 688, "ins_owed": 515, "ins_due": 35,
            "purchases": 170, "line_free": 1_830,
        },
    ),
    (
        {"loan": {"balance": 50}},
        {
            "habit_after": 0.674, "service": 151, "cash": 694, "ins_owed": 51, "ins_due": 51,
            "purchases": 168, "line_free": 1_832,
        },
    ),
    (
        {"who": {"outside": 400}},
        {"habit_after": 0.635, "service": 230, "cash": 723, "out_due": 40, "purchases": 158, "line_free": 1_842},
    ),
    (
        {"who": {"outside": 400}, "sky": {"openness": 0.1}},  # 40, and half of the 200 above what they lend
        {"habit_after": 0.585, "service": 330, "cash": 761, "out_due": 140, "purchases": 146, "line_free": 1_854},
    ),
    ({"who": {"limit": 1_100}}, {"cash": 645, "purchases": 100, "line_free": 0}),
    ({"who": {"limit": 900}}, {"cash": 545, "purchases": 0, "line_free": 0}),
    ({"who": {"limit": 0}, "luck": {"close": 0.01}}, {"cash": 545, "purchases": 0, "line_free": 0}),
    ({"luck": {"close": 0.019}}, {"cash": 545, "purchases": 0, "line_free": 0, "closing": 1}),
    ({"luck": {"close": 0.02}}, {}),
    (
        {"line": {"late": True, "arrears": 250, "bill": 120}, "luck": {"close": 0.01}},
        {
            "habit_after": 0.645, "service": 210, "cash": 555, "rev_owed": 1_020, "rev_due": 120,
            "purchases": 0, "line_free": 0,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "bills"), BEFORE, ids=[str(changes) for changes, _ in BEFORE])
def test_the_moment_the_bills_fall_due(changes, bills):
    expected = Bills(
        habit_after=0.655, service=190, cash=708, rev_owed=1_000, rev_due=100, ins_owed=505, ins_due=90, out_due=0,
        purchases=163, line_free=1_837, closing=0,
    )._replace(**bills)  # fmt: skip
    given = {"who": WHO, "line": LINE, "loan": LOAN, "sky": SKY, "luck": LUCK}
    who, line, loan, sky, luck = (record._replace(**changes.get(name, {})) for name, record in given.items())
    found = before(who, line, loan, IN_WORK, sky, luck, Q)
    assert found._replace(habit_after=0.0) == expected._replace(habit_after=0.0)
    assert found.habit_after == pytest.approx(expected.habit_after, abs=1e-12)


CRUNCH, OVER, FALL, JOB = Cause.CREDIT_CRUNCH, Cause.OVER_INDEBTED, Cause.INCOME_FALL, Cause.JOB_LOSS
NO_CREDIT = {"bills": {"cash": -400, "line_free": 0}, "sky": {"openness": 0.0}}  # 590 are missing
MISSED = {"cash_after": 0, "rev_after": 1_010, "ins_after": 505, "rev_paid": 0, "ins_paid": 0, "rev_interest": 10}
NO_LOAN = {"ins_owed": 0, "ins_due": 0, "service": 100}
WITHOUT_LOAN = {"cash_after": 400, "ins_after": 0, "ins_paid": 0}


def missed(cause, **more):
    return {**MISSED, "rev_cause": cause, "ins_cause": cause, **more}


SETTLE = [
    ({}, {}),
    # The line: a share of the balance, keeping back 300
    ({"who": {"pay_share": 0.5}, "bills": {"cash": 900}}, {"cash_after": 310, "rev_paid": 500, "rev_after": 505,
                                                           "rev_interest": 5}),
    ({"who": {"pay_share": 0.5}, "bills": {"cash": 700}}, {"cash_after": 210, "rev_paid": 400, "rev_after": 606,
                                                           "rev_interest": 6}),
    ({"bills": {"purchases": 70}}, {"rev_after": 979, "drawn": 70}),
    # A gap of 140 from the line
    ({"bills": {"cash": 50}}, {"cash_after": 0, "rev_after": 1_049, "drawn": 140}),
    ({"bills": {"cash": 50, "purchases": 70}}, {"cash_after": 0, "rev_after": 1_119, "drawn": 210}),
    # A gap of 500 from a loan, of at most 600; else from others
    ({"bills": {**NO_LOAN, "cash": -400, "line_free": 0}}, {**WITHOUT_LOAN, "cash_after": 0, "ins_after": 500,
                                                            "loan": 500}),
    ({"bills": {**NO_LOAN, "cash": -500, "line_free": 0}}, {**WITHOUT_LOAN, "cash_after": 0, "ins_after": 600,
                                                            "loan": 600}),
    ({"bills": {**NO_LOAN, "cash": -501, "line_free": 0}}, {**WITHOUT_LOAN, "cash_after": 0, "outside_after": 601}),
    ({"bills": {**NO_LOAN, "cash": -400, "line_free": 0}, "sky": {"lines": 0.5}},
     {**WITHOUT_LOAN, "cash_after": 0, "outside_after": 500}),
    ({"bills": {**NO_LOAN, "cash": -1_100, "line_free": 0}, "sky": {"lines": 2.0}},
     {**WITHOUT_LOAN, "cash_after": 0, "ins_after": 1_200, "loan": 1_200}),
    ({"bills": {**NO_LOAN, "cash": -400, "line_free": 0}, "who": {"limit": 0}},
     {**WITHOUT_LOAN, "cash_after": 0, "outside_after": 500, "limit_after": 0}),
    ({"bills": {"cash": -400, "line_free": 0}}, {"cash_after": 0, "outside_after": 590}),  # has a loan already
    # Late accounts: the bill of the other one alone is paid; no interest is posted on a late line now
    ({"late": (True, False)}, {"cash_after": 410, "rev_paid": 0, "rev_after": 1_000, "rev_interest": 0}),
    ({"late": (False, True)}, {"cash_after": 400, "ins_paid": 0, "ins_after": 505}),
    ({"late": (True, False), "bills": {**NO_LOAN, "cash": -400, "line_free": 0}},
     {**WITHOUT_LOAN, "cash_after": 0, "rev_paid": 0, "rev_after": 1_000, "rev_interest": 0, "outside_after": 400,
      "rev_cause": Cause.OVER_INDEBTED}),  # a late bill is not paid today; that there is no money for it is seen
    # Nothing to be had: why
    (NO_CREDIT, missed(CRUNCH)),
    # Of a line of 1,000 nothing is withheld; as open as usual, others would have lent 718 and collected 128
    ({**NO_CREDIT, "who": {"outside": 1_282, "limit": 1_000}},
     missed(CRUNCH, outside_after=1_307, limit_after=1_000)),
    ({**NO_CREDIT, "who": {"outside": 1_283, "limit": 1_000}},
     missed(OVER, outside_after=1_308, limit_after=1_000)),
    # Of a line of 3,000 half of the 2,000 withheld would have been drawn
    ({**NO_CREDIT, "who": {"outside": 1_282}}, missed(CRUNCH, outside_after=1_307)),
    ({**NO_CREDIT, "sky": {"openness": 1.0}, "who": {"outside": 2_000}}, missed(OVER, outside_after=2_040)),
    ({**NO_CREDIT, "worked": {"earned": 799}}, missed(FALL)),
    ({**NO_CREDIT, "worked": {"out": 1}}, missed(JOB)),
    # Part of it from others: the line is paid, the loan missed
    ({"bills": {"cash": -400, "line_free": 0}, "sky": {"openness": 0.75}, "who": {"outside": 1_000}},
     {"cash_after": 0, "outside_after": 1_520, "ins_paid": 0, "ins_after": 505, "ins_cause": CRUNCH}),
    # In usual times it would have been enough with 90 more: the same out of work, who are trusted with 40%
    ({"bills": {"cash": -400, "line_free": 0}, "worked": {"out": 1}, "who": {"outside": 300}},
     {"cash_after": 0, "outside_after": 806, "ins_paid": 0, "ins_after": 505, "ins_cause": JOB}),
    # Other lenders collect before anybody is paid
    ({"bills": {"cash": 250, "line_free": 0, "out_due": 300}, "who": {"outside": 2_000}},
     missed(OVER, outside_after=1_790)),
    ({"bills": {"cash": 600, "out_due": 300}, "who": {"outside": 2_000}}, {"cash_after": 110, "outside_after": 1_740}),
    # Forgotten, withheld
    ({"who": {"autopay": 0, "forget": 0.6}},
     {"cash_after": 500, "rev_paid": 0, "ins_paid": 0, "rev_after": 1_010, "ins_after": 505, "rev_interest": 10,
      "rev_cause": Cause.FORGETTING, "ins_cause": Cause.FORGETTING}),
    # Burden 1, then 2: a threshold of -6, then -4
    ({"who": {"autopay": 0}, "bills": {"service": 1_001}, "luck": {"l_willing": -5.9}}, {}),
    ({"who": {"autopay": 0}, "bills": {"service": 2_002}, "luck": {"l_willing": -4.1}},
     {"cash_after": 500, "rev_paid": 0, "ins_paid": 0, "rev_after": 1_010, "ins_after": 505, "rev_interest": 10,
      "rev_cause": Cause.UNWILLING, "ins_cause": Cause.UNWILLING}),
    ({"who": {"autopay": 0}, "bills": {"service": 2_002}, "luck": {"l_willing": -3.9}}, {}),
    # A loan for a purchase, a tenth of which stays; for those in work, in good standing, without a loan
    ({"bills": NO_LOAN, "luck": {"loan": 0.019}}, {"cash_after": 500, "ins_after": 1_000, "ins_paid": 0,
                                                   "loan": 1_000}),
    ({"bills": NO_LOAN, "luck": {"loan": 0.02}}, WITHOUT_LOAN),
    # larger in a looser market, and not more frequent
    ({"bills": NO_LOAN, "luck": {"loan": 0.02}, "sky": {"lines": 2.0}}, WITHOUT_LOAN),
    ({"bills": NO_LOAN, "luck": {"loan": 0.019}, "sky": {"lines": 2.0}}, {"cash_after": 600, "ins_after": 2_000,
                                                                         "ins_paid": 0, "loan": 2_000}),
    ({"luck": {"loan": 0.01}}, {}),
    ({"bills": NO_LOAN, "luck": {"loan": 0.01}, "worked": {"out": 1}}, WITHOUT_LOAN),
    ({"bills": NO_LOAN, "luck": {"loan": 0.01}, "who": {"limit": 0}}, {**WITHOUT_LOAN, "limit_after": 0}),
    ({"bills": NO_LOAN, "luck": {"loan": 0.01}, "late": (True, False)},
     {**WITHOUT_LOAN, "cash_after": 500, "rev_paid": 0, "rev_after": 1_000, "rev_interest": 0}),
    ({"bills": NO_LOAN, "luck": {"loan": 0.01}, "who": {"autopay": 0, "forget": 0.6}},
     {**WITHOUT_LOAN, "cash_after": 500, "rev_paid": 0, "rev_after": 1_010, "rev_interest": 10,
      "rev_cause": Cause.FORGETTING}),
    ({"bills": {**NO_LOAN, "cash": -400, "line_free": 0}, "luck": {"loan": 0.01}},
     {**WITHOUT_LOAN, "cash_after": 0, "ins_after": 500, "loan": 500}),  # one for the gap is one
    # Giving the line up: all of it is paid, keeping back the loan's bill
    ({"bills": {"cash": 2_000, "closing": 1, "line_free": 0}},
     {"cash_after": 910, "rev_paid": 1_000, "rev_after": 0, "rev_interest": 0, "limit_after": 0}),
    ({"bills": {"cash": 1_090, "closing": 1, "line_free": 0}},
     {"cash_after": 0, "rev_paid": 1_000, "rev_after": 0, "rev_interest": 0, "limit_after": 0}),
    ({"bills": {"cash": 1_050, "closing": 1, "line_free": 0}},
     {"cash_after": 0, "rev_paid": 960, "rev_after": 40, "rev_interest": 0}),
    ({"bills": {**NO_LOAN, "cash": 2_000, "closing": 1, "line_free": 0}, "luck": {"loan": 0.01}},
     {**WITHOUT_LOAN, "cash_after": 1_000, "rev_paid": 1_000, "rev_after": 0, "rev_interest": 0, "limit_after": 0}),
    # Outside credit used in good times, and interest on what was owed
    ({"luck": {"outside": 0.5}, "who": {"propensity": 1.0}}, {"outside_after": 100}),
    ({"luck": {"outside": 0.5}, "worked": {"out": 1}}, {}),
    ({"who": {"outside": 120}}, {"outside_after": 122}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "after"), SETTLE, ids=[str(changes) for changes, _ in SETTLE])
def test_the_due_day(changes, after):
    expected = {
        "cash_after": 310, "outside_after": 0, "rev_after": 909, "ins_after": 415, "rev_paid": 100, "ins_paid": 90,
        "rev_cause": 0, "ins_cause": 0, "rev_interest": 9, "drawn": 0, "loan": 0, "limit_after": 3_000, **after,
    }  # fmt: skip
    given = {"who": WHO, "worked": IN_WORK, "bills": BILLS, "sky": SKY, "luck": LUCK}
    who, worked, bills, sky, luck = (record._replace(**changes.get(name, {})) for name, record in given.items())
    found = settle(who, *changes.get("late", (False, False)), worked, bills, sky, luck, Q)
    assert found._asdict() == expected
