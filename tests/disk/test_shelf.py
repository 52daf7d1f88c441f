import os

import numpy as np
import pytest

from mnist_kmeans.disk import shelf
from mnist_kmeans.disk.shelf import Shelf

RESULT = np.arange(1000)


@pytest.fixture
def own_shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_result_is_found_by_its_name_and_key(own_shelf, tmp_path):
    own_shelf.keep("fit", {"k": 3}, RESULT)
    np.testing.assert_array_equal(own_shelf.find("fit", {"k": 3}), RESULT)
    np.testing.assert_array_equal(Shelf(tmp_path).find("fit", {"k": 3}), RESULT)
    assert own_shelf.find("fit", {"k": 4}) is None
    assert own_shelf.find("map", {"k": 3}) is None


def test_without_a_folder_nothing_is_kept():
    nowhere = Shelf(None)
    nowhere.keep("fit", {"k": 3}, RESULT)
    assert nowhere.find("fit", {"k": 3}) is None
    assert not nowhere.has_room()


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_file_is_no_result(own_shelf, tmp_path, damage, caplog):
    own_shelf.keep("fit", {"k": 3}, RESULT)
    (file,) = tmp_path.rglob("*.joblib")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert own_shelf.find("fit", {"k": 3}) is None
    assert "is made anew" in caplog.text
    own_shelf.keep("fit", {"k": 3}, RESULT)
    assert own_shelf.find("fit", {"k": 3}) is not None


def size_of(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_it_never_takes_more_than_its_limit(own_shelf, tmp_path, monkeypatch):
    own_shelf.keep("fit", {"k": 0}, RESULT)
    limit = 5 * size_of(tmp_path)
    monkeypatch.setattr(shelf, "CACHE_LIMIT", limit)
    networks = tmp_path / "autoencoders"
    networks.mkdir()
    (networks / "one.keras").write_bytes(bytes(limit // 5))
    for k in range(1, 8):
        own_shelf.keep("fit", {"k": k}, RESULT)
        assert limit / 3 < size_of(tmp_path) <= limit
        # The most recently used stays.
        assert own_shelf.find("fit", {"k": 0}) is not None
    assert own_shelf.find("fit", {"k": 1}) is None
    assert (networks / "one.keras").exists()


def test_it_tells_when_its_limit_is_near(own_shelf, tmp_path, monkeypatch):
    assert own_shelf.has_room()
    own_shelf.keep("fit", {"k": 3}, RESULT)
    size = size_of(tmp_path)
    monkeypatch.setattr(shelf, "CACHE_LIMIT", size * 1.2)
    assert own_shelf.has_room()
    monkeypatch.setattr(shelf, "CACHE_LIMIT", size * 1.1)
    assert not own_shelf.has_room()


def test_files_left_half_written_are_removed(own_shelf, tmp_path):
    old, new = tmp_path / "results" / "old.part", tmp_path / "results" / "new.part"
    old.parent.mkdir()
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    own_shelf.keep("fit", {"k": 3}, RESULT)
    assert not old.exists()
    assert new.exists()  # another process may be writing it


def test_on_a_full_disk_nothing_is_kept(own_shelf, tmp_path, monkeypatch, caplog):
    def full(result, file):
        file.write(b"as much as there was room for")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.joblib, "dump", full)
    own_shelf.keep("fit", {"k": 3}, RESULT)
    assert "No space left on device" in caplog.text
    assert not list((tmp_path / "results").iterdir())
