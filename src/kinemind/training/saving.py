"""What a trainer leaves behind: whole checkpoints, and the finished bundle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel, PreTrainedTokenizerBase, Trainer

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.training.lora import merged
from kinemind.training.run import Run

ADAPTER = "adapter"
"""Folder in the run folder for the adapter of a LoRA run; the bundle holds the merged model."""


def last_checkpoint(folder: Path, processes: int = 1) -> Path | None:
    """The newest whole checkpoint: its state file, which is written after the rest, and every process's part.

    Raises InputError where there are only those of another number of processes.
    """
    wanted = {"rng_state.pth"} if processes == 1 else {f"rng_state_{n}.pth" for n in range(processes)}
    parts = {
        path: {part.name for part in path.glob("rng_state*.pth")}
        for path in folder.glob("checkpoint-*")
        if _is_whole(path / "trainer_state.json")
    }
    whole = [path for path, names in parts.items() if names == wanted]
    if not whole and any(names - wanted for names in parts.values()):
        raise InputError(
            f"the checkpoints in {folder} were not written by {processes} process{'es' * (processes > 1)}: "
            "resume with as many as the run was started with"
        )
    return max(whole, key=lambda path: int(path.name.split("-")[1]), default=None)


def _is_whole(state: Path) -> bool:
    try:
        return "global_step" in json.loads(state.read_text())
    except (OSError, ValueError):  # none yet, or cut off by a kill
        return False


def trained_model(trainer: Trainer, folder: Path) -> PreTrainedModel | None:
    """The plain trained model, in the main process; every process must call it.

    Adapters are merged and also kept in `folder`/adapter; weights that are shared out (FSDP) are brought
    together.
    """
    accelerator = trainer.accelerator
    model = accelerator.unwrap_model(trainer.model)
    if not trainer.is_fsdp_enabled:
        return merged(model, folder / ADAPTER) if accelerator.is_main_process else None
    weights = accelerator.get_state_dict(trainer.model)
    if not accelerator.is_main_process:
        return None
    with torch.device("meta"):
        plain = AutoModelForCausalLM.from_config(model.config)
    plain.load_state_dict(weights, assign=True)
    plain.tie_weights()
    return plain


def finished_bundle(trainer: Trainer, run: Run, start: Bundle, provenance: Mapping[str, Any]) -> Path:
    """The trained policy in a bundle with the start's other parts; written by the main process."""
    place = run.folder / "bundle"
    model, tokenizer = trained_model(trainer, run.folder), trainer.processing_class
    assert isinstance(tokenizer, PreTrainedTokenizerBase)
    if model is not None:
        run.draw_curves()
        Bundle.write(
            place,
            name=run.folder.name,
            motion_tokenizer=start.motion_tokenizer,
            model=model,
            tokenizer=tokenizer,
            dialect=start.dialect,
            style=start.style,
            provenance=provenance,
            policy_dtype=start.policy_dtype,
            reasoning=start.reasoning,
            reward_encoder=start.reward_folder,
        )
    trainer.accelerator.wait_for_everyone()
    return place
