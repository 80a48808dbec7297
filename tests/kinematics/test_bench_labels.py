"""Measured phases against the labels of the benchmark; thresholds were set on train only."""

import json

import pytest

from kinemind.augmentation import mirror_clip
from kinemind.cli import describe
from kinemind.corpora import Clip, Corpus, open_data
from kinemind.evaluation.phases import BodyAccuracy, body_accuracy
from kinemind.kinematics.facts import Facts, measure
from kinemind.kinematics.phases import LABELS

ALLOWED = {"bow": 0.01, "kick": 0.005, "run": 0.01, "hop": 0.01, "jump": 0.01, "squat": 0.01, "crouch": 0.01,
           "kneel": 0.01, "sit": 0.01, "lie": 0.01, "get_up": 0.01, "turn": 0.04, "reach": 0.03}  # fmt: skip
"""Share of the clips of other contents that may have such a phase."""
SHOWN = {"squat": {"squat"}, "lie-down": {"lie"}, "jump": {"jump"}, "hop-both-legs": {"hop"},
         "grab-high": {"reach_right_hand", "raise_right_hand"}, "walk-back": {"walk_backward"}}  # fmt: skip
"""Labels of which one must be there."""

Measured = list[tuple[Clip, Facts]]


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


@pytest.fixture(scope="module")
def measured(corpus: Corpus) -> Measured:
    return [(clip, measure(clip.motion)) for clip in corpus.clips("test")]


@pytest.fixture(scope="module")
def accuracy(measured: Measured) -> BodyAccuracy:
    return body_accuracy(measured)


def labels(facts: Facts) -> set[str]:
    return {p.label for p in facts.phases}


def test_turns_gait_and_mixed_contents(accuracy: BodyAccuracy) -> None:
    assert accuracy.turn_sign.of > 50
    assert accuracy.turn_sign.right >= 0.98 * accuracy.turn_sign.of, accuracy.turn_sign.wrong
    for kind, count in accuracy.gait.items():
        assert count.of and count.right >= 0.97 * count.of, (kind, count.wrong)


def test_bows_and_kicks_of_all_splits_and_their_mirrors(corpus: Corpus) -> None:
    scarce = [c for c in corpus.all_clips if c.content in ("bow", "kick-left-front", "kick-right-front")]
    found = body_accuracy((c, measure(c.motion)) for c in (*scarce, *map(mirror_clip, scarce)))
    for count in (found.bow, found.kick):
        assert count.of > 20 and count.right >= 0.95 * count.of, count.wrong


@pytest.mark.parametrize("kind", ALLOWED)
def test_phases_stay_away_from_other_contents(accuracy: BodyAccuracy, kind: str) -> None:
    count = accuracy.false[kind]
    assert count.of > 300 and len(count.wrong) <= ALLOWED[kind] * count.of, count.wrong


def test_scarce_contents_show_their_label(corpus: Corpus) -> None:
    for content, names in SHOWN.items():
        clips = [c for c in corpus.all_clips if c.content == content]
        hits = [bool(labels(measure(c.motion)) & names) for c in clips]
        assert hits and sum(hits) >= 0.9 * len(hits), content


@pytest.mark.parametrize("kind", ["wave", "raise"])
def test_the_side_is_hardly_ever_wrong(measured: Measured, kind: str) -> None:
    clips = [(c, labels(f)) for c, f in measured if (c.content or "").startswith(kind)]
    hands = {"left": "left_hand", "right": "right_hand", "both": "both_hands"}
    wrong = [
        c.id for c, found in clips
        if {x for x in found if x.startswith(("raise", "wave"))} != {f"{kind}_{hands[c.side or '']}"}
    ]  # fmt: skip
    assert clips and len(wrong) <= 0.01 * len(clips), wrong


def test_signs_follow_the_mirror(corpus: Corpus) -> None:
    for content, label, mirrored in (
        ("walk-turn-left", "turn_left", "turn_right"),
        ("kick-left-front", "kick_left", "kick_right"),
        ("wave-left-hand", "wave_left_hand", "wave_right_hand"),
    ):
        clip = next(c for c in corpus.clips("train") if c.content == content and c.style != "feminine")
        facts, twin = measure(clip.motion), measure(mirror_clip(clip).motion)
        assert label in labels(facts) and mirrored in labels(twin)
        assert facts.turns.net == pytest.approx(-twin.turns.net, abs=0.1)
        assert facts.left_hand.peak == pytest.approx(twin.right_hand.peak, abs=1e-3)


def test_facts_are_plain_json_and_labels_are_known(measured: Measured) -> None:
    for _, facts in measured[::20]:
        assert labels(facts) <= set(LABELS)
        plain = json.loads(json.dumps(facts.to_json(), allow_nan=False))
        for phase, flat in zip(facts.phases, plain["phases"], strict=True):
            assert set(flat) == {"label", "start", "end", *phase.measures}
            assert 0 <= phase.start < phase.end <= facts.seconds + 1e-6
        assert "phases" in describe.summary(facts)
