"""Phases of one label do not overlap, at any frame rate gaits stay what they are, deep bends are bows."""

from itertools import pairwise

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.corpora.synthetic import perform
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phases import Phase, in_order
from kinemind.motion import Motion
from tests.standing import standing


def test_overlaps_of_one_label_are_cut_or_merged() -> None:
    found = [Phase("punch_left", 0.0, 1.0), Phase("punch_left", 0.8, 2.0), Phase("turn_left", 0.5, 1.5)]
    assert [(p.label, p.start, p.end) for p in in_order(found, 2)] == [
        ("punch_left", 0.0, pytest.approx(0.9)),
        ("turn_left", 0.5, 1.5),
        ("punch_left", pytest.approx(0.9), 2.0),
    ]
    found = [Phase("squat", 0.0, 2.0, {"depth": 0.4}), Phase("squat", 0.5, 2.2, {"depth": 0.6})]
    assert in_order(found, 3) == (Phase("squat", 0.0, 2.2, {"depth": 0.6}),)


def test_phases_of_one_label_never_overlap(shared) -> None:
    clips = open_data(shared / "data").all_clips
    low = [clip for clip in clips if clip.content in ("lie-down", "squat", "climb", "byebye")]
    for clip in [*clips[::8], *low]:
        facts = measure(clip.motion)
        last: dict[str, float] = {}
        for phase in facts.phases:
            assert phase.start >= last.get(phase.label, 0.0) - 1e-9, (clip.id, phase)
            last[phase.label] = phase.end
        for sign in (1, -1):
            turns = [turn for turn in facts.turns.turns if turn.angle * sign > 0]
            assert all(a.end <= b.start + 1.5 / facts.fps for a, b in pairwise(turns)), clip.id


@pytest.mark.parametrize("fps", [60, 15, 12.5, 10, 7, 5, 4])
def test_gaits_hold_at_low_frame_rates(shared, fps: float) -> None:
    clips = open_data(shared / "data").clips("train")
    for content in ("walk", "run"):
        for clip in [c for c in clips if c.content == content][::12]:
            facts = measure(clip.motion.resample(fps))
            assert facts.gait.kind == content, clip.id
            labels = {phase.label for phase in facts.phases}
            assert content == "run" or "run" not in labels, clip.id


@pytest.mark.parametrize("fps", [1.5, 2, 3])
def test_a_body_seen_rarely_still_travels(fps: float) -> None:
    motion = perform("walk-forward", seed=3)
    facts = measure(Motion(motion.joints[:: round(20 / fps)], fps))
    assert any(phase.label.startswith(("walk", "run")) for phase in facts.phases)


def test_extent_is_the_farthest_from_the_start() -> None:
    joints = standing(100)
    joints[..., 2] += 0.5 * np.sin(np.pi * np.arange(100) / 99)[:, None]
    way = measure(Motion(joints, 20)).travel
    assert way.extent == pytest.approx(0.5, abs=0.02) and way.displacement < 0.02


def test_a_deep_bend_that_is_held_is_a_bow() -> None:
    joints = standing(80)
    angle = np.radians(75 * np.clip((np.arange(80) - 20) / 20, 0, 1))
    skeleton = Motion(joints, 20).skeleton
    legs = {skeleton.index(f"{s}_{n}") for s in ("left", "right") for n in ("hip", "knee", "ankle", "foot")}
    upper = [j for j in range(1, 22) if j not in legs]
    way = joints[:, upper] - joints[:, :1]
    sine, cosine = np.sin(angle)[:, None], np.cos(angle)[:, None]
    bent = np.stack(
        [way[..., 0], way[..., 1] * cosine - way[..., 2] * sine, way[..., 1] * sine + way[..., 2] * cosine],
        -1,
    )
    joints[:, upper] = bent + joints[:, :1]
    (bow,) = [p for p in measure(Motion(joints, 20)).phases if p.label == "bow"]
    assert bow.measures["pitch"] > 70 and bow.end == pytest.approx(4.0)
    short = [p for p in measure(Motion(joints[:48], 20)).phases if p.label == "bow"]
    assert not short
