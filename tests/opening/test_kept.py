"""Seasoned pools that are kept: under everything that they hang on, whole or not at all."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from arrears.opening import kept
from arrears.opening.kept import key_of, pool_of
from arrears.opening.pool import Pool
from arrears.rules import Rules
from arrears.scenario import Scenario
from arrears.setting import setting_of

CALM = {"unemployment": 0.05, "income": 0.0, "looseness": 0.0}
BASELINE = Scenario.read("baseline")
SETTING = setting_of(BASELINE, 1, None)
# What the burn-in does not see: the only things that a pool may be kept without.
SET_ASIDE = {"months", "segments", "segment_kind", "segment_edges", "balance_sheet", "mechanisms", "policies"}


@pytest.fixture
def seasoned(monkeypatch, tmp_path):
    """A cache of its own, and how often something was seasoned."""
    calls = []

    def season(setting, people, macro0, kernels):
        calls.append(people)
        return _pool(people)

    monkeypatch.setattr(kept, "season", season)
    monkeypatch.setattr(kept, "_pools", kept.OrderedDict())
    monkeypatch.setattr(kept, "CACHE_FOLDER", str(tmp_path / "sources"))
    return calls


def _pool(people):
    book = kept.Book.of({"place": np.arange(people), "buffer": np.arange(people) * 3})
    return Pool(book, 1.5, 20.25, 0.75, np.arange(12).reshape(2, 6), kept.fields_of(book))


def forget():
    kept._pools.clear()


def test_a_pool_comes_back_from_disk_as_it_was(seasoned, tmp_path):
    made = pool_of(SETTING, 50, CALM, Rules())
    forget()
    again = pool_of(SETTING, 50, CALM, Rules())
    assert seasoned == [50]
    assert all(np.array_equal(made.book[name], again.book[name]) for name in made.book)
    assert all(made.book[name].dtype == again.book[name].dtype for name in made.book)
    assert (again.exits, again.worklist, again.approval) == (1.5, 20.25, 0.75)
    assert np.array_equal(again.pending, made.pending)
    assert again.fields == made.fields
    assert [file.suffix for file in (tmp_path / "pools").iterdir()] == [".npz"]


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "other"])
def test_a_damaged_file_is_thrown_away_and_made_anew(seasoned, tmp_path, damage):
    pool_of(SETTING, 50, CALM, Rules())
    (file,) = (tmp_path / "pools").iterdir()
    whole = file.read_bytes()
    at = whole.index((np.arange(50) * 3).astype(np.int64).tobytes())
    damaged = {
        "flip": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "other": b"no archive",
    }
    file.write_bytes(damaged[damage])
    forget()
    assert pool_of(SETTING, 50, CALM, Rules()).book["buffer"].tolist() == (np.arange(50) * 3).tolist()
    assert seasoned == [50, 50]
    assert file.read_bytes() == whole


def test_a_bounded_number_is_kept(seasoned, tmp_path):
    for people in range(50, 50 + kept.ON_DISK + 3):
        pool_of(SETTING, people, CALM, Rules())
    assert len(list((tmp_path / "pools").iterdir())) == kept.ON_DISK
    assert len(kept._pools) == kept.IN_MEMORY


def test_threads_season_once(seasoned):
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: pool_of(SETTING, 60, CALM, Rules()), range(16)))
    assert seasoned == [60]
    assert all(pool is found[0] for pool in found)


def test_own_rules_are_not_kept_on_disk(seasoned, tmp_path):
    def soon(u):
        return int(5.0 * u)

    pool_of(SETTING, 50, CALM, Rules(catch_up_day=soon))
    assert not (tmp_path / "pools").exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(seasoned, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(kept, "CACHE_FOLDER", str(tmp_path / "file" / "sources"))
    assert pool_of(SETTING, 50, CALM, Rules()).book.size == 50


def test_the_key_holds_every_part_of_the_setting_that_the_burn_in_sees():
    """A new part is in the key without anybody thinking of it; only `for_burn_in` sets anything aside."""
    before = key_of(SETTING, 100, CALM)
    for field in dataclasses.fields(SETTING):
        changed = dataclasses.replace(SETTING, **{field.name: _other(getattr(SETTING, field.name))})
        assert (key_of(changed, 100, CALM) == before) == (field.name in SET_ASIDE), field.name
    assert key_of(SETTING, 101, CALM) != before
    assert key_of(SETTING, 100, {**CALM, "income": 0.01}) != before


def _other(value):
    """Another value of the same kind."""
    if isinstance(value, np.ndarray):
        return value + 1 if value.size else np.ones(1)
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if hasattr(value, "_asdict"):
        first = next(iter(value._asdict()))
        return value._replace(**{first: _other(getattr(value, first))})
    if isinstance(value, tuple):
        return (_other(value[0]), *value[1:]) if value else ("another",)
    raise TypeError(value)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Other", "description": "other"},
        {"months": 12, "run.paths": 3},
        {"portfolio.segment": "score_band", "portfolio.balance_sheet": "run_off"},
        {"market.supply.to_unemployment": -0.4},
        {"macro.unemployment.shocks": [{"shape": "step", "start": 2, "size": 0.04}]},
        {"lender.collections.shocks": [{"shape": "step", "start": 2, "size": -0.5}]},
    ],
)
def test_what_cannot_matter_is_not_in_the_key(changes):
    assert key_of(setting_of(BASELINE.with_(changes), 1, None), 100, CALM) == key_of(SETTING, 100, CALM)
