"""Paying: ability, then memory, then willingness on the due day; catching up when late."""

from __future__ import annotations

from typing import Any

from arrears.cells import Cause
from arrears.elementary import whole_power
from arrears.jit import rule

NONE = int(Cause.NONE)
JOB_LOSS = int(Cause.JOB_LOSS)
INCOME_FALL = int(Cause.INCOME_FALL)
OVER_INDEBTED = int(Cause.OVER_INDEBTED)
CREDIT_CRUNCH = int(Cause.CREDIT_CRUNCH)
FORGETTING = int(Cause.FORGETTING)
UNWILLING = int(Cause.UNWILLING)


@rule
def inability(months_out: int, income: int, base: int, crunch: bool, p: Any) -> int:
    """Cause (an int64 `Cause`) of a bill that cannot be paid, told by the borrower's state at that moment.

    crunch: the gap would have been filled had other lenders been as open as usual.
    """
    low = income < p.low_income * base
    cause = CREDIT_CRUNCH if crunch else OVER_INDEBTED
    cause = INCOME_FALL if low else cause
    return JOB_LOSS if months_out > 0 else cause


@rule
def pay(
    due: int,
    wanted: int,
    cash: int,
    reserve: int,
    burden: float,
    autopay: int,
    forget: float,
    willingness: float,
    unable: int,
    u_forget: float,
    l_willing: float,
    p: Any,
) -> tuple[int, int]:
    """Amount paid on the due day of an account in good standing, and the cause if the bill stays open.

    Parameters
    ----------
    due, wanted, cash, reserve : int64
        The bill; what the borrower would pay if all is well; what there is; what is kept back from paying more than the
        bill. Minor units, ``due <= wanted``.
    burden : float64
        Debt service over income.
    autopay : int64
        1: the bill is taken from the buffer; nothing is forgotten or withheld.
    forget, willingness : float64
        Chance of forgetting a month; willingness, log odds.
    unable : int64
        The cause to give when the cash is short.
    u_forget, l_willing : float64
        Uniform draw; standard logistic draw.
    p : PayingParameters

    Returns
    -------
    paid : int64
        Minor units, 0 <= paid <= min(wanted, cash).
    cause : int64
        A `Cause`; 0 when the bill is paid.

    Source: ability before willingness, the order of the double-trigger literature (Bhutta, Dokko and Shan 2017;
    Ganong and Noel 2023: cash flow dominates); logit in the debt-service ratio: *assumption*.
    """
    able = cash >= due
    forgot = (autopay == 0) and (u_forget < forget)
    refuses = (autopay == 0) and (l_willing < p.strategic + p.strategic_burden * min(burden, 3.0) - willingness)
    full = max(due, min(wanted, cash - reserve))
    paid = full
    paid = 0 if refuses else paid
    paid = 0 if forgot else paid
    paid = paid if able else (0 if forgot else cash)
    cause = UNWILLING if refuses else NONE
    cause = FORGETTING if forgot else cause
    cause = cause if able else unable
    return (paid, cause) if due > 0 else (0, NONE)


@rule
def later_cause(cause: int, unable: int) -> int:
    """Cause (an int64 `Cause`) of a late account once one more bill has come.

    Who forgot or refused the first bill and has no money for this one cannot pay from now on; who could not pay before
    stays as told then.

    Parameters
    ----------
    cause : int64
        So far.
    unable : int64
        Why the new bill could not be paid; 0 if the cash would have been there.

    Source: definition; ability before memory and willingness, as on the due day.
    """
    return unable if (cause in (FORGETTING, UNWILLING) and unable != NONE) else cause


@rule
def effort(own: float, missed: int, cause: int, p: Any) -> float:
    """Chance that a late borrower catches up this month unprompted; falls with each bill missed.

    Who forgot a bill does not know of it: the next one tells. From the second bill missed on such a borrower tries
    harder than others, and the fall, slower than theirs, begins there.

    Parameters
    ----------
    own : float64
        Own effort, the chance with one bill missed.
    missed : int64
        Bills missed, from 1 on.
    cause : int64
        A `Cause`, of the oldest unpaid bill.
    p : LateParameters

    Source: shape from the prototype (MODEL: effort times 0.72 a bill, 0.88 for the forgetful); *assumption*.
    """
    told = cause == FORGETTING and missed > 1
    chance = own + (1.0 - own) * p.forgetful_effort if told else own
    decay = p.decay_forgetful if told else p.decay
    return chance * whole_power(decay, max(min(missed, 12) - (2 if told else 1), 0))


@rule
def motive(own: float, missed: int, contacted: int, settled: int, p: Any) -> float:
    """Effort that is left to who was late a month ago and heard nothing since: part of the will to pay goes.

    Parameters
    ----------
    own : float64
        What ``effort`` gives.
    missed : int64
        Bills missed, from 1 on; with one nobody could have called yet.
    contacted, settled : int64
        1: called, or paid a part, since the last due day.
    p : LateParameters

    Source: *assumption*; weak collections leave overdue users without a motive to pay.
    """
    left_alone = (missed > 1) and (contacted == 0) and (settled == 0)
    return own * p.uncalled if left_alone else own


@rule
def catch_up_day(u: float) -> int:
    """Days after the due day on which a borrower catches up unprompted, 0 to 29: more often soon than late.

    Source: *assumption*; the square of a uniform draw puts half of the payments into the first week.
    """
    return int(30.0 * u * u)


@rule
def catch_up(arrears: int, bill: int, cash: int, u_whole: float, p: Any) -> int:
    """Amount of a late payment: all arrears, all but the newest bill, or one bill; as far as the cash goes.

    Parameters
    ----------
    arrears, bill, cash : int64
        Billed and unpaid; one bill; what there is. Minor units, bill > 0.
    u_whole : float64
        Uniform draw: below ``p.whole`` all arrears are meant to be paid; of the rest a share ``p.but_newest`` means to
        pay what was due before the newest bill, and is one bill late then; the others as much as one bill.
    p : LateParameters
    """
    one = min(bill, arrears)
    before = u_whole < p.whole + (1.0 - p.whole) * p.but_newest
    wish = max(arrears - bill, one) if before else one
    wish = arrears if u_whole < p.whole else wish
    # Whoever cannot pay all pays the bills that can be paid.
    return min(wish, max(cash, 0))


@rule
def bills_open(arrears: int, bill: int) -> int:
    """Number of unpaid bills in the arrears, the last perhaps in part: arrears over bill, rounded up."""
    return (arrears + bill - 1) // bill
