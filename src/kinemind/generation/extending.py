"""Drawing the motion of one answer: bounds of its length, and motion tokens that it begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinemind.bundle import Bundle
from kinemind.generation.limits import MAX_REASONING, PLAN_TOLERANCE
from kinemind.language.dialects import MOTION, OUTPUT, THINK, answer_section, closing, opening
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.prompts import plain_text, render_prompt
from kinemind.language.sampling import Sampling


@dataclass(frozen=True)
class Ask:
    """What a stretch of motion is drawn from.

    `prompt`: the caption; `thought`: ids of the reasoning with its tags, () where there is none; `before`:
    motion tokens that the answer begins with; `limits` bound the whole answer, those tokens included.
    """

    prompt: str
    thought: tuple[int, ...]
    before: tuple[int, ...]
    limits: Limits
    seed: int


def extend_many(
    policy: Policy, bundle: Bundle, asks: Sequence[Ask], sampling: Sampling
) -> list[tuple[int, ...]]:
    """The tokens that are new in every answer; asks of the same limits are drawn together.

    What is drawn for an ask depends on that ask alone.
    """
    drawn: list[tuple[int, ...]] = [()] * len(asks)
    rows: dict[Limits, list[int]] = {}
    for row, ask in enumerate(asks):
        rows.setdefault(ask.limits, []).append(row)
    for limits, own in rows.items():
        answers = policy.sample(
            [prompt_ids(policy, bundle, asks[row].prompt) for row in own],
            "t2m",
            bundle.dialect,
            limits,
            seeds=[asks[row].seed for row in own],
            sampling=sampling,
            begun=[beginning(policy, bundle, asks[row]) for row in own],
        )
        for row, answer in zip(own, answers, strict=True):
            assert answer.parsed.ok, f"constrained decoding wrote {answer.parsed.status}"
            drawn[row] = answer.parsed.codes[len(asks[row].before) :]
    return drawn


def free_limits(bundle: Bundle, max_seconds: float) -> Limits:
    """Of an answer whose length its own plan decides, up to `max_seconds`."""
    tokenizer = bundle.motion_tokenizer
    return replace(
        Limits.for_seconds(max_seconds, tokenizer.tokens_per_second, levels=tokenizer.num_levels),
        max_reasoning=MAX_REASONING if bundle.reasoning else 0,
        plan_tolerance=PLAN_TOLERANCE,
    )


def bound_limits(bundle: Bundle, least: int, most: int) -> Limits:
    """Of an answer of `least` to `most` motion tokens, whatever its plan says."""
    return replace(
        free_limits(bundle, most / bundle.motion_tokenizer.tokens_per_second),
        min_motion=least,
        max_motion=most,
        plan_tolerance=0.0,
    )


def prompt_ids(policy: Policy, bundle: Bundle, prompt: str) -> list[int]:
    """A caption as the policy reads it."""
    return render_prompt(policy.tokenizer, "t2m", bundle.style, caption=prompt)


def beginning(policy: Policy, bundle: Bundle, ask: Ask) -> list[int]:
    """The ids an answer begins with: its reasoning, and where motion goes before the tags up to its end."""
    if not ask.before:
        return list(ask.thought)
    tag = policy.vocabulary.tag_id
    section = answer_section(bundle.dialect)
    tags = [tag(opening(section)), tag(opening(MOTION))]
    if section == OUTPUT:  # motion-r1 closes its text before the motion
        tags.insert(1, tag(closing(section)))
    return [*ask.thought, *tags, *policy.vocabulary.encode(ask.before)]


def thought_of(policy: Policy, reasoning: str) -> tuple[int, ...]:
    """The ids of a reasoning with its tags."""
    tag = policy.vocabulary.tag_id
    text = plain_text(policy.tokenizer, reasoning)
    ids = policy.tokenizer(text, add_special_tokens=False)["input_ids"]
    return (tag(opening(THINK)), *ids, tag(closing(THINK)))


def reasoning_of(policy: Policy, thought: Sequence[int]) -> str:
    """The text between the tags."""
    inside = [token for token in thought if token not in policy.vocabulary.tag_of]
    text = policy.tokenizer.decode(inside, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    return str(text).strip()
