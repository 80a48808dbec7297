"""BABEL in miniature, in its published file formats with AMASS beside it, imported by the command."""

import json
from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Corpus, open_data, synthetic
from kinemind.corpora.clip import Caption
from kinemind.corpora.importer import recordings_of
from kinemind.errors import InputError
from kinemind.motion import Step
from tests.corpora.published import annotation, entry, label, publish_amass, publish_babel
from tests.training.tiny import run

KICK = "KIT/KIT/3/kick_high_left02_poses.npz"
WALK = "CMU/CMU/141/141_05_poses.npz"
BOW = "ACCAD/ACCAD/Male2MartialArtsStances_c3d/D7 - walk to bow_poses.npz"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("BABEL")
    lengths = {}
    for path, rate, names in (
        (KICK, 100.0, ("walk-forward", "kick-left")),
        (WALK, 60.0, ("walk-forward",)),
        (BOW, 60.0, ("bow",)),
    ):
        motion = synthetic.perform(*names, seed=1)
        place = path if path != BOW else path.removeprefix("ACCAD/")
        publish_amass(root / "AMASS" / place, motion, rate)
        lengths[path] = motion.seconds
    segments = [
        label("kick", 2.0, lengths[KICK] + 0.02),
        label("walk", 0, 1.5),
        label("transition", 1.25, 2.25),
        label("swing arms", 0.5, 1.0, act=["arm movements"]),
    ]
    tests = entry(9, WALK, lengths[WALK])
    return publish_babel(
        root,
        train=[
            entry(
                10,
                KICK,
                lengths[KICK],
                seq_ann=annotation(label("walk and kick")),
                frame_ann=annotation(*segments),
            ),
            entry(2, WALK, lengths[WALK], seq_ann=annotation(label("stroll")), frame_ann=None),
            entry(3, "KIT/KIT/3/absent_poses.npz", 2.0, seq_ann=annotation(label("sit")), frame_ann=None),
            entry(4, "../../secret.npz", 2.0, seq_ann=annotation(label("sit")), frame_ann=None),
            entry(5, WALK, 99.0, seq_ann=annotation(label("walk")), frame_ann=None),
        ],
        val=[entry(6, BOW, lengths[BOW], seq_ann=annotation(label("bow"), label("stand")), frame_ann=None)],
        test=[{k: v for k, v in tests.items()}],
        extra_train=[
            entry(
                7,
                WALK,
                lengths[WALK],
                seq_anns=[annotation(label("walk")), annotation(label("stride"))],
                frame_anns=[
                    annotation(label("step", 0, 1), label("walk", 1, 2)),
                    annotation(label("march", 0, 2)),
                ],
            )
        ],
        extra_val=[entry(8, WALK, lengths[WALK], seq_anns=[annotation(label("walk"))], frame_anns=None)],
    )


@pytest.fixture(scope="module")
def corpus(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    store = tmp_path_factory.mktemp("store") / "babel"
    assert run("data", "import", "babel", root, "-o", store) == 0
    return open_data(store)


def test_splits_and_what_is_skipped(corpus: Corpus) -> None:
    assert [c.id for c in corpus.clips("train")] == ["babel/2", "babel/7", "babel/10"]
    assert [c.id for c in corpus.clips("val")] == ["babel/6", "babel/8"]
    assert corpus.clips("test") == []
    log = dict(line.split("\t") for line in (corpus.path / "skipped.log").read_text().splitlines())
    assert sorted(log) == ["3", "4", "5"]
    assert "absent_poses" in log["3"] and "no path" in log["4"] and "99.0 s" in log["5"]


def test_overlapping_segments_are_captions_with_times_and_a_sequence_of_steps(corpus: Corpus) -> None:
    clip = corpus.clip("babel/10")
    end = clip.motion.seconds
    assert set(clip.captions) == {
        Caption("walk and kick", "babel"),
        Caption("kick", "babel", 2.0, end),
        Caption("walk", "babel", 0.0, 1.5),
        Caption("swing arms", "babel", 0.5, 1.0),
    }
    assert clip.motion.steps == (Step("walk", 0.0, 1.75), Step("kick", 1.75, end))
    assert clip.source_fps == 100 and clip.source_file == KICK and clip.content is None


def test_sequences_without_segments_and_with_several_annotators(corpus: Corpus) -> None:
    stroll = corpus.clip("babel/2")
    assert stroll.texts == ("stroll",) and stroll.motion.steps == (Step("stroll", 0, stroll.motion.seconds),)
    assert corpus.clip("babel/6").texts == ("bow", "stand") and corpus.clip("babel/6").motion.steps == ()
    extra = corpus.clip("babel/7")
    assert extra.texts == ("walk", "stride")
    timed = [c.text for c in extra.captions if c.start is not None]
    assert timed == ["step", "walk", "march"]
    assert [s.text for s in extra.motion.steps] == ["step", "walk"]


def test_motions_are_those_of_amass(corpus: Corpus) -> None:
    clip = corpus.clip("babel/10")
    original = synthetic.perform("walk-forward", "kick-left", seed=1)
    joints, wanted = clip.motion.joints, original.joints
    assert clip.motion.fps == 20 and abs(len(joints) - len(wanted)) <= 1
    count = min(len(joints), len(wanted))
    travelled = [np.linalg.norm(path[count - 1, 0] - path[0, 0]) for path in (joints, wanted)]
    assert abs(travelled[0] - travelled[1]) < 0.05
    local = [path[:count] - path[:count, :1] for path in (joints, wanted)]
    assert np.linalg.norm(local[0] - local[1], axis=-1).mean() < 0.06
    kicking = clip.motion.joints[40:, 10, 1].max()
    assert kicking > 0.4


def test_what_is_not_babel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not BABEL"):
        recordings_of("babel", str(tmp_path))
    root = publish_babel(tmp_path / "set")
    (root / "babel_v1.0_release" / "train.json").write_text("{")
    with pytest.raises(InputError, match="JSON"):
        recordings_of("babel", str(root))
    (root / "babel_v1.0_release" / "train.json").write_text(json.dumps(["a"]))
    with pytest.raises(InputError, match="not of BABEL"):
        recordings_of("babel", str(root))
    (root / "babel_v1.0_release" / "train.json").write_text("{}")
    with pytest.raises(InputError, match="holds no BABEL"):
        recordings_of("babel", str(root))


def test_the_release_folder_itself_will_do(root: Path) -> None:
    from_root = recordings_of("babel", str(root))
    from_release = recordings_of("babel", str(root / "babel_v1.0_release"))
    assert from_release.keys == from_root.keys
    (clip,) = from_release.read("6")
    assert clip.texts == ("bow", "stand")


def test_a_segment_without_times_is_named(tmp_path: Path) -> None:
    segment = label("walk", 0, 1) | {"start_t": None}
    root = publish_babel(tmp_path, train=[entry(1, WALK, 0, seq_ann=None, frame_ann=annotation(segment))])
    publish_amass(root / WALK, synthetic.perform("bow", seed=0)[:20], 20.0)
    with pytest.raises(InputError, match="'walk' has no times"):
        recordings_of("babel", str(root)).read("1")
