"""The procedural motions do what their steps and captions say."""

from itertools import pairwise

import numpy as np
import pytest

from kinemind.corpora import open_data, synthetic
from kinemind.errors import InputError
from kinemind.motion import Motion
from kinemind.rigid import facing
from kinemind.skeletons import HUMANML22

SEEDS = (0, 1, 2, 3)
HIPS_TO_HEAD = 15


def _turned(motion: Motion) -> float:
    yaw = np.unwrap(facing(motion.joints, HUMANML22))
    return float(yaw[-1] - yaw[0])


@pytest.mark.parametrize("kind", synthetic.KINDS)
def test_bodies_are_rigid_on_the_floor_and_smooth(kind: str) -> None:
    for seed in SEEDS:
        motion = synthetic.perform(kind, seed=seed)
        joints = motion.joints.astype(np.float64)
        lengths = np.linalg.norm(joints[:, 1:] - joints[:, list(HUMANML22.parents[1:])], axis=-1)
        assert np.allclose(lengths, HUMANML22.lengths[1:], atol=1e-4)
        assert joints[..., 1].min() > -0.005
        assert np.percentile(joints[:, [7, 8, 10, 11], 1].min(1), 2) < 0.005
        assert np.abs(np.diff(joints, 2, axis=0)).max() * 400 < 180
        assert np.abs(joints[0, 0, [0, 2]]).max() < 1e-6 and abs(facing(joints[0], HUMANML22)) < 0.05
        steps = motion.steps
        assert steps[0].start == 0 and steps[-1].end == pytest.approx(motion.seconds)
        assert all(a.end == b.start for a, b in pairwise(steps))


@pytest.mark.parametrize(
    ("kind", "axis", "sign"),
    [
        ("walk-forward", 2, 1),
        ("run", 2, 1),
        ("walk-backward", 2, -1),
        ("walk-left", 0, 1),
        ("walk-right", 0, -1),
    ],
)
def test_travel_goes_where_it_says(kind: str, axis: int, sign: int) -> None:
    for seed in SEEDS:
        motion = synthetic.perform(kind, seed=seed)
        end = motion.root[-1]
        assert sign * end[axis] > 0.7 and abs(end[2 - axis]) < 0.1
        assert abs(_turned(motion)) < 0.1


def test_running_is_faster_than_walking_and_leaves_the_floor() -> None:
    walk, run = (synthetic.perform(kind, seed=0) for kind in ("walk-forward", "run"))
    speeds = [np.linalg.norm(m.root[-1] - m.root[0]) / m.seconds for m in (walk, run)]
    assert speeds[1] > 1.6 * speeds[0]
    lowest = run.joints[:, [7, 8, 10, 11], 1].min(1)
    assert (lowest > 0.02).mean() > 0.1


@pytest.mark.parametrize("kind", ["turn", "walk-turn", "run-turn"])
def test_turns_have_their_sign(kind: str) -> None:
    for seed in SEEDS:
        assert _turned(synthetic.perform(f"{kind}-left", seed=seed)) > 1.0
        assert _turned(synthetic.perform(f"{kind}-right", seed=seed)) < -1.0


@pytest.mark.parametrize("kind", ["wave", "raise"])
def test_hands_are_those_named(kind: str) -> None:
    for seed in SEEDS:
        for side, up in (("left", (True, False)), ("right", (False, True)), ("both", (True, True))):
            name = f"{kind}-{side}-hand" + ("s" if side == "both" else "")
            joints = synthetic.perform(name, seed=seed).joints
            shoulder = joints[:, 16, 1].mean()
            assert tuple(joints[:, [20, 21], 1].max(0) > shoulder + 0.1) == up


def test_waving_hand_swings_sideways() -> None:
    motion = synthetic.perform("wave-left-hand", seed=2)
    elbow_to_wrist = (motion.joints[:, 20] - motion.joints[:, 18])[:, 0]
    high = motion.joints[:, 20, 1] > motion.joints[:, 16, 1]
    swings = np.diff(np.sign(elbow_to_wrist[high] - np.median(elbow_to_wrist[high])))
    assert (swings != 0).sum() >= 3


