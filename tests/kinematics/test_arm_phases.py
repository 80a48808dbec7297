"""Arm phases: how hands are put together, and against the labels of the benchmark."""

import pytest

from kinemind.compose import composite
from kinemind.corpora import Corpus, open_data
from kinemind.evaluation.arm_phases_accuracy import arm_accuracy, said_cycles
from kinemind.kinematics.arm_phases import Gesture, arm_phases, pair
from kinemind.kinematics.body import Span
from kinemind.kinematics.facts import measure
from kinemind.kinematics.hands import Hand
from kinemind.kinematics.lifts import Raise
from kinemind.kinematics.strikes import Punch
from kinemind.kinematics.waves import Wave


def hand(
    raised: tuple[Raise, ...] = (),
    waves: tuple[Wave, ...] = (),
    reaches: tuple[Span, ...] = (),
    punches: tuple[Punch, ...] = (),
    on_head: tuple[Span, ...] = (),
) -> Hand:
    return Hand(0.0, False, raised, waves, 0, 0.0, reaches, punches, (), on_head, (), 0.0, 0.0)


def lifted(start: float, end: float, height: float = 0.5, in_front: bool = False) -> Raise:
    return Raise(start, end, start + 0.4, end - 0.4, height, in_front)


def labels(left: Hand, right: Hand) -> list[tuple[str, float, float]]:
    return [(p.label, p.start, p.end) for p in arm_phases(left, right)]


def test_hands_together_are_both_and_their_figure_is_the_mean() -> None:
    (phase,) = arm_phases(hand((lifted(0, 3, 0.4),)), hand((lifted(0.1, 3.2, 0.6),)))
    assert (phase.label, phase.start, phase.end) == ("raise_both_hands", 0, 3.2)
    assert phase.measures == {"height": pytest.approx(0.5)}
    one_after_the_other = labels(hand((lifted(0, 3),)), hand((lifted(2.5, 6),)))
    assert [label for label, _, _ in one_after_the_other] == ["raise_left_hand", "raise_right_hand"]
    assert pair([Gesture(0, 2, 1)], []) == ([], [Gesture(0, 2, 1)], [])


def test_a_wave_takes_the_lift_unless_it_comes_much_later() -> None:
    wave = Wave(1.0, 4.0, 0.0, 5.0, 6.0, 0.2)
    (phase,) = arm_phases(hand((lifted(0, 5),), (wave,)), hand())
    assert (phase.label, phase.start, phase.end) == ("wave_left_hand", 0.0, 5.0)
    assert phase.measures == {"cycles": 6.0}
    late = Wave(4.0, 7.0, 0.0, 8.0, 6.0, 0.2)
    assert sorted(labels(hand(), hand((lifted(0, 8),), (late,)))) == [
        ("raise_right_hand", 0, 4.0),
        ("wave_right_hand", 4.0, 8.0),
    ]


def test_what_is_no_gesture() -> None:
    kick = hand((lifted(0, 1.2, 0.0),), reaches=(Span(0, 1.2),))
    assert len(arm_phases(kick, hand())) == 1 and not arm_phases(kick, hand(), [Span(0, 1.5)])
    assert len(arm_phases(hand((lifted(0, 1.2, 0.8),)), hand(), [Span(0, 1.5)])) == 1
    guard = hand((lifted(0, 5),), punches=(Punch(1, 2, 1.4, 3.0), Punch(3, 4, 3.4, 3.0)))
    assert {label for label, _, _ in labels(guard, hand((lifted(0, 5),)))} == {"punch_left"}
    out = hand((lifted(0, 3, in_front=True),), reaches=(Span(0, 3),))
    assert labels(out, hand()) == [("reach_left_hand", 0, 3)]
    assert labels(hand((lifted(0, 3),), on_head=(Span(0.3, 2.8),)), hand()) == []


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


def test_sides_kinds_and_cycles_of_test_clips(corpus: Corpus) -> None:
    found = arm_accuracy((clip, measure(clip.motion)) for clip in corpus.clips("test"))
    assert found.side.of > 200 and found.side.right >= 0.99 * found.side.of
    assert found.kind.right >= 0.97 * found.kind.of
    assert found.cycles.of > 10 and found.cycles.right >= 0.9 * found.cycles.of
    for content in ("walk", "run"):
        assert found.quiet[content].right >= 0.97 * found.quiet[content].of
    assert all("side" in line or ":" in line or " of " in line for line in found.lines())


def test_captions_state_numbers_of_waves(corpus: Corpus) -> None:
    said = {c.id: said_cycles(c) for c in corpus.clips("train")}
    assert said["bandai/d2_wave-left-hand_masculine_026"] == 4
    assert said["bandai/d2_raise-up-left-hand_active_010"] is None


def test_a_gesture_of_a_composite_starts_at_its_join(corpus: Corpus) -> None:
    clips = {clip.id: clip for clip in corpus.clips("train")}
    late = []
    for recipe in corpus.composites("train")[::12]:
        facts, join = None, 0.0
        for before, part in zip(recipe.parts, recipe.parts[1:], strict=False):
            join += (before.end - before.start) / 20
            clip = clips[part.clip]
            kind = (clip.content or "").split("-")[0]
            if kind not in ("raise", "wave"):
                continue
            facts = facts or measure(composite(recipe, clips))
            label = f"{kind}_{clip.side}_{'hands' if clip.side == 'both' else 'hand'}"
            starts = [p.start for p in facts.phases if p.label == label]
            late.append(min((abs(start - join) for start in starts), default=9.0))
    assert len(late) > 50 and sum(t <= 0.31 for t in late) >= 0.9 * len(late)
