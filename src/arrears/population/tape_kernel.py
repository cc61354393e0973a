"""One loop over the rows of a tape: each becomes a borrower by the rules that applicants and the engine use too."""

from __future__ import annotations

from typing import Any, NamedTuple

from arrears.borrower.financing import outside_due
from arrears.borrower.spending import savings_target, spend, subsistence
from arrears.elementary import exp
from arrears.jit import kernel
from arrears.lender.charges import line_bill
from arrears.population.newcomer import newcomer, within
from arrears.population.tape_draws import TRAITS

LATENT_ROWS = len(TRAITS)
(
    Z_INCOME, Z_QUALITY, Z_PROPENSITY, Z_FORGET, Z_WILLINGNESS, Z_BUFFER, Z_LINE_USE, Z_PAY_SHARE,
    Z_WORK, Z_SWING, Z_OUTSIDE, Z_AUTOPAY,
) = range(LATENT_ROWS)  # fmt: skip
# Uniform draws of a row besides.
(U_SCORE, U_TYPE, U_DUE_DAY, U_FORGOT, U_HOLDS, U_FALL, U_SPELL, U_USAGE) = range(8)
# Rows of what the tape says: float64; money in minor units.
(
    G_BALANCE, G_MISSED, G_CREDIT, G_PURCHASES, G_PAY_SHARE, G_LATE_MONTHS, G_HELD,
    G_SAVINGS, G_OUTSIDE, G_SCORE, G_LOAN_BILL, G_LOAN_ARREARS, G_LOAN_MISSED,
) = range(13)  # fmt: skip
# Rows that Python prepares: the score's noise, chances of work and autopay, fall of income (log), months out of work.
(X_NOISE, X_WORK, X_AUTOPAY, X_FALL, X_SPELL) = range(5)
# Rows of the result.
RESULT = (
    "base_income", "quality", "score", "propensity", "forget", "willingness", "effort", "line_use", "pay_share",
    "employment_type", "autopay", "months_out", "buffer", "exposure", "volatility", "permanent", "habit", "outside",
    "rev_arrears", "rev_bill",
)  # fmt: skip
_SPREAD_OUTSIDE = 0.5  # standard deviation of the logarithm of debt elsewhere, about its steady level; assumption
_LEAST_USE, _MOST_USE = 0.0, 0.9
_PRIOR_MONTHS = 2.0  # an account's own months late count against so many of the tape's mean; assumption


class TapeParameters(NamedTuple):
    """What the loop needs besides the traits' own; money in minor units, rates a month."""

    median: int
    swing: float
    replacement: float
    replacement_later: float
    replacement_months: int
    minimum_share: float
    minimum_bill: int
    decay: float
    unemployment: float
    forgetful: float
    holds: float
    held: float  # share of late months after which accounts of this tape were not later; 0: no history


