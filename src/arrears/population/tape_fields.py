"""How each field of a book made of a tape was got: observed, derived or drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from arrears.population.tape_columns import lateness_of
from arrears.population.tape_habits import FULL
from arrears.population.tape_map import ColumnMap

Got = Literal["observed", "derived", "drawn"]


@dataclass(frozen=True)
class FieldOrigin:
    """How a field was got, and from what."""

    got: Got
    how: str


def field_origins(columns: ColumnMap) -> dict[str, FieldOrigin]:
    """Return for each field of the book how it was got, in the order in which people ask."""
    now, draws = columns.columns, columns.draws
    form, lateness = lateness_of(now)
    months = len(columns.history) + 1

    def observed(name: str | None, note: str = "") -> FieldOrigin:
        return FieldOrigin("observed", f"column {name}{note}")

    def drawn(trait: str) -> FieldOrigin:
        return FieldOrigin("drawn", _given(columns, trait))

    through = {"status": "through the map's codes", "dpd": "days over 30, rounded up", "missed": "bills missed"}[form]
    pays = now.payment is not None
    uses = pays and months > 1
    late_months = form and any(lateness_of(month)[1] for month in columns.history)
    result = {
        "rev_balance": observed(now.balance, "; below zero: nothing owed and a credit"),
        "limit": observed(now.limit) if now.limit else FieldOrigin("derived", "no lines"),
        "granted": FieldOrigin("derived", "the limit of today; what was granted at first is not known"),
        "rev_missed": observed(lateness, f", {through}"),
        "rev_bill": FieldOrigin("derived", "of late accounts: the scenario's minimum due on the balance"),
        "rev_arrears": FieldOrigin("derived", "bills missed times the bill, at most the balance"),
        "rev_accrued": FieldOrigin("derived", "zero: interest and fees of a late account are not told from principal"),
        "rev_cause": FieldOrigin("derived", "unknown for all that are late"),
        "rev_worst": FieldOrigin("derived", "the bucket of today"),
        "rev_cohort": observed(now.opened or now.months_on_book)
        if now.opened or now.months_on_book
        else FieldOrigin("derived", "unknown: left out of vintages"),
        "due_day": observed(now.due_day) if now.due_day else FieldOrigin("drawn", _due_day(form, columns)),
        **_of_loans(columns),
        "base_income": observed(now.income) if now.income else drawn("income"),
        "score": observed(now.score) if now.score else FieldOrigin("drawn", "quality through the scenario's noise"),
        "quality": drawn("quality"),
        "buffer": observed(now.savings) if now.savings else drawn("buffer"),
        "outside": observed(now.outside) if now.outside else drawn("outside"),
        "months_out": drawn("work"),
        "permanent": drawn("swing"),
        "employment_type": FieldOrigin("drawn", "the scenario's shares"),
        "exposure": FieldOrigin("derived", "from type of employment and income, as the scenario says"),
        "volatility": FieldOrigin("derived", "from type of employment, as the scenario says"),
        "autopay": drawn("autopay"),
        "propensity": drawn("propensity"),
        "forget": drawn("forget"),
        "willingness": drawn("willingness"),
        "effort": drawn("quality"),
        "line_use": drawn("line_use"),
        "pay_share": drawn("pay_share"),
        "habit": FieldOrigin("derived", "what the spending rule gives in this state"),
        "rate": FieldOrigin("derived", "the scenario's lender.charges.line_rate, the same for all"),
    }
    late = draws.late
    if not now.savings:
        cap = f"; late ones that did not forget hold at most {late.holds:.0%} of what they have missed"
        result["buffer"] = FieldOrigin("drawn", result["buffer"].how + cap + "; a credit is added")
    fall = f"; late ones in work that did not forget earn less, by {late.income_fall:.0%} in the mean"
    result["permanent"] = FieldOrigin("drawn", result["permanent"].how + fall)
    if pays:
        over = f"{months - 1} months" if uses else "the month"
        full = f"; {FULL:.0%} or more is in full; drawn where nothing was owed"
        result["pay_share"] = FieldOrigin("derived", f"paid over what was owed the month before, {over}{full}")
    if uses:
        how = f"rise of the balance plus payments less interest, mean of {months - 1} months, over spending"
        result["line_use"] = FieldOrigin("derived", how)
    if late_months:
        own = "of those late, now or before: how often they, and all such, did not fall further behind"
        result["effort"] = FieldOrigin("derived", f"{own}; of others drawn from {result['effort'].how}")
    return result


def _due_day(form: str, columns: ColumnMap) -> str:
    exact = form == "dpd" and columns.dpd_is != "lower_edge"
    return "the scenario's mix of due days" + ("; of late accounts it follows from the days past due" if exact else "")


def _of_loans(columns: ColumnMap) -> dict[str, FieldOrigin]:
    """Return how the fields of loans were got, where a tape has loans."""
    if columns.product == "revolving":
        return {}
    now = columns.columns
    own = f"column {now.instalment}" if now.instalment else "the level instalment of its terms"
    how = "loans: as the line, "
    return {
        "ins_balance": FieldOrigin("observed", f"column {now.balance}"),
        "ins_bill": FieldOrigin("observed" if now.instalment else "derived", own),
        "ins_missed": FieldOrigin("observed", how + f"column {lateness_of(now)[1]}"),
        "ins_arrears": FieldOrigin("derived", "bills missed times the instalment, at most the balance"),
        "ins_cohort": FieldOrigin("observed", f"column {now.opened or now.months_on_book}")
        if now.opened or now.months_on_book
        else FieldOrigin("derived", "unknown: left out of vintages"),
    }


def _given(columns: ColumnMap, trait: str) -> str:
    """Return from what a trait is drawn, with the correlations that tie it to the tape."""
    pays = columns.columns.payment is not None
    ties = [
        f"{name} {value:+.2f}" for (name, tied), value in columns.draws.links().items()
        if tied == trait and value != 0.0 and (name != "payment_ratio" or pays) and name != "score"
    ]  # fmt: skip
    level = ""
    if trait == "income" and columns.draws.income is not None:
        level = f", median {columns.draws.income.median:,.0f} {columns.currency}"
    return "the scenario's copula" + (f" given {', '.join(ties)}" if ties else "") + level
