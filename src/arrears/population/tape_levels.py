"""Do a tape's currency and incomes fit the scenario's? Amounts in two measures make a wrong book in silence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arrears.errors import Fault
from arrears.population.tape_checks import Readings
from arrears.population.tape_map import ColumnMap
from arrears.scenario.schema import Scenario
from arrears.scenario.schema_portfolio import TapeSource
from arrears.units import MINOR_UNITS

FACTOR = 1.5  # incomes further apart are asked about
_PLAIN = Scenario(name="-")  # what ships: incomes, and the currency that they are in


@dataclass(frozen=True)
class Incomes:
    """The median of monthly incomes, in units of the currency, and where it comes from."""

    median: float | None
    got: str


def incomes_of(readings: Readings, columns: ColumnMap, scenario: Scenario | None) -> Incomes:
    """Return the median income of a tape: observed, the map's, or the scenario's."""
    known = np.zeros(0) if readings.income is None else readings.income[np.isfinite(readings.income)]
    if known.size:
        per = ", a twelfth of the yearly one" if columns.income_per == "year" else ""
        return Incomes(round(float(np.median(known)) / MINOR_UNITS, 2), f"column {columns.columns.income}{per}")
    if columns.draws.income is not None:
        return Incomes(columns.draws.income.median, "draws.income of the map")
    if scenario is not None:
        return Incomes(scenario.borrowers.income.median, "borrowers.income of the scenario")
    return Incomes(None, "not said")


def level_faults(readings: Readings, columns: ColumnMap, scenario: Scenario, path: str) -> list[Fault]:
    """Return why a tape's amounts cannot be set against a scenario's, with the ways out; nothing if they can."""
    source, currency = scenario.portfolio.source, scenario.portfolio.currency
    assert isinstance(source, TapeSource)
    if source.currency not in (None, columns.currency):
        message = f"portfolio.source.currency is {source.currency}, and the tape's map says {columns.currency}"
        return [Fault(message, path, expected="one currency")]
    tape, own = incomes_of(readings, columns, None), scenario.borrowers.income.median
    known = f"{tape.median:,.0f}" if tape.median is not None else "…"
    if currency != columns.currency:
        message = f"the tape's amounts are in {columns.currency}, the scenario's in {currency}"
        expected = f"`portfolio: {{currency: {columns.currency}}}` in the scenario, and its amounts in that"
        return [Fault(message, path, expected=expected, hint=_set_incomes(known))]
    if tape.median is None:
        if currency != _PLAIN.portfolio.currency and own == _PLAIN.borrowers.income.median:
            message = (
                f"nothing says what people earn in {currency}: the tape has no incomes, and the scenario's are those "
                f"that ship, a median of {own:,.0f} {_PLAIN.portfolio.currency} a month"
            )
            expected = "`draws: {income: {median: …}}` in the map"
            return [Fault(message, path, expected=expected, hint=_set_incomes("…"))]
        return []
    if source.incomes is None and not 1.0 / FACTOR <= tape.median / own <= FACTOR:
        message = (
            f"the tape's median income is {tape.median:,.0f} {currency} a month ({tape.got}), the scenario's "
            f"{own:,.0f}, which subsistence and new borrowers follow"
        )
        yearly = "; `income_per: year` in the map if the tape's are yearly" if tape.median > 6.0 * own else ""
        expected = f"`borrowers: {{income: {{median: {tape.median:.0f}}}}}` in the scenario if the tape's level holds"
        hint = f"`portfolio: {{source: {{incomes: scenario}}}}` if the scenario's does{yearly}"
        return [Fault(message, path, expected=expected, hint=hint)]
    return []


def _set_incomes(known: str) -> str:
    return f"`borrowers: {{income: {{median: {known}}}}}` in the scenario sets what its people earn".replace(",", "")


def level_notes(readings: Readings, columns: ColumnMap, scenario: Scenario | None) -> tuple[str, ...]:
    """Return what should be known of a tape's amounts when it is described, with a scenario or without one."""
    tape = incomes_of(readings, columns, None)
    own, theirs = (_PLAIN if scenario is None else scenario).borrowers.income.median, _PLAIN.portfolio.currency
    if scenario is not None:
        theirs = scenario.portfolio.currency
        if theirs != columns.currency:
            return (f"the scenario's amounts are in {theirs}, the tape's in {columns.currency}: a run is refused",)
    ours, way_out = _PLAIN.portfolio.currency, "`draws: {income: {median: …}}` in the map"
    if tape.median is None and columns.currency != ours and own == _PLAIN.borrowers.income.median:
        return (
            f"nothing says what people earn: incomes are drawn about {own:,.0f} a month, as ships for "
            f"{ours} and not for {columns.currency}; {way_out}",
        )
    if tape.median is not None and not 1.0 / FACTOR <= tape.median / own <= FACTOR:
        return (
            f"the tape's median income is {tape.median:,.0f} {columns.currency} a month; a scenario's is {own:,.0f} "
            f"{theirs} unless it says otherwise: set borrowers.income.median",
        )
    return ()
