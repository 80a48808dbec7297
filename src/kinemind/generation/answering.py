"""Takes of prompts that are one answer each: a plan that is checked, then the motion that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import Chain, ChainOfMotion
from kinemind.chain_of_motion.generating import Generation
from kinemind.chain_of_motion.rounds import reflect
from kinemind.generation.composing import check_seconds
from kinemind.generation.limits import LONGEST_SECONDS, MAX_REASONING, PLAN_TOLERANCE
from kinemind.generation.take import Take
from kinemind.language.limits import Limits
from kinemind.language.plan import to_steps
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling
from kinemind.motion import Step
from kinemind.planning import plan_many
from kinemind.rewards.judges import Judges


def answer_many(
    policy: Policy,
    bundle: Bundle,
    judges: Judges,
    prompts: Sequence[str],
    seeds: Sequence[int],
    max_seconds: float,
    sampling: Sampling,
    plan_drafts: int,
    com: ChainOfMotion | None = None,
) -> list[Take]:
    """One take a prompt, decoded together; with `com` the best of each prompt's candidates.

    Raises InputError for a time limit that cannot be.
    """
    check_seconds(max_seconds)
    if not prompts:
        return []
    tokenizer, style, dialect = bundle.motion_tokenizer, bundle.style, bundle.dialect
    seconds = min(max_seconds, LONGEST_SECONDS)
    limits = replace(
        Limits.for_seconds(seconds, tokenizer.tokens_per_second, levels=tokenizer.num_levels),
        max_reasoning=MAX_REASONING if bundle.reasoning else 0,
        plan_tolerance=PLAN_TOLERANCE,
    )
    if com is not None:
        generation = Generation(policy, judges, dialect, style, prompts, limits, sampling, plan_drafts)
        chains = reflect(generation, seeds, com, com.weights["t2m"])
        return [
            take_of_answer(bundle, prompt, chain.best.answer, seed, chain)
            for prompt, chain, seed in zip(prompts, chains, seeds, strict=True)
        ]
    ids = [render_prompt(policy.tokenizer, "t2m", style, caption=prompt) for prompt in prompts]
    begun = None
    if plan_drafts and limits.reasoning:
        begun = plan_many(policy, dialect, prompts, ids, seeds, limits, plan_drafts)
    answers = policy.sample(ids, "t2m", dialect, limits, seeds=list(seeds), sampling=sampling, begun=begun)
    return [
        take_of_answer(bundle, prompt, answer, seed)
        for prompt, answer, seed in zip(prompts, answers, seeds, strict=True)
    ]


def take_of_answer(
    bundle: Bundle, prompt: str, answer: Sampled, seed: int, chain: Chain | None = None
) -> Take:
    """The answer as a take, its tokens decoded.  `seed` is the one asked for, which under Chain-of-Motion
    need not be the one that this answer was drawn with."""
    parsed = answer.parsed
    assert parsed.ok, f"constrained decoding wrote an answer with the fault {parsed.status}"
    motion = bundle.motion_tokenizer.decode(parsed.codes)
    steps = to_steps(parsed.steps, motion.seconds) or (Step(prompt, 0.0, motion.seconds),)
    motion = replace(motion, text=prompt, steps=steps)
    return Take(prompt, parsed.reasoning, steps, parsed.codes, motion, seed, chain)
