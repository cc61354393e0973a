"""A folder is written whole or not at all, and nobody's files are swept away."""

import os

import pytest

from arrears.errors import ArrearsWarning, RunExistsError, RunFailed, UsageError
from arrears.result import check_free
from arrears.result.folder import copy_inputs, whole_folder
from arrears.result.seal import seal


def write(part, text="one"):
    (part / "data").write_text(text)
    seal(part, {"kind": "run"})


def test_appears_when_the_block_ends(tmp_path):
    place = tmp_path / "runs" / "a"
    with whole_folder(place) as part:
        write(part)
        assert not place.exists()
    assert (place / "data").read_text() == "one"
    assert os.listdir(tmp_path / "runs") == ["a"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_leaves_nothing_behind_when_it_fails(error, tmp_path):
    def fail():
        with whole_folder(tmp_path / "new" / "runs" / "a") as part:
            write(part)
            raise error

    with pytest.raises(error):
        fail()
    assert os.listdir(tmp_path) == []


def test_a_full_disk_is_a_failed_run(tmp_path):
    def fail():
        with whole_folder(tmp_path / "a"):
            raise OSError(28, "No space left on device")

    with pytest.raises(RunFailed, match="No space left"):
        fail()
    assert os.listdir(tmp_path) == []


def test_a_finished_run_is_replaced_only_when_asked(tmp_path):
    place = tmp_path / "a"
    with whole_folder(place) as part:
        write(part)
    with pytest.raises(RunExistsError, match="--force"), whole_folder(place) as part:
        write(part, "two")
    assert (place / "data").read_text() == "one"
    with whole_folder(place, force=True) as part:
        write(part, "two")
    assert (place / "data").read_text() == "two"
    assert os.listdir(tmp_path) == ["a"]


def test_a_failed_replacement_keeps_the_old_run(tmp_path, monkeypatch):
    place = tmp_path / "a"
    with whole_folder(place) as part:
        write(part)
    real = type(place).rename

    def rename(self, target):
        if self.name.endswith(".part"):
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(type(place), "rename", rename)
    with pytest.raises(KeyboardInterrupt), whole_folder(place, force=True) as part:
        write(part, "two")
    assert (place / "data").read_text() == "one"
    assert os.listdir(tmp_path) == ["a"]


def test_somebody_elses_files_are_never_replaced(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.tex").write_text("years of work")
    with pytest.raises(UsageError, match="did not write"):
        check_free(tmp_path / "thesis", force=True)
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="is a file"):
            check_free(place, force=True)
    with pytest.raises(UsageError, match="cannot be a run"):
        check_free("/", force=True)


def test_a_comparison_never_replaces_a_run(tmp_path):
    with whole_folder(tmp_path / "a") as part:
        write(part)
    with pytest.raises(UsageError, match="holds a run, not a comparison"):
        check_free(tmp_path / "a", force=True, kind="comparison")


def test_an_empty_folder_is_free(tmp_path):
    (tmp_path / "a").mkdir()
    with whole_folder(tmp_path / "a") as part:
        write(part)
    assert (tmp_path / "a" / "data").exists()


def test_what_finished_meanwhile_is_not_overwritten(tmp_path):
    def race():
        with whole_folder(tmp_path / "a") as slow:
            write(slow, "slow")
            with whole_folder(tmp_path / "a") as quick:
                write(quick, "quick")

    with pytest.raises(RunExistsError):
        race()
    assert (tmp_path / "a" / "data").read_text() == "quick"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("name", "place"), [("fed.csv", "inputs/fed.csv"), ("inputs/macro/fed.csv", "inputs/macro/fed.csv")]
)
def test_inputs_are_copied_under_their_names(name, place, tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("1")
    copy_inputs({name: source}, tmp_path)
    assert (tmp_path / place).read_text() == "1"


@pytest.mark.parametrize("name", ["../fed.csv", "a/../../fed.csv", "/etc/fed.csv", ""])
def test_inputs_that_lead_out_are_refused(name, tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("1")
    with pytest.raises(UsageError, match="leads out"):
        copy_inputs({name: source}, tmp_path / "run")


def test_a_persons_own_files_are_carried_over(tmp_path):
    place = tmp_path / "a"
    with whole_folder(place) as part:
        (part / "data").write_text("one")
        seal(part, {"kind": "run"})
    (place / "notes.txt").write_text("mine")
    (place / "talk").mkdir()
    (place / "talk" / "slides.md").write_text("mine too")
    (place / "more").write_text("a name that the next run takes")
    (place / "buckets.png").write_text("a picture of the old run")

    def again():
        with whole_folder(place, force=True) as part:
            (part / "more").write_text("of the run")
            write(part, "two")

    with pytest.warns(ArrearsWarning, match="kept what arrears did not write"):
        again()
    assert sorted(path.name for path in place.iterdir()) == [
        "data",
        "manifest.json",
        "more",
        "more.before",
        "notes.txt",
        "talk",
    ]
    assert (place / "data").read_text() == "two"
    assert (place / "talk" / "slides.md").read_text() == "mine too"
    assert (place / "more.before").read_text() == "a name that the next run takes"
    assert os.listdir(tmp_path) == ["a"]


def test_a_link_to_a_folder_stays_one(tmp_path):
    (tmp_path / "big disk" / "a").mkdir(parents=True)
    (tmp_path / "a").symlink_to(tmp_path / "big disk" / "a")
    for text in ("one", "two"):
        with whole_folder(tmp_path / "a", force=True) as part:
            write(part, text)
        assert (tmp_path / "a").is_symlink()
        assert (tmp_path / "big disk" / "a" / "data").read_text() == text
    (tmp_path / "big disk" / "a" / "manifest.json").unlink()
    with pytest.raises(UsageError, match="did not write"):
        check_free(tmp_path / "a", force=True)
