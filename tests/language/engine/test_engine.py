"""The engine writes what transformers writes; what it does not know it leaves to transformers."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, Qwen2Config, Qwen3Config

from kinemind.language.decoding import decode, decode_through_transformers
from kinemind.language.engine import fuse, version, write
from kinemind.language.engine.running import Running
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling

LIMITS = Limits(min_motion=3, max_motion=12, max_reasoning=10, max_summary=4)
GREEDY = Sampling(greedy=True)
ROPES = {
    "default": {"rope_type": "default", "rope_theta": 1e4},
    "theta": {"rope_type": "default", "rope_theta": 1e6},
    "linear": {"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0},
    "yarn": {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0, "original_max_position_embeddings": 64},
}


def make(kind: str, rope: str = "default", tied: bool = True, rows: int = 200, **other):
    torch.manual_seed(1)
    shape = dict(
        vocab_size=rows, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=512, tie_word_embeddings=tied,
        rope_parameters=ROPES[rope], **other,
    )  # fmt: skip
    config = Qwen3Config(head_dim=16, **shape) if kind == "qwen3" else Qwen2Config(**shape)
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for name, value in model.named_parameters():
            if "embed" in name or "lm_head" in name:
                value.mul_(5)
            elif "norm" in name or "bias" in name:
                value.add_(0.3 * torch.randn_like(value))
            else:
                value.mul_(4)
    return model


def ragged(batch: int) -> list[list[int]]:
    numbers = np.random.default_rng(batch)
    return [numbers.integers(1, 200, size).tolist() for size in numbers.integers(1, 23, batch)]


def generated(model, rows: list[list[int]], count: int) -> list[list[int]]:
    width = max(map(len, rows))
    ids = torch.tensor([[0] * (width - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
    return model.generate(
        input_ids=ids, attention_mask=mask, do_sample=False, max_new_tokens=count, min_new_tokens=count,
        pad_token_id=0, eos_token_id=None,
    )[:, width:].tolist()  # fmt: skip


@pytest.mark.parametrize("batch", [1, 2, 3, 9])
@pytest.mark.parametrize("kind", ["qwen2", "qwen3"])
def test_greedy_tokens_are_those_of_generate(kind: str, batch: int) -> None:
    # with a head of its own: tied ones, unlearned, say one token over and over
    model, rows = make(kind, tied=False), ragged(batch)
    weights = fuse(model)
    assert weights is not None
    ours = write(weights, -1, rows, range(batch), GREEDY, None, 140, [[] for _ in rows])
    assert ours == generated(model, rows, 140)
    assert len({token for row in ours for token in row}) > 3


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("qwen2", dict(rope="theta")),
        ("qwen2", dict(rope="yarn", tied=False)),
        ("qwen3", dict(rope="linear", tied=False)),
        ("qwen3", dict(attention_bias=True)),
    ],
)
def test_other_shapes_of_checkpoints(kind: str, other: dict) -> None:
    model, rows = make(kind, **other), ragged(4)
    weights = fuse(model)
    assert weights is not None
    for part in (rows, rows[:1]):
        ours = write(weights, -1, part, range(len(part)), GREEDY, None, 40, [[] for _ in part])
        assert ours == generated(model, part, 40)


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(0.7, 0.9), Sampling(1.2, 1.0, 7)])
def test_drawn_tokens_are_those_of_the_road_through_transformers(policy, tokenizer, sampling: Sampling):
    limits = replace(LIMITS, plan_tolerance=0.1)
    prompts = [render_prompt(tokenizer, "t2m", caption="walk " * n) for n in range(1, 12)]
    constraint = policy.constraint("morl", "t2m", limits)
    begun = [[], constraint_start(policy)] * 5 + [[]]
    asked = (prompts, range(11), sampling, constraint, limits.max_new_tokens("morl", "t2m"), begun)
    theirs = decode_through_transformers(policy.model, tokenizer, *asked)
    assert decode(policy.model, tokenizer, *asked) == theirs
    assert len(set(map(tuple, theirs))) == 11
    short = (*asked[:4], 7, begun)
    assert decode(policy.model, tokenizer, *short) == decode_through_transformers(
        policy.model, tokenizer, *short
    )
    tag = policy.vocabulary.tag_id("</think>")
    stopped = decode(policy.model, tokenizer, *asked, until=tag)
    assert stopped == decode_through_transformers(policy.model, tokenizer, *asked, until=tag)
    assert all(row[-1] == tag for row in stopped)


def constraint_start(policy) -> list[int]:
    return [
        policy.vocabulary.tag_id("<think>"),
        *policy.tokenizer("walks", add_special_tokens=False).input_ids,
    ]


def test_an_answer_that_goes_on_from_its_plan_is_that_of_a_fresh_engine(policy, tokenizer) -> None:
    prompts = [
        render_prompt(tokenizer, "t2m", caption=text) for text in ("walk", "someone kicks, then turns")
    ]
    seeds = [3, 4]
    policy.weights.known.clear()
    thoughts = [a.ids for a in policy.think(prompts, "t2m", "morl", LIMITS, seeds=seeds)]
    known = policy.weights.known.entries
    assert all((*prompt, *ids[:-1]) in known for prompt, ids in zip(prompts, thoughts, strict=True))
    on = policy.sample(prompts, "t2m", "morl", LIMITS, seeds=seeds, begun=thoughts)
    fresh = Policy(policy.model, tokenizer).sample(
        prompts, "t2m", "morl", LIMITS, seeds=seeds, begun=thoughts
    )
    assert on == fresh
    again = policy.think(prompts, "t2m", "morl", LIMITS, seeds=seeds)  # prompts from memory
    assert [a.ids for a in again] == thoughts


def test_equal_prompts_are_read_once() -> None:
    weights = fuse(make("qwen3"))
    assert weights is not None
    with torch.inference_mode():
        running = Running(weights, [[1, 2, 3]] * 5 + [[4, 5]])
    assert list(weights.known.entries) == [(1, 2, 3), (4, 5)]
    assert running.cache.rows == 8 and torch.equal(running.state[0], running.state[4])


def test_changed_weights_are_read_again(tokenizer, make_model) -> None:
    policy = Policy(make_model("qwen3", len(tokenizer)), tokenizer)
    prompt = [render_prompt(tokenizer, "t2m", caption="walk")]
    before, first = policy.weights, policy.sample(prompt, "t2m", "morl", LIMITS)
    assert policy.weights is before
    optimiser = torch.optim.AdamW(policy.model.parameters(), lr=0.3)
    policy.model(torch.tensor(prompt), labels=torch.tensor(prompt)).loss.backward()
    stamp = version(policy.model)
    optimiser.step()
    assert version(policy.model) != stamp and policy.weights is not before
    second = policy.sample(prompt, "t2m", "morl", LIMITS)
    assert second != first and second == Policy(policy.model, tokenizer).sample(prompt, "t2m", "morl", LIMITS)


def test_what_the_engine_does_not_know_goes_through_transformers(tokenizer) -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig

    llama = AutoModelForCausalLM.from_config(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=1,
            num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=512,
        )
    ).eval()  # fmt: skip
    assert fuse(llama) is None
    policy = Policy(llama, tokenizer)
    prompt = render_prompt(tokenizer, "t2m", caption="walk")
    (answer,) = policy.sample([prompt], "t2m", "morl", LIMITS, constrained=False, max_new_tokens=8)
    assert len(answer.ids) in (7, 8)
    hooked = make("qwen2")
    hooked.model.layers[0].mlp.register_forward_hook(lambda *_: None)
    assert fuse(hooked) is None
    sliding = make("qwen3", use_sliding_window=True, sliding_window=4, max_window_layers=1)
    assert fuse(sliding) is None
    assert fuse(get_peft_model(make("qwen2"), LoraConfig(target_modules=["q_proj"]))) is None
    adapted = make("qwen2")
    get_peft_model(adapted, LoraConfig(target_modules=["q_proj"]))  # replaces its modules in place
    assert fuse(adapted) is None


def test_half_precision_is_near(tokenizer) -> None:
    model, rows = make("qwen3"), ragged(5)
    states = []
    for dtype in (torch.float32, torch.bfloat16):
        weights = fuse(model, dtype)
        assert weights is not None and weights.dtype == dtype
        with torch.inference_mode():
            running = Running(weights, rows)
            running.step(np.arange(5))
            states.append(weights.logits(running.state, None, b"")[:5])
    assert torch.nn.functional.cosine_similarity(*states).min() > 0.99
    assert not torch.equal(*states)


def test_a_wrapped_forward_is_not_passed_by(tokenizer, make_model) -> None:
    model = make_model("qwen3", len(tokenizer))
    calls, forward = [], model.forward

    def wrapped(*args, logits_to_keep=0, **kwargs):
        calls.append(1)
        return forward(*args, logits_to_keep=logits_to_keep, **kwargs)

    model.forward = wrapped
    asked = ([[1, 2, 3]], [0], GREEDY, None, 5, [[]])
    through = decode(model, tokenizer, *asked)
    assert len(calls) == len(through[0])
    assert decode(model, tokenizer, *asked, weights=fuse(model)) == through and len(calls) == len(through[0])
