"""What the judge of evaluation says of the policy: figures to look at, which train and select nothing.

The only module of training that may open it; `tests/evaluation/test_honesty.py` holds this.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.bundle import Bundle
from kinemind.corpora import Caption
from kinemind.encoders.embedder import Embedder
from kinemind.errors import InputError
from kinemind.evaluation.metric_encoder import metric_encoder
from kinemind.evaluation.pools import distinct_pools
from kinemind.metrics.fid import fid
from kinemind.metrics.matching_score import matching_score
from kinemind.metrics.r_precision import r_precision
from kinemind.motion import Motion
from kinemind.tokenizer import MIN_FRAMES
from kinemind.training.rlvr.watching.val import Val


@dataclass(frozen=True, eq=False)
class Judge:
    """The metric encoder with what it says of the true motions and captions of val, embedded once.

    `truth`: the figures of the true motions, and `fid_halves` between two halves of them.
    """

    evaluator: Embedder
    name: str
    val: Val
    motions: Float[np.ndarray, "N D"]
    captions: Float[np.ndarray, "N D"]
    truth: dict[str, float]

    def of_motions(self, made: Sequence[Motion | None]) -> dict[str, float]:
        """`r_precision_1` to `_3`, `matching_score` and `fid` of generated motions, one a case or None.

        A caption without a motion counts as one whose motion was not found; the other figures are over the
        motions that there are.
        """
        rows = [i for i, motion in enumerate(made) if motion is not None and _long_enough(motion)]
        if len({self.val.cases[i].key for i in rows}) < 2:
            return {}
        vectors = self.evaluator.embed_motions([motion for i in rows if (motion := made[i]) is not None])
        found = self._ranked(self.captions[rows], vectors, rows)
        found["matching_score"] = float(matching_score(self.captions[rows], vectors))
        found["fid"] = float(fid(vectors, self.motions))
        return found

    def of_descriptions(self, texts: Sequence[str]) -> dict[str, float]:
        """`m2t_r_precision_1` to `_3`: the true motion found by its description, never by an empty one."""
        rows = [i for i, text in enumerate(texts) if text.strip()]
        if len({self.val.cases[i].key for i in rows}) < 2:
            return {}
        vectors = self.evaluator.embed_captions([Caption(texts[i], "generated") for i in rows])
        found = self._ranked(vectors, self.motions[rows], rows)
        return {f"m2t_{name}": value for name, value in found.items()}

    def _ranked(
        self, texts: Float[np.ndarray, "K D"], motions: Float[np.ndarray, "K D"], rows: Sequence[int]
    ) -> dict[str, float]:
        pools = distinct_pools([self.val.cases[i].key for i in rows], np.random.default_rng(0))
        shares = r_precision(texts, motions, pools, min(3, pools.shape[1]))
        answered = len(rows) / len(self.val.cases)
        return {f"r_precision_{k}": float(v) * answered for k, v in enumerate(shares, start=1)}


def open_judge(bundle: Bundle, val: Val) -> Judge | None:
    """The bundle's metric encoder, or the embedded bundle's; None where there is none that fits, said once.

    The training goes on without: it may not depend on it.
    """
    try:
        evaluator, weights = metric_encoder(bundle)
        motions = evaluator.embed_features([case.features() for case in val.cases])
    except InputError as error:
        print(f"reports without R-Precision and FID: {error}", file=sys.stderr)
        return None
    captions = evaluator.embed_captions(val.captions)
    judge = Judge(evaluator, weights.name, val, motions, captions, {})
    order = np.random.default_rng(0).permutation(len(motions))
    halves = motions[order[: len(order) // 2]], motions[order[len(order) // 2 :]]
    if len({case.key for case in val.cases}) > 1:
        judge.truth.update(judge._ranked(captions, motions, range(len(motions))))
    judge.truth["matching_score"] = float(matching_score(captions, motions))
    judge.truth["fid_halves"] = float(fid(*halves))
    return judge


def _long_enough(motion: Motion) -> bool:
    return len(motion) >= MIN_FRAMES
