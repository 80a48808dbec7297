"""Grammar-constrained decoding: per row a small state machine over token ids, masks made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from transformers import LogitsProcessor

from kinemind.language.dialects import (
    ANSWER,
    MOTION,
    OUTPUT,
    THINK,
    Dialect,
    Task,
    answer_section,
    check,
    closing,
    opening,
)
from kinemind.language.limits import Limits
from kinemind.language.plan import parse_plan
from kinemind.language.rules import BELOW, FIRST, FULL, LEVELS, WITHIN, Allowed, Rules

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from kinemind.language.vocabulary import MotionVocabulary


@dataclass(frozen=True)
class Span:
    """A run of free tokens of one kind, between `smallest` and `largest` long, ended by `closer`."""

    kind: str
    smallest: int
    largest: int
    closer: int


def program(
    dialect: Dialect, task: Task, limits: Limits, vocabulary: MotionVocabulary, end: int
) -> list[int | Span]:
    """The answer as a list of forced token ids and spans; a span's closing token is part of the span."""
    check(dialect, task)

    def span(kind: str, smallest: int, largest: int, closer: str) -> Span:
        return Span(kind, smallest, largest, vocabulary.tag_id(closer))

    outer = answer_section(dialect)
    steps: list[int | Span] = []
    if limits.reasoning:
        steps += [vocabulary.tag_id(opening(THINK)), span("text", 1, limits.max_reasoning, closing(THINK))]
    steps.append(vocabulary.tag_id(opening(outer)))
    motion = span("motion", limits.min_motion, limits.max_motion, closing(MOTION))
    if task == "m2t":
        steps.append(span("text", limits.min_caption, limits.max_caption, closing(outer)))
    elif dialect == "motion-r1":
        steps.append(span("text", 0, limits.max_summary, closing(OUTPUT)))
        steps += [vocabulary.tag_id(opening(MOTION)), motion]
    else:  # words may stand before the motion, inside the answer
        steps += [
            span("text", 0, limits.max_summary, opening(MOTION)),
            motion,
            vocabulary.tag_id(closing(ANSWER)),
        ]
    return [*steps, end]


def text_masks(
    tokenizer: PreTrainedTokenizerBase, vocabulary: MotionVocabulary, rows: int
) -> tuple[Bool[Tensor, " V"], Bool[Tensor, " V"]]:
    """Which ids may stand in free text, and which of them hold a letter or digit.

    Left out: motion tokens, tags, every other added token, ids without a token, and pieces with "<",
    so that no text spells a tag.
    """
    allowed = torch.zeros(rows, dtype=torch.bool)
    wordy = torch.zeros(rows, dtype=torch.bool)
    added = set(tokenizer.added_tokens_decoder) | set(vocabulary.motion_ids) | set(vocabulary.tag_ids)
    for token, index in tokenizer.get_vocab().items():
        if index < rows and index not in added and "<" not in token:
            allowed[index] = True
            # byte-level tokens spell ASCII letters as themselves; other bytes look like letters too
            wordy[index] = any(letter.isascii() and letter.isalnum() for letter in token)
    return allowed, wordy


@dataclass
class State:
    """Where every row of a batch is: the step of the program, how many tokens its span has, and the least
    and most motion tokens it may write."""

    step: Int[Tensor, " B"]
    count: Int[Tensor, " B"]
    motion: Int[Tensor, "B 2"]

    def select(self, rows: Int[Tensor, " C"]) -> State:
        return State(self.step[rows], self.count[rows], self.motion[rows])


