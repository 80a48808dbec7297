"""How well a motion tokenizer gives back what it was given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kinemind.features import recover_from_positions
from kinemind.kinematics.plausibility import foot_slide
from kinemind.tokenizer import MotionTokenizer


def mpjpe_mm(
    predicted: Float[np.ndarray, "T J 3"], target: Float[np.ndarray, "T J 3"]
) -> Float[np.ndarray, "T"]:
    """Mean distance of the joints a frame, root aligned (each frame's pelvis at the origin), millimetres."""
    difference = (predicted - predicted[:, :1]) - (target - target[:, :1])
    return np.linalg.norm(difference, axis=-1).mean(-1) * 1e3


def reconstruction_figures(
    tokenizer: MotionTokenizer, features: Sequence[Float[np.ndarray, "_ D"]]
) -> dict[str, float]:
    """Figures over clips of metric features, by the joints recovered from positions.

    `mpjpe_mm` (root aligned, mean over all frames), `root_error_mm` (mean distance of the pelvis),
    `codes_used` (share of all tokens that occur), `perplexity` (mean over the levels),
    `foot_slide_mm_per_frame` and that of the ground truth (means over clips).
    """
    skeleton, fps = tokenizer.layout.skeleton, tokenizer.layout.fps
    tokens = tokenizer.encode_many(features)
    errors, roots, slides, true_slides = [], [], [], []
    for row, truth in zip(tokens, features, strict=True):
        ours = recover_from_positions(tokenizer.decode_features(row)[: len(truth)], skeleton)
        theirs = recover_from_positions(truth, skeleton)
        errors.append(mpjpe_mm(ours, theirs))
        roots.append(np.linalg.norm(ours[:, 0] - theirs[:, 0], axis=-1) * 1e3)
        slides.append(foot_slide(ours, fps, skeleton))
        true_slides.append(foot_slide(theirs, fps, skeleton))
    counts = np.bincount(np.concatenate(tokens), minlength=tokenizer.vocabulary_size)
    levels = counts.reshape(tokenizer.num_levels, -1) / counts.sum() * tokenizer.num_levels
    entropy = -(levels * np.log(np.maximum(levels, 1e-12))).sum(-1)
    return {
        "mpjpe_mm": float(np.concatenate(errors).mean()),
        "root_error_mm": float(np.concatenate(roots).mean()),
        "codes_used": float((counts > 0).mean()),
        "perplexity": float(np.exp(entropy).mean()),
        "foot_slide_mm_per_frame": float(np.nanmean(slides)),
        "foot_slide_mm_per_frame_ground_truth": float(np.nanmean(true_slides)),
    }
