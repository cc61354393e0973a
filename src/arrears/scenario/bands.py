"""How much a band over few paths can be trusted."""

from __future__ import annotations

FEW = 100  # paths below which a band is called too narrow


def band_note(paths: int) -> str:
    """Say so where a 5% to 95% band over so few paths is too narrow; empty where it is not.

    Between the quantiles of n paths, a further path falls with chance 0.9 (n - 1) / (n + 1): 54% with 4, 86% with 50,
    89% with 200.

    Source: expected coverage of order statistics; the quantiles are linear between neighbours.
    """
    if paths >= FEW:
        return ""
    if paths == 1:
        return "with 1 path there is no band: chance does not show; take 100 paths or more for one"
    holds = 0.9 * (paths - 1) / (paths + 1)
    return (
        f"with {paths} paths the bands from 5% to 95% are too narrow: they hold about {holds:.0%} of further paths, "
        f"not 90%; take {FEW} paths or more"
    )
