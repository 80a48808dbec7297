"""Motion to text: describe every motion of a split, several times over, and judge beside known rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import ChainOfMotion
from kinemind.corpora import Caption, Corpus
from kinemind.encoders.embedder import Embedder
from kinemind.encoders.sentence import OFFLINE, sentence_encoder
from kinemind.errors import InputError
from kinemind.evaluation.baselines import Library, Nearest
from kinemind.evaluation.captioning import (
    bert_figures,
    bert_scores,
    cider_of_each,
    references_of,
    word_figures,
)
from kinemind.evaluation.captioning_rows import Rows, caption_rows, unrelated_captions
from kinemind.evaluation.cases import Case, evenly_spaced
from kinemind.evaluation.describing import Sitting, describe_all, load_descriptions
from kinemind.evaluation.evaluators import open_evaluator
from kinemind.evaluation.judging import part_pools, parts_of, text_figures
from kinemind.evaluation.protocols import CaptionProtocol, Protocol
from kinemind.evaluation.repeated import estimates, report_of
from kinemind.evaluation.report import Report, Sample
from kinemind.evaluation.showing import readable, shown
from kinemind.evaluation.t2m import chosen_captions, take_seeds
from kinemind.evaluation.takes import begin
from kinemind.generation import LONGEST_CLIP_SECONDS
from kinemind.tokenizer import MIN_FRAMES


@dataclass(frozen=True)
class Settings:
    """How a motion-to-text evaluation is run.  `bertscore_model`: as `encoders.sentence` takes them."""

    split: str = "test"
    seed: int = 0
    num_repeats: int = 20
    limit: int | None = None
    evaluator: str = "bundle"
    assets: str = ""
    bertscore_model: str = OFFLINE
    processes: int = 1
    com: ChainOfMotion | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """The report, and the best, median and worst descriptions of the first repeat by CIDEr."""

    report: Report
    samples: tuple[Sample, ...]


def evaluate_m2t(
    bundle: Bundle,
    corpus: Corpus,
    protocol: CaptionProtocol,
    settings: Settings,
    folder: Path,
    command: str,
) -> Outcome:
    """Judge a bundle; the descriptions are kept in `folder`, and a killed evaluation goes on from there.

    In every repeat each motion is described once; pools are drawn anew.  Rows: `generated`, against all
    captions of the case; `ground_truth`, one of its captions against the others; `retrieval`, a caption of
    the train motion nearest by the reward encoder; `random`, a train caption whatever the motion
    (as many as there are cases, drawn once and dealt anew in every repeat).
    Raises InputError where the split has too few cases or the bundle does not read its motions.
    """
    judged = protocol.on(corpus)
    every, left_out = _describable(judged.cases(corpus, settings.split), bundle)
    cases = evenly_spaced(every, settings.limit)
    if len(cases) < 2:
        raise InputError(f"{corpus.name} has {len(cases)} captioned motions in its {settings.split} split")
    parts = parts_of(cases)
    rngs = [np.random.default_rng([settings.seed, r, 4]) for r in range(settings.num_repeats)]
    pools = [part_pools(cases, parts, judged, rng) for rng in rngs]
    known = [caption for clip in corpus.clips("train") for caption in clip.captions]
    evaluator, weights = open_evaluator(settings.evaluator, bundle, settings.assets, known)
    sentences = sentence_encoder(settings.bertscore_model)
    features = [case.features() for case in cases]
    motions = evaluator.embed_features(features)
    begin(folder, _job(bundle, corpus, judged, settings))
    ids = tuple(case.id for case in cases)
    sittings = [
        Sitting(f"repeat-{r:02d}", ids, take_seeds(settings.seed, r, len(cases)))
        for r in range(settings.num_repeats)
    ]
    describe_all(
        sittings, [c.motion for c in cases], str(bundle.path), folder, settings.processes, settings.com
    )

    library = _library(bundle, corpus, judged)
    nearest = None
    if library.features:
        nearest = Nearest.of(library, bundle.reward_encoder).to_motions(features)
    unrelated = unrelated_captions(cases, library, np.random.default_rng([settings.seed, 5]))
    repeats: list[Rows] = []
    for r, sitting in enumerate(sittings):
        made = [Caption(row["text"], "generated") for row in load_descriptions(folder, sitting.name)]
        drawn = chosen_captions(cases, settings.seed, r)
        repeats.append(caption_rows(cases, made, drawn, library, nearest, unrelated, rngs[r]))

    frequencies = references_of(every, protocol)
    bert = bert_scores([answers for rows in repeats for answers in rows.values()], sentences)
    vectors = _embedded(repeats, evaluator)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in repeats[0]}
    for r, rows in enumerate(repeats):
        for name, answers in rows.items():
            texts = np.stack([vectors[caption] for caption in answers.captions])
            figures = text_figures(texts, motions, parts, pools[r])
            figures |= word_figures(answers, parts, protocol, frequencies)
            found[name].append(figures | bert_figures(answers, parts, bert))
    report = report_of(
        "m2t", protocol, bundle, weights, corpus, len(cases), settings, command,
        rows=estimates(found),
        stated={
            "bertscore": sentences.name, "limit": settings.limit,
            **({"com": settings.com.to_json()} if settings.com else {}),
            "kinds": dict(Counter(case.kind for case in cases)),
        },
        notes=_notes(cases, repeats, left_out),
    )  # fmt: skip
    first = load_descriptions(folder, sittings[0].name)
    scores = cider_of_each(repeats[0]["generated"], protocol, frequencies)
    return Outcome(report, tuple(_samples(cases, first, scores)))


def _describable(cases: Sequence[Case], bundle: Bundle) -> tuple[list[Case], int]:
    """The cases of a length that can be described, and how many others there are.  Raises InputError."""
    layout = bundle.motion_tokenizer.layout
    for case in cases:
        if case.motion.skeleton.name != layout.skeleton.name:
            raise InputError(
                f"the bundle {bundle.name} reads {layout.skeleton.name} motions, those of the data are "
                f"{case.motion.skeleton.name}"
            )
    kept = [
        case
        for case in cases
        if case.motion.seconds <= LONGEST_CLIP_SECONDS and len(case.motion.resample(layout.fps)) >= MIN_FRAMES
    ]
    return kept, len(cases) - len(kept)


def _job(bundle: Bundle, corpus: Corpus, judged: Protocol, settings: Settings) -> dict[str, Any]:
    """All that the descriptions depend on; how they are judged is not of it."""
    return {
        "task": "m2t", "bundle": bundle.digest, "data": corpus.content_hash,
        "cases": judged.cases.__name__, "split": settings.split, "seed": settings.seed,
        "limit": settings.limit, **({"com": settings.com.to_json()} if settings.com else {}),
    }  # fmt: skip


def _library(bundle: Bundle, corpus: Corpus, judged: Protocol) -> Library:
    """The train split; its features only where something looks for neighbours among them."""
    if bundle.has_reward_encoder:
        return Library.of(corpus, judged)
    return Library(tuple(judged.cases(corpus, "train")), ())


def _embedded(repeats: Sequence[Rows], evaluator: Embedder) -> dict[Caption, Float[np.ndarray, " D"]]:
    """Every caption of every row, embedded once."""
    captions = list(
        dict.fromkeys(c for rows in repeats for answers in rows.values() for c in answers.captions)
    )
    return dict(zip(captions, evaluator.embed_captions(captions), strict=True))


def _notes(cases: Sequence[Case], repeats: Sequence[Rows], left_out: int) -> tuple[str, ...]:
    notes = [
        "ground_truth is one caption of the case against its others, so with one reference fewer than the "
        "other rows: at equal quality it scores lower",
    ]
    alone = sum(len(case.captions) == 1 for case in cases)
    if alone:
        notes.append(f"{alone} cases have a single caption and are not in ground_truth's caption figures")
    made = [caption.text for rows in repeats for caption in rows["generated"].captions]
    empty = sum(not text.strip() for text in made)
    notes.append(f"{len(set(made))} of {len(made)} generated captions are distinct, {empty} are empty")
    if left_out:
        notes.append(
            f"{left_out} motions are left out: shorter than {MIN_FRAMES} frames or longer than "
            f"{LONGEST_CLIP_SECONDS:g} s"
        )
    if "random" not in repeats[0]:
        notes.append("no rows `retrieval` and `random`: the data has no train split")
    elif "retrieval" not in repeats[0]:
        notes.append("no row `retrieval`: the bundle has no reward encoder")
    return tuple(notes)


def _samples(
    cases: Sequence[Case], made: Sequence[Mapping[str, Any]], scores: Float[np.ndarray, " N"]
) -> list[Sample]:
    return [
        Sample(
            title=f"{cases[i].id}, seed {made[i]['seed']}",
            texts=(
                "generated: " + readable(made[i]["text"]),
                *("reference: " + readable(caption.text) for caption in cases[i].captions[:2]),
            ),
            motion=cases[i].motion,
            figures={"cider": float(scores[i])},
            section=section,
        )
        for section, rows in shown(scores)
        for i in rows
    ]
