"""A stored run whose files are not as they were written is known when it is opened."""

import shutil

import numpy as np
import pytest

from arrears.errors import ArrearsWarning, UsageError
from arrears.result import open_run


@pytest.fixture(scope="module")
def stored(tmp_path_factory, base):
    return base.save(tmp_path_factory.mktemp("runs") / "a")


@pytest.fixture
def folder(stored, tmp_path):
    return shutil.copytree(stored, tmp_path / "a")


def test_a_single_bit_is_seen_wherever_it_flips(folder):
    whole = (folder / "result.nc").read_bytes()
    rng = np.random.default_rng(7)
    for at in rng.integers(0, len(whole), 40):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << int(rng.integers(8))
        (folder / "result.nc").write_bytes(flipped)
        with pytest.raises(UsageError, match=r"result\.nc is not as it was written"):
            open_run(folder)
    (folder / "result.nc").write_bytes(whole)
    open_run(folder)


@pytest.mark.parametrize("name", ["result.nc", "scenario.yaml"])
def test_what_is_read_must_be_whole(name, folder):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UsageError, match="changed, cut or damaged"):
        open_run(folder)
    path.unlink()
    with pytest.raises(UsageError, match=name):
        open_run(folder)


@pytest.mark.parametrize("name", ["curves.csv", "vintages.csv"])
def test_a_table_that_was_changed_is_told(name, folder):
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.warns(ArrearsWarning, match=f"{name} is not as it was written"):
        open_run(folder)
    path.unlink()
    with pytest.warns(ArrearsWarning, match=f"{name} is missing"):
        open_run(folder)


def test_pictures_and_ones_own_files_are_nobodys_business(folder):
    (folder / "overdue.png").write_bytes(b"drawn again")
    (folder / "notes.txt").write_text("mine")
    open_run(folder)


def test_a_folder_from_before_there_were_hashes_opens(folder):
    manifest = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(manifest.replace('"files"', '"other"'))
    (folder / "curves.csv").write_text("")
    open_run(folder)


@pytest.mark.parametrize("text", ["[]", "{", '{"kind": "run", "format": Infinity}', '{"kind": "run", "format": []}'])
def test_a_manifest_that_makes_no_sense_is_refused(text, folder):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match="manifest"):
        open_run(folder)


def test_whatever_the_reader_makes_of_a_damaged_file_is_one_clear_error(folder, monkeypatch):
    def broken(path):
        raise TypeError("cannot unpack")

    monkeypatch.setattr("arrears.result.result.read_dataset", broken)
    with pytest.raises(UsageError, match=r"result\.nc cannot be read: cannot unpack"):
        open_run(folder)
