"""Who opens a path takes rows of its own: nobody is lost, nobody is left over, and month 0 is counted."""

import numpy as np
import pytest

from arrears.engine.blocks import ALIVE, DTYPES, GRANTED, NARROW, ORIGIN, PLACE, W
from arrears.engine.opening import Ground, book_of
from arrears.population.book import Book
from arrears.population.opening import Opening
from arrears.population.people import COPY
from arrears.scenario import Scenario
from arrears.setting import setting_of
from arrears.tallies import empty

DAYS = (10, 20)


def people(sizes):
    """People by due day and number; one in seven is late."""
    rng = np.random.default_rng(1)
    n = sum(sizes)
    late = np.arange(n) % 7 == 0
    return Book.of(
        {
            "due_day": np.repeat(DAYS, sizes),
            "place": np.arange(n),
            "origin": -(np.arange(n) % 60),
            "base_income": rng.integers(1, 10**6, n),
            "score": rng.uniform(300, 850, n),
            "exposure": rng.uniform(0, 3, n),
            "limit": np.ones(n),
            "granted": np.ones(n),
            "months_out": rng.integers(0, 2, n),
            "rev_balance": rng.integers(1, 10**6, n),
            "rev_arrears": np.where(late, 5, 0),
            "rev_bill": np.where(late, 5, 0),
            "rev_missed": np.where(late, 2, 0),
            "rev_cause": np.where(late, 1, 0),
            "ins_balance": rng.integers(0, 10**6, n),
        }
    )


def opened(book, paths, *, sheet="run_off", **drawn):
    scenario = Scenario.from_text("name: Seats\n").with_({"months": 1, "portfolio.balance_sheet": sheet})
    setting = setting_of(scenario, 3, book)
    opening = Opening(book, 0.0, 1.0, 1.0, np.zeros((2, setting.recovery_months), np.int64), **drawn)
    ground = Ground.of(opening, setting, spare=0.0)
    tallies = empty(len(paths), 1, 1, setting.buckets)
    return opening, ground, ground.begin(ground.room(len(paths)), np.asarray(paths), tallies), setting


@pytest.mark.parametrize("sizes", [(1, 1), (W, 0), (W + 1, 3), (3 * W, 2 * W - 1), (0, 5)])
def test_everybody_of_a_book_sits_in_its_order(sizes):
    book = people(sizes)
    _, ground, batch, setting = opened(book, [0, 4])
    for p in range(2):
        for cohort, day in enumerate(setting.days):
            here = slice(int(ground.first[cohort]), int(ground.first[cohort + 1]))
            alive = batch.rows.i1[p, here, ALIVE].ravel() == 1
            size = int(np.count_nonzero(book["due_day"] == day))
            assert alive.tolist() == [True] * size + [False] * (alive.size - size)
            assert batch.rows.live[p, here].sum() == size
            for kind, names in NARROW.items():
                for field, name in enumerate(names):
                    if name in book and name != "segment":
                        stored = getattr(batch.rows, kind)[p, here, field].ravel()[alive]
                        assert stored.tolist() == book[name][book["due_day"] == day].astype(DTYPES[kind]).tolist()


@pytest.mark.parametrize(("sizes", "drawn", "copies"), [((300, 200), 200, 1), ((30, 20), 200, 6), ((4, 3), 7, 1)])
def test_a_path_opens_with_its_own_people(sizes, drawn, copies):
    book = people(sizes)
    opening, _, batch, setting = opened(book, [0, 1], drawn=drawn, copies=copies)
    for p in range(2):
        seated, told = book_of(batch, p, setting.days), opening.of_path(3, p)
        assert seated.size == drawn
        for name in book:
            if name not in ("segment", "rev_day", "ins_day"):
                assert np.array_equal(seated[name], told[name]), name
        assert batch.labour[p, :, 0].sum() == drawn
        assert batch.labour[p, :, 1].sum() == np.count_nonzero(told["months_out"] == 0)
        assert batch.pen.length[p].sum() == np.count_nonzero(told["rev_missed"] > 0)
        good = told["rev_missed"] == 0
        assert batch.tallies.balance[p, 0].sum() == (told["rev_balance"] + told["ins_balance"])[good].sum()
        assert batch.tallies.borrowers[p, 0].sum() == drawn
    if drawn < sum(sizes):
        assert not np.array_equal(opening.of_path(3, 0)["place"], opening.of_path(3, 1)["place"])


def test_nobody_of_an_earlier_path_is_left_over():
    book = people((5 * W, 3 * W))
    opening, ground, batch, setting = opened(book, [0], sheet="static", drawn=2 * W)
    again = ground.begin(batch, np.asarray([9]), empty(1, 1, 1, setting.buckets))
    assert (again.rows.i1[:, :, ALIVE] == 1).sum() == again.rows.live.sum() == 2 * W
    assert (again.rows.i8[:, :, GRANTED] > 0).sum() == 2 * W  # a row that is free was nobody's
    alive = again.rows.i1[0, :, ALIVE] == 1
    assert sorted(again.rows.i4[0, :, PLACE][alive]) == sorted(opening.of_path(3, 9)["place"])


def test_copies_have_numbers_of_their_own():
    book = people((30, 20))
    opening, _, batch, _ = opened(book, [2], drawn=180, copies=5)
    alive = batch.rows.i1[0, :, ALIVE] == 1
    numbers = set(
        zip(batch.rows.i4[0, :, ORIGIN][alive].tolist(), batch.rows.i4[0, :, PLACE][alive].tolist(), strict=True)
    )
    assert len(numbers) == 180
    origin, place = opening.numbers(3, 2)
    assert numbers == set(zip(origin.tolist(), place.tolist(), strict=True))
    assert -59 - 4 * COPY <= origin.min() < -COPY
