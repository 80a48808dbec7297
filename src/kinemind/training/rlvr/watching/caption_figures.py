"""Descriptions against the captions of val, by the words that they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kinemind.corpora import Caption
from kinemind.evaluation.captioning import Answers, references_of, word_figures
from kinemind.evaluation.judging import Part
from kinemind.evaluation.protocols import M2T_RAW
from kinemind.training.rlvr.watching.val import Val

REPORTED = ("bleu_1", "bleu_4", "rouge_l", "cider")


def caption_figures(val: Val, texts: Sequence[str]) -> dict[str, float]:
    """BLEU@1 and 4, ROUGE-L and CIDEr-D of one description a case (empty where none was written), protocol
    m2t-raw; the document frequencies are those of the whole val split."""
    made = Answers(
        tuple(Caption(text, "generated") for text in texts), tuple(case.captions for case in val.cases)
    )
    parts = [Part("", np.arange(len(texts)))]
    found = word_figures(made, parts, M2T_RAW, references_of(val.split, M2T_RAW))
    return {name: found[name] for name in REPORTED if name in found}
