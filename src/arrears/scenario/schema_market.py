"""The `market` section: rivals, and the supply of credit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from arrears.keys.kinds import Count, Number
from arrears.keys.section import Section
from arrears.keys.series import LoosenessSeries


class Competition(Section):
    """What rivals do."""

    looseness: LoosenessSeries = Field(
        default_factory=LoosenessSeries,
        description="0 = today's standards; 1 = rivals approve one standard deviation of score lower, "
        "with lines half as large again",
    )
    follow: Annotated[float, Number(0.0, 1.0)] = Field(
        1.0, description="part of the rivals' loosening that the lender follows; assumption"
    )


class Supply(Section):
    """How the supply of credit reacts to the economy."""

    to_unemployment: Annotated[float, Number(-10.0, 10.0)] = Field(
        0.0, description="looseness per pp of unemployment above its slow mean; negative: tightens; 0: no reaction"
    )
    memory: Annotated[float, Number(1.0, 1200.0)] = Field(120.0, description="memory of the slow mean, months")
    smoothing: Annotated[int, Count(1, 120)] = Field(3, description="months over which the reaction is smoothed")


class Market(Section):
    """Rivals, and the supply of credit."""

    competition: Competition = Field(default_factory=Competition, description="what rivals do")
    supply: Supply = Field(default_factory=Supply, description="how the supply of credit reacts to the economy")
