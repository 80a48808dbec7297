"""BLEU: how many runs of one to four words a caption shares with its references."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from kinemind.metrics.captions.choices import check_choice
from kinemind.metrics.captions.ngrams import Ngram, count_ngrams
from kinemind.metrics.captions.references import check_words

ORDERS = 4


def bleu(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    reference_length: Literal["closest", "shortest"] = "closest",
) -> tuple[float, float, float, float]:
    """Corpus BLEU@1 to BLEU@4, each in [0, 1], higher is better (papers print 100 times it).

    With p_n the share of the candidates' runs of n words that are in a reference (a run counts at most as
    often as in the one reference that has it most), c the words of all candidates and r those of all
    references: BLEU@N = min(1, exp(1 - r/c)) (p_1 ... p_N)^(1/N).  Nothing is smoothed: an order without a
    match makes its BLEU and those above it 0.

    Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", ACL 2002.  The length r
    takes of each motion's references the closest to the candidate (the shorter one of two), as
    pycocoevalcap, nlg-eval (TM2T) and sacrebleu do; `shortest` takes the shortest, as nlgmetricverse
    (MotionGPT) does, and so punishes brevity less.

    Raises InputError where the two lists differ in length, a caption has no reference or is a string instead
    of words, and for an unknown `reference_length`.
    """
    check_words(candidates, references)
    check_choice(reference_length, ("closest", "shortest"), "reference_length")
    matched, possible = [0] * ORDERS, [0] * ORDERS
    candidate_words = reference_words = 0
    for words, given in zip(candidates, references, strict=True):
        candidate_words += len(words)
        lengths = [len(reference) for reference in given]
        if reference_length == "closest":
            reference_words += min(lengths, key=lambda length: (abs(length - len(words)), length))
        else:
            reference_words += min(lengths)
        for order in range(1, ORDERS + 1):
            possible[order - 1] += max(len(words) - order + 1, 0)
            matched[order - 1] += _matches(words, given, order)
    brevity = 1.0
    if 0 < candidate_words < reference_words:
        brevity = math.exp(1 - reference_words / candidate_words)
    one, two, three, four = (_up_to(order, matched, possible) * brevity for order in range(1, ORDERS + 1))
    return one, two, three, four


def _matches(words: Sequence[str], references: Sequence[Sequence[str]], order: int) -> int:
    most: dict[Ngram, int] = {}
    for reference in references:
        for run, count in count_ngrams(reference, order).items():
            most[run] = max(most.get(run, 0), count)
    return sum(min(count, most.get(run, 0)) for run, count in count_ngrams(words, order).items())


def _up_to(order: int, matched: Sequence[int], possible: Sequence[int]) -> float:
    """The geometric mean of the precisions of the first orders."""
    if 0 in matched[:order]:
        return 0.0
    return math.exp(sum(math.log(matched[n] / possible[n]) for n in range(order)) / order)
