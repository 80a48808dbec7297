"""TRL's GRPOTrainer whose forward passes go over answers of like length together."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad
from trl import GRPOTrainer

from kinemind.training.weighted_trainer import LENGTHS

SMALLEST_PART = 8
"""Rows that are worth a forward pass of their own."""
MOST_PARTS = 6


class TrimmedTrainer(GRPOTrainer):
    """Answers differ in length several times over, and TRL pads all to the longest: half of the compute is
    padding.  Here the rows go through the model in parts of like length, each cut to its own longest row;
    what comes out is the same."""

    def _get_per_token_logps_and_entropies(
        self,
        model: Any,
        input_ids: Tensor,
        attention_mask: Tensor,
        logits_to_keep: int,
        batch_size: int | None = None,
        compute_entropy: bool = False,
        compute_aux_loss: bool = False,
        **more: Any,
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Log probabilities and entropies of the last `logits_to_keep` tokens, (B, K); 0 at padding."""
        whole = super()._get_per_token_logps_and_entropies
        parts = min(MOST_PARTS, len(input_ids) // SMALLEST_PART)
        # sharded models want as many forward passes in every process, and DDP one a backward pass
        alone = self.accelerator.num_processes == 1
        if parts < 2 or not alone or compute_aux_loss or any(value is not None for value in more.values()):
            return whole(
                model, input_ids, attention_mask, logits_to_keep, batch_size, compute_entropy,
                compute_aux_loss, **more,
            )  # fmt: skip
        before = input_ids.shape[1] - logits_to_keep
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        ends = (attention_mask * (places + 1)).amax(1).clamp_min(before + 1)
        starts = input_ids.shape[1] - (attention_mask * (places.flip(0) + 1)).amax(1)
        order = ends.argsort(stable=True)
        logps, entropies = [], []
        for rows in order.chunk(parts):
            start = min(int(starts[rows].min()), before - 1)
            keep = min(-(-(int(ends[rows].max()) - before) // LENGTHS) * LENGTHS, logits_to_keep)
            cut = slice(start, before + keep)
            wider = (0, logits_to_keep - keep)
            its_logps, its_entropies, _ = whole(
                model, input_ids[rows, cut], attention_mask[rows, cut], keep, batch_size, compute_entropy
            )
            logps.append(pad(its_logps, wider))
            if compute_entropy:
                entropies.append(pad(its_entropies, wider))
        back = order.argsort()
        return torch.cat(logps)[back], torch.cat(entropies)[back] if compute_entropy else None, None
