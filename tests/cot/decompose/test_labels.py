"""Labels that show an action, and the steady wording of sub-actions."""

from __future__ import annotations

from kinemind.cot.decompose import (
    ACTIONS,
    SubAction,
    action_of_content,
    canonical_text,
    decompose,
    labels_for,
)
from kinemind.kinematics.phases import LABELS


def test_labels_are_those_of_the_phases() -> None:
    for action in ACTIONS:
        for side in ("", "left", "right", "both"):
            for direction in ("", "forward", "backward", "left", "right", "up", "down", "in place"):
                assert set(labels_for(action, side, direction)) <= set(LABELS), (action, side, direction)


def test_some_labels() -> None:
    assert labels_for("turn", "", "left") == labels_for("turn", "left") == ("turn_left",)
    assert labels_for("wave", "left")[0] == "wave_left_hand"
    assert labels_for("walk", "", "backward") == ("walk_backward",)
    assert set(labels_for("walk")) == {"walk_forward", "walk_backward", "walk_left", "walk_right"}
    assert labels_for("kick", "right") == ("kick_right",)
    assert labels_for("other") == labels_for("swim") == ()


def test_contents() -> None:
    assert action_of_content("walk-turn-left") == ("turn", "", "left")
    assert action_of_content("raise-up-both-hands") == ("raise", "both", "up")
    assert action_of_content("walk-navigate") is None


def test_canonical_texts_are_read_back() -> None:
    for caption in (
        "a person walks forward",
        "a person turns left",
        "raises the left hand to head height",
        "waves the right hand three times",
        "walks backward four steps",
        "kicks with the right leg",
        "bows",
        "squats down and stands up",
        "points with the right hand",
        "brings the left elbow to the right knee",
        "turns right by 90 degrees",
        "jumps forward",
        "runs forward fast",
        "lowers both hands",
    ):
        (sub,) = decompose(caption)
        (again,) = decompose(f"a person {canonical_text(sub)}")
        assert canonical_text(again) == canonical_text(sub)
        assert (again.action, again.side, again.height, again.count) == (
            sub.action,
            sub.side,
            sub.height,
            sub.count,
        )


def test_canonical_text_reduces_the_style() -> None:
    walk = SubAction("walks", "walk", "", "forward", "legs", manner="as though they can barely go on")
    assert canonical_text(walk) == "walks forward, tired"
    assert canonical_text(SubAction("walks", "walk", manner="in a quaint way")) == "walks forward"
    assert canonical_text(SubAction("juggles three balls", manner="sadly")) == "juggles three balls"
