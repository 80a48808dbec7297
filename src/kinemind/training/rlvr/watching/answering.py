"""What the present policy answers on val; the training goes on as if nobody had asked."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch

from kinemind.generation import MOTION_TO_TEXT, TEXT_TO_MOTION
from kinemind.language.decoding import decode
from kinemind.language.dialects import Task
from kinemind.training.rlvr.drawing import Grammar

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

BATCH = 128
"""Answers decoded together."""
SAMPLING = {"t2m": TEXT_TO_MOTION, "m2t": MOTION_TO_TEXT}
"""The product's."""


@contextmanager
def untouched(model: torch.nn.Module) -> Iterator[None]:
    """The model in evaluation mode; afterwards every module's mode and all random numbers are as before."""
    training = [module for module in model.modules() if module.training]
    python, numbers = random.getstate(), np.random.get_state()
    with torch.random.fork_rng():
        model.eval()
        try:
            yield
        finally:
            for module in training:
                module.training = True
            random.setstate(python)
            np.random.set_state(numbers)


def answers(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[Sequence[int]],
    task: Task,
    longest: int,
    grammar: Grammar | None = None,
) -> list[list[int]]:
    """One answer a prompt, of `longest` tokens at most; answer n is drawn with the seed n in every report.

    Drawn as the training draws: under its grammar, or with none, so that what is written wrong is seen.
    """
    found: list[list[int]] = []
    for first in range(0, len(prompts), BATCH):
        part = prompts[first : first + BATCH]
        seeds = range(first, first + len(part))
        constraint = grammar.of(part[0]) if grammar else None
        begun: list[list[int]] = [[] for _ in part]
        found += decode(model, tokenizer, part, seeds, SAMPLING[task], constraint, longest, begun)
    return found
