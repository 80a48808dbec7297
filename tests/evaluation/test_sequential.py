"""The protocol babel-sequential: every row cut and judged in one way, figures equal to direct calls."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.bundle import Bundle
from kinemind.corpora import Caption, Clip, Composite, CompositePart, Corpus, synthetic
from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Towers
from kinemind.errors import InputError
from kinemind.evaluation.cases import sequential_cases
from kinemind.evaluation.metric_encoder import FOLDER
from kinemind.evaluation.pools import distinct_pools
from kinemind.evaluation.sequences import Judge, Sequences, TrainSequences
from kinemind.evaluation.sequential import BABEL_SEQUENTIAL, evaluate_sequential, prompt
from kinemind.evaluation.sequential_figures import Counts, notes_of, transition_figures
from kinemind.evaluation.t2m import Outcome, Settings
from kinemind.evaluation.takes import Takes
from kinemind.evaluation.transitions import largest_jerk
from kinemind.features import HUMANML263
from kinemind.features.normalisation import Normalisation
from kinemind.generation import Model
from kinemind.metrics.fid import fid
from kinemind.metrics.matching_score import matching_score
from kinemind.metrics.plausibility.transition_peak_jerk import transition_peak_jerk
from kinemind.metrics.r_precision import r_precision
from kinemind.motion import Motion

KINDS = [
    ("walk-forward", "bow"), ("bow", "wave-right-hand", "squat"), ("squat", "kick-left"),
    ("turn-left", "jump"), ("kick-right", "turn-right", "bow"), ("jump", "walk-backward"),
]  # fmt: skip
SETTINGS = Settings(num_repeats=2, plan_drafts=0)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Recordings with steps, and one recipe of two of them, in test and in train."""
    clips, recipes = [], []
    for split, first in (("train", 0), ("test", 100)):
        for number, kinds in enumerate(KINDS):
            motion = synthetic.perform(*kinds, seed=first + number)
            # one wording a kind, so that segments share keys
            steps = tuple(replace(s, text=kind) for s, kind in zip(motion.steps, kinds, strict=True))
            motion = replace(motion, steps=steps)
            clips.append(
                Clip(id=f"{split}/{number}", motion=motion, captions=(Caption("moves"),), split=split)
            )
        parts = (
            CompositePart(f"{split}/0", 0, 40, "walks away"), CompositePart(f"{split}/2", 0, 30, "goes down"),
        )  # fmt: skip
        recipes.append(Composite(f"{split}/recipe", split, parts, 70, ("walks away and goes down",)))
    return Corpus("mine", Path(), tuple(clips), tuple(recipes))


