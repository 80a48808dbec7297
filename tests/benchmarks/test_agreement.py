"""Every benchmark refuses a ratio where the two sides do not compute the same."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from kinemind.errors import InputError
from kinemind.tokenizer.vqvae import VQVAE, VQVAEConfig


def test_frames_that_differ_are_counted(benchmark_module, rng: np.random.Generator) -> None:
    features = benchmark_module("features")
    ours = [rng.normal(size=(n, 263)).astype(np.float32) for n in (30, 70)]
    theirs = [clip.copy() for clip in ours]
    assert features.disagreement(ours, theirs) == 0.0
    theirs[0][3, 17] += 0.01
    theirs[1][:4, 0] -= 0.01
    assert features.disagreement(ours, theirs) == pytest.approx(0.05)


def test_other_advantages_are_refused_and_another_scale_is_not(benchmark_module) -> None:
    grpo, shared = benchmark_module("grpo_step"), benchmark_module("side_by_side")
    ours = torch.tensor([1.0, -0.5, 0.25, -0.75])
    grpo.agree("the advantages", ours, 0.93 * ours)
    for theirs in (-ours, ours.roll(1), ours + 0.2):
        with pytest.raises(shared.Disagreement, match="the advantages: cosine"):
            grpo.agree("the advantages", ours, theirs)


def test_takes_of_other_tokens_are_refused(benchmark_module) -> None:
    one, shared = benchmark_module("one_by_one"), benchmark_module("side_by_side")
    alone = [SimpleNamespace(motion_tokens=(n, n + 1)) for n in range(100)]
    together = list(alone)
    assert one.check(alone, together) == 0.0
    together[7] = SimpleNamespace(motion_tokens=(7, 9))
    assert one.check(alone, together) == pytest.approx(0.01)
    together[8] = together[9] = together[7]
    with pytest.raises(shared.Disagreement, match="3% of the takes"):
        one.check(alone, together)


def test_films_of_other_length_and_still_films_are_refused(benchmark_module, tmp_path) -> None:
    from kinemind import formats

    render, shared = benchmark_module("render"), benchmark_module("side_by_side")
    motion = render.clip(10)
    names = [tmp_path / name for name in ("ours.mp4", "longer.mp4", "still.mp4")]
    formats.write(motion, names[0], size=(96, 96))
    formats.write(render.clip(12), names[1], size=(96, 96))
    formats.write(replace(motion, joints=np.repeat(motion.joints[:1], 10, 0)), names[2], size=(96, 96))
    render.check(names[0], names[0])
    with pytest.raises(shared.Disagreement, match="frames 10, the peer's 12"):
        render.check(names[0], names[1])
    with pytest.raises(shared.Disagreement, match="nothing moves"):
        render.check(names[0], names[2])


def test_a_step_of_another_reward_is_refused(benchmark_module) -> None:
    step, shared = benchmark_module("rlvr_step"), benchmark_module("side_by_side")
    line = {"reward": 2.4, "length": 90.0, "grad_norm": 1.7}
    step.check(line, {**line, "grad_norm": 1.71})
    with pytest.raises(shared.Disagreement, match="reward"):
        step.check(line, {**line, "reward": 2.0})


def test_another_public_loop_is_refused(benchmark_module, tmp_path) -> None:
    one = benchmark_module("one_by_one")
    with pytest.raises(InputError, match="not a checkout of T2M-GPT"):
        one.public_loop_is_one_by_one(tmp_path)
    (tmp_path / "utils").mkdir()
    (tmp_path / one.LOOP).write_text("index = trans.sample(feat_clip_text, True)\n")
    assert not one.public_loop_is_one_by_one(tmp_path)


def test_the_public_tokenizer_agrees_until_a_weight_differs(benchmark_module, checkout) -> None:
    place = checkout("T2M-GPT")
    step, shared = benchmark_module("tokenizer_step"), benchmark_module("side_by_side")
    config = VQVAEConfig(width=32, code_dim=32, num_codes=16)
    torch.manual_seed(0)
    with shared.importing_from(place, "models/vqvae.py"):
        from utils.losses import ReConsLoss  # type: ignore[import-not-found]

        peer, criterion = step.public_model(config), ReConsLoss("l1_smooth", 22)
    batch = torch.randn(4, step.WINDOW, step.FEATURES)
    peer.train()
    peer(batch)
    ours = VQVAE(config, step.FEATURES)
    step.give_weights(peer, ours)
    step.check(peer, ours, criterion, batch)
    with torch.no_grad():
        ours.smooth.weight.mul_(1.2)
    with pytest.raises(shared.Disagreement, match="reconstruction"):
        step.check(peer, ours, criterion, batch)
    narrow = VQVAE(config.model_copy(update={"depth": 2}), step.FEATURES)
    with pytest.raises(shared.Disagreement, match="convolutions"):
        step.give_weights(peer, narrow)
