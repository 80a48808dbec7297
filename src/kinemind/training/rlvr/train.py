"""RL Binding and RLVR: GRPO from a cold start with TRL's GRPOTrainer, text to motion and motion to text."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch
from peft import PeftConfig
from transformers import PrinterCallback, set_seed

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.language.dialects import Task, tasks_of
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling
from kinemind.progress import progress
from kinemind.rewards import REWARDS
from kinemind.rewards.judges import Judges
from kinemind.rewards.mixing import weights_of
from kinemind.training.config import RLVRStage
from kinemind.training.cot_records import data_hash, usable_records
from kinemind.training.processes import processes
from kinemind.training.rlvr.arguments import grpo_arguments
from kinemind.training.rlvr.drawing import Grammar, OwnDrawing
from kinemind.training.rlvr.log import metrics_of, said_of
from kinemind.training.rlvr.prompts import drawn, passes, prompt_rows, usable_prompts
from kinemind.training.rlvr.scoring import Scoring
from kinemind.training.rlvr.sharing import check_sharing
from kinemind.training.rlvr.trainer import TrimmedTrainer
from kinemind.training.rlvr.watching import Watch
from kinemind.training.run import Run
from kinemind.training.saving import finished_bundle, last_checkpoint
from kinemind.training.trainer_log import RunLog

COHERENCE = "reasoning_coherence"


def train_rlvr(stage: RLVRStage, folder: Path, resume: bool = False) -> Path:
    """Train from a cold start into a run folder; returns the folder of the finished bundle.

    `stage.start_from` is the SFT policy; answers are drawn from the policy, scored by `stage.rewards` and
    compared within their group.  Raises InputError for a missing or unfit start, reference, record or reward
    encoder, and for a run folder that holds another run.
    """
    check_sharing(stage)
    start = Bundle.open(stage.start_from or stage.reference or "nano")
    reference = Bundle.open(stage.reference) if stage.reference else start
    tasks = tasks_of(stage.training_task)
    weights = _weights(stage, start, tasks)
    state = processes()
    with state.main_process_first():
        run = Run(folder, stage, resume or not state.is_main_process, data_hash(stage))
    if stage.threads:
        torch.set_num_threads(stage.threads)
    set_seed(stage.seed)
    motion_tokenizer = start.motion_tokenizer
    with state.main_process_first():
        records = usable_prompts(usable_records(stage, folder, motion_tokenizer))
    policy = Policy.load(start.path / "policy")
    policy.model.config.use_cache = False
    # TRL reads the reference from the place that the model names as its own
    policy.model.config._name_or_path = str(reference.path / "policy")
    _check_reference(stage, policy, start, reference)
    limits = _limits(stage, start)
    judges = Judges(
        motion_tokenizer,
        Bundle.open(stage.reward_encoder) if stage.reward_encoder else start,
        stage.sentence_encoder,
        stage.entailment,
        _device(stage.reward_device),
    )
    _check_judges(judges, weights)
    share = {"t2m": 0.0, "m2t": 1.0, "both": stage.m2t_share}[stage.training_task]
    prompts = (
        passes(records, stage.epochs, stage.seed)
        if stage.epochs
        else drawn(records, stage.steps, stage.prompts, stage.seed, share)
    )
    steps = max(1, len(prompts) // stage.prompts) * stage.iterations if stage.epochs else stage.steps
    longest = max(limits.max_new_tokens(start.dialect, task) for task in tasks)
    scoring = Scoring(policy, start.dialect, limits, judges)
    grammar = Grammar(policy, start.dialect, limits) if stage.grammar else None
    watch = Watch(run, stage, start, scoring, weights, grammar)
    arguments = grpo_arguments(
        stage, folder, steps=steps, weights=weights, longest=longest, processes=state.num_processes
    )
    warnings.filterwarnings("ignore", message=".*(rollout_func|gradient_checkpointing)")
    with progress("rlvr") as report:
        log = RunLog(
            run, report, steps=steps, log_every=stage.log_every, metrics_of=metrics_of, line_of=said_of
        )
        trainer = TrimmedTrainer(
            model=policy.model,
            reward_funcs=[scoring.function(name) for name in weights],
            args=arguments,
            train_dataset=prompt_rows(prompts, policy, start.style),
            processing_class=policy.tokenizer,
            peft_config=_adapters(policy, stage),
            rollout_func=(
                OwnDrawing(stage.seed, Sampling(stage.temperature, stage.top_p), longest, grammar)
                if stage.rollouts == "own"
                else None
            ),
            callbacks=[log, watch],
        )
        trainer.remove_callback(PrinterCallback)  # it would print every log line beside the progress
        last = last_checkpoint(folder / "checkpoints", state.num_processes) if resume else None
        trainer.train(resume_from_checkpoint=str(last) if last else None)
    kept = watch.put_back(trainer.accelerator.unwrap_model(trainer.model)) if state.is_main_process else None
    provenance: dict[str, Any] = {
        "stage": "rlvr",
        "step": kept.step if kept else steps,
        "config": stage.model_dump(mode="json"),
        "rewards": weights,
        "start": dict(start.manifest.get("provenance", {})),
    }
    return finished_bundle(trainer, run, start, provenance)


def _limits(stage: RLVRStage, start: Bundle) -> Limits:
    from dataclasses import replace

    tokenizer = start.motion_tokenizer
    limits = Limits.for_seconds(stage.max_seconds, tokenizer.tokens_per_second, levels=tokenizer.num_levels)
    return replace(limits, max_reasoning=stage.max_reasoning if start.reasoning else 0)


def _check_reference(stage: RLVRStage, policy: Policy, start: Bundle, reference: Bundle) -> None:
    if stage.lora.rank and stage.kl_coef and reference.path.resolve() != start.path.resolve():
        raise InputError(
            "with LoRA the reference is the start without its adapters: leave --rl-reference-ckpt out, or "
            "train every weight (--lora-rank 0)"
        )
    other = Policy.load(reference.path / "policy")
    if other.tokenizer.get_vocab() != policy.tokenizer.get_vocab():
        raise InputError(
            f"the reference {reference.path} has another vocabulary than the policy that starts: its "
            "probabilities cannot be compared"
        )


def _weights(stage: RLVRStage, start: Bundle, tasks: tuple[Task, ...]) -> dict[str, float]:
    weights = weights_of(stage.rewards, start.dialect, tasks)
    if not start.reasoning:
        if COHERENCE in stage.rewards:
            raise InputError(
                f"{COHERENCE} has nothing to judge: the bundle {start.path} answers without reasoning; "
                "leave it out of --rewards"
            )
        weights.pop(COHERENCE, None)
    return weights


def _check_judges(judges: Judges, weights: dict[str, float]) -> None:
    """Models that are missing are told before the first step, not after it."""
    if any(REWARDS[name].asks_encoder for name in weights):
        _ = judges.encoder.sentences
    if "semantic_alignment" in weights:
        _ = judges.sentences
    if COHERENCE in weights:
        _ = judges.entailment


def _adapters(policy: Policy, stage: RLVRStage) -> PeftConfig | None:
    if not stage.lora.rank:
        return None
    from kinemind.training.lora import adapters

    return adapters(policy.model, stage.lora)


def _device(name: str) -> str:
    if name != "auto":
        return name
    return "cuda" if torch.cuda.is_available() else "cpu"
