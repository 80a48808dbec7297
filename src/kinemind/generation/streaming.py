"""A take as it comes into being: reasoning while it is written, then motion while its tokens arrive.

The tokens are those of `Model.generate` with the same seed.  The joints are those of `unrolling`, which
waits for a part of what the decoder can look ahead to; how far they are from decoding at once is said there.
A motion of several stretches comes a stretch at a time, for which of the draws is kept shows at its end.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from kinemind.bundle import Bundle
from kinemind.generation.composing import Row, asks_of, check_seconds, part_of, take_of
from kinemind.generation.drawing import draw_motion, draw_thought
from kinemind.generation.events import Discarded, Finished, Piece, Planned, Reasoning, StreamEvent
from kinemind.generation.extending import extend_many, free_limits, reasoning_of
from kinemind.generation.limits import DEFAULT_SECONDS, PLAN_DRAFTS, TEXT_TO_MOTION, check_seeds
from kinemind.generation.parts import STRETCH_SEED, Part, fitted, whole_plan, whole_steps
from kinemind.generation.stretches import Stretch
from kinemind.generation.unrolling import AHEAD, PIECE, Unrolling
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling
from kinemind.planning import FIRST_DRAFT, OTHER_DRAFTS, SEED_STEP, faults

_BROKEN = "\ufffd"
"""The end of a text whose last letter has not come whole."""


def stream(
    policy: Policy,
    bundle: Bundle,
    script: Sequence[Stretch],
    text: str,
    seed: int = 0,
    *,
    max_seconds: float = DEFAULT_SECONDS,
    sampling: Sampling = TEXT_TO_MOTION,
    plan_drafts: int = PLAN_DRAFTS,
    ahead: int = AHEAD,
) -> Iterator[StreamEvent]:
    """The events of one take of a script (`stretches_of`, `stretches_of_script`); see `events`.

    `ahead`: latent frames that a piece of motion waits for.  Raises InputError as `compose_many` does.
    """
    check_seeds([seed])
    check_seconds(max_seconds)
    return _events(policy, bundle, script, text, seed, max_seconds, sampling, plan_drafts, ahead)


def _events(
    policy: Policy,
    bundle: Bundle,
    script: Sequence[Stretch],
    text: str,
    seed: int,
    max_seconds: float,
    sampling: Sampling,
    plan_drafts: int,
    ahead: int,
) -> Iterator[StreamEvent]:
    parts: list[Part] = []
    for number, stretch in enumerate(script):
        if stretch.goes_on:
            parts.append(replace(parts[-1], stretch=stretch, seconds=stretch.seconds))
            continue
        thought: tuple[int, ...] = ()
        if bundle.reasoning:
            own = seed + number * STRETCH_SEED
            thought = yield from _thinking(policy, bundle, stretch, number, own, max(plan_drafts, 1))
        parts.append(part_of(policy, stretch, thought))
    row = Row(text, fitted(parts, max_seconds), seed)
    if bundle.reasoning:
        yield _planned(row.parts)
    unrolling = Unrolling(bundle.motion_tokenizer, ahead)
    start = 0
    for tokens in _tokens(policy, bundle, row, max_seconds, sampling, unrolling):
        for joints in unrolling.feed(tokens):
            yield Piece(start, joints)
            start += len(joints)
    for joints in unrolling.close():
        yield Piece(start, joints)
    yield Finished(take_of(bundle, row, unrolling.motion))


def _tokens(
    policy: Policy, bundle: Bundle, row: Row, max_seconds: float, sampling: Sampling, unrolling: Unrolling
) -> Iterator[Sequence[int]]:
    """The motion tokens of a row as they are known; afterwards the row has them all."""
    levels = bundle.motion_tokenizer.num_levels
    for number in range(len(row.parts)):
        asks = asks_of(policy, bundle, row, number, max_seconds)
        if len(asks) > 1:
            yield row.add(bundle, extend_many(policy, bundle, asks, sampling))
            continue
        drawn: list[int] = []
        first, later = (unrolling.ahead + PIECE) * levels, PIECE * levels
        for tokens in draw_motion(policy, bundle, asks[0], sampling, first, later):
            drawn += tokens
            yield tokens
        row.add(bundle, [tuple(drawn)])


def _thinking(
    policy: Policy, bundle: Bundle, stretch: Stretch, number: int, seed: int, drafts: int
) -> Generator[StreamEvent, None, tuple[int, ...]]:
    """A plan as `planning.plan_many` makes it, each draft shown while it is written.

    The ids of the draft that is followed are the generator's result.
    """
    limits = free_limits(bundle, DEFAULT_SECONDS)
    best: tuple[tuple[int, int], tuple[int, ...]] | None = None
    for draft in range(drafts):
        sampling = OTHER_DRAFTS if draft else FIRST_DRAFT
        thought: tuple[int, ...] = ()
        told = ""
        ids = draw_thought(policy, bundle, stretch.text, limits, seed + draft * SEED_STEP, sampling)
        for thought in ids:
            known = reasoning_of(policy, thought).rstrip(_BROKEN)
            if len(known) > len(told):
                yield Reasoning(known[len(told) :], draft, number)
                told = known
        found = faults(stretch.text, reasoning_of(policy, thought))
        if best is None or found < best[0]:
            best = (found, thought)
        if best[0] == (0, 0):
            break
        if draft + 1 < drafts:
            yield Discarded(draft, number)
    assert best is not None, "at least one draft is drawn"
    return best[1]


def _planned(parts: Sequence[Part]) -> Planned:
    seconds = [part.planned for part in parts]
    only = len(parts) == 1 and parts[0].seconds is None
    reasoning = parts[0].reasoning if only else whole_plan(parts, seconds).write()
    return Planned(reasoning, whole_steps(parts, seconds))
