"""Financing: where the money for a gap comes from, planned loans, and debt to other lenders."""

from __future__ import annotations

from typing import Any

from arrears.elementary import whole_power
from arrears.jit import rule


@rule
def outside_limit(base: int, openness: float, p: Any) -> float:
    """Debt up to which other lenders lend to somebody in work, minor units.

    So many months of income, more in a looser market, but no more than can be collected out of a share of income each
    month; never less than what they lend today.

    Source: *assumption*; lenders look at debt service over income. Without the bound debt elsewhere grows with
    looseness until no income can carry it, and the whole book fails at once.
    """
    carried = p.outside_service / max(p.outside_repayment, 1e-9)
    return min(p.outside_ceiling * openness, max(carried, p.outside_ceiling)) * base


@rule
def outside_due(outside: int, base: int, openness: float, p: Any) -> int:
    """What other lenders collect this month, minor units.

    A fixed share of the debt; when the market tightens, the debt above what it would still lend is called faster.

    Source: short-term outside credit is repaid at 12 to 20% a month (*assumption*, from the model's prototype); the
    end of roll-over is the mechanism of a credit crunch.
    """
    called = max(outside - outside_limit(base, openness, p), 0.0)
    return min(int(p.outside_repayment * outside + p.outside_call * called + 0.5), outside)


@rule
def outside_use(outside: int, base: int, propensity: float, months_out: int, openness: float, u: float, p: Any) -> int:
    """Spent on outside credit this month by people in work, minor units; most of it by those who spend all they have.

    ``p.outside_use`` is the mean of who spends all that is left (propensity 1); with a propensity of 90% it is a fifth
    of that, with 80% a thirtieth.

    Source: *assumption*; outside credit used in good times too is what makes looser standards end in more overdue
    debt (docs/model.md). Few use much: types are persistent (Athreya, Mustre-del-Rio and Sanchez 2019), and were
    everybody alike, everybody would be over-indebted in the same month.
    """
    room = max(outside_limit(base, openness, p) - outside, 0.0)
    by_two = propensity * propensity
    wish = p.outside_use * openness * whole_power(by_two, 8) * (2.0 * u) * base
    used = min(wish, room)
    return int(used) if months_out == 0 else 0


@rule
def outside_room(outside: int, base: int, openness: float, months_out: int, p: Any) -> int:
    """What other lenders would still lend, minor units: so many months of income, less to those out of work.

    Parameters
    ----------
    outside, base : int64
        Debt to other lenders, and income on trend a month, minor units.
    openness : float64
        How open other lenders are, 1 today.
    months_out : int64
        Months out of work, 0 in work.
    p : FinancingParameters

    Source: *assumption*; with ``openness`` 1 it is what they would lend in usual times, against which a crunch is told.
    """
    trust = p.outside_out_of_work if months_out > 0 else 1.0
    return max(int(trust * outside_limit(base, openness, p)) - outside, 0)


@rule
def finance(need: int, line_free: int, loan_room: int, outside_room: int, p: Any) -> tuple[int, int, int]:
    """Where a gap is filled from: own line, then own loan, then other lenders.

    Parameters
    ----------
    need : int64
        Bills due less cash, minor units; none if not positive.
    line_free, loan_room, outside_room : int64
        Free on the own line, own loan the borrower is pre-approved for, what others would lend.
    p : FinancingParameters

    Returns
    -------
    line, loan, outside : int64
        Drawn from each, minor units. A loan is taken only if it closes the gap.

    Source: pecking order by ease of access, *assumption*.
    """
    need = max(need, 0)
    line = min(need, int(p.line_share * line_free))
    rest = need - line
    loan = rest if rest <= loan_room else 0
    outside = min(rest - loan, outside_room)
    return line, loan, outside


@rule
def planned_loan(base: int, months_out: int, lines: float, u: float, p: Any) -> int:
    """A cash loan wanted for a purchase, minor units; 0 for none.

    A looser market makes such loans larger, not more frequent; in a tighter one fewer are to be had, and smaller ones.

    Source: *assumption*; demand keeps the instalment book steady.
    """
    wants = (months_out == 0) and (u < p.loan_demand * min(lines, 1.0))
    return int(p.loan_size * lines * base) if wants else 0
