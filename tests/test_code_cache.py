"""Compiled code is read back as it was written, from a folder that nobody else can write to; or compiled again."""

import os
import tempfile
from pathlib import Path

import pytest

from arrears.code_cache import SUFFIX, _SealedFiles, cache_folder, is_empty


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A cache folder that cannot be made, and a temporary folder of one's own."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ARREARS_CACHE_DIR", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"arrears-{os.getuid()}"


def test_the_folder_named_is_used_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("ARREARS_CACHE_DIR", str(tmp_path / "mine"))
    folder = Path(cache_folder("abc"))
    assert folder == tmp_path / "mine" / "abc"
    assert folder.stat().st_mode & 0o077 == 0


def test_without_it_a_folder_of_ones_own_below_the_temporary_one(nowhere):
    folder = Path(cache_folder("abc"))
    assert folder == nowhere / "abc"
    assert [place.stat().st_mode & 0o777 for place in (nowhere, folder)] == [0o700, 0o700]
    assert cache_folder("abc") == str(folder)


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o770])
def test_one_that_others_can_enter_is_not_used(nowhere, mode):
    nowhere.mkdir()
    nowhere.chmod(mode)
    assert cache_folder("abc") == ""
    nowhere.chmod(0o700)
    (nowhere / "abc").mkdir()
    (nowhere / "abc").chmod(mode)
    assert cache_folder("abc") == ""


def test_a_link_or_somebody_elses_is_not_used(nowhere, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    nowhere.symlink_to(tmp_path / "elsewhere")
    assert cache_folder("abc") == ""
    nowhere.unlink()
    nowhere.mkdir(mode=0o700)
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    nowhere.rename(nowhere.with_name(f"arrears-{user + 1}"))
    assert cache_folder("abc") == ""


DAMAGES = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
    "no pickle": lambda data: b"x" * len(data),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_thrown_away(damage, tmp_path):
    files = _SealedFiles(tmp_path, "loop", 1.0)
    assert files.load("key") is None
    files.save("key", {"code": list(range(100))})
    assert files.load("key") == {"code": list(range(100))}
    assert files.load("other key") is None
    assert _SealedFiles(tmp_path, "loop", 2.0).load("key") is None  # of another source
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert files.load("key") is None
    assert not file.exists()


def test_a_folder_is_empty_until_something_is_kept(tmp_path):
    assert is_empty("")
    assert is_empty(str(tmp_path))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / f"loop{SUFFIX}").write_bytes(b"")
    assert not is_empty(str(tmp_path))
