"""The folder of takes: quota, age, restarts, and that a temporary one goes."""

import os
import time
from pathlib import Path

import pytest

from kinemind.errors import InputError
from kinemind.studio.faults import Fault
from kinemind.studio.metrics import Metrics
from kinemind.studio.settings import Settings
from kinemind.studio.shelf import Shelf


def filled(shelf: Shelf, kilobytes: int) -> str:
    place = shelf.open()
    (shelf.folder(place) / "00.npz").write_bytes(bytes(1024 * kilobytes))
    shelf.weigh(place)
    return place


def kept(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.root.iterdir()}


def test_the_oldest_go_when_there_is_too_much(tmp_path: Path):
    shelf = Shelf(Settings(folder=tmp_path, max_folder_mb=0.1), Metrics())
    places = [filled(shelf, 30) for _ in range(5)]
    assert kept(shelf) == set(places[-3:])
    huge = filled(shelf, 200)  # one that is too large alone is the only one that stays
    assert kept(shelf) == {huge}
    with pytest.raises(Fault, match="kept for a while"):
        shelf.folder(places[0])


def test_what_is_old_goes(tmp_path: Path):
    shelf = Shelf(Settings(folder=tmp_path, max_age_hours=1), Metrics())
    old, new = filled(shelf, 1), filled(shelf, 1)
    os.utime(tmp_path / old, times=(0, time.time() - 7200))
    newest = filled(shelf, 1)
    assert kept(shelf) == {new, newest}


def test_a_named_folder_is_found_again(tmp_path: Path):
    settings = Settings(folder=tmp_path / "takes", max_folder_mb=0.1)
    first = Shelf(settings, Metrics())
    places = [filled(first, 30) for _ in range(3)]
    first.close()
    (tmp_path / "takes" / "notes.txt").write_text("not ours")
    metrics = Metrics()
    second = Shelf(settings, metrics)
    assert second.file(places[0], "00.npz").is_file()
    filled(second, 30)
    assert kept(second) & set(places) == set(places[1:])
    assert (tmp_path / "takes" / "notes.txt").is_file()
    assert b"kinemind_folder_bytes 92160.0" in metrics.text()


def test_a_temporary_folder_is_private_and_goes():
    shelf = Shelf(Settings(), Metrics())
    place = filled(shelf, 1)
    assert shelf.root.stat().st_mode & 0o077 == 0
    assert (shelf.root / place).is_dir()
    shelf.close()
    assert not shelf.root.exists()


def test_what_a_killed_server_left_is_removed(monkeypatch, tmp_path: Path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, used, fresh = (tmp_path / f"kinemind-studio-{pid}-x" for pid in (2**22 + 1, os.getpid(), 2**22 + 2))
    for folder in (left, used, fresh):
        folder.mkdir()
    for folder in (left, used):
        os.utime(folder, times=(0, time.time() - 7200))
    shelf = Shelf(Settings(), Metrics())
    assert not left.exists() and used.exists() and fresh.exists()
    shelf.close()


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be used"):
        Shelf(Settings(folder=tmp_path / "file"), Metrics())
