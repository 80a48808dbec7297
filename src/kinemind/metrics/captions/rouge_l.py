"""ROUGE-L: the longest common subsequence of words of a caption and its references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float

from kinemind.metrics.captions.choices import check_choice
from kinemind.metrics.captions.references import check_words

COCO_BETA = 1.2


def rouge_l(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    form: Literal["f1", "coco"] = "f1",
) -> float:
    """The mean ROUGE-L of the captions, in [0, 1], higher is better (papers print 100 times it).

    `form` and errors as in `rouge_l_each`.
    """
    return float(rouge_l_each(candidates, references, form).mean())


def rouge_l_each(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    form: Literal["f1", "coco"] = "f1",
) -> Float[np.ndarray, " N"]:
    """ROUGE-L of every caption, in [0, 1].

    With L the length of the longest common subsequence, P = L / words of the candidate, R = L / words of the
    reference (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004).  Two forms are in use for
    motion captions and do not give the same number:

    - `f1`: 2PR / (P + R), the best reference's.  Google's rouge-score inside nlgmetricverse: MotionGPT.
    - `coco`: (1 + b²) P R / (R + b² P) with b = 1.2, P and R each the best over the references, be they of
      different ones.  pycocoevalcap inside nlg-eval: TM2T.

    A caption or a reference without words scores 0.  Raises InputError where the two lists differ in length,
    a caption has no reference or is a string instead of words, and for an unknown `form`.
    """
    check_words(candidates, references)
    check_choice(form, ("f1", "coco"), "form")
    score = _best_f1 if form == "f1" else _coco
    return np.array(
        [score(words, given) for words, given in zip(candidates, references, strict=True)], np.float64
    )


def _best_f1(words: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    # 2PR / (P + R) = 2L / (words of both)
    return max(
        2 * _common_length(words, reference) / max(len(words) + len(reference), 1) for reference in references
    )


def _coco(words: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    common = [_common_length(words, reference) for reference in references]
    if not any(common):
        return 0.0
    precision = max(common) / len(words)
    recall = max(length / max(len(row), 1) for length, row in zip(common, references, strict=True))
    weight = COCO_BETA**2
    return (1 + weight) * precision * recall / (recall + weight * precision)


def _common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    above = [0] * (len(second) + 1)
    for word in first:
        row = [0]
        for place, other in enumerate(second):
            row.append(above[place] + 1 if word == other else max(row[place], above[place + 1]))
        above = row
    return above[-1]
