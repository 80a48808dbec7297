"""The prompts of a run: CoT records in a fixed order, a pure function of records, tasks and seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from datasets import Dataset

from kinemind.cot.records import CotRecord
from kinemind.errors import InputError
from kinemind.language.policy import Policy
from kinemind.language.prompts import PromptStyle, prompt_text
from kinemind.training.examples import approximate_length, draw_weights

_BLOCK = 16
"""Steps whose prompts are drawn together and sorted by length."""


def usable_prompts(records: Sequence[CotRecord]) -> list[CotRecord]:
    """The records with a motion: one without has nothing to be compared with.  Raises InputError for none."""
    found = sorted((record for record in records if record.motion_tokens), key=lambda record: record.id)
    if not found:
        raise InputError("none of the CoT records has motion tokens: there is nothing to reward against")
    return found


def drawn(
    records: Sequence[CotRecord], steps: int, prompts: int, seed: int, m2t_share: float
) -> list[CotRecord]:
    """`prompts` records for every step, by their weights.

    The prompts of a step have about the same length: what is padded to the longest answer is little.
    """
    weights = draw_weights(records, m2t_share, 0.0)
    chosen: list[CotRecord] = []
    for number, first in enumerate(range(0, steps, _BLOCK)):
        rng = np.random.default_rng([seed, 11, number])
        length = min(_BLOCK, steps - first)
        picks = [records[pick] for pick in rng.choice(len(records), length * prompts, p=weights)]
        picks.sort(key=lambda record: (record.task, approximate_length(record, True), record.id))
        for step in rng.permutation(length):
            chosen += picks[step * prompts : (step + 1) * prompts]
    return chosen


def passes(records: Sequence[CotRecord], epochs: float, seed: int) -> list[CotRecord]:
    """Every record once an epoch, each epoch in an order of its own; the last may be a part."""
    count = max(1, round(len(records) * epochs))

    def orders() -> Iterator[int]:
        for epoch in range(int(np.ceil(epochs))):
            yield from np.random.default_rng([seed, 12, epoch]).permutation(len(records)).tolist()

    return [records[pick] for pick, _ in zip(orders(), range(count), strict=False)]


def prompt_rows(records: Sequence[CotRecord], policy: Policy, style: PromptStyle) -> Dataset:
    """One row a prompt: its text as the policy reads it, and what the rewards need to know."""
    tokenizer, vocabulary = policy.tokenizer, policy.vocabulary

    def texts(columns: dict[str, list[int]]) -> dict[str, list[object]]:
        rows = [records[index] for index in columns["index"]]
        return {
            "prompt": [
                prompt_text(
                    tokenizer,
                    row.task,
                    style,
                    caption=row.caption,
                    codes=row.motion_tokens,
                    vocabulary=vocabulary,
                )
                for row in rows
            ],
            "task": [row.task for row in rows],
            "caption": [row.caption if row.task == "t2m" else row.answer or row.caption for row in rows],
            "codes": [row.motion_tokens for row in rows],
        }

    return Dataset.from_dict({"index": range(len(records))}).with_transform(texts)
