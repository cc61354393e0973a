"""Charges by hand."""

from types import SimpleNamespace

import pytest

from arrears.lender import charges
from arrears.lender.charges import instalment_factor
from plain import plain

interest = plain(charges.interest)
line_bill = plain(charges.line_bill)
late_fee = plain(charges.late_fee)
instalment = plain(charges.instalment)


@pytest.mark.parametrize(
    ("balance", "rate", "posted"),
    [(1_000, 0.015, 15), (1_050, 0.01, 11), (1_049, 0.01, 10), (0, 0.5, 0), (10**12, 0.01, 10**10), (7, 0.0, 0)],
)
def test_interest_by_hand(balance, rate, posted):
    assert interest(balance, rate) == posted


@pytest.mark.parametrize(
    ("balance", "bill"), [(1_000, 100), (1_005, 101), (1_004, 100), (500, 50), (300, 50), (50, 50), (30, 30), (0, 0)]
)
def test_the_bill_of_a_line_by_hand(balance, bill):
    assert line_bill(balance, SimpleNamespace(minimum_share=0.1, minimum_bill=50)) == bill


@pytest.mark.parametrize(("bill", "fee"), [(100, 2), (125, 3), (124, 2), (0, 0)])
def test_a_late_fee_by_hand(bill, fee):
    assert late_fee(bill, SimpleNamespace(late_fee=0.02)) == fee


@pytest.mark.parametrize(
    ("rate", "terms", "factor"),
    [
        (0.0, 12, 1 / 12),
        (0.02, 1, 1.02),
        (0.10, 2, 1 / (1 / 1.1 + 1 / 1.21)),
        (0.01, 12, 0.088848788678),  # tables of annuities: 0.0888488
        (1e-9, 12, 0.083333333875),  # 1/12 and half of 13 months' interest on it
    ],
)
def test_the_factor_of_an_annuity_by_hand(rate, terms, factor):
    assert instalment_factor(rate, terms) == pytest.approx(factor, abs=2e-12)


@pytest.mark.parametrize("terms", [1, 7, 12, 60])
@pytest.mark.parametrize("rate", [0.003, 0.0123, 0.2])
def test_the_factor_is_rounded_since_powers_differ_between_processors(rate, terms):
    assert instalment_factor(rate, terms) == round(instalment_factor(rate, terms), 12)


@pytest.mark.parametrize(("principal", "factor", "bill"), [(1_000, 0.25, 250), (1_000, 0.0888487, 89), (1, 0.01, 1)])
def test_an_instalment_is_rounded_up(principal, factor, bill):
    assert instalment(principal, factor) == bill
