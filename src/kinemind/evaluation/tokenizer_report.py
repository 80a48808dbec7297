"""The motion tokenizer judged on a split: its reconstructions beside the ground truth and other motions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Int

from kinemind.bundle import EMBEDDED, Bundle, folder_digest
from kinemind.corpora import Corpus
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.evaluation.cases import Case
from kinemind.evaluation.cases.bench import joined, recipe_captions
from kinemind.evaluation.cases.case import clip_key, whole_captions
from kinemind.evaluation.comparing import Measured, measured_against, row_estimates
from kinemind.evaluation.judging import FEWEST, parts_of
from kinemind.evaluation.metric_encoder import FOLDER, metric_encoder
from kinemind.evaluation.reconstruction import code_figures
from kinemind.evaluation.report import Data, Estimate, Report, Sample, Weights
from kinemind.evaluation.rows import halves
from kinemind.evaluation.showing import readable, shown
from kinemind.features import encode_many
from kinemind.motion import Motion
from kinemind.progress import progress
from kinemind.tokenizer import MIN_FRAMES, MotionTokenizer

PROTOCOL_TEXT = (
    "every motion of the split, whole, brought to the uniform skeleton, encoded and decoded; joints "
    "recovered from the positions in the features, before rigid bones; FID on the features as decoded"
)


@dataclass(frozen=True, eq=False)
class Subject:
    """The tokenizer that is judged, which files it is, and the bundle that holds it where one does."""

    tokenizer: MotionTokenizer
    weights: Weights
    bundle: Bundle | None = None


def open_subject(place: str) -> Subject:
    """The tokenizer of a bundle, by name or folder, or of a tokenizer's run folder.  Raises InputError."""
    folder = Path(place)
    is_bundle = (EMBEDDED / place / "bundle.json").is_file() or (folder / "bundle.json").is_file()
    if not is_bundle and (folder / "tokenizer" / "config.json").is_file():
        own = folder / "tokenizer"
        return Subject(MotionTokenizer.load(own), Weights(folder.resolve().name, folder_digest(own)))
    bundle = Bundle.open(place)
    return Subject(bundle.motion_tokenizer, Weights(bundle.name, bundle.digest), bundle)


@dataclass(frozen=True, eq=False)
class Outcome:
    """The report, and what its pictures show: reconstructions by MPJPE, and a figure a motion by row."""

    report: Report
    samples: tuple[Sample, ...]
    distributions: dict[str, dict[str, list[float]]]


def evaluate_tokenizer(subject: Subject, corpus: Corpus, split: str, seed: int, command: str) -> Outcome:
    """Judge a motion tokenizer; the seed draws the row `random` and the halves of the ground truth alone.

    Rows: `reconstruction`; `ground_truth`; `random`, another motion of the split in place of each, cut to
    its length.  Raises InputError for a split of under two motions, or of another skeleton.
    """
    tokenizer = subject.tokenizer
    layout = tokenizer.layout
    cases, left_out = whole_motions(corpus, split, tokenizer)
    parts = parts_of(cases)
    evaluator, weights, missing = _evaluator(subject)
    rng = np.random.default_rng([seed, 5])
    features = encode_many([case.motion.resample(layout.fps).joints for case in cases], layout.skeleton)
    tokens = tokenizer.encode_many(features)
    decoded = [tokenizer.decode_features(row)[: len(f)] for row, f in zip(tokens, features, strict=True)]
    places = others(cases, [len(f) for f in features], rng)
    drawn = [features[place][: len(f)] for place, f in zip(places, features, strict=True)]
    made = {"reconstruction": decoded, "ground_truth": features, "random": drawn}
    rows: dict[str, Measured] = {}
    with progress("rows") as report_progress:
        for done, (name, clips) in enumerate(made.items(), start=1):
            rows[name] = measured_against(features, clips, tokenizer.layout, evaluator)
            report_progress(done, len(made))
    truth = rows["ground_truth"].vectors
    estimates = {name: row_estimates(row, truth, parts) for name, row in rows.items()}
    for part in parts:
        codes = code_figures(tokenizer, [tokens[i] for i in part.rows])
        estimates["reconstruction"] |= {f"{k}{part.suffix}": Estimate(v) for k, v in codes.items()}
    if truth is not None and len(cases) >= FEWEST:
        estimates["ground_truth"] |= {k: Estimate(v) for k, v in halves(truth, parts, rng).items()}
    report = Report(
        task="tokenizer",
        protocol="reconstruction",
        protocol_text=PROTOCOL_TEXT,
        data=Data(corpus.name, split, len(cases), corpus.content_hash),
        bundle=subject.weights,
        evaluator=weights,
        seed=seed,
        num_repeats=1,
        command=command,
        rows=estimates,
        settings={
            "codebook": f"{tokenizer.num_levels} x {tokenizer.vocabulary_size // tokenizer.num_levels} codes",
            "kinds": dict(Counter(case.kind for case in cases)),
            "tokens_per_second": tokenizer.tokens_per_second,
        },
        notes=_notes(left_out, missing),
    )
    return Outcome(report, tuple(_samples(cases, rows["reconstruction"], tokenizer)), _distributions(rows))


