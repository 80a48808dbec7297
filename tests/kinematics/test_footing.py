"""Clean feet: they stand still, bones stay as long as they are, knees bend where they bent, nothing jumps."""

from dataclasses import replace

import numpy as np
import pytest

from kinemind.compose import bone_lengths
from kinemind.corpora.bench import open_bench
from kinemind.errors import InputError
from kinemind.formats.custom import custom_skeleton
from kinemind.kinematics.footing import clean_feet
from kinemind.kinematics.footing.legs import legs_of, stretched
from kinemind.metrics.plausibility import foot_slide, jerk, penetration
from kinemind.metrics.plausibility.jerk import jerk_curve
from kinemind.motion import Motion, Step
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22, KIT21


def standing(skeleton=HUMANML22, frames=60, fps=20.0, bent=0.02) -> Motion:
    """A figure that stands on its feet, the knees `bent` metres to the front, and sways as a whole."""
    rest = np.zeros((skeleton.num_joints, 3))
    for j, parent in enumerate(skeleton.parents[1:], start=1):
        rest[j] = rest[parent] + skeleton.rest_offsets[j]
    for side in ("left", "right"):
        rest[skeleton.index(f"{side}_knee"), 2] += bent
    rest[:, 1] -= rest[:, 1].min()
    at = np.arange(frames)[:, None] / fps
    sway = np.concatenate([0.02 * np.sin(2.5 * at), 0 * at, 0.015 * np.sin(3.1 * at)], axis=1)
    return Motion(rest + sway[:, None], fps, skeleton, text="stands", steps=(Step("stands", 0.0, 3.0),))


def bones(motion: Motion) -> np.ndarray:
    joints = motion.joints.astype(np.float64)
    return np.linalg.norm(joints[:, 1:] - joints[:, list(motion.skeleton.parents[1:])], axis=-1)


def bend(motion: Motion, side: str) -> np.ndarray:
    """Where the knee lies off the line from hip to ankle, metres."""
    hip, knee, ankle = (
        motion.joints[:, motion.skeleton.index(f"{side}_{j}")] for j in ("hip", "knee", "ankle")
    )
    line = (ankle - hip) / np.linalg.norm(ankle - hip, axis=-1, keepdims=True)
    return (knee - hip) - ((knee - hip) * line).sum(-1, keepdims=True) * line


@pytest.mark.parametrize("skeleton", [HUMANML22, KIT21])
@pytest.mark.parametrize("fps", [12.5, 20.0, 60.0, 500.0])
def test_a_swaying_figure_stands(skeleton, fps):
    motion = standing(skeleton, frames=round(3 * fps), fps=fps)
    clean = clean_feet(motion)
    assert foot_slide(clean.joints, fps, skeleton) < 0.2 * foot_slide(motion.joints, fps, skeleton)
    if fps < 100:  # beyond, a third difference shows the steps of single precision
        assert jerk(clean.joints, fps) < 1.02 * jerk(motion.joints, fps)
    assert np.abs(bones(clean) - bones(motion)).max() < 2e-6
    assert (clean.fps, clean.skeleton, clean.text, clean.steps) == (fps, skeleton, motion.text, motion.steps)
    assert len(clean) == len(motion)


def test_straight_knees_bend_to_the_front():
    joints = standing(bent=0.0).joints.astype(np.float64)
    for leg in legs_of(HUMANML22):
        hip, up = joints[:, leg.hip], np.array([0.0, 0.03, 0.0]) * np.ones((len(joints), 1))
        ankle = joints[:, leg.ankle] + up
        knee = stretched(joints, leg, hip, ankle, up)
        assert (knee - (hip + ankle) / 2)[:, 2].min() > 0.1
        assert np.abs((knee - hip)[:, 0]).max() < 1e-6, "and not to the side"
        assert stretched(joints, leg, hip, joints[:, leg.ankle], 0 * up) == pytest.approx(joints[:, leg.knee])


def test_rotations_go_with_the_joints():
    motion = standing().rigid()
    clean = clean_feet(motion)
    assert clean.rotations is not None and clean.offsets is not None
    posed = forward_kinematics(
        clean.rotations.astype(np.float64), clean.root.astype(np.float64), clean.offsets, HUMANML22.parents
    )
    assert np.abs(posed - clean.joints).max() < 1e-4
    assert np.abs(clean.rotations @ np.swapaxes(clean.rotations, -1, -2) - np.eye(3)).max() < 1e-4


def test_feet_come_out_of_the_floor():
    motion = standing()
    sunk = replace(motion, joints=motion.joints - np.array([0, 0.03, 0], np.float32))
    assert penetration(sunk.joints) == pytest.approx(30, abs=0.1)
    assert penetration(clean_feet(sunk).joints) < 3


