"""Evaluation protocols by name: which cases, which pools, which evaluator.  Their numbers do not compare."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Int

from kinemind.corpora import Corpus
from kinemind.errors import InputError
from kinemind.evaluation.cases import Case, bench_cases, guo2022_cases
from kinemind.evaluation.pools import distinct_pools
from kinemind.metrics.captions.wording import Style
from kinemind.metrics.r_precision import batches

Pools = Callable[[Sequence[Hashable], np.random.Generator], Int[np.ndarray, "N P"]]
"""From the cases' keys and a generator: a row names a query's candidates, the right one (itself) first."""


def _batches(keys: Sequence[Hashable], rng: np.random.Generator) -> Int[np.ndarray, "N P"]:
    return batches(len(keys), rng)


@dataclass(frozen=True)
class Protocol:
    """How a task is judged: which cases, and which candidates each is told from."""

    name: str
    text: str
    cases: Callable[[Corpus, str], list[Case]]
    pools: Pools


BENCH = Protocol(
    "bench",
    "every case against 31 candidates of other, mutually distinct (content, style, side), drawn anew by the "
    "seed in every repeat; singles, composites and both together; the metric encoder of the bundle",
    bench_cases,
    distinct_pools,
)
# Same as Guo et al.: evaluator, statistics, tokens, length rules, a caption drawn per clip and repeat,
# shuffled batches of 32, 300 pairs for Diversity, 100 texts x 30 samples and 10 pairs for MultiModality,
# 20 repeats, 1.96 std / sqrt(R), decoder rows judged as they are.  docs/evaluation.md lists what differs.
GUO2022 = Protocol(
    "guo2022",
    "P1 of the field (Guo et al. 2022): the published evaluator on its own statistics, shuffled batches of "
    "32, 300 pairs for Diversity, 10 pairs a text for MultiModality",
    guo2022_cases,
    _batches,
)
PROTOCOLS = {protocol.name: protocol for protocol in (BENCH, GUO2022)}

GUO2022_CORPORA = {"humanml3d": "t2m", "kitml": "kit"}
"""Imported corpora that the published evaluator is for, and the name of its checkpoint."""


def protocol_named(name: str) -> Protocol:
    """Raises InputError for an unknown one."""
    if name not in PROTOCOLS:
        raise InputError(f"unknown protocol {name!r}; known: {', '.join(PROTOCOLS)}")
    return PROTOCOLS[name]


@dataclass(frozen=True)
class CaptionProtocol:
    """How motion captioning is judged: captions as words, and the forms of ROUGE-L and BLEU.

    `rouge`, `bleu_length`: as in `metrics.captions`.
    """

    name: str
    text: str
    style: Style
    rouge: Literal["f1", "coco"]
    bleu_length: Literal["closest", "shortest"]

    def on(self, corpus: Corpus) -> Protocol:
        """The cases and pools on a corpus: those of P1 on HumanML3D and KIT-ML, of bench on all others."""
        cases = guo2022_cases if corpus.name in GUO2022_CORPORA else bench_cases
        return Protocol(self.name, self.text, cases, distinct_pools)


_ALIKE = (
    "scored against all captions of the case; CIDEr-D with the document frequencies of the split's "
    "references; BERTScore F1 of the best reference, without idf and baseline, by the encoder that the "
    "settings name; retrieval of the motion by the caption among 32 of distinct (content, style, side)"
)
M2T_RAW = CaptionProtocol(
    "m2t-raw",
    "captions as they are written, in lower case without punctuation; ROUGE-L as F1 of the best reference, "
    f"BLEU's brevity by the shortest reference (as MotionGPT scores); {_ALIKE}",
    "raw",
    "f1",
    "shortest",
)
M2T_LEMMA = CaptionProtocol(
    "m2t-lemma",
    "nouns and verbs as lemmas, references by their token lists where the corpus has them; ROUGE-L as COCO's "
    f"(beta 1.2), BLEU's brevity by the closest reference (as TM2T scores); {_ALIKE}",
    "lemma",
    "coco",
    "closest",
)
M2T_PROTOCOLS = {protocol.name: protocol for protocol in (M2T_RAW, M2T_LEMMA)}


def m2t_protocol_named(name: str) -> CaptionProtocol:
    """Raises InputError for an unknown one."""
    if name not in M2T_PROTOCOLS:
        raise InputError(f"unknown protocol {name!r}; known: {', '.join(M2T_PROTOCOLS)}")
    return M2T_PROTOCOLS[name]
