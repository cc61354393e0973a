"""Random numbers: the published test vectors, the range, and what a draw may and may not depend on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.draws import NO_PATH, SHIFT, Purpose, block_of_four, philox, two_blocks_of_four, uniform_array, unit

ALL_ONES = 0xFFFFFFFF

# Random123, Salmon and others (2011), file kat_vectors: philox4x32, 7 rounds
VECTORS = [
    ((0, 0, 0, 0), (0, 0), "5f6fb709 0d893f64 4f121f81 4f730a48"),
    ((ALL_ONES,) * 4, (ALL_ONES,) * 2, "5207ddc2 45165e59 4d8ee751 8c52f662"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "4dfccaba 190a87f0 c47362ba b6b5242a",
    ),
]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_philox_gives_the_published_vectors(counter, key, expected, plain):
    function = philox.py_func if plain else philox
    words = function(*(np.uint32(word) for word in (*counter, *key)))
    assert " ".join(f"{int(word):08x}" for word in words) == expected


@pytest.mark.parametrize("bits", [0, 1, 511, 512, 2**31, ALL_ONES - 512, ALL_ONES])
def test_a_uniform_lies_strictly_within_0_and_1(bits):
    for function in (unit, unit.py_func):
        value = function(np.uint32(bits))
        assert 0.0 < value < 1.0
        assert value == ((bits >> 9) + 0.5) / 2**23  # exact in float32: nothing is rounded


def test_a_purpose_is_named_once():
    assert len({purpose.value for purpose in Purpose}) == len(Purpose.__members__)
    assert all(0 <= block < 256 and 0 <= lane < 4 for block, lane in (purpose.value for purpose in Purpose))


def test_more_borrowers_and_more_paths_move_no_draw():
    few = uniform_array(7, np.arange(3)[:, None], np.arange(50), 4, Purpose.WORK)
    many = uniform_array(7, np.arange(9)[:, None], np.arange(400), 4, Purpose.WORK)
    assert np.array_equal(few, many[:3, :50])


def test_a_draw_depends_on_each_of_its_arguments():
    def draw(*, seed=7, path=1, place=2, time=3, purpose=Purpose.WORK, origin=0):
        return float(uniform_array(seed, path, place, time, purpose, origin))

    base = draw()
    others = [
        draw(seed=8),
        draw(seed=7 + 2**32),
        draw(path=2),
        draw(path=NO_PATH),
        draw(place=3),
        draw(time=4),
        draw(time=-3),
        draw(purpose=Purpose.FORGET),
        draw(purpose=Purpose.LUCK),
        draw(origin=1),
        draw(origin=-1),
    ]
    assert len({base, *others}) == 1 + len(others)


@given(
    seed=st.integers(0, 2**63 - 1),
    path=st.integers(0, NO_PATH),
    place=st.integers(0, 2**31 - 1),
    time=st.integers(-SHIFT, SHIFT - 1),
    origin=st.integers(-SHIFT, SHIFT - 1),
    purpose=st.sampled_from(list(Purpose)),
)
def test_the_array_and_the_scalar_call_agree(seed, path, place, time, origin, purpose):
    block, lane = purpose.value
    four = block_of_four(seed, path, origin, place, time, block)
    value = uniform_array(seed, path, place, time, purpose, origin)
    assert value == np.float64(four[lane])
    eight = two_blocks_of_four(seed, path, origin, place, time, block)
    assert eight == (*four, *block_of_four(seed, path, origin, place, time, block + 1))
    assert 0.0 < value < 1.0


def test_draws_are_spread_evenly_and_purposes_do_not_go_together():
    n = 200_000
    work = uniform_array(1, 0, np.arange(n), 5, Purpose.WORK)
    forget = uniform_array(1, 0, np.arange(n), 5, Purpose.FORGET)
    later = uniform_array(1, 0, np.arange(n), 6, Purpose.WORK)
    # 20 bins of 10,000: chi-squared with 19 degrees of freedom, beyond 50 once in 10,000 times
    counts = np.bincount((work * 20).astype(int), minlength=20)
    assert ((counts - n / 20) ** 2 / (n / 20)).sum() < 50
    assert abs(np.corrcoef(work, forget)[0, 1]) < 4 / n**0.5
    assert abs(np.corrcoef(work, later)[0, 1]) < 4 / n**0.5


def test_a_seed_that_is_not_a_number_is_refused():
    with pytest.raises((TypeError, ValueError)):
        uniform_array("seven", 0, 0, 0, Purpose.WORK)
