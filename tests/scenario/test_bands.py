"""What is said of bands over few paths."""

import numpy as np
import pytest

from arrears.result.statistics import statistics
from arrears.scenario import Scenario
from arrears.scenario.bands import FEW, band_note


@pytest.mark.parametrize(("paths", "share"), [(4, "54%"), (20, "81%"), (50, "86%"), (99, "88%")])
def test_a_band_of_few_paths_is_called_too_narrow_with_what_it_holds(paths, share):
    assert f"they hold about {share} of further paths" in band_note(paths)
    rng = np.random.default_rng(1)
    low, high = statistics(rng.normal(size=(paths, 20_000)))[:, [2, 6]].T
    fresh = rng.normal(size=20_000)
    assert np.mean((low <= fresh) & (fresh <= high)) == pytest.approx(0.9 * (paths - 1) / (paths + 1), abs=0.03)


def test_enough_paths_need_no_word_and_one_has_no_band():
    assert band_note(FEW) == ""
    assert "no band" in band_note(1)
    assert Scenario.from_text("name: A\nrun: {paths: 100}\n").notes() == ()
    assert Scenario.from_text("name: A\nrun: {paths: 50}\n").notes() == (band_note(50),)
