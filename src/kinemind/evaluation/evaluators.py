"""The networks that judge, by name: the bundle's metric encoder, or the published Guo-2022 evaluator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kinemind.bundle import Bundle
from kinemind.corpora import Caption
from kinemind.encoders.embedder import Embedder
from kinemind.errors import InputError
from kinemind.evaluation.metric_encoder import metric_encoder
from kinemind.evaluation.report import Weights

PUBLISHED = {"guo2022-t2m": "t2m", "guo2022-kit": "kit"}
"""The published networks, and which of the two checkpoints each is."""


def open_evaluator(
    name: str, bundle: Bundle, assets: str = "", captions: Sequence[Caption] | None = None
) -> tuple[Embedder, Weights]:
    """`bundle`: the metric encoder; `guo2022-t2m`, `guo2022-kit`: the published networks out of `assets`.

    `assets` is the folder of `kinemind assets`, or one with `checkpoints/` and `glove/` as the field's
    repositories have them.  The published networks read captions by their tokens; those of captions without
    are learnt from the `captions` that have some, where they are given.  The digest is the networks',
    whatever tokens were learnt; the name says where all of GloVe stands in for the published vocabulary,
    since figures then differ a little.
    Raises InputError where there is no such evaluator, its files are not there, it is for another skeleton
    than the bundle's, or none of `captions` has tokens.
    """
    if name == "bundle":
        return metric_encoder(bundle)
    if name not in PUBLISHED:
        raise InputError(f"unknown evaluator {name!r}; known: bundle, {', '.join(PUBLISHED)}")
    from kinemind.encoders.guo2022 import KINDS, find_files, learn_tagger, read_guo2022
    from kinemind.encoders.guo2022.word_vectors import PublishedVocabulary

    kind = KINDS[PUBLISHED[name]]
    made = bundle.motion_tokenizer.layout.skeleton.name
    if made != kind.layout.skeleton.name:
        raise InputError(
            f"the bundle {bundle.name} makes {made} motions, the evaluator {name} reads those of "
            f"{kind.layout.skeleton.name}: it needs a bundle trained on such data"
        )
    evaluator = read_guo2022(find_files(Path(assets), kind), kind)
    words = "" if isinstance(evaluator.vectors, PublishedVocabulary) else " with all words of GloVe"
    weights = Weights(evaluator.name + words, evaluator.digest)
    return evaluator.with_tagger(learn_tagger(captions)) if captions is not None else evaluator, weights