class Constraint:
    """The state machine of one (dialect, task, limits), for any number of rows.

    A step of decoding costs a table look-up and a masked fill, whatever the vocabulary.
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        vocabulary: MotionVocabulary,
        dialect: Dialect,
        task: Task,
        limits: Limits,
        rows: int,
        device: torch.device | str = "cpu",
        masks: tuple[Bool[Tensor, " V"], Bool[Tensor, " V"]] | None = None,
    ) -> None:
        """`rows`: width of the model's logits; `masks`: the result of `text_masks`, where at hand."""
        end = tokenizer.eos_token_id
        assert isinstance(end, int), "the tokenizer has no end-of-sequence token"
        steps = program(dialect, task, limits, vocabulary, end)
        free, wordy = masks or text_masks(tokenizer, vocabulary, rows)
        levels = limits.levels
        assert vocabulary.codebook_size % levels == 0, "levels are equal parts of the codebook"
        table = torch.zeros(len(steps) + 1, LEVELS + levels + 1, rows, dtype=torch.bool)
        smallest, largest, closer = [], [], []
        for number, step in enumerate(steps):
            if isinstance(step, int):
                table[number, :, step] = True
                smallest.append(0)
                largest.append(0)
                closer.append(step)
                continue
            if step.kind == "text":
                table[number, FIRST] = wordy
                table[number, FIRST, step.closer] = step.smallest == 0
                table[number, BELOW] = free
                table[number, WITHIN] = free
                table[number, WITHIN, step.closer] = True
            else:
                parts = torch.tensor(vocabulary.motion_ids).view(levels, -1)
                for level, part in enumerate([*parts, parts[0]]):
                    table[number, LEVELS + level, part] = True
                table[number, LEVELS + levels, step.closer] = True
            table[number, FULL, step.closer] = True
            smallest.append(step.smallest)
            largest.append(step.largest)
            closer.append(step.closer)
        table[len(steps), :, end] = True  # after the end only the end
        self.done, self.levels, self.limits, self.tokenizer = len(steps), levels, limits, tokenizer
        self.thought = next(n for n, step in enumerate(steps) if isinstance(step, Span)) + 1
        motion = [isinstance(step, Span) and step.kind == "motion" for step in steps]
        self.motion = torch.tensor([*motion, False], device=device)
        self.binds = any(motion) and limits.reasoning and limits.plan_tolerance > 0
        tail = max(number for number, step in enumerate(steps) if isinstance(step, Span)) + 1
        self.rules = Rules(
            np.array([*smallest, 0]), np.array([*largest, 0]), np.array([*closer, -1]),
            np.array([*motion, False]), levels, tail,
        )  # fmt: skip
        self._choices: dict[int, Allowed] = {}
        self.table = table.to(device)
        self.smallest = torch.tensor([*smallest, 0], device=device)
        self.largest = torch.tensor([*largest, 0], device=device)
        self.closer = torch.tensor([*closer, -1], device=device)

    def start(self, batch: int) -> State:
        zeros = torch.zeros(batch, dtype=torch.long, device=self.closer.device)
        bounds = torch.tensor([self.limits.min_motion, self.limits.max_motion], device=self.closer.device)
        return State(zeros, zeros.clone(), bounds.repeat(batch, 1))

    def begin(self, answers: Sequence[Sequence[int]]) -> State:
        """The state after the ids that each answer begins with."""
        places = torch.tensor([self.place(ids) for ids in answers], device=self.closer.device).view(-1, 4)
        return State(places[:, 0].clone(), places[:, 1].clone(), places[:, 2:].clone())

    def place(self, ids: Sequence[int]) -> tuple[int, int, int, int]:
        """One row's state after some ids: step, count, and the bounds of its motion."""
        step, count, bounds = 0, 0, (self.limits.min_motion, self.limits.max_motion)
        for number, token in enumerate(ids, 1):
            step, count = (step + 1, 0) if token == self.rules.closer[step] else (step, count + 1)
            if count == 0 and step == self.thought and self.binds:
                bounds = self.bounds(ids[:number])
        return step, count, *bounds

    def bounds(self, ids: Sequence[int]) -> tuple[int, int]:
        """Least and most motion tokens under the plan that has just ended."""
        text = str(self.tokenizer.decode(list(ids))).removeprefix(opening(THINK))
        plan = parse_plan(text.removesuffix(closing(THINK)))
        return self.limits.planned(sum(step.duration for step in plan))

    def choice(self, state: int) -> Allowed:
        """The ids that may come next in a state of `rules`."""
        if state not in self._choices:
            step, phase = divmod(state, self.rules.phases)
            ids = np.flatnonzero(self.table[step, phase].cpu().numpy())
            self._choices[state] = Allowed(ids, ids.tobytes())
        return self._choices[state]

    def advance(
        self,
        state: State,
        tokens: Int[Tensor, " B"],
        written: Callable[[int], Sequence[int]] | None = None,
    ) -> State:
        """The state after one more token a row.  `written` gives the ids of a row's answer so far; once
        its plan is there, `limits.plan_tolerance` binds the motion's length to it."""
        closed = tokens == self.closer[state.step]
        step = state.step + closed.long()
        motion = state.motion
        if self.binds and written is not None and bool((closed & (step == self.thought)).any()):
            motion = motion.clone()
            for row in (closed & (step == self.thought)).nonzero()[:, 0].tolist():
                motion[row] = torch.tensor(self.bounds(written(row)), device=motion.device)
        return State(step, torch.where(closed, 0, state.count + 1), motion)

    def allowed(self, state: State) -> Bool[Tensor, "B V"]:
        """Which tokens may come next."""
        moving = self.motion[state.step]
        smallest = torch.where(moving, state.motion[:, 0], self.smallest[state.step])
        largest = torch.where(moving, state.motion[:, 1], self.largest[state.step])
        phase = torch.where(state.count < smallest, BELOW, WITHIN)
        phase = torch.where(state.count == 0, FIRST, phase)
        level = state.count % self.levels
        level = torch.where((level == 0) & (state.count >= smallest), self.levels, level)
        phase = torch.where(moving, LEVELS + level, phase)
        phase = torch.where(state.count >= largest, FULL, phase)
        return self.table[state.step, phase]

    def finished(self, state: State) -> Bool[Tensor, " B"]:
        return state.step == self.done


class GrammarProcessor(LogitsProcessor):
    """A `Constraint` for `model.generate`.  One object serves one call; rows must not be reordered
    (sampling and greedy decoding, not beam search)."""

    def __init__(self, constraint: Constraint) -> None:
        self.constraint = constraint
        self.state: State | None = None
        self.prompt = 0

    def __call__(self, input_ids: Int[Tensor, "B L"], scores: Float[Tensor, "B V"]) -> Float[Tensor, "B V"]:
        if self.state is None:
            self.state, self.prompt = self.constraint.start(len(input_ids)), input_ids.shape[1]
        else:
            self.state = self.constraint.advance(
                self.state, input_ids[:, -1], lambda row: input_ids[row, self.prompt :].tolist()
            )
        return scores.masked_fill(~self.constraint.allowed(self.state), float("-inf"))
