"""Supervised fine-tuning of the policy with TRL's SFTTrainer, text to motion and motion to text."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional as F
from transformers import (
    PrinterCallback,
    TrainerCallback,
    set_seed,
)
from trl import SFTConfig, SFTTrainer

from kinemind import augmentation
from kinemind.bundle import Bundle
from kinemind.corpora import Clip, Corpus, open_data
from kinemind.progress import Report, progress
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.config import SFTStage
from kinemind.training.examples import Examples, Learnable, learnable
from kinemind.training.motions import motion_samples
from kinemind.training.run import Run
from kinemind.training.starting_policy import load_motion_tokenizer, starting_policy


def train_sft(stage: SFTStage, folder: Path, resume: bool = False) -> Path:
    """Train on the data's train split into a run folder; returns the folder of the finished bundle.

    Without `base_model` a Qwen3-architecture model and its BPE vocabulary are made from scratch.
    Raises InputError for missing data or tokenizer, or a run folder that holds another run.
    """
    motion_tokenizer = load_motion_tokenizer(stage.tokenizer)
    corpus = open_data(stage.data)
    run = Run(folder, stage, resume, corpus.content_hash)
    if stage.threads:
        torch.set_num_threads(stage.threads)
    set_seed(stage.seed)
    motions = learnable_motions(stage, corpus, motion_tokenizer)
    model, tokenizer, style = starting_policy(stage, motions, motion_tokenizer.vocabulary_size)
    m2t_share = {"t2m": 0.0, "m2t": 1.0, "both": stage.m2t_share}[stage.training_task]
    examples = Examples(
        motions,
        tokenizer,
        style,
        stage.dialect,
        batches=stage.steps,
        batch_size=stage.batch_size,
        seed=stage.seed,
        m2t_share=m2t_share,
        reasoning_weight=stage.reasoning_weight,
        motion_weight=stage.motion_weight,
    )
    # TRL still speaks of `gradient_checkpointing`, which transformers is about to rename
    warnings.filterwarnings("ignore", message=".*gradient_checkpointing", category=FutureWarning)
    arguments = SFTConfig(
        output_dir=str(folder / "checkpoints"),
        max_steps=stage.steps,
        per_device_train_batch_size=stage.batch_size,
        learning_rate=stage.learning_rate,
        weight_decay=stage.weight_decay,
        max_grad_norm=stage.max_grad_norm,
        warmup_steps=stage.warmup,
        lr_scheduler_type="cosine_with_min_lr",
        lr_scheduler_kwargs={"min_lr": stage.min_learning_rate},
        adam_beta2=0.98,
        bf16=stage.bf16,
        gradient_checkpointing=False,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        train_sampling_strategy="sequential",
        logging_strategy="no",
        save_steps=stage.checkpoint_every,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
        seed=stage.seed,
        max_length=None,
        packing=False,
        remove_unused_columns=False,
        dataset_kwargs={"skip_prepare_dataset": True},
    )
    with progress("sft") as report:
        trainer = _WeightedTrainer(
            model=model,
            args=arguments,
            train_dataset=examples.as_dataset(),
            processing_class=tokenizer,
            data_collator=_Padding(tokenizer.pad_token_id),
            callbacks=[_RunLog(run, stage, report)],
        )
        trainer.remove_callback(PrinterCallback)  # it would print every log line beside the progress
        last = _last_checkpoint(folder / "checkpoints") if resume else None
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    run.draw_curves()
    provenance = {"stage": "sft", "config": stage.model_dump(mode="json")}
    return Bundle.write(
        folder / "bundle",
        name=folder.name,
        motion_tokenizer=motion_tokenizer,
        model=model,
        tokenizer=tokenizer,
        dialect=stage.dialect,
        style=style,
        provenance=provenance,
    )


def learnable_motions(stage: SFTStage, corpus: Corpus, motion_tokenizer: MotionTokenizer) -> list[Learnable]:
    """The train split's clips and composites, new composites and all mirror images, as tokens with words.

    `composite_share` is the share of draws that composites get.
    """
    composites = list(corpus.composites("train"))
    if stage.new_composites:
        composites += augmentation.build(corpus, seed=stage.seed, count=stage.new_composites)
    samples = motion_samples(corpus, "train", stage.mirror, composites, stage.balance)
    tokens = motion_tokenizer.encode_many([s.features for s in samples])
    clips = augmentation.with_mirrors(corpus.clips("train"))
    single = sum(s.weight for s in samples if isinstance(s.origin, Clip))
    joined = sum(s.weight for s in samples if not isinstance(s.origin, Clip))
    scale = stage.composite_share / (1 - stage.composite_share) * single / joined if joined else 1.0
    return [
        learnable(s.origin, s.mirrored, row, s.weight * (1.0 if isinstance(s.origin, Clip) else scale), clips)
        for s, row in zip(samples, tokens, strict=True)
    ]


class _Padding:
    """Pad rows on the right to the longest of the batch."""

    def __init__(self, pad_id: int) -> None:
        self.pad_id = pad_id

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        longest = max(len(row["input_ids"]) for row in rows)
        fill = {"input_ids": self.pad_id, "labels": -100, "loss_weights": 0.0}
        batch = {
            key: torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows])
            for key, value in fill.items()
        }
        lengths = torch.tensor([len(row["input_ids"]) for row in rows])
        batch["attention_mask"] = (torch.arange(longest) < lengths[:, None]).long()
        return batch


class _WeightedTrainer(SFTTrainer):
    """SFTTrainer with a weight for every token: mean of weighted cross-entropies over the weights."""

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        weights, labels = inputs["loss_weights"][:, 1:], inputs["labels"][:, 1:]
        outputs = model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
        )
        wanted = labels != -100
        losses = F.cross_entropy(outputs.logits[:, :-1][wanted].float(), labels[wanted], reduction="none")
        loss = (losses * weights[wanted]).sum() / weights[wanted].sum().clamp(min=1e-6)
        return (loss, outputs) if return_outputs else loss


class _RunLog(TrainerCallback):
    """Metrics, curves and progress of the trainer into the run folder."""

    def __init__(self, run: Run, stage: SFTStage, report: Report) -> None:
        self.run, self.stage, self.report = run, stage, report

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.run.cut_log(state.global_step)
        self.report(state.global_step, self.stage.steps)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step % self.stage.log_every == 0:
            control.should_log = True

    def on_log(
        self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kw: Any
    ) -> None:
        kept = {k: float(v) for k, v in (logs or {}).items() if k in ("loss", "grad_norm", "learning_rate")}
        if "loss" in kept:
            self.run.log(state.global_step, kept)
            self.report(state.global_step, self.stage.steps, f"loss {kept['loss']:.3f}")

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.run.draw_curves()


def _last_checkpoint(folder: Path) -> Path | None:
    """The newest whole checkpoint: the trainer writes its state file last."""
    whole = [p for p in folder.glob("checkpoint-*") if (p / "trainer_state.json").is_file()]
    return max(whole, key=lambda p: int(p.name.split("-")[1]), default=None)
