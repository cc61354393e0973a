"""No count of a shipped scenario or of 50 random ones has moved without the baseline being renewed."""

import json

import pytest

from digest import BASELINE, all_digests, moved


@pytest.mark.slow
def test_no_count_has_moved() -> None:
    before, now = json.loads(BASELINE.read_text()), all_digests()
    differing = {name: moved(values, now.get(name, {})) for name, values in before.items()}
    assert {name: names for name, names in differing.items() if names} == {}, "if meant: python tests/digest.py --write"
