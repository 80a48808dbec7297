"""Joins of the benchmark's composites: peak jerk near a join beside that of the parts around it.

    python benchmarks/joins.py [--data ../shared/data] [--blend 0.3]

For every join the largest jerk (mean over joints of the third difference times fps cubed) within 0.3 s of it,
over the largest in its two parts away from all joins; then the slide of the feet near joins and away.
"""

from __future__ import annotations

import argparse

import numpy as np

from kinemind import compose
from kinemind.corpora import open_data
from kinemind.metrics.plausibility.toes import sliding_contacts
from kinemind.metrics.plausibility.transition_peak_jerk import join_jerk_ratios
from kinemind.motion import Motion


def slides(motion: Motion, joins: list[int], reach: int = 8) -> tuple[float, float]:
    """Slide of toes in contact, mm a frame, near joins and elsewhere (NaN: no contact)."""
    contact = sliding_contacts(motion.joints, motion.fps)
    toes = motion.joints[:, list(motion.skeleton.feet[1::2])][..., [0, 2]]
    way = np.linalg.norm(np.diff(toes, axis=0), axis=-1) * 1e3
    close = np.zeros((len(way), 1), bool)
    for join in joins:
        close[max(join - reach, 0) : join + reach] = True
    parts = [way[contact & close], way[contact & ~close]]
    return tuple(float(p.mean()) if len(p) else float("nan") for p in parts)  # type: ignore[return-value]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--blend", type=float, default=compose.BLEND_SECONDS)
    options = parser.parse_args()
    corpus = open_data(options.data)
    for split in ("train", "val", "test"):
        clips = {clip.id: clip for clip in corpus.clips(split)}
        ratios, near, away = [], [], []
        for recipe in corpus.composites(split):
            motion = compose.composite(recipe, clips, options.blend)
            lengths = [part.end - part.start for part in recipe.parts]
            ratios += join_jerk_ratios(motion.joints, motion.fps, lengths)
            at, off = slides(motion, np.cumsum(lengths)[:-1].tolist())
            near.append(at)
            away.append(off)
        print(
            f"{split:<6} {len(near)} composites, {len(ratios)} joins: jerk ratio median "
            f"{np.median(ratios):.2f}, 90th percentile {np.percentile(ratios, 90):.2f}; "
            f"foot slide near joins {np.nanmean(near):.1f}, away {np.nanmean(away):.1f} mm a frame"
        )


if __name__ == "__main__":
    main()
