"""Charges: interest, the bill of a line, the level instalment of a loan, late fees. A month is a twelfth of a year."""

from __future__ import annotations

from math import expm1, log1p
from typing import Any

import numpy as np

from arrears.jit import rule


@rule
def interest(balance: int, monthly_rate: float) -> int:
    """Interest of a month on a balance, rounded half up to a minor unit; exact below 2**53.

    The form ``floor(x * rate + 0.5)`` vectorises; an integer formula in basis points does not.
    """
    return int(np.floor(balance * monthly_rate + 0.5))


@rule
def line_bill(balance: int, p: Any) -> int:
    """Minimum due of a revolving line, minor units: a share of the balance, at least a fixed amount, at most all.

    Source: the minimum-payment rule of card lenders; share and amount are the scenario's.
    """
    return min(max(int(balance * p.minimum_share + 0.5), p.minimum_bill), balance)


@rule
def late_fee(bill: int, p: Any) -> int:
    """Fee for a bill still unpaid after the days of grace, minor units."""
    return int(bill * p.late_fee + 0.5)


def instalment_factor(monthly_rate: float, terms: int) -> float:
    """Level monthly instalment per unit borrowed (annuity); a bit above 1/terms when interest is low.

    Rounded to 1e-12, since a power may differ in the last bit between processors.
    """
    if monthly_rate == 0.0:
        return 1.0 / terms
    # expm1 and log1p, so that a rate near nothing does not divide by it
    return round(monthly_rate / -expm1(-terms * log1p(monthly_rate)), 12)


@rule
def instalment(principal: int, factor: float) -> int:
    """Level instalment of a loan, minor units, rounded up so that the last one is the smaller."""
    return int(np.ceil(principal * factor))
