"""Constrained decoding: an untrained model cannot leave the grammar."""

from dataclasses import replace

import pytest
import torch

from kinemind.errors import InputError
from kinemind.language.constrained import Constraint
from kinemind.language.dialects import DIALECTS, TASKS
from kinemind.language.grammar import parse
from kinemind.language.limits import Limits
from kinemind.language.prompts import render_prompt
from kinemind.language.vocabulary import MotionVocabulary

LIMITS = Limits(min_motion=4, max_motion=20, max_reasoning=24, max_summary=6, min_caption=3, max_caption=12)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("task", TASKS)
def test_500_answers_of_an_untrained_model_all_parse(qwen3_policy, tokenizer, dialect, task):
    prompts = [
        render_prompt(tokenizer, task, caption=text, codes=[len(text), 2, 3])
        for text in ("walk", "a person waves the hand", "", "kicks, then turns left")
    ]
    answers = qwen3_policy.sample(prompts, task, dialect, LIMITS, num=125, batch_size=125)
    assert len(answers) == 500
    assert {answer.parsed.status for answer in answers} == {"ok"}
    assert all(answer.finished for answer in answers)
    assert len({answer.ids for answer in answers}) > 450
    counts = {len(answer.parsed.codes) for answer in answers}
    if task == "t2m":
        assert min(counts) >= 4 and max(counts) <= 20
    else:
        lengths = {len(answer.ids) for answer in answers}
        assert counts == {0} and max(lengths) <= LIMITS.max_new_tokens(dialect, task)
    # the text form says the same as the ids
    for answer in answers[::25]:
        again = parse(answer.text, dialect, task, codebook_size=32, min_motion=4, max_motion=20)
        assert again == answer.parsed


