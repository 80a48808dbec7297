"""Plans are drawn until one passes verification; an answer goes on from the plan it was given."""

import kinemind
from kinemind.generation import load
from kinemind.language.limits import Limits
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling
from kinemind.planning import faults, plan_many

PROMPTS = ["a person walks forward, then waves with the right hand", "someone bows"]
LIMITS = Limits(max_motion=60, levels=2, tokens_per_second=10.0, max_reasoning=320)


def test_faults_tell_a_plan_to_follow_from_others() -> None:
    right = "One action. 1. The person waves the right hand (right arm, up, 3.0 s)."
    assert faults("a person waves with the right hand", right) == (0, 0)
    assert faults("a person waves with the left hand", right) > (0, 0)
    assert faults("a person bows", right)[0] >= 1
    assert faults("a person bows", "")[1] >= 1


def test_a_plan_depends_on_its_own_prompt_and_seed() -> None:
    model = load()
    style = model.bundle.style
    ids = [render_prompt(model.policy.tokenizer, "t2m", style, caption=text) for text in PROMPTS]
    both = plan_many(model.policy, "morl", PROMPTS, ids, [3, 5], LIMITS, 3)
    alone = plan_many(model.policy, "morl", PROMPTS[1:], ids[1:], [5], LIMITS, 3)
    assert both[1] == alone[0]
    text = model.policy.tokenizer.decode(list(both[0]))
    assert text.startswith("<think>") and text.endswith("</think>")


def test_an_answer_goes_on_from_its_beginning() -> None:
    model = load()
    style = model.bundle.style
    ids = [render_prompt(model.policy.tokenizer, "t2m", style, caption=text) for text in PROMPTS]
    whole = model.policy.sample(ids, "t2m", "morl", LIMITS, seeds=[1, 2], sampling=Sampling())
    thoughts = model.policy.think(ids, "t2m", "morl", LIMITS, seeds=[1, 2], sampling=Sampling())
    rest = model.policy.sample(
        ids, "t2m", "morl", LIMITS, seeds=[1, 2], sampling=Sampling(), begun=[t.ids for t in thoughts]
    )
    for one, thought, other in zip(whole, thoughts, rest, strict=True):
        assert one.ids[: len(thought.ids)] == thought.ids
        assert other.ids == one.ids  # the same numbers are drawn whether or not the answer was interrupted
        assert other.parsed.ok


def test_verified_plans_are_better_than_first_ones() -> None:
    model = load()
    texts = [f"a person raises the {side} hand, then bows, then turns {turn}"
             for side in ("left", "right") for turn in ("left", "right")]  # fmt: skip
    first = model.generate_many(texts, [0] * 4, plan_drafts=0)
    best = model.generate_many(texts, [0] * 4, plan_drafts=6)
    assert sum(sum(faults(t.text, t.reasoning)) for t in best) <= sum(
        sum(faults(t.text, t.reasoning)) for t in first
    )
    assert kinemind.load().generate(texts[0], seed=4).reasoning
