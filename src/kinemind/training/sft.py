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

from kinemind.bundle import Bundle
from kinemind.progress import Report, progress
from kinemind.training.config import SFTStage
from kinemind.training.cot_records import data_hash, usable_records
from kinemind.training.examples import Examples
from kinemind.training.run import Run
from kinemind.training.starting_policy import load_motion_tokenizer, starting_policy


def train_sft(stage: SFTStage, folder: Path, resume: bool = False) -> Path:
    """Train on CoT records into a run folder; returns the folder of the finished bundle.

    The records are those of `cot_train_jsonl`; without it the rules teacher writes them for the data's train
    split, into the run folder.  Without `base_model` a Qwen3-architecture model and its BPE vocabulary are
    made from scratch.  Raises InputError for missing data or tokenizer, records that are not of the train
    split or whose codes the tokenizer does not have, or a run folder that holds another run.
    """
    motion_tokenizer = load_motion_tokenizer(stage.tokenizer)
    run = Run(folder, stage, resume, data_hash(stage))
    if stage.threads:
        torch.set_num_threads(stage.threads)
    set_seed(stage.seed)
    records = usable_records(stage, folder, motion_tokenizer)
    model, tokenizer, style = starting_policy(stage, records, motion_tokenizer.vocabulary_size)
    m2t_share = {"t2m": 0.0, "m2t": 1.0, "both": stage.m2t_share}[stage.training_task]
    examples = Examples(
        records,
        tokenizer,
        style,
        stage.dialect,
        batches=stage.steps,
        batch_size=stage.batch_size,
        seed=stage.seed,
        m2t_share=m2t_share,
        text_only_share=stage.text_only_share if m2t_share < 1 else 0.0,
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
