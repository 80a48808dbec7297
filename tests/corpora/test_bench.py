"""The shared benchmark folder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Corpus, open_data
from kinemind.errors import InputError


@pytest.fixture(scope="module")
def bench(shared: Path) -> Corpus:
    return open_data(shared / "data")


def test_splits_and_counts(bench: Corpus) -> None:
    assert [len(bench.clips(s)) for s in ("train", "val", "test", None)] == [2326, 150, 460, 2936]
    assert [len(bench.composites(s)) for s in ("train", "val", "test")] == [1500, 100, 200]
    assert sum(len(c.captions) for c in bench.clips()) == 11711
    assert sum(c.num_frames for c in bench.clips("test")) == 38233


def test_joints_are_the_stored_ones(shared: Path, bench: Corpus) -> None:
    with np.load(shared / "data" / "motions.npz") as arrays:
        first, end = arrays["start"][17:19]
        joints = arrays["local"][first:end].astype(np.float64) / 1e4 + arrays["root"][first:end, None]
    assert np.abs(bench.clips()[17].motion.joints - joints).max() < 1e-6


def test_parts_of_composites_exist_in_their_split(bench: Corpus) -> None:
    for composite in bench.composites():
        for part in composite.parts:
            clip = bench.clip(part.clip)
            assert clip.split == composite.split and 0 <= part.start < part.end <= clip.num_frames


def test_clips_can_be_changed_by_replace(bench: Corpus) -> None:
    clip = bench.clips("train")[3]
    mirrored = replace(clip, motion=clip.motion.mirror(), id="other")
    assert mirrored.id == "other" and mirrored.captions == clip.captions
    assert np.array_equal(mirrored.motion.mirror().joints, clip.motion.joints)


def test_hash_and_unknown_clip(bench: Corpus) -> None:
    assert len(bench.content_hash) == 64 and bench.content_hash == bench.content_hash
    with pytest.raises(InputError, match="no clip"):
        bench.clip("nobody")


def test_mismatched_files_are_refused(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "motions.npz").symlink_to(shared / "data" / "motions.npz")
    (tmp_path / "clips.jsonl").write_text("")
    with pytest.raises(InputError, match="belong together"):
        open_data(tmp_path)
