"""New composites, mirrored clips and balancing weights."""

from dataclasses import replace
from itertools import pairwise

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
from kinemind.augmentation.chains import MOST_FRAMES, Library
from kinemind.augmentation.nearness import Limits, gap, limits_of
from kinemind.augmentation.phrases import PHRASES
from kinemind.augmentation.sequences import GESTURES, GROUPS, MOST_PARTS, REST, SLOWING, draw, other_side
from kinemind.augmentation.takes import pools
from kinemind.corpora import Clip, Composite, Corpus, open_data
from kinemind.errors import InputError
from kinemind.evaluation.prompts import judged_steps as judged
from kinemind.kinematics.facts import measure
from kinemind.metrics.plausibility.jerk import jerk_curve
from kinemind.metrics.plausibility.transition_peak_jerk import near_join

STEPS = {
    "walk": judged.WALK, "walk-back": judged.WALK_BACK, "run": judged.RUN, "dash": judged.RUN,
    "walk-turn-left": judged.TURN_LEFT, "walk-turn-right": judged.TURN_RIGHT, "bow": judged.BOW,
    "jog-left-circle": judged.TURN_LEFT, "jog-right-circle": judged.TURN_RIGHT, "squat": judged.SQUAT,
    "kick-left-front": judged.KICK_LEFT, "kick-right-front": judged.KICK_RIGHT, REST: judged.STOP,
    "raise-up-left-hand": judged.RAISE_LEFT, "raise-up-right-hand": judged.RAISE_RIGHT,
    "raise-up-both-hands": judged.RAISE_BOTH, "wave-left-hand": judged.WAVE_LEFT, "lie-down": judged.LIE,
    "wave-right-hand": judged.WAVE_RIGHT, "wave-both-hands": judged.WAVE_BOTH,
}  # fmt: skip
"""The measured step that shows a content; slowing down has none."""
STOPPED = {third for third, _ in PHRASES[REST]}


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
    return tuple(
        REST if p.text in STOPPED else SLOWING if p.text == "slows down" else table[p.clip].content or ""
        for p in recipe.parts
    )


def test_count_ids_parts_and_texts(built: list[Composite], table: dict[str, Clip]) -> None:
    assert len(built) == 300 and len({r.id for r in built}) == 300
    for recipe in built:
        assert recipe.split == "train" and 2 <= len(recipe.parts) <= MOST_PARTS
        assert recipe.num_frames == sum(p.end - p.start for p in recipe.parts) <= MOST_FRAMES
        assert all(0 <= p.start < p.end <= table[p.clip].num_frames and p.text for p in recipe.parts)
        assert len(set(recipe.captions)) == 3
    assert {len(recipe.parts) for recipe in built} == {2, 3, 4}


def test_what_is_rare_in_the_corpus_is_there(built: list[Composite], table: dict[str, Clip]) -> None:
    sequences = [contents(r, table) for r in built]
    flat = [c for s in sequences for c in s]
    assert min(flat.count(c) for c in ("kick-right-front", "squat", "walk-back", "walk-turn-left")) >= 20
    assert flat.count("bow") >= 40 and flat.count(REST) >= 50 and flat.count("lie-down") >= 3
    assert sum(s[0] in ("run", "dash") and "turn" in s[1] for s in sequences) >= 15
    assert sum(len(s) == 3 and set(s) <= set(GESTURES) for s in sequences) >= 20
    assert sum(s[0] == s[-1] and len(s) == 3 for s in sequences) >= 5
    assert any(len(s) == 4 and s[:3:2] == ("walk", REST) and "turn" in s[1] for s in sequences)
    assert ("walk", "run") in sequences


def test_a_run_slows_down_before_a_stop(table: dict[str, Clip]) -> None:
    library = Library(pools(table, np.random.default_rng(0)), most_links=900)
    chain = library.take_chain(("run", SLOWING, REST, "wave-left-hand"))
    assert chain is not None and chain[1].take.content == SLOWING


def test_both_sides_follow_each_other_and_the_other_one_is_told_briefly(
    built: list[Composite], table: dict[str, Clip]
) -> None:
    both = [r for r in built if any(a == other_side(b) != b for a, b in pairwise(contents(r, table)))]
    assert len(both) >= 20
    assert any("the left one" in text or "the right one" in text for r in both for text in r.captions)


def test_no_content_follows_itself() -> None:
    rng = np.random.default_rng(0)
    for group in GROUPS.values():
        drawn = [draw(group, rng) for _ in range(40)]
        assert all(2 <= len(s) <= MOST_PARTS and all(map(str.__ne__, s, s[1:])) for s in drawn)
    again = [draw(GROUPS["three-gestures"], rng) for _ in range(100)]
    assert 10 < sum(s[0] == s[-1] for s in again) < 60


def test_the_facts_show_what_is_said(built: list[Composite], table: dict[str, Clip]) -> None:
    by_length: dict[int, list[bool]] = {2: [], 3: [], 4: []}
    for recipe in built[::2]:
        steps = [STEPS[c] for c in contents(recipe, table) if c != SLOWING]
        found = judged.order_of(steps, measure(compose.composite(recipe, table)))
        by_length[len(recipe.parts)].append(len(found) == len(steps))
    shares = {length: float(np.mean(shown)) for length, shown in by_length.items()}
    print({length: (round(share, 3), len(by_length[length])) for length, share in shares.items()})
    assert min(shares.values()) >= 0.8 and np.mean(np.concatenate(list(by_length.values()))) >= 0.9


def test_every_join_keeps_its_limits(built: list[Composite], table: dict[str, Clip]) -> None:
    for recipe in built:
        labels = contents(recipe, table)
        for a, b, *names in zip(recipe.parts, recipe.parts[1:], labels, labels[1:], strict=False):
            limits = limits_of(*names)
            limits = Limits(limits.pose + 1e-4, limits.foot + 1e-4, limits.root + 1e-3)  # float32
            assert gap(table[a.clip], a.end, table[b.clip], b.start).within(limits)


def test_a_rest_is_a_real_one(built: list[Composite], table: dict[str, Clip]) -> None:
    seen = 0
    for recipe in built:
        for part, content in zip(recipe.parts, contents(recipe, table), strict=True):
            if content == REST:
                joints = table[part.clip].motion.joints[part.start : part.end].astype(float)
                steps = np.linalg.norm(np.diff(joints, axis=0), axis=-1)
                assert len(joints) >= 8 and steps.max() * 20 < 0.36
                assert steps.max() > 1e-4, "a frozen pose"
                seen += 1
    assert seen > 50


def test_joined_motions_are_smooth(built: list[Composite], table: dict[str, Clip]) -> None:
    ratios = []
    for recipe in built[::3]:
        motion = compose.composite(recipe, table)
        curve = jerk_curve(motion.joints, motion.fps)
        ends = np.cumsum([p.end - p.start for p in recipe.parts])[:-1]
        near = np.any([near_join(len(motion), int(e), motion.fps) for e in ends], axis=0)
        ratios.append(curve[near].max() / curve[~near].max())
    assert np.median(ratios) < 1.1 and np.percentile(ratios, 95) < 1.5


def test_deterministic(corpus: Corpus, built: list[Composite]) -> None:
    assert build(corpus, seed=3, count=300) == built


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
