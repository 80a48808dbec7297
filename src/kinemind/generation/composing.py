"""Motions longer than one answer: stretches planned together, then drawn one after the other.

A stretch is drawn several times: so that its motion begins with the last tokens of the stretch before, and
anew; the draw is kept that shows its plan and joins on best.  All tokens are decoded as one row: to the
tokenizer a join is a place between two tokens like any other.  The policy never has more than a stretch in
mind, so memory does not grow with the length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.generation.choosing import choose
from kinemind.generation.extending import Ask, extend_many, free_limits, prompt_ids, reasoning_of
from kinemind.generation.limits import (
    DEFAULT_SECONDS,
    LONGEST_SECONDS,
    PLAN_DRAFTS,
    TEXT_TO_MOTION,
    check_seeds,
)
from kinemind.generation.parts import (
    STRETCH_SEED,
    Part,
    continued_ask,
    fitted,
    fresh_ask,
    whole_plan,
    whole_steps,
)
from kinemind.generation.plan_texts import PlanText
from kinemind.generation.stretches import LONGEST_COMPOSED, Stretch
from kinemind.generation.take import Take
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion
from kinemind.planning import plan_many

CONTINUED, FRESH = 4, 2
"""Draws of a stretch that continue from the last tokens, and that begin anew (the decoder then blends)."""
DRAW_SEED = 90_001
"""Between the seeds of the draws of one stretch."""


@dataclass
class Row:
    """A take in the making: its parts, the tokens so far, and how many of them each part made.

    `given`: how many tokens were there before: the end of a motion that it goes on from.
    """

    text: str
    parts: Sequence[Part]
    seed: int
    tokens: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    given: int = 0

    def add(self, bundle: Bundle, drawn: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """The next part, the best of those drawn for it; what was kept."""
        new = drawn[0]
        if len(drawn) > 1:
            new = choose(bundle, self.parts[len(self.lengths)], self.tokens, drawn)
        self.tokens += new
        self.lengths.append(len(new))
        return new


def compose_many(
    policy: Policy,
    bundle: Bundle,
    scripts: Sequence[Sequence[Stretch]],
    texts: Sequence[str],
    seeds: Sequence[int],
    *,
    max_seconds: float = LONGEST_COMPOSED,
    sampling: Sampling = TEXT_TO_MOTION,
    plan_drafts: int = PLAN_DRAFTS,
) -> list[Take]:
    """One take a script (`stretches_of`, `stretches_of_script`); `texts` are what the takes are called.

    A take depends on its own script and seed only.  Raises InputError for a negative seed, and for a script
    that does not fit into `max_seconds`.
    """
    check_seeds(seeds)
    check_seconds(max_seconds)
    planned = plan_parts(policy, bundle, scripts, seeds, plan_drafts)
    rows = [
        Row(text, fitted(parts, max_seconds), seed)
        for text, parts, seed in zip(texts, planned, seeds, strict=True)
    ]
    draw_rows(policy, bundle, rows, max_seconds, sampling)
    return [take_of(bundle, row, bundle.motion_tokenizer.decode(row.tokens)) for row in rows]


def draw_rows(
    policy: Policy, bundle: Bundle, rows: Sequence[Row], max_seconds: float, sampling: Sampling
) -> None:
    """All parts of every row, one after the other; the first parts of all rows together, and so on."""
    for number in range(max((len(row.parts) for row in rows), default=0)):
        own = [row for row in rows if number < len(row.parts)]
        asks = [asks_of(policy, bundle, row, number, max_seconds) for row in own]
        drawn = iter(extend_many(policy, bundle, [ask for few in asks for ask in few], sampling))
        for row, few in zip(own, asks, strict=True):
            row.add(bundle, [next(drawn) for _ in few])


def asks_of(policy: Policy, bundle: Bundle, row: Row, number: int, max_seconds: float) -> list[Ask]:
    """What part `number` of a row is drawn from, several times where it is one of several parts."""
    parts, made = row.parts, len(row.tokens) - row.given
    if len(parts) == 1 and parts[0].seconds is None and not row.given:
        room = min(max_seconds, LONGEST_SECONDS)
        return [fresh_ask(policy, bundle, parts, 0, 0, room, row.seed)]
    asks: list[Ask] = []
    if row.tokens:
        count = CONTINUED if made else 2 * CONTINUED  # nothing begins anew after a motion that is given
        ask = continued_ask(policy, bundle, parts, number, row.tokens, made, max_seconds, row.seed)
        asks += [replace(ask, seed=ask.seed + draw * DRAW_SEED) for draw in range(count)]
    if not (row.tokens and (parts[number].goes_on or made == 0)):
        ask = fresh_ask(policy, bundle, parts, number, made, max_seconds, row.seed)
        asks += [replace(ask, seed=ask.seed + draw * DRAW_SEED) for draw in range(FRESH)]
    return asks


def check_seconds(max_seconds: float) -> None:
    """Raises InputError for a limit that nothing fits into, or that is over LONGEST_COMPOSED."""
    if not 1.0 <= max_seconds <= LONGEST_COMPOSED:
        raise InputError(f"the time limit lies between 1 and {LONGEST_COMPOSED:g} s, not {max_seconds:g}")


def plan_parts(
    policy: Policy,
    bundle: Bundle,
    scripts: Sequence[Sequence[Stretch]],
    seeds: Sequence[int],
    drafts: int = PLAN_DRAFTS,
) -> list[list[Part]]:
    """The plans of all stretches, drawn together; an action that goes on keeps the plan it has."""
    asked = [
        (row, number)
        for row, script in enumerate(scripts)
        for number, stretch in enumerate(script)
        if not stretch.goes_on
    ]
    thoughts: list[tuple[int, ...]] = [()] * len(asked)
    if bundle.reasoning:
        prompts = [scripts[row][number].text for row, number in asked]
        thoughts = plan_many(
            policy,
            bundle.dialect,
            prompts,
            [prompt_ids(policy, bundle, prompt) for prompt in prompts],
            [seeds[row] + number * STRETCH_SEED for row, number in asked],
            free_limits(bundle, DEFAULT_SECONDS),
            max(drafts, 1),
        )
    found: list[list[Part]] = [[] for _ in scripts]
    place = dict(zip(asked, thoughts, strict=True))
    for row, script in enumerate(scripts):
        for number, stretch in enumerate(script):
            if stretch.goes_on:
                found[row].append(replace(found[row][-1], stretch=stretch, seconds=stretch.seconds))
                continue
            found[row].append(part_of(policy, stretch, place[row, number]))
    return found


def part_of(policy: Policy, stretch: Stretch, thought: tuple[int, ...]) -> Part:
    """A stretch with the plan that was drawn for it, () for none."""
    reasoning = reasoning_of(policy, thought)
    return Part(stretch, PlanText.read(reasoning), reasoning, thought, stretch.seconds)


def take_of(bundle: Bundle, row: Row, motion: Motion) -> Take:
    """The take of a row whose tokens decode to `motion`."""
    seconds = [count / bundle.motion_tokenizer.tokens_per_second for count in row.lengths]
    as_drawn = len(row.parts) == 1 and row.parts[0].seconds is None
    reasoning = row.parts[0].reasoning if as_drawn else whole_plan(row.parts, seconds).write()
    steps = whole_steps(row.parts, seconds)
    motion = replace(motion, text=row.text, steps=steps)
    return Take(row.text, reasoning, steps, tuple(row.tokens[row.given :]), motion, row.seed)
