"""Seconds a training step of the motion tokenizer: ours beside T2M-GPT's, same widths, same batch.

    python benchmarks/tokenizer_step.py PATH_TO_T2M_GPT_CHECKOUT [--batch 128] [--width 512] [--codes 512]

A step is forward, losses, backward and AdamW on one batch of 64-frame windows.  The public model, quantizer
and loss are imported from the checkout as they are; its `.cuda()` does nothing where there is no GPU.  First
both get the same weights: the parameter counts, the reconstruction, the codes, the loss and its gradient
must agree.  The public decoder has its widest dilation first in each block, ours has it last: ours take the
public order here, which is the same work.  One row has the same loss terms on both sides (the public ones);
the other two have ours, which go through the recovered joints, and the clipped gradient of our training.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from side_by_side import Comparison, Row, importing_from, in_turns, options_of, require, run
from torch import Tensor, nn
from torch.nn import functional as F

from kinemind.features.layout import layout_of
from kinemind.skeletons import HUMANML22
from kinemind.tokenizer.losses import tokenizer_loss
from kinemind.tokenizer.vqvae import VQVAE, VQVAEConfig
from kinemind.training.config import TokenizerStage

WINDOW = 64
FEATURES = 263
COMMIT, VELOCITY, RATE = 0.02, 0.5, 2e-4
CLOSE = 1e-3
"""Largest relative difference of outputs in float32, and of the gradient's direction (1 - cosine)."""
CLOSE_HALF = 0.05
"""Largest relative difference of the reconstruction in bfloat16."""


def public_model(config: VQVAEConfig) -> nn.Module:
    """The public VQ-VAE of the same sizes; to be called with its checkout on the path."""
    from models.vqvae import HumanVQVAE  # type: ignore[import-not-found]

    arguments = Namespace(dataname="t2m", quantizer="ema_reset", mu=config.ema_decay)
    unchanged: Callable[..., Tensor] = lambda tensor, *_, **__: tensor  # noqa: E731
    with patch.object(torch.Tensor, "cuda", unchanged):
        return HumanVQVAE(
            arguments, config.num_codes, config.code_dim, config.code_dim, config.down_steps, 2, config.width,
            config.depth, config.dilation_growth, config.activation, None,
        )  # fmt: skip


def give_weights(peer: Any, ours: VQVAE) -> None:
    """Copy the public model's weights and codebook into ours, module by module in the order of the work."""
    convolutions = [m for m in peer.modules() if isinstance(m, nn.Conv1d)]
    targets: list[Any] = [ours.enter]
    for down, stack in zip(ours.down, ours.down_blocks, strict=True):
        targets += [down, *layers_of(stack)]
    targets += [ours.to_code, ours.from_code]
    for up, stack in zip(ours.up, ours.up_blocks, strict=True):
        targets += [*layers_of(stack), up]
    targets += [ours.smooth, ours.leave]
    require(len(targets) == len(convolutions), f"{len(convolutions)} convolutions, ours {len(targets)}")
    for source, target in zip(convolutions, targets, strict=True):
        require(source.weight.shape == target.weight.shape, f"a convolution of {tuple(source.weight.shape)}")
        target.load_state_dict(source.state_dict())
        target.dilation, target.padding = source.dilation, source.padding
    book = peer.vqvae.quantizer
    quantizer = ours.quantizer
    quantizer.codebooks.copy_(book.codebook[None])
    quantizer.sums.copy_(book.code_sum[None])
    quantizer.counts.copy_(book.code_count[None])
    quantizer.ready.fill_(True)


def layers_of(stack: Any) -> list[Any]:
    """The convolutions of our residual blocks, in order."""
    return [layer for block in stack for layer in (block.wide, block.mix)]


def public_loss(predicted: Tensor, target: Tensor, commit: Tensor) -> Tensor:
    """The public terms on our side: smooth-L1 of all features, of the local positions, commitment."""
    positions = slice(4, 4 + 3 * (HUMANML22.num_joints - 1))
    again = F.smooth_l1_loss(predicted[..., positions], target[..., positions])
    return F.smooth_l1_loss(predicted, target) + COMMIT * commit + VELOCITY * again


