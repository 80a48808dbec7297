"""What every reward keeps to: its range, its lowest for what cannot be read, no look at its neighbours.

That no source of theirs leads to the metric encoder is held by tests/evaluation/test_honesty.py.
"""

import inspect
import sys

import numpy as np
import pytest

from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.evaluation.metric_encoder import FOLDER
from kinemind.language.dialects import DIALECTS, TASKS
from kinemind.language.grammar import Parsed, parse
from kinemind.rewards import REWARDS
from tests.rewards.answers import BROKEN, batch

CASES = [(name, task) for name, reward in REWARDS.items() for task in reward.tasks]


def reasoned(text: str) -> str:
    return f"One action, 2.0 s in all. 1. {text} (whole body, forward, 2.0 s)."


@pytest.fixture(scope="module")
def rows(real):
    """Answers of all kinds: right, of another motion, without reasoning, cut off, a single latent frame."""
    found = []
    for number, (caption, codes) in enumerate(real):
        other, others = real[(number + 1) % len(real)]
        found += [
            (caption, codes, Parsed("ok", reasoned(caption), caption, codes)),
            (caption, codes, Parsed("ok", reasoned(other), other, others)),
        ]
    caption, codes = real[0]
    return [
        *found,
        (caption, codes, Parsed("ok", "", caption, codes[:8])),
        (caption, codes, Parsed("ok", "qqq 9 9 9 " * 40, "?!", codes[:4])),
        (caption, codes, Parsed("unclosed_motion", reasoned(caption), caption, codes)),
        (caption, codes, Parsed("no_think")),
    ]


@pytest.fixture(scope="module")
def scores(judges, rows):
    """Every reward on the whole batch, by name and task."""
    batches = {task: batch(judges, rows, task) for task in TASKS}
    return {(name, task): REWARDS[name].score(batches[task]) for name, task in CASES}


@pytest.mark.parametrize("name", REWARDS)
def test_a_reward_is_a_plain_function_that_states_its_range(name):
    reward = REWARDS[name]
    assert reward.name == name == reward.score.__name__
    assert list(inspect.signature(reward.score).parameters) == ["rollouts"]
    assert -1.0 <= reward.lowest < reward.highest <= 1.0
    assert reward.tasks and set(reward.tasks) <= set(TASKS)
    assert reward.score.__doc__ and str(int(reward.highest)) in reward.score.__doc__


@pytest.mark.parametrize(("name", "task"), CASES)
def test_scores_lie_in_the_range_and_tell_answers_apart(name, task, scores, rows):
    found = scores[name, task]
    assert found.shape == (len(rows),) and found.dtype == np.float64
    assert np.isfinite(found).all()
    assert (found >= REWARDS[name].lowest - 1e-6).all() and (found <= REWARDS[name].highest + 1e-6).all()
    assert len(set(found.round(3))) > {"format": 1, "plan_agreement": 2}.get(name, 4)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("name", "task"), CASES)
def test_what_cannot_be_read_gets_the_lowest_whatever_it_holds(name, task, dialect, judges, real):
    caption, codes = real[0]
    full = [Parsed(status, reasoned(caption), caption, codes) for status in BROKEN]
    empty = [Parsed(status) for status in BROKEN]
    nothing = [parse(text, dialect, task) for text in ("", " ", "<think></think>", "<think>")]
    assert not any(answer.ok for answer in nothing)
    answers = [*full, *empty, *nothing]
    found = REWARDS[name].score(batch(judges, [(caption, codes, a) for a in answers], task, dialect))
    if name == "format":  # graded by the papers' own rules: see test_format
        assert (found <= 0).all() and (found[-len(nothing) :] == found.min()).all()
    else:
        assert (found == REWARDS[name].lowest).all()


@pytest.mark.parametrize("name", [name for name, reward in REWARDS.items() if "t2m" in reward.tasks])
def test_an_empty_answer_is_never_above_a_whole_one(name, judges, real):
    caption, codes = real[0]
    answers = [Parsed("ok", reasoned(caption), "", codes), Parsed("empty_motion", reasoned(caption))]
    whole, empty = REWARDS[name].score(batch(judges, [(caption, codes, answer) for answer in answers]))
    assert empty < whole


def test_one_by_one_and_in_another_order_the_scores_are_the_same(judges, rows, scores, rng):
    order = rng.permutation(len(rows))
    for task in TASKS:
        shuffled = batch(judges, [rows[i] for i in order], task)
        alone = [batch(judges, [row], task) for row in rows]
        for name in (name for name, own in CASES if own == task):
            score = REWARDS[name].score
            assert score(shuffled) == pytest.approx(scores[name, task][order], abs=1e-4), name
            singly = np.concatenate([score(one) for one in alone])
            assert singly == pytest.approx(scores[name, task], abs=1e-4), name


@pytest.mark.parametrize("name", ["motion_similarity", "semantic_similarity", "text_motion_consistency"])
def test_the_right_motion_is_worth_more_than_another(name, judges, real):
    table = np.array([
        REWARDS[name].score(
            batch(judges, [(caption, codes, Parsed("ok", "x", "", written)) for _, written in real])
        )
        for caption, codes in real
    ])  # fmt: skip
    right = np.diag(table)
    others = table[~np.eye(len(real), dtype=bool)].reshape(len(real), -1)
    assert (right > others.max(1)).sum() >= len(real) - 1
    assert right.mean() > others.mean() + 0.2
    if name == "motion_similarity":
        assert right == pytest.approx(np.ones(len(real)), abs=1e-4)


def test_without_a_true_motion_its_similarity_is_no_opinion(judges, real):
    caption, codes = real[0]
    found = REWARDS["motion_similarity"].score(
        batch(
            judges,
            [(caption, (), Parsed("ok", "x", "", codes)), (caption, codes, Parsed("ok", "x", "", codes))],
        )
    )
    assert np.isnan(found[0]) and found[1] > 0.99


def test_the_right_words_are_worth_more_than_others(judges, real):
    table = np.array([
        REWARDS["semantic_alignment"].score(
            batch(judges, [(caption, (), Parsed("ok", "x", words)) for words, _ in real], "m2t")
        )
        for caption, _ in real
    ])  # fmt: skip
    assert (table.argmax(1) == np.arange(len(real))).all()
    assert np.diag(table) == pytest.approx(np.ones(len(real)), abs=1e-4)


WATCHED: list[str] = []
WATCHING: list[bool] = []


def _watch(event: str, arguments: tuple) -> None:
    if WATCHING and event == "open" and FOLDER in str(arguments[0]).replace("\\", "/"):
        WATCHED.append(str(arguments[0]))


sys.addaudithook(_watch)


def test_no_reward_reaches_the_metric_encoder(rows, monkeypatch):
    from kinemind.bundle import Bundle
    from kinemind.rewards.judges import Judges

    load_it, roles = MotionTextEncoder.load.__func__, []  # type: ignore[attr-defined]

    def noted(cls, folder, role):
        roles.append(role)
        return load_it(cls, folder, role)

    monkeypatch.setattr(MotionTextEncoder, "load", classmethod(noted))
    bundle = Bundle.open("nano")  # opened anew, so that everything is read now
    fresh = Judges(bundle.motion_tokenizer, encoder_of=bundle)
    WATCHED.clear()
    WATCHING.append(True)
    for name, task in CASES:
        REWARDS[name].score(batch(fresh, rows[:2], task))
    (bundle.path / FOLDER / "config.json").read_text()
    WATCHING.clear()
    assert roles == ["reward"]
    assert len(WATCHED) == 1  # the watch saw this test's own look, and no other
