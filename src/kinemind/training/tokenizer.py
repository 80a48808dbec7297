"""Train the motion tokenizer: windows of features → VQ-VAE → losses; checkpoints resume exactly."""

from __future__ import annotations

import time
from pathlib import Path

import torch

from kinemind import augmentation
from kinemind.corpora import open_data
from kinemind.errors import InputError
from kinemind.evaluation.reconstruction import reconstruction_figures
from kinemind.features.layout import layout_of
from kinemind.features.normalisation import measure_normalisation
from kinemind.progress import progress
from kinemind.tokenizer import VQVAE, MotionTokenizer
from kinemind.tokenizer.losses import TokenizerLoss, tokenizer_loss
from kinemind.training.config import TokenizerStage
from kinemind.training.motions import motion_samples
from kinemind.training.run import Run, load_checkpoint
from kinemind.training.schedule import warmup_cosine
from kinemind.training.windows import Windows, floor_height

DECODER = ("from_code.", "up_blocks.", "up.", "smooth.", "leave.")
"""Beginnings of the decoder's weight names: what comes after the quantizer."""


def train_tokenizer(stage: TokenizerStage, folder: Path, resume: bool = False) -> MotionTokenizer:
    """Train on the data's train split into a run folder and return the tokenizer.

    The folder ends with `tokenizer/` (weights, statistics), metrics, curves and the last checkpoint.  The
    state of step n depends on the seed and n alone, so a killed run continues as if nothing had happened.
    With `decoder_only` encoder, codebooks and statistics stay those of `start_from`, bit by bit.
    """
    start = _starting_weights(stage)
    corpus = open_data(stage.data)
    run = Run(folder, stage, resume, corpus.content_hash)
    if stage.threads:
        torch.set_num_threads(stage.threads)
    composites = corpus.composites("train") if stage.composites else []
    if stage.new_composites:
        composites = [*composites, *augmentation.build(corpus, stage.seed, stage.new_composites)]
    train = motion_samples(corpus, "train", stage.mirror, composites, stage.balance)
    validation = motion_samples(corpus, "val") if corpus.clips("val") else []
    skeleton = corpus.clips("train")[0].motion.skeleton
    layout = layout_of(skeleton)
    if stage.start_from:
        normalisation = MotionTokenizer.load(Path(stage.start_from) / "tokenizer").normalisation
    else:
        normalisation = measure_normalisation([s.features for s in train], layout)

    torch.manual_seed(stage.seed)
    model = VQVAE(stage.vqvae, layout.size)
    tokenizer = MotionTokenizer(model, normalisation, layout)
    for name, weight in model.named_parameters():
        weight.requires_grad_(not stage.decoder_only or name.startswith(DECODER))
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(
        trained, stage.learning_rate, betas=(0.9, 0.99), weight_decay=stage.weight_decay
    )
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, warmup_cosine(stage.warmup, stage.steps))
    windows = Windows(
        [s.features for s in train],
        [s.weight for s in train],
        normalisation,
        stage.window,
        stage.batch_size,
        stage.seed,
        stage.vqvae.downsampling,
        [floor_height(s.features, layout) for s in train],
    )
    first = 0
    state = run.load_checkpoint()
    if state is None and start:
        model.load_state_dict(start)
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        first = int(state["step"])
        run.cut_log(first)

    mean, std = torch.from_numpy(normalisation.mean), torch.from_numpy(normalisation.std)
    with progress("tokenizer") as report:
        report(first, stage.steps)
        for step in range(first, stage.steps):
            begun = time.perf_counter()
            torch.manual_seed(stage.seed * 1_000_003 + step)  # dead codes start again at random vectors
            batch = windows.batch(step)
            target, mask = torch.from_numpy(batch.features), torch.from_numpy(batch.mask)
            model.train()
            with torch.autocast("cpu", torch.bfloat16, enabled=stage.bf16):
                output = model(target, mask, update=not stage.decoder_only)
            floor = torch.from_numpy(batch.floor)
            terms = tokenizer_loss(output.features.float(), target, mask, mean, std, layout, floor)
            loss = _total(terms, output.commit, stage)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            scheduler.step()
            done = step + 1
            if done % stage.log_every == 0:
                metrics = {
                    "loss": loss.item(),
                    "features": terms.features.item(),
                    "velocity": terms.velocity.item(),
                    "joints": terms.joints.item(),
                    "slide_mm": terms.slide.item() * 1000,
                    "jerk": terms.jerk.item(),
                    "commit": output.commit.item(),
                    "mpjpe_mm": terms.mpjpe_mm.item(),
                    "grad_norm": float(norm),
                    "learning_rate": scheduler.get_last_lr()[0],
                    "seconds_a_step": time.perf_counter() - begun,
                }
                run.log(done, metrics)
                report(done, stage.steps, f"loss {metrics['loss']:.3f}  {metrics['mpjpe_mm']:.1f} mm")
            if validation and (done % stage.evaluate_every == 0 or done == stage.steps):
                figures = reconstruction_figures(tokenizer, [s.features for s in validation])
                run.log(done, {f"val/{name}": value for name, value in figures.items()})
            if done % stage.checkpoint_every == 0 or done == stage.steps:
                # before the checkpoint: a run killed between the two does its last steps again
                tokenizer.save(folder / "tokenizer")
                run.save_checkpoint(
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "scheduler": scheduler.state_dict(),
                        "step": done,
                    }
                )
                run.draw_curves()
    return tokenizer


def _starting_weights(stage: TokenizerStage) -> dict[str, torch.Tensor]:
    """Weights to start from, none for a new tokenizer.

    A decoder alone starts from the saved tokenizer, whose tokens are in use.  Raises InputError for none to
    start from, or one of other sizes.
    """
    if not stage.start_from:
        if stage.decoder_only:
            raise InputError("decoder_only needs start_from: the tokenizer whose tokens keep their meaning")
        return {}
    if not stage.decoder_only:
        return load_checkpoint(Path(stage.start_from))["model"]
    model = MotionTokenizer.load(Path(stage.start_from) / "tokenizer").model
    if model.config != stage.vqvae:
        raise InputError(f"the tokenizer in {stage.start_from} has other sizes than the recipe's `vqvae`")
    return model.state_dict()


def _total(terms: TokenizerLoss, commit: torch.Tensor, stage: TokenizerStage) -> torch.Tensor:
    return (
        stage.features_weight * terms.features
        + stage.velocity_weight * terms.velocity
        + stage.joints_weight * terms.joints
        + stage.slide_weight * terms.slide
        + stage.jerk_weight * terms.jerk
        + stage.commit_weight * commit
    )