def test_actions_on_the_spot() -> None:
    for seed in SEEDS:
        for side, foot, other in (("left", 10, 11), ("right", 11, 10)):
            joints = synthetic.perform(f"kick-{side}", seed=seed).joints
            assert joints[:, foot, 1].max() > 0.5 > 0.15 > joints[:, other, 1].max()
            joints = synthetic.perform(f"punch-{side}", seed=seed).joints
            hand = 20 if side == "left" else 21
            assert joints[:, hand, 2].max() > 0.4 > joints[:, 41 - hand, 2].max()
        jump = synthetic.perform("jump", seed=seed).joints
        assert jump[:, [7, 8, 10, 11], 1].min(1).max() > 0.12
        squat = synthetic.perform("squat", seed=seed).joints
        assert squat[:, 0, 1].min() < squat[0, 0, 1] - 0.35
        bow = synthetic.perform("bow", seed=seed).joints
        trunk = bow[:, 12] - bow[:, 0]
        assert np.degrees(np.arctan2(trunk[:, 2], trunk[:, 1])).max() > 35
        sit = synthetic.perform("sit", seed=seed)
        down, seated, up = sit.steps
        heights = sit.joints[:, 0, 1]
        middle = int((seated.start + seated.end) / 2 * sit.fps)
        assert heights[middle] < heights[0] - 0.35
        assert down.text.startswith("sits") and abs(heights[-1] - heights[0]) < 0.01 and up.end > seated.end


def test_steps_are_exact_in_a_sequence() -> None:
    motion = synthetic.perform("walk-forward", "wave-right-hand", "turn-left", seed=5)
    walk, wave, turn = (motion[int(s.start * 20) : round(s.end * 20)] for s in motion.steps)
    assert walk.root[-1, 2] > 1.5
    assert wave.joints[:, 21, 1].max() > 1.5 > wave.joints[:, 20, 1].max()
    assert np.linalg.norm(wave.root[-1] - wave.root[0]) < 0.05 and _turned(turn) > 1.0


def test_planted_feet_do_not_slide() -> None:
    joints = synthetic.perform("walk-forward", seed=1).joints
    toes = joints[:, [10, 11]]
    down = (toes[1:, :, 1] < 0.01) & (toes[:-1, :, 1] < 0.01)
    moved = np.linalg.norm(np.diff(toes[..., [0, 2]], axis=0), axis=-1)
    assert moved[down].mean() < 0.004


def test_clips_are_drawn_from_the_seed() -> None:
    one, again, other = synthetic.clip(8), synthetic.clip(8), synthetic.clip(8, seed=1)
    assert np.array_equal(one.motion.joints, again.motion.joints) and one.captions == again.captions
    assert one.motion.joints.shape != other.motion.joints.shape or not np.array_equal(
        one.motion.joints, other.motion.joints
    )
    clips = [synthetic.clip(i) for i in range(60)]
    assert {c.split for c in clips} == {"train", "val", "test"}
    assert max(c.num_frames for c in clips) <= 300 and min(len(c.captions) for c in clips) >= 1
    for clip in clips:
        assert all(step.text in clip.captions[0].text for step in clip.motion.steps)
    assert any(len(c.motion.steps) >= 2 for c in clips)


@pytest.mark.parametrize("root", ["many", "0", "-5", "3:x"])
def test_bad_root_is_refused(root: str) -> None:
    with pytest.raises(InputError):
        synthetic.recordings(root)
    with pytest.raises(InputError, match="unknown action"):
        synthetic.perform("fly")


def test_the_corpus_opens_by_its_name() -> None:
    corpus = open_data("synthetic:60:3")
    assert corpus.name == "synthetic" and len(corpus) == 60
    assert {clip.split for clip in corpus.all_clips} == {"train", "val", "test"}
    again = open_data("synthetic:60:3")
    assert np.array_equal(corpus.all_clips[7].motion.joints, again.all_clips[7].motion.joints)
    hashes = {open_data(f"synthetic:{name}").content_hash for name in ("60:3", "60:3", "61:3", "60:4")}
    assert len(hashes) == 3


@pytest.mark.parametrize("name", ["synthetic:many", "synthetic:0", "synthetic:3:-1", "synthetics"])
def test_names_that_are_no_corpus(name: str) -> None:
    with pytest.raises(InputError):
        open_data(name)
