"""Train a contrastive text–motion encoder: pairs → two towers → InfoNCE; checkpoints resume exactly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from kinemind import augmentation
from kinemind.corpora import open_data
from kinemind.cot.subjects.text_only import read_captions
from kinemind.encoders.contrastive.loss import info_nce
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Role, Towers, padded
from kinemind.encoders.contrastive.near_captions import near_equal
from kinemind.encoders.sentence import sentence_encoder
from kinemind.evaluation.pools import distinct_pools
from kinemind.features.layout import layout_of
from kinemind.features.normalisation import Normalisation, measure_normalisation
from kinemind.metrics.r_precision import r_precision
from kinemind.progress import progress
from kinemind.training.config import EncoderStage
from kinemind.training.pairs import Pair, Texts, pairs, without_fold
from kinemind.training.rewording import Rewording, human_wordings
from kinemind.training.run import Run
from kinemind.training.schedule import warmup_cosine

MOST_SCALE = 100.0
"""The temperature is never under its inverse."""


def train_encoder(stage: EncoderStage, role: Role, folder: Path, resume: bool = False) -> MotionTextEncoder:
    """Train on the data's train split less one fold into a run folder and return the encoder.

    The folder ends with `encoder/`, metrics, curves and the last checkpoint.  What is kept is the running
    average of the weights at the last step: val is reported and selects nothing.  The state of step n
    depends on the seed and n alone.
    """
    corpus = open_data(stage.data)
    run = Run(folder, stage, resume, corpus.content_hash)
    if stage.threads:
        torch.set_num_threads(stage.threads)
    seen = without_fold(corpus, stage.folds, stage.fold)
    recipes = seen.composites("train") if stage.composites else []
    if stage.new_composites:
        recipes = [*recipes, *augmentation.build(seen, stage.seed, stage.new_composites)]
    human = [text for _, text in read_captions(Path(stage.captions))] if stage.captions else []
    rewording = Rewording(stage.rewordings, stage.seed, human_wordings(human, corpus))
    train = pairs(
        seen, "train", mirror=stage.mirror, composites=recipes,
        composite_share=stage.composite_share, balance=stage.balance,
        rewording=rewording,
    )  # fmt: skip
    validation = pairs(corpus, "val", composites=corpus.composites("val")) if corpus.clips("val") else []
    layout = layout_of(corpus.all_clips[0].motion.skeleton)
    normalisation = measure_normalisation([p.features for p in train], layout)
    sentences = sentence_encoder(stage.model.sentence_encoder)
    texts = Texts.of([text for pair in train for text in (*pair.texts, *pair.reworded)], sentences)

    torch.manual_seed(stage.seed)
    towers = Towers(stage.model, layout.size)
    average = torch.optim.swa_utils.AveragedModel(
        towers, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(stage.averaging)
    )
    optimizer = torch.optim.AdamW(towers.parameters(), stage.learning_rate, weight_decay=stage.weight_decay)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, warmup_cosine(stage.warmup, stage.steps))
    batches = Batches(train, texts, normalisation, stage)
    encoder = MotionTextEncoder(cast(Towers, average.module), stage.model, role, normalisation, layout)
    first = 0
    if (state := run.load_checkpoint()) is not None:
        towers.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        scheduler.load_state_dict(state["scheduler"])
        first = int(state["step"])
        run.cut_log(first)

    with progress(f"{role} encoder") as report:
        report(first, stage.steps)
        for step in range(first, stage.steps):
            begun = time.perf_counter()
            torch.manual_seed(stage.seed * 1_000_003 + step)
            batch = batches.batch(step)
            towers.train()
            with torch.autocast("cpu", torch.bfloat16, enabled=stage.bf16):
                motion = towers.motion(batch.features, batch.frames)
                text = towers.text(batch.pieces, batch.words)
            scale = towers.log_scale.exp().clamp(max=MOST_SCALE)
            loss = info_nce(text.float(), motion.float(), batch.alike, 1 / scale)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(towers.parameters(), stage.max_grad_norm)
            optimizer.step()
            scheduler.step()
            average.update_parameters(towers)
            done = step + 1
            if done % stage.log_every == 0:
                metrics = {
                    "loss": loss.item(),
                    "temperature": 1 / float(scale.detach()),
                    "masked": float(batch.alike.float().mean()) - 1 / len(batch.alike),
                    "grad_norm": float(norm),
                    "learning_rate": float(scheduler.get_last_lr()[0]),
                    "seconds_a_step": time.perf_counter() - begun,
                }
                run.log(done, metrics)
                report(done, stage.steps, f"loss {metrics['loss']:.3f}")
            if validation and (done % stage.evaluate_every == 0 or done == stage.steps):
                run.log(done, {f"val/{k}": v for k, v in validation_figures(encoder, validation).items()})
            if done % stage.checkpoint_every == 0 or done == stage.steps:
                # before the checkpoint: a run killed between the two does its last steps again
                encoder.save(folder / "encoder")
                run.save_checkpoint(
                    {
                        "model": towers.state_dict(),
                        "average": average.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "scheduler": scheduler.state_dict(),
                        "step": done,
                    }
                )
                run.draw_curves()
    return encoder


@dataclass(frozen=True, eq=False)
class Batch:
    """Normalised features with the real frames, word pieces with the real ones, and who says the same."""

    features: Float[Tensor, "B T F"]
    frames: Bool[Tensor, "B T"]
    pieces: Float[Tensor, "B L S"]
    words: Bool[Tensor, "B L"]
    alike: Bool[Tensor, "B B"]


class Batches:
    """Pairs drawn by weight, one caption each; which ones step n gets depends on the seed and n alone."""

    def __init__(
        self, train: Sequence[Pair], texts: Texts, normalisation: Normalisation, stage: EncoderStage
    ) -> None:
        self.motions = [normalisation.normalise(pair.features).values for pair in train]
        self.texts, self.stage = texts, stage
        self.captions = [[texts.number[text] for text in pair.texts] for pair in train]
        self.reworded = [[texts.number[text] for text in pair.reworded] for pair in train]
        numbers: dict[object, int] = {}
        self.keys = torch.tensor([numbers.setdefault(pair.key, len(numbers)) for pair in train])
        weights = np.array([pair.weight for pair in train])
        self.share = weights / weights.sum()

    def batch(self, step: int) -> Batch:
        stage = self.stage
        rng = np.random.default_rng([stage.seed, step])
        size = min(stage.batch_size, len(self.motions))
        picks = rng.choice(len(self.motions), size, replace=False, p=self.share)
        features, frames = padded([self.motions[i] for i in picks])
        features = features + stage.noise * torch.randn(features.shape)  # seeded by the step
        rows = [self._caption(int(i), rng) for i in picks]
        pieces, words = self.texts.batch(rows)
        kept = torch.from_numpy(rng.random(words.shape) >= stage.word_dropout)
        kept[:, 0] = True  # the first marker stays, so that no row is empty
        meanings = [self.texts.meanings[row] for row in rows]
        alike = near_equal(meanings, self.texts.sentences[rows], stage.near_threshold)
        keys = self.keys[picks]
        return Batch(features, frames, pieces, words & kept, alike | (keys[:, None] == keys[None, :]))

    def _caption(self, pair: int, rng: np.random.Generator) -> int:
        other = self.reworded[pair]
        use = other and rng.random() < self.stage.reworded_share
        return int(rng.choice(other if use else self.captions[pair]))


def validation_figures(encoder: MotionTextEncoder, validation: Sequence[Pair]) -> dict[str, float]:
    """R-precision of single clips and of composites in pools of distinct labels, every caption a query."""
    figures: dict[str, float] = {}
    for name, chosen in (
        ("singles", [p for p in validation if not p.composite]),
        ("composites", [p for p in validation if p.composite]),
    ):
        if len({p.key for p in chosen}) < 2:
            continue
        rng = np.random.default_rng(0)
        motions = encoder.embed_features([p.features for p in chosen])
        found = []
        for turn in range(3):
            words = encoder.embed_texts([p.texts[turn % len(p.texts)] for p in chosen])
            pools = distinct_pools([p.key for p in chosen], rng)
            found.append(r_precision(words, motions, pools, min(3, pools.shape[1])))
        for k, value in enumerate(np.mean(found, axis=0), start=1):
            figures[f"r_precision_{k}_{name}"] = float(value)
    return figures
