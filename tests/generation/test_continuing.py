"""A motion that goes on from a file's: old frames as they were, no jump where the new ones begin."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.errors import InputError
from kinemind.generation import Model, load
from kinemind.generation.continuing import continue_motion, tail_tokens
from kinemind.generation.stretches import stretches_of
from kinemind.motion import Motion
from kinemind.skeletons import KIT21


@pytest.fixture(scope="module")
def nano() -> Model:
    return load("nano", "cpu")


@pytest.fixture(scope="module")
def walk(shared: Path) -> Motion:
    clips = open_data(shared / "data").clips("test")
    return next(clip.motion for clip in clips if clip.content == "walk" and clip.motion.seconds > 3)


@pytest.mark.parametrize("fps", [20.0, 30.0, 120.0])
def test_the_old_frames_stay_and_the_new_ones_meet_them(nano: Model, walk: Motion, fps: float):
    old = walk.resample(fps)
    text = "a person walks on, then stops"
    found = continue_motion(nano.policy, nano.bundle, old, stretches_of(text), text, 1)
    whole, count = found.whole.joints, len(old)
    assert np.array_equal(whole[:count], old.joints) and found.whole.fps == fps
    assert np.array_equal(whole[count:], found.take.motion.joints)
    steps = np.linalg.norm(np.diff(whole.astype(np.float64), axis=0), axis=-1).max(-1)
    reach = round(0.25 * fps)
    near = np.r_[steps[count - 1 - reach : count - 1], steps[count : count + reach]]
    assert steps[count - 1] < 1.25 * near.max(), "no joint jumps at the seam"
    path = np.diff(whole[:, 0, [0, 2]].astype(np.float64), axis=0) * fps
    before, after = path[count - 1 - reach : count - 1].mean(0), path[count - 1 : count - 1 + reach].mean(0)
    assert np.linalg.norm(after - before) < 0.5 * np.linalg.norm(before), "the pelvis keeps its velocity"
    assert found.whole.steps[-1].end == pytest.approx(found.whole.seconds, abs=0.1)
    assert found.take.steps[0].start == 0.0


def test_it_depends_on_the_seed_and_on_the_motion(nano: Model, walk: Motion):
    def tokens(motion: Motion, seed: int) -> tuple[int, ...]:
        script = stretches_of("a person bows")
        return continue_motion(nano.policy, nano.bundle, motion, script, "x", seed).take.motion_tokens

    first = tokens(walk, 0)
    assert tokens(walk, 0) == first and tokens(walk, 1) != first and tokens(walk.mirror(), 0) != first


def test_the_tail_ends_with_the_last_frame(nano: Model, walk: Motion):
    tokenizer = nano.bundle.motion_tokenizer
    longer = tail_tokens(tokenizer, walk)
    assert len(longer) == 32
    told = tokenizer.decode(longer).joints
    parents = list(walk.skeleton.parents[1:])

    def slopes(joints: np.ndarray) -> np.ndarray:
        bones = joints[:, 1:] - joints[:, parents]
        return bones[..., 1] / np.linalg.norm(bones, axis=-1)

    apart = [
        np.abs(slopes(told) - slopes(walk.joints[-len(told) - lag : len(walk) - lag])).mean()
        for lag in (0, 1, 4, 7)
    ]
    assert np.argmin(apart) == 1, "frame i of the tokens is frame i of the motion up to its last but one"


def test_what_cannot_be_gone_on_from_is_refused(nano: Model, walk: Motion):
    script = stretches_of("a person bows")
    with pytest.raises(InputError, match="at least"):
        continue_motion(nano.policy, nano.bundle, walk[:12], script, "x")
    with pytest.raises(InputError, match="at least"):
        continue_motion(nano.policy, nano.bundle, walk[:1], script, "x")
    other = Motion(np.random.default_rng(0).normal(size=(60, 21, 3)), 20.0, KIT21)
    with pytest.raises(InputError, match="kit21"):
        continue_motion(nano.policy, nano.bundle, other, script, "x")
    broken = walk.joints.copy()
    broken[5, 3] = np.nan
    with pytest.raises(InputError, match="NaN"):
        Motion(broken, walk.fps)
