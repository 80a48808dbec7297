"""Decoding with the engine: prompts are read once each, rows leave as they finish, forced ids are free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from kinemind.language.constrained import Constraint
from kinemind.language.engine.running import Running
from kinemind.language.engine.walking import Walk
from kinemind.language.engine.weights import Weights
from kinemind.language.sampling import Sampling, choose, choose_one, uniforms


class _Answers:
    """What every row has written, and whether its answer is over."""

    def __init__(self, begun: Sequence[Sequence[int]], longest: int, ends: frozenset[int]) -> None:
        self.written = [list(ids) for ids in begun]
        self.full = [len(ids) + longest for ids in begun]
        self.over = [False] * len(begun)
        self.ends = ends

    def add(self, row: int, token: int) -> bool:
        """One more token; whether the answer is over with it."""
        ids = self.written[row]
        ids.append(token)
        self.over[row] = token in self.ends or len(ids) >= self.full[row]
        return self.over[row]


@torch.inference_mode()
def write(
    weights: Weights,
    end: int,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int],
    sampling: Sampling,
    constraint: Constraint | None,
    longest: int,
    begun: Sequence[Sequence[int]],
    until: int | None = None,
) -> list[list[int]]:
    """As `decoding.decode`: the ids of every answer, those it was begun with included."""
    ends = frozenset([end] if until is None else [end, until])
    answers = _Answers(begun, longest, ends)
    numbers = uniforms(seeds, prompts, max(answers.full)).numpy()
    walk = Walk(constraint, begun) if constraint else None
    for row in range(len(prompts)):
        _add_forced(answers, walk, row, row)
    live = [row for row, over in enumerate(answers.over) if not over]
    if not live:
        return answers.written
    if walk:
        walk.keep(live)
    with torch.autocast(weights.device.type, enabled=False):
        running = Running(weights, [[*prompts[row], *answers.written[row]] for row in live])
        while True:
            places = [len(answers.written[row]) for row in live]
            tokens = _next(weights, running.state[: len(live)], walk, numbers[live, places], sampling)
            for row, token in zip(live, tokens.tolist(), strict=True):
                answers.add(row, token)
            if walk:
                walk.advance(tokens, [answers.written[row] for row in live])
                for place in walk.ending().tolist():
                    _add_forced(answers, walk, live[place], place)
            for place, row in enumerate(live):
                if answers.over[row] and answers.written[row][-1] == until:
                    running.remember(place, (*prompts[row], *answers.written[row][:-1]))
            kept = running.order([not answers.over[row] for row in live])
            if not kept:
                return answers.written
            if len(kept) < len(live):
                live, tokens = [live[place] for place in kept], tokens[kept]
                if walk:
                    walk.keep(kept)
            running.step(tokens)


def _add_forced(answers: _Answers, walk: Walk | None, row: int, place: int) -> None:
    """What the grammar leaves no choice about, as far as it goes."""
    if walk is None or answers.over[row]:
        return
    for token in walk.forced(place):
        if answers.add(row, token):
            return


def _next(
    weights: Weights,
    state: Float[Tensor, "B H"],
    walk: Walk | None,
    numbers: Float[np.ndarray, " B"],
    sampling: Sampling,
) -> Int[np.ndarray, " B"]:
    """The next token of every row; only the ids that may come are weighed."""
    if walk is None:
        return _draw(weights, None, b"", state, numbers, sampling)
    tokens = np.empty(len(state), np.int64)
    for allowed, rows in walk.choices():
        if allowed.only is not None:
            tokens[rows] = allowed.only
            continue
        part = state if len(rows) == len(state) else state[torch.from_numpy(rows).to(state.device)]
        tokens[rows] = _draw(weights, allowed.ids, allowed.key, part, numbers[rows], sampling)
    return tokens


def _draw(
    weights: Weights,
    ids: Int[np.ndarray, " n"] | None,
    key: bytes,
    state: Float[Tensor, "B H"],
    numbers: Float[np.ndarray, " B"],
    sampling: Sampling,
) -> Int[np.ndarray, " B"]:
    logits = weights.logits(state, ids, key)
    if len(logits) == 1 and logits.device.type == "cpu":
        only = choose_one(logits[0].numpy(), float(numbers[0]), sampling)
        return np.array([only]) if ids is None else ids[only : only + 1]
    chosen = choose(logits, torch.from_numpy(numbers).to(logits.device), sampling).cpu().numpy()
    return chosen if ids is None else ids[chosen]
