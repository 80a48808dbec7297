"""What is wrong with a generated motion, by what is measured on it and by its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kinemind.chain_of_motion.predicates import predicate
from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.trace import Trace
from kinemind.cot.verify.matching import same_action
from kinemind.cot.verify.reading import read
from kinemind.cot.verify.relevance import asked_of, told_actions
from kinemind.cot.verify.shown import seen_in_order, unasked
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phase import Phase
from kinemind.language.critique import Critique, Flaw
from kinemind.language.plan import PlanStep
from kinemind.motion import Motion
from kinemind.rewards.physical_plausibility import Plausibility, plausibility_score

SEEN = 0.5
"""Worth of a step below which it is said to be missing."""
SLIDING, JERKING, UNLIKE = 0.55, 0.6, 0.35
"""Foot-slide and smoothness scores, and the cosine of sentence and motion, below which it is said."""


@dataclass(frozen=True)
class Measured:
    """What is known of one motion without knowing what it should have been."""

    phases: tuple[Phase, ...]
    plausibility: Plausibility

    @classmethod
    def of(cls, motion: Motion) -> Measured:
        return cls(measure(motion).phases, plausibility_score(motion.joints, motion.fps, motion.skeleton))


def steps_of(prompt: str, plan: Sequence[PlanStep]) -> tuple[PlanStep, ...]:
    """The answer's own plan; where there is none, what its prompt asks for."""
    return tuple(plan) or tuple(PlanStep(one.text or prompt) for one in asked_of(prompt))


def critique_of(
    prompt: str,
    plan: Sequence[PlanStep],
    reasoning: str,
    measured: Measured,
    components: Mapping[str, float],
) -> Critique:
    """Steps that are not seen in their place or not planned at all, gestures that nobody asked for, and
    flaws of the whole; empty where nothing is wrong."""
    steps = steps_of(prompt, plan)
    worths = [one.worth for one in seen_in_order(steps, measured.phases)]
    missing = [s.text for s, worth in zip(steps, worths, strict=True) if worth is not None and worth < SEEN]
    missing += [text for text in _left_out(prompt, reasoning) if text not in missing]
    extra = dict.fromkeys(predicate(phase.label) for phase in unasked(steps, measured.phases))
    flaws: list[Flaw] = []
    if measured.plausibility.foot_slide < SLIDING:
        flaws.append("feet slide")
    if min(measured.plausibility.smoothness, measured.plausibility.acceleration_jumps) < JERKING:
        flaws.append("it jerks")
    if components.get("text_motion_consistency", 1.0) < UNLIKE:
        flaws.append("it does not look like the description")
    return Critique("t2m", tuple(missing), tuple(extra), tuple(flaws), reasoning)


def _left_out(prompt: str, reasoning: str) -> list[str]:
    """What the prompt asks for, joints could show, and the plan leaves out."""
    if not reasoning:
        return []
    told = [one.action for one in told_actions(read(Trace(reasoning, ())))]
    return [
        one.text
        for one in asked_of(prompt)
        if one.text
        and labels_for(one.action, one.side, one.direction)
        and not any(same_action(one, other) and one.side in ("", other.side) for other in told)
    ]
