"""How well a motion tokenizer gives back what it was given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from kinemind.features import recover_from_positions
from kinemind.metrics.mpjpe import mpjpe_mm
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.tokenizer import MotionTokenizer


def reconstruction_figures(
    tokenizer: MotionTokenizer, features: Sequence[Float[np.ndarray, "_ D"]]
) -> dict[str, float]:
    """Figures over clips of metric features, by the joints recovered from positions; no encoder is needed.

    `mpjpe_mm` (root aligned, mean over all frames), `root_error_mm` (mean distance of the pelvis),
    `codes_used` and `perplexity` as `code_figures` has them, `foot_slide_mm_per_frame` and that of the
    ground truth (means over clips).
    """
    skeleton, fps = tokenizer.layout.skeleton, tokenizer.layout.fps
    tokens = tokenizer.encode_many(features)
    errors, roots, slides, true_slides = [], [], [], []
    for row, truth in zip(tokens, features, strict=True):
        ours = recover_from_positions(tokenizer.decode_features(row)[: len(truth)], skeleton)
        theirs = recover_from_positions(truth, skeleton)
        errors.append(mpjpe_mm(ours, theirs))
        roots.append(root_error_mm(ours, theirs))
        slides.append(foot_slide(ours, fps, skeleton))
        true_slides.append(foot_slide(theirs, fps, skeleton))
    return {
        "mpjpe_mm": float(np.concatenate(errors).mean()),
        "root_error_mm": float(np.concatenate(roots).mean()),
        **code_figures(tokenizer, tokens),
        "foot_slide_mm_per_frame": float(np.nanmean(slides)),
        "foot_slide_mm_per_frame_ground_truth": float(np.nanmean(true_slides)),
    }


def root_error_mm(
    predicted: Float[np.ndarray, "T J 3"], target: Float[np.ndarray, "T J 3"]
) -> Float[np.ndarray, " T"]:
    """Distance of the pelvis (joint 0) a frame, millimetres, 0 and up; joints in metres."""
    difference = predicted[:, 0].astype(np.float64) - target[:, 0].astype(np.float64)
    return np.linalg.norm(difference, axis=-1) * 1e3


def code_figures(tokenizer: MotionTokenizer, tokens: Sequence[Int[np.ndarray, "_"]]) -> dict[str, float]:
    """`codes_used`: share of all tokens that occur in the rows; `perplexity`: mean over the levels, 1 and up.

    The perplexity of a level is the exponential of the entropy of its codes; the number of codes at most.
    """
    counts = np.bincount(np.concatenate(tokens), minlength=tokenizer.vocabulary_size)
    levels = counts.reshape(tokenizer.num_levels, -1) / counts.sum() * tokenizer.num_levels
    entropy = -(levels * np.log(np.maximum(levels, 1e-12))).sum(-1)
    return {"codes_used": float((counts > 0).mean()), "perplexity": float(np.exp(entropy).mean())}
