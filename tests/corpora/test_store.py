"""Import into a store: streaming, kill and resume, broken files, refusals."""

import filecmp
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kinemind.augmentation.mirror import mirror_clip
from kinemind.corpora import open_data
from kinemind.corpora.clip import Caption, Clip
from kinemind.corpora.importer import Recordings, recordings_of
from kinemind.corpora.importing import SHARD_RECORDINGS, import_recordings
from kinemind.errors import InputError
from kinemind.motion import Motion, Step

SLOW_IMPORT = """
import sys, time
from dataclasses import replace
from pathlib import Path
from kinemind.corpora.importer import recordings_of
from kinemind.corpora.importing import import_recordings
source = recordings_of("synthetic", "200")
def slow(key, read=source.read):
    time.sleep(0.01)
    return read(key)
import_recordings(replace(source, read=slow), Path(sys.argv[1]))
"""


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_killed_import_continues_to_the_same_store(tmp_path: Path) -> None:
    broken, whole = tmp_path / "broken", tmp_path / "whole"
    source = recordings_of("synthetic", "200")
    import_recordings(source, whole)
    process = subprocess.Popen([sys.executable, "-c", SLOW_IMPORT, str(broken)], env=dict(os.environ))
    deadline = time.monotonic() + 60
    while not (broken / "shards" / "00001.json").is_file():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with pytest.raises(InputError, match="did not finish"):
        open_data(broken)
    (broken / "shards" / ".00002.npy.tmp").write_bytes(b"half")

    summary = import_recordings(source, broken)
    assert summary.resumed >= 2 * SHARD_RECORDINGS and summary.recordings == 200
    (broken / "shards" / ".00002.npy.tmp").unlink(missing_ok=True)
    assert _files(broken) == _files(whole)
    assert filecmp.cmpfiles(broken, whole, _files(whole), shallow=False)[0] == _files(whole)
    assert open_data(broken).content_hash == open_data(whole).content_hash
    assert import_recordings(source, broken).resumed == 200


def test_store_gives_back_what_was_imported(tmp_path: Path) -> None:
    source = recordings_of("synthetic", "70:3")
    import_recordings(source, tmp_path / "store")
    corpus = open_data(tmp_path / "store")
    assert len(corpus) == 70 and corpus.name == "synthetic"
    for key, clip in zip(source.keys, corpus.clips(), strict=True):
        (original,) = source.read(key)
        assert clip.id == original.id and clip.captions == original.captions and clip.split == original.split
        assert clip.motion.steps == original.motion.steps
        assert np.array_equal(clip.motion.joints, original.motion.joints)
    assert sum(len(corpus.clips(split)) for split in ("train", "val", "test")) == 70
    with pytest.raises(InputError, match="unknown split"):
        corpus.clips("dev")


def _clip(key: str) -> list[Clip]:
    if key == "bad":
        raise InputError("the file is\ntruncated")
    if key == "worse":
        return [Clip(id="worse", captions=(), motion=lambda: Motion(np.full((3, 22, 3), np.nan), 20))]
    joints = np.full((5, 22, 3), float(key), np.float32)
    captions = (Caption("a", "human", 0.1, 0.2), Caption("b"))
    motion = Motion(joints, 20, steps=(Step("x", 0, 0.25),))
    return [Clip(id=key, motion=motion, captions=captions, source_range=(3, 8))]


def test_broken_recordings_are_skipped_with_their_reason(tmp_path: Path) -> None:
    keys = ["1", "bad", "2", "worse", "2"]
    summary = import_recordings(Recordings("mine", keys, _clip), tmp_path / "store")
    assert (summary.clips, summary.skipped, summary.captions) == (2, 3, 4)
    log = (tmp_path / "store" / "skipped.log").read_text().splitlines()
    assert log[0] == "bad\tthe file is truncated" and "NaN" in log[1] and "already" in log[2]
    assert json.loads((tmp_path / "store" / "corpus.json").read_text())["counts"]["skipped"] == 3
    clip = open_data(tmp_path / "store").clip("2")
    assert clip.texts == ("b",) and clip.source_range == (3, 8) and clip.motion.joints[0, 0, 0] == 2


def test_faults_of_ours_are_not_swallowed(tmp_path: Path) -> None:
    def wrong(key: str) -> list[Clip]:
        raise TypeError("a fault")

    with pytest.raises(TypeError):
        import_recordings(Recordings("mine", ["1"], wrong), tmp_path / "store")


def test_nothing_readable_leaves_no_store(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="truncated"):
        import_recordings(Recordings("mine", ["bad"], _clip), tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_foreign_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(InputError, match="not a store"):
        import_recordings(Recordings("mine", ["1"], _clip), tmp_path)
    import_recordings(Recordings("mine", ["1", "2"], _clip), tmp_path / "store")
    with pytest.raises(InputError, match="other files"):
        import_recordings(Recordings("mine", ["2", "1"], _clip), tmp_path / "store")
    with pytest.raises(InputError, match="cannot be made"):
        import_recordings(Recordings("mine", ["1"], _clip), tmp_path / "note.txt" / "store")
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(InputError):
            open_data(path)


def test_damaged_store_is_named(tmp_path: Path) -> None:
    import_recordings(Recordings("mine", ["1"], _clip), tmp_path / "store")
    (tmp_path / "store" / "shards" / "00000.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match="damaged"):
        _ = open_data(tmp_path / "store").clips()[0].motion
    (tmp_path / "store" / "corpus.json").write_text("{")
    with pytest.raises(InputError, match="broken"):
        open_data(tmp_path / "store")


def test_tokens_are_kept_and_stores_without_them_open(tmp_path: Path) -> None:
    captions = (Caption("part", "human", 0.5, 1.0, "part/NOUN"), Caption("whole", tokens="whole/NOUN"))
    motion = Motion(np.zeros((5, 22, 3)), 20)
    clip = Clip(id="a", motion=motion, captions=captions)
    import_recordings(Recordings("mine", ["a"], lambda key: [clip]), tmp_path / "store")
    (opened,) = open_data(tmp_path / "store").clips()
    assert opened.captions == captions and opened.motion.text == "whole"
    path = tmp_path / "store" / "clips.jsonl"
    row = json.loads(path.read_text())
    row["captions"] = [caption[:4] for caption in row["captions"]]
    path.write_text(json.dumps(row) + "\n")
    (old,) = open_data(tmp_path / "store").clips()
    assert old.captions == (Caption("part", "human", 0.5, 1.0), Caption("whole"))


def test_a_mirrored_caption_has_no_tokens() -> None:
    caption = Caption("a left kick", tokens="a/DET left/ADJ kick/NOUN")
    clip = Clip(id="a", motion=Motion(np.zeros((5, 22, 3)), 20), captions=(caption,))
    assert mirror_clip(clip).captions == (Caption("a right kick"),)
