"""Income against its trend, from the growth rates or the index that a table gives.

Values here are fractions: growth of 2% a year is 0.02. The index is 1 in no particular period: only its ratio to month
0 is used (:mod:`arrears.macro.files`).

- ``income_growth``: annualised growth on the period before. A quarter of it, less a quarter of the trend, is applied
  per quarter (a twelfth of each per month). The index is known from the middle of the period before the first one.
- ``income_growth_yoy``: growth on the same period a year ago, less the trend, applied to the index of a year ago. The
  index of the first year is not in the table; it is taken as growing steadily at the first rate.
- ``income_index``: a level, of any base, divided by the trend's own growth.

Before the first period growth rates are those of the first one. A quarter of an annualised rate is a simplification:
at 10% a year, up or down, it is 0.1 pp a quarter from the exact fourth root.
"""

from __future__ import annotations

from collections.abc import Sequence

Points = Sequence[tuple[int, float]]


def trend_of(key: str, baseline: Points) -> float:
    """Return trend growth a year, as a fraction: the mean growth of a baseline, or for an index its mean annual growth.

    Parameters
    ----------
    key : str
        ``income_growth``, ``income_growth_yoy`` or ``income_index``.
    baseline : sequence of (month, value)
        At least one point; two for an index.
    """
    if key != "income_index":
        return sum(value for _, value in baseline) / len(baseline)
    (m0, v0), (m1, v1) = baseline[0], baseline[-1]
    return float((v1 / v0) ** (12 / (m1 - m0))) - 1


def index_from_growth(
    points: Points, *, step: int, trend: float, from_month: int
) -> tuple[list[tuple[int, float]], bool]:
    """Chain the index against trend from annualised growth on the period before.

    Parameters
    ----------
    points : sequence of (month, growth)
        Growth as a fraction a year, of each period; consecutive periods.
    step : int
        Months in a period: 3 or 1.
    trend : float
        Trend growth as a fraction a year.
    from_month : int
        Month that the index must reach back to.

    Returns
    -------
    list of (month, index)
        Above 0.
    bool
        Whether the first rate was used for periods before the first.

    Examples
    --------
    -8% annualised in one quarter, then +4%, against a trend of 0:

    >>> points, _ = index_from_growth([(4, -0.08), (7, 0.04)], step=3, trend=0.0, from_month=1)
    >>> [(month, round(index, 6)) for month, index in points]
    [(1, 1.0), (4, 0.98), (7, 0.9898)]
    """
    first, rate = points[0]
    earlier: list[tuple[int, float]] = []
    while first - step * (len(earlier) + 1) > from_month:
        earlier.insert(0, (first - step * (len(earlier) + 1), rate))
    index = [((earlier or points)[0][0] - step, 1.0)]
    for month, growth in [*earlier, *points]:
        index.append((month, index[-1][1] * (1.0 + (growth - trend) * step / 12)))
    return index, bool(earlier)


def index_from_yearly_growth(
    points: Points, *, step: int, trend: float, from_month: int
) -> tuple[list[tuple[int, float]], bool]:
    """Chain the index against trend from growth on the same period a year ago; parameters and returns as above.

    Examples
    --------
    Steady 2% a year against a trend of 2% changes nothing:

    >>> points, _ = index_from_yearly_growth([(4, 0.02), (7, 0.02)], step=3, trend=0.02, from_month=1)
    >>> {index for _, index in points}
    {1.0}
    """
    lag = 12 // step
    first, rate = points[0]
    earlier = 0
    while first - step * (lag + earlier) > from_month:
        earlier += 1
    every = [(first - step * k, rate) for k in range(earlier, 0, -1)] + list(points)
    start = every[0][0]
    index = [(start - step * (lag - k), (1.0 + rate - trend) ** (k / lag)) for k in range(lag)]
    for month, growth in every:
        index.append((month, index[-lag][1] * (1.0 + growth - trend)))
    # The first year is a guess; it counts for less the longer the table reaches back, a year being the least.
    return index, start > from_month - 12


def index_less_trend(points: Points, *, trend: float) -> list[tuple[int, float]]:
    """Divide an index by its trend's growth since the first point; parameters and returns as above."""
    first = points[0][0]
    return [(month, value / (1.0 + trend) ** ((month - first) / 12)) for month, value in points]
