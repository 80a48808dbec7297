"""Chain-of-Motion with the embedded bundle: what it chooses, what it says, and what it cannot know."""

import inspect

import numpy as np
import pytest

from kinemind.chain_of_motion import ChainOfMotion
from kinemind.chain_of_motion.describing import Understanding, critique_of
from kinemind.chain_of_motion.generating import Generation
from kinemind.chain_of_motion.predicates import predicate
from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.labels import labels_for
from kinemind.generation import Model, load
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phase import LABELS
from kinemind.rewards.rollouts import Rollouts

PROMPT = "a person walks backwards, stops, raises both hands, then bows"


@pytest.fixture(scope="module")
def model() -> Model:
    return load("nano", "cpu")


@pytest.fixture(scope="module")
def taken(model: Model):
    return model.generate(PROMPT, seed=1, com=ChainOfMotion(3, 1))


def test_the_best_scored_candidate_is_the_take(model: Model, taken):
    chain = taken.com
    every = [candidate for one in chain.rounds for candidate in one.candidates]
    assert chain.best.score == max(candidate.score for candidate in every)
    assert taken.motion_tokens == chain.best.answer.parsed.codes and taken.seed == 1
    assert set(chain.best.components) == {
        "text_motion_consistency", "physical_plausibility", "plan_agreement", "plan_relevance",
    }  # fmt: skip
    assert len({candidate.answer.parsed.codes for candidate in every}) > 1
    record = chain.to_json()
    assert set(record) == {"rounds", "chosen"} and set(record["rounds"][0]) == {"candidates", "critique"}


def test_one_candidate_without_reflection_is_plain_decoding(model: Model):
    plain = model.generate("a person bows", seed=2)
    chained = model.generate("a person bows", seed=2, com=ChainOfMotion(1, 0))
    assert chained.motion_tokens == plain.motion_tokens and chained.reasoning == plain.reasoning
    assert chained.com is not None and plain.com is None


def test_a_take_depends_on_its_own_prompt_and_seed(model: Model, taken):
    both = model.generate_many(["a person bows", PROMPT], [0, 1], com=ChainOfMotion(3, 1))
    assert both[1].motion_tokens == taken.motion_tokens


def test_a_motion_is_described_by_candidates_that_are_measured_on_it(model: Model, taken):
    description = model.caption(taken.motion, 0, com=ChainOfMotion(3, 1))
    assert description.com is not None and description.text
    components = description.com.best.components
    assert set(components) == {"reasoning_coherence", "motion_retrieval"}
    assert description.com.best.score == pytest.approx(sum(components.values()))


def test_what_was_wrong_is_in_the_next_prompt(model: Model, monkeypatch: pytest.MonkeyPatch):
    prompts: list[str] = []
    sample = type(model.policy).sample

    def heard(self, ids, *args, **kwargs):
        prompts.extend(self.tokenizer.decode(row) for row in ids)
        return sample(self, ids, *args, **kwargs)

    monkeypatch.setattr(type(model.policy), "sample", heard)
    take = model.generate("first raise the right hand, then the left one, then bow", com=ChainOfMotion(2, 1))
    assert take.com is not None
    critique = take.com.rounds[0].critique.text
    if len(take.com.rounds) == 1:
        pytest.skip("the first round had nothing wrong with it")
    assert any(f"mend: {critique}" in prompt for prompt in prompts)


def test_no_reference_can_reach_the_selection(model: Model, taken, monkeypatch: pytest.MonkeyPatch):
    """Whoever chooses is built of prompts (or motions) and judges; the batches it scores hold no truth."""
    for kind, known in ((Generation, {"prompts"}), (Understanding, {"motions", "codes"})):
        given = set(inspect.signature(kind).parameters) - {"_measured"}
        assert given - {"policy", "judges", "dialect", "style", "limits", "sampling", "plan_drafts"} == known
    seen: list[Rollouts] = []
    build = Rollouts.__post_init__
    monkeypatch.setattr(Rollouts, "__post_init__", lambda self: (build(self), seen.append(self))[0])
    model.generate(PROMPT, com=ChainOfMotion(2, 0))
    model.caption(taken.motion, com=ChainOfMotion(2, 0))
    generated, described = seen
    assert set(generated.captions) == {PROMPT} and set(generated.references) == {()}
    codes = tuple(int(code) for code in model.bundle.motion_tokenizer.encode(taken.motion))
    assert set(described.captions) == {""} and set(described.references) == {codes}


def test_no_metric_encoder_is_opened(model: Model):
    assert model.judges.encoder is model.bundle.reward_encoder


def test_a_description_is_told_what_it_left_out_and_what_is_not_seen(shared):
    from kinemind.corpora import open_data

    clips = open_data(shared / "data").clips("val")
    waving = next(c for c in clips if c.content == "wave-left-hand" and c.style in (None, "normal"))
    facts = measure(waving.motion)
    wrong = critique_of("a person waves the right hand", "", facts)
    assert wrong.missing == ("waves the left hand",) and wrong.extra == ("waves the right hand",)
    assert wrong.text == "waves the left hand was not said; waves the right hand was not seen"
    assert not critique_of("a person waves the left hand", "", facts)


@pytest.mark.parametrize("label", [label for label in LABELS if label != "other"])
def test_a_predicate_is_understood_as_its_label(label: str):
    (action,) = decompose(predicate(label))
    assert label in labels_for(action.action, action.side, action.direction), predicate(label)


def test_it_says_no_number_that_is_not_finite(taken):
    scores = [
        v for one in taken.com.rounds for c in one.candidates for v in (c.score, *c.components.values())
    ]
    assert np.isfinite(scores).all()
