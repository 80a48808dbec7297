"""Whatever language models answer is read as a trace or a verdict, or refused as a bad reply."""

import json
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.cot.errors import BadReply
from kinemind.cot.teachers.replies import is_json, read_trace, read_verdict, tidy
from kinemind.cot.trace import Usage

REASONING = (
    "Two actions follow one another, 4.9 s in all. 1. The person walks forward (legs, forward, 1.9 s), "
    "taking three steps. 2. Then they raise the right hand and wave it (right arm, up, 3.0 s), to greet "
    "someone."
)
PLAIN = json.dumps({"reasoning": REASONING})
SPENT = Usage(120, 45, 0.0, 1)

READABLE = {
    "json": PLAIN,
    "words around it": f"Sure, here it is:\n{PLAIN}\nI hope that helps.",
    "a fence": f"```json\n{PLAIN}\n```",
    "a fence after words": f"Here you go.\n```\n{PLAIN}\n```\nDone.",
    "thinking first": f"<think>The user wants {{a plan}}. 1. No (legs, up, 9.9 s).</think>\n{PLAIN}",
    "thinking without its beginning": f"Let me see... {{'x': 1}} 1. jumps\n</think>\n\n{PLAIN}",
    "a draft before it": json.dumps({"reasoning": "1. No (legs, up, 1.0 s)."}) + f"\nBetter:\n{PLAIN}",
    "an object before it": f'{{"note": "ok"}} {PLAIN}',
    "a trailing comma": PLAIN[:-1] + ",}",
    "single quotes": "{'reasoning': '" + REASONING + "'}",
    "a line end in the string": PLAIN.replace("steps. ", "steps.\n"),
    "an outer object": json.dumps({"result": {"reasoning": REASONING}}),
    "a list": json.dumps([{"reasoning": REASONING}]),
    "capital keys": json.dumps({"Reasoning": REASONING}),
    "another name": json.dumps({"chain of thought": REASONING}),
    "markdown and tags": json.dumps({"reasoning": f"<think>{REASONING}</think>".replace("1.", "**1.**")}),
    "plain text": REASONING,
    "plain lines": "Here is the reasoning:\n\n" + REASONING.replace(" 1.", "\n1.").replace(" 2.", "\n2."),
}


@pytest.mark.parametrize("reply", READABLE.values(), ids=READABLE)
def test_the_same_trace_out_of_every_wrapping(reply):
    trace = read_trace(reply, "t2m", SPENT)
    assert [step.text for step in trace.steps] == ["walks forward", "raises the right hand and waves it"]
    assert [(s.body_part, s.direction, s.duration) for s in trace.steps] == [
        ("legs", "forward", 1.9),
        ("right arm", "up", 3.0),
    ]
    assert trace.reasoning == REASONING
    assert trace.usage == SPENT
    assert trace.answer == ""


def test_a_list_of_steps_is_put_into_words():
    fields = {
        "text": "The person walks forward",
        "body_part": "legs",
        "direction": "forward",
        "duration": 1.9,
    }
    trace = read_trace(
        json.dumps({"steps": [fields, "2. Then they sit down (whole body, down, 2 s)."]}), "t2m"
    )
    assert trace.reasoning.startswith(
        "1. The person walks forward (legs, forward, 1.9 s). 2. Then they sit down"
    )
    assert [step.duration for step in trace.steps] == [1.9, 2.0]


BARE = (
    "1. The person walks backward. 2. Then they wave the right hand. "
    "3. They spin (whole body, in place, 1.0 s)."
)


def test_what_the_text_leaves_open_is_taken_from_the_plan_of_the_reply():
    plan = [
        {"text": "walks", "body_part": "left leg", "direction": "forward", "duration": 2.5},
        {"text": "waves", "body_part": "right hand", "direction": "left", "seconds": 0},
        {"text": "spins", "body_part": "legs", "direction": "right", "duration": 7.0},
    ]
    trace = read_trace(json.dumps({"reasoning": BARE, "steps": plan}), "t2m")
    assert [(s.body_part, s.direction, s.duration) for s in trace.steps] == [
        ("left leg", "forward", 2.5),
        ("right arm", "left", 0.0),
        ("whole body", "in place", 1.0),
    ]
    assert trace.reasoning == BARE


def test_without_a_plan_body_part_and_direction_follow_from_the_words():
    for reply in (BARE, json.dumps({"reasoning": BARE, "steps": ["1. walks"]})):
        assert [(s.body_part, s.direction, s.duration) for s in read_trace(reply, "t2m").steps] == [
            ("legs", "backward", 0.0),
            ("right arm", "up", 0.0),
            ("whole body", "in place", 1.0),
        ]