@pytest.mark.parametrize("dialect", DIALECTS)
def test_budgets_close_by_force_and_minima_hold(tokenizer, dialect):
    """Scores that always want one thing: the least eager and the most eager closer."""
    vocabulary = MotionVocabulary.of(tokenizer)
    constraint = Constraint(tokenizer, vocabulary, dialect, "t2m", LIMITS, len(tokenizer))
    closers = torch.zeros(len(tokenizer))
    closers[list(vocabulary.tag_ids)] = 1.0
    wishes = torch.stack([closers, -closers])
    state, rows = constraint.start(2), [[], []]
    for _ in range(LIMITS.max_new_tokens(dialect, "t2m")):
        allowed = constraint.allowed(state)
        assert allowed.any(-1).all()
        token = wishes.masked_fill(~allowed, float("-inf")).argmax(-1)
        for row, value in zip(rows, token.tolist(), strict=True):
            row.append(value)
        state = constraint.advance(state, token)
    assert constraint.finished(state).all()
    eager, slow = (
        parse(row, dialect, "t2m", vocabulary=vocabulary, tokenizer=tokenizer, min_motion=4, max_motion=20)
        for row in rows
    )
    assert eager.ok and len(eager.codes) == 4 and eager.answer == ""
    assert slow.ok and len(slow.codes) == 20
    assert len(rows[1]) - rows[1].count(tokenizer.eos_token_id) + 1 == LIMITS.max_new_tokens(dialect, "t2m")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_levels_take_turns_and_latent_frames_are_whole(qwen3_policy, tokenizer, dialect):
    """Residual tokens: 4 levels of 8 codes each in a codebook of 32."""
    limits = Limits(min_motion=6, max_motion=23, max_reasoning=4, max_summary=0, levels=4)
    assert (limits.min_motion, limits.max_motion) == (8, 20)
    prompt = render_prompt(tokenizer, "t2m", caption="walk")
    answers = qwen3_policy.sample([prompt], "t2m", dialect, limits, num=64)
    assert {answer.parsed.status for answer in answers} == {"ok"}
    for answer in answers:
        assert len(answer.parsed.codes) in (8, 12, 16, 20)
        assert [code // 8 for code in answer.parsed.codes] == [0, 1, 2, 3] * (len(answer.parsed.codes) // 4)
    assert len({len(answer.parsed.codes) for answer in answers}) == 4


def test_text_takes_no_motion_token_tag_or_control_token(tokenizer):
    vocabulary = MotionVocabulary.of(tokenizer)
    constraint = Constraint(tokenizer, vocabulary, "morl", "m2t", LIMITS, len(tokenizer) + 5)
    state = constraint.advance(constraint.start(1), torch.tensor([vocabulary.tag_id("<think>")]))
    first = constraint.allowed(state)[0]
    blank = tokenizer("\n").input_ids[0]
    assert not first[blank] and first[tokenizer("a").input_ids[0]]
    state = constraint.advance(state, tokenizer("a", return_tensors="pt").input_ids[0])
    later = constraint.allowed(state)[0]
    assert later[blank] and later[vocabulary.tag_id("</think>")]
    closed = [*vocabulary.motion_ids, *vocabulary.tag_ids, *tokenizer.all_special_ids]
    closed.remove(vocabulary.tag_id("</think>"))
    assert not later[closed].any() and not later[len(tokenizer) :].any()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("task", TASKS)
def test_no_budget_for_reasoning_is_an_answer_without_it(qwen3_policy, tokenizer, dialect, task):
    # the plan's tolerance has nothing to bind to
    limits = replace(LIMITS, max_reasoning=0, plan_tolerance=0.1)
    assert not limits.reasoning and LIMITS.reasoning
    prompt = render_prompt(tokenizer, task, caption="walk", codes=[1, 2, 3])
    answers = qwen3_policy.sample([prompt], task, dialect, limits, num=40)
    first = "<output>" if dialect == "motion-r1" else "<answer>"
    for answer in answers:
        assert answer.parsed.ok and answer.finished and answer.parsed.reasoning == ""
        assert answer.text.startswith(first) and "think>" not in answer.text
        assert len(answer.ids) <= limits.max_new_tokens(dialect, task)
    if task == "t2m":
        assert {len(answer.parsed.codes) for answer in answers} <= set(range(4, 21))


def test_limits():
    limits = Limits.for_seconds(9.8, tokens_per_second=5.0)
    assert (limits.min_motion, limits.max_motion) == (5, 49)
    assert Limits.for_seconds(0.5).min_motion == 2
    assert Limits.for_seconds(9.85, 20.0, levels=4).max_motion == 196
    for wrong in (
        dict(levels=0),
        dict(max_motion=3, levels=4),
        dict(min_motion=0),
        dict(min_motion=9, max_motion=8),
        dict(max_reasoning=-1),
    ):
        with pytest.raises(InputError):
            Limits(**wrong)
    for seconds in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError):
            Limits.for_seconds(seconds)


def test_a_plan_binds_the_length_of_its_motion(tokenizer) -> None:
    vocabulary = MotionVocabulary.of(tokenizer)
    limits = Limits(min_motion=4, max_motion=60, tokens_per_second=5.0, plan_tolerance=0.1)
    constraint = Constraint(tokenizer, vocabulary, "morl", "t2m", limits, len(tokenizer))
    plans = ["1. walks (legs, forward, 4.0 s).", "1. walks", "1. runs (legs, forward, 90.0 s)."]
    heads = [tokenizer(f"<think>{plan}</think>", add_special_tokens=False).input_ids for plan in plans]
    bounds = []
    for ids in heads:
        state = constraint.start(1)
        for end in range(1, len(ids) + 1):
            state = constraint.advance(
                state, torch.tensor([ids[end - 1]]), lambda row, end=end, ids=ids: ids[:end]
            )
        bounds.append(state.motion[0].tolist())
    assert bounds == [[18, 22], [4, 60], [60, 60]]


def test_planned_lengths_are_whole_frames_within_the_limits() -> None:
    limits = Limits(max_motion=52, levels=2, tokens_per_second=10.0, plan_tolerance=0.1)
    assert limits.planned(3.0) == (26, 34)
    assert limits.planned(0.0) == (4, 52)
    assert limits.planned(1000.0) == (52, 52)
    assert Limits().planned(3.0) == (4, 52)
