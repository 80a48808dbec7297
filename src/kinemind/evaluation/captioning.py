"""The figures of captions against references: words in common, word pieces by their embeddings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float

from kinemind.corpora import Caption
from kinemind.evaluation.cases import Case
from kinemind.evaluation.judging import Part
from kinemind.evaluation.protocols import CaptionProtocol
from kinemind.metrics.captions.bert_score import CHUNK, TokenEncoder, bert_score
from kinemind.metrics.captions.bleu import bleu
from kinemind.metrics.captions.cider import DocumentFrequencies, cider_each, document_frequencies
from kinemind.metrics.captions.rouge_l import rouge_l_each
from kinemind.metrics.captions.wording import words
from kinemind.progress import progress


@dataclass(frozen=True, eq=False)
class Answers:
    """One caption a case, and what it is scored against; a case without references is not scored."""

    captions: tuple[Caption, ...]
    references: tuple[tuple[Caption, ...], ...]

    def scored(self, part: Part) -> list[int]:
        """The places of the part's cases that have references."""
        return [int(i) for i in part.rows if self.references[i]]


def references_of(cases: Sequence[Case], protocol: CaptionProtocol) -> DocumentFrequencies:
    """The document frequencies of a split's references."""
    return document_frequencies([[_words(c, protocol) for c in case.captions] for case in cases])


def word_figures(
    answers: Answers,
    parts: Sequence[Part],
    protocol: CaptionProtocol,
    frequencies: DocumentFrequencies,
) -> dict[str, float]:
    """BLEU@1 to 4, ROUGE-L and CIDEr-D of every part that has a case with references."""
    candidates = [_words(caption, protocol) for caption in answers.captions]
    references = [[_words(caption, protocol) for caption in given] for given in answers.references]
    rows = [i for i, given in enumerate(references) if given]
    if not rows:
        return {}
    each = {
        "rouge_l": rouge_l_each([candidates[i] for i in rows], [references[i] for i in rows], protocol.rouge),
        "cider": cider_each([candidates[i] for i in rows], [references[i] for i in rows], frequencies),
    }
    place = {row: number for number, row in enumerate(rows)}
    found: dict[str, float] = {}
    for part in parts:
        own = answers.scored(part)
        if not own:
            continue
        scores = bleu([candidates[i] for i in own], [references[i] for i in own], protocol.bleu_length)
        found |= {f"bleu_{n}{part.suffix}": score for n, score in enumerate(scores, start=1)}
        chosen = [place[i] for i in own]
        found |= {f"{name}{part.suffix}": float(values[chosen].mean()) for name, values in each.items()}
    return found


def cider_of_each(
    answers: Answers, protocol: CaptionProtocol, frequencies: DocumentFrequencies
) -> Float[np.ndarray, " N"]:
    """CIDEr-D of every caption, all of which have references."""
    candidates = [_words(caption, protocol) for caption in answers.captions]
    references = [[_words(caption, protocol) for caption in given] for given in answers.references]
    return cider_each(candidates, references, frequencies)


KEPT = 8192
"""Texts whose word pieces are kept; 0.3 GB with 384 numbers a piece and 25 pieces a text."""


@dataclass(frozen=True, eq=False)
class Remembering:
    """A token encoder that does not embed a text again which it met a short while ago."""

    encoder: TokenEncoder
    kept: int = KEPT
    met: OrderedDict[str, Float[np.ndarray, "_ D"]] = field(default_factory=OrderedDict)

    def embed_tokens(
        self, texts: Sequence[str]
    ) -> tuple[Float[np.ndarray, "N L D"], Bool[np.ndarray, "N L"]]:
        """As the encoder's."""
        new = [text for text in dict.fromkeys(texts) if text not in self.met]
        if new:
            values, mask = self.encoder.embed_tokens(new)
            for text, row, real in zip(new, values, mask, strict=True):
                self.met[text] = row[real]
        rows = [self.met[text] for text in texts]
        for text in texts:
            self.met.move_to_end(text)
        while len(self.met) > self.kept:
            self.met.popitem(last=False)
        lengths = np.array([len(row) for row in rows])
        padded = np.zeros((len(rows), lengths.max(), rows[0].shape[1]), rows[0].dtype)
        for place, row in zip(padded, rows, strict=True):
            place[: len(row)] = row
        return padded, np.arange(lengths.max()) < lengths[:, None]


Asked = tuple[int, str, tuple[str, ...]]
"""Place of a case, a caption of it, its references."""


def bert_scores(rows: Sequence[Answers], encoder: TokenEncoder) -> dict[Asked, float]:
    """The F1 of every caption of several rows, each (case, caption, references) computed once.

    Case by case and with what was embedded kept for a while, so that each text is embedded about once.
    """
    asked = sorted({one for answers in rows for one in _asked(answers)})
    known = Remembering(encoder)
    scores: dict[Asked, float] = {}
    with progress("BERTScore") as report:
        for first in range(0, len(asked), CHUNK):
            part = asked[first : first + CHUNK]
            found = bert_score([text for _, text, _ in part], [list(given) for *_, given in part], known)
            scores |= dict(zip(part, found.f1.tolist(), strict=True))
            report(len(scores), len(asked))
    return scores


def bert_figures(answers: Answers, parts: Sequence[Part], scores: Mapping[Asked, float]) -> dict[str, float]:
    """The mean BERTScore F1 of every part that has a case with references."""
    each = {one[0]: scores[one] for one in _asked(answers)}
    found = {}
    for part in parts:
        own = answers.scored(part)
        if own:
            found[f"bertscore{part.suffix}"] = float(np.mean([each[i] for i in own]))
    return found


def _asked(answers: Answers) -> list[Asked]:
    return [
        (i, caption.text, tuple(one.text for one in given))
        for i, (caption, given) in enumerate(zip(answers.captions, answers.references, strict=True))
        if given
    ]


def _words(caption: Caption, protocol: CaptionProtocol) -> tuple[str, ...]:
    return words(caption.text, protocol.style, caption.tokens)
