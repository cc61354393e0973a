"""Who opens a path: hashes of seed, path and number, and nothing else."""

import numpy as np
import pytest

from arrears.draws import SHIFT, philox
from arrears.population.people import COPY, people_of_path
from arrears.purposes import Purpose


def pool(n):
    return (-(np.arange(n) % 61)).astype(np.int32), (np.arange(n) // 3).astype(np.int32)


def by_hand(seed, path, origin, place, n, copies):
    """The n smallest hashes, sorted in plain Python."""
    hashed = []
    for k in range(copies):
        for i in range(origin.size):
            counter = ((int(origin[i]) - COPY * k + SHIFT) << 8) | Purpose.OPENING.value[0]
            words = (np.uint32(x & 0xFFFFFFFF) for x in (int(place[i]), path, SHIFT, counter, seed, seed >> 32))
            hashed.append((int(philox(*words)[0]), i, k))
    chosen = sorted((i, k) for _, i, k in sorted(hashed)[:n])
    return [i for i, _ in chosen], [k for _, k in chosen]


@pytest.mark.parametrize(("people", "n", "copies"), [(200, 50, 1), (200, 200, 1), (40, 100, 4), (1, 1, 1), (50, 1, 1)])
def test_they_are_those_with_the_smallest_hashes(people, n, copies):
    origin, place = pool(people)
    person, copy = people_of_path(5, 3, origin, place, n, copies)
    assert (person.tolist(), copy.tolist()) == by_hand(5, 3, origin, place, n, copies)


def test_who_comes_does_not_hang_on_who_else_is_there():
    origin, place = pool(2_000)
    numbers = [set(zip(origin[kept].tolist(), place[kept].tolist(), strict=True)) for kept in _drawn(origin, place)]
    both, without = numbers
    assert len(both - without) == len(without - both) <= 12  # 20 left the pool, and a quarter of them was drawn


def _drawn(origin, place):
    everybody = people_of_path(1, 0, origin, place, 500, 1)[0]
    stay = np.delete(np.arange(2_000), np.arange(0, 2_000, 100))
    return everybody, stay[people_of_path(1, 0, origin[stay], place[stay], 500, 1)[0]]


def test_more_people_are_the_same_and_some_others():
    origin, place = pool(2_000)
    few, many = (set(people_of_path(1, 7, origin, place, n, 1)[0].tolist()) for n in (300, 900))
    assert few < many
    other = set(people_of_path(1, 8, origin, place, 300, 1)[0].tolist())
    assert len(few & other) < 100  # 45 are expected
