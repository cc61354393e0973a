"""Income: a persistent and a transitory component, the macro factor, and benefits while out of work."""

from __future__ import annotations

from typing import Any

from arrears.elementary import exp
from arrears.jit import rule


@rule
def income(
    base: int,
    permanent: float,
    volatility: float,
    months_out: int,
    macro: float,
    z_permanent: float,
    z_transitory: float,
    p: Any,
) -> tuple[int, float]:
    """Income of the month and the persistent component after it.

    Parameters
    ----------
    base : int64
        Income in work on trend, minor units a month.
    permanent : float64
        Persistent component so far, log.
    volatility : float64
        Size of this borrower's swings against the scenario's.
    months_out : int64
        Months out of work, 0 in work.
    macro : float64
        Income against its trend, a fraction: 0 on trend.
    z_permanent, z_transitory : float64
        Standard normal draws.
    p : IncomeParameters

    Returns
    -------
    income : int64
        Minor units.
    permanent : float64

    Source: permanent-transitory decomposition, Carroll (1997), Quarterly Journal of Economics 112, eq. 2-3, with a
    persistence below one so that a book does not spread without end; replacement of lost income that steps down after
    some months: *assumption*, of the order of unemployment insurance.
    """
    after = p.persistence * permanent + p.permanent * volatility * z_permanent
    swing = p.transitory * volatility * z_transitory
    spread = p.permanent * p.permanent / (1.0 - p.persistence * p.persistence) + p.transitory * p.transitory
    in_work = exp(after + swing - 0.5 * volatility * volatility * spread) * (1.0 + macro)
    share = p.replacement if months_out <= p.replacement_months else p.replacement_later
    factor = in_work if months_out == 0 else share
    return int(base * factor + 0.5), after