def test_a_time_of_zero_is_no_claim():
    steps = [{"text": "walks", "body_part": "legs", "direction": "forward", "duration": 0}]
    trace = read_trace(json.dumps({"steps": steps}), "t2m")
    assert trace.reasoning == "1. walks (legs, forward)." and trace.steps[0].duration == 0.0


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps({"reasoning": REASONING, "answer": "a person walks and waves"}),
        f"{REASONING}\n\nAnswer: a person walks and waves",
        f"{REASONING}\n<answer>a person walks and waves</answer>",
    ],
)
def test_the_answer_of_m2t(reply):
    trace = read_trace(reply, "m2t")
    assert trace.answer == "a person walks and waves"
    assert trace.reasoning == REASONING
    assert read_trace(reply, "t2m").answer == ""


UNREADABLE = {
    "nothing": "",
    "blanks": " \n ",
    "only thinking": "<think>1. walks (legs, forward, 1.0 s)</think>",
    "unfinished thinking": "<think>I should write 1. walks (legs, forward, 1.0 s)",
    "cut off": PLAIN[: len(PLAIN) // 2],
    "cut off in a fence": "```json\n" + PLAIN[:-40],
    "no steps": json.dumps({"reasoning": "The person walks and waves."}),
    "no reasoning": json.dumps({"reasoning": ""}),
    "the wrong kind": json.dumps({"reasoning": 7}),
    "a list of nothing": json.dumps({"steps": []}),
    "an apology": "I cannot help with that.",
    "far too long": "1. walks (legs, forward, 1.0 s) " * 5000,
    "deep": '{"a":' * 3000,
}


@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
def test_a_bad_reply_says_why_and_what_it_cost(reply):
    with pytest.raises(BadReply) as caught:
        read_trace(reply, "t2m", SPENT)
    assert caught.value.usage == SPENT
    assert 10 < len(str(caught.value)) < 400


@given(st.text(max_size=200) | st.text("{}[]\",:'\\<think/>1. \n", max_size=200))
def test_any_text_is_read_or_refused(reply):
    for read in (lambda: read_trace(reply, "m2t"), lambda: read_verdict(reply, "x")):
        with suppress(BadReply):
            read()


def test_damaged_replies_are_read_or_refused():
    rng = random.Random(0)
    for _ in range(300):
        damaged = list(PLAIN)
        for _ in range(rng.randint(1, 8)):
            damaged[rng.randrange(len(damaged))] = rng.choice('{}[]",:\\\n<>')
        with suppress(BadReply):
            assert read_trace("".join(damaged), "t2m").steps


def test_no_markup_of_the_grammar_gets_into_a_trace():
    assert tidy("**1.** <think>walks</think>\n<Motion_3><|im_end|> at < 3 m/s") == "1. walks at < 3 m/s"


GOOD = {"ok": True, "reason": ""}
BAD = {"ok": False, "reason": "Item 2 says left, the description says right."}


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps({"relevance": GOOD, "consistency": BAD, "conciseness": GOOD}),
        "<think>hm</think>```json\n"
        + json.dumps({"relevance": GOOD, "logical_consistency": BAD, "concise": GOOD})
        + "\n```",
        json.dumps({"Relevance": "yes", "Logical Consistency": BAD, "Conciseness": True}),
        json.dumps({"judgement": {"relevance": GOOD, "consistency": BAD, "conciseness": GOOD}}),
        f"- Relevance: yes\n- Consistency: no, {BAD['reason']}\n- Conciseness: ok",
    ],
)
def test_a_verdict(reply):
    verdict = read_verdict(reply, "openai:m", SPENT)
    assert [(fault.criterion, fault.reason) for fault in verdict.faults] == [("consistency", BAD["reason"])]
    assert not verdict.passed
    assert (verdict.judge, verdict.usage) == ("openai:m", SPENT)


def test_a_verdict_that_passes():
    assert read_verdict(
        json.dumps(dict.fromkeys(("relevance", "consistency", "conciseness"), GOOD)), "j"
    ).passed


@pytest.mark.parametrize(
    "reply", ["", "fine", json.dumps({"relevance": GOOD, "consistency": GOOD}), '{"relevance": "maybe"}']
)
def test_half_a_verdict_is_a_bad_reply(reply):
    with pytest.raises(BadReply) as caught:
        read_verdict(reply, "j", SPENT)
    assert caught.value.usage == SPENT


def test_what_counts_as_json():
    assert is_json(PLAIN)
    assert is_json(f"<think>so</think>\n```json\n{PLAIN}\n```")
    assert not is_json(REASONING)
    assert not is_json("[1, 2]")
