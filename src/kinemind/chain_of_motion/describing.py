"""Chain-of-Motion for understanding: descriptions, judged by the motion that is described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kinemind.chain_of_motion.chain import Candidate
from kinemind.chain_of_motion.predicates import predicate
from kinemind.chain_of_motion.rounds import Best
from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.verify.evidence import evidence
from kinemind.cot.verify.relevance import asked_of
from kinemind.cot.verify.shown import CLEAR, GESTURES
from kinemind.kinematics.facts import Facts, measure
from kinemind.kinematics.phase import Phase
from kinemind.language.critique import Critique
from kinemind.language.dialects import Dialect
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy, Sampled
from kinemind.language.prompts import PromptStyle, render_prompt
from kinemind.language.sampling import Sampling
from kinemind.motion import Motion
from kinemind.rewards.judges import Judges
from kinemind.rewards.motion_retrieval import motion_retrieval
from kinemind.rewards.reasoning_coherence import reasoning_coherence
from kinemind.rewards.rollouts import Rollouts


@dataclass
class Understanding:
    """Motion to text over a batch of motions.  No true caption is known here: only the motions.

    `motions` are measured, `codes` (their motion tokens) are what the policy reads.
    """

    policy: Policy
    judges: Judges
    dialect: Dialect
    style: PromptStyle
    motions: Sequence[Motion]
    codes: Sequence[tuple[int, ...]]
    limits: Limits
    sampling: Sampling

    def draw(self, rows: Sequence[int], seeds: Sequence[int], best: Sequence[Best | None]) -> list[Sampled]:
        ids = [
            render_prompt(
                self.policy.tokenizer,
                "m2t",
                self.style,
                codes=self.codes[row],
                critique=known.critique if known else None,
            )
            for row, known in zip(rows, best, strict=True)
        ]
        return self.policy.sample(
            ids, "m2t", self.dialect, self.limits, seeds=list(seeds), sampling=self.sampling
        )

    def components(self, rows: Sequence[int], answers: Sequence[Sampled]) -> list[Mapping[str, float]]:
        rollouts = Rollouts(
            task="m2t",
            dialect=self.dialect,
            captions=("",) * len(rows),  # nobody knows a true one
            references=tuple(self.codes[row] for row in rows),
            answers=tuple(answer.parsed for answer in answers),
            judges=self.judges,
        )
        judged = {}
        if self.limits.reasoning:
            judged["reasoning_coherence"] = reasoning_coherence(rollouts)
        if self.judges.encoder_of is not None:
            judged["motion_retrieval"] = motion_retrieval(rollouts)
        return [{name: float(values[i]) for name, values in judged.items()} for i in range(len(rows))]

    def criticise(self, row: int, candidate: Candidate) -> Critique:
        parsed = candidate.answer.parsed
        return critique_of(parsed.answer, parsed.reasoning, self._facts[row])

    @cached_property
    def _facts(self) -> list[Facts]:
        return [measure(motion) for motion in self.motions]


def critique_of(answer: str, reasoning: str, facts: Facts) -> Critique:
    """Plain gestures that the description leaves out, and actions in it that joints could show and do not."""
    told = asked_of(answer)
    named = {label for one in told for label in labels_for(one.action, one.side, one.direction)}
    # what joints cannot tell, or has no name, may be any of the gestures
    vague = any(not labels_for(one.action, one.side, one.direction) for one in told)
    left_out = [] if vague else [p for p in facts.phases if _plain(p) and p.label not in named]
    unseen = [
        one.text
        for one in told
        if labels_for(one.action, one.side, one.direction) and not evidence(one, facts.phases).shown
    ]
    missing = dict.fromkeys(predicate(phase.label) for phase in left_out)
    return Critique("m2t", tuple(missing), tuple(dict.fromkeys(unseen)), reasoning=reasoning)


def _plain(phase: Phase) -> bool:
    measures = phase.measures
    return phase.label.split("_")[0] in GESTURES and all(
        measures[name] >= size for name, size in CLEAR.items() if name in measures
    )
