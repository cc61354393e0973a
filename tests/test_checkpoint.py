"""Finished paths kept on disk: the same bits however a run was stopped, what is damaged run again, all else refused."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

import arrears as ar
from arrears.checkpoint.files import RUN, Checkpoint, opened, write_synced
from arrears.checkpoint.identity import differences, identity_of
from arrears.checkpoint.place import batches_in, discard, paths_in, place_of
from arrears.errors import ArrearsWarning, RunFailed, UsageError
from arrears.scenario import Scenario
from arrears.tallies import empty

PATHS, MONTHS = 6, 3
IDENTITY = {"asked": {"scenario": "months: 3\n", "inputs": {}, "held": None}, "versions": {"numpy": "2"}}
IDENTITY |= {"sources": "a", "machine": "m"}


def tallies(first, paths=2):
    found = empty(paths, MONTHS, 1, 3)
    for number, array in enumerate(found):
        array[...] = 1000 * first + number
    return found


def with_two_batches(place):
    with opened(place, IDENTITY) as checkpoint:
        checkpoint.keep(0, tallies(0))
        checkpoint.keep(4, tallies(4))


def keeps_one_and_ends(place, error):
    with opened(place, IDENTITY) as checkpoint:
        checkpoint.keep(0, tallies(0))
        error.args = (checkpoint,)
        raise error


def restored(place):
    total = empty(PATHS, MONTHS, 1, 3)
    return Checkpoint(place).restore(total), total


def test_what_is_kept_is_read_back_and_the_rest_is_left(tmp_path):
    place = place_of(tmp_path / "runs" / "mine")
    with_two_batches(place)
    left, total = restored(place)
    assert left.tolist() == [2, 3]
    assert paths_in(place) == 4
    for whole, first, last in zip(total, tallies(0), tallies(4), strict=True):
        assert np.array_equal(whole[:2], first)
        assert not whole[2:4].any()
        assert np.array_equal(whole[4:], last)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "of other months"])
def test_a_damaged_batch_is_named_and_left_to_be_run(tmp_path, damage):
    place = tmp_path / ".mine.kept"
    with_two_batches(place)
    first, content = next(iter(batches_in(place))), b""
    if damage == "cut":
        content = first.read_bytes()[:-7]
    elif damage == "flipped":
        content = bytearray(first.read_bytes())
        content[len(content) // 2] ^= 1
    if damage == "of other months":
        first.unlink()
        with opened(place, IDENTITY) as checkpoint:
            checkpoint.keep(0, empty(2, MONTHS + 1, 1, 3))
        first = next(iter(batches_in(place)))
    else:
        first.write_bytes(content)
    with pytest.warns(ArrearsWarning, match="000000-000001.* is damaged: its paths 0 to 1 are run again"):
        left, _ = restored(place)
    assert left.tolist() == [0, 1, 2, 3]
    assert not first.exists()


def test_a_folder_that_does_not_say_what_it_is_of_is_begun_anew(tmp_path):
    place = tmp_path / ".mine.kept"
    with_two_batches(place)
    (place / RUN).write_text((place / RUN).read_text().replace("months: 3", "months: 4"))
    with pytest.warns(ArrearsWarning, match="all paths are run again"), opened(place, IDENTITY):
        assert paths_in(place) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"asked": {"scenario": "months: 4\n", "inputs": {}, "held": None}}, "months 3 → 4"),
        ({"versions": {"numpy": "3"}}, "numpy 2 → 3"),
        ({"sources": "b"}, "the code of arrears"),
        ({"machine": "n"}, "processor family m → n"),
    ],
)
def test_another_run_is_refused_with_what_differs_and_nothing_is_lost(tmp_path, change, words):
    place = tmp_path / ".mine.kept"
    with_two_batches(place)
    before = {file: file.read_bytes() for file in place.iterdir()}
    with pytest.raises(UsageError, match=words), opened(place, {**IDENTITY, **change}):
        pass
    assert {file: file.read_bytes() for file in place.iterdir()} == before


def test_a_changed_input_is_another_run(tmp_path):
    (tmp_path / "path.csv").write_text("date,unemployment\n2020-01,5%\n2020-12,6%\n")
    (tmp_path / "mine.yaml").write_text(
        "name: Mine\nmacro:\n  file: {path: path.csv, columns: {unemployment: unemployment}}\n"
    )
    then = identity_of(Scenario.read(str(tmp_path / "mine.yaml")))
    (tmp_path / "path.csv").write_text("date,unemployment\n2020-01,5%\n2020-12,7%\n")
    now = identity_of(Scenario.read(str(tmp_path / "mine.yaml")))
    assert differences(then, now) == "the file path.csv"
    assert differences(now, now) == ""
    assert json.loads(json.dumps(now)) == now


@pytest.mark.parametrize("error", [KeyboardInterrupt, RunFailed])
def test_nothing_is_left_of_a_run_that_kept_nothing(tmp_path, error):
    with pytest.raises(error), opened(tmp_path / "runs" / ".mine.kept", IDENTITY):
        raise error
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_on_its_own_would_fail_again_and_keeps_nothing(tmp_path):
    with pytest.raises(RunFailed):
        keeps_one_and_ends(tmp_path / ".mine.kept", RunFailed("the ledger"))
    assert list(tmp_path.iterdir()) == []


def test_what_is_stopped_keeps_what_is_finished_and_nothing_after_that(tmp_path):
    place = tmp_path / ".mine.kept"
    with pytest.raises(KeyboardInterrupt) as stopped:
        keeps_one_and_ends(place, KeyboardInterrupt())
    checkpoint = stopped.value.args[0]
    checkpoint.keep(4, tallies(4))  # a thread that was still at work
    assert paths_in(place) == 2


def test_two_processes_do_not_write_to_one_place(tmp_path):
    place = tmp_path / ".mine.kept"
    with (
        opened(place, IDENTITY) as checkpoint,
        pytest.raises(UsageError, match="another run is writing"),
        opened(place, IDENTITY),
    ):
        pass
    with opened(place, IDENTITY):
        checkpoint.keep(0, tallies(0))


def test_a_full_disk_stops_the_keeping_and_not_the_run(tmp_path, monkeypatch):
    place = tmp_path / ".mine.kept"
    with opened(place, IDENTITY) as checkpoint:
        checkpoint.keep(0, tallies(0))

        def full(descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.warns(ArrearsWarning, match="can no longer be kept"):
            checkpoint.keep(2, tallies(2))
        checkpoint.keep(4, tallies(4))  # said once
    assert sorted(file.name[:13] for file in place.glob("*.npz")) == ["000000-000001"]
    assert not list(place.glob("*.part"))


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"before")

    def fails(source, target):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="Input"):
        write_synced(tmp_path / "a", b"after")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"before")]


def test_the_place_is_hidden_beside_the_folder_and_follows_a_link(tmp_path):
    assert place_of(tmp_path / "mine") == tmp_path / ".mine.kept"
    (tmp_path / "far").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "far")
    assert place_of(tmp_path / "link") == tmp_path / ".far.kept"
    long = place_of(tmp_path / ("失" * 80)), place_of(tmp_path / ("失" * 81))
    assert long[0] != long[1]
    assert len(os.fsencode(long[0].name)) < 255


def test_a_run_goes_on_from_what_is_kept_to_the_same_bits(tmp_path):
    of = {"paths": 5, "borrowers": 400, "months": 3, "seed": 5}
    whole = ar.simulate("baseline", **of)
    place = tmp_path / "kept"
    assert ar.simulate("baseline", **of, threads=2, checkpoint=place).dataset.identical(whole.dataset)
    files = list(batches_in(place))
    assert len(files) == 2
    files[0].unlink()
    seen = []
    again = ar.simulate(
        "baseline", **of, threads=1, checkpoint=place, progress=lambda done, of: seen.append((done, of))
    )
    assert again.dataset.identical(whole.dataset)
    assert seen[0][0] >= 6  # two paths of five were there
    assert paths_in(place) == 5
    with pytest.raises(UsageError, match=r"run\.seed 5 → 6"):
        ar.simulate("baseline", **{**of, "seed": 6}, checkpoint=place)
    discard(place)
    assert list(Path(tmp_path).iterdir()) == []


def test_what_a_later_call_could_not_know_again_takes_no_checkpoint(tmp_path):
    def watch(state):
        yield state.at(1, 30)

    with pytest.raises(UsageError, match="`processes`"):
        ar.simulate("baseline", processes=[watch], checkpoint=tmp_path / "kept")
    with pytest.raises(UsageError, match="`engine`"):
        ar.simulate("baseline", engine="reference", checkpoint=tmp_path / "kept")
    assert list(tmp_path.iterdir()) == []
