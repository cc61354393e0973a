"""Every measure by its name: what ``curves.csv``, ``vintages.csv``, ``compare`` and the documentation are made from.

A measure is a pure function of a run's dataset. Its definition is the first line of its docstring, so that charts,
documentation and code cannot drift apart. A new measure is one function in this folder and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps

import xarray as xr

from arrears.errors import UsageError
from arrears.measures import desk, economy, lending, losses, overdue, own, rolls, stocks, vintages

CURRENCY = "currency"


_STORED = "measure__"  # before the name of a measure that a dataset holds as such: of weighed runs
_SHARED = ("path", "month", "cohort", "mob")  # dimensions with the dataset's own labels


def stored(name: str, data: xr.DataArray) -> dict[str, xr.DataArray]:
    """Return a measure as a variable of a dataset; its labels are its own, so its dimensions have its name."""
    own = {dim: f"{name}__{dim}" for dim in data.dims if dim not in _SHARED}
    extra = [str(key) for key, coord in data.coords.items() if not coord.dims]
    return {f"{_STORED}{name}": data.drop_vars(extra).rename(own)}


def _stored_first(name: str, function: Callable[[xr.Dataset], xr.DataArray]) -> Callable[[xr.Dataset], xr.DataArray]:
    @wraps(function)
    def measured(dataset: xr.Dataset) -> xr.DataArray:
        held = dataset.get(f"{_STORED}{name}")
        if held is None:
            return function(dataset)
        return held.rename({dim: str(dim).removeprefix(f"{name}__") for dim in held.dims}).rename(name)

    return measured


@dataclass(frozen=True)
class Measure:
    """One measure: its function, its unit, the cells of the dataset and the macro series that it needs.

    ``unit`` is ``currency`` for amounts of money, whose unit is the run's currency.
    """

    name: str
    function: Callable[[xr.Dataset], xr.DataArray]
    unit: str
    cells: tuple[str, ...]
    series: tuple[str, ...] = ()

    @property
    def definition(self) -> str:
        """The first line of the function's docstring."""
        lines = (self.function.__doc__ or "").strip().splitlines()
        return lines[0] if lines else ""

    def __post_init__(self) -> None:
        """Let what a dataset stores of the measure come before what its cells give."""
        object.__setattr__(self, "function", _stored_first(self.name, self.function))

    def available(self, dataset: xr.Dataset) -> bool:
        """Whether the dataset holds the measure, or what it needs."""
        if f"{_STORED}{self.name}" in dataset:
            return True
        if any(cell not in dataset for cell in self.cells):
            return False
        held = {str(name) for name in dataset["series"].values} if "macro" in self.cells else set()
        if self.name == "macro_series":
            return bool(held - set(economy.SHOWN_BY_NAME))
        return set(self.series) <= held


_OPENING = "rolled_balance"

CURVES: tuple[Measure, ...] = (
    Measure("overdue_rate", overdue.overdue_rate, "fraction", ("balance",)),
    Measure("overdue_rate_count", overdue.overdue_rate_count, "fraction", ("accounts",)),
    Measure("overdue_rate_customer", overdue.overdue_rate_customer, "fraction", ("customers",)),
    Measure("overdue_rate_underlying", overdue.overdue_rate_underlying, "fraction", ("balance", "balance_shift")),
    Measure(
        "overdue_rate_count_underlying",
        overdue.overdue_rate_count_underlying,
        "fraction",
        ("accounts", "accounts_shift"),
    ),
    Measure(
        "overdue_rate_customer_underlying",
        overdue.overdue_rate_customer_underlying,
        "fraction",
        ("customers", "customers_shift"),
    ),
    Measure("overdue_by_cause", overdue.overdue_by_cause, "fraction", ("cause_balance", "balance")),
    Measure("balance", stocks.balance, CURRENCY, ("balance",)),
    Measure("count", stocks.count, "accounts", ("accounts",)),
    Measure("roll_rate", rolls.roll_rate, "fraction", ("rolled_balance",)),
    Measure("roll_rate_count", rolls.roll_rate_count, "fraction", ("rolled_accounts",)),
    Measure("cure_rate", rolls.cure_rate, "fraction", ("rolled_balance",)),
    Measure("cure_rate_count", rolls.cure_rate_count, "fraction", ("rolled_accounts",)),
    Measure("charge_off_rate", losses.charge_off_rate, "fraction", ("charged_off", _OPENING)),
    Measure("charge_off_rate_net", losses.charge_off_rate_net, "fraction", ("charged_off", "recovered", _OPENING)),
    Measure(
        "charge_off_rate_annualised",
        losses.charge_off_rate_annualised,
        "fraction a year",
        ("charged_off", "recovered", _OPENING),
    ),
    Measure(
        "charge_off_rate_gross_annualised",
        losses.charge_off_rate_gross_annualised,
        "fraction a year",
        ("charged_off", _OPENING),
    ),
    Measure(
        "charge_off_rate_principal", losses.charge_off_rate_principal, "fraction", ("charged_off_principal", _OPENING)
    ),
    Measure(
        "charge_off_rate_principal_annualised",
        losses.charge_off_rate_principal_annualised,
        "fraction a year",
        ("charged_off_principal", _OPENING),
    ),
    Measure("charge_offs", losses.charge_offs, CURRENCY, ("charged_off",)),
    Measure("charge_offs_principal", losses.charge_offs_principal, CURRENCY, ("charged_off_principal",)),
    Measure(
        "charge_offs_interest_and_fees",
        losses.charge_offs_interest_and_fees,
        CURRENCY,
        ("charged_off", "charged_off_principal"),
    ),
    Measure("recoveries", losses.recoveries, CURRENCY, ("recovered",)),
    Measure("originations", lending.originations, CURRENCY, ("originated",)),
    Measure("originations_count", lending.originations_count, "accounts", ("originated_accounts",)),
    Measure("applications", lending.applications, "applications", ("applications",)),
    Measure("approval_rate", lending.approval_rate, "fraction", ("approvals", "applications")),
    Measure("contacts", desk.contacts, "contacts", ("contacts",)),
    Measure("worklist", desk.worklist, "accounts", ("worklist",)),
    Measure("desk_capacity", desk.desk_capacity, "contacts", ("desk_capacity",)),
    Measure("desk_utilisation", desk.desk_utilisation, "fraction", ("contacts", "unserved", "desk_capacity")),
    Measure("unemployment", economy.unemployment, "fraction", ("borrowers", "employed")),
    Measure("unemployment_path", economy.unemployment_path, "fraction", ("macro",), ("unemployment",)),
    Measure("income", economy.income, "fraction", ("macro",), ("income",)),
    Measure("policy_rate", economy.policy_rate, "fraction a year", ("macro",), ("policy_rate",)),
    Measure("looseness", economy.looseness, "standard deviations", ("macro",), ("looseness",)),
    Measure("macro_series", economy.macro_series, "as given", ("macro",)),
)

