"""Whether the motion does what its own plan says: a reward of ours, for either dialect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kinemind.cot.verify.shown import seen_in_order, unasked
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phase import Phase
from kinemind.language.plan import PlanStep, parse_plan
from kinemind.rewards.rollouts import Rollouts

UNSEEN = 0.3
"""What a step is worth that joints cannot show: enough that it may be planned, too little to hide behind."""
UNASKED = 0.5
"""Steps that one gesture weighs as much as which no step accounts for."""


def plan_agreement(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """0 (nothing of the plan is seen) to 1 (every step is, in its order, and nothing else).

    By the measured phases of the written motion: `agreement_of`.  0 for an answer that cannot be read or has
    no plan.
    """
    scores = np.zeros(len(rollouts), np.float64)
    phases: dict[int, Sequence[Phase]] = {}
    for row, (answer, motion) in enumerate(zip(rollouts.answers, rollouts.motions, strict=True)):
        steps = answer.steps or parse_plan(answer.reasoning)
        if answer.ok and steps and motion is not None:
            if id(motion) not in phases:
                phases[id(motion)] = measure(motion).phases
            scores[row] = agreement_of(steps, phases[id(motion)])
    return scores


def agreement_of(steps: Sequence[PlanStep], phases: Sequence[Phase]) -> float:
    """Mean worth of the steps in their order, gestures beyond the plan counted against it.

    >>> walk = PlanStep("walks forward", "legs", "forward", 2.0)
    >>> agreement_of([walk], [Phase("walk_forward", 0.0, 2.0, {"distance": 2.0})])
    1.0
    """
    worth = [UNSEEN if one.worth is None else one.worth for one in seen_in_order(steps, phases)]
    return float(sum(worth) / (len(worth) + UNASKED * len(unasked(steps, phases))))
