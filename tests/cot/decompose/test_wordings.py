"""Wordings that were once misread, each as an example of its kind."""

from __future__ import annotations

import pytest

from kinemind.cot.decompose import SubAction, canonical_text, decompose
from tests.cot.decompose.test_decomposition import short


def told(caption: str) -> list[str]:
    return [canonical_text(sub) for sub in decompose(caption)]


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("first this person turns right, then they bow", ["turn:right", "bow"]),
        ("first that person bows, then they turn right", ["bow", "turn:right"]),
        ("they back up", ["walk:backward"]),
        ("afterwards they back up", ["walk:backward"]),
        ("a person bows, and in the end they back up", ["bow", "walk:backward"]),
        ("a person jumps straight up", ["jump:up"]),
        ("a person jumps straight ahead", ["jump:forward"]),
        ("touches their right knee with their left elbow in a masculine way", ["touch_knee:left"]),
        ("a person lifts the right knee and twists to meet it with the left elbow", ["touch_knee:left"]),
        ("a man makes motions as if dancing", ["dance"]),
        ("a man performs arm motions as if swimming", ["swim"]),
        ("a person does tidies up", ["other"]),
        ("a person is going for a jog", ["run"]),
        ("a person walks up to a table", ["walk"]),
        ("a person goes down to the ground and lies flat", ["lie:down"]),
        ("a person steps forward so they do not fall", ["walk:forward"]),
        ("someone turns right, with their arms swinging", ["turn:right"]),
        ("a man kicks with both feet", ["kick:both"]),
        ("a person reaches up and waves with the right hand", ["wave:right"]),
        ("a person raises the right hand and waves with the right hand", ["raise:right", "wave:right"]),
        ("someone stretches the right arm out and lowers it again", ["stretch:right", "lower:right"]),
        ("someone holds a box and puts it down", ["hold", "put_down:down"]),
    ],
)
def test_what_is_done(caption: str, wanted: list[str]) -> None:
    assert short(caption) == wanted


def test_what_somebody_else_does_is_no_action_and_the_count_is_the_main_verbs() -> None:
    for caption in (
        "a person waves to somebody who is leaving seven times",
        "a person waves to somebody leaving seven times",
        "a person waves seven times to a man that walks past",
    ):
        (wave,) = decompose(caption)
        assert (wave.action, wave.count) == ("wave", 7), caption
    assert short("a person who walks backwards stops") == ["walk:backward", "stand"]
    assert short("someone waves to a man who is leaving and then bows") == ["wave", "bow"]


def test_a_leg_is_raised_and_lowered() -> None:
    for caption in (
        "a person raises and lowers his left leg",
        "a person raises the left leg and lowers it",
        "a person lifts the left leg and puts the left leg down",
    ):
        raised, lowered = decompose(caption)
        assert (raised.action, lowered.action) == ("lift_leg", "lower")
        assert raised.side == lowered.side == "left"
        assert raised.body_part == lowered.body_part == "left leg"
        assert canonical_text(lowered) == "lowers the left leg"


def test_what_is_picked_up_is_lifted_and_them_are_both() -> None:
    assert short("a man picks up a box and lifts it in front of him") == ["pick_up", "lift:up"]
    assert short("a man moves his arms about and lowers them")[-1] == "lower:both"


def test_in_a_row_repeats_the_whole_wave() -> None:
    assert short("a person waves the left hand twice in a row") == ["wave:left"] * 2
    (wave,) = decompose("a person waves the left hand twice")
    assert wave.count == 2


def test_steps_that_are_counted_aside() -> None:
    (walk,) = decompose("a person walks forward taking four steps")
    assert walk.count == 4


def test_the_times_of_what_is_joined() -> None:
    assert short("a person squats down and stands up again twice") == ["squat:down"] * 2
    assert short("a person motions with the left arm to show the way twice") == ["point:left"] * 2


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("a person raises a hand", "raises a hand"),
        ("a person lifts an arm over the head", "raises a hand overhead"),
        ("a person sneaks", "sneaks forward"),
        ("a person tiptoes forward", "tiptoes forward"),
        ("a person creeps to the left", "creeps to the left"),
        ("a person takes two sneaking steps", "sneaks forward two steps"),
        ("a person walks on uneven ground", "walks forward on uneven ground"),
        ("a person walks across rough terrain", "walks forward on uneven ground"),
        ("a person sprints", "runs fast"),
        ("a person runs forward quickly", "runs fast"),
        ("a person dashes ahead", "dashes forward"),
        ("a person jumps forward once with both legs", "jumps forward once with both legs"),
        ("a person makes a two legged hop forward", "hops forward with both legs"),
        ("a person hops on the left leg", "hops on the left leg"),
        ("a person raises both arms only as high as their chest", "raises both hands to chest height"),
    ],
)
def test_steady_wordings_and_their_way_back(caption: str, wanted: str) -> None:
    (sub,) = decompose(caption)
    assert canonical_text(sub) == wanted
    (again,) = decompose(f"a person {wanted}")
    assert (canonical_text(again), again.action, again.side) == (wanted, sub.action, sub.side)