_BY_ACCOUNTS = {
    "vintage_late_accounts": vintages.vintage_overdue_rate_count,
    "vintage_ever_accounts": vintages.vintage_ever_overdue_rate_count,
    "vintage_charged_off_accounts": vintages.vintage_charge_off_rate_count,
}
_BY_LIMIT = {
    "vintage_late_limit": vintages.vintage_overdue_rate_limit,
    "vintage_ever_limit": vintages.vintage_ever_overdue_rate_limit,
    "vintage_charged_off_limit": vintages.vintage_charge_off_rate_limit,
}
_OF_ORIGINATED = "fraction of the amount originated"

VINTAGES: tuple[Measure, ...] = (
    Measure(
        "vintage_overdue_rate", vintages.vintage_overdue_rate, _OF_ORIGINATED, ("vintage_late", "vintage_originated")
    ),
    Measure(
        "vintage_ever_overdue_rate",
        vintages.vintage_ever_overdue_rate,
        _OF_ORIGINATED,
        ("vintage_ever", "vintage_originated"),
    ),
    Measure(
        "vintage_charge_off_rate",
        vintages.vintage_charge_off_rate,
        _OF_ORIGINATED,
        ("vintage_charged_off", "vintage_originated"),
    ),
    *(
        Measure(function.__name__, function, f"fraction of the {of}", (cell, base))
        for of, base, functions in (
            ("accounts", "vintage_accounts", _BY_ACCOUNTS),
            ("limit granted", "vintage_limit", _BY_LIMIT),
        )
        for cell, function in functions.items()
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in (*CURVES, *VINTAGES)}


def measures_of(dataset: xr.Dataset) -> tuple[Measure, ...]:
    """Return the measures by month that a run holds: those of the catalogue, then those of its mechanisms."""
    return (*(measure for measure in CURVES if measure.available(dataset)), *_own(dataset).values())


def _own(dataset: xr.Dataset) -> dict[str, Measure]:
    """Measures of the mechanisms of a run, by name."""
    found = {}
    for name, said in own.specifications(dataset).items():
        function = partial(own.own_measure, name=name)
        function.__doc__ = said["definition"]
        cells = tuple(cell for cell in (said["of"], said["over"]) if cell is not None)
        found[name] = Measure(name, function, said["unit"], cells)
    return found


def measure_of(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Compute a measure by its name.

    Parameters
    ----------
    dataset
        A run's dataset, as `arrears.cells` describes it.
    name
        A name of the catalogue.

    Raises
    ------
    UsageError
        No measure has this name, or the run does not hold what it needs.
    """
    mine = _own(dataset)
    if name in mine:
        return mine[name].function(dataset)
    if name not in MEASURES:
        raise UsageError(f"no measure is called {name!r}; there are {', '.join((*MEASURES, *mine))}")
    if not MEASURES[name].available(dataset):
        raise UsageError(f"the run does not hold what {name} needs: {', '.join(MEASURES[name].cells)}")
    return MEASURES[name].function(dataset)
