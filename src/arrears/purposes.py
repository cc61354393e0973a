"""What random numbers are for: each purpose has a place of its own, which is never used again for another one."""

from __future__ import annotations

from enum import Enum

OWN_BLOCKS = range(128, 256)  # for mechanisms of a researcher


class Purpose(Enum):
    """What a draw is for: its (block, lane)."""

    WORK = (0, 0)
    INCOME_RADIUS = (0, 1)
    INCOME_ANGLE = (0, 2)
    FORGET = (0, 3)
    WILLING = (1, 0)
    LOAN = (1, 1)
    CLOSE = (1, 2)
    OUTSIDE = (1, 3)
    LUCK = (2, 0)
    CATCH_UP_DAY = (2, 1)
    CATCH_UP_WHOLE = (2, 2)
    LOT = (2, 3)
    TRAIT_1_RADIUS = (3, 0)
    TRAIT_1_ANGLE = (3, 1)
    TRAIT_2_RADIUS = (3, 2)
    TRAIT_2_ANGLE = (3, 3)
    TRAIT_3_RADIUS = (4, 0)
    TRAIT_3_ANGLE = (4, 1)
    TRAIT_4_RADIUS = (4, 2)
    TRAIT_4_ANGLE = (4, 3)
    SCORE_RADIUS = (5, 0)
    SCORE_ANGLE = (5, 1)
    TYPE = (5, 2)
    AUTOPAY = (5, 3)
    DUE_DAY = (6, 0)
    EMPLOYED = (6, 1)
    TAKE_UP = (6, 2)
    USAGE = (6, 3)
    TAPE = (7, 0)
    RESAMPLE = (8, 0)
    MACRO_SHIFT = (9, 0)
    PANEL = (10, 0)
    OPENING = (11, 0)
    PLAN = (20, 0)
    HOLIDAY = (21, 0)
