"""Books that are held: another scenario's people and balances, one's own policies from month 1."""

import json
from pathlib import Path

import numpy as np
import pytest

import arrears as ar
from arrears.errors import ScenarioError, UsageError

SMALL = {"paths": 3, "months": 4, "seed": 2}
LOOSE = {"name": "Loose", "lender.collections.contacts_per_day": 0.002, "lender.charges.late_fee": 0.05}


@pytest.fixture(scope="module")
def base():
    return ar.simulate("baseline", borrowers=600, **SMALL)


def month_0(run):
    return {name: run.dataset[name].isel(month=0).values for name in ("balance", "accounts", "borrowers", "employed")}


def test_it_opens_with_the_run_s_people_and_acts_on_its_own(base):
    mine = ar.Scenario.read("baseline").with_(LOOSE)
    held = ar.simulate(mine, book=base, **SMALL)
    assert all(np.array_equal(array, month_0(held)[name]) for name, array in month_0(base).items())
    assert held.manifest["book"]["source"] == "held"
    assert held.manifest["book"]["normal_worklist"] == base.manifest["book"]["normal_worklist"]
    assert held.manifest["book"]["fields"] == base.manifest["book"]["fields"]
    assert held.manifest["borrowers"] == 600
    assert not np.array_equal(held.dataset["ledger"], base.dataset["ledger"])
    assert not any("book" in note for note in ar.compare(base, held).notes)
    assert "It opens with the book of Baseline." in json.loads(held.dataset.attrs["notes"])


def test_the_scenario_s_own_book_held_changes_nothing(base):
    again = ar.simulate("baseline", book=base, **SMALL)
    for name in base.dataset.data_vars:
        assert np.array_equal(again.dataset[name], base.dataset[name]), name


def test_a_key_of_the_scenario_says_the_same(base):
    mine = ar.Scenario.read("baseline").with_({**LOOSE, "opening": {"like": "baseline"}})
    run, held = ar.simulate(mine, borrowers=600, **SMALL), ar.simulate(mine, book=base, **SMALL)
    assert all(np.array_equal(run.dataset[name], held.dataset[name]) for name in run.dataset.data_vars)


def test_what_is_written_runs_to_the_same_bytes(base, tmp_path):
    folder = base.save(tmp_path / "base")
    held = ar.simulate(ar.Scenario.read("baseline").with_(LOOSE), book=ar.open_run(folder), **SMALL)
    first = held.save(tmp_path / "held")
    again = ar.simulate(first / "scenario.yaml").save(tmp_path / "again")
    third = ar.simulate(again / "scenario.yaml").save(tmp_path / "third")
    for other in (again, third):
        for file in ("curves.csv", "vintages.csv", "scenario.yaml", "inputs/book/scenario.yaml"):
            assert (first / file).read_bytes() == (other / file).read_bytes(), file
    # and a book that is held is held again by whoever holds that run's
    twice = ar.simulate("baseline", book=ar.open_run(first), **SMALL)
    assert all(np.array_equal(twice.dataset[name], base.dataset[name]) for name in base.dataset.data_vars)
    saved = twice.save(tmp_path / "twice")
    assert (saved / "inputs/book/inputs/book/scenario.yaml").is_file()
    assert ar.simulate(saved / "scenario.yaml").dataset["balance"].equals(twice.dataset["balance"])


def test_a_grid_holds_one_book(base):
    rates = ar.sweep("baseline", {"lender.collections.effect": [0.3, 0.6]}, book=base, **SMALL)
    opens = rates["overdue_rate"].isel(month=0)
    assert np.array_equal(opens[0], opens[1])


def test_what_cannot_be_held_is_refused(base, tmp_path):
    with pytest.raises(UsageError, match=r"was drawn with seed 2, and this run has seed 5; .*--seed 2"):
        ar.simulate("baseline", book=base, seed=5)
    folder = base.save(tmp_path / "base")
    manifest = json.loads((folder / "manifest.json").read_text())
    for change, said in (
        ({"versions": {**manifest["versions"], "arrears": "0.0.1"}}, "run by version 0.0.1"),
        ({"book": {**manifest["book"], "fields": {"buffer": "0"}}}, "gives another book"),
        ({"book": {**manifest["book"], "source": "given"}}, "give it to this run too"),
    ):
        (folder / "manifest.json").write_text(json.dumps({**manifest, **change}))
        with pytest.raises(UsageError, match=said):
            ar.simulate("baseline", book=ar.open_run(folder), **SMALL)
    with pytest.raises(UsageError, match="own book"):
        ar.simulate("baseline", book=base, borrowers=5)


def test_a_scenario_that_is_not_there_is_refused_by_its_place(tmp_path):
    file = Path(tmp_path / "mine.yaml")
    file.write_text("name: Mine\nopening: {like: baselin}\n")
    with pytest.raises(ScenarioError) as refused:
        ar.Scenario.read(file)
    (fault,) = refused.value.faults
    assert (fault.line, fault.column) == (2, 17)
    assert "baseline" in fault.hint
    file.write_text("name: Mine\nopening: {like: mine}\n")
    with pytest.raises(ScenarioError, match="open with each other's books"):
        ar.simulate(file, **SMALL)


def test_compare_says_what_of_a_book_differs_and_how_much_of_it_stood_in_month_0(base):
    other = ar.simulate(ar.Scenario.read("baseline").with_(LOOSE), borrowers=600, **SMALL)
    (note,) = (note for note in ar.compare(base, other).notes if "book" in note)
    assert "the same people" in note
    assert "pp stand in month 0" in note
