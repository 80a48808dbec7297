"""A planned stretch: what it is drawn from, alone or going on from motion, and its plan in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.generation.extending import Ask, bound_limits, free_limits, thought_of
from kinemind.generation.limits import DEFAULT_SECONDS
from kinemind.generation.plan_texts import PlanText
from kinemind.generation.stretches import LONGEST_STRETCH, SHORTEST_STRETCH, Stretch
from kinemind.language.plan import to_steps
from kinemind.language.policy import Policy
from kinemind.motion import Step

CONTINUED_SECONDS = 0.6
"""What a stretch is shown of the motion before it: pose and speed.  More holds it to the action before: of
40 steps in chains of five, 28 are seen with 0.6 s, 24 with 3 s (one draw; 39 where each is drawn alone)."""
GOING_ON_SECONDS = 3.0
"""What more of the same action is shown of it."""
STRETCH_SEED = 7_368_787
"""Between the seeds of two stretches, so that a text that comes twice is drawn twice."""


@dataclass(frozen=True)
class Part:
    """A stretch with its plan, and the seconds it is to take (None: as its plan says, more or less).

    `reasoning` and its ids `thought` are the plan as it was drawn, empty of a bundle that does not reason;
    `plan` is what can be read of it.
    """

    stretch: Stretch
    plan: PlanText
    reasoning: str
    thought: tuple[int, ...]
    seconds: float | None

    @property
    def goes_on(self) -> bool:
        """Whether it is nothing but more of the one action of the part before."""
        return self.stretch.goes_on and len(self.plan.steps) <= 1

    @property
    def planned(self) -> float:
        """Seconds, as given or as the plan says; where neither says so those of half a stretch."""
        return self.seconds or self.plan.seconds or LONGEST_STRETCH / 2


def fitted(parts: Sequence[Part], max_seconds: float) -> list[Part]:
    """Parts that take `max_seconds` at most: those without given seconds are planned shorter where needed.

    Raises InputError where they then get too short.
    """
    total = sum(part.planned for part in parts)
    given = sum(part.seconds or 0.0 for part in parts)
    if len(parts) == 1 and parts[0].seconds is None:
        return list(parts)  # its limits keep it
    if total <= max_seconds + 1e-6:
        return list(parts)
    open_parts = sum(part.seconds is None for part in parts)
    room = max_seconds - given
    if open_parts == 0 or room < open_parts * 2 * SHORTEST_STRETCH:
        raise InputError(
            f"this takes about {total:.0f} s and {max_seconds:g} s are allowed: "
            "raise --max-seconds or ask for less"
        )
    scale = room / (total - given)
    return [part if part.seconds else replace(part, seconds=part.planned * scale) for part in parts]


def fresh_ask(
    policy: Policy,
    bundle: Bundle,
    parts: Sequence[Part],
    number: int,
    made: int,
    max_seconds: float,
    seed: int,
) -> Ask:
    """What part `number` is drawn from as a motion of its own; `made`: tokens of the parts before it."""
    part = parts[number]
    seed += number * STRETCH_SEED
    if len(parts) == 1 and part.seconds is None:
        return Ask(part.stretch.text, part.thought, (), free_limits(bundle, max_seconds), seed)
    least, most = _bounds(bundle, parts, number, made, max_seconds)
    thought = _thought(policy, bundle, part, least, most)
    return Ask(part.stretch.text, thought, (), bound_limits(bundle, least, most), seed)


def continued_ask(
    policy: Policy,
    bundle: Bundle,
    parts: Sequence[Part],
    number: int,
    tokens: Sequence[int],
    made: int,
    max_seconds: float,
    seed: int,
) -> Ask:
    """What part `number` is drawn from where it continues from `tokens`: its motion begins with the last of
    them, so that the policy goes on from that pose at that speed."""
    part, tokenizer = parts[number], bundle.motion_tokenizer
    least, most = _bounds(bundle, parts, number, made, max_seconds)
    shown = GOING_ON_SECONDS if part.goes_on else CONTINUED_SECONDS
    count = round(shown * tokenizer.tokens_per_second / tokenizer.num_levels) * tokenizer.num_levels
    before = tuple(tokens[-count:])
    if part.goes_on:  # the action is planned with what is seen of it
        thought = _thought(policy, bundle, part, len(before) + least, len(before) + most)
    else:
        thought = _thought(policy, bundle, part, least, most)
    limits = bound_limits(bundle, len(before) + least, len(before) + most)
    return Ask(part.stretch.text, thought, before, limits, seed + number * STRETCH_SEED)


def _thought(policy: Policy, bundle: Bundle, part: Part, least: int, most: int) -> tuple[int, ...]:
    """The plan as it was drawn, or where the part lasts another time than it says, with other times."""
    if part.seconds is None or not part.plan.steps:
        return part.thought
    plan = part.plan.lasting((least + most) / 2 / bundle.motion_tokenizer.tokens_per_second)
    return part.thought if plan is part.plan else thought_of(policy, plan.write())


def _bounds(
    bundle: Bundle, parts: Sequence[Part], number: int, made: int, max_seconds: float
) -> tuple[int, int]:
    """Fewest and most tokens of a part.  One of given seconds ends at the token nearest to its time."""
    tokenizer = bundle.motion_tokenizer
    levels, rate = tokenizer.num_levels, tokenizer.tokens_per_second
    part = parts[number]
    later = sum(later.planned for later in parts[number + 1 :])
    room = max(max_seconds - later - made / rate, SHORTEST_STRETCH)
    if part.seconds is not None:
        # rounded at the end of the part, so that what rounding takes from one the next one has
        ahead = sum(before.seconds or 0.0 for before in parts[:number])
        timed = all(before.seconds is not None for before in parts[:number])
        end = (ahead if timed else made / rate) + part.seconds
        count = max(round(end * rate / levels) * levels - made, levels)
        return count, count
    free = free_limits(bundle, min(room, DEFAULT_SECONDS))
    return free.planned(part.plan.seconds)


def whole_plan(parts: Sequence[Part], seconds: Sequence[float]) -> PlanText:
    """The plans of all parts as one, in the seconds that each really has."""
    whole = PlanText((), ())
    for part, own in zip(parts, seconds, strict=True):
        plan = part.plan.lasting(own) if part.plan.steps else part.plan
        whole = whole.longer(plan.seconds) if part.goes_on and whole.steps else whole + plan
    return whole


def whole_steps(parts: Sequence[Part], seconds: Sequence[float]) -> tuple[Step, ...]:
    """The sub-actions of all parts with their times in the whole; an action that goes on is one of them."""
    found: list[Step] = []
    start = 0.0
    for part, own in zip(parts, seconds, strict=True):
        end = start + own
        steps = to_steps(part.plan.steps, own) or (Step(part.stretch.text, 0.0, own),)
        if part.goes_on and found:
            found[-1] = replace(found[-1], end=end)
        else:
            found += [Step(step.text, step.start + start, min(step.end + start, end)) for step in steps]
        start = end
    return tuple(found)
