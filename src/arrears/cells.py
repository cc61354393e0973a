"""Every field of a run's output: its axes, unit and meaning, written once.

The engine's tallies, the xarray attributes, the header of ``curves.csv`` and the documentation follow from this table.
Money is int64 minor units; counts are int64. Month 0 is the close of the month before ``start``; its flows are zero.

Axes
----
``path``       Monte-Carlo path, 0 .. paths-1
``month``      0 .. months
``product``    revolving, instalment
``segment``    the values of the chosen segment, or the one value ``all``
``bucket``     current, then the days-past-due buckets (``1-30``, ``31-90``, ``91+`` by default)
``bucket_to``  the buckets, then ``paid-off`` and ``charged-off``
``late``       the buckets without ``current``
``cause``      why an account's oldest unpaid bill was missed
``cohort``     month of origination, 1 .. months
``mob``        months on book, 0 .. months-1
``flow``       the lines of the ledger
``series``     named macro series
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

PRODUCTS = ("revolving", "instalment")
FLOWS = (
    "originations",
    "draws",
    "interest",
    "fees",
    "payments",
    "charge_offs",
    "adjustments",
)
LEDGER_SIGNS = {
    "originations": 1,
    "draws": 1,
    "interest": 1,
    "fees": 1,
    "payments": -1,
    "charge_offs": -1,
    "adjustments": 1,
}
LEFT = ("paid-off", "charged-off")


class Cause(IntEnum):
    """Why a bill was missed, at that moment. The number is what the arrays hold; 0 is none."""

    NONE = 0
    JOB_LOSS = 1
    INCOME_FALL = 2
    OVER_INDEBTED = 3
    CREDIT_CRUNCH = 4
    FORGETTING = 5
    UNWILLING = 6
    FAILED_PLAN = 7
    UNKNOWN = 8  # a tape's accounts that were late when the run began


CAUSES = tuple(c.name.lower() for c in Cause if c is not Cause.NONE)


@dataclass(frozen=True)
class Cell:
    """One output field: its name, axes, unit and meaning."""

    name: str
    axes: tuple[str, ...]
    unit: str
    meaning: str


_ACCOUNT = ("path", "month", "product", "segment")

CELLS: tuple[Cell, ...] = (
    Cell("balance", (*_ACCOUNT, "bucket"), "minor units", "balance of live accounts at the close"),
    Cell("accounts", (*_ACCOUNT, "bucket"), "accounts", "live accounts at the close"),
    Cell(
        "customers",
        ("path", "month", "segment", "bucket"),
        "borrowers",
        "borrowers with a live account, by the worst of their accounts",
    ),
    Cell(
        "cause_balance",
        ("path", "month", "product", "cause", "late"),
        "minor units",
        "late balance at the close by the cause of its oldest unpaid bill",
    ),
    Cell(
        "rolled_balance",
        (*_ACCOUNT, "bucket", "bucket_to"),
        "minor units",
        "balance at the last close, by the bucket then and where the account is now",
    ),
    Cell(
        "rolled_accounts",
        (*_ACCOUNT, "bucket", "bucket_to"),
        "accounts",
        "accounts live at the last close, by the bucket then and where they are now",
    ),
    Cell("charged_off", _ACCOUNT, "minor units", "balance charged off in the month, gross"),
    Cell(
        "charged_off_principal",
        _ACCOUNT,
        "minor units",
        "of `charged_off`, what is neither interest nor a fee posted while the account was late",
    ),
    Cell("charged_off_accounts", _ACCOUNT, "accounts", "accounts charged off in the month"),
    Cell("recovered", _ACCOUNT, "minor units", "recovered in the month on accounts charged off before"),
    Cell(
        "originated",
        _ACCOUNT,
        "minor units",
        "amount originated: the principal of a loan when booked, the balance of a new line at its first bill",
    ),
    Cell("originated_accounts", _ACCOUNT, "accounts", "accounts counted in `originated`"),
    Cell(
        "ledger", ("path", "month", "product", "flow"), "minor units", "flows: opening + flows = closing, to the cent"
    ),
    Cell("borrowers", ("path", "month", "segment"), "borrowers", "borrowers on the books, on their due day"),
    Cell("employed", ("path", "month", "segment"), "borrowers", "borrowers in work, on their due day"),
    Cell(
        "income_sum", ("path", "month", "segment"), "minor units", "income of the month, of all borrowers on the books"
    ),
    Cell("contacts", ("path", "month"), "contacts", "late accounts that the collections desk reached"),
    Cell("worklist", ("path", "month"), "accounts", "accounts late at some time in the month"),
    Cell(
        "unserved",
        ("path", "month"),
        "accounts",
        "late accounts whose next due day came before the call that they wanted",
    ),
    Cell("desk_capacity", ("path", "month"), "contacts", "contacts the desk could make in the month"),
    Cell("applications", ("path", "month"), "applications", "applications received"),
    Cell("approvals", ("path", "month"), "applications", "applications above the cut-off"),
    Cell(
        "vintage_originated", ("path", "cohort", "product"), "minor units", "amount originated by month of origination"
    ),
    Cell(
        "vintage_late",
        ("path", "cohort", "mob", "product", "late"),
        "minor units",
        "late balance at the close by month of origination and months on book",
    ),
    Cell(
        "vintage_ever",
        ("path", "cohort", "mob", "product", "late"),
        "minor units",
        "balance that in this month first reached the bucket or a later one",
    ),
    Cell(
        "vintage_charged_off",
        ("path", "cohort", "mob", "product"),
        "minor units",
        "balance charged off in this month on book",
    ),
    Cell("vintage_accounts", ("path", "cohort", "product"), "accounts", "lines opened and loans booked, by month"),
    Cell(
        "vintage_late_accounts",
        ("path", "cohort", "mob", "product", "late"),
        "accounts",
        "accounts late at the close by month of origination and months on book",
    ),
    Cell(
        "vintage_ever_accounts",
        ("path", "cohort", "mob", "product", "late"),
        "accounts",
        "accounts that in this month first reached the bucket or a later one",
    ),
    Cell(
        "vintage_charged_off_accounts",
        ("path", "cohort", "mob", "product"),
        "accounts",
        "accounts charged off in this month on book",
    ),
    Cell("vintage_limit", ("path", "cohort"), "minor units", "limit granted to the lines opened, by month"),
    Cell(
        "vintage_late_limit",
        ("path", "cohort", "mob", "late"),
        "minor units",
        "limit once granted to the lines that are late at the close",
    ),
    Cell(
        "vintage_ever_limit",
        ("path", "cohort", "mob", "late"),
        "minor units",
        "limit once granted to the lines that in this month first reached the bucket or a later one",
    ),
    Cell(
        "vintage_charged_off_limit",
        ("path", "cohort", "mob"),
        "minor units",
        "limit once granted to the lines charged off in this month on book",
    ),
    *(
        Cell(
            f"{name}_shift",
            axes,
            unit,
            f"{what} by underlying days past due less those by reported ones; where a mechanism sets bills aside",
        )
        for name, axes, unit, what in (
            ("balance", (*_ACCOUNT, "bucket"), "minor units", "balances"),
            ("accounts", (*_ACCOUNT, "bucket"), "accounts", "accounts"),
            ("customers", ("path", "month", "segment", "bucket"), "borrowers", "borrowers"),
        )
    ),
    Cell(
        "macro",
        ("path", "month", "series"),
        "fraction",
        "the macro path: unemployment, income against its trend, policy rate, looseness",
    ),
)
BY_NAME = {cell.name: cell for cell in CELLS}
SHIFTS = ("balance_shift", "accounts_shift", "customers_shift")  # held where a mechanism of the run forbears