def whole_motions(corpus: Corpus, split: str, tokenizer: MotionTokenizer) -> tuple[list[Case], int]:
    """Clips and recipes of a split, captioned or not, and how many more are too short to be tokenized.

    Raises InputError for an unknown split, another skeleton, and under two motions.
    """
    layout = tokenizer.layout
    cases = [Case(c.id, c.motion, whole_captions(c), clip_key(c)) for c in corpus.clips(split)]
    cases += [
        Case(r.id, joined(corpus, r), recipe_captions(r), (r.id,), "composite")
        for r in corpus.composites(split)
    ]
    for case in cases:
        if case.motion.skeleton.name != layout.skeleton.name:
            raise InputError(
                f"the tokenizer reads {layout.skeleton.name} motions, those of the data are "
                f"{case.motion.skeleton.name}"
            )
    kept = [case for case in cases if len(case.motion.resample(layout.fps)) >= MIN_FRAMES]
    if len(kept) < 2:
        raise InputError(
            f"{corpus.name} has {len(kept)} motions of {MIN_FRAMES} frames or more in its {split} split; "
            "2 are needed"
        )
    return kept, len(cases) - len(kept)


def others(cases: Sequence[Case], lengths: Sequence[int], rng: np.random.Generator) -> Int[np.ndarray, " N"]:
    """For each case another one of its kind, drawn among those at least as long; else the longest other."""
    frames, kinds = np.array(lengths), np.array([case.kind for case in cases])
    found = []
    for place, kind in enumerate(kinds):
        rest = np.flatnonzero(np.arange(len(cases)) != place)
        alike = rest[kinds[rest] == kind]
        rest = alike if len(alike) else rest
        enough = rest[frames[rest] >= frames[place]]
        found.append(rng.choice(enough) if len(enough) else rest[frames[rest].argmax()])
    return np.array(found, np.int64)


def _evaluator(subject: Subject) -> tuple[MotionTextEncoder | None, Weights | None, str]:
    """The metric encoder that FID needs; or none, and a sentence that says why."""
    nano = Bundle.open("nano")
    for bundle in (subject.bundle or nano, nano):
        if (bundle.path / FOLDER / "config.json").is_file():
            encoder, weights = metric_encoder(bundle)
            own, read = subject.tokenizer.layout.skeleton.name, encoder.layout.skeleton.name
            if own != read:
                return None, None, f"no FID: the metric encoder reads {read} motions, these are {own}"
            return encoder, weights, ""
    return None, None, "no FID: neither the bundle nor the embedded one has a metric encoder"


def _notes(left_out: int, missing: str) -> tuple[str, ...]:
    notes = [
        "nothing is repeated: intervals are over the motions; figures of a whole set (FID, codes used, "
        "perplexity) have none and show 0",
        "MPJPE and root error are means over all frames, so long motions count more (in the interval too); "
        "plausibility figures are means over the motions, their intervals 1.96 std / √motions",
        "random is a real motion of the same kind, drawn among those at least as long and cut (the longest "
        "are compared over the frames that both have): its errors say what no relation gives; long motions "
        "stand in it more often than in the split, and its FID and plausibility show that alone",
        "bone drift is that of the decoded positions; `kinemind generate` and the row reconstruction of "
        "`kinemind eval t2m` fit rigid bones afterwards, so their figures differ",
    ]
    if missing:
        notes.append(missing)
    else:
        notes.append(
            "the ground truth's FID is that of the same motions (0); fid_halves, between two random halves "
            "of them, is what sampling alone makes; FID grows as motions get fewer: compare equal counts only"
        )
    if left_out:
        notes.append(f"{left_out} motions are left out: shorter than {MIN_FRAMES} frames")
    return tuple(notes)


def _samples(cases: Sequence[Case], row: Measured, tokenizer: MotionTokenizer) -> list[Sample]:
    """The reconstructions with the least, median and largest MPJPE."""
    layout = tokenizer.layout
    errors = {name: row.means(name) for name in row.errors}
    return [
        Sample(
            title=f"{cases[i].id}, after encoding and decoding",
            texts=tuple(readable(caption.text) for caption in cases[i].captions[:1]),
            motion=Motion(row.joints[i], layout.fps, layout.skeleton),
            figures={name: float(values[i]) for name, values in (errors | dict(row.figures)).items()},
            section=section,
        )
        for section, places in shown(-errors["mpjpe_mm"])
        for i in places
    ]


def _distributions(rows: Mapping[str, Measured]) -> dict[str, dict[str, list[float]]]:
    """Errors of the rows that have any; plausibility of the reconstructions against the ground truth."""
    first = rows["reconstruction"]
    found = {
        name: {row: rows[row].means(name).tolist() for row in ("reconstruction", "random")}
        for name in first.errors
    }
    for name in first.figures:
        found[name] = {row: rows[row].figures[name].tolist() for row in ("reconstruction", "ground_truth")}
    return found
