"""Hands on made-up arms whose facts are known, and the symmetries that every fact keeps."""

from dataclasses import asdict

import numpy as np
import pytest

from kinemind.corpora import Clip, open_data
from kinemind.kinematics.body import Body
from kinemind.kinematics.facts import measure
from kinemind.kinematics.hands import Hand, hands
from kinemind.kinematics.waves import zigzag
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22, KIT21
from tests.standing import standing

FPS = 20.0
DOWN, UP, FORWARD = (0.1, -1.0, 0.0), (0.3, 1.0, 0.1), (0.0, 0.0, 1.0)


def posed(wrist_ways: np.ndarray, side: str = "left", fps: float = FPS) -> Body:
    """A standing figure whose wrist goes these ways from the shoulder (outward, up, forward; arm lengths);
    the elbow lies halfway, the other arm hangs."""
    joints = standing(len(wrist_ways)).copy()
    sign = 1.0 if side == "left" else -1.0
    arm = Body.of(Motion(joints, fps)).arm
    shoulder = joints[:, HUMANML22.index(f"{side}_shoulder")]
    way = wrist_ways * np.array([sign, 1.0, 1.0]) * arm
    joints[:, HUMANML22.index(f"{side}_wrist")] = shoulder + way
    joints[:, HUMANML22.index(f"{side}_elbow")] = shoulder + way / 2
    return Body.of(Motion(joints, fps))


def way(*keys: tuple[float, tuple[float, float, float]], seconds: float, fps: float = FPS) -> np.ndarray:
    """Ways of the wrist through (time, way) keys, smoothly from each to the next."""
    t = np.arange(round(seconds * fps)) / fps
    times = np.array([k[0] for k in keys])
    at = np.clip(np.searchsorted(times, t, "right") - 1, 0, len(keys) - 2)
    share = np.clip((t - times[at]) / np.diff(times)[at], 0, 1)
    share = share * share * (3 - 2 * share)
    ways = np.array([k[1] for k in keys], float)
    return ways[at] + (ways[at + 1] - ways[at]) * share[:, None]


def of_side(body: Body, side: str) -> Hand:
    return hands(body)[side == "right"]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_raise_lasts_from_the_first_lift_until_the_hand_is_down(side: str) -> None:
    ways = way((0, DOWN), (1.0, DOWN), (1.8, UP), (3.0, UP), (3.8, DOWN), (5.0, DOWN), seconds=5)
    hand = of_side(posed(ways, side), side)
    (found,) = hand.raised
    assert found.start == pytest.approx(1.0, abs=0.15) and found.end == pytest.approx(3.8, abs=0.2)
    assert found.height == pytest.approx(1.0, abs=0.05) and not found.in_front
    assert hand.above_head and not hand.waves and not hand.reaches and not hand.punches
    other = of_side(posed(ways, side), "left" if side == "right" else "right")
    assert not other.raised and other.peak < -0.8


def test_raised_lowered_and_raised_again_are_two() -> None:
    keys = [(0, DOWN), (0.8, UP), (1.6, UP), (2.4, DOWN), (3.0, DOWN), (3.8, UP), (4.6, UP), (5.4, DOWN)]
    raised = of_side(posed(way(*keys, seconds=6)), "left").raised
    assert len(raised) == 2 and raised[0].end <= raised[1].start


def test_a_wave_is_counted() -> None:
    ways = way((0, DOWN), (0.8, UP), (4.8, UP), (5.6, DOWN), seconds=6)
    t = np.arange(len(ways)) / FPS
    ways[:, 0] += 0.15 * np.sin(2 * np.pi * 1.5 * (t - 0.8)) * ((t > 0.8) & (t < 4.8))
    hand = of_side(posed(ways), "left")
    (wave,) = hand.waves
    assert wave.cycles == pytest.approx(6, abs=1) and wave.lifted < 0.2 and wave.lowered > 5.3
    assert wave.swing == pytest.approx(0.3, abs=0.1) and hand.swings == wave.swings


def test_a_hand_held_out_reaches_and_one_that_snaps_back_punches() -> None:
    rest = (0.1, -0.6, 0.2)
    reach = way((0, rest), (0.6, rest), (1.4, FORWARD), (2.4, FORWARD), (3.2, rest), (4, rest), seconds=4)
    hand = of_side(posed(reach), "left")
    assert len(hand.reaches) == 1 and not hand.punches and hand.raised[0].in_front
    assert hand.reaches[0].start == pytest.approx(0.6, abs=0.2)
    guard = (0.05, -0.1, 0.4)
    keys = [(0.0, guard)]
    for start in (1.0, 2.0, 3.0):
        keys += [(start, guard), (start + 0.2, FORWARD), (start + 0.45, guard)]
    hand = of_side(posed(way(*keys, (4.0, guard), seconds=4)), "left")
    assert len(hand.punches) == 3 and not hand.waves
    assert hand.punches[1].at == pytest.approx(2.2, abs=0.1) and hand.punches[1].speed > 1


def test_a_hand_rests_on_the_hip_or_the_head() -> None:
    joints = standing(40).copy()
    hip, head = joints[0, HUMANML22.index("left_hip")], joints[0, HUMANML22.index("head")]
    joints[:, HUMANML22.index("left_wrist")] = hip + (0.06, 0.06, 0.01)
    joints[:, HUMANML22.index("left_elbow")] = hip + (0.22, 0.2, -0.05)
    joints[:, HUMANML22.index("right_wrist")] = head + (-0.08, 0.12, 0.0)
    left, right = hands(Body.of(Motion(joints, FPS)))
    assert len(left.on_hip) == 1 and not left.on_head
    assert left.on_hip[0].seconds == pytest.approx(2.0, abs=0.1)
    assert len(right.on_head) == 1 and not right.on_hip


