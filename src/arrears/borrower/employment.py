"""Work: a two-state chain per borrower, whose rates follow the path's unemployment."""

from __future__ import annotations

from arrears.jit import rule

LONGEST_SPELL = 120  # months out of work are counted up to here


EXPOSURE_PARTS = 65536.0  # exposure is summed in whole parts of this, so that the order of a sum cannot matter


@rule
def work(months_out: int, exposure: float, separation: float, finding: float, u: float) -> int:
    """Months out of work after this month; 0 in work.

    Parameters
    ----------
    months_out : int64
        Months out of work so far, 0 in work.
    exposure : float64
        Weight of this borrower's risk of losing work, relative to others.
    separation : float64
        Monthly chance of losing work of a borrower with exposure 1.
    finding : float64
        Monthly chance of finding work.
    u : float64
        Uniform draw.

    Source: two-state flow approach to unemployment, Shimer (2012), Review of Economic Dynamics 15, eq. 1-4.
    """
    if months_out == 0:
        return 1 if u < separation * exposure else 0
    longer = min(months_out + 1, LONGEST_SPELL)
    return 0 if u < finding else longer


def flow_rates(
    target: float, unemployed: float, finding_at_reference: float, reference: float, elasticity: float
) -> tuple[float, float]:
    """Separation and finding rate of the month that bring the book to the path's unemployment in expectation.

    The finding rate falls as unemployment rises; the separation rate closes the identity
    ``target = unemployed (1 - finding) + (1 - unemployed) separation``. Where that asks for less than no separations,
    finding rises instead.

    Parameters
    ----------
    target : float
        The path's unemployment this month.
    unemployed : float
        Share of the book out of work on each cohort's last due day.
    finding_at_reference, reference, elasticity : float
        Finding rate at the reference unemployment, and how fast it falls with unemployment.

    Source: stock-flow identity; the form of the finding rate is an *assumption* of the order of Shimer (2012).
    """
    finding = finding_at_reference * (reference / max(target, 0.001)) ** elasticity
    finding = round(min(max(finding, 0.02), 0.9), 12)  # a power may differ in the last bit between processors
    separation = (target - unemployed * (1.0 - finding)) / (1.0 - unemployed) if unemployed < 1.0 else 0.0
    if separation < 0.0:
        separation = 0.0
        finding = min(1.0 - target / unemployed, 1.0)
    return min(separation, 1.0), finding
