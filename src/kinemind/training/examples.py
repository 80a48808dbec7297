"""Examples for the policy: which motion, which task, which caption and plan; a pure function of the index.

Batch b draws one length class, so its rows need little padding; everything it holds depends on the seed
and b alone, which makes resuming exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from datasets import Dataset
from jaxtyping import Int
from transformers import PreTrainedTokenizerBase

from kinemind.augmentation import mirror_caption
from kinemind.corpora import Clip, Composite
from kinemind.cot.rule_plans import plan_for_clip, plan_for_composite
from kinemind.language.dialects import Dialect, Task
from kinemind.language.plan import PlanStep, write_plan
from kinemind.language.prompts import PromptStyle, render_example
from kinemind.language.vocabulary import MotionVocabulary

_LENGTH_CLASSES = 12
_SUBJECTS = ("a person", "a person", "a person", "someone", "the person", "a man", "a figure", "a human")
_CONNECTIVES = (", then ", " and then ", ", and then ", ", after that ")


@dataclass(frozen=True, eq=False)
class Learnable:
    """One motion with its tokens, captions and plan; `weight` is how often it is drawn."""

    tokens: Int[np.ndarray, "N"]
    captions: tuple[str, ...]
    plan: tuple[PlanStep, ...]
    weight: float


def learnable(
    origin: Clip | Composite,
    mirrored: bool,
    tokens: Int[np.ndarray, "N"],
    weight: float,
    clips: Mapping[str, Clip],
) -> Learnable:
    """A clip or composite with the captions and the rule-made plan of the side it is seen from."""
    if isinstance(origin, Clip):
        texts, plan = origin.texts, plan_for_clip(origin, mirrored)
    else:
        texts, plan = origin.captions, plan_for_composite(origin, clips, mirrored)
    captions = tuple(mirror_caption(t) if mirrored else t for t in texts)
    return Learnable(tokens, captions, plan, weight)


def plain_caption(plan: Sequence[PlanStep], rng: np.random.Generator, manner: bool) -> str:
    """A short caption straight from the plan: "a person runs forward, then turns left"."""
    texts = [step.text if manner else step.text.split(",")[0] for step in plan]
    words = texts[0]
    for text in texts[1:]:
        words += str(rng.choice(_CONNECTIVES)) + text
    return f"{rng.choice(_SUBJECTS)} {words}" + ("." if rng.random() < 0.5 else "")


class Examples:
    """`batches * batch_size` examples in a fixed order, as token ids, labels and loss weights."""

    def __init__(
        self,
        motions: Sequence[Learnable],
        tokenizer: PreTrainedTokenizerBase,
        style: PromptStyle,
        dialect: Dialect,
        *,
        batches: int,
        batch_size: int,
        seed: int,
        m2t_share: float = 0.25,
        plain_share: float = 0.25,
        reasoning_weight: float = 1.0,
        motion_weight: float = 1.0,
    ) -> None:
        self.tokenizer, self.style, self.dialect = tokenizer, style, dialect
        self.vocabulary = MotionVocabulary.of(tokenizer)
        self.batches, self.batch_size, self.seed = batches, batch_size, seed
        self.m2t_share, self.plain_share = m2t_share, plain_share
        self.reasoning_weight, self.motion_weight = reasoning_weight, motion_weight
        self.motions = sorted(motions, key=lambda m: len(m.tokens) + 16 * len(m.plan))
        total = np.cumsum([m.weight for m in self.motions])
        edges = np.searchsorted(total, total[-1] * np.arange(1, _LENGTH_CLASSES) / _LENGTH_CLASSES)
        bounds = [0, *(int(e) for e in edges), len(self.motions)]
        self.classes = [(a, b) for a, b in pairwise(bounds) if b > a]
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
        weights = np.array([m.weight for m in self.motions[low:high]])
        picks = low + rng.choice(high - low, self.batch_size, p=weights / weights.sum())
        return [self._example(self.motions[i], rng) for i in picks]

    def _example(self, motion: Learnable, rng: np.random.Generator) -> dict[str, Any]:
        # a motion without a caption is never described, only asked for in the plan's words
        describe = rng.random() < self.m2t_share and bool(motion.captions)
        task: Task = "m2t" if describe else "t2m"
        if task == "t2m" and (not motion.captions or rng.random() < self.plain_share):
            # a manner goes unsaid only where it may be guessed: a plain single prompt means a plain manner
            caption = plain_caption(motion.plan, rng, manner=len(motion.plan) == 1 or rng.random() < 0.5)
        else:
            caption = motion.captions[rng.integers(len(motion.captions))]
        if task == "t2m" and rng.random() < 0.15:
            caption = caption.rstrip(".")
        example = render_example(
            self.tokenizer,
            task,
            self.dialect,
            self.style,
            caption=caption,
            codes=[int(t) for t in motion.tokens],
            reasoning=write_plan(motion.plan),
            vocabulary=self.vocabulary,
        )
        weights = np.zeros(len(example.ids), np.float32)
        weights[np.array(example.reasoning)] = self.reasoning_weight
        weights[np.array(example.answer)] = 1.0
        weights[np.array(example.motion)] = self.motion_weight
        return {
            "input_ids": list(example.ids),
            "labels": list(example.labels),
            "loss_weights": weights.tolist(),
        }
