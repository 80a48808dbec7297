"""Examples for the policy: CoT records in a fixed order, as token ids; a pure function of the index.

Batch b draws one length class, so its rows need little padding; everything it holds depends on the seed
and b alone, which makes resuming exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from datasets import Dataset
from jaxtyping import Float
from transformers import PreTrainedTokenizerBase

from kinemind.cot.records import CotRecord
from kinemind.errors import InputError
from kinemind.language.dialects import Dialect
from kinemind.language.prompts import PromptStyle, render_example
from kinemind.language.vocabulary import MotionVocabulary
from kinemind.training.reflections import Reflections

_LENGTH_CLASSES = 12
_CHARACTERS_A_TOKEN = 4
"""About; only to sort records by their length."""


def draw_weights(
    records: Sequence[CotRecord], m2t_share: float, text_only_share: float
) -> Float[np.ndarray, " N"]:
    """How often each record is drawn: its own `sample_weight`, scaled so that m2t records and records without
    a motion get their shares of all draws; a kind that does not occur leaves its share to the others.

    In expectation that is MoRL's weight of a record's loss; losses are not weighted by it once more.
    """
    weights = np.array([record.sample_weight for record in records], np.float64)
    kinds = np.array([_kind(record) for record in records])
    shares = {"m2t": m2t_share, "text": text_only_share, "t2m": max(0.0, 1 - m2t_share - text_only_share)}
    for kind, share in shares.items():
        own = kinds == kind
        total = weights[own].sum()
        if total > 0:
            weights[own] *= share / total
    if not weights.sum() > 0:
        raise InputError("none of the CoT records has a sample weight above 0 for this training task")
    return weights / weights.sum()


def _kind(record: CotRecord) -> str:
    if record.task == "m2t":
        return "m2t"
    return "t2m" if record.motion_tokens else "text"


class Examples:
    """`batches * batch_size` examples in a fixed order, as token ids, labels and loss weights."""

    def __init__(
        self,
        records: Sequence[CotRecord],
        tokenizer: PreTrainedTokenizerBase,
        style: PromptStyle,
        dialect: Dialect,
        *,
        batches: int,
        batch_size: int,
        seed: int,
        m2t_share: float = 0.25,
        text_only_share: float = 0.1,
        reasoning_weight: float = 1.0,
        motion_weight: float = 1.0,
        reasoning: bool = True,
        reflection_share: float = 0.0,
    ) -> None:
        """`reasoning` False: answers without it, and nothing of the captions that have no motion;
        `reflection_share`: of the draws whose prompt says what was wrong with an earlier attempt."""
        self.tokenizer, self.style, self.dialect = tokenizer, style, dialect
        self.vocabulary = MotionVocabulary.of(tokenizer)
        self.batches, self.batch_size, self.seed = batches, batch_size, seed
        self.reasoning, self.reasoning_weight, self.motion_weight = reasoning, reasoning_weight, motion_weight
        self.reflection_share = reflection_share
        self.reflections = Reflections(records) if reflection_share else None
        # by id where equally long: the file's order depends on which record was ready first
        self.records = sorted(records, key=lambda record: (approximate_length(record, reasoning), record.id))
        self.weights = draw_weights(self.records, m2t_share, text_only_share if reasoning else 0.0)
        total = np.cumsum(self.weights)
        edges = np.searchsorted(total, total[-1] * np.arange(1, _LENGTH_CLASSES) / _LENGTH_CLASSES)
        bounds = [0, *(int(e) for e in edges), len(self.records)]
        self.classes = [(a, b) for a, b in pairwise(bounds) if b > a and self.weights[a:b].sum() > 0]
        if len(self.classes) < _LENGTH_CLASSES:  # then they are not equally heavy, and are visited equally
            self.classes = [(0, len(self.records))]
        self._batch = lru_cache(maxsize=4)(self._draw)

    def __len__(self) -> int:
        return self.batches * self.batch_size

    def __getitem__(self, index: int) -> dict[str, Any]:
        return self._batch(index // self.batch_size)[index % self.batch_size]

    def as_dataset(self) -> Dataset:
        """The same as a Hugging Face data set, rows made when they are asked for."""

        def rows(columns: dict[str, list[int]]) -> dict[str, list[Any]]:
            made = [self[index] for index in columns["index"]]
            return {key: [row[key] for row in made] for key in ("input_ids", "labels", "loss_weights")}

        return Dataset.from_dict({"index": range(len(self))}).with_transform(rows)

    def _draw(self, batch: int) -> list[dict[str, Any]]:
        rng = np.random.default_rng([self.seed, batch])
        # each round over the length classes visits every one, in an order of its own
        order = np.random.default_rng([self.seed, 7, batch // len(self.classes)]).permutation(
            len(self.classes)
        )
        low, high = self.classes[order[batch % len(self.classes)]]
        weights = self.weights[low:high]
        picks = low + rng.choice(high - low, self.batch_size, p=weights / weights.sum())
        return [self._example(self.records[i], rng) for i in picks]

    def _example(self, record: CotRecord, rng: np.random.Generator) -> dict[str, Any]:
        caption = record.caption
        if record.task == "t2m" and rng.random() < 0.15:
            caption = caption.rstrip(".")
        critique = None
        if self.reflections is not None and rng.random() < self.reflection_share:
            critique = self.reflections.critique(record, rng)
        example = render_example(
            self.tokenizer,
            record.task,
            self.dialect,
            self.style,
            caption=caption,
            codes=list(record.motion_tokens),
            reasoning=record.reasoning if self.reasoning else None,
            answer=record.answer or None,
            vocabulary=self.vocabulary,
            critique=critique,
        )
        weights = np.zeros(len(example.ids), np.float32)
        weights[np.array(example.reasoning)] = self.reasoning_weight
        weights[np.array(example.answer)] = 1.0
        weights[np.array(example.motion)] = self.motion_weight
        # a caption without a motion teaches its reasoning only
        end = len(weights) if record.motion_tokens else int(np.flatnonzero(example.reasoning)[-1]) + 1
        return {
            "input_ids": list(example.ids[:end]),
            "labels": list(example.labels[:end]),
            "loss_weights": weights[:end].tolist(),
        }


def approximate_length(record: CotRecord, reasoning: bool) -> int:
    """About how many tokens a record's example has."""
    text = len(record.caption) + len(record.answer) + reasoning * len(record.reasoning)
    return len(record.motion_tokens) + text // _CHARACTERS_A_TOKEN
