"""The cases of the protocol babel-sequential: chains of steps, recipes, joins and segments."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Caption, Clip, Corpus, open_data, synthetic
from kinemind.evaluation.cases import SequentialCase, sequential_cases
from kinemind.motion import Motion, Step
from tests.corpora.published import annotation, entry, label, publish_amass, publish_babel
from tests.training.tiny import run


def _cases(*steps: tuple[str, float, float], frames: int = 400, **limits: float) -> list[SequentialCase]:
    joints = np.resize(synthetic.perform("bow", seed=0).joints, (frames, 22, 3))
    motion = Motion(joints, 20.0, steps=tuple(Step(*s) for s in steps))
    clip = Clip(id="c", motion=motion, captions=(Caption("the whole"), Caption("part", "x", 0.0, 1.0)))
    return sequential_cases(Corpus("mine", Path(), (clip,)), "train", **limits)


def _texts(cases: list[SequentialCase]) -> list[list[str]]:
    return [[segment.text for segment in case.segments] for case in cases]


def test_a_chain_over_the_whole_clip() -> None:
    (case,) = _cases(("Walk", 0, 5), ("sit", 5, 10.02), ("walk", 10.02, 15), ("run", 15, 20), longest=6)
    assert case.id == "c@0-400" and case.joins == (100, 200, 300) and case.kind == "sequence"
    assert case.captions == (Caption("the whole"),) and len(case.motion) == 400
    assert [(s.start, s.end) for s in case.segments] == [(0, 100), (100, 200), (200, 300), (300, 400)]
    parts = case.parts()
    assert [len(part.motion) for part in parts] == [100] * 4
    assert parts[1].captions[0].text == "sit" and parts[1].kind == "segment"
    assert np.array_equal(parts[2].motion.joints, case.motion.joints[200:300])
    assert parts[0].key == parts[2].key != parts[1].key


def test_gaps_and_wrong_lengths_break_a_chain() -> None:
    cases = _cases(
        ("a", 1, 3), ("b", 3, 5), ("c", 6, 8), ("d", 8, 9), ("short", 9, 9.5), ("e", 9.5, 11), ("f", 11, 13)
    )
    assert _texts(cases) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert [case.id for case in cases] == ["c@20-100", "c@120-180", "c@190-260"]
    assert [case.joins for case in cases] == [(40,), (40,), (30,)]
    assert cases[0].captions == (Caption("a, then b", "segment"),)
    assert _texts(_cases(("a", 0, 2), ("long", 2, 9), ("b", 9, 11))) == []
    assert _texts(_cases(("a", 0, 2), ("long", 2, 9), longest=7)) == [["a", "long"]]


def test_long_chains_are_cut() -> None:
    steps = [(str(i), float(i), i + 1.0) for i in range(13)]
    assert [len(texts) for texts in _texts(_cases(*steps))] == [10, 3]
    # what is left over is no sequence by itself
    assert [len(texts) for texts in _texts(_cases(*steps, most=6))] == [6, 6]


def test_recipes_of_the_benchmark(shared: Path) -> None:
    corpus = open_data(shared / "data")
    cases = sequential_cases(corpus, "val")
    recipes = corpus.composites("val")
    assert [case.id for case in cases] == [recipe.id for recipe in recipes]
    for case, recipe in zip(cases, recipes, strict=True):
        lengths = [part.end - part.start for part in recipe.parts]
        assert [s.end - s.start for s in case.segments] == lengths
        assert case.joins == tuple(np.cumsum(lengths)[:-1]) and len(case.motion) == sum(lengths)
        assert [s.text for s in case.segments] == [part.text for part in recipe.parts]
    clip = corpus.clip(recipes[0].parts[0].clip)
    assert cases[0].parts()[0].key == (clip.content, clip.style, clip.side)


def test_babel_from_its_files(tmp_path: Path) -> None:
    motion = synthetic.perform("walk-forward", "turn-left", "bow", seed=3)
    publish_amass(tmp_path / "CMU/CMU/1/a_poses.npz", motion, 20.0)
    end = motion.seconds
    segments = [label("walk", 0, 2.2), label("transition", 1.8, 2.6), label("turn left", 2.0, 4.0)]
    segments += [label("bow", 4.0, end), label("look", 0.5, 1.0)]
    row = entry(1, "CMU/CMU/1/a_poses.npz", end, seq_ann=None, frame_ann=annotation(*segments))
    root = publish_babel(tmp_path, val=[row])
    assert run("data", "import", "babel", root, "-o", tmp_path / "store") == 0
    corpus = open_data(tmp_path / "store")
    (case,) = sequential_cases(corpus, "val")
    assert [s.text for s in case.segments] == ["walk", "turn left", "bow"] and case.joins == (42, 80)
    assert len(case.motion) == len(corpus.clip("babel/1").motion)
    assert sequential_cases(corpus, "train") == []


@pytest.mark.parametrize("fps", [12.5, 20.0])
def test_segments_leave_no_frame_out(fps: float) -> None:
    joints = np.resize(synthetic.perform("bow", seed=0).joints, (90, 22, 3))
    steps = (Step("a", 0.0, 1.37), Step("b", 1.37, 2.61), Step("c", 2.61, 4.03))
    clip = Clip(id="c", motion=Motion(joints, fps, steps=steps), captions=())
    (case,) = sequential_cases(Corpus("mine", Path(), (clip,)), "train")
    assert case.segments[0].start == 0 and case.segments[-1].end == len(case.motion) == round(4.03 * fps)
    assert all(a.end == b.start for a, b in pairwise(case.segments))
