"""Feature extraction: frames a second, ours beside the public HumanML3D scripts, on the same clips.

    python benchmarks/features.py PATH_TO_HUMANML3D_CHECKOUT [--data ../shared/data] [--clips 100]

The public code is run from the checkout as it is (its notebook's functions, its `common` package); nothing
of it is kept here.  Both sides run on one core and get the same arrays.  No ratio is printed where over 1 %
of the frames differ.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import numpy as np
from side_by_side import Comparison, Row, importing_from, in_turns, options_of, require, run

from kinemind.corpora import open_data
from kinemind.features import encode_many
from kinemind.skeletons import HUMANML22


def public_extractor(checkout: Path) -> Any:
    """`process_file` of the public notebook, with its globals set for HumanML3D; checkout on the path."""
    import torch

    torch.set_num_threads(1)
    _stand_in_names()
    notebook = json.loads((checkout / "motion_representation.ipynb").read_text())
    scope: dict[str, Any] = {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if (
            cell["cell_type"] == "code"
            and ("import" in source or "def " in source)
            and "os.listdir" not in source
        ):
            exec(compile(source, "motion_representation.ipynb", "exec"), scope)
    scope |= {
        "l_idx1": 5, "l_idx2": 8, "fid_r": [8, 11], "fid_l": [7, 10], "face_joint_indx": [2, 1, 17, 16],
        "r_hip": 2, "l_hip": 1, "joints_num": 22,
        "n_raw_offsets": torch.from_numpy(scope["t2m_raw_offsets"]),
        "kinematic_chain": scope["t2m_kinematic_chain"],
        "tgt_offsets": torch.from_numpy(HUMANML22.rest_offsets).float(),
    }  # fmt: skip
    return scope["process_file"]


def _stand_in_names() -> None:
    """Names that numpy and scipy have dropped since the public scripts were written."""
    import types

    import scipy.ndimage

    if not hasattr(np, "float"):
        np.float = float  # type: ignore[attr-defined]
    if not hasattr(scipy.ndimage, "filters"):
        scipy.ndimage.filters = scipy.ndimage  # type: ignore[attr-defined]
    module = types.ModuleType("scipy.ndimage.filters")
    module.gaussian_filter1d = scipy.ndimage.gaussian_filter1d  # type: ignore[attr-defined]
    sys.modules["scipy.ndimage.filters"] = module


REPEATS = 10
"""Of ours in a turn, which is short."""
OFF = 0.01
"""Largest share of frames that may differ."""


def disagreement(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """Share of frames off by more than 1e-3 (theirs flips a sign where the body passes its own back)."""
    off = [np.abs(a - b).max(-1) > 1e-3 for a, b in zip(ours, theirs, strict=True)]
    return float(np.concatenate(off).mean())


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--clips", type=int, default=100)
    options = parser.parse_args(words)
    clips = open_data(options.data).clips("train")
    clips = clips[:: max(1, len(clips) // options.clips)][: options.clips]
    joints = [clip.motion.joints for clip in clips]
    frames = sum(map(len, joints))
    with importing_from(options.checkout, "motion_representation.ipynb"):
        process = public_extractor(options.checkout)

        def theirs() -> list[np.ndarray]:
            return [process(np.array(j, np.float64), 0.002)[0] for j in joints]

        def ours() -> None:
            for _ in range(REPEATS):
                encode_many(joints)

        share = disagreement(encode_many(joints), theirs())
        require(share <= OFF, f"{share:.1%} of the frames by over 1e-3")
        seconds = in_turns({"theirs": theirs, "ours": ours}, options.rounds)
    rates = frames * REPEATS / seconds["ours"], frames / seconds["theirs"]
    Comparison(
        "features",
        f"Feature extraction: {len(joints)} clips, {frames} frames of joints to the 263 features, one core",
        "HumanML3D: the notebook's own functions, run from the checkout",
        f"frames that differ by over 1e-3: {share:.2%} (at most {OFF:.0%}; theirs flips a sign where the "
        "body passes its own back)",
        (Row.of_rates("float32, clips of all lengths", *rates, "frames/s"),),
    ).finish(options.output, 1, words)


if __name__ == "__main__":
    run(main)
