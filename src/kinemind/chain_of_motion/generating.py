"""Chain-of-Motion for generation: plans and motions, judged by the reward encoder and by measuring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kinemind.chain_of_motion.chain import Candidate
from kinemind.chain_of_motion.rounds import Best
from kinemind.chain_of_motion.seeing import Measured, critique_of, steps_of
from kinemind.language.critique import Critique
from kinemind.language.dialects import THINK, Dialect, closing
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import PromptStyle, render_prompt
from kinemind.language.sampling import Sampling
from kinemind.planning import Thought, faults, plan_many
from kinemind.rewards.judges import Judges
from kinemind.rewards.plan_agreement import agreement_of
from kinemind.rewards.rollouts import Rollouts
from kinemind.rewards.text_motion_consistency import text_motion_consistency


@dataclass
class Generation:
    """Text to motion over a batch of prompts.  No true caption or motion is known here: only the prompts.

    `plan_drafts` as in `planning.plan_many`; 0: a plan is taken as it comes.
    """

    policy: Policy
    judges: Judges
    dialect: Dialect
    style: PromptStyle
    prompts: Sequence[str]
    limits: Limits
    sampling: Sampling
    plan_drafts: int
    _measured: dict[tuple[int, ...], Measured] = field(default_factory=dict)

    def draw(self, rows: Sequence[int], seeds: Sequence[int], best: Sequence[Best | None]) -> list[Sampled]:
        """Every second candidate of a later round follows the best plan so far, where that has no fault."""
        prompts = [self.prompts[row] for row in rows]
        ids = [
            render_prompt(
                self.policy.tokenizer,
                "t2m",
                self.style,
                caption=prompt,
                critique=known.critique if known else None,
            )
            for prompt, known in zip(prompts, best, strict=True)
        ]
        begun = self._thoughts(prompts, ids, seeds, best) if self.limits.reasoning else None
        return self.policy.sample(
            ids, "t2m", self.dialect, self.limits, seeds=list(seeds), sampling=self.sampling, begun=begun
        )

    def components(self, rows: Sequence[int], answers: Sequence[Sampled]) -> list[Mapping[str, float]]:
        rollouts = Rollouts(
            task="t2m",
            dialect=self.dialect,
            captions=tuple(self.prompts[row] for row in rows),
            references=((),) * len(rows),
            answers=tuple(answer.parsed for answer in answers),
            judges=self.judges,
        )
        found: list[dict[str, float]] = [{} for _ in rows]
        if self.judges.encoder_of is not None:
            for one, cosine in zip(found, text_motion_consistency(rollouts), strict=True):
                one["text_motion_consistency"] = float(cosine)
        for one, row, answer, motion in zip(found, rows, answers, rollouts.motions, strict=True):
            assert motion is not None, "constrained decoding wrote an answer without a motion"
            parsed = answer.parsed
            if parsed.codes not in self._measured:
                self._measured[parsed.codes] = Measured.of(motion)
            measured = self._measured[parsed.codes]
            one["physical_plausibility"] = measured.plausibility.total
            one["plan_agreement"] = agreement_of(steps_of(self.prompts[row], parsed.steps), measured.phases)
            if parsed.reasoning:
                one["plan_relevance"] = 1.0 / (1 + faults(self.prompts[row], parsed.reasoning)[0])
        return list(found)

    def criticise(self, row: int, candidate: Candidate) -> Critique:
        parsed = candidate.answer.parsed
        measured = self._measured[parsed.codes]
        return critique_of(self.prompts[row], parsed.steps, parsed.reasoning, measured, candidate.components)

    def _thoughts(
        self,
        prompts: Sequence[str],
        ids: Sequence[Sequence[int]],
        seeds: Sequence[int],
        best: Sequence[Best | None],
    ) -> list[Thought]:
        """What each answer begins with: an old plan, a new one, or () where the policy plans on the way."""
        kept: dict[int, Thought] = {}
        for place, known in enumerate(best):
            if (
                known
                and place % 2
                and not any(faults(prompts[place], known.candidate.answer.parsed.reasoning))
            ):
                kept[place] = self._thought(known.candidate.answer)
        new = [place for place in range(len(prompts)) if place not in kept]
        if self.plan_drafts:
            drawn = plan_many(
                self.policy, self.dialect, [prompts[i] for i in new], [ids[i] for i in new],
                [seeds[i] for i in new], self.limits, self.plan_drafts,
            )  # fmt: skip
            kept.update(zip(new, drawn, strict=True))
        return [kept.get(place, ()) for place in range(len(prompts))]

    def _thought(self, answer: Sampled) -> Thought:
        tag = self.policy.vocabulary.tag_id(closing(THINK))
        return answer.ids[: answer.ids.index(tag) + 1]
