"""What simple means reach: a train motion at random, and the nearest train motion or caption."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.corpora import Corpus
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.evaluation.cases import Case
from kinemind.evaluation.protocols import Protocol
from kinemind.progress import progress


@dataclass(frozen=True, eq=False)
class Library:
    """The train split as cases of the protocol, with their metric features."""

    cases: tuple[Case, ...]
    features: tuple[Float[np.ndarray, "_ F"], ...]

    @classmethod
    def of(cls, corpus: Corpus, protocol: Protocol) -> Library:
        """Empty where the corpus has no train split."""
        cases = tuple(protocol.cases(corpus, "train"))
        features = []
        with progress("train motions") as report:
            for done, case in enumerate(cases, start=1):
                features.append(case.features())
                report(done, len(cases))
        return cls(cases, tuple(features))

    def of_kind(self, kind: str) -> Int[np.ndarray, " N"]:
        """Places of the cases of a kind; of all where there are none of it."""
        rows = [i for i, case in enumerate(self.cases) if case.kind == kind]
        return np.array(rows or range(len(self.cases)), np.int64)

    def random(self, kinds: list[str], rng: np.random.Generator) -> Int[np.ndarray, " N"]:
        """One case a kind, drawn whatever was asked for."""
        rows = {kind: self.of_kind(kind) for kind in set(kinds)}
        return np.array([rows[kind][rng.integers(len(rows[kind]))] for kind in kinds], np.int64)


@dataclass(frozen=True, eq=False)
class Nearest:
    """Nearest neighbours in the train split by the reward encoder, never by the one that judges."""

    encoder: MotionTextEncoder
    motions: Float[np.ndarray, "N D"]

    @classmethod
    def of(cls, library: Library, encoder: MotionTextEncoder) -> Nearest:
        return cls(encoder, encoder.embed_features(library.features))

    def to_texts(self, texts: list[str]) -> Int[np.ndarray, " M"]:
        """The train motion that fits each text best."""
        return (self.encoder.embed_texts(texts) @ self.motions.T).argmax(1)

    def to_motions(self, features: list[Float[np.ndarray, "_ F"]]) -> Int[np.ndarray, " M"]:
        """The train motion nearest to each motion."""
        return (self.encoder.embed_features(features) @ self.motions.T).argmax(1)
