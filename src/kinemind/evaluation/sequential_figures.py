"""The figures of one row of sequences in one repeat, and what a reader must know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from jaxtyping import Float, Int

from kinemind.encoders.contrastive.motion_text import MIN_FRAMES
from kinemind.evaluation.cases import SequentialCase
from kinemind.evaluation.judging import Part, body_figures, distribution_figures, text_figures
from kinemind.evaluation.rows import halves
from kinemind.evaluation.sequences import Judged
from kinemind.evaluation.transitions import WINDOW, area_under_jerk, mean_curve_peak
from kinemind.metrics.fid import fid


def row_figures(
    row: Sequence[Judged],
    truth: Sequence[Judged],
    texts: Float[np.ndarray, "S D"],
    pools: Int[np.ndarray, "S P"],
    usual: float,
    fps: float,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Segments against their own texts and the real segments, transitions, and the whole motions' bodies.

    Row i of `texts` belongs to segment i, counted through all sequences; `usual` as in `area_under_jerk`.
    """
    every = Part("", np.arange(len(texts)))
    vectors, real = _segments(row), _segments(truth)
    return {
        **text_figures(texts, vectors, [every], [pools]),
        **distribution_figures(vectors, real, [every], rng),
        **transition_figures(row, truth, usual, fps),
        **body_figures(plausibility_of(row), [Part("", np.arange(len(row)))]),
    }


def transition_figures(
    row: Sequence[Judged], truth: Sequence[Judged], usual: float, fps: float
) -> dict[str, float]:
    """Figures over all joins of a row; NaN where fewer than two windows (AUJ: no one) are within motions."""
    windows = np.concatenate([one.windows for one in row])
    real = np.concatenate([one.windows for one in truth])
    curves = np.concatenate([one.curves for one in row])
    enough = min(len(windows), len(real)) > 1
    return {
        "transition_peak_jerk": float(np.mean(list(chain.from_iterable(one.peaks for one in row)))),
        "transition_fid": fid(windows, real) if enough else float("nan"),
        "transition_curve_peak": mean_curve_peak(curves) if len(curves) else float("nan"),
        "transition_auj": area_under_jerk(curves, usual, fps) if len(curves) else float("nan"),
    }


def truth_halves(truth: Sequence[Judged], rng: np.random.Generator) -> dict[str, float]:
    """FID between halves of the ground truth's segments, and of its windows."""
    found: dict[str, float] = {}
    for prefix, vectors in (
        ("", _segments(truth)),
        ("transition_", np.concatenate([one.windows for one in truth])),
    ):
        if len(vectors) > 3:
            apart = halves(vectors, [Part("", np.arange(len(vectors)))], rng)
            found |= {f"{prefix}{name}": value for name, value in apart.items()}
    return found


def plausibility_of(row: Sequence[Judged]) -> dict[str, Float[np.ndarray, " N"]]:
    """The plausibility figures of every sequence, by name."""
    return {name: np.array([one.figures[name] for one in row]) for name in row[0].figures}


def _segments(row: Sequence[Judged]) -> Float[np.ndarray, "S D"]:
    return np.concatenate([one.segments for one in row])


@dataclass(frozen=True)
class Counts:
    """What of a row could not be judged as it is: segments too short, windows that leave the motion."""

    widened: int = 0
    segments: int = 0
    left_out: int = 0
    joins: int = 0

    def plus(self, row: Sequence[Judged]) -> Counts:
        return Counts(
            self.widened + sum(one.widened for one in row),
            self.segments + sum(len(one.segments) for one in row),
            self.left_out + sum(len(one.peaks) - len(one.windows) for one in row),
            self.joins + sum(len(one.peaks) for one in row),
        )


def notes_of(
    counts: Mapping[str, Counts], cases: Sequence[SequentialCase], matches: float, max_seconds: float
) -> tuple[str, ...]:
    """Sentences for the report; `matches`: share of generated motions cut at their plans' steps."""
    notes = [
        f"{100 * matches:.1f} % of the generated motions were cut at their plan's steps; one whose plan has "
        "another number of steps is cut in proportion to the ground truth's segments",
        f"transitions are {WINDOW:g} s around a join; AUJ and the curve's peak are FlowMDM's times fps² and "
        "fps³, and change with the frame rate, so they do not compare with figures at 30 fps",
        "the ground truth's FIDs are those of the same motions (0); fid_halves, between two random halves of "
        "them, is what sampling alone makes",
    ]
    for name, found in counts.items():
        if found.widened:
            notes.append(
                f"{name}: {found.widened} of {found.segments} segments (all repeats) were shorter than "
                f"{MIN_FRAMES} frames and judged with so many around their middle"
            )
        if found.left_out:
            notes.append(
                f"{name}: {found.left_out} of {found.joins} windows (all repeats) leave their motion and are "
                "left out of transition FID, curve peak and AUJ; the peak jerk has them, cut"
            )
    long = sum(case.motion.seconds > max_seconds for case in cases)
    if long:
        notes.append(f"{long} sequences are longer than the {max_seconds:g} s that are generated at most")
    if "random" not in counts:
        notes.append("no row `random`: the data have no sequences in their train split")
    return tuple(notes)
