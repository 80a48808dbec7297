"""HumanML3D and KIT-ML in miniature, in their published file formats."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Corpus, open_data, synthetic
from kinemind.corpora.clip import Caption
from kinemind.corpora.importer import recordings_of
from kinemind.corpora.importing import ImportSummary, import_recordings
from kinemind.errors import InputError
from kinemind.features import HUMANML263, KIT251, FeatureLayout, encode, recover_from_positions
from kinemind.skeletons import KIT21

TEXT = (
    "a person walks forward.#a/DET person/NOUN walk/VERB forward/ADV#0.0#0.0\n"
    "someone stops at the end#someone/PRON stop/VERB#1.5#2.5\n"
)


def _publish(root: Path, layout: FeatureLayout, vectors: dict[str, np.ndarray]) -> Path:
    (root / "new_joint_vecs").mkdir(parents=True)
    (root / "texts").mkdir()
    for name, array in vectors.items():
        np.save(root / "new_joint_vecs" / f"{name}.npy", array.astype(np.float32))
        (root / "texts" / f"{name}.txt").write_text(TEXT)
    names = list(vectors)
    for split, part in (("train", names[:-2]), ("val", names[-2:-1]), ("test", names[-1:])):
        (root / f"{split}.txt").write_text("\n".join(part) + "\n")
    np.save(root / "Mean.npy", np.zeros(layout.size, np.float32))
    np.save(root / "Std.npy", np.ones(layout.size, np.float32))
    return root


def _import(name: str, root: Path, store: Path) -> tuple[ImportSummary, Corpus]:
    summary = import_recordings(recordings_of(name, str(root)), store)
    return summary, open_data(store)


def test_humanml3d(tmp_path: Path) -> None:
    motion = synthetic.perform("walk-forward", "turn-left", seed=0)
    vectors = np.asarray(encode(motion.joints))
    broken = vectors.copy()
    broken[7, 100] = np.nan
    named = {"000001": vectors, "007975": broken, "M007975": broken}
    named |= {"000002": vectors[:60], "M000002": vectors}
    root = _publish(tmp_path / "HumanML3D", HUMANML263, named)
    summary, corpus = _import("humanml3d", root, tmp_path / "store")
    assert (summary.clips, summary.skipped) == (3, 2)
    log = (tmp_path / "store" / "skipped.log").read_text()
    assert "007975\t007975.npy holds NaN" in log and "M007975\tM007975.npy holds NaN" in log
    clip = corpus.clip("humanml3d/000001")
    assert clip.motion.fps == 20 and clip.motion.joints.shape == (len(vectors), 22, 3)
    recovered = recover_from_positions(vectors)
    assert np.abs(clip.motion.joints - recovered).max() < 1e-4
    assert clip.captions == (
        Caption("a person walks forward."),
        Caption("someone stops at the end", start=1.5, end=2.5),
    )
    assert clip.texts == ("a person walks forward.",)
    assert [c.id for c in corpus.clips("val")] == ["humanml3d/000002"]
    assert [c.id for c in corpus.clips("test")] == ["humanml3d/M000002"]
    assert corpus.mean is not None and corpus.std is not None and corpus.std.shape == (263,)


def test_fixture_recovers_the_published_joints(shared: Path, tmp_path: Path) -> None:
    fixture = shared / "fixtures" / "humanml3d"
    vectors = np.load(fixture / "012314_vecs.npy")
    root = _publish(tmp_path / "set", HUMANML263, {"012314": vectors, "a": vectors, "b": vectors})
    _, corpus = _import("humanml3d", root, tmp_path / "store")
    published = np.load(fixture / "012314_joints.npy")
    joints = corpus.clip("humanml3d/012314").motion.joints
    assert np.abs(joints - published[: len(joints)]).max() < 1e-5


def test_kitml(tmp_path: Path, rng: np.random.Generator) -> None:
    offsets = np.cumsum(np.zeros((40, 1, 3)) + [0, 0, 0.03], axis=0)
    rest = np.zeros((21, 3))
    for j, parent in enumerate(KIT21.parents):
        rest[j] = KIT21.rest_offsets[j] + (rest[parent] if j else [0, 0.9, 0])
    rest[:, 0] *= -1  # the axes of its inverse kinematics have the right at +X, its features at -X
    joints = rest + offsets + rng.normal(0, 0.002, (40, 21, 3))
    vectors = np.asarray(encode(joints, KIT21))
    assert vectors.shape[1] == 251
    named = {"00001": vectors, "00002": vectors, "M00002": vectors, "00003": vectors[:, :250]}
    summary, corpus = _import("kitml", _publish(tmp_path / "KIT-ML", KIT251, named), tmp_path / "store")
    assert (summary.clips, summary.skipped) == (3, 1)
    assert "(39, 250)" in (tmp_path / "store" / "skipped.log").read_text()
    motion = corpus.clip("kitml/00001").motion
    assert motion.fps == 12.5 and motion.skeleton is KIT21
    assert np.abs(motion.joints - recover_from_positions(vectors, KIT21)).max() < 1e-4
    assert motion.root[-1, 2] > 0.8 and 0.7 < motion.root[0, 1] < 1.1


def test_another_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder new_joint_vecs"):
        recordings_of("humanml3d", str(tmp_path))
    root = _publish(tmp_path / "set", HUMANML263, {n: np.zeros((4, 263)) for n in "abc"})
    (root / "val.txt").unlink()
    with pytest.raises(InputError, match=r"val\.txt"):
        recordings_of("humanml3d", str(root))
    with pytest.raises(InputError, match="no folder"):
        recordings_of("kitml", str(tmp_path / "absent"))
