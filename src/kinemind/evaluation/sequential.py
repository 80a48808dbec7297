"""Text to motion in several steps: one prompt for a sequence, judged step by step and where steps meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kinemind.bundle import Bundle
from kinemind.corpora import Caption, Corpus
from kinemind.errors import InputError
from kinemind.evaluation.cases import Case, SequentialCase, evenly_spaced, sequential_cases
from kinemind.evaluation.evaluators import open_evaluator
from kinemind.evaluation.generating import Order, Studio, carry_out
from kinemind.evaluation.pools import distinct_pools
from kinemind.evaluation.protocols import Protocol
from kinemind.evaluation.repeated import estimates, report_of
from kinemind.evaluation.sequences import Judge, Judged, Sequences, TrainSequences
from kinemind.evaluation.sequential_figures import (
    Counts,
    notes_of,
    plausibility_of,
    row_figures,
    truth_halves,
)
from kinemind.evaluation.t2m import Outcome, Settings, com_of, take_seeds
from kinemind.evaluation.takes import Takes, begin
from kinemind.generation import DEFAULT_SECONDS, LONGEST_SECONDS


def _cases(corpus: Corpus, split: str) -> list[Case]:
    return [*sequential_cases(corpus, split)]


BABEL_SEQUENTIAL = Protocol(
    "babel-sequential",
    "after FlowMDM (Barquero et al. 2024): one prompt for a whole sequence, 'first A, then B, then C' in the "
    "words of its segments; every segment judged against its own text and 31 segments of other, mutually "
    "distinct labels; transitions judged in the second around each join; the metric encoder of the bundle",
    _cases,
    distinct_pools,
)


def prompt(texts: Sequence[str]) -> str:
    """`first A, then B, then C`: the segments' texts as they are, in order, whatever the corpus.

    Recipes have captions of their own too; they are not used, since they leave out or shift what the
    segments are judged by, and the same wording makes corpora comparable.
    """
    first, *later = (" ".join(text.split()).rstrip(" .") for text in texts)
    return ", ".join([f"first {first}", *(f"then {text}" for text in later)])


def evaluate_sequential(
    bundle: Bundle, corpus: Corpus, settings: Settings, folder: Path, command: str
) -> Outcome:
    """Judge a bundle by sequences; takes are kept in `folder`, and a killed evaluation goes on from there.

    Every repeat makes one motion a sequence.  A generated motion is cut at its plan's steps where there are
    as many as segments, else in proportion to the lengths of the ground truth's segments; `plan_matches`
    in the report's settings is the share of the first kind.  Rows: `generated`; `ground_truth`;
    `reconstruction` (the ground truth through the motion tokenizer); `random` (a train sequence of as many
    segments, whatever the texts).  MultiModality is left out.  Raises InputError where the split has fewer
    than two sequences, and for data of another skeleton or rate than the bundle's.
    """
    evaluator, weights = open_evaluator(settings.evaluator, bundle, settings.assets)
    cases = evenly_spaced(sequential_cases(corpus, settings.split), settings.limit)
    if len(cases) < 2:
        raise InputError(
            f"{corpus.name} has {len(cases)} sequences in its {settings.split} split; two or more are needed"
        )
    _check_layout(bundle, cases)
    prompts = tuple(prompt([segment.text for segment in case.segments]) for case in cases)
    longest = max(case.motion.seconds for case in cases)
    studio = Studio(
        folder, str(bundle.path), settings.evaluator, settings.assets, settings.plan_drafts,
        DEFAULT_SECONDS if longest <= DEFAULT_SECONDS else LONGEST_SECONDS, settings.com,
    )  # fmt: skip
    job = {
        "bundle": bundle.digest, "evaluator": weights.digest, "data": corpus.content_hash,
        "protocol": BABEL_SEQUENTIAL.name, "split": settings.split, "seed": settings.seed,
        "limit": settings.limit, "plan_drafts": settings.plan_drafts, "max_seconds": studio.max_seconds,
        **com_of(settings),
    }  # fmt: skip
    begin(folder, job)
    orders = [
        Order(
            f"repeat-{r:02d}", tuple(case.id for case in cases), prompts,
            take_seeds(settings.seed, r, len(cases)),
        )
        for r in range(settings.num_repeats)
    ]  # fmt: skip
    carry_out(orders, studio, settings.processes)

    judge = Judge(evaluator)
    truth = judge.row(Sequences.of_truth(cases))
    usual = float(np.concatenate([one.jerk for one in truth]).mean())
    rebuilt = judge.row(Sequences.of_reconstruction(bundle, cases))
    train = TrainSequences(sequential_cases(corpus, "train"), judge)
    segments = [segment for case in cases for segment in case.segments]
    texts = evaluator.embed_captions([Caption(segment.text, "segment") for segment in segments])
    keys = [segment.key for segment in segments]

    found: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    kept: dict[str, list[Judged]] = {}
    matches: list[bool] = []
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for r, order in enumerate(orders):
        rng = np.random.default_rng([settings.seed, r, 1])
        pools = distinct_pools(keys, rng)
        made = Sequences.of_takes(bundle, cases, takes := Takes.load(folder, order.name))
        matches += made.by_plan
        rows = {
            "generated": judge.row(made, takes.figures),
            "ground_truth": truth,
            "reconstruction": rebuilt,
        }
        if train.cases:
            rows["random"] = train.random([len(case.segments) for case in cases], rng)
        for name, row in rows.items():
            figures = row_figures(row, truth, texts, pools, usual, cases[0].motion.fps, rng)
            found[name].append(figures)
            counts[name] = counts[name].plus(row)
        found["ground_truth"][-1] |= truth_halves(truth, rng)
        kept = kept or rows
    report = report_of(
        "t2m", BABEL_SEQUENTIAL, bundle, weights, corpus, len(cases), settings, command,
        rows=estimates(found),
        stated={
            "plan_drafts": settings.plan_drafts, "limit": settings.limit, "max_seconds": studio.max_seconds,
            **com_of(settings),
            "segments": len(segments), "joins": len(segments) - len(cases),
            "plan_matches": float(np.mean(matches)), "usual_jerk": usual,
        },
        notes=notes_of(counts, cases, float(np.mean(matches)), studio.max_seconds),
    )  # fmt: skip
    first = Takes.load(folder, orders[0].name)
    far = np.linalg.norm(texts - np.concatenate([one.segments for one in kept["generated"]]), axis=1)
    edges = np.cumsum([len(case.segments) for case in cases])[:-1]
    scores = np.array([-part.mean() for part in np.split(far, edges)])
    together = {name: plausibility_of(row) for name, row in kept.items()}
    distributions = {
        metric: {name: [float(v) for v in together[name][metric]] for name in kept}
        for metric in together["generated"]
    }
    distributions["transition_peak_jerk"] = {
        name: [float(v) for one in row for v in one.peaks] for name, row in kept.items()
    }
    return Outcome(report, tuple(cases), prompts, first, scores, distributions)


def _check_layout(bundle: Bundle, cases: Sequence[SequentialCase]) -> None:
    layout = bundle.motion_tokenizer.layout
    for case in cases:
        if case.motion.skeleton is not layout.skeleton or abs(case.motion.fps - layout.fps) > 1e-6:
            raise InputError(
                f"{case.id} is a {case.motion.skeleton.name} motion at {case.motion.fps:g} fps, "
                f"the bundle makes {layout.skeleton.name} at {layout.fps:g} fps"
            )
