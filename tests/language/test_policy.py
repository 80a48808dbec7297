"""Sampling: deterministic by seed whatever the batch, and greedy decoding as transformers does it."""

import numpy as np
import pytest
import torch

from kinemind.errors import InputError
from kinemind.language.constrained import GrammarProcessor
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling, choose, choose_one, likeliest, uniforms

LIMITS = Limits(min_motion=3, max_motion=12, max_reasoning=10, max_summary=4)
CAPTIONS = ["walk", "a person waves with the left hand, then turns", "someone kicks"]


@pytest.fixture
def prompts(tokenizer):
    return [render_prompt(tokenizer, "t2m", caption=text) for text in CAPTIONS]


def test_greedy_decoding_equals_generate(policy, tokenizer, prompts):
    ours = policy.sample(prompts, "t2m", "motion-r1", LIMITS, sampling=Sampling(greedy=True))
    batch = tokenizer.pad({"input_ids": prompts}, padding_side="left", return_tensors="pt")
    theirs = policy.model.generate(
        **batch,
        do_sample=False,
        max_new_tokens=LIMITS.max_new_tokens("motion-r1", "t2m"),
        logits_processor=[GrammarProcessor(policy.constraint("motion-r1", "t2m", LIMITS))],
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )[:, batch["input_ids"].shape[1] :].tolist()
    for answer, row in zip(ours, theirs, strict=True):
        assert list(answer.ids) == row[: row.index(tokenizer.eos_token_id)]
        assert answer.parsed.ok


def test_unconstrained_greedy_decoding_equals_generate(policy, tokenizer, prompts):
    ours = policy.sample(
        prompts, "t2m", "morl", sampling=Sampling(greedy=True), constrained=False, max_new_tokens=24
    )
    for prompt, answer in zip(prompts, ours, strict=True):
        theirs = policy.model.generate(
            torch.tensor([prompt]), do_sample=False, max_new_tokens=24,
            pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
        )[0, len(prompt) :].tolist()  # fmt: skip
        assert list(answer.ids) == (theirs[:-1] if answer.finished else theirs)
        assert len(answer.ids) <= 24


def test_an_answer_depends_on_its_prompt_and_seed_only(policy, prompts):
    whole = policy.sample(prompts, "t2m", "morl", LIMITS, seeds=5, num=4)
    assert [(a.prompt, a.seed) for a in whole] == [(p, 5 + n) for p in range(3) for n in range(4)]
    alone = policy.sample([prompts[1]], "t2m", "morl", LIMITS, seeds=[7])[0]
    assert alone.ids == whole[6].ids
    small = policy.sample(prompts, "t2m", "morl", LIMITS, seeds=5, num=4, batch_size=3)
    assert [a.ids for a in small] == [a.ids for a in whole]
    assert len({a.ids for a in whole}) == 12


def test_a_saved_half_precision_model_loads_as_float32(qwen3_policy, prompts, tmp_path):
    import copy

    half = copy.deepcopy(qwen3_policy.model).to(torch.bfloat16)
    half.save_pretrained(tmp_path)
    qwen3_policy.tokenizer.save_pretrained(tmp_path)
    loaded = Policy.load(tmp_path)
    assert loaded.model.dtype == torch.float32 and loaded.vocabulary == qwen3_policy.vocabulary
    assert loaded.sample(prompts[:1], "t2m", "motion-r1", LIMITS)[0].parsed.ok


def test_bad_use_is_a_sentence(policy, prompts, tmp_path):
    with pytest.raises(InputError, match=r"config\.json"):
        Policy.load(tmp_path / "absent")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(InputError, match="cannot load"):
        Policy.load(tmp_path)
    with pytest.raises(InputError, match="seeds"):
        policy.sample(prompts, "t2m", "morl", LIMITS, seeds=[1])
    with pytest.raises(InputError, match="positions"):
        policy.sample([[1] * 600], "t2m", "morl", LIMITS)
    with pytest.raises(InputError, match="temperature"):
        Sampling(temperature=0.0)


def test_sampling_follows_the_distribution_and_its_filters():
    logits = torch.log(torch.tensor([0.5, 0.0, 0.3, 0.15, 0.05])).expand(4000, 5)
    numbers = uniforms([3], [[1]], 4000)[0]
    shares = choose(logits, numbers, Sampling()).bincount(minlength=5) / 4000
    torch.testing.assert_close(shares, torch.tensor([0.5, 0.0, 0.3, 0.15, 0.05]), atol=0.03, rtol=0)
    assert set(choose(logits, numbers, Sampling(top_k=2)).tolist()) == {0, 2}
    assert set(choose(logits, numbers, Sampling(top_p=0.81)).tolist()) == {0, 2, 3}
    cold = choose(logits, numbers, Sampling(temperature=0.05))
    assert (cold == 0).float().mean() > 0.99
    edge = torch.tensor([0.0, 1.0 - 1e-16], dtype=torch.float64)
    assert choose(logits[:2], edge, Sampling()).tolist() == [0, 4]
    row = uniforms([3], [[1, 2]], 9)[0]
    assert torch.equal(uniforms([9, 3, 3], [[1], [1, 2], [4]], 5)[1], row[:5])
    assert not torch.equal(uniforms([3], [[4]], 9)[0], row)


@pytest.mark.parametrize(
    "sampling", [Sampling(0.7, 0.9), Sampling(1.3), Sampling(1.0, 0.95, 20), Sampling(greedy=True)]
)
def test_one_row_is_drawn_as_many_are(sampling):
    logits = 3 * torch.randn(300, 400, generator=torch.Generator().manual_seed(0))
    numbers = uniforms([5], [[1]], 300)[0]
    many = choose(logits, numbers, sampling)
    assert [
        choose_one(row.numpy(), float(n), sampling) for row, n in zip(logits, numbers, strict=True)
    ] == many.tolist()
    edge = np.nextafter(1.0, 0.0)
    assert (
        choose_one(logits[0].numpy(), edge, sampling) == choose(logits[:1], torch.tensor([edge]), sampling)[0]
    )


@pytest.mark.parametrize("top_p", [1e-6, 0.3, 0.9, 0.999])
def test_the_likeliest_are_those_of_a_full_sort(top_p):
    weights = torch.softmax(
        2 * torch.randn(200, 150, generator=torch.Generator().manual_seed(1)).double(), -1
    )
    kept, ids = likeliest(weights, top_p)
    ordered, order = weights.sort(-1, descending=True)
    ordered = ordered.masked_fill(ordered.cumsum(-1) - ordered >= top_p, 0.0)
    assert torch.equal(
        torch.zeros_like(weights).scatter(-1, ids, kept),
        torch.zeros_like(weights).scatter(-1, order, ordered),
    )
