"""Motions in the place of others: distances to them, plausibility, vectors, and the estimates of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.evaluation.judging import Part
from kinemind.evaluation.reconstruction import root_error_mm
from kinemind.evaluation.report import Estimate, estimate
from kinemind.features import FeatureLayout, recover_from_positions
from kinemind.metrics.fid import fid
from kinemind.metrics.mpjpe import mpjpe_mm
from kinemind.metrics.plausibility import plausibility

Features = Float[np.ndarray, "_ F"]


@dataclass(frozen=True, eq=False)
class Measured:
    """Motions that stand in the place of every case: distances a frame, figures a motion, vectors."""

    joints: tuple[Float[np.ndarray, "_ J 3"], ...]
    errors: Mapping[str, tuple[Float[np.ndarray, "_"], ...]]
    figures: Mapping[str, Float[np.ndarray, " N"]]
    vectors: Float[np.ndarray, "N D"] | None

    def means(self, name: str) -> Float[np.ndarray, " N"]:
        """The mean of a distance over the frames of each motion."""
        return np.array([values.mean() for values in self.errors[name]])


def measured_against(
    truth: Sequence[Features],
    clips: Sequence[Features],
    layout: FeatureLayout,
    evaluator: MotionTextEncoder | None,
) -> Measured:
    """Clips of metric features in the place of `truth`, compared over the frames that both have."""
    joints = [recover_from_positions(clip, layout.skeleton) for clip in clips]
    pairs = [
        (ours, recover_from_positions(theirs, layout.skeleton)[: len(ours)])
        for ours, theirs in zip(joints, truth, strict=True)
    ]
    figures = [plausibility(ours.astype(np.float64), layout.fps, layout.skeleton) for ours in joints]
    return Measured(
        tuple(joints),
        {
            "mpjpe_mm": tuple(mpjpe_mm(ours, theirs) for ours, theirs in pairs),
            "root_error_mm": tuple(root_error_mm(ours, theirs) for ours, theirs in pairs),
        },
        {name: np.array([one[name] for one in figures]) for name in figures[0]},
        None if evaluator is None else evaluator.embed_features(clips),
    )


def row_estimates(
    row: Measured, truth: Float[np.ndarray, "N D"] | None, parts: Sequence[Part]
) -> dict[str, Estimate]:
    """Means with intervals over the motions of every part; FID, a figure of all of them, has none."""
    found: dict[str, Estimate] = {}
    for part in parts:
        for name, frames in row.errors.items():
            found[f"{name}{part.suffix}"] = over_frames([frames[i] for i in part.rows])
        for name, values in row.figures.items():
            own = values[part.rows]
            own = own[np.isfinite(own)]
            found[f"{name}{part.suffix}"] = estimate(own) if len(own) else Estimate(float("nan"))
        if row.vectors is not None and truth is not None:
            found[f"fid{part.suffix}"] = Estimate(fid(row.vectors[part.rows], truth[part.rows]))
    return found


def over_frames(motions: Sequence[Float[np.ndarray, "_"]]) -> Estimate:
    """Mean over the frames of all motions, with the 95 % interval of that mean over the motions.

    The linearised ratio estimator (Cochran, "Sampling Techniques", 1977, chapter 6): each motion's departure
    from the mean counts by its share of frames.  For motions of one length it is `estimate` of their means.
    """
    lengths = np.array([len(frames) for frames in motions])
    mean = float(np.concatenate(motions).mean())
    departures = lengths / lengths.mean() * (np.array([frames.mean() for frames in motions]) - mean)
    return Estimate(mean, estimate(departures).ci95)
