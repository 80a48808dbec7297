"""HumanML3D and KIT-ML in miniature, in their published file formats, imported by the command."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Corpus, open_data, synthetic
from kinemind.corpora.clip import Caption
from kinemind.corpora.feature_sets import joints_of_vectors
from kinemind.corpora.importer import recordings_of
from kinemind.errors import InputError
from kinemind.features import HUMANML263, KIT251, encode, recover_from_positions
from kinemind.skeletons import KIT21
from tests.corpora.published import BACKWARD, PART, UNTIMED, WHOLE, kit_joints, publish_features
from tests.training.tiny import run


def _import(name: str, root: Path, store: Path) -> Corpus:
    assert run("data", "import", name, root, "-o", store) == 0
    return open_data(store)


def test_humanml3d(tmp_path: Path) -> None:
    motion = synthetic.perform("walk-forward", "turn-left", seed=0)
    vectors = np.asarray(encode(motion.joints))
    broken = vectors.copy()
    broken[7, 100] = np.nan
    named = {"000001": vectors, "000002": vectors[:60], "M000002": vectors, "000003": vectors}
    named |= {"007975": broken, "M007975": broken}
    lists = {"train": ["000001", "007975", "M007975", "012345"], "val": ["000002", "000003"]}
    lists["test"] = ["M000002"]
    texts = {"000001": [WHOLE, UNTIMED, "", PART, BACKWARD], "000003": ["late#late/ADV#x#1.0"]}
    root = publish_features(tmp_path / "HumanML3D", HUMANML263, named, lists, texts)
    corpus = _import("humanml3d", root, tmp_path / "store")
    log = dict(line.split("\t") for line in (tmp_path / "store" / "skipped.log").read_text().splitlines())
    assert sorted(log) == ["000003", "007975", "012345", "M007975"]
    assert log["007975"].startswith("007975.npy holds NaN") and "not in new_joint_vecs" in log["012345"]
    assert "no numbers" in log["000003"]
    clip = corpus.clip("humanml3d/000001")
    assert clip.motion.fps == 20 and clip.captions == (
        Caption("a person walks forward.", tokens="a/DET person/NOUN walk/VERB forward/ADV"),
        Caption("someone strolls ahead", tokens="someone/PRON stroll/VERB ahead/ADV"),
        Caption(
            "someone stops at the end",
            start=0.5,
            end=3.0,
            tokens="someone/PRON stop/VERB at/ADP the/DET end/NOUN",
        ),
    )
    assert clip.texts == ("a person walks forward.", "someone strolls ahead")
    split_ids = {split: [c.id for c in corpus.clips(split)] for split in ("train", "val", "test")}
    assert split_ids == {
        "train": ["humanml3d/000001"],
        "val": ["humanml3d/000002"],
        "test": ["humanml3d/M000002"],
    }
    assert corpus.mean is not None and corpus.std is not None and corpus.std.shape == (263,)
    assert corpus.mean.sum() == 0 and corpus.std.sum() == 263


def test_clips_encode_to_their_vectors_again(tmp_path: Path) -> None:
    vectors = np.asarray(encode(synthetic.perform("walk-forward", "turn-left", seed=0).joints))
    lists = {"train": ["a"], "val": ["b"], "test": ["c"]}
    named = {"a": vectors, "b": vectors[:1], "c": vectors}
    root = publish_features(tmp_path / "set", HUMANML263, named, lists)
    corpus = _import("humanml3d", root, tmp_path / "store")
    motion = corpus.clip("humanml3d/a").motion
    assert len(motion) == len(vectors) + 1 and len(corpus.clip("humanml3d/b").motion) == 2
    assert np.abs(motion.joints[:-1] - recover_from_positions(vectors)).max() < 1e-4
    assert np.abs(encode(motion.joints) - vectors).max() < 1e-4


def test_the_public_example(shared: Path, tmp_path: Path) -> None:
    fixture = shared / "fixtures" / "humanml3d"
    vectors = np.load(fixture / "012314_vecs.npy")
    lists = {"train": [], "val": [], "test": ["012314"]}
    root = publish_features(tmp_path / "set", HUMANML263, {"012314": vectors}, lists)
    joints = _import("humanml3d", root, tmp_path / "store").clip("humanml3d/012314").motion.joints
    assert joints.shape == (171, 22, 3)
    assert np.abs(joints[:-1] - np.load(fixture / "012314_joints.npy")).max() < 1e-5
    assert np.abs(encode(joints) - vectors).max() < 1e-5


def test_kitml(tmp_path: Path, rng: np.random.Generator) -> None:
    vectors = np.asarray(encode(kit_joints(40, rng), KIT21))
    assert vectors.shape == (39, 251)
    named = {"00001": vectors, "00002": vectors, "M00002": vectors, "00003": vectors[:, :250]}
    lists = {"train": ["00001"], "val": ["00002", "00003"], "test": ["M00002"]}
    root = publish_features(tmp_path / "KIT-ML", KIT251, named, lists)
    corpus = _import("kitml", root, tmp_path / "store")
    assert len(corpus) == 3 and "(39, 250)" in (tmp_path / "store" / "skipped.log").read_text()
    motion = corpus.clip("kitml/00001").motion
    assert motion.fps == 12.5 and motion.skeleton is KIT21 and len(motion) == 40
    assert np.abs(motion.joints[:-1] - recover_from_positions(vectors, KIT21)).max() < 1e-4
    # but for the rotations: arms straight out sideways lie opposite their rest direction in KIT-ML's axes
    told = np.delete(np.arange(251), KIT251.rotations)
    assert np.abs(encode(motion.joints, KIT21) - vectors)[:, told].max() < 1e-3
    assert motion.root[-1, 2] > 0.8 and 0.7 < motion.root[0, 1] < 1.1
    assert [c.id for c in corpus.clips("test")] == ["kitml/M00002"]
    assert corpus.clip("kitml/M00002").captions[0].tokens == "a/DET person/NOUN walk/VERB forward/ADV"


def test_the_frame_after_the_last_is_the_one_cut_off() -> None:
    joints = synthetic.perform("turn-left", "bow", seed=2).joints
    vectors = np.asarray(encode(joints, retarget=False))
    again = joints_of_vectors(vectors.astype(np.float64), HUMANML263)
    bones = np.linalg.norm(again[-1, 1:] - again[-1, 0], axis=-1)
    assert np.allclose(bones, np.linalg.norm(joints[-1, 1:] - joints[-1, 0], axis=-1), atol=1e-4)


def test_another_layout_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "import", "humanml3d", tmp_path, "-o", tmp_path / "store") == 2
    assert "no folder new_joint_vecs" in capsys.readouterr().err
    lists = {"train": ["a"], "val": ["b"], "test": ["c"]}
    root = publish_features(tmp_path / "set", HUMANML263, {n: np.zeros((4, 263)) for n in "abc"}, lists)
    (root / "val.txt").unlink()
    with pytest.raises(InputError, match=r"val\.txt"):
        recordings_of("humanml3d", str(root))
    with pytest.raises(InputError, match="no folder"):
        recordings_of("kitml", str(tmp_path / "absent"))
