"""The public model: a sentence becomes a reasoned motion, a motion becomes a reasoned sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.language.limits import Limits
from kinemind.language.plan import parse_plan, to_steps
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion, Step
from kinemind.planning import plan_many

MAX_PROMPT = 2000
"""Characters; a longer prompt is refused, not cut."""
PLAN_TOLERANCE = 0.1
"""Share of the planned duration by which a take may be shorter or longer."""
PLAN_DRAFTS = 8
"""Plans drawn for a prompt until one passes verification; then the one with the fewest faults is followed."""
MAX_REASONING = 320
"""Tokens of a plan."""
DEFAULT_SECONDS = 15.0
"""The longest composites that nano learned from."""
LONGEST_SECONDS = 30.0
"""The longest motion one prompt may ask for; the policy's context ends there."""
LONGEST_CLIP_SECONDS = 40.0
"""The longest clip that is described as one."""

TEXT_TO_MOTION = Sampling(temperature=0.7, top_p=0.9)
MOTION_TO_TEXT = Sampling(temperature=0.7, top_p=0.9)


@dataclass(frozen=True, eq=False)
class Take:
    """One generated motion: the prompt, the plan it was made by, its sub-actions with times, the tokens.

    Of a bundle that does not reason the plan is empty, and the prompt the one sub-action.
    """

    text: str
    reasoning: str
    steps: tuple[Step, ...]
    motion_tokens: tuple[int, ...]
    motion: Motion
    seed: int


@dataclass(frozen=True)
class Description:
    """What a motion shows: a sentence, the reasoning that led to it, the sub-actions with times.

    Of a bundle that does not reason the reasoning is empty, and the sentence the one sub-action.
    """

    text: str
    reasoning: str
    steps: tuple[Step, ...]


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

    def generate(self, text: str, seed: int = 0, *, max_seconds: float = DEFAULT_SECONDS) -> Take:
        """One take of a sentence.  Raises InputError for an empty or absurdly long prompt."""
        return self.generate_many([text], [seed], max_seconds=max_seconds)[0]

    def generate_many(
        self,
        texts: Sequence[str],
        seeds: Sequence[int],
        *,
        max_seconds: float = DEFAULT_SECONDS,
        sampling: Sampling = TEXT_TO_MOTION,
        plan_drafts: int = PLAN_DRAFTS,
    ) -> list[Take]:
        """One take a (text, seed) pair, decoded together; a take depends on its own text and seed only.

        `plan_drafts`: how many plans may be drawn until one is verified; 0 takes the first, as it comes.
        A bundle that does not reason draws none.
        """
        prompts = [check_prompt(text) for text in texts]
        _check_seeds(seeds)
        if not 1.0 <= max_seconds <= LONGEST_SECONDS:
            raise InputError(f"the time limit lies between 1 and {LONGEST_SECONDS:g} s, not {max_seconds:g}")
        tokenizer = self.bundle.motion_tokenizer
        limits = replace(
            Limits.for_seconds(max_seconds, tokenizer.tokens_per_second, levels=tokenizer.num_levels),
            max_reasoning=MAX_REASONING if self.bundle.reasoning else 0,
            plan_tolerance=PLAN_TOLERANCE,
        )
        style, dialect = self.bundle.style, self.bundle.dialect
        ids = [render_prompt(self.policy.tokenizer, "t2m", style, caption=prompt) for prompt in prompts]
        begun = None
        if plan_drafts and limits.reasoning:
            begun = plan_many(self.policy, dialect, prompts, ids, seeds, limits, plan_drafts)
        answers = self.policy.sample(
            ids, "t2m", dialect, limits, seeds=list(seeds), sampling=sampling, begun=begun
        )
        return [self._take(prompt, answer) for prompt, answer in zip(prompts, answers, strict=True)]

    def caption(self, motion: Motion, seed: int = 0) -> Description:
        """A description of a motion.  Raises InputError for one too short or too long, or of other joints."""
        return self.caption_many([motion], [seed])[0]

    def caption_many(
        self, motions: Sequence[Motion], seeds: Sequence[int], *, sampling: Sampling = MOTION_TO_TEXT
    ) -> list[Description]:
        """One description a motion, decoded together."""
        _check_seeds(seeds)
        for motion in motions:
            if motion.seconds > LONGEST_CLIP_SECONDS:
                raise InputError(
                    f"the clip lasts {motion.seconds:.0f} s; cut it first: clips up to "
                    f"{LONGEST_CLIP_SECONDS:.0f} s are described"
                )
        tokens = [self.bundle.motion_tokenizer.encode(motion) for motion in motions]
        ids = [
            render_prompt(self.policy.tokenizer, "m2t", self.bundle.style, codes=[int(t) for t in row])
            for row in tokens
        ]
        limits = Limits() if self.bundle.reasoning else Limits(max_reasoning=0)
        answers = self.policy.sample(
            ids, "m2t", self.bundle.dialect, limits, seeds=list(seeds), sampling=sampling
        )
        return [self._description(answer, motion) for answer, motion in zip(answers, motions, strict=True)]

    def _description(self, answer: Sampled, motion: Motion) -> Description:
        text, reasoning = answer.parsed.answer, answer.parsed.reasoning
        steps = to_steps(parse_plan(reasoning), motion.seconds)
        if not self.bundle.reasoning:
            steps = (Step(text, 0.0, motion.seconds),)
        return Description(text, reasoning, steps)

    def _take(self, prompt: str, answer: Sampled) -> Take:
        assert answer.parsed.ok, f"constrained decoding wrote an answer with the fault {answer.parsed.status}"
        motion = self.bundle.motion_tokenizer.decode(answer.parsed.codes)
        steps = to_steps(answer.parsed.steps, motion.seconds) or (Step(prompt, 0.0, motion.seconds),)
        motion = replace(motion, text=prompt, steps=steps)
        return Take(prompt, answer.parsed.reasoning, steps, answer.parsed.codes, motion, answer.seed)


def _check_seeds(seeds: Sequence[int]) -> None:
    wrong = [seed for seed in seeds if seed < 0]
    if wrong:
        raise InputError(f"a seed is 0 or more, not {wrong[0]}")


def check_prompt(text: str) -> str:
    """The prompt on one line.  Raises InputError for an empty one or one over MAX_PROMPT characters."""
    prompt = " ".join(text.split())
    if not prompt:
        raise InputError("the prompt is empty: describe the motion in a sentence")
    if len(prompt) > MAX_PROMPT:
        raise InputError(f"the prompt has {len(prompt)} characters, at most {MAX_PROMPT} are read")
    return prompt


def load(bundle: str | Path = "nano", device: str = "auto") -> Model:
    """Open a bundle: the embedded `nano` or a folder.  Raises InputError where there is none."""
    return Model(Bundle.open(bundle), device)


def generate(text: str, seed: int = 0) -> Take:
    """One take with the embedded bundle."""
    return load().generate(text, seed)


def caption(motion: Motion, seed: int = 0) -> Description:
    """A description with the embedded bundle."""
    return load().caption(motion, seed)
