"""A loaded bundle: a sentence becomes a reasoned motion, a motion becomes a reasoned sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import Chain, ChainOfMotion
from kinemind.chain_of_motion.describing import Understanding
from kinemind.chain_of_motion.rounds import reflect
from kinemind.errors import InputError
from kinemind.generation.answering import answer_many
from kinemind.generation.composing import compose_many
from kinemind.generation.continuing import Continuation, continue_motion
from kinemind.generation.events import StreamEvent
from kinemind.generation.limits import (
    DEFAULT_SECONDS,
    LONGEST_BY_DEFAULT,
    LONGEST_CLIP_SECONDS,
    MOTION_TO_TEXT,
    PLAN_DRAFTS,
    TEXT_TO_MOTION,
    check_prompt,
    check_seeds,
)
from kinemind.generation.streaming import stream
from kinemind.generation.stretches import (
    LONGEST_COMPOSED,
    MOST_ACTIONS,
    Stretch,
    stretches_of,
    stretches_of_script,
)
from kinemind.generation.take import Description, Take
from kinemind.language.limits import Limits
from kinemind.language.plan import parse_plan, to_steps
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import render_prompt
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion, Step
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
        max_seconds: float | None = None,
        com: ChainOfMotion | None = None,
    ) -> Take:
        """One take of a sentence.  Raises InputError for an empty or absurdly long prompt."""
        return self.generate_many([text], [seed], max_seconds=max_seconds, com=com)[0]

    def generate_many(
        self,
        texts: Sequence[str],
        seeds: Sequence[int],
        *,
        max_seconds: float | None = None,
        sampling: Sampling = TEXT_TO_MOTION,
        plan_drafts: int = PLAN_DRAFTS,
        com: ChainOfMotion | None = None,
    ) -> list[Take]:
        """One take a (text, seed) pair, decoded together; a take depends on its own text and seed only.

        `plan_drafts`: how many plans may be drawn until one is verified; 0 takes the first, as it comes.
        A bundle that does not reason draws none.  `com`: Chain-of-Motion, which draws several answers a
        take, measures them, reflects and keeps the best.  A prompt of more actions than are learned as one
        answer is composed of stretches (`composing`).  `max_seconds` is by default 15, and 60 for those.
        Raises InputError.
        """
        prompts = [check_prompt(text) for text in texts]
        check_seeds(seeds)
        usual = DEFAULT_SECONDS if max_seconds is None else max_seconds
        scripts = [stretches_of(prompt) for prompt in prompts]
        long = [row for row, script in enumerate(scripts) if len(script) > 1]
        if not long:
            return answer_many(
                self.policy, self.bundle, self.judges, prompts, seeds,
                usual, sampling, plan_drafts, com,
            )  # fmt: skip
        if com is not None:
            raise InputError(
                f"Chain-of-Motion is for prompts of up to {MOST_ACTIONS} actions, this one has more: "
                f"{prompts[long[0]]!r:.80}; leave --use-com out"
            )
        composed = compose_many(
            self.policy, self.bundle, [scripts[row] for row in long], [prompts[row] for row in long],
            [seeds[row] for row in long], sampling=sampling, plan_drafts=plan_drafts,
            max_seconds=LONGEST_BY_DEFAULT if max_seconds is None else max_seconds,
        )  # fmt: skip
        takes = dict(zip(long, composed, strict=True))
        short = [row for row in range(len(prompts)) if row not in takes]
        answered = answer_many(
            self.policy, self.bundle, self.judges, [prompts[row] for row in short],
            [seeds[row] for row in short], usual, sampling, plan_drafts,
        )  # fmt: skip
        takes.update(zip(short, answered, strict=True))
        return [takes[row] for row in range(len(prompts))]

    def compose(
        self,
        script: Sequence[tuple[str, float]],
        seed: int = 0,
        *,
        text: str = "",
        max_seconds: float = LONGEST_COMPOSED,
    ) -> Take:
        """One take of a list of (text, seconds), called `text`; every part keeps its seconds.

        Raises InputError as `stretches_of_script` does.
        """
        name = check_prompt(text or ", then ".join(part for part, _ in script) or " ")
        stretches = stretches_of_script(script)
        return compose_many(self.policy, self.bundle, [stretches], [name], [seed], max_seconds=max_seconds)[0]

    def continue_from(
        self, motion: Motion, text: str, seed: int = 0, *, max_seconds: float | None = None
    ) -> Continuation:
        """What a sentence asks for, beginning where and how `motion` ends.  `max_seconds` bound the new part.

        Raises InputError for another skeleton than the bundle's, and a motion too short to be read.
        """
        script = stretches_of(text)
        longest = _longest(script, max_seconds)
        return continue_motion(
            self.policy, self.bundle, motion, script, check_prompt(text), seed, max_seconds=longest
        )

    def stream(self, text: str, seed: int = 0, *, max_seconds: float | None = None) -> Iterator[StreamEvent]:
        """A take as it comes into being: reasoning, steps, pieces of motion, at last the take (`events`).

        Its tokens are those of `generate` with the same seed.
        """
        script = stretches_of(text)
        longest = _longest(script, max_seconds)
        return stream(self.policy, self.bundle, script, check_prompt(text), seed, max_seconds=longest)

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


def _longest(script: Sequence[Stretch], max_seconds: float | None) -> float:
    """The limit that was given, or the usual one of as many stretches."""
    if max_seconds is not None:
        return max_seconds
    return DEFAULT_SECONDS if len(script) == 1 else LONGEST_BY_DEFAULT
