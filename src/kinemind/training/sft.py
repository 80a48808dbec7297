"""Supervised fine-tuning of the policy with TRL's SFTTrainer, text to motion and motion to text."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from math import ceil
from pathlib import Path

import numpy as np
import torch
from transformers import PrinterCallback, set_seed
from trl import SFTConfig

from kinemind.bundle import Bundle
from kinemind.cot.records import CotRecord
from kinemind.errors import InputError
from kinemind.progress import progress
from kinemind.training.config import SFTStage
from kinemind.training.cot_records import data_hash, usable_records
from kinemind.training.examples import Examples, draw_weights
from kinemind.training.lora import adapted
from kinemind.training.processes import processes
from kinemind.training.run import Run
from kinemind.training.saving import last_checkpoint, trained_model
from kinemind.training.starting_policy import load_motion_tokenizer, starting_policy
from kinemind.training.trainer_log import RunLog
from kinemind.training.weighted_trainer import Padding, WeightedTrainer


def train_sft(stage: SFTStage, folder: Path, resume: bool = False) -> Path:
    """Train on CoT records into a run folder; returns the folder of the finished bundle.

    The records are those of `cot_train_jsonl`; without it the rules teacher writes them for the data's train
    split, into the run folder.  Without `base_model` a Qwen3-architecture model and its BPE vocabulary are
    made from scratch.  Raises InputError for missing data or tokenizer, records that are not of the train
    split or whose codes the tokenizer does not have, a batch that cannot be shared evenly, or a run folder
    that holds another run.
    """
    state = processes()
    arguments_fit(stage, state.num_processes)
    motion_tokenizer = load_motion_tokenizer(stage.tokenizer)
    with state.main_process_first():
        run = Run(folder, stage, resume or not state.is_main_process, data_hash(stage))
    if stage.threads:
        torch.set_num_threads(stage.threads)
    set_seed(stage.seed)
    with state.main_process_first():
        records = usable_records(stage, folder, motion_tokenizer)
    start = starting_policy(stage, records, motion_tokenizer.vocabulary_size)
    m2t_share, text_only_share = shares(stage)
    steps = steps_of(stage, records)
    examples = Examples(
        records,
        start.tokenizer,
        start.style,
        stage.dialect,
        batches=steps,
        batch_size=stage.batch_size,
        seed=stage.seed,
        m2t_share=m2t_share,
        text_only_share=text_only_share,
        reasoning_weight=stage.reasoning_weight,
        motion_weight=stage.motion_weight,
        reasoning=stage.use_reasoning,
        reflection_share=stage.reflection_share,
    )
    # TRL still speaks of `gradient_checkpointing`, which transformers is about to rename
    warnings.filterwarnings("ignore", message=".*gradient_checkpointing", category=FutureWarning)
    # peft says that it keeps the embeddings, which it is told to
    warnings.filterwarnings("ignore", message=".*save_embedding_layers")
    pad_id = start.tokenizer.pad_token_id
    assert isinstance(pad_id, int), "the tokenizer has no padding token"
    with progress("sft") as report:
        trainer = WeightedTrainer(
            model=adapted(start.model, stage.adapters) if stage.adapters.rank else start.model,
            args=sft_arguments(stage, folder, steps, state.num_processes),
            train_dataset=examples.as_dataset(),
            processing_class=start.tokenizer,
            data_collator=Padding(pad_id),
            callbacks=[RunLog(run, report, steps=steps, log_every=stage.log_every)],
        )
        trainer.remove_callback(PrinterCallback)  # it would print every log line beside the progress
        last = last_checkpoint(folder / "checkpoints", state.num_processes) if resume else None
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    model = trained_model(trainer, folder)
    if model is not None:
        run.draw_curves()
        Bundle.write(
            folder / "bundle",
            name=folder.name,
            motion_tokenizer=motion_tokenizer,
            model=model,
            tokenizer=start.tokenizer,
            dialect=stage.dialect,
            style=start.style,
            provenance={"stage": "sft", "config": stage.model_dump(mode="json")},
            policy_dtype=start.stored,
            reasoning=stage.use_reasoning,
        )
    state.wait_for_everyone()
    return folder / "bundle"


def shares(stage: SFTStage) -> tuple[float, float]:
    """The shares of the draws that describe a motion, and that are captions without one."""
    m2t = {"t2m": 0.0, "m2t": 1.0, "both": stage.m2t_share}[stage.training_task]
    return m2t, stage.text_only_share if m2t < 1 and stage.use_reasoning else 0.0


def steps_of(stage: SFTStage, records: Sequence[CotRecord]) -> int:
    """Optimizer steps: those of the stage, or as many as its epochs over the records that are drawn take."""
    if not stage.epochs:
        return stage.steps
    drawn = np.count_nonzero(draw_weights(records, *shares(stage)))
    return max(1, ceil(stage.epochs * drawn / stage.batch_size))


def arguments_fit(stage: SFTStage, count: int) -> None:
    """Raises InputError where the sequences of a step cannot be shared evenly by `count` processes."""
    if stage.batch_size % (count * stage.accumulation):
        raise InputError(
            f"{stage.batch_size} sequences a step cannot be shared by {count} processes in "
            f"{stage.accumulation} parts each; choose a batch size that can"
        )


def sft_arguments(stage: SFTStage, folder: Path, steps: int, count: int) -> SFTConfig:
    """The stage as TRL's arguments, for `count` processes; what TRL would choose otherwise is said here."""
    return SFTConfig(
        output_dir=str(folder / "checkpoints"),
        max_steps=steps,
        per_device_train_batch_size=stage.batch_size // (count * stage.accumulation),
        gradient_accumulation_steps=stage.accumulation,
        learning_rate=stage.learning_rate,
        weight_decay=stage.weight_decay,
        max_grad_norm=stage.max_grad_norm,
        warmup_steps=stage.warmup,
        lr_scheduler_type="cosine_with_min_lr",
        lr_scheduler_kwargs={"min_lr": stage.min_learning_rate},
        adam_beta2=0.98,
        bf16=stage.bf16,
        gradient_checkpointing=stage.gradient_checkpointing,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        ddp_find_unused_parameters=False,
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
