"""Work: the chain by hand, and rates that bring a book to the path's unemployment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.borrower import employment
from arrears.borrower.employment import flow_rates
from plain import plain
from rule_arguments import PART

work = plain(employment.work)


@pytest.mark.parametrize(
    ("months_out", "exposure", "separation", "finding", "u", "after"),
    [
        (0, 2.0, 0.1, 0.9, 0.19, 1),  # chance of losing work 0.2
        (0, 2.0, 0.1, 0.9, 0.20, 0),
        (0, 0.5, 0.1, 0.9, 0.06, 0),  # half the exposure: 0.05
        (0, 0.0, 1.0, 0.0, 0.01, 0),
        (3, 9.0, 1.0, 0.3, 0.29, 0),  # finding work does not depend on the exposure
        (3, 9.0, 1.0, 0.3, 0.30, 4),
        (1, 1.0, 0.0, 0.3, 0.99, 2),
        (119, 1.0, 0.1, 0.3, 0.9, 120),
        (120, 1.0, 0.1, 0.3, 0.9, 120),  # counted up to here
        (120, 1.0, 0.1, 0.3, 0.2, 0),
    ],
)
def test_work_by_hand(months_out, exposure, separation, finding, u, after):
    assert work(months_out, exposure, separation, finding, u) == after


@pytest.mark.parametrize(
    ("target", "unemployed", "reference", "elasticity", "separation", "finding"),
    [
        # finding 20% at the reference
        (0.06, 0.05, 0.06, 0.5, (0.06 - 0.05 * 0.8) / 0.95, 0.2),
        (0.06, 0.06, 0.06, 0.5, 0.06 * 0.2 / 0.94, 0.2),  # steady: who leaves work replaces who finds it
        (0.24, 0.05, 0.06, 0.5, (0.24 - 0.05 * 0.9) / 0.95, 0.1),  # four times the reference, half the finding
        (0.06, 0.0, 0.06, 0.5, 0.06, 0.2),
        (0.60, 0.5, 0.06, 4.0, (0.60 - 0.5 * 0.98) / 0.5, 0.02),  # at least 2%
        (0.006, 0.005, 0.06, 1.0, (0.006 - 0.005 * 0.1) / 0.995, 0.9),  # at most 90%
        (0.0, 0.0, 0.004, 1.0, 0.0, 0.8),  # below 0.1% unemployment is taken as that
        (0.02, 0.1, 0.06, 0.0, 0.0, 0.8),  # too many out of work: nobody loses it, 8 of 10 find it
        (0.0, 0.1, 0.06, 0.0, 0.0, 1.0),
        (1.0, 0.5, 0.06, 0.0, 1.0, 0.2),  # everybody loses it
        (0.5, 1.0, 0.06, 0.0, 0.0, 0.2),  # nobody has any to lose
    ],
)
def test_rates_of_a_month_by_hand(target, unemployed, reference, elasticity, separation, finding):
    found = flow_rates(target, unemployed, 0.2, reference, elasticity)
    assert found == (pytest.approx(separation, abs=1e-14), pytest.approx(finding, abs=1e-14))


@given(st.floats(0.0, 0.6), st.floats(0.0, 0.6), st.floats(0.0, 2.0))
def test_the_rates_bring_the_book_to_the_target_where_they_can(target, unemployed, elasticity):
    separation, finding = flow_rates(target, unemployed, 0.22, 0.055, elasticity)
    assert 0.0 <= separation <= 1.0
    assert 0.0 <= finding <= 1.0
    if separation < 1.0:
        assert unemployed * (1.0 - finding) + (1.0 - unemployed) * separation == pytest.approx(target, abs=1e-12)


@given(PART)
def test_the_finding_rate_is_rounded_since_powers_differ_between_processors(target):
    _, finding = flow_rates(target, 0.0, 0.22, 0.055, 0.37)
    assert finding == round(finding, 12)
