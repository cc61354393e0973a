"""The pen: what late borrowers need between two due days, side by side in memory.

A late account is touched on a dozen days of a month. In the blocks each touch is a miss of the cache for each field;
here the fields of a late borrower lie together, and those of a path's late borrowers stay in the cache
(docs/performance.md). On the due day a late borrower's entry is read back, block by block, as the blocks pass by, and
what is late then gets a new entry. Entries therefore come in the order of the rows, and two halves of the pen take
turns: one is read while the other fills.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from arrears.columns import PREFIXES, kept_in_pen
from arrears.draws import block_of_four
from arrears.engine.blocks import KINDS
from arrears.jit import inner_kernel, part

# Fields of an entry that are no columns of a book: those of a borrower, and those of each account.
ENGINE_OWN = {"i1": ("alive",), "i8": ("home",), "f4": ("luck", "day_draw", "whole", "lot"), "i4": ()}
OF_ACCOUNTS = {"i1": ("from", "listed"), "i8": ("from_balance",), "f4": (), "i4": ()}


def _fields(kind: str) -> tuple[str, ...]:
    """Fields of one width: the engine's own, then the columns that late accounts have beside them."""
    columns = (c.name for c in kept_in_pen() if KINDS[c.dtype] == kind)
    pairs = (prefix + name for name in OF_ACCOUNTS[kind] for prefix in PREFIXES.values())
    return (*ENGINE_OWN[kind], *columns, *pairs)


P1, P4, P8, PF = (_fields(kind) for kind in ("i1", "i4", "i8", "f4"))
# Places of the fields that code names one by one; of an account add the product, 0 the line, 1 the loan.
P_ALIVE, P_SEGMENT = P1.index("alive"), P1.index("segment")
MISSED, CAUSE, P_WORST = (P1.index(f"rev_{name}") for name in ("missed", "cause", "worst"))
CONTACTED = P1.index("rev_contacted")
DAY = P1.index("rev_day")  # days after the due day on which it catches up unprompted, -1 never
ANSWERS = P1.index("rev_answers")  # would catch up when called
SETTLED = P1.index("rev_settled")  # its late payment of this month is made
FROM = P1.index("rev_from")  # bucket at the last close, -1 not live then
ON_LIST = P1.index("rev_listed")  # late after the last due day: on the worklist, and counted at the close
P_PLACE, P_ORIGIN, P_COHORT = P4.index("place"), P4.index("origin"), P4.index("rev_cohort")
P_BUFFER, P_LIMIT, P_BALANCE = P8.index("buffer"), P8.index("limit"), P8.index("rev_balance")
ARREARS, BILL, FROM_BALANCE = (P8.index(f"rev_{name}") for name in ("arrears", "bill", "from_balance"))
ACCRUED = P8.index("rev_accrued")  # of the balance, interest and fees posted while it was late
P_GRANTED = P8.index("granted")
HOME = P8.index("home")  # the borrower's row: block times W plus row
LUCK, DAY_DRAW, WHOLE, LOT = (PF.index(name) for name in ENGINE_OWN["f4"])
P_SCORE = PF.index("score")
P_EFFORT = PF.index("effort")


class Pen(NamedTuple):
    """Entries of a batch; those of cohort c begin at ``start[c]``.

    What is touched together, one entry at a time, lies entry by entry: arrays [path, half, entry, field] of int8 and
    int64. What the month's draws need lies field by field, [path, half, field, entry]: theirs is a loop over vectors.
    """

    i1: Any
    i4: Any
    i8: Any
    f4: Any
    x8: Any  # state of mechanisms, as i8: of each field the line's, then the loan's; bills forborne first, if any are
    half: Any  # (path, cohort) int64: the half that holds the cohort's entries
    length: Any  # (path, cohort) int64: entries of the cohort
    start: Any  # (cohort + 1,) int64


def empty_pen(paths: int, start: np.ndarray, state: int = 0) -> Pen:
    """A pen with room for every row, and ``state`` fields of mechanisms; memory that no entry uses is never touched."""
    entries, cohorts = int(start[-1]), start.size - 1
    return Pen(
        i1=np.zeros((paths, 2, entries, len(P1)), np.int8),
        i4=np.zeros((paths, 2, len(P4), entries), np.int32),
        i8=np.zeros((paths, 2, entries, len(P8)), np.int64),
        f4=np.zeros((paths, 2, len(PF), entries), np.float32),
        x8=np.zeros((paths, 2, entries, 2 * state), np.int64),
        half=np.zeros((paths, cohorts), np.int64),
        length=np.zeros((paths, cohorts), np.int64),
        start=start,
    )


@part
def penned(pen: Any, p: int, cohort: int) -> Any:
    """Fields of a cohort's entries, the half in use: int8, int64 [entry, field] and int32, float32 [field, entry]."""
    half = pen.half[p, cohort]
    return pen.i1[p, half], pen.i4[p, half], pen.i8[p, half], pen.f4[p, half]


@inner_kernel
def draw_late(seed: int, path: int, month: int, i4: Any, f4: Any, start: int, stop: int) -> None:
    """Luck, day, extent and lot of the month for each entry; draws are the borrower's, for both accounts."""
    origin, place = i4[P_ORIGIN, start:stop], i4[P_PLACE, start:stop]
    luck, day, whole, lot = f4[LUCK, start:stop], f4[DAY_DRAW, start:stop], f4[WHOLE, start:stop], f4[LOT, start:stop]
    for n in range(luck.size):
        luck[n], day[n], whole[n], lot[n] = block_of_four(seed, path, np.int64(origin[n]), np.int64(place[n]), month, 2)
