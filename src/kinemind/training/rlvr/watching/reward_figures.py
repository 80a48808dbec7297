"""The reward side of a report: every component on val, and the one figure that chooses the best weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from kinemind.language.dialects import Task
from kinemind.metrics.plausibility import plausibility
from kinemind.motion import Motion
from kinemind.rewards import REWARDS
from kinemind.rewards.rollouts import Rollouts

PLAUSIBILITY = "physical_plausibility"
BODY = ("foot_slide_mm_per_frame", "float_ratio", "penetration_mm", "jerk", "joint_limit_violation")
"""Figures of `metrics.plausibility` that are reported."""

Scores = dict[str, Float[np.ndarray, " N"]]
"""By component, one number an answer; NaN where it has no opinion."""


def scores_of(rollouts: Rollouts, weights: Mapping[str, float]) -> Scores:
    """What the run's rewards say of the answers, and physical plausibility, rewarded or not."""
    names = [name for name in REWARDS if name in weights or name == PLAUSIBILITY]
    return {name: REWARDS[name].score(rollouts) for name in names if rollouts.task in REWARDS[name].tasks}


def reward_figures(scores: Mapping[Task, Scores], weights: Mapping[str, float]) -> dict[str, float]:
    """`reward`: the mean over all answers of the weighted sum of their components, as in training;
    `reward/<component>`: its mean before weighting; `score`: what checkpoints are compared by.

    The score is the reward, to which physical plausibility is added where the run does not reward it, with
    the mean of the run's weights.  It never holds what the metric encoder says.
    """
    found: dict[str, float] = {}
    for figure, by in (("reward", weights), ("score", selecting(weights))):
        found[figure] = _mean([_total(one, by) for one in scores.values() if set(one) & set(by)])
    for name in REWARDS:
        values = [one[name] for one in scores.values() if name in one]
        if values:
            found[f"reward/{name}"] = _mean(values)
    return found


def selecting(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of the score.

    >>> selecting({"format": 1.0, "motion_similarity": 3.0})
    {'format': 1.0, 'motion_similarity': 3.0, 'physical_plausibility': 2.0}
    """
    if weights.get(PLAUSIBILITY):
        return dict(weights)
    given = [weight for weight in weights.values() if weight]
    return {**weights, PLAUSIBILITY: float(np.mean(given))}


def body_figures(motions: Sequence[Motion | None]) -> dict[str, float]:
    """Means of the plausibility figures and `seconds`, over the motions that there are."""
    made = [motion for motion in motions if motion is not None]
    if not made:
        return {}
    rows = [plausibility(m.joints.astype(np.float64), m.fps, m.skeleton) for m in made]
    found = {"seconds": float(np.mean([motion.seconds for motion in made]))}
    for name in BODY:
        values = np.array([row[name] for row in rows])
        if np.isfinite(values).any():
            found[name] = float(np.nanmean(values))
    return found


def _total(scores: Scores, weights: Mapping[str, float]) -> Float[np.ndarray, " N"]:
    """The weighted sum of the components that have an opinion, as TRL adds them up."""
    columns = [weights[name] * values for name, values in scores.items() if name in weights]
    return np.nansum(np.stack(columns), axis=0)


def _mean(values: Sequence[Float[np.ndarray, " _"]]) -> float:
    every = np.concatenate([*values, np.full(1, np.nan)])
    return float(np.nanmean(every)) if np.isfinite(every).any() else float("nan")
