"""Facts of legs and trunk on motions whose facts are known, at any frame rate, place and heading."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.corpora.synthetic import perform
from kinemind.kinematics.facts import Facts, measure
from kinemind.kinematics.phases import Phase
from kinemind.motion import Motion
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import HUMANML22, KIT21, Skeleton
from tests.standing import standing

LEGS = {
    "walk-forward": "walk_forward", "walk-backward": "walk_backward", "walk-left": "walk_left",
    "walk-right": "walk_right", "run": "run", "turn-left": "turn_left", "turn-right": "turn_right",
    "walk-turn-left": "turn_left", "walk-turn-right": "turn_right", "kick-left": "kick_left",
    "kick-right": "kick_right", "bow": "bow", "squat": "squat", "sit": "sit", "jump": "jump",
    "jump-forward": "hop", "stand": "stand",
}  # fmt: skip


def find(facts: Facts, label: str) -> list[Phase]:
    return [phase for phase in facts.phases if phase.label == label]


def to_kit(motion: Motion) -> Motion:
    """The same figure in the joints of the other skeleton; a heel is where the ankle is."""
    places = [HUMANML22.index(name.replace("heel", "ankle")) for name in KIT21.joint_names]
    return Motion(motion.joints[:, places], motion.fps, KIT21)


@pytest.mark.parametrize("fps", [12.5, 20, 30, 60])
@pytest.mark.parametrize("kind", LEGS)
def test_labels_hold_at_any_frame_rate(kind: str, fps: float) -> None:
    facts = measure(perform(kind, seed=3).resample(fps))
    assert find(facts, LEGS[kind]), [p.label for p in facts.phases]
    others = {LEGS[k] for k in LEGS} - {LEGS[kind], "stand", "walk_forward"}
    assert not {p.label for p in facts.phases} & others
    slow = measure(perform(kind, seed=3))
    first, other = find(facts, LEGS[kind])[0], find(slow, LEGS[kind])[0]
    assert first.start == pytest.approx(other.start, abs=0.16)
    assert first.end == pytest.approx(other.end, abs=0.26)


@pytest.mark.parametrize("kind", ["walk-forward", "run", "kick-left", "bow", "jump", "squat", "turn-left"])
def test_the_other_skeleton_shows_the_same(kind: str) -> None:
    assert find(measure(to_kit(perform(kind, seed=3))), LEGS[kind])


def test_measures_of_phases() -> None:
    walk = measure(perform("walk-forward", seed=3))
    (phase,) = find(walk, "walk_forward")
    assert phase.measures["steps"] == len(walk.gait.steps) == 5
    assert phase.measures["distance"] == pytest.approx(walk.travel.distance, rel=0.02)
    assert phase.measures["speed"] == pytest.approx(phase.measures["distance"] / (phase.end - phase.start))
    assert walk.gait.kind == "walk" and walk.travel.direction == "forward"
    sides = [step.side for step in walk.gait.steps]
    assert all(a != b for a, b in pairwise(sides))
    assert [step.end for step in walk.gait.steps] == sorted(step.end for step in walk.gait.steps)
    (turn,) = find(measure(perform("turn-right", seed=3)), "turn_right")
    assert turn.measures["angle"] == pytest.approx(180, abs=15)
    (jump,) = find(measure(perform("jump", seed=3)), "jump")
    assert 0.1 < jump.measures["height"] < 0.3 and 0.25 < jump.measures["air_time"] < 0.5
    (bow,) = find(measure(perform("bow", seed=3)), "bow")
    assert 30 < bow.measures["pitch"] < 60
    assert all(0.2 < s.measures["depth"] < 0.6 for s in find(measure(perform("squat", seed=3)), "squat"))
    assert find(measure(perform("kick-left", seed=3)), "kick_left")[0].measures["height"] > 0.4
    assert measure(perform("run", seed=3)).gait.kind == "run"
    assert measure(perform("turn-left", seed=3)).gait.kind == "in_place"
    assert measure(perform("stand", seed=3)).gait.kind == "none"


def test_sitting_down_and_getting_up() -> None:
    facts = measure(perform("sit", seed=3))
    (sit,), (rise,) = find(facts, "sit"), find(facts, "get_up")
    assert sit.end == rise.start < rise.end <= facts.seconds
    assert not find(facts, "squat") and not find(facts, "kneel")


def test_stillness_and_speed_classes() -> None:
    assert measure(Motion(standing(), 20)).stillness == 1
    still, walk, run = (measure(perform(k, seed=3)) for k in ("stand", "walk-forward", "run"))
    assert (still.travel.speed_class, run.travel.speed_class) == ("still", "fast")
    assert walk.stillness < 0.1 < still.stillness and walk.travel.speed_class in ("slow", "moderate")


@given(
    st.sampled_from(["walk-turn-left", "kick-right", "walk-left", "run", "sit", "jump-forward"]),
    st.floats(-np.pi, np.pi),
    st.tuples(st.floats(-20, 20), st.floats(-1, 1), st.floats(-20, 20)),
)
def test_place_and_heading_change_nothing(kind: str, angle: float, shift: tuple[float, ...]) -> None:
    motion = perform(kind, seed=1)
    moved = Motion(motion.joints @ yaw_rotation(np.array(angle)).T + np.array(shift), motion.fps)
    facts, twin = measure(motion), measure(moved)
    assert [p.label for p in facts.phases] == [p.label for p in twin.phases]
    for a, b in zip(facts.phases, twin.phases, strict=True):
        assert (a.start, a.end) == pytest.approx((b.start, b.end), abs=0.051)
    assert facts.travel.forward == pytest.approx(twin.travel.forward, abs=5e-3)
    assert facts.turns.net == pytest.approx(twin.turns.net, abs=0.1)
    assert len(facts.gait.steps) == len(twin.gait.steps)


@given(st.sampled_from(sorted(LEGS)), st.integers(0, 20))
def test_a_mirror_swaps_the_sides(kind: str, seed: int) -> None:
    motion = perform(kind, seed=seed)
    facts, twin = measure(motion), measure(motion.mirror())
    swap = {"left": "right", "right": "left"}
    mirrored = ["_".join(swap.get(w, w) for w in p.label.split("_")) for p in facts.phases]
    assert sorted(mirrored) == sorted(p.label for p in twin.phases)
    assert facts.turns.net == pytest.approx(-twin.turns.net, abs=0.1)
    assert facts.travel.left == pytest.approx(-twin.travel.left, abs=1e-3)
    assert sorted((swap[s.side], s.end) for s in facts.gait.steps) == sorted(
        (s.side, s.end) for s in twin.gait.steps
    )
    assert (facts.left_foot.steps, facts.right_foot.steps) == (twin.right_foot.steps, twin.left_foot.steps)


@given(st.integers(1, 8), st.sampled_from([12.5, 20.0, 60.0, 120.0]), st.integers(0, 1000))
def test_odd_bodies_and_short_clips_do_no_harm(frames: int, fps: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    skeletons: list[Skeleton] = [HUMANML22, KIT21]
    for skeleton in skeletons:
        for joints in (
            rng.normal(size=(frames, skeleton.num_joints, 3)),
            np.zeros((frames, skeleton.num_joints, 3)),
        ):
            facts = measure(Motion(joints, fps, skeleton))
            json.dumps(facts.to_json(), allow_nan=False)
            assert all(0 <= p.start < p.end <= facts.seconds + 1e-6 for p in facts.phases)