@pytest.fixture(scope="module")
def bundle(tiny_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The tiny bundle with a metric encoder that has learned nothing."""
    folder = tmp_path_factory.mktemp("sequential") / "bundle"
    shutil.copytree(tiny_runs / "sft" / "bundle", folder)
    torch.manual_seed(0)
    config = ContrastiveConfig(dimension=8, width=16, layers=1, text_layers=1, heads=2)
    size = HUMANML263.size
    plain = Normalisation(np.zeros(size, np.float32), np.ones(size, np.float32))
    towers = Towers(config, size).eval()
    MotionTextEncoder(towers, config, "metric", plain, HUMANML263).save(folder / FOLDER)
    return Bundle.open(folder)


@pytest.fixture(scope="module")
def encoder(bundle: Bundle) -> MotionTextEncoder:
    return MotionTextEncoder.load(bundle.path / FOLDER, "metric")


@pytest.fixture(scope="module")
def outcome(bundle: Bundle, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return evaluate_sequential(bundle, corpus, SETTINGS, tmp_path_factory.mktemp("takes"), "eval")


def test_prompt_names_the_segments_in_order() -> None:
    assert prompt(["walk", "turn  left.", "sit"]) == "first walk, then turn left, then sit"
    assert prompt(["walk", "sit"]) == "first walk, then sit"


def test_report_of_all_rows(outcome: Outcome, corpus: Corpus) -> None:
    report = outcome.report
    assert report.protocol == BABEL_SEQUENTIAL.name == "babel-sequential"
    assert list(report.ordered_rows()) == ["generated", "reconstruction", "ground_truth", "random"]
    wanted = {
        "r_precision_1", "r_precision_3", "matching_score", "fid", "diversity", "transition_peak_jerk",
        "transition_fid", "transition_auj", "transition_curve_peak", "foot_slide_mm_per_frame", "jerk",
    }  # fmt: skip
    for row in report.rows.values():
        assert wanted <= set(row)
    truth = report.rows["ground_truth"]
    assert truth["fid"].mean == pytest.approx(0, abs=1e-9)
    assert truth["transition_fid"].mean == pytest.approx(0, abs=1e-9)
    assert truth["fid_halves"].mean > 0 and truth["transition_fid_halves"].mean > 0
    assert report.rows["random"]["fid"].mean > 1e-6 < report.rows["random"]["transition_fid"].mean
    assert truth["transition_peak_jerk"].ci95 == 0
    cases = sequential_cases(corpus, "test")
    assert [case.id for case in outcome.cases] == [case.id for case in cases]
    assert report.settings["segments"] == sum(len(case.segments) for case in cases)
    assert report.settings["joins"] == sum(len(case.joins) for case in cases)
    assert 0 <= report.settings["plan_matches"] <= 1
    assert outcome.captions[-1] == "first walks away, then goes down"
    assert [row["text"] for row in outcome.takes.rows] == list(outcome.captions)
    assert len(outcome.scores) == len(cases)
    assert len(outcome.distributions["transition_peak_jerk"]["generated"]) == report.settings["joins"]


def test_ground_truth_row_equals_direct_calls(
    outcome: Outcome, corpus: Corpus, encoder: MotionTextEncoder
) -> None:
    texts, vectors, keys, peaks = [], [], [], []
    for case in sequential_cases(corpus, "test"):
        features = case.features()
        uniform = Sequences.of_truth([case]).motions[0].joints
        for segment in case.segments:
            texts.append(segment.text)
            keys.append(segment.key)
            vectors.append(encoder.embed_features([features[segment.start : segment.end - 1]])[0])
        peaks += [transition_peak_jerk(uniform, 20.0, join) for join in case.joins]
    words, motions = encoder.embed_texts(texts), np.stack(vectors)
    truth = outcome.report.rows["ground_truth"]
    assert truth["matching_score"].mean == pytest.approx(matching_score(words, motions), abs=1e-5)
    assert truth["transition_peak_jerk"].mean == pytest.approx(np.mean(peaks), rel=1e-9)
    pools = [distinct_pools(keys, np.random.default_rng([0, r, 1])) for r in range(2)]
    assert pools[0].shape[1] < len(keys)
    ranks = [r_precision(words, motions, pool) for pool in pools]
    for k in (1, 2, 3):
        assert truth[f"r_precision_{k}"].mean == pytest.approx(np.mean(ranks, 0)[k - 1])


def test_same_seed_same_report(bundle: Bundle, corpus: Corpus, outcome: Outcome, tmp_path: Path) -> None:
    again = evaluate_sequential(bundle, corpus, SETTINGS, tmp_path / "a", "eval")
    assert json.dumps(again.report.to_json()) == json.dumps(outcome.report.to_json())
    other = evaluate_sequential(bundle, corpus, replace(SETTINGS, seed=5), tmp_path / "b", "eval")
    assert other.report.rows["generated"] != outcome.report.rows["generated"]
    with pytest.raises(InputError, match="another evaluation"):
        evaluate_sequential(bundle, corpus, replace(SETTINGS, seed=6), tmp_path / "b", "eval")


def test_takes_are_cut_at_their_plans(bundle: Bundle, corpus: Corpus) -> None:
    cases = sequential_cases(corpus, "test")[:2]
    plans = [
        "2 steps, 3.0 s. 1. walks; legs; forward; 1.0 s. 2. bows; torso; forward; 2.0 s.",
        "2 steps, 3.0 s. 1. walks; legs; forward; 1.0 s. 2. bows; torso; forward; 2.0 s.",
    ]
    tokens = [[int(t) for t in bundle.motion_tokenizer.encode(case.motion)] for case in cases]
    rows = tuple({"tokens": t, "reasoning": plan} for t, plan in zip(tokens, plans, strict=True))
    made = Sequences.of_takes(bundle, cases, Takes(rows, np.zeros((2, 1)), {}))
    assert made.by_plan == (True, False) and len(cases[1].segments) == 3
    frames = [len(motion) for motion in made.motions]
    assert made.edges[0] == (0, round(frames[0] / 3), frames[0])
    ends = [segment.end / len(cases[1].motion) * frames[1] for segment in cases[1].segments]
    assert made.edges[1] == (0, *(round(end) for end in ends))


def test_saved_reasoning_gives_the_steps_of_the_take() -> None:
    """Takes on disk hold no steps: they are read from the plan again."""
    bundle = Bundle.open("nano")
    texts = ["first walks forward, then turns left", "first bows, then waves the right hand, then sits down"]
    made = Model(bundle, "cpu").generate_many(texts, [1, 2], plan_drafts=0)
    rows = tuple({"tokens": list(t.motion_tokens), "reasoning": t.reasoning} for t in made)
    cases = sequential_cases(_recipes([len(take.steps) for take in made]), "test")
    found = Sequences.of_takes(bundle, cases, Takes(rows, np.zeros((2, 1)), {}))
    for take, motion, edges in zip(made, found.motions, found.edges, strict=True):
        np.testing.assert_array_equal(motion.joints, take.motion.joints)
        assert [step.start for step in take.steps] == pytest.approx([e / 20 for e in edges[:-1]], abs=0.026)
    assert found.by_plan == (True, True)


def _recipes(counts: list[int]) -> Corpus:
    clip = Clip(id="c", motion=synthetic.perform("bow", seed=0), captions=(), split="test")
    recipes = tuple(
        Composite(f"r{n}", "test", (CompositePart("c", 0, 20, "bows"),) * count, 20 * count, ("bows",))
        for n, count in enumerate(counts)
    )
    return Corpus("mine", Path(), (clip,), recipes)


def test_a_jump_at_a_join_is_seen(encoder: MotionTextEncoder, corpus: Corpus) -> None:
    case = next(case for case in sequential_cases(corpus, "test") if len(case.segments) == 3)
    plain = Sequences.of_truth([case])
    (motion,), first = plain.motions, case.joins[0]
    joints = motion.joints.copy()
    joints[first:, :, 0] += 0.3
    jumped = replace(plain, motions=(Motion(joints, motion.fps, motion.skeleton),))
    judge = Judge(encoder)
    before, after = judge.row(plain), judge.row(jumped)
    assert after[0].peaks[0] > 5 * before[0].peaks[0] > 0
    assert after[0].peaks[1] == pytest.approx(before[0].peaks[1], rel=1e-3)
    usual = float(largest_jerk(motion.joints, motion.fps).mean())
    calm, rough = (transition_figures(row, before, usual, motion.fps) for row in (before, after))
    for name in ("transition_peak_jerk", "transition_curve_peak", "transition_auj"):
        assert rough[name] > 1.5 * calm[name]


def test_transition_fid_is_that_of_the_windows(encoder: MotionTextEncoder, corpus: Corpus) -> None:
    judge = Judge(encoder)
    row, real = (judge.row(Sequences.of_truth(sequential_cases(corpus, s))) for s in ("train", "test"))
    vectors = []
    for split in ("train", "test"):
        cases = sequential_cases(corpus, split)
        cut = [case.features()[join - 10 : join + 10] for case in cases for join in case.joins]
        assert all(len(rows) == 20 for rows in cut)
        vectors.append(encoder.embed_features(cut))
    found = transition_figures(row, real, 1.0, 20.0)
    assert found["transition_fid"] == pytest.approx(fid(*vectors), rel=1e-3)
    assert found["transition_fid"] > 0


def test_short_segments_and_windows_that_leave_the_motion(encoder: MotionTextEncoder, corpus: Corpus) -> None:
    case = sequential_cases(corpus, "test")[0]
    plain = Sequences.of_truth([case])
    frames = len(case.motion)
    row = Judge(encoder).row(replace(plain, edges=((0, 3, frames - 2, frames),)))
    assert row[0].widened == 2 and row[0].segments.shape == (3, 8)
    assert row[0].windows.shape == (0, 8) and row[0].curves.shape == (0, 17) and len(row[0].peaks) == 2
    figures = transition_figures(row, row, 1.0, 20.0)
    assert np.isnan(figures["transition_fid"]) and np.isnan(figures["transition_auj"])
    assert figures["transition_peak_jerk"] > 0
    notes = notes_of({"generated": Counts().plus(row)}, [case], 0.5, 15.0)
    assert any("2 of 3 segments" in note for note in notes)
    assert any("2 of 2 windows" in note for note in notes)


def test_random_sequences_have_as_many_segments(encoder: MotionTextEncoder, corpus: Corpus) -> None:
    judge, cases = Judge(encoder), sequential_cases(corpus, "train")
    train = TrainSequences(cases, judge)
    row = train.random([2, 3, 3, 5], np.random.default_rng(0))
    assert [len(one.segments) for one in row] == [2, 3, 3, 5]
    # they are cut at their own joins
    known = [one.peaks for one in judge.row(Sequences.of_truth(cases))]
    assert all(one.peaks in known for one in row[:3]) and row[3].peaks not in known
    again = train.random([2, 3, 3, 5], np.random.default_rng(0))
    assert all(a is b for a, b in zip(row, again, strict=True))


def test_what_cannot_be_evaluated(bundle: Bundle, corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="0 sequences in its val split"):
        evaluate_sequential(bundle, corpus, replace(SETTINGS, split="val"), tmp_path / "x", "eval")
    slow = tuple(
        Clip(id=c.id, motion=replace(c.motion, fps=10.0), captions=c.captions, split=c.split)
        for c in corpus.all_clips
    )
    with pytest.raises(InputError, match="at 10 fps"):
        evaluate_sequential(bundle, Corpus("slow", Path(), slow), SETTINGS, tmp_path / "y", "eval")
