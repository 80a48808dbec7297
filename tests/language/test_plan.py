"""Plans written, read back, and laid over a motion's real length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.augmentation.captions import mirror_caption
from kinemind.language.plan import (
    BODY_PARTS,
    DIRECTIONS,
    MAX_STEPS,
    PlanStep,
    parse_plan,
    to_steps,
    write_plan,
)

WALK = PlanStep("walks forward", "legs", "forward", 1.8)
WAVE = PlanStep("waves the right hand", "right arm", "up", 2.3)
WORDS = (
    st.text("abcdefghij ,'-", min_size=1, max_size=30)
    .map(lambda s: " ".join(s.split()))
    .filter(lambda s: any(c.isalpha() for c in s))
)
STEPS = st.builds(
    PlanStep,
    WORDS,
    st.sampled_from(BODY_PARTS),
    st.sampled_from(DIRECTIONS),
    st.integers(1, 200).map(lambda tenths: tenths / 10),
)


def test_the_written_form():
    assert write_plan([WALK, WAVE]) == (
        "2 steps, 4.1 s. 1. walks forward; legs; forward; 1.8 s. "
        "2. waves the right hand; right arm; up; 2.3 s."
    )
    assert write_plan([WALK]) == "1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s."
    beside = PlanStep("waves", "left arm", "up", 1.0, meanwhile=True)
    assert write_plan([WALK, beside]).startswith("2 steps, 1.8 s.")
    assert parse_plan(write_plan([WALK, beside])) == (WALK, beside)


@given(st.lists(STEPS, min_size=1, max_size=9))
def test_a_written_plan_reads_back(plan):
    assert parse_plan(write_plan(plan)) == tuple(plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("The person walks.", ()),
        ("1. walks forward", (PlanStep("walks forward"),)),
        ("Plan:\n1) walks; legs\n2) bows for 2 seconds",
         (PlanStep("walks", "legs"), PlanStep("bows for 2 seconds", duration=2))),
        ("1. walks; legs; forward; 2.5 sec. 2. ", (PlanStep("walks", "legs", "forward", 2.5),)),
        ("1. ; ; ; 99999 s.", ()),
        ("1. walks; 99999 s.", (PlanStep("walks", duration=600.0),)),
    ],
)  # fmt: skip
def test_reading_is_tolerant(text, expected):
    assert parse_plan(text) == expected


def test_sentences_with_fields_in_brackets():
    t2m = (
        "Two actions follow one another, 4.9 s in all. 1. The person walks forward (legs, forward, 1.9 s), "
        "taking three steps. 2. Then they raise the right hand and wave it (right arm, up, 3.0 s), swinging "
        "it about four times to greet someone. That makes 4.9 s."
    )
    assert parse_plan(t2m) == (
        PlanStep("walks forward", "legs", "forward", 1.9),
        PlanStep("raises the right hand and waves it", "right arm", "up", 3.0),
    )
    m2t = (
        "The clip lasts 4.9 s and shows two actions. 1. From 0.0 to 1.9 s the body walks forward (legs, "
        "forward, 1.9 s): three steps at 1.1 m/s. 2. From 1.9 s on the right wrist stays up and swings, so "
        "the person waves with the right hand (right arm, up, 3.0 s). 3. Meanwhile the left foot comes up, "
        "so he kicks with the left leg (left leg, forward, 0.8 s)."
    )
    assert parse_plan(m2t) == (
        PlanStep("walks forward", "legs", "forward", 1.9),
        PlanStep("waves with the right hand", "right arm", "up", 3.0),
        PlanStep("kicks with the left leg", "left leg", "forward", 0.8, meanwhile=True),
    )


@pytest.mark.parametrize(
    ("sentence", "predicate"),
    [
        ("Between 0.5 and 2.0 s a tired old man walks on", "walks on"),
        ("In the last 3.0 s she bows", "bows"),
        ("Finally, the figure turns left", "turns left"),
        ("After that again the person turns left", "turns left"),
        ("Up to 2.6 s the figure jumps", "jumps"),
        ("Then they turn and kick", "turns and kicks"),
        ("Kick with the left leg", "kicks with the left leg"),
    ],
)
def test_the_predicate_of_a_sentence(sentence, predicate):
    assert parse_plan(f"1. {sentence} (legs, forward, 1.0 s).")[0].text == predicate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Step 1: Walk forward for two seconds.\nStep 2: Bow.",
         [("walks forward for two seconds", 2.0), ("bows", 0.0)]),
        ("**Step 1:** The person jumps.\n**Step 2:** Then the person sits down (about 1.5 seconds).",
         [("jumps", 0.0), ("sits down", 1.5)]),
        ("1. From 0.5 s to 2.5 s he runs. He is quick.\n\n2) Finally he waves for half a second.",
         [("runs", 2.0), ("waves for half a second", 0.5)]),
        ("It takes 3. 1. walks 2.5 s. 2. bows", [("walks 2.5 s", 2.5), ("bows", 0.0)]),
        ("1. walks for about 3 s. 7. is no step. 2. bows", [("walks for about 3 s", 3.0), ("bows", 0.0)]),
    ],
)  # fmt: skip
def test_free_text_of_other_teachers(text, expected):
    assert [(step.text, step.duration) for step in parse_plan(text)] == expected


def test_other_names_of_body_parts_and_directions():
    (step,) = parse_plan("1. He waves (right hand, upward, 2 seconds).")
    assert step == PlanStep("waves", "right arm", "up", 2.0)
    (step,) = parse_plan("1. He waves (as if to a friend) (both hands, 2 s).")
    assert (step.body_part, step.duration) == ("both arms", 2.0)


@given(st.text(max_size=300))
def test_reading_never_fails(text):
    for variant in (text, f"1. {text}", f"1. a ({text}, 1 s). 2. {text}"):
        steps = parse_plan(variant)
        assert len(steps) <= MAX_STEPS
        assert all(step.text and 0 <= step.duration <= 600 for step in steps)


def test_steps_fill_the_motion_exactly():
    steps = to_steps((WALK, WAVE), 8.2)
    assert [s.text for s in steps] == ["walks forward", "waves the right hand"]
    assert steps[0].start == 0 and steps[0].end == pytest.approx(3.6) == steps[1].start
    assert steps[1].end == 8.2
    equal = to_steps((PlanStep("a"), PlanStep("b")), 3.0)
    assert [(s.start, s.end) for s in equal] == [(0, 1.5), (1.5, 3.0)]
    mean = to_steps((WALK, PlanStep("b")), 3.6)
    assert mean[0].end == pytest.approx(1.8)
    assert to_steps((), 3.0) == ()


def test_a_step_meanwhile_takes_no_time_of_its_own():
    beside = PlanStep("waves", duration=1.8, meanwhile=True)
    steps = to_steps((WALK, beside, WAVE), 8.2)
    assert [(s.start, s.end) for s in steps] == [
        (0.0, pytest.approx(3.6)),
        (0.0, pytest.approx(3.6)),
        (pytest.approx(3.6), 8.2),
    ]
    alone = to_steps((beside,), 3.0)
    assert [(s.start, s.end) for s in alone] == [(0.0, 3.0)]


def test_mirroring_swaps_sides_and_turns_twice_is_the_same():
    assert WAVE.mirror() == PlanStep("waves the left hand", "left arm", "up", 2.3)
    assert mirror_caption("Left foot, bright, counterclockwise") == "Right foot, bright, clockwise"
    assert WAVE.mirror().mirror() == WAVE
