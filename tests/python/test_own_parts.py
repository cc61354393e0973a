"""An own shock, own macro arrays, an own measure, an own book; and the readable engine through the same door."""

import numpy as np
import pytest

import arrears as ar
from arrears.errors import UsageError


class Sawtooth(ar.Shock):
    """Up over three months, then down at once, again and again."""

    def curve(self, months):
        return [0.01 * (month % 3) for month in range(1, months + 1)]


def test_an_own_shock_moves_its_series():
    base = ar.Scenario.read("baseline").with_({"macro.randomness.kind": "none"})
    shocked = base.with_({"macro.unemployment.shocks": [Sawtooth()]})
    size = {"paths": 1, "borrowers": 100, "months": 6}
    rise = [ar.simulate(s, **size).measure("unemployment_path").isel(path=0) for s in (base, shocked)]
    assert np.allclose((rise[1] - rise[0])[1:], [0.01, 0.02, 0.0, 0.01, 0.02, 0.0])
    again = ar.simulate(ar.Scenario.from_text(shocked.to_yaml()), **size)  # written out month by month
    assert np.allclose(again.measure("unemployment_path").isel(path=0), rise[1])


def test_own_macro_arrays_are_the_run_s_paths():
    unemployment = np.linspace(0.05, 0.09, 5)
    macro = ar.MacroPaths.from_arrays({"unemployment": unemployment}, ar.Scenario.read("baseline").start)
    run = ar.simulate("baseline", macro=macro, paths=2, borrowers=100, months=4)
    assert np.allclose(run.measure("unemployment_path"), np.tile(unemployment, (2, 1)))


def test_an_own_measure_is_a_function_of_the_dataset(run):
    dataset = run().dataset
    share = dataset["balance"].sel(product="instalment").sum(("segment", "bucket")) / dataset["balance"].sum(
        ("product", "segment", "bucket")
    )
    assert share.dims == ("path", "month")
    assert bool(((share > 0) & (share < 1)).all())


def test_an_own_book_runs_in_both_engines(scenario, differing):
    frame = ar.synthesise(scenario, 300, seed=3).frame()
    book = ar.Book.from_frame(frame[frame["score"] > 600])
    size = {"paths": 1, "months": 3, "seed": 3, "book": book}
    fast = ar.simulate(scenario, **size)
    assert fast.dataset.attrs["borrowers"] == book.size
    assert differing(fast, ar.simulate(scenario, engine="reference", **size)) == []


def test_the_readable_engine_gives_the_same_and_says_so(run, differing):
    told = []
    readable = run(engine="reference", progress=lambda done, of: told.append((done, of)))
    assert differing(readable, run()) == []
    assert readable.manifest["engine"] == "reference"
    assert told[-1] == (10, 10)
    with pytest.raises(UsageError, match="engine"):
        run(engine="slow")
