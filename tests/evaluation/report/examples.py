"""A small report as evaluation hands it over, and a walking figure."""

import numpy as np

from kinemind.evaluation.report import Data, Estimate, Report, Weights
from kinemind.motion import Motion
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22

NAN = float("nan")

METRICS = (
    *(
        "r_precision_1",
        "r_precision_2",
        "r_precision_3",
        "matching_score",
        "fid",
        "diversity",
        "multimodality",
    ),
    *("foot_slide_mm_per_frame", "float_ratio", "penetration_mm", "jerk"),
    *("bleu_1", "bleu_2", "bleu_3", "bleu_4", "rouge_l", "cider", "bertscore"),
)


def make_rows() -> dict[str, dict[str, Estimate]]:
    """Every metric of the contract in three rows; parts, a missing figure, NaN and an unknown name too."""
    rows = {
        row: {name: Estimate(0.1 + 0.01 * k + 0.001 * place, 0.004) for k, name in enumerate(METRICS)}
        for place, row in enumerate(("random", "ground_truth", "generated"))
    }
    del rows["random"]["multimodality"]
    for found in rows.values():
        found["r_precision_1_composites"] = Estimate(0.3, 0.01)
        found["r_precision_1_singles"] = Estimate(0.7, 0.01)
    rows["generated"]["fid"] = Estimate(0.00123, 0.00004)
    rows["ground_truth"]["fid"] = Estimate(3e-9, 0.0)
    rows["random"]["foot_slide_mm_per_frame"] = Estimate(NAN, NAN)
    rows["generated"]["steps_in_order"] = Estimate(0.5, 0.1)
    return rows


def make_report(rows: dict[str, dict[str, Estimate]] | None = None) -> Report:
    return Report(
        task="t2m",
        protocol="bench",
        protocol_text="Pools of 32 candidates of\ndistinct content, style and side.",
        data=Data("bench", "test", 320, "c0ffee"),
        bundle=Weights("nano", "abc123"),
        evaluator=Weights("metric", "def456"),
        seed=7,
        num_repeats=20,
        command="kinemind eval t2m --data ../shared/data --protocol bench --seed 7",
        rows=make_rows() if rows is None else rows,
        settings={"temperature": 0.8, "pool": 32},
        notes=("Retrieval beats us | by far.", "Composites are\nshort."),
    )


def walking(frames: int = 40, metres: float = 2.0) -> Motion:
    """A stiff figure that glides ahead and turns its arms with time."""
    rotations = np.tile(np.eye(3), (frames, HUMANML22.num_joints, 1, 1))
    root = np.array([0, 0.95, 0]) + np.linspace(0, metres, frames)[:, None] * [0.0, 0, 1]
    joints = forward_kinematics(rotations, root, HUMANML22.rest_offsets, HUMANML22.parents)
    joints[:, 20, 1] += np.linspace(0, 0.8, frames)
    return Motion(joints, 20.0)
