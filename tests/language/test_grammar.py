"""Both dialects written and read; malformed answers are statuses."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.errors import InputError
from kinemind.language.dialects import DIALECTS, TAGS, TASKS, check
from kinemind.language.grammar import Status, parse, write
from kinemind.language.vocabulary import MotionVocabulary

FORMS = {
    ("motion-r1", "t2m"): "<think>a plan</think><output>words</output><Motion><Motion_1><Motion_2></Motion>",
    ("motion-r1", "m2t"): "<think>a plan</think><output>words</output>",
    ("morl", "t2m"): "<think>a plan</think><answer>words<Motion><Motion_1><Motion_2></Motion></answer>",
    ("morl", "m2t"): "<think>a plan</think><answer>words</answer>",
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("task", TASKS)
def test_written_as_the_papers_write_and_read_back(dialect, task):
    text = write(dialect, task, reasoning="a plan", answer="words", codes=[1, 2])
    assert text == FORMS[dialect, task]
    parsed = parse(f"\n{text} \n<|im_end|>anything", dialect, task, codebook_size=4)
    assert parsed.ok and parsed.reasoning == "a plan" and parsed.answer == "words"
    assert parsed.codes == ((1, 2) if task == "t2m" else ())


@pytest.mark.parametrize(
    ("text", "status", "codes"),
    [
        ("", "no_think", ()),
        ("<output></output><Motion><Motion_1></Motion>", "no_think", (1,)),
        ("<think>a", "unclosed_think", ()),
        ("<think> </think><output></output><Motion><Motion_1></Motion>", "empty_think", (1,)),
        ("<think>a</think><Motion><Motion_1></Motion>", "no_answer", (1,)),
        ("<think>a</think><output>b<Motion><Motion_1></Motion>", "unclosed_answer", (1,)),
        ("<think>a</think><output></output>", "no_motion", ()),
        ("<think>a</think><output></output><Motion><Motion_3><Motion_1>", "unclosed_motion", (3, 1)),
        ("<think>a</think><output></output><Motion></Motion>", "empty_motion", ()),
        ("<think>a</think><output></output><Motion><Motion_1><Motion_4></Motion>", "out_of_vocabulary", (1,)),
        (f"<think>a</think><output></output><Motion><Motion_{'9' * 5000}></Motion>", "out_of_vocabulary", ()),
        ("<think>a</think><output></output><Motion><Motion_1></Motion>", "too_short", (1,)),
        ("<think>a</think><output></output><Motion>" + "<Motion_1>" * 4 + "</Motion>", "too_long", (1,) * 4),
        ("<think>a</think><output></output><Motion><Motion_1><Motion_2></Motion>b", "trailing", (1, 2)),
        ("b<think>a</think><output></output><Motion><Motion_1><Motion_2></Motion>", "leading", (1, 2)),
        ("<think>a</think>b<output></output><Motion><Motion_1><Motion_2></Motion>", "misplaced", (1, 2)),
        ("<think><Motion_1>a</think><output></output><Motion><Motion_2><Motion_2></Motion>", "misplaced",
         (2, 2)),
        ("<think>a</think><output></output><Motion><Motion_1>b<Motion_2></Motion>", "misplaced", (1, 2)),
    ],
)  # fmt: skip
def test_the_first_fault_is_named_and_the_rest_still_read(text, status, codes):
    parsed = parse(text, "motion-r1", "t2m", codebook_size=4, min_motion=2, max_motion=3)
    assert parsed.status == status
    assert parsed.codes == codes
    assert status in get_args(Status)


@pytest.mark.parametrize(
    ("codes", "status"), [((0, 3), "ok"), ((3, 0), "wrong_level"), ((0,), "wrong_level")]
)
def test_levels_of_residual_tokens(codes, status):
    text = write("morl", "t2m", reasoning="a", codes=codes)
    assert parse(text, "morl", "t2m", codebook_size=4, levels=2).status == status


@pytest.mark.parametrize(("dialect", "task"), FORMS)
def test_answers_without_reasoning(dialect, task):
    text = write(dialect, task, reasoning=None, answer="words", codes=[1, 2])
    assert text == FORMS[dialect, task].removeprefix("<think>a plan</think>")
    parsed = parse(text, dialect, task, codebook_size=4, reasoning=False)
    assert parsed.ok and parsed.reasoning == "" and parsed.steps == () and parsed.answer == "words"
    assert parse(text, dialect, task, codebook_size=4).status == "no_think"
    # a thought that nobody asked for is a fault, and read all the same
    thought = parse(FORMS[dialect, task], dialect, task, codebook_size=4, reasoning=False)
    assert thought.status == "leading" and thought.reasoning == "a plan"


def test_an_empty_answer_is_never_a_motion_or_a_caption():
    assert parse("<think>a</think><answer> </answer>", "morl", "m2t").status == "empty_answer"
    assert parse("<think>a</think><answer>b</answer>", "morl", "t2m").status == "no_motion"
    assert parse("<think>a</think><output>b</output>", "morl", "m2t").status == "no_answer"
    with pytest.raises(InputError, match="dialect"):
        check("qwen", "t2m")


MARKS = st.sampled_from(
    [*TAGS, "<Motion_0>", "<Motion_99>", "<Motion_", "<|im_end|>", "1. a; b; 2 s. ", "</"]
)


@given(st.lists(st.one_of(MARKS, st.text()), max_size=12), st.sampled_from(DIALECTS), st.sampled_from(TASKS))
def test_no_text_makes_the_parser_raise(parts, dialect, task):
    parsed = parse("".join(parts), dialect, task, codebook_size=32)
    assert parsed.status in get_args(Status)
    assert all(0 <= code < 32 for code in parsed.codes)


@given(st.lists(st.integers(-5, 500), max_size=40), st.sampled_from(DIALECTS), st.sampled_from(TASKS))
def test_no_ids_make_the_parser_raise(tokenizer, ids, dialect, task):
    parsed = parse(ids, dialect, task, vocabulary=MotionVocabulary.of(tokenizer), tokenizer=tokenizer)
    assert parsed.status in get_args(Status)


def test_letters_that_spell_a_tag_are_text_in_ids(tokenizer):
    """Only the tag's own token is a tag: a model cannot spell its way past the grammar."""
    vocabulary = MotionVocabulary.of(tokenizer)
    spelled = [tokenizer.convert_tokens_to_ids(letter) for letter in "</think>"]
    ids = [vocabulary.tag_id("<think>"), *spelled]
    parsed = parse(ids, "morl", "m2t", vocabulary=vocabulary, tokenizer=tokenizer)
    assert parsed.status == "unclosed_think" and parsed.reasoning == "</think>"
