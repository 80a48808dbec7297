"""The processes that train together: one, or as many as torchrun or `accelerate launch` started."""

from __future__ import annotations

import torch
from accelerate import PartialState


def processes() -> PartialState:
    """accelerate's view of them; asked without `cpu`, it takes several on the CPU for one each."""
    return PartialState(cpu=not torch.cuda.is_available())
