"""A loaded bundle: a sentence becomes a reasoned motion, a motion becomes a reasoned sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import Chain, ChainOfMotion
from kinemind.chain_of_motion.describing import Understanding
from kinemind.chain_of_motion.generating import Generation
from kinemind.chain_of_motion.rounds import reflect
from kinemind.errors import InputError
from kinemind.generation.limits import (
    DEFAULT_SECONDS,
    LONGEST_CLIP_SECONDS,
    LONGEST_SECONDS,
    MAX_REASONING,
    MOTION_TO_TEXT,
    PLAN_DRAFTS,
    PLAN_TOLERANCE,
    TEXT_TO_MOTION,
    check_prompt,
    check_seeds,
)
from kinemind.generation.take import Description, Take
from kinemind.language.limits import Limits
from kinemind.language.plan import parse_plan, to_steps
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion, Step
from kinemind.planning import plan_many
from kinemind.rewards.judges import Judges


class Model:
    """A loaded bundle that generates and describes motion."""

    def __init__(self, bundle: Bundle, device: str = "auto") -> None:
        self.bundle, self.device = bundle, device

    @cached_property
    def policy(self) -> Policy:
        policy = self.bundle.policy(self.device)
        if policy.vocabulary.codebook_size != self.bundle.motion_tokenizer.vocabulary_size:
            raise InputError(
                f"the bundle {self.bundle.name} is broken: its policy knows "
                f"{policy.vocabulary.codebook_size} motion tokens, its tokenizer "
                f"{self.bundle.motion_tokenizer.vocabulary_size}"
            )
        return policy

    @cached_property
    def judges(self) -> Judges:
        """What Chain-of-Motion asks; never the encoder that evaluation measures with."""
        encoder = self.bundle if self.bundle.has_reward_encoder else None
        return Judges(self.bundle.motion_tokenizer, encoder)

    def generate(
        self,
        text: str,
        seed: int = 0,
        *,
        max_seconds: float = DEFAULT_SECONDS,
        com: ChainOfMotion | None = None,
    ) -> Take:
        """One take of a sentence.  Raises InputError for an empty or absurdly long prompt."""
        return self.generate_many([text], [seed], max_seconds=max_seconds, com=com)[0]

    def generate_many(
        self,
        texts: Sequence[str],
        seeds: Sequence[int],
        *,
        max_seconds: float = DEFAULT_SECONDS,
        sampling: Sampling = TEXT_TO_MOTION,
        plan_drafts: int = PLAN_DRAFTS,
        com: ChainOfMotion | None = None,
    ) -> list[Take]:
        """One take a (text, seed) pair, decoded together; a take depends on its own text and seed only.

        `plan_drafts`: how many plans may be drawn until one is verified; 0 takes the first, as it comes.
        A bundle that does not reason draws none.  `com`: Chain-of-Motion, which draws several answers a
        take, measures them, reflects and keeps the best.
        """
        prompts = [check_prompt(text) for text in texts]
        check_seeds(seeds)
        if not 1.0 <= max_seconds <= LONGEST_SECONDS:
            raise InputError(f"the time limit lies between 1 and {LONGEST_SECONDS:g} s, not {max_seconds:g}")
        tokenizer = self.bundle.motion_tokenizer
        limits = replace(
            Limits.for_seconds(max_seconds, tokenizer.tokens_per_second, levels=tokenizer.num_levels),
            max_reasoning=MAX_REASONING if self.bundle.reasoning else 0,
            plan_tolerance=PLAN_TOLERANCE,
        )
        style, dialect = self.bundle.style, self.bundle.dialect
        if com is not None:
            generation = Generation(
                self.policy, self.judges, dialect, style, prompts, limits, sampling, plan_drafts
            )
            chains = reflect(generation, seeds, com, com.weights["t2m"])
            return [
                self._take(prompt, chain.best.answer, chain, seed)
                for prompt, chain, seed in zip(prompts, chains, seeds, strict=True)
            ]
        ids = [render_prompt(self.policy.tokenizer, "t2m", style, caption=prompt) for prompt in prompts]
        begun = None
        if plan_drafts and limits.reasoning:
            begun = plan_many(self.policy, dialect, prompts, ids, seeds, limits, plan_drafts)
        answers = self.policy.sample(
            ids, "t2m", dialect, limits, seeds=list(seeds), sampling=sampling, begun=begun
        )
        return [self._take(prompt, answer) for prompt, answer in zip(prompts, answers, strict=True)]

    def caption(self, motion: Motion, seed: int = 0, *, com: ChainOfMotion | None = None) -> Description:
        """A description of a motion.  Raises InputError for one too short or too long, or of other joints."""
        return self.caption_many([motion], [seed], com=com)[0]

    def caption_many(
        self,
        motions: Sequence[Motion],
        seeds: Sequence[int],
        *,
        sampling: Sampling = MOTION_TO_TEXT,
        com: ChainOfMotion | None = None,
    ) -> list[Description]:
        """One description a motion, decoded together; `com` as in `generate_many`."""
        check_seeds(seeds)
        for motion in motions:
            if motion.seconds > LONGEST_CLIP_SECONDS:
                raise InputError(
                    f"the clip lasts {motion.seconds:.0f} s; cut it first: clips up to "
                    f"{LONGEST_CLIP_SECONDS:.0f} s are described"
                )
        codes = [tuple(map(int, self.bundle.motion_tokenizer.encode(motion))) for motion in motions]
        limits = Limits() if self.bundle.reasoning else Limits(max_reasoning=0)
        style, dialect = self.bundle.style, self.bundle.dialect
        if com is not None:
            understanding = Understanding(
                self.policy, self.judges, dialect, style, motions, codes, limits, sampling
            )
            chains = reflect(understanding, seeds, com, com.weights["m2t"])
            return [
                self._description(chain.best.answer, motion, chain)
                for chain, motion in zip(chains, motions, strict=True)
            ]
        ids = [render_prompt(self.policy.tokenizer, "m2t", style, codes=row) for row in codes]
        answers = self.policy.sample(ids, "m2t", dialect, limits, seeds=list(seeds), sampling=sampling)
        return [self._description(answer, motion) for answer, motion in zip(answers, motions, strict=True)]

    def _description(self, answer: Sampled, motion: Motion, chain: Chain | None = None) -> Description:
        text, reasoning = answer.parsed.answer, answer.parsed.reasoning
        steps = to_steps(parse_plan(reasoning), motion.seconds)
        if not self.bundle.reasoning:
            steps = (Step(text, 0.0, motion.seconds),)
        return Description(text, reasoning, steps, chain)

    def _take(
        self, prompt: str, answer: Sampled, chain: Chain | None = None, seed: int | None = None
    ) -> Take:
        """`seed` that was asked for, where Chain-of-Motion chose an answer of another."""
        assert answer.parsed.ok, f"constrained decoding wrote an answer with the fault {answer.parsed.status}"
        motion = self.bundle.motion_tokenizer.decode(answer.parsed.codes)
        steps = to_steps(answer.parsed.steps, motion.seconds) or (Step(prompt, 0.0, motion.seconds),)
        motion = replace(motion, text=prompt, steps=steps)
        asked = answer.seed if seed is None else seed
        return Take(prompt, answer.parsed.reasoning, steps, answer.parsed.codes, motion, asked, chain)
