"""Terms of the loans on a tape, as the tape gives them; and what falls due on each a month."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from arrears.columns import UNKNOWN_COHORT
from arrears.lender.charges import instalment_factor
from arrears.population.tape_cells import CellReader, Rows, code_of
from arrears.population.tape_columns import RepaymentColumn
from arrears.population.tape_map import ColumnMap
from arrears.units import shown

_LONGEST = 600  # months
_WHERE_NOBODY_SAYS = 60  # months left; assumption
_FIRST_NUMBER = re.compile(r"\D*(\d+)\D*", re.ASCII)  # 36 months


@dataclass(frozen=True)
class LoanTerms:
    """Terms of accounts, one entry each; what is not known, or is of a line, is NaN.

    Attributes
    ----------
    principal, instalment : (account,) float64
        Minor units.
    rate : (account,) float64
        A year, a fraction.
    term, remaining : (account,) float64
        Months.
    bullet : (account,) bool
        The principal falls due at the end.
    notes : tuple of str
    """

    principal: NDArray[np.float64]
    instalment: NDArray[np.float64]
    rate: NDArray[np.float64]
    term: NDArray[np.float64]
    remaining: NDArray[np.float64]
    bullet: NDArray[np.bool_]
    notes: tuple[str, ...]

    def of(self, at: NDArray[np.int64]) -> LoanTerms:
        """Return the terms of some accounts."""
        taken = (self.principal[at], self.instalment[at], self.rate[at], self.term[at], self.remaining[at])
        return LoanTerms(*taken, self.bullet[at], self.notes)


@dataclass(frozen=True)
class Instalments:
    """What falls due on loans each month.

    Attributes
    ----------
    bill : (loan,) int64
        Minor units, above zero.
    remaining : (loan,) float64
        Months to the end, NaN where nobody says.
    bullet, raised : int
        Loans whose principal is spread evenly over the months left; and loans whose own instalment would never pay
        them off at the scenario's rate.
    unknown : int
        Loans of which nothing says what falls due.
    """

    bill: NDArray[np.int64]
    remaining: NDArray[np.float64]
    bullet: int
    raised: int
    unknown: int


def read_terms(reader: CellReader, columns: ColumnMap, rows: Rows, loan: NDArray[np.bool_]) -> LoanTerms:
    """Read the terms of loans. A term may be left out: what falls due follows from the others, or is refused later."""
    now, mine = columns.columns, rows[loan]
    rate, notes = _rate(reader, columns, mine)

    def spread(values: NDArray[np.float64] | None) -> NDArray[np.float64]:
        out = np.full(rows.size, np.nan)
        if values is not None:
            out[loan] = values
        return out

    bullet = np.zeros(rows.size, bool)
    bullet[loan] = _bullet(reader, columns, mine)
    return LoanTerms(
        principal=spread(reader.optional_money(now.principal, mine, zero=False, told=False)),
        instalment=spread(reader.optional_money(now.instalment, mine, zero=False, told=False)),
        rate=spread(rate),
        term=spread(_months(reader, now.term, mine, 1.0)),
        remaining=spread(_months(reader, now.remaining, mine, 0.0)),
        bullet=bullet,
        notes=notes,
    )


def _months(reader: CellReader, column: str | None, rows: Rows, least: float) -> NDArray[np.float64]:
    """Return numbers of months, of cells such as ``36`` and ``36 months``."""
    if column is None:
        return np.full(rows.size, np.nan)
    texts = reader.texts(column)
    found = {text: _FIRST_NUMBER.fullmatch(text) for text in set(texts)}
    worded = any(text and not text.replace(".", "").isdigit() for text in found)
    if not worded or any(match is None for match in found.values()):
        values = reader.optional(column, rows, least, _LONGEST, f"months, {least:.0f} to {_LONGEST}", told=False)
        assert values is not None
        return values
    months = {text: float(match[1]) for text, match in found.items() if match is not None}
    values = np.fromiter((months[text] for text in texts), np.float64, len(texts))[rows]
    return reader.within(column, rows, values, least, _LONGEST, f"months, {least:.0f} to {_LONGEST}")


def _rate(reader: CellReader, columns: ColumnMap, rows: Rows) -> tuple[NDArray[np.float64] | None, tuple[str, ...]]:
    """Return rates as fractions a year; whether they are written in percent is found by looking."""
    name = columns.columns.rate
    values = reader.optional(name, rows, 0.0, 500.0, "interest a year", told=False)
    if values is None or name is None:
        return None, ()
    percent = reader.all_numbers(name).percent[rows]
    known = values[np.isfinite(values) & (values > 0)]
    unit = columns.rate_is
    if unit is None:
        median = float(np.median(known)) if known.size else 1.0
        if percent.any() or median >= 2.0:
            unit = "percent"
        elif median <= 0.6:
            unit = "fraction"
        else:
            some = ", ".join(f"{value:g}" for value in np.unique(known)[:3])
            expected = "`rate_is: percent` or `rate_is: fraction` in the map"
            reader.faults.of_column(reader.place[name], f"rates such as {some} may be either", expected=expected)
            return None, ()
    rate = values / 100.0 if unit == "percent" else values
    if columns.rate_is is not None or percent.all() or not known.size:
        return rate, ()
    said = f"`{name}` is taken for a {unit} a year, the median is {float(np.nanmedian(rate)):.1%}"
    return rate, (f"{said}; `rate_is` says another",)


def _bullet(reader: CellReader, columns: ColumnMap, rows: Rows) -> NDArray[np.bool_]:
    said = columns.repayment
    if not isinstance(said, RepaymentColumn):
        return np.full(rows.size, said == "bullet")
    kinds = dict.fromkeys(said.level, 0) | dict.fromkeys(said.bullet, 1)
    texts = np.asarray(reader.texts(said.column), object)[rows].tolist()
    kind = np.fromiter((kinds.get(code_of(text, kinds), -1) for text in texts), np.int64, len(texts))
    expected = f"one of {', '.join(kinds)}" if kinds else "`level: [...]` and `bullet: [...]` in the map"
    reader.faults.add(
        kind < 0, rows, reader.place[said.column], lambda text: f"{shown(text)} is no kind of repayment", expected
    )
    return np.asarray(kind == 1)


def instalments(
    terms: LoanTerms, balance: NDArray[np.int64], cohort: NDArray[np.int64] | None, own_rate: float
) -> Instalments:
    """Return what falls due on loans each month.

    The tape's instalment, where it has one; else the level one of the principal over the term at the tape's rate; else
    that of the balance over the months left, at the scenario's rate. A model loan is repaid evenly and pays the
    scenario's rate: the principal of a *bullet* loan is spread over the months left (*assumption*), and an instalment
    that would not even pay that interest is raised to what repays the loan in the months left.

    Parameters
    ----------
    terms : LoanTerms
        Of these loans.
    balance : (loan,) int64
        Minor units.
    cohort : (loan,) int64 or None
        Month opened, counted from the date of the tape.
    own_rate : float
        The scenario's rate of loans, a year.
    """
    owed = balance.astype(float)
    age = np.full(owed.size, np.nan) if cohort is None else np.where(cohort == UNKNOWN_COHORT, np.nan, -cohort)
    left = np.where(np.isnan(terms.remaining), np.maximum(terms.term - age, 1.0), np.maximum(terms.remaining, 1.0))
    rate = np.where(np.isnan(terms.rate), own_rate, terms.rate)
    agreed = terms.principal * _level(rate, terms.term)
    over_rest = owed * _level(np.full(owed.size, own_rate), left)
    bill = np.where(np.isnan(terms.instalment), np.where(np.isnan(agreed), over_rest, agreed), terms.instalment)
    spread = terms.bullet & ~np.isnan(over_rest)
    bill = np.where(spread, over_rest, bill)
    unknown = np.isnan(bill) & (owed > 0)
    interest = owed * own_rate / 12.0
    short = ~unknown & (owed > 0) & (bill <= interest * 1.02)
    over_long = owed * instalment_factor(own_rate / 12.0, _WHERE_NOBODY_SAYS)
    bill = np.where(short, np.where(np.isnan(over_rest), over_long, over_rest), bill)
    return Instalments(
        bill=np.maximum(np.ceil(np.nan_to_num(bill)), 1.0).astype(np.int64),
        remaining=left,
        bullet=int(np.count_nonzero(spread & (owed > 0))),
        raised=int(np.count_nonzero(short)),
        unknown=int(np.count_nonzero(unknown)),
    )


def _level(rate: NDArray[np.float64], months: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the level instalment per unit lent, by rate a year and months; NaN where either is not known."""
    out = np.full(rate.size, np.nan)
    known = np.isfinite(rate) & np.isfinite(months) & (months >= 1)
    pairs, index = np.unique(np.stack([rate[known], months[known]]), axis=1, return_inverse=True)
    factors = np.asarray([instalment_factor(r / 12.0, int(m)) for r, m in pairs.T])
    if factors.size:
        out[known] = factors[index.reshape(-1)]
    return out
