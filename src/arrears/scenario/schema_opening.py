"""The `opening` section: another scenario's book instead of one's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from arrears.keys.section import Section
from arrears.keys.words import InputPath


class OpeningLike(Section):
    """The book of another scenario: its people, balances and normal worklist; one's own policies act from month 1."""

    like: Annotated[str, InputPath()] = Field(
        description="a scenario beside this one, or a shipped one; it is seasoned with the seed and size of this one"
    )
