"""CIDEr-D: the likeness of a caption to the consensus of its references, rare runs of words counting more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.captions.ngrams import Ngram, count_ngrams
from kinemind.metrics.captions.references import check_worded, check_words

ORDERS = 4
SIGMA = 6.0


@dataclass(frozen=True)
class DocumentFrequencies:
    """For how many of a corpus's motions each run of one to four words is in a reference."""

    counts: Mapping[Ngram, int]
    documents: int

    def __post_init__(self) -> None:
        if self.documents < max(self.counts.values(), default=1):
            raise InputError(
                f"document frequencies of {self.documents} motions count one more often than that"
            )

    def weight(self, run: Ngram) -> float:
        """The inverse document frequency, in nats; one that is in no reference counts as in one."""
        return math.log(self.documents) - math.log(max(self.counts.get(run, 0), 1))


def document_frequencies(references: Sequence[Sequence[Sequence[str]]]) -> DocumentFrequencies:
    """The document frequencies of a corpus; a document is all references of one motion together.

    Raises InputError where there is none, or a reference is a string instead of words.
    """
    counts: Counter[Ngram] = Counter()
    for given in references:
        check_worded(given)
        counts.update(
            {run for row in given for order in range(1, ORDERS + 1) for run in count_ngrams(row, order)}
        )
    return DocumentFrequencies(counts, len(references))


def cider(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    frequencies: DocumentFrequencies | None = None,
) -> float:
    """The mean CIDEr-D of the captions, in [0, 10], higher is better (papers print 100 times it).

    Definition and errors as in `cider_each`.
    """
    return float(cider_each(candidates, references, frequencies).mean())


def cider_each(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    frequencies: DocumentFrequencies | None = None,
) -> Float[np.ndarray, " N"]:
    """CIDEr-D of every caption, in [0, 10].

    With g_n(x) the counts of the runs of n words of x times their inverse document frequencies:
    10 times the mean over n = 1..4 and over the references s of
    exp(-(|c| - |s|)² / (2 · 6²)) · (min(g_n(c), g_n(s)) · g_n(s)) / (‖g_n(c)‖ ‖g_n(s)‖).

    Vedantam, Zitnick and Parikh, "CIDEr: Consensus-based Image Description Evaluation", CVPR 2015, and its
    reference code (pycocoevalcap), which nlg-eval and nlgmetricverse carry.  As there, |x| is the number of
    runs of two words.  The frequencies are those of `references` unless given: give the whole corpus's to
    score a part of it.  A run that is in every motion's references weighs nothing; a corpus of one motion
    therefore scores 0.

    Raises InputError where the two lists differ in length, or a caption has no reference or is a string
    instead of words.
    """
    check_words(candidates, references)
    known = frequencies or document_frequencies(references)
    scores = []
    for words, given in zip(candidates, references, strict=True):
        candidate = _vectors(words, known)
        scores.append(sum(_likeness(candidate, _vectors(row, known)) for row in given) / len(given))
    return 10 * np.array(scores, np.float64)


@dataclass(frozen=True)
class _Vectors:
    by_order: tuple[dict[Ngram, float], ...]
    norms: tuple[float, ...]
    length: int


def _vectors(words: Sequence[str], frequencies: DocumentFrequencies) -> _Vectors:
    by_order = tuple(
        {run: count * frequencies.weight(run) for run, count in count_ngrams(words, order).items()}
        for order in range(1, ORDERS + 1)
    )
    norms = tuple(math.sqrt(sum(value**2 for value in weights.values())) for weights in by_order)
    return _Vectors(by_order, norms, max(len(words) - 1, 0))


def _likeness(candidate: _Vectors, reference: _Vectors) -> float:
    total = 0.0
    for order in range(ORDERS):
        ours, theirs = candidate.by_order[order], reference.by_order[order]
        norm = candidate.norms[order] * reference.norms[order]
        if norm > 0:
            shared = (run for run in ours if run in theirs)
            total += sum(min(ours[run], theirs[run]) * theirs[run] for run in shared) / norm
    return total / ORDERS * math.exp(-((candidate.length - reference.length) ** 2) / (2 * SIGMA**2))