def test_an_unknown_side_is_one_hand() -> None:
    for action in ("raise", "lower", "wave"):
        assert "both" not in canonical_text(SubAction("…", action)) and "hands" not in canonical_text(
            SubAction("…", action)
        )


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("a man bows and turns left. they do it all sadly.", ["bows, sad", "turns left, sad"]),
        ("he bows angrily and turns left. they do it all sadly.", ["bows, angry", "turns left, sad"]),
        ("an old man very slowly raises his left hand", ["raises the left hand, elderly"]),
        (
            "a person bows with the weak movements of an elderly person",
            ["bows, elderly"],
        ),
        ("a person runs along in a straight line like a lady", ["runs forward, feminine"]),
        ("worn out, a person runs forward", ["runs forward, tired"]),
        (
            "someone brings both hands up in front of them in an elegant way",
            ["raises both hands to chest height, feminine"],
        ),
        (
            "someone puts the left hand up in the air with quick movements in an energetic way",
            ["raises the left hand overhead, energetic"],
        ),
        ("a man points to show the way in a sad manner", ["points the way, sad"]),
        ("a person walks, bouncing up and down with great vigor", ["walks forward, energetic"]),
    ],
)
def test_styles(caption: str, wanted: list[str]) -> None:
    assert told(caption) == wanted


def test_staying_in_a_posture_and_a_hand_on_the_hip_are_no_actions_of_their_own() -> None:
    found = decompose("a woman sits down, stays seated for three seconds and gets up")
    assert [sub.action for sub in found] == ["sit", "get_up"]
    (wave,) = decompose("a man lifts the right hand and waves it, with the left hand on his hip")
    assert (wave.action, wave.side) == ("wave", "right")


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("kicks with the left leg and repeats it with the other leg", ["kick:left", "kick:right"]),
        ("turns left and then does the same to the right", ["turn:left", "turn:right"]),
        ("a man raises his right hand, then raises the left", ["raise:right", "raise:left"]),
        ("a person waves the left and right hand", ["wave:both"]),
        ("she moves her left hand up and her right hand down", ["raise:left", "lower:right"]),
        ("his right foot is lifted off the ground", ["lift_leg:right"]),
        ("both arms are raised overhead before being lowered", ["raise:both", "lower:both"]),
        ("a person hangs from a bar and drops to the ground", ["other", "jump"]),
        ("a person drops the ball", ["put_down:down"]),
        ("he turns right and left", ["turn:right", "turn:left"]),
        ("the person does not wave", ["stand"]),
        ("a person jumps forward and a man kicks", ["jump:forward", "kick"]),
    ],
)
def test_everyday_turns_of_phrase(caption: str, wanted: list[str]) -> None:
    assert short(caption) == wanted


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("a person walks diagonally to the left", "walks forward to the left"),
        ("a person walks forward and to the right", "walks forward to the right"),
        ("a person walks to the right", "walks to the right"),
        ("she jumps one million times", "jumps"),
        ("he walks 99999999999 times", "walks forward"),
        ("a person does not move at all", "stands still"),
        ("two steps forward", "walks forward two steps"),
        ("capoeira", "does capoeira"),
    ],
)
def test_diagonals_figures_of_speech_and_captions_without_a_verb(caption: str, wanted: str) -> None:
    (sub,) = decompose(caption)
    assert canonical_text(sub) == wanted


def test_no_predicate_has_two_verbs() -> None:
    wrong = ("does a does", "does a walk", "does a two", "does walks")
    for caption in (
        "does a walk",
        "does a two steps forward",
        "some walks clockwise",
        "does a does not move",
    ):
        assert not any(sub.text.startswith(wrong) for sub in decompose(caption)), caption


def test_a_stated_duration_is_one_that_a_plan_can_hold() -> None:
    assert decompose("a person jogs for 99999 seconds")[0].duration is None
    assert decompose("a person jogs for 20 seconds")[0].duration == 20.0


def test_words_that_read_as_numbers_are_words() -> None:
    for text in ("NaN", "inf", "a person does nan", "walks infinity times", "walks 1e999 times"):
        assert decompose(text)
