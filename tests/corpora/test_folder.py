"""A folder of motion files with captions in each of the three forms; label captions; the command."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import open_data, synthetic
from kinemind.corpora.caption_files import parse_line, read_json_lines, read_table
from kinemind.corpora.clip import Caption
from kinemind.corpora.cmu import describe, read_index
from kinemind.corpora.hdm05 import phrases_of
from kinemind.corpora.importer import recordings_of
from kinemind.corpora.importing import import_recordings
from kinemind.corpora.wording import MANNERS, PHRASES, label_captions
from kinemind.errors import InputError

KINEMIND = [sys.executable, "-m", "kinemind.cli.main"]


def _command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run([*KINEMIND, *words], capture_output=True, text=True, env=environment, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    (root / "sub").mkdir(parents=True)
    for name, kind in (("walk.npz", "walk-forward"), ("sub/bow.npz", "bow"), ("kick.npz", "kick-left")):
        synthetic.perform(kind, seed=0).save(root / name)
    joints = synthetic.perform("squat", seed=0).joints
    np.save(root / "squat.npy", joints)
    (root / "broken.npz").write_bytes(b"PK\x03\x04 cut off")
    (root / "torn.bvh").write_text("HIERARCHY\nROOT pelvis\n{\n")
    (root / "walk.txt").write_text("a man walks\n\nhe stops#he/PRON stop/VERB#1.0#2.0\nagain#x#0.0#0.0\n")
    (root / "captions.csv").write_text('file,caption\nsub/bow.npz,"she bows, deeply"\nbow,a bow\n')
    rows = [{"file": "kick.npz", "captions": ["a kick", "a left kick"]}, {"name": "squat", "text": "down"}]
    (root / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return root


def test_captions_in_three_forms_and_broken_files(folder: Path, tmp_path: Path) -> None:
    summary = import_recordings(recordings_of("folder", str(folder)), tmp_path / "store")
    assert (summary.clips, summary.skipped) == (4, 2)
    corpus = open_data(tmp_path / "store")
    walk = corpus.clip("folder/walk")
    assert walk.captions == (
        Caption("a man walks"),
        Caption("he stops", "human", 1.0, 2.0, "he/PRON stop/VERB"),
        Caption("again", tokens="x"),
    )
    assert walk.motion.steps and walk.motion.root[-1, 2] > 1.5
    assert corpus.clip("folder/sub/bow").texts == ("she bows, deeply", "a bow")
    assert corpus.clip("folder/kick").texts == ("a kick", "a left kick")
    assert corpus.clip("folder/squat").texts == ("down",)


def test_captions_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    for line in ("a#b#x#1.0", "a#b#2.0#1.0"):
        with pytest.raises(InputError):
            parse_line(line, tmp_path)
    assert parse_line("a#b#nan#nan", tmp_path) == Caption("a", tokens="b")
    assert parse_line("a##0.0#0.0", tmp_path) == Caption("a")
    (tmp_path / "c.csv").write_text("a.bvh,first\nb.bvh\n")
    with pytest.raises(InputError, match="row 2"):
        read_table(tmp_path / "c.csv")
    (tmp_path / "c.jsonl").write_text('{"file": "a"}\n')
    with pytest.raises(InputError, match="line 1"):
        read_json_lines(tmp_path / "c.jsonl")


def test_command_imports_and_counts(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    done = _command("data", "import", "folder", str(folder), "-o", str(store))
    assert done.returncode == 0, done.stderr
    assert "4 clips" in done.stdout and re.search(r"skipped: 2 \(reasons in .*skipped\.log\)", done.stdout)
    assert "6/6" in done.stderr and "skipped 2" in done.stderr
    shown = _command("data", "stats", str(store))
    assert shown.returncode == 0 and "vocabulary" in shown.stdout and "source: folder 4" in shown.stdout


def test_command_refuses_in_one_sentence(tmp_path: Path) -> None:
    for words in (
        ("import", "folder", str(tmp_path / "absent"), "-o", str(tmp_path / "store")),
        ("import", "bandai", str(tmp_path), "-o", str(tmp_path / "store")),
        ("import", "nothing", str(tmp_path), "-o", str(tmp_path / "store")),
        ("stats", str(tmp_path)),
    ):
        done = _command("data", *words)
        assert done.returncode == 2 and "Traceback" not in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "store").exists()


def test_labels_become_sentences() -> None:
    captions = label_captions("wave-left-hand", "sad", "a")
    assert len(captions) == 3 and captions == label_captions("wave-left-hand", "sad", "a")
    assert all("left hand" in c.text and "sad" in c.text for c in captions)
    assert all(len(p) >= 3 for p in PHRASES.values()) and MANNERS["old"] == MANNERS["elderly"]
    assert "does the motion spin round in a wild style" in label_captions("spin-round", "wild", "a")[0].text


def test_hdm05_class_names() -> None:
    assert phrases_of("kickLFront1Reps") == (
        "kick-left-front",
        ("kicks forward with the left leg", "kicks to the front with the left foot"),
        "left",
    )
    assert phrases_of("squat3Reps")[1][0] == "squats three times"
    assert phrases_of("grabHighR")[2] == "right" and "right hand" in phrases_of("grabHighR")[1][0]
    assert phrases_of("hopLLeg2hops")[1][0] == "hops on the left leg"
    assert phrases_of("staircaseDown3Rstart")[0] == "staircase-down"
    assert phrases_of("elbowToKnee1RepsLelbowStart")[0] == "elbow-to-knee"
    assert phrases_of("jogLeftCircle4StepsRstart")[2] == "left"


def test_cmu_index(tmp_path: Path) -> None:
    (tmp_path / "index.txt").write_text("Subject #2 (various)\n02_01\twalk\n02_05 punch/strike\n")
    assert read_index(tmp_path / "index.txt") == {"02_01": "walk", "02_05": "punch/strike"}
    assert describe("Walk.") == "a person walks." and describe("punch/strike") == "punch/strike."
