"""`borrowers.copula`: how the traits of a person go together, and whether such people can exist."""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import Annotated

from pydantic import Field

from arrears.keys.kinds import Number
from arrears.keys.refusal import Refusal
from arrears.keys.section import Section
from arrears.keys.words import Word

TRAITS = ("income", "quality", "propensity", "forget", "willingness", "buffer", "line_use", "pay_share")
_SMALLEST_PIVOT = 1e-9  # below, a trait is no more than a sum of the others, and rounding decides


class Link(Section):
    """Correlation of two traits."""

    traits: tuple[Annotated[str, Word(TRAITS)], Annotated[str, Word(TRAITS)]] = Field(
        description="two of " + ", ".join(TRAITS)
    )
    correlation: Annotated[float, Number(-0.99, 0.99)] = Field(description="of their normal scores; assumption")


def default_links() -> tuple[Link, ...]:
    """The default copula: safer people earn more, save more, forget less; *assumption*."""
    pairs = {
        ("income", "quality"): 0.30,
        ("quality", "propensity"): -0.35,
        ("quality", "forget"): -0.25,
        ("quality", "willingness"): 0.30,
        ("quality", "buffer"): 0.40,
        ("income", "buffer"): 0.10,
        ("propensity", "buffer"): -0.30,
        ("propensity", "line_use"): 0.25,
        ("quality", "pay_share"): 0.40,
    }
    return tuple(Link(traits=pair, correlation=value) for pair, value in pairs.items())


def check_links(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Refuse correlations that no people can have.

    Raises
    ------
    Refusal
        A trait is tied to itself, a pair stands twice, or all of them cannot hold together (the matrix is not positive
        definite); three traits that are enough for that are named where there are.
    """
    tied: dict[frozenset[str], float] = {}
    for k, link in enumerate(links):
        one, other = link.traits
        if one == other:
            raise Refusal(f"{one} is tied to itself", "two different traits", where=(k, "traits"))
        if frozenset(link.traits) in tied:
            raise Refusal(f"{one} and {other} are tied twice", "each pair of traits once", where=(k, "traits"))
        tied[frozenset(link.traits)] = link.correlation
    if not _positive_definite(tied):
        raise _impossible(tied)
    return links


def _between(tied: dict[frozenset[str], float], one: str, other: str) -> float:
    return 1.0 if one == other else tied.get(frozenset((one, other)), 0.0)


def _positive_definite(tied: dict[frozenset[str], float]) -> bool:
    """Whether the matrix has a Cholesky factor; eight rows, without numpy, which reading a scenario does not need."""
    rows: list[list[float]] = []
    for i, trait in enumerate(TRAITS):
        row: list[float] = []
        for j in range(i):
            explained = sum(a * b for a, b in zip(row, rows[j], strict=False))
            row.append((_between(tied, trait, TRAITS[j]) - explained) / rows[j][j])
        pivot = 1.0 - sum(a * a for a in row)
        if pivot < _SMALLEST_PIVOT:
            return False
        rows.append([*row, sqrt(pivot)])
    return True


def _impossible(tied: dict[frozenset[str], float]) -> Refusal:
    """Name three traits that cannot go together, and what the third correlation could be."""
    for a, b, c in combinations(TRAITS, 3):
        # the most telling order: the weakest of the three is the one to change
        pairs = sorted(((a, b), (b, c), (a, c)), key=lambda pair: abs(_between(tied, *pair)), reverse=True)
        first, second, third = (_between(tied, *pair) for pair in pairs)
        room = sqrt((1.0 - first * first) * (1.0 - second * second))
        low, high = first * second - room, first * second + room
        if not low < third < high:
            said = " and ".join(f"{one}-{other} {_between(tied, one, other):g}" for one, other in pairs[:2])
            one, other = pairs[2]
            stands = f"is {third:g}" if frozenset(pairs[2]) in tied else "is left out, and so 0"
            return Refusal(
                f"these correlations cannot hold together: with {said}, {one}-{other} {stands}",
                f"{one}-{other} between {low:.2f} and {high:.2f}",
                "or make the others smaller",
            )
    return Refusal(
        "these correlations cannot hold together: nobody can have such traits",
        "a positive definite matrix",
        "make some of them smaller",
    )
