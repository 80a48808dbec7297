"""TRL's SFTTrainer with a loss weight for every token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch.nn import functional as F
from trl import SFTTrainer

LENGTHS = 16
"""Batches are padded to a multiple of so many tokens: the CPU's kernels are compiled and kept for every
length they meet, which at any length costs gigabytes."""


class Padding:
    """Pad rows on the right to the longest of the batch, and that to a multiple of LENGTHS."""

    def __init__(self, pad_id: int) -> None:
        self.pad_id = pad_id

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
        longest = -(-max(len(row["input_ids"]) for row in rows) // LENGTHS) * LENGTHS
        fill = {"input_ids": self.pad_id, "labels": -100, "loss_weights": 0.0}
        batch = {
            key: torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows])
            for key, value in fill.items()
        }
        lengths = torch.tensor([len(row["input_ids"]) for row in rows])
        batch["attention_mask"] = (torch.arange(longest) < lengths[:, None]).long()
        return batch


class WeightedTrainer(SFTTrainer):
    """Loss: the sum of weighted cross-entropies over the sum of the weights, both over the whole optimizer
    step: parts of an accumulated batch and processes do not change it."""

    def get_batch_samples(
        self, epoch_iterator: Iterator[Any], num_batches: int, device: torch.device
    ) -> tuple[list[Any], torch.Tensor | int | None]:
        parts, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
        if not parts:
            return parts, None
        total = torch.stack([_wanted(part)[1].sum() for part in parts]).sum()
        return parts, self.accelerator.gather(total.to(device)).sum()

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        outputs = model(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], use_cache=False
        )
        wanted, weights = _wanted(inputs)
        labels = inputs["labels"][:, 1:][wanted]
        losses = F.cross_entropy(outputs.logits[:, :-1][wanted].float(), labels, reduction="none")
        total = weights.sum() if num_items_in_batch is None else torch.as_tensor(num_items_in_batch)
        # gradients are averaged over the processes, the sum is meant
        shares = 1 if num_items_in_batch is None else self.accelerator.num_processes
        loss = (losses * weights).sum() / total.clamp(min=1e-6) * shares
        return (loss, outputs) if return_outputs else loss


def _wanted(batch: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Which tokens after the first are learnt, as a mask [B, L-1], and their weights, in order."""
    wanted = batch["labels"][:, 1:] != -100
    return wanted, batch["loss_weights"][:, 1:][wanted]
