"""MoRL's loop from a checkout: what is wrong with it as published, and that the mended one learns as ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch


def test_the_mended_loop_agrees_until_our_step_is_another(
    benchmark_module, checkout, tiny_data: Path, tmp_path: Path
) -> None:
    place = checkout("MoRL")
    shared, grpo = benchmark_module("side_by_side"), benchmark_module("grpo_step")
    stage = grpo.RLVRStage(
        start_from="nano", data=str(tiny_data), training_task="t2m", prompts=1, group_size=4, threads=1,
        temperature=1.0, rewards=grpo.REWARDS, log_every=1, learning_rate=1e-6, trackers=(),
        max_seconds=8, cot=grpo.CotData(new_composites=0, mirror=False),
    )  # fmt: skip
    with shared.importing_from(place, "models/grpo_trainer.py"):
        seen = grpo.watched_steps(stage, 1, tmp_path / "run")
        assert len(grpo.faults(place, seen)) == 3
        published = grpo.Published(seen, grpo.REWARDS, learning_rate=1e-6)
        grpo.check(seen, published)
        before = [weight.clone() for weight in seen.policy.model.parameters()]
        published.learn([seen.groups[0]])
        assert all(map(torch.equal, before, seen.policy.model.parameters()))
        seen.gradient = seen.gradient + seen.gradient.norm() * 0.01
        with pytest.raises(shared.Disagreement, match="the gradient"):
            grpo.check(seen, published)
        seen.advantages = seen.advantages.roll(1)
        with pytest.raises(shared.Disagreement, match="the advantages"):
            grpo.check(seen, published)