def test_an_arm_swing_is_no_gesture() -> None:
    t = np.arange(80) / FPS
    angle = 0.6 * np.sin(2 * np.pi * t)
    hand = of_side(posed(np.stack([0.1 + 0 * t, -np.cos(angle), np.sin(angle)], -1)), "left")
    assert len(hand.swinging) == 1 and hand.swinging[0].seconds > 3
    assert hand.arm_swing == pytest.approx(2 * np.sin(0.6), abs=0.15)
    assert not hand.raised and not hand.waves and not hand.reaches and not hand.punches


def test_arms_along_a_lying_body_are_not_raised() -> None:
    joints = standing(40)[..., [0, 2, 1]]
    for hand in hands(Body.of(Motion(joints, FPS))):
        assert not hand.raised and not hand.reaches


def test_zigzag_finds_the_turning_points_of_a_curve_and_of_its_negative() -> None:
    curve = np.array([0, 1, 2, 1.9, 2.2, 0, 0.1, 3, 3, 1], float)
    assert zigzag(curve, 0.5) == [0, 4, 5, 8, 9]
    assert zigzag(-curve, 0.5) == zigzag(curve, 0.5)
    assert zigzag(curve, 5.0) == [] and zigzag(np.zeros(1), 0.1) == []


def flat(value: object) -> list[float]:
    """All numbers of a nested fact, in order."""
    if isinstance(value, dict):
        return [x for item in value.values() for x in flat(item)]
    if isinstance(value, list | tuple):
        return [x for item in value for x in flat(item)]
    return [float(value)] if isinstance(value, bool | int | float) else []


@pytest.fixture(scope="module")
def sample(shared) -> list[Clip]:
    """One clip of every content and further gestures, from train."""
    clips = open_data(shared / "data").clips("train")
    first = {clip.content: clip for clip in clips}
    return [*first.values(), *clips[::120]]


def test_mirroring_swaps_the_hands_exactly(sample: list[Clip]) -> None:
    for clip in sample:
        facts, twin = measure(clip.motion), measure(clip.motion.mirror())
        for hand, other in ((facts.left_hand, twin.right_hand), (facts.right_hand, twin.left_hand)):
            assert flat(asdict(hand)) == pytest.approx(flat(asdict(other)), abs=1e-4), clip.id
        assert facts.symmetry == pytest.approx(twin.symmetry, abs=1e-5)
        assert facts.head.pitch == pytest.approx(twin.head.pitch, abs=1e-2)
        assert facts.head.tilt == pytest.approx(-twin.head.tilt, abs=1e-2)


def test_facing_another_way_changes_nothing(sample: list[Clip]) -> None:
    c, s = np.cos(2.0), np.sin(2.0)
    turn = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    for clip in sample:
        turned = Motion(clip.motion.joints @ turn + np.array([3.0, 0.0, -2.0]), clip.motion.fps)
        facts, twin = measure(clip.motion), measure(turned)
        for name in ("left_hand", "right_hand"):
            assert flat(asdict(getattr(facts, name))) == pytest.approx(
                flat(asdict(getattr(twin, name))), abs=1e-3
            ), clip.id
        assert facts.symmetry == pytest.approx(twin.symmetry, abs=1e-4)


def test_one_frame_and_the_other_skeleton() -> None:
    for skeleton in (HUMANML22, KIT21):
        pose = np.zeros((1, skeleton.num_joints, 3))
        for joint, parent in enumerate(skeleton.parents[1:], start=1):
            pose[0, joint] = pose[0, parent] + skeleton.rest_offsets[joint]
        facts = measure(Motion(pose, 30.0, skeleton))
        assert not facts.left_hand.raised and not facts.right_hand.waves
        assert facts.symmetry == pytest.approx(1.0, abs=0.05)


def as_kit(motion: Motion) -> Motion:
    """The same figure on the joints of KIT21; heels stand behind the ankles."""
    names = [{"left_heel": "left_ankle", "right_heel": "right_ankle"}.get(n, n) for n in KIT21.joint_names]
    joints = motion.joints[:, [HUMANML22.index(name) for name in names]].copy()
    for side in ("left", "right"):
        joints[:, KIT21.index(f"{side}_heel"), 1] -= 0.05
    return Motion(joints, motion.fps, KIT21)


def test_hands_are_the_same_on_both_skeletons_and_at_other_frame_rates(sample: list[Clip]) -> None:
    gestures = [c for c in sample if (c.content or "").startswith(("raise", "wave", "grab"))]
    assert len(gestures) > 8
    for clip in gestures:
        hand = measure(clip.motion).right_hand
        for other in (as_kit(clip.motion), clip.motion.resample(60.0), clip.motion.resample(30.0)):
            twin = measure(other).right_hand
            assert len(twin.raised) == len(hand.raised) and len(twin.waves) == len(hand.waves), clip.id
            assert [r.start for r in twin.raised] == pytest.approx([r.start for r in hand.raised], abs=0.2)
            assert twin.peak == pytest.approx(hand.peak, abs=0.06)
