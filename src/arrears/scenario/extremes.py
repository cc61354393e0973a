"""Values that are each permitted and together grow beyond what can be counted: refused by name, with a way out."""

from __future__ import annotations

from math import expm1, log, log1p

from arrears.keys.refusal import Refusal

_FARTHEST = 5.5  # standard deviations; no normal draw is beyond (draws.py)
_MOST_INCOME = 1e10  # units of the currency a month: a book of it still sums up in int64 minor units
_MOST_MONTHS = 1e6  # of income, that anybody has as savings
_MOST_GROWTH = 1e9  # of a loan, in a run and the seasoning before it
_BURN_IN = 60  # months of seasoning


def check_incomes(median: float, spread: float) -> None:
    """Refuse incomes whose highest draw cannot be counted.

    Raises
    ------
    Refusal
    """
    most = log(_MOST_INCOME / median) / _FARTHEST
    if spread > most:
        raise Refusal(
            f"{spread:g} is too extreme: with a median of {median:_g} the highest income has "
            f"{int((log(median) + _FARTHEST * spread) / log(10)) + 1} digits",
            f"a spread up to {most:.2f} with this median",
            where=("spread",),
        )


def check_savings(buffer: float, spread: float) -> None:
    """Refuse savings whose highest draw cannot be counted.

    Raises
    ------
    Refusal
    """
    if buffer <= 0:
        return
    most = log(_MOST_MONTHS / buffer) / _FARTHEST
    if spread > most:
        raise Refusal(
            f"{spread:g} is too extreme: with a median of {buffer:g} months of income the highest savings are beyond "
            "a million months",
            f"a spread up to {most:.2f} with this median",
            where=("buffer_spread",),
        )


def loan_refusal(yearly: float, penalty: float, late_fee: float, terms: int, bills: int, months: int) -> Refusal | None:
    """Refuse a loan that one stay in arrears makes endless, where it grows too large to be counted within a run.

    A loan that was late up to the last bill before charge-off, and then paid all arrears, owes penalty interest and
    fees that no bill asked for. Where a month's interest on what is left is more than the level instalment, it grows
    with every bill paid.
    """
    rate = yearly / 12.0
    if rate <= 0.0 or terms == 1:
        return None
    bill = rate / -expm1(-terms * log1p(rate))
    owed = 1.0
    for missed in range(1, bills):
        owed = owed * (1.0 + rate * (1.0 + penalty)) + late_fee * bill
        left = owed - missed * bill
        if left * rate > bill and log(left) + (months + _BURN_IN) * log1p(rate) > log(_MOST_GROWTH):
            late = f"{missed} bill{'s' if missed > 1 else ''} late"
            return Refusal(
                f"{yearly:.0%} a year is too extreme with a penalty of {penalty:.0%}, a late fee of {late_fee:.0%} and "
                f"{terms} terms: a loan that was once {late} grows without end though every bill is paid",
                "a lower rate, penalty or fee, or fewer terms",
                where=("lender", "charges", "loan_rate"),
            )
    return None
