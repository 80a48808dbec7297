"""The numpy walk through the grammar is the torch one."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from kinemind.language.constrained import Constraint
from kinemind.language.dialects import DIALECTS, TASKS
from kinemind.language.engine.walking import Walk
from kinemind.language.limits import Limits
from kinemind.language.vocabulary import MotionVocabulary

LIMITS = Limits(min_motion=4, max_motion=9, max_reasoning=9, max_summary=3, min_caption=3, max_caption=6)


@pytest.mark.parametrize("levels", [1, 4])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("task", TASKS)
def test_it_allows_what_the_constraint_allows(tokenizer, dialect, task, levels) -> None:
    limits = replace(LIMITS, levels=levels, plan_tolerance=0.1)
    constraint = Constraint(
        tokenizer, MotionVocabulary.of(tokenizer), dialect, task, limits, len(tokenizer) + 3
    )
    numbers = np.random.default_rng(levels)
    answers: list[list[int]] = [[] for _ in range(40)]
    walk, state = Walk(constraint, answers), constraint.start(40)
    for _ in range(limits.max_new_tokens(dialect, task)):
        allowed = constraint.allowed(state).numpy()
        tokens = np.zeros(40, np.int64)
        rows = []
        for choice, part in walk.choices():
            rows += part.tolist()
            for row in part:
                assert np.array_equal(np.flatnonzero(allowed[row]), choice.ids)
                tokens[row] = numbers.choice(choice.ids)
        assert sorted(rows) == list(range(40))
        for row, token in enumerate(tokens.tolist()):
            answers[row].append(token)
        walk.advance(tokens, answers)
        state = constraint.advance(state, torch.from_numpy(tokens), lambda row: answers[row])
        assert np.array_equal(walk.at[:, 0], state.step)
        assert np.array_equal(walk.at[:, 2:], state.motion)
    assert constraint.finished(state).all()
    again = constraint.begin(answers)
    assert torch.equal(again.step, state.step) and torch.equal(again.motion, state.motion)


def test_forced_ids_end_at_a_choice_and_at_the_end(tokenizer) -> None:
    vocabulary = MotionVocabulary.of(tokenizer)
    constraint = Constraint(tokenizer, vocabulary, "morl", "t2m", LIMITS, len(tokenizer))
    tag = vocabulary.tag_id
    walk = Walk(constraint, [[]])
    assert walk.forced(0) == [tag("<think>")] and walk.forced(0) == []
    walk = Walk(constraint, [[tag("<think>"), 300, tag("</think>"), tag("<answer>"), tag("<Motion>")]])
    assert walk.forced(0) == [] and not len(walk.ending())
    walk.advance(np.array([vocabulary.motion_ids[0]]), [[]])
    for _ in range(LIMITS.max_motion - 1):
        assert walk.forced(0) == []
        walk.advance(np.array([vocabulary.motion_ids[1]]), [[]])
    assert walk.forced(0) == [tag("</Motion>"), tag("</answer>"), tokenizer.eos_token_id]
    assert walk.ending().tolist() == [0]
