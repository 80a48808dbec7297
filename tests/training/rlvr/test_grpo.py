"""GRPO that is GRPO: real steps of our trainer against the paper's formulas, on a tiny policy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.bundle import Bundle
from kinemind.language.policy import Policy
from tests.training.rlvr import paper
from tests.training.rlvr.tiny import Watched, tiny_stage, trained


def odd(ids: Sequence[int]) -> float:
    """The share of odd ids: every answer has another one."""
    return sum(i % 2 for i in ids) / len(ids)


def same(ids: Sequence[int]) -> float:
    return 0.25


def at(watched: Watched, call: int) -> torch.nn.Module:
    """The policy as it was when the loss was computed."""
    model = Policy.load(watched.start).model
    model.load_state_dict(watched.calls[call]["weights"])
    return model


@pytest.fixture(scope="module")
def twice(bundle: Path, other_bundle: Path, records: Path, tmp_path_factory) -> Watched:
    """Two batches of answers, each passed over twice; a reference that is not the start; much is clipped."""
    with pytest.MonkeyPatch.context() as patch:
        stage = tiny_stage(
            bundle, records, steps=4, iterations=2, kl_coef=0.05, clip_eps=0.1, reference=str(other_bundle)
        )
        watched = trained(patch, stage, tmp_path_factory.mktemp("twice"), format=odd)
    watched.start, watched.reference = bundle / "policy", other_bundle / "policy"
    return watched


def test_the_ratio_is_one_on_policy_and_then_against_the_old_policy(twice: Watched):
    reference = Policy.load(twice.reference).model
    for first in (0, 2):
        batch = twice.calls[first]["inputs"]
        mask = batch["completion_mask"].bool()
        with torch.no_grad():
            old, new = (paper.log_probabilities(at(twice, first + k), batch) for k in (0, 1))
            far = paper.log_probabilities(reference, batch)
        # what the trainer keeps as old is the policy that drew the answers, in both passes
        for call in (first, first + 1):
            kept = twice.calls[call]["inputs"]["old_per_token_logps"]
            torch.testing.assert_close(kept[mask], old[mask], atol=1e-5, rtol=0)
        torch.testing.assert_close(batch["ref_per_token_logps"][mask], far[mask], atol=1e-5, rtol=0)
        moved = (new - old)[mask].abs()
        assert moved.max() > 0.1, "the second pass sees a policy that has moved"
        assert (far - old)[mask].abs().min() > 0, "and the reference is another one"


def assert_the_papers(watched: Watched, call: int, old_call: int, kl_coef: float, clip_eps: float) -> int:
    """Loss and gradient of a call against equations 3 and 4; how many tokens were clipped."""
    inputs, model = watched.calls[call]["inputs"], at(watched, call)
    mask, advantages = inputs["completion_mask"], inputs["advantages"]
    with torch.no_grad():
        old = paper.log_probabilities(at(watched, old_call), inputs)
        reference = Policy.load(watched.reference).model if kl_coef else None
        far = None if reference is None else paper.log_probabilities(reference, inputs)
    now = paper.log_probabilities(model, inputs)
    wanted = paper.loss(now, old, far, advantages, mask, clip_eps, kl_coef)
    wanted.backward()
    assert watched.calls[call]["loss"] == pytest.approx(wanted.item(), abs=1e-5)
    for name, parameter in model.named_parameters():
        found = watched.calls[call]["gradient"][name]
        torch.testing.assert_close(found, parameter.grad, atol=1e-5, rtol=1e-3, msg=name)
        assert found.any(), name
    return paper.clipped(now, old, advantages, mask, clip_eps)


@pytest.mark.parametrize("call", range(4))
def test_loss_and_gradient_are_the_papers(twice: Watched, call: int):
    clipped = assert_the_papers(twice, call, call // 2 * 2, kl_coef=0.05, clip_eps=0.1)
    assert clipped == 0 if call % 2 == 0 else clipped > 10


def test_without_kl_they_are_the_papers_and_no_reference_is_asked(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, tmp_path: Path
):
    watched = trained(monkeypatch, tiny_stage(bundle, records, iterations=2), tmp_path / "run", format=odd)
    watched.start = bundle / "policy"
    assert watched.ref_model is None
    assert assert_the_papers(watched, 0, 0, kl_coef=0.0, clip_eps=0.2) == 0
    assert assert_the_papers(watched, 1, 0, kl_coef=0.0, clip_eps=0.2) > 10


def test_prompts_and_padding_get_no_gradient(twice: Watched):
    for call in twice.calls:
        inputs, gradient = call["inputs"], call["states"].grad
        before, written = inputs["prompt_ids"].shape[1], inputs["completion_mask"].sum(1)
        # a state tells the token behind it: the last of the prompt tells the first of the answer
        assert not gradient[:, : before - 1].any()
        for row, length in zip(gradient, written.tolist(), strict=True):
            assert not row[before - 1 + length :].any()
            assert row[before - 1 : before - 1 + length].abs().amax(-1).gt(0).any()


def test_kl_to_the_reference_has_a_gradient_that_points_back(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, other_bundle: Path, records: Path, tmp_path: Path
):
    stage = tiny_stage(bundle, records, steps=6, kl_coef=1.0, reference=str(other_bundle), learning_rate=3e-3)
    watched = trained(monkeypatch, stage, tmp_path / "run", format=same)
    assert not any(call["inputs"]["advantages"].any() for call in watched.calls), "rewards say nothing"
    assert watched.calls[0]["states"].grad.abs().max() > 1e-4
    watched.start = bundle / "policy"
    batch = watched.calls[0]["inputs"]
    mask = batch["completion_mask"].bool()
    reference = Policy.load(other_bundle / "policy").model
    with torch.no_grad():
        far = paper.log_probabilities(reference, batch)[mask]
        kls = []
        for call in (0, -1):
            apart = far - paper.log_probabilities(at(watched, call), batch)[mask]
            kls.append((apart.exp() - apart - 1).mean())
    assert kls[1] < 0.8 * kls[0], "the policy goes back to the reference"


def test_on_the_reference_and_with_equal_rewards_nothing_pulls(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, tmp_path: Path
):
    watched = trained(monkeypatch, tiny_stage(bundle, records, kl_coef=1.0), tmp_path / "run", format=same)
    assert watched.calls[0]["loss"] == pytest.approx(0.0, abs=1e-6)
    assert watched.calls[0]["states"].grad.abs().max() < 1e-6


TABLES = {
    "format": np.array([[0.0, 1.0, 0.0, 1.0], [3.0, 3.0, 3.0, 7.0]]),
    "physical_plausibility": np.array([[0.5, 0.5, 0.1, 0.5], [0.0, 0.9, 0.3, 0.6]]),
}
WEIGHTS = {"format": 0.2, "physical_plausibility": 0.5}


def advantages(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, folder: Path, shift: float = 0.0, **changes
) -> np.ndarray:
    """Of the first step, under rewards that stand in a table, those of the first group shifted, [2, 4]."""

    def told(name: str):
        table = TABLES[name].copy()
        table[0] += shift
        left = iter(table.reshape(-1).tolist())
        return lambda ids: next(left)

    stage = tiny_stage(bundle, records, steps=1, rewards=WEIGHTS, **changes)
    watched = trained(monkeypatch, stage, folder, **{name: told(name) for name in TABLES})
    monkeypatch.undo()
    return watched.batches[0]["advantages"].numpy().reshape(2, 4)


def within(table: np.ndarray, scaled: bool = True) -> np.ndarray:
    centred = table - table.mean(1, keepdims=True)
    return centred / (table.std(1, ddof=1, keepdims=True) + 1e-4) if scaled else centred


@pytest.mark.parametrize("scale", ["group", "batch", "none"])
def test_the_total_is_normalised_within_its_group(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, tmp_path: Path, scale: str
):
    changes = {"normalise": "total", "scale": scale}
    found = advantages(monkeypatch, bundle, records, tmp_path / "a", **changes)
    total = sum(weight * TABLES[name] for name, weight in WEIGHTS.items())
    wanted = within(total, scale == "group")
    if scale == "batch":
        wanted = wanted / (total.std(ddof=1) + 1e-4)
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    if scale == "group":  # a constant for a whole group changes nothing
        shifted = advantages(monkeypatch, bundle, records, tmp_path / "b", shift=5.0, **changes)
        np.testing.assert_allclose(shifted, found, atol=1e-5)


def test_components_are_normalised_within_their_group_and_the_sum_is_scaled_by_the_batch(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, tmp_path: Path
):
    found = advantages(monkeypatch, bundle, records, tmp_path / "a", normalise="component")
    summed = sum(weight * within(TABLES[name]) for name, weight in WEIGHTS.items())
    # TRL divides the weighted sum by its deviation over the whole batch: docs/scale-out.md says so
    np.testing.assert_allclose(found, summed / (summed.std(ddof=1) + 1e-4), atol=1e-5)
    shifted = advantages(monkeypatch, bundle, records, tmp_path / "b", shift=5.0, normalise="component")
    np.testing.assert_allclose(shifted, found, atol=1e-4)


def test_a_reward_that_likes_a_token_raises_its_probability(
    monkeypatch: pytest.MonkeyPatch, bundle: Path, records: Path, tmp_path: Path
):
    before = Policy.load(bundle / "policy")
    liked = before.vocabulary.encode([7])[0]
    stage = tiny_stage(bundle, records, steps=8, prompts=4, group_size=8, learning_rate=3e-2)
    watched = trained(
        monkeypatch, stage, tmp_path / "run", format=lambda ids: sum(i == liked for i in ids) / len(ids)
    )
    after = Bundle.open(tmp_path / "run").policy("cpu")
    answers = watched.calls[0]["inputs"]["completion_ids"]
    with torch.no_grad():
        chances = [p.model(input_ids=answers).logits.softmax(-1)[..., liked] for p in (before, after)]
    assert chances[1].mean() > 3 * chances[0].mean()
