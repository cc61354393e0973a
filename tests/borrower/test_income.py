"""Income by hand."""

from math import exp
from types import SimpleNamespace

import pytest

from arrears.borrower.income import income as rule
from plain import plain

income = plain(rule)
P = SimpleNamespace(
    persistence=0.5, permanent=0.2, transitory=0.1, replacement=0.5, replacement_later=0.25, replacement_months=5
)
SPREAD = 0.04 / 0.75 + 0.01  # variance of the log: 0.2^2 / (1 - 0.5^2) + 0.1^2


def earned(*, base=10_000, permanent=0.0, volatility=1.0, months_out=0, macro=0.0, z=(0.0, 0.0)):
    return income(base, permanent, volatility, months_out, macro, *z, P)


@pytest.mark.parametrize(
    ("who", "amount", "after"),
    [
        ({"volatility": 0.0}, 10_000, 0.0),
        ({"volatility": 0.0, "permanent": 0.4}, 12_214, 0.2),  # half of it is left: 10,000 exp(0.2)
        ({"volatility": 0.0, "permanent": 0.4, "macro": -0.1}, 10_993, 0.2),
        ({"volatility": 0.0, "macro": 0.02}, 10_200, 0.0),
        ({"volatility": 0.0, "macro": 0.00005}, 10_001, 0.0),  # 10,000.5: half a minor unit is rounded up
        ({}, int(10_000 * exp(-SPREAD / 2) + 0.5), 0.0),  # half the variance, so that the mean is the trend
        ({"z": (1.0, 0.0)}, int(10_000 * exp(0.2 - SPREAD / 2) + 0.5), 0.2),
        ({"z": (0.0, 1.0)}, int(10_000 * exp(0.1 - SPREAD / 2) + 0.5), 0.0),
        (
            {"z": (1.0, -1.0), "volatility": 2.0, "permanent": 0.1},
            int(10_000 * exp(0.05 + 0.4 - 0.2 - 2 * SPREAD) + 0.5),
            0.45,
        ),
        ({"months_out": 1}, 5_000, 0.0),
        ({"months_out": 5}, 5_000, 0.0),
        ({"months_out": 6}, 2_500, 0.0),
        ({"months_out": 3, "base": 10_001}, 5_001, 0.0),
        # out of work neither swings nor the economy reach what is paid, and the persistent part goes on
        ({"months_out": 3, "macro": -0.5, "permanent": 0.4, "z": (1.0, 5.0)}, 5_000, 0.4),
    ],
)
def test_income_by_hand(who, amount, after):
    assert earned(**who) == (amount, pytest.approx(after, abs=1e-15))
