"""The regulator's review by hand."""

from types import SimpleNamespace

import pytest

from arrears.policies.regulator import review

P = SimpleNamespace(threshold=0.02, step=0.25, limit=1.0, easing=0.125)


@pytest.mark.parametrize(
    ("rate", "before", "after", "counted"),
    [
        (0.021, 0.0, 0.25, 1),
        (0.021, 0.25, 0.5, 1),
        (0.021, 0.9, 1.0, 1),  # down to a limit
        (0.021, 1.0, 1.0, 0),
        (0.020, 0.5, 0.375, 0),  # not above: a step back
        (0.000, 0.0625, 0.0, 0),
        (0.000, 0.0, 0.0, 0),
        (float("nan"), 0.5, 0.375, 0),  # nobody owes anything
    ],
)
def test_a_review_by_hand(rate, before, after, counted):
    found = review(SimpleNamespace(overdue_31=rate), SimpleNamespace(tightened=before), P)
    assert found == (after, -after, counted)
