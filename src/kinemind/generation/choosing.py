"""Which of several drawn stretches is kept: one that shows its plan and joins on without a jerk or a slide.

Nothing but the motions and the plan is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kinemind.bundle import Bundle
from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.plan_steps import plan_step
from kinemind.cot.teachers.rules.typical_times import typical_seconds
from kinemind.generation.parts import Part
from kinemind.kinematics.facts import measure
from kinemind.language.plan import PlanStep
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.transition_peak_jerk import transition_peak_jerk
from kinemind.rewards.plan_agreement import agreement_of

JOIN_SECONDS = 0.5
"""On each side of a join: where feet are watched, and what of the motion before counts as the stretch's."""
JERK, SLIDE = 400.0, 40.0
"""Peak jerk (m/s³) and foot slide (mm a frame) at a join that weigh as much as all steps of a plan."""
HEARD = 4.0
"""Seconds of the motion before that are decoded with a stretch: more than its decoder reaches back."""


def choose(
    bundle: Bundle, part: Part, before: Sequence[int], drawn: Sequence[tuple[int, ...]]
) -> tuple[int, ...]:
    """The tokens out of `drawn` that are worth most after the tokens `before`; of equals the first."""
    return max(drawn, key=lambda new: worth(bundle, part, before, new))


def worth(bundle: Bundle, part: Part, before: Sequence[int], new: Sequence[int]) -> float:
    """1 for a stretch that shows all its steps in order, less for what is missing and for a bad join."""
    tokenizer = bundle.motion_tokenizer
    latents = round(HEARD * tokenizer.tokens_per_second / tokenizer.num_levels)
    head = list(before)[-latents * tokenizer.num_levels :]
    motion = tokenizer.decode([*head, *new])
    fps = motion.fps
    join = len(head) // tokenizer.num_levels * tokenizer.frames_per_latent
    reach = round(JOIN_SECONDS * fps)
    shown = agreement_of(wanted(part), measure(motion[max(join - reach, 0) :]).phases)
    if not head:
        return shown
    around = motion.joints[max(join - reach, 0) : join + reach]
    slide = foot_slide(around, fps, motion.skeleton)
    jerk = transition_peak_jerk(motion.joints, fps, join)
    return shown - jerk / JERK - (0.0 if np.isnan(slide) else slide / SLIDE)


def wanted(part: Part) -> tuple[PlanStep, ...]:
    """The steps of its plan; those of its text where there is none."""
    if part.plan.steps:
        return part.plan.steps
    return tuple(plan_step(sub, typical_seconds(sub)) for sub in decompose(part.stretch.text))
