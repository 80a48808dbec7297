"""New composites, mirrored clips and balancing weights."""

import time
from dataclasses import replace

import numpy as np
import pytest

from kinemind import compose
from kinemind.augmentation import (
    balance_weights,
    build,
    mirror_clip,
    mirror_composite,
    refuse_foreign,
    with_mirrors,
)  # fmt: skip
from kinemind.augmentation.build import MOST_FRAMES, limits_of
from kinemind.augmentation.nearness import Limits, gap
from kinemind.corpora import Clip, Composite, Corpus, open_data
from kinemind.errors import InputError
from kinemind.metrics.plausibility.jerk import jerk_curve
from kinemind.metrics.plausibility.transition_peak_jerk import near_join


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


@pytest.fixture(scope="module")
def table(corpus: Corpus) -> dict[str, Clip]:
    return with_mirrors(corpus.clips("train"))


@pytest.fixture(scope="module")
def built(corpus: Corpus) -> list[Composite]:
    return build(corpus, seed=3, count=300)


def contents(recipe: Composite, table: dict[str, Clip]) -> tuple[str, ...]:
    return tuple(table[p.clip].content or "" for p in recipe.parts)


def test_count_ids_parts_and_texts(built: list[Composite], table: dict[str, Clip]) -> None:
    assert len(built) == 300 and len({r.id for r in built}) == 300
    for recipe in built:
        assert recipe.split == "train" and 2 <= len(recipe.parts) <= 3
        assert recipe.num_frames == sum(p.end - p.start for p in recipe.parts) <= MOST_FRAMES
        assert all(0 <= p.start < p.end <= table[p.clip].num_frames and p.text for p in recipe.parts)
        assert len(set(recipe.captions)) == 3


def test_what_is_rare_in_the_corpus_is_there(built: list[Composite], table: dict[str, Clip]) -> None:
    sequences = [contents(r, table) for r in built]
    flat = [c for s in sequences for c in s]
    assert flat.count("kick-right-front") >= 20 and flat.count("bow") >= 40
    assert sum(s[0] in ("run", "dash") and "turn-left" in s[1] for s in sequences) >= 8
    assert ("walk", "wave-left-hand") in sequences and ("walk-back", "bow") in sequences
    pairs = {s for s in sequences if len(s) == 2}
    assert any((b, a) in pairs for a, b in pairs if a != b)
    for recipe, sequence in zip(built, sequences, strict=True):
        for side in ("left", "right"):
            if all(side in c for c in sequence):
                other = {"left": "right", "right": "left"}[side]
                assert all(side in text and other not in text for text in recipe.captions)


def test_every_join_keeps_its_limits(built: list[Composite], table: dict[str, Clip]) -> None:
    for recipe in built:
        for a, b in zip(recipe.parts, recipe.parts[1:], strict=False):
            first, second = table[a.clip], table[b.clip]
            limits = limits_of(first.content or "", second.content or "")
            limits = Limits(limits.pose + 1e-4, limits.foot + 1e-4, limits.root + 1e-3)  # float32
            assert gap(first, a.end, second, b.start).within(limits)


def test_joined_motions_are_smooth(built: list[Composite], table: dict[str, Clip]) -> None:
    ratios = []
    for recipe in built[::3]:
        motion = compose.composite(recipe, table)
        curve = jerk_curve(motion.joints, motion.fps)
        ends = np.cumsum([p.end - p.start for p in recipe.parts])[:-1]
        near = np.any([near_join(len(motion), int(e), motion.fps) for e in ends], axis=0)
        ratios.append(curve[near].max() / curve[~near].max())
    assert np.median(ratios) < 1.1 and np.percentile(ratios, 95) < 1.5


def test_deterministic_and_fast(corpus: Corpus, built: list[Composite]) -> None:
    begun = time.process_time()
    again = build(corpus, seed=3, count=300)
    assert again == built
    assert time.process_time() - begun < 40


def test_no_clip_of_another_split_enters(corpus: Corpus, built: list[Composite]) -> None:
    everything = with_mirrors(corpus.all_clips)
    refuse_foreign(built, everything)
    with pytest.raises(InputError, match="no train clip"):
        refuse_foreign(corpus.composites("test")[:1], everything)
    disguised = replace(corpus.composites("val")[0], split="train")
    with pytest.raises(InputError, match="no train clip"):
        refuse_foreign([disguised], everything)


def test_mirrored_clips_and_composites(corpus: Corpus, table: dict[str, Clip]) -> None:
    kick = next(c for c in corpus.clips("train") if c.content == "kick-left-front")
    twin = mirror_clip(kick)
    assert twin.content == "kick-right-front" and twin.side == "right" and "right" in twin.texts[0]
    back = mirror_clip(twin)
    assert back.id == kick.id and back.captions == kick.captions
    assert np.allclose(back.motion.joints, kick.motion.joints)
    recipe = corpus.composites("train")[700]
    mirrored = mirror_composite(recipe)
    assert mirror_composite(mirrored) == recipe
    joints = compose.composite(mirrored, table).mirror().joints
    assert np.abs(joints - compose.composite(recipe, table).joints).max() < 1e-3


def test_weights_temper_the_contents(corpus: Corpus) -> None:
    clips = corpus.clips("train")
    weights = balance_weights(clips)
    assert weights.mean() == pytest.approx(1)
    share = {c: 0.0 for c in ("bow", "raise-up-left-hand")}
    for clip, weight in zip(clips, weights, strict=True):
        if clip.content in share:
            share[clip.content] += weight
    assert 1 < share["raise-up-left-hand"] / share["bow"] < 8
    assert np.allclose(balance_weights(clips, temper=0), 1)
