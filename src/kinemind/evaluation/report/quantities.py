"""How each figure of a report is called and printed: label, better direction, unit, digits, meaning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Group = Literal["text", "distribution", "plausibility", "captions", "reconstruction", "other"]
Arrow = Literal["↑", "↓", "→", ""]

GROUPS: dict[Group, str] = {
    "text": "Motion and text",
    "distribution": "Distribution",
    "plausibility": "Physical plausibility",
    "captions": "Captions",
    "reconstruction": "Reconstruction",
    "other": "Other figures",
}
"""The tables of a report, in order, with their headings."""

PARTS = {"": "all together", "singles": "singles", "composites": "composites"}
"""Suffixes of metric names (`fid_singles`), in order: the cases that a figure is over."""

ROWS = ("generated", "retrieval", "nearest_neighbour", "reconstruction", "ground_truth", "random")
"""Rows in the order in which they are shown; others follow by name."""


@dataclass(frozen=True)
class Quantity:
    """One figure.  What is printed is `scale` times the value, with `digits` decimals, in `unit`.

    `arrow`: ↑ higher is better, ↓ lower is better, → closer to the ground truth is better.
    """

    label: str
    group: Group = "other"
    arrow: Arrow = ""
    unit: str = ""
    scale: float = 1.0
    digits: int = 3
    meaning: str = "not described here"

    def printed(self, value: float, digits: int | None = None) -> str:
        return f"{value * self.scale:.{self.digits if digits is None else digits}f}"


def _caption(label: str, meaning: str) -> Quantity:
    return Quantity(label, "captions", "↑", "%", 100.0, 1, meaning)


def _retrieval(k: int) -> Quantity:
    where = "the nearest" if k == 1 else f"among the {k} nearest"
    return Quantity(
        f"R@{k}", "text", "↑", meaning=f"R-Precision: share of texts whose own motion is {where} of a pool"
    )


def _bleu(n: int) -> Quantity:
    runs = "words" if n == 1 else f"runs of 1 to {n} words"
    return _caption(f"BLEU@{n}", f"precision of {runs} over the corpus, with brevity penalty, times 100")


QUANTITIES: dict[str, Quantity] = {
    **{f"r_precision_{k}": _retrieval(k) for k in (1, 2, 3)},
    "matching_score": Quantity(
        "Matching score", "text", "↓", meaning="mean Euclidean distance of a motion and its text, embedded"
    ),
    "fid": Quantity(
        "FID",
        "distribution",
        "↓",
        meaning="Fréchet distance of two Gaussians, fitted to the row's embeddings and the ground truth's",
    ),
    "fid_halves": Quantity(
        "FID of halves",
        "distribution",
        "↓",
        meaning="FID between two random halves of the ground truth: what sampling alone makes",
    ),
    "diversity": Quantity(
        "Diversity", "distribution", "→", meaning="mean distance of the embeddings of random pairs of motions"
    ),
    "multimodality": Quantity(
        "MultiModality",
        "distribution",
        "↑",
        meaning="mean distance of the embeddings of pairs of motions for one text",
    ),
    "foot_slide_mm_per_frame": Quantity(
        "Foot slide",
        "plausibility",
        "↓",
        "mm/frame",
        digits=2,
        meaning="mean horizontal way of a toe in contact, a frame",
    ),
    "float_ratio": Quantity(
        "Float",
        "plausibility",
        "↓",
        "%",
        100.0,
        2,
        "share of frames with both feet above 80 mm outside jumps, times 100",
    ),
    "penetration_mm": Quantity(
        "Penetration",
        "plausibility",
        "↓",
        "mm",
        digits=2,
        meaning="mean depth of the lowest joint below the floor",
    ),
    "jerk": Quantity(
        "Jerk",
        "plausibility",
        "→",
        "m/s³",
        digits=1,
        meaning="mean norm of the third derivative of the joints' positions",
    ),
    "transition_peak_jerk": Quantity(
        "Transition peak jerk",
        "plausibility",
        "→",
        "m/s³",
        digits=1,
        meaning="largest jerk within 0.3 s of a join",
    ),
    "transition_fid": Quantity(
        "Transition FID", "distribution", "↓", meaning="FID over the windows of a second around the joins"
    ),
    "transition_fid_halves": Quantity(
        "Transition FID of halves",
        "distribution",
        "↓",
        meaning="the same between random halves of the ground truth",
    ),
    "transition_auj": Quantity(
        "Transition AUJ",
        "plausibility",
        "→",
        "m/s²",
        digits=1,
        meaning="area between the jerk around a join and the ground truth's mean jerk",
    ),
    "transition_curve_peak": Quantity(
        "Transition curve peak",
        "plausibility",
        "→",
        "m/s³",
        digits=1,
        meaning="peak of the mean curve of the largest jerk of a joint around a join",
    ),
    "bone_drift": Quantity(
        "Bone drift",
        "plausibility",
        "↓",
        "%",
        100.0,
        2,
        "largest departure of a bone's length from its median, times 100",
    ),
    "joint_limit_violation": Quantity(
        "Joint limits broken",
        "plausibility",
        "↓",
        "%",
        100.0,
        2,
        "share of frames in which a joint is out of its anatomical range, times 100",
    ),
    "joint_limit_excess": Quantity(
        "Joint excess",
        "plausibility",
        "↓",
        "°",
        math.degrees(1),
        2,
        "mean angle by which the worst joint is out of its range, in degrees (the report has radians)",
    ),
    **{f"bleu_{n}": _bleu(n) for n in (1, 2, 3, 4)},
    "rouge_l": _caption("ROUGE-L", "F-measure of the longest common subsequence with a reference, times 100"),
    "cider": _caption(
        "CIDEr", "TF-IDF-weighted likeness of runs of 1 to 4 words to the references, times 100"
    ),
    "bertscore": _caption("BERTScore", "F1 of word pieces matched by their embeddings in context, times 100"),
    "mpjpe_mm": Quantity(
        "MPJPE",
        "reconstruction",
        "↓",
        "mm",
        digits=1,
        meaning="mean distance of the joints from the original's, the pelvises laid on each other",
    ),
    "root_error_mm": Quantity(
        "Root error",
        "reconstruction",
        "↓",
        "mm",
        digits=1,
        meaning="mean distance of the pelvis from the original's",
    ),
    "codes_used": Quantity(
        "Codes used", "reconstruction", "↑", "%", 100.0, 1, "share of the motion tokens that occur, times 100"
    ),
    "perplexity": Quantity(
        "Perplexity",
        "reconstruction",
        "↑",
        digits=1,
        meaning="exponential of the entropy of the motion tokens, mean over the levels",
    ),
}
"""By metric name without the suffix of a part, in the order of the tables' columns."""

_ORDER = {name: place for place, name in enumerate(QUANTITIES)}


def split_part(metric: str) -> tuple[str, str]:
    """The name without its part, and the part (empty: all cases together)."""
    for part in PARTS:
        if part and metric.endswith(f"_{part}"):
            return metric.removesuffix(f"_{part}"), part
    return metric, ""


def quantity(metric: str) -> Quantity:
    """How a metric is printed, whatever its part; an unknown one goes by its name, as it is."""
    name, _ = split_part(metric)
    return QUANTITIES.get(name) or Quantity(name.replace("_", " ").capitalize())


def metric_order(metric: str) -> tuple[int, str, int]:
    """Sort key: the table's order, then the name, then the parts' order."""
    name, part = split_part(metric)
    return _ORDER.get(name, len(_ORDER)), name, list(PARTS).index(part)


def row_order(row: str) -> tuple[int, str]:
    """Sort key: the known rows in their order, then others by name."""
    return (ROWS.index(row) if row in ROWS else len(ROWS)), row


def row_label(row: str) -> str:
    return row.replace("_", " ")
