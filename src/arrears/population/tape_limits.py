"""Credit limits of a tape's lines: each its own, or one that all lines of a customer share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from arrears.population.tape_checks import Readings
from arrears.population.tape_map import ColumnMap


def limits_of(
    readings: Readings, columns: ColumnMap, keep: NDArray[np.int64], counts: dict[str, int]
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the limits; one that a customer's lines share is divided among them."""
    limit = readings.limit[keep].copy()
    if readings.customer is None:
        return limit, ()
    lines = pd.DataFrame({"customer": readings.customer[keep], "limit": limit, "owed": readings.balance[0, keep]})
    lines = lines[~readings.loan[keep]]
    of_one = lines.groupby("customer")["limit"]
    several = of_one.transform("size") > 1
    same = several & (of_one.transform("min") == of_one.transform("max")) & (lines["limit"] > 0)
    if not several.any() or columns.limit_is == "own":
        return limit, ()
    if columns.limit_is is None and not same[several].all():
        n = int(lines.loc[same, "customer"].nunique())
        said = (
            f"{n:,} customers have lines with equal limits, and others have not: each line keeps its own; " if n else ""
        )
        return limit, ((said + "`limit_is: shared` if one limit holds for all lines of a customer",) if n else ())
    shared = lines[same]
    owed = shared["owed"].clip(lower=0)
    by = shared["customer"]
    whole, lines_of = owed.groupby(by).transform("sum"), owed.groupby(by).transform("size")
    free = (shared["limit"] - whole).clip(lower=0)
    over = np.where(whole > shared["limit"], shared["limit"] / whole.clip(lower=1), 1.0)
    limit[shared.index.to_numpy()] = np.floor(owed * over + free / lines_of).astype(np.int64)
    counts["one limit for several lines of a customer, divided among them"] = int(same.sum())
    customers = int(by.nunique())
    how = (
        "as the map says"
        if columns.limit_is
        else "since all of their lines repeat it; `limit_is: own` if each has its own"
    )
    return limit, (f"{customers:,} customers have one limit for several lines, {how}",)
