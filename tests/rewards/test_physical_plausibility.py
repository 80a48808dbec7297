"""Physical plausibility: real motion beats the same motion with a fault, and tricks do not pay."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d
from scipy.spatial.transform import Rotation

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.errors import InputError
from kinemind.language.grammar import Parsed
from kinemind.rewards.judges import Judges
from kinemind.rewards.physical_plausibility import (
    WEIGHTS,
    Plausibility,
    physical_plausibility,
    plausibility_score,
)
from kinemind.rewards.rollouts import Rollouts
from kinemind.skeletons import HUMANML22, KIT21
from tests.rewards.faults import FAULTS
from tests.standing import standing

# the joints of HUMANML22 that stand for KIT21's; a heel lies at the ankle
AS_KIT = [0, 3, 9, 12, 15, 17, 19, 21, 16, 18, 20, 2, 5, 8, 8, 11, 1, 4, 7, 7, 10]


@cache
def real(data: Path) -> list[np.ndarray]:
    """150 clips of test, drawn once."""
    clips = open_data(data).clips("test")
    chosen = np.random.default_rng(0).choice(len(clips), 150, replace=False)
    return [clips[i].motion.joints.astype(np.float64) for i in chosen]


@cache
def decoded(data: Path) -> list[np.ndarray]:
    """What the motion tokenizer makes of the first 20 of them."""
    tokenizer = Bundle.open("nano").motion_tokenizer
    clips = open_data(data).clips("test")
    chosen = np.random.default_rng(0).choice(len(clips), 150, replace=False)[:20]
    return [tokenizer.decode(tokenizer.encode(clips[i].motion)).joints.astype(np.float64) for i in chosen]


def totals(motions: list[np.ndarray]) -> np.ndarray:
    return np.array([plausibility_score(joints, 20.0).total for joints in motions])


def harmed(motions: list[np.ndarray], name: str, strength: float = 1.0) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [FAULTS[name](joints, strength, rng) for joints in motions]


@cache
def true_totals(data: Path) -> np.ndarray:
    return totals(real(data))


def parts(score: Plausibility) -> dict[str, float]:
    return {name: getattr(score, name) for name in (*WEIGHTS, "liveliness", "length")}


@pytest.mark.parametrize("name", FAULTS)
def test_real_motion_beats_itself_with_a_fault(shared: Path, name: str) -> None:
    clips = real(shared / "data")
    above = true_totals(shared / "data") > totals(harmed(clips, name))
    assert above.mean() >= 0.95, f"{100 * above.mean():.1f} % of {len(clips)}"


@pytest.mark.parametrize("name", ["jitter", "foot_slide", "frozen_middle", "teleport"])
def test_half_a_fault_is_seen_too(shared: Path, name: str) -> None:
    clips = real(shared / "data")[:60]
    assert (true_totals(shared / "data")[:60] > totals(harmed(clips, name, 0.5))).mean() >= 0.95


@pytest.mark.parametrize("name", FAULTS)
def test_decoded_motion_beats_itself_with_a_fault(shared: Path, name: str) -> None:
    clips = decoded(shared / "data")
    assert (totals(clips) > totals(harmed(clips, name))).mean() >= 0.95


@pytest.mark.parametrize("name", [n for n in FAULTS if n != "frozen_pose_that_travels"])
def test_the_worse_the_fault_the_lower_the_mean(shared: Path, name: str) -> None:
    clips = real(shared / "data")[:25]
    strengths = (0.0, 0.25, 0.5, 1.0) if name == "frozen" else (0.0, 0.7, 1.0, 2.0)
    means = [totals(clips if not s else harmed(clips, name, s)).mean() for s in strengths]
    # nothing moves at all in half a frozen clip already: the score has reached its floor
    assert all(a > b or b < 1e-3 for a, b in pairwise(means)), means


def test_real_motion_scores_high_whatever_it_does(shared: Path) -> None:
    scores = [plausibility_score(joints, 20.0) for joints in real(shared / "data")]
    assert np.mean([s.total for s in scores]) > 0.92
    assert np.percentile([s.total for s in scores], 5) > 0.7
    for name in ("joint_limits", "velocity_jumps", "acceleration_jumps", "smoothness", "liveliness"):
        assert np.mean([getattr(s, name) for s in scores]) > 0.95, name
    running = [c.motion for c in open_data(shared / "data").clips("test") if c.content == "run"][:20]
    assert np.mean([plausibility_score(m.joints, m.fps).total for m in running]) > 0.85


def test_decoded_motion_scores_between_real_and_random_tokens(shared: Path) -> None:
    tokenizer = Bundle.open("nano").motion_tokenizer
    rng, levels = np.random.default_rng(0), tokenizer.num_levels
    codes = tokenizer.vocabulary_size // levels
    rows = [(rng.integers(0, codes, (20, levels)) + codes * np.arange(levels)).reshape(-1) for _ in range(20)]
    random = totals([tokenizer.decode(row).joints for row in rows]).mean()
    rebuilt, true = totals(decoded(shared / "data")).mean(), true_totals(shared / "data")[:20].mean()
    assert random + 0.05 < rebuilt < true - 0.01


def test_place_and_heading_do_not_matter(shared: Path, rng: np.random.Generator) -> None:
    for joints in real(shared / "data")[:10]:
        turn = Rotation.from_euler("y", rng.uniform(0, 2 * np.pi)).as_matrix()
        moved = joints @ turn.T + [rng.uniform(-5, 5), 0, rng.uniform(-5, 5)]
        expected, found = parts(plausibility_score(joints, 20.0)), parts(plausibility_score(moved, 20.0))
        assert found == pytest.approx(expected, abs=1e-6)


def test_sides_do_not_matter(shared: Path) -> None:
    for joints in real(shared / "data")[:10]:
        mirrored = joints[:, HUMANML22.mirror_order] * [-1, 1, 1]
        assert parts(plausibility_score(mirrored, 20.0)) == pytest.approx(
            parts(plausibility_score(joints, 20.0)), abs=1e-6
        )


def test_every_score_is_a_number_from_0_to_1(rng: np.random.Generator) -> None:
    for frames in (1, 2, 3, 4, 5, 6, 30):
        for size in (0.0, 1e-3, 1.0, 1e3):
            for skeleton in (HUMANML22, KIT21):
                for fps in (12.5, 20.0, 120.0):
                    joints = rng.normal(0, size, (frames, skeleton.num_joints, 3))
                    score = plausibility_score(joints, fps, skeleton)
                    assert all(0 <= value <= 1 for value in (*parts(score).values(), score.total))


def test_weights_are_a_mean() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    best = Plausibility(*[1.0] * 9)
    assert best.total == pytest.approx(1)
    assert Plausibility(*[1.0] * 7, liveliness=0.0, length=1.0).total == 0


def test_each_component_answers_to_its_own_fault(shared: Path) -> None:
    """A fault lowers the component that is there for it, most of all."""
    joints = next(j for j in real(shared / "data") if plausibility_score(j, 20.0).total > 0.98)
    rng, before = np.random.default_rng(0), parts(plausibility_score(joints, 20.0))
    cases = {
        "foot_slide": FAULTS["foot_slide"](joints, 1.0, rng),
        "joint_limits": FAULTS["flipped_knee"](joints, 1.0, rng),
        "liveliness": FAULTS["frozen_middle"](joints, 1.0, rng),
        "floating": joints + [0, 0.1, 0],
        "penetration": joints - [0, 0.05, 0],
    }
    for name, worse in cases.items():
        after = parts(plausibility_score(worse, 20.0))
        fallen = {part: before[part] - after[part] for part in before}
        assert max(fallen, key=fallen.__getitem__) == name and fallen[name] > 0.2, (name, fallen)
    jumped = parts(plausibility_score(FAULTS["teleport"](joints, 1.0, rng), 20.0))
    assert jumped["velocity_jumps"] < 0.1 and jumped["acceleration_jumps"] < 0.1


def test_tricks_do_not_pay(shared: Path) -> None:
    clips = real(shared / "data")[:60]
    true = true_totals(shared / "data")[:60]

    def below(others: list[np.ndarray]) -> float:
        return float((totals(others) < true).mean())

    assert below([j[:16] for j in clips]) > 0.9
    assert totals([j[:5] for j in clips]).max() == 0
    assert totals([j[:20] for j in clips]).mean() < true.mean() + 0.02
    for height in (0.05, 0.3):
        assert below([j + [0, height, 0] for j in clips]) > 0.98
    # a climber who hovers comes nearer to the floor by sinking
    assert below([j - [0, 0.03, 0] for j in clips]) > 0.9
    assert below([gaussian_filter1d(j, 2.0, axis=0, mode="nearest") for j in clips]) > 0.9
    # on the spot, what should travel slides; at 1.3 times the way it slides too
    for scale in (-1.0, 0.3):
        assert below([j + scale * j[:, :1] * [1, 0, 1] for j in clips]) > 0.95
    # feet that bob 3 cm every 0.1 s are never in contact by the metric's vertical speed
    bobbing = [j + [0, 0.03, 0] * (np.arange(len(j)) % 4 < 2)[:, None, None] for j in clips]
    assert below(bobbing) > 0.95
    assert totals([standing(80)])[0] < 1e-6


def test_a_jump_does_not_float_but_a_hovering_body_does() -> None:
    jumping, hovering = standing(80), standing(80)
    flight = np.polyval([-9.81 / 2, 9.81 * 0.225, 0.1], np.arange(10) / 20)
    jumping[30:40, :, 1] += flight[:, None]
    hovering[30:60, :, 1] += 0.3
    assert plausibility_score(jumping, 20.0).floating > 0.98
    assert plausibility_score(hovering, 20.0).floating == pytest.approx(np.exp(-3.1 * 30 / 80))


def test_known_figures() -> None:
    joints = standing(60)
    joints[..., 2] += 0.004 * np.arange(60)[:, None]
    # 4 mm a frame, of which 4 mm and 0.15 of the body's 4 mm are allowed
    strain = 4 / (4 + 0.15 * 4)
    assert plausibility_score(joints, 20.0).foot_slide == pytest.approx(np.exp(-0.5 * strain))
    sunk = standing(60) - [0, 0.01, 0]
    assert plausibility_score(sunk, 20.0).penetration == pytest.approx(np.exp(-1))
    assert plausibility_score(standing(10), 20.0).length == 0.5


def test_another_rate_tells_about_the_same(shared: Path) -> None:
    for clip in open_data(shared / "data").clips("test")[:10]:
        here, there = clip.motion, clip.motion.resample(30)
        expected = plausibility_score(here.joints, here.fps).total
        assert plausibility_score(there.joints, there.fps).total == pytest.approx(expected, abs=0.1)


def test_the_other_skeleton_sees_the_faults_too(shared: Path) -> None:
    clips = real(shared / "data")[:20]

    def kit(motions: list[np.ndarray]) -> np.ndarray:
        return np.array([plausibility_score(j[:, AS_KIT], 20.0, KIT21).total for j in motions])

    true = kit(clips)
    assert true.mean() > 0.85
    for name in FAULTS:
        assert (true > kit(harmed(clips, name))).mean() >= 0.95, name


def test_broken_motions_are_refused() -> None:
    joints = standing(30)
    bad = joints.copy()
    bad[3, 4, 1] = np.nan
    for broken in (bad, joints[:, :21], joints[:0]):
        with pytest.raises(InputError):
            plausibility_score(broken, 20.0)
    with pytest.raises(InputError):
        plausibility_score(joints, 0.0)
    with pytest.raises(InputError):
        plausibility_score(joints, 20.0, KIT21)


def test_the_reward_of_a_batch(shared: Path) -> None:
    tokenizer = Bundle.open("nano").motion_tokenizer
    clip = open_data(shared / "data").clips("test")[0]
    codes = tuple(int(code) for code in tokenizer.encode(clip.motion))
    held = codes[:2] * 20
    answers = (
        Parsed("ok", codes=codes),
        Parsed("ok", codes=held),
        Parsed("too_long", codes=codes),
        Parsed("out_of_vocabulary"),
        Parsed("ok", codes=codes),
    )
    rollouts = Rollouts("t2m", "morl", ("",) * 5, ((),) * 5, answers, Judges(tokenizer))
    scores = physical_plausibility(rollouts)
    decoded_clip = tokenizer.decode(codes)
    assert scores.dtype == np.float64 and scores.shape == (5,)
    alone = plausibility_score(decoded_clip.joints, decoded_clip.fps).total
    # decoded in a batch, whose sums are rounded in another order
    assert scores[0] == scores[4] == pytest.approx(alone, abs=1e-5)
    assert scores[0] > 0.8 and scores[2] == scores[3] == 0
    assert scores[1] < scores[0] - 0.1
