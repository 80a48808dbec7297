"""Choice by suffix, refusals of places and files, and that a file is whole or not there."""

import os

import numpy as np
import pytest

from kinemind import formats
from kinemind.errors import InputError
from kinemind.formats import files
from kinemind.motion import Motion


@pytest.fixture
def motion() -> Motion:
    return Motion(np.random.default_rng(0).normal(size=(6, 22, 3)), 20.0)


@pytest.mark.parametrize("name", ["a.fbx", "a", "a.txt"])
def test_unknown_suffixes_name_the_known_ones(tmp_path, motion, name):
    with pytest.raises(InputError, match=r"\.npz, \.npy, \.bvh"):
        formats.write(motion, tmp_path / name)
    (tmp_path / name).write_text("x")
    with pytest.raises(InputError, match=r"\.npz, \.npy, \.bvh"):
        formats.read(tmp_path / name)


def test_films_are_not_read_and_amc_is_not_written(tmp_path, motion):
    assert ".mp4" in formats.WRITABLE and ".mp4" not in formats.READABLE
    with pytest.raises(InputError, match="writable"):
        formats.write(motion, tmp_path / "a.amc")


@pytest.mark.parametrize("suffix", formats.READABLE)
def test_missing_empty_folder_huge(tmp_path, suffix, monkeypatch):
    with pytest.raises(InputError, match="no file"):
        formats.read(tmp_path / f"missing{suffix}")
    (tmp_path / f"folder{suffix}").mkdir()
    with pytest.raises(InputError, match="folder"):
        formats.read(tmp_path / f"folder{suffix}")
    (tmp_path / f"empty{suffix}").touch()
    with pytest.raises(InputError, match="empty"):
        formats.read(tmp_path / f"empty{suffix}")
    (tmp_path / f"garbage{suffix}").write_bytes(os.urandom(3000))
    with pytest.raises(InputError):
        formats.read(tmp_path / f"garbage{suffix}")
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    with pytest.raises(InputError, match="MiB"):
        formats.read(tmp_path / f"garbage{suffix}")


def test_motion_load_and_save(tmp_path, motion):
    assert np.array_equal(Motion.load(motion.save(tmp_path / "A.NPZ")).joints, motion.joints)


def test_unwritable_places_are_input_errors(tmp_path, motion):
    (tmp_path / "file").write_text("x")
    for suffix in (".npz", ".npy", ".bvh", ".png", ".mp4"):
        with pytest.raises(InputError, match="cannot write"):
            formats.write(motion, tmp_path / "file" / f"a{suffix}")
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match="folder"):
        formats.write(motion, tmp_path / "folder.npz")


def test_an_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def interrupted() -> None:
        with files.written_aside(path) as aside:
            aside.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
