"""How far the reward and the metric encoder of a bundle agree on the takes of one repeat of an evaluation.

    kinemind eval t2m --data DATA -o runs/eval/t2m.json
    python benchmarks/encoders_agree.py --data DATA --takes runs/eval/t2m.takes

Prints the rank correlation of their text–motion cosines, and how many takes each misses (not first of its
pool of distinct labels), both miss, with the correlation of the misses.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.evaluation.cases import bench_cases
from kinemind.evaluation.metric_encoder import metric_encoder
from kinemind.evaluation.pools import distinct_pools
from kinemind.evaluation.takes import Takes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--split", default="test")
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--takes", type=Path, required=True)
    parser.add_argument("--repeat", default="repeat-00")
    options = parser.parse_args()

    bundle = Bundle.open(options.bundle)
    takes = Takes.load(options.takes, options.repeat)
    texts = [row["text"] for row in takes.rows]
    motions = [bundle.motion_tokenizer.decode(row["tokens"]) for row in takes.rows]
    keys = {case.id: case.key for case in bench_cases(open_data(options.data), options.split)}
    pools = distinct_pools([keys[row["case"]] for row in takes.rows], np.random.default_rng(0))

    def judged(encoder: MotionTextEncoder) -> tuple[np.ndarray, np.ndarray]:
        """Cosine of every take and its text; whether another motion of the pool is as near to the text."""
        words, bodies = encoder.embed_texts(texts), encoder.embed_motions(motions)
        cosines = np.einsum("nd,npd->np", words, bodies[pools])
        return cosines[:, 0], (cosines[:, 1:] >= cosines[:, :1]).any(1)

    (reward, missed), (metric, lost) = judged(bundle.reward_encoder), judged(metric_encoder(bundle)[0])
    print(f"{len(texts)} takes, Spearman of the cosines {spearmanr(reward, metric).statistic:.3f}")
    both = (missed & lost).mean()
    print(f"missed by reward {missed.mean():.3f}, by metric {lost.mean():.3f}, by both {both:.3f}")
    print(f"correlation of the misses (phi) {np.corrcoef(missed, lost)[0, 1]:.3f}")


if __name__ == "__main__":
    main()
