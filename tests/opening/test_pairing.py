"""What pairing promises: the same people with the same luck whatever lever differs; bands hold who they are."""

import numpy as np
import pytest

from arrears.macro.build import macro_paths
from arrears.opening import open_book
from arrears.scenario import Scenario
from arrears.simulation import simulate, synthesise

BASELINE = Scenario.read("baseline").with_({"portfolio.borrowers": 2_000, "run.paths": 6, "months": 6})
LEVERS = {
    "conventions.grace_days": 1,
    "lender.charges.late_fee": 0.021,
    "lender.collections.effect": 0.601,
    "lender.underwriting.cutoff": 601,
}


def opening(scenario):
    return open_book(scenario, 1, macro_paths(scenario, 2, 1)).opening


def numbers(found, path):
    return set(zip(*(array.tolist() for array in found.numbers(1, path)), strict=True))


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_changes_hardly_anybody(lever):
    mine, theirs = opening(BASELINE), opening(BASELINE.with_({lever: LEVERS[lever]}))
    for path in (0, 1):
        assert len(numbers(mine, path) & numbers(theirs, path)) > 0.98 * 2_000
    assert len(numbers(mine, 0) & numbers(mine, 1)) < 0.1 * 2_000  # each path has people of its own


def test_a_lever_moves_what_it_moves_and_not_the_sample():
    base = simulate(BASELINE).overdue_rate("31+").values
    other = simulate(BASELINE.with_({"lender.charges.late_fee": 0.021})).overdue_rate("31+").values
    assert np.abs((other - base).mean(axis=0)).max() < 0.0005
    assert (other - base).std(axis=0, ddof=1).max() < 0.001
    assert base[:, 0].std(ddof=1) > 0.001  # the band holds who is in the book, from month 0 on


def test_the_people_of_a_path_do_not_hang_on_how_many_paths_there_are():
    few, many = (simulate(BASELINE, paths=paths, months=1).dataset["balance"].values for paths in (2, 5))
    assert np.array_equal(few, many[:2])


def test_synthesise_gives_the_people_of_path_0_and_what_is_beside_them():
    book = synthesise(BASELINE)
    run = simulate(BASELINE, paths=1, months=2)
    given = simulate(BASELINE, paths=1, months=2, book=book)
    assert given.manifest["book"]["normal_worklist"] == run.manifest["book"]["normal_worklist"]
    for name in ("balance", "accounts", "worklist", "contacts", "originated", "recovered"):
        assert np.array_equal(given.dataset[name], run.dataset[name]), name


def test_a_book_larger_than_the_pool_takes_copies():
    people = opening(BASELINE.with_({"portfolio.borrowers": 250_000}))
    assert people.size == 250_000
    assert people.copies > 1
    assert len(numbers(people, 0)) == 250_000