def check(peer: Any, ours: VQVAE, criterion: Any, batch: Tensor) -> None:
    """Same weights, same batch: raises Disagreement with what differs."""
    counts = [sum(w.numel() for w in model.parameters()) for model in (peer, ours)]
    require(counts[0] == counts[1], f"{counts[0]} parameters, ours {counts[1]}")
    peer.eval()  # neither codebook moves while outputs are compared
    ours.eval()
    theirs, their_commit, _ = peer(batch)
    found = ours(batch)
    require(
        relative(found.features, theirs) < CLOSE, f"reconstructions by {relative(found.features, theirs):.1e}"
    )
    same = float((found.codes[..., 0] == peer.encode(batch)).float().mean())
    require(same > 1 - CLOSE, f"{1 - same:.1%} of the codes")
    their_loss = (
        criterion(theirs, batch) + COMMIT * their_commit + VELOCITY * criterion.forward_vel(theirs, batch)
    )
    loss = public_loss(found.features, batch, found.commit)
    require(relative(loss, their_loss) < CLOSE, f"the loss: {their_loss:.5f}, ours {loss:.5f}")
    their_loss.backward()
    loss.backward()
    between = cosine(
        peer.vqvae.encoder.model[0].weight.grad,
        ours.enter.weight.grad,  # the end of the way back
    )
    require(1 - between < CLOSE, f"gradients: cosine {between:.4f}")
    with torch.autocast("cpu", torch.bfloat16), torch.no_grad():
        half = ours.decode_latents(ours.quantizer.lookup(found.codes))
    require(relative(half.float(), theirs) < CLOSE_HALF, "the reconstruction in bfloat16")
    peer.train()
    ours.train()


def relative(ours: Tensor, theirs: Tensor) -> float:
    """Norm of the difference over the norm of theirs."""
    ours, theirs = ours.detach(), theirs.detach()
    return float((ours - theirs).norm() / theirs.norm())


def cosine(ours: Tensor | None, theirs: Tensor | None) -> float:
    """Of two gradients, all their numbers as one vector."""
    assert ours is not None and theirs is not None, "there is a gradient"
    return float(F.cosine_similarity(ours.flatten(), theirs.flatten(), dim=0))


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=5)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--batch", type=int, default=128, help="windows a step (the public default)")
    parser.add_argument("--width", type=int, default=512, help="of the convolutions and the codes")
    parser.add_argument("--codes", type=int, default=512)
    options = parser.parse_args(words)
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    config = VQVAEConfig(width=options.width, code_dim=options.width, num_codes=options.codes)
    batch = torch.randn(options.batch, WINDOW, FEATURES)
    with importing_from(options.checkout, "models/vqvae.py"):
        from utils.losses import ReConsLoss  # type: ignore[import-not-found]

        peer, criterion = public_model(config), ReConsLoss("l1_smooth", HUMANML22.num_joints)
    peer.train()
    peer(batch)  # the first batch makes the codebook
    ours = VQVAE(config, FEATURES)
    give_weights(peer, ours)
    check(peer, ours, criterion, batch)
    size = sum(weight.numel() for weight in ours.parameters())

    their_optimizer = torch.optim.AdamW(peer.parameters(), RATE, betas=(0.9, 0.99), weight_decay=0.0)
    optimizer = torch.optim.AdamW(ours.parameters(), RATE, betas=(0.9, 0.99), weight_decay=0.0)
    stage, layout = TokenizerStage(), layout_of(HUMANML22)
    mask = torch.ones(options.batch, WINDOW, dtype=torch.bool)
    mean, std = torch.zeros(FEATURES), torch.ones(FEATURES)

    def their_step() -> None:
        predicted, commit, _ = peer(batch)
        loss = criterion(predicted, batch) + COMMIT * commit
        loss = loss + VELOCITY * criterion.forward_vel(predicted, batch)
        their_optimizer.zero_grad()
        loss.backward()
        their_optimizer.step()

    def same_terms() -> None:
        found = ours(batch, update=True)
        optimizer.zero_grad(set_to_none=True)
        public_loss(found.features, batch, found.commit).backward()
        optimizer.step()

    def own_terms(half: bool) -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            found = ours(batch, mask, update=True)
        terms = tokenizer_loss(found.features.float(), batch, mask, mean, std, layout)
        loss = (
            stage.features_weight * terms.features + stage.velocity_weight * terms.velocity
            + stage.joints_weight * terms.joints + stage.commit_weight * found.commit
        )  # fmt: skip
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(ours.parameters(), 1.0)
        optimizer.step()

    sides: dict[str, Callable[[], object]] = {
        "peer": their_step,
        "the same loss terms, float32": same_terms,
        "our loss terms, float32": lambda: own_terms(False),
        "our loss terms, bfloat16 as we train": lambda: own_terms(True),
    }
    in_turns(sides, 1)  # memory is laid out in the first step
    seconds = in_turns(sides, options.rounds)
    peer_seconds = seconds.pop("peer")
    Comparison(
        "tokenizer_step",
        f"A training step of the motion tokenizer: {size / 1e6:.1f} M parameters, {options.batch} windows of "
        f"{WINDOW} frames",
        "T2M-GPT: its model, quantizer and loss from the checkout, float32",
        "same parameter count; with the same weights the reconstruction, the codes, the loss (same terms) "
        f"and the gradient agree within {CLOSE:g} in float32 (bfloat16: {CLOSE_HALF:g}), without moving the "
        "codebooks",
        tuple(Row.of_seconds(name, own, peer_seconds, "s a step") for name, own in seconds.items()),
    ).finish(options.output, options.threads, words)


if __name__ == "__main__":
    run(main)