def test_a_foot_that_glides_over_the_floor_takes_a_step():
    motion = standing(frames=50)
    joints = motion.joints.copy()
    glide = 0.35 * np.clip((np.arange(50) - 20) / 8, 0, 1)
    glide = np.convolve(np.pad(glide, 2, mode="edge"), np.full(5, 0.2), "valid")
    legs = [HUMANML22.index(f"left_{j}") for j in ("hip", "knee", "ankle", "foot")]
    joints[:, legs[2:], 2] += glide[:, None]
    joints[:, legs[1], 2] += 0.5 * glide
    skating = replace(motion, joints=joints)
    clean, flat = clean_feet(skating), clean_feet(skating, lift_steps=False)
    lift = clean.joints[:, legs[3], 1] - joints[:, legs[3], 1]
    assert lift[22:27].max() > 0.03 and np.abs(lift[:12]).max() < 5e-3 and np.abs(lift[38:]).max() < 5e-3
    assert np.abs(flat.joints[:, legs[3], 1] - joints[:, legs[3], 1]).max() < 3e-3
    assert clean.joints[-1, legs[3], 2] - clean.joints[0, legs[3], 2] > 0.2, "it still goes there"


def test_a_leg_never_gets_longer_than_it_is():
    motion = standing(bent=0.0)
    joints = motion.joints.copy()
    joints[:, [7, 10]] += np.array([0.0, 0.0, 0.25], np.float32)  # a stride that the straight leg cannot make
    joints[:, 4] = (joints[:, 1] + joints[:, 7]) / 2
    clean = clean_feet(replace(motion, joints=joints))
    assert np.abs(bones(clean) - bones(replace(motion, joints=joints))).max() < 2e-6


def test_short_and_senseless_motions_come_back_finite(rng):
    short = standing(frames=3)
    assert clean_feet(short) is short
    for joints in (np.zeros((6, 22, 3)), rng.normal(0, 1, (40, 22, 3)), rng.normal(0, 1e-3, (4, 22, 3))):
        assert np.isfinite(clean_feet(Motion(joints, 20.0)).joints).all()


def test_skeletons_without_legs_are_refused():
    skeleton = custom_skeleton(("a", "b"), (-1, 0), np.array([[0, 0, 0], [0, 1.0, 0]]))
    with pytest.raises(InputError, match="no legs"):
        clean_feet(Motion(np.zeros((9, 2, 3)), 20.0, skeleton))


@pytest.fixture(scope="module")
def walks(shared):
    """Recorded clips that travel, made to slide by a slow wander of the whole body."""
    corpus = open_bench(shared / "data")
    clips = [clip.motion for clip in corpus.all_clips if clip.split == "test" and "walk" in clip.id][::12]
    rng = np.random.default_rng(3)
    sliding = []
    for motion in clips:
        at = np.arange(len(motion))[:, None] / motion.fps
        way = 0.02 * np.sin(rng.uniform(2, 4, 3) * at + rng.uniform(0, 6, 3)) * [1, 0, 1]
        sliding.append(replace(motion, joints=motion.joints + way[:, None].astype(np.float32)))
    assert len(sliding) >= 4
    return sliding


def test_walks_slide_half_as_much_or_less_and_are_as_smooth(walks):
    clean = [clean_feet(motion) for motion in walks]
    slide = [np.mean([foot_slide(m.joints, m.fps) for m in group]) for group in (walks, clean)]
    rough = [np.mean([jerk(m.joints, m.fps) for m in group]) for group in (walks, clean)]
    assert slide[1] < 0.5 * slide[0]
    assert rough[1] < rough[0]


def test_nothing_jumps_and_no_knee_flips(walks):
    for motion in walks:
        clean = clean_feet(motion)
        assert jerk_curve(clean.joints, motion.fps).max() < 1.2 * jerk_curve(motion.joints, motion.fps).max()
        assert np.abs(bones(clean) - bones(motion)).max() < 2e-5
        assert np.abs(clean.root - motion.root).max() < 0.1
        for side in ("left", "right"):
            before, after = bend(motion, side), bend(clean, side)
            sure = (np.linalg.norm(before, axis=-1) > 0.02) & (np.linalg.norm(after, axis=-1) > 0.01)
            assert sure.any() and (before * after).sum(-1)[sure].min() > 0


def test_a_clip_that_stands_well_is_hardly_touched(shared):
    corpus = open_bench(shared / "data")
    clip = next(c for c in corpus.all_clips if "wave-left-hand" in c.id)
    assert foot_slide(clip.motion.joints, clip.motion.fps) < 0.5
    clean = clean_feet(clip.motion)
    assert np.abs(clean.joints - clip.motion.joints).max() < 0.02
    assert np.allclose(
        bone_lengths(clean.joints, HUMANML22), bone_lengths(clip.motion.joints, HUMANML22), atol=1e-5
    )