@kernel
def fill_rows(
    z: Any, u: Any, extra: Any, given: Any, p: Any, t: TapeParameters, spending: Any, financing: Any, out: Any
) -> int:
    """Fill ``out``, (20, row) float64 in the order of ``RESULT``.

    Parameters
    ----------
    z : (12, row) float64
        Traits, standard normal, drawn given what the tape says.
    u, extra : (8, row), (5, row) float64
        Uniforms, and numbers made of them.
    given : (13, row) float64
        What the tape says; NaN where it does not.
    p, t, spending, financing : named tuples
        Parameters of the newcomer rule, of the tape, of spending and of financing.
    out : (20, row) float64
        Result.

    Returns
    -------
    Rows whose purchases are more than nine tenths of what they would spend, and were cut to that.
    """
    cut = 0
    for i in range(z.shape[1]):
        (
            base, quality, score, propensity, forget, willingness, effort, line_use, pay_share, kind, autopay,
            months_out, buffer, _limit, exposure, volatility, _first,
        ) = newcomer(
            z[Z_INCOME, i], z[Z_QUALITY, i], z[Z_PROPENSITY, i], z[Z_FORGET, i], z[Z_WILLINGNESS, i], z[Z_BUFFER, i],
            z[Z_LINE_USE, i], z[Z_PAY_SHARE, i], extra[X_NOISE, i], u[U_TYPE, i], extra[X_AUTOPAY, i], extra[X_WORK, i],
            u[U_USAGE, i], t.unemployment, 0.0, 1.0, p,
        )  # fmt: skip
        balance, line_missed = int(given[G_BALANCE, i]), int(given[G_MISSED, i])
        bill = line_bill(balance, t)
        line_late = line_missed > 0
        arrears = min(line_missed * bill, balance) if line_late else 0
        missed = max(line_missed, int(given[G_LOAN_MISSED, i]))
        late = missed > 0

        # Why somebody is late the tape does not say. Some forgot; the others lack the money: they hold less than what
        # they have missed, and are out of work, for as long at least, or earn less than they did.
        chance = 1.0
        for _ in range(missed):
            chance = chance * t.forgetful
        forgot = late and u[U_FORGOT, i] < chance
        short = late and not forgot
        autopay = 0 if forgot else autopay
        permanent = t.swing * volatility * z[Z_SWING, i]
        if months_out > 0:
            months_out = min(max(int(extra[X_SPELL, i]), missed), 120)
        elif short:
            permanent += extra[X_FALL, i]
        if short:
            buffer = min(buffer, int(t.holds * u[U_HOLDS, i] * (arrears + given[G_LOAN_ARREARS, i])))
        if given[G_SAVINGS, i] == given[G_SAVINGS, i]:
            buffer = int(given[G_SAVINGS, i])
        buffer = buffer + int(given[G_CREDIT, i])

        # Debt elsewhere stands where what is used and what is collected a month are even, more or less by the trait.
        paid_off = max(financing.outside_repayment - financing.outside_rate, 0.01)
        steady = financing.outside_use * propensity * propensity / paid_off
        spread = exp(_SPREAD_OUTSIDE * z[Z_OUTSIDE, i] - 0.5 * _SPREAD_OUTSIDE * _SPREAD_OUTSIDE)
        outside = int(min(steady * spread, financing.outside_ceiling) * base)
        if given[G_OUTSIDE, i] == given[G_OUTSIDE, i]:
            outside = int(given[G_OUTSIDE, i])

        replaced = t.replacement if months_out <= t.replacement_months else t.replacement_later
        earned = int(base * (exp(permanent) if months_out == 0 else replaced))
        service = bill + int(given[G_LOAN_BILL, i]) + outside_due(outside, base, 1.0, financing)
        floor = subsistence(base, t.median, spending)
        target = savings_target(base, propensity, 1.0, financing.outside_ceiling, spending)
        _, habit = spend(base, floor, earned, service, buffer, target, 0.0, propensity, spending)
        purchases = given[G_PURCHASES, i]
        if purchases == purchases:
            # against spending in work with savings at their target: what is drawn in ordinary times
            usual, _ = spend(base, floor, base, service, int(target), target, 0.0, propensity, spending)
            line_use = within(purchases / (usual + 1.0), _LEAST_USE, _MOST_USE)
            cut += 1 if purchases > _MOST_USE * usual else 0
        if given[G_PAY_SHARE, i] == given[G_PAY_SHARE, i]:
            pay_share = given[G_PAY_SHARE, i]
        if given[G_SCORE, i] == given[G_SCORE, i]:
            score = given[G_SCORE, i]
        tried = given[G_LATE_MONTHS, i]
        if t.held > 0.0 and (late or tried > 0):
            # One bill missed now are two on the next due day: what was held in the past is effort after that decay.
            share = (given[G_HELD, i] + _PRIOR_MONTHS * t.held) / (tried + _PRIOR_MONTHS)
            effort = within(share / max(t.decay, 0.1), 0.02, 0.95)

        out[0, i], out[1, i], out[2, i], out[3, i] = base, quality, score, propensity
        out[4, i], out[5, i], out[6, i], out[7, i] = forget, willingness, effort, line_use
        out[8, i], out[9, i], out[10, i], out[11, i] = pay_share, kind, autopay, months_out
        out[12, i], out[13, i], out[14, i], out[15, i] = buffer, exposure, volatility, permanent
        out[16, i], out[17, i], out[18, i], out[19, i] = habit, outside, arrears, bill if line_late else 0
    return cut
