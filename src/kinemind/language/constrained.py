"""Grammar-constrained decoding: per row a small state machine over token ids, masks made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

    from kinemind.language.vocabulary import MotionVocabulary

_FIRST, _BELOW, _WITHIN, _FULL, _LEVELS = range(5)
"""What may come next in a span: its first token; more of it; more or its end; only its end.  From _LEVELS
on: a motion token of level 0, 1, …, and last one of level 0 or the end."""


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
        table = torch.zeros(len(steps) + 1, _LEVELS + levels + 1, rows, dtype=torch.bool)
        smallest, largest, closer = [], [], []
        for number, step in enumerate(steps):
            if isinstance(step, int):
                table[number, :, step] = True
                smallest.append(0)
                largest.append(0)
                closer.append(step)
                continue
            if step.kind == "text":
                table[number, _FIRST] = wordy
                table[number, _FIRST, step.closer] = step.smallest == 0
                table[number, _BELOW] = free
                table[number, _WITHIN] = free
                table[number, _WITHIN, step.closer] = True
            else:
                parts = torch.tensor(vocabulary.motion_ids).view(levels, -1)
                for level, part in enumerate([*parts, parts[0]]):
                    table[number, _LEVELS + level, part] = True
                table[number, _LEVELS + levels, step.closer] = True
            table[number, _FULL, step.closer] = True
            smallest.append(step.smallest)
            largest.append(step.largest)
            closer.append(step.closer)
        table[len(steps), :, end] = True  # after the end only the end
        self.done, self.levels, self.limits, self.tokenizer = len(steps), levels, limits, tokenizer
        self.thought = next(n for n, step in enumerate(steps) if isinstance(step, Span)) + 1
        motion = [isinstance(step, Span) and step.kind == "motion" for step in steps]
        self.motion = torch.tensor([*motion, False], device=device)
        self.binds = any(motion) and limits.reasoning and limits.plan_tolerance > 0
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
        states = []
        for ids in answers:
            state = self.start(1)
            for place, token in enumerate(ids, 1):
                tokens = torch.tensor([token], device=self.closer.device)
                state = self.advance(state, tokens, _so_far(ids, place))
            states.append(state)
        return State(
            torch.cat([s.step for s in states]),
            torch.cat([s.count for s in states]),
            torch.cat([s.motion for s in states]),
        )

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
                text = str(self.tokenizer.decode(list(written(row)))).removeprefix(opening(THINK))
                plan = parse_plan(text.removesuffix(closing(THINK)))
                bounds = self.limits.planned(sum(step.duration for step in plan))
                motion[row] = torch.tensor(bounds, device=motion.device)
        return State(step, torch.where(closed, 0, state.count + 1), motion)

    def allowed(self, state: State) -> Bool[Tensor, "B V"]:
        """Which tokens may come next."""
        moving = self.motion[state.step]
        smallest = torch.where(moving, state.motion[:, 0], self.smallest[state.step])
        largest = torch.where(moving, state.motion[:, 1], self.largest[state.step])
        phase = torch.where(state.count < smallest, _BELOW, _WITHIN)
        phase = torch.where(state.count == 0, _FIRST, phase)
        level = state.count % self.levels
        level = torch.where((level == 0) & (state.count >= smallest), self.levels, level)
        phase = torch.where(moving, _LEVELS + level, phase)
        phase = torch.where(state.count >= largest, _FULL, phase)
        return self.table[state.step, phase]

    def finished(self, state: State) -> Bool[Tensor, " B"]:
        return state.step == self.done


def _so_far(ids: Sequence[int], count: int) -> Callable[[int], Sequence[int]]:
    return lambda row: ids[:count]


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
