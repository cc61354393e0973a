"""Traits that a tape lacks, drawn from the scenario's Gaussian copula given what the tape says.

What is observed becomes normal scores: its rank among the rows of the tape, through the normal quantile. Equal values
(most statuses are) share a range of ranks, and each row draws its place in it, so that the scores are normal whatever
the values. The latent traits of a row are then normal with the conditional mean and covariance of the joint matrix:

    observed-observed   measured on the tape
    observed-latent     the map's links
    latent-latent       the scenario's copula; what is not in it (work, swing, outside, autopay) is independent of the
                        other traits given what the tape says

Where the three cannot hold together, the links are scaled down by the largest of 0.95, 0.90, 0.85 … that can, and a
note says so.

Source: conditioning of the multivariate normal; distributional transform of discrete margins, Rueschendorf (2009),
Journal of Statistical Planning and Inference 139.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from arrears.draws import NO_PATH, Purpose, uniform_array
from arrears.population.newcomer import LATENT
from arrears.population.synthetic import correlation_matrix
from arrears.population.tape_draws import OBSERVED, TRAITS
from arrears.scenario.schema import Scenario

_DIGITS = 9  # quantiles and matrix products may differ in the last bits between processors
_SMALLEST = 1e-6  # eigenvalue of a covariance that can be drawn from
_PRIOR_ROWS = 20  # a small tape's own correlations are shrunk as if so many uncorrelated rows were added (assumption)
FIRST_LATENT, FIRST_OTHER = 16, 64  # numbers of a row's draws: observed from 0, latents, others (see `draw`)
assert TRAITS[: len(LATENT)] == LATENT


@dataclass(frozen=True)
class Conditional:
    """Latent traits given normal scores of what is observed.

    Attributes
    ----------
    observed : tuple of str
        What is observed, in the order of the scores.
    weights : (trait, observed) float64
        Conditional mean of the traits per unit of score.
    factor : (trait, trait) float64
        Lower triangular factor of their conditional covariance.
    scale : float
        What the links were multiplied by so that they can hold together; 1 if they could.
    """

    observed: tuple[str, ...]
    weights: NDArray[np.float64]
    factor: NDArray[np.float64]
    scale: float


@dataclass(frozen=True)
class Ranks:
    """The range of ranks, within 0 and 1, that each row of a tape holds in one observed quantity."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Ranks:
        """Rank values among each other; those that are NaN may stand anywhere."""
        return cls.within(values, np.zeros(values.size, np.int64))

    @classmethod
    def within(cls, values: NDArray[np.float64], group: NDArray[np.int64]) -> Ranks:
        """Rank values among those of their group: limits of lines and amounts of loans are not one scale."""
        low, high = np.zeros(values.size), np.ones(values.size)
        for one in np.unique(group):
            known = np.isfinite(values) & (group == one)
            ordered = np.sort(values[known])
            low[known] = np.searchsorted(ordered, values[known], side="left") / max(ordered.size, 1)
            high[known] = np.searchsorted(ordered, values[known], side="right") / max(ordered.size, 1)
        return cls(low, high)

    def scores(self, rows: NDArray[np.int64], u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return normal scores of some rows, each at its place `u` within its range."""
        return normal(self.low[rows] + u * (self.high[rows] - self.low[rows]))


def draw(seed: int, place: NDArray[np.int64], number: int) -> NDArray[np.float64]:
    """Return one uniform a row; `number` says which of a row's draws it is, fixed for good."""
    return uniform_array(seed, NO_PATH, place, number, Purpose.TAPE)


def normal(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return standard normal quantiles of uniforms, rounded."""
    quantiles: NDArray[np.float64] = np.round(ndtri(np.clip(u, 1e-9, 1.0 - 1e-9)), _DIGITS)
    return quantiles


def scores_of(
    ranks: Mapping[str, Ranks], rows: NDArray[np.int64], place: NDArray[np.int64], seed: int
) -> NDArray[np.float64]:
    """Return normal scores of rows of a tape, (row, observed); `place` numbers their draws."""
    scores = [r.scores(rows, draw(seed, place, OBSERVED.index(name))) for name, r in ranks.items()]
    return np.column_stack(scores)


def conditional(
    scores: NDArray[np.float64], observed: tuple[str, ...], links: Mapping[tuple[str, str], float], scenario: Scenario
) -> Conditional:
    """Return how traits are distributed given the scores.

    Parameters
    ----------
    scores : (row, observed) float64
        Normal scores of the tape's rows.
    observed : tuple of str
        Names, in the order of the scores.
    links : mapping of (observed, trait) to float
        Correlations; pairs left out are not tied.
    scenario : Scenario
        Its copula ties the traits among each other.
    """
    own = np.eye(len(observed))
    if scores.shape[0] > 2:
        spread = scores.std(axis=0)
        moves = spread > 0
        rows = scores.shape[0]
        own[np.ix_(moves, moves)] = np.corrcoef(scores[:, moves], rowvar=False) * rows / (rows + _PRIOR_ROWS)
        np.fill_diagonal(own, 1.0)
    known = len(LATENT)
    tied = np.asarray([[links.get((name, trait), 0.0) for name in observed] for trait in TRAITS])
    scale = 1.0
    while True:
        weights = np.linalg.solve(own, (scale * tied).T).T
        explained = weights @ (scale * tied).T
        covariance = np.diag(1.0 - np.diag(explained))
        covariance[:known, :known] = correlation_matrix(scenario) - explained[:known, :known]
        if scale <= 0.0 or np.linalg.eigvalsh(covariance)[0] > _SMALLEST:
            break
        scale = round(scale - 0.05, 2)
    factor = np.linalg.cholesky(covariance)
    return Conditional(observed, np.round(weights, _DIGITS), np.round(factor, _DIGITS), scale)


def draw_traits(
    given: Conditional,
    scores: NDArray[np.float64],
    place: NDArray[np.int64],
    seed: int,
    income: NDArray[np.float64] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Draw the traits of rows as standard normals, each (row,).

    ``income``: normal scores of observed incomes; they take the place of the drawn ones, and the other traits follow.
    NaN: not observed, drawn.
    """
    own = np.column_stack([normal(draw(seed, place, FIRST_LATENT + k)) for k in range(len(TRAITS))])
    mean = scores @ given.weights.T
    if income is not None:
        # income leads the factor's order, so that its own draw says all that it adds
        own[:, 0] = np.where(np.isnan(income), own[:, 0], (income - mean[:, 0]) / given.factor[0, 0])
    drawn = np.round(mean + own @ given.factor.T, _DIGITS)
    return {trait: np.ascontiguousarray(drawn[:, k]) for k, trait in enumerate(TRAITS)}
