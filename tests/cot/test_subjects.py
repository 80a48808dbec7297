"""Subjects of a corpus: which motions, which captions, tokens and facts shared, mirrors, weights."""

import pickle
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from kinemind.augmentation import mirror_caption, mirror_clip
from kinemind.bundle import Bundle
from kinemind.corpora import Clip, Composite, CompositePart, Corpus
from kinemind.corpora.bench import open_bench
from kinemind.corpora.clip import Caption
from kinemind.cot.subjects import Drafts, Selection, caption_subjects, read_captions, subjects
from kinemind.cot.subjects.captions import draw, plain_of_clip
from kinemind.cot.subjects.origins import origins
from kinemind.cot.subjects.pieces import clear_sequence
from kinemind.errors import InputError
from kinemind.kinematics.phases import Phase
from kinemind.motion import Motion, Step
from tests.features.test_invariants import smooth_motion

LABELS = ("walk", "wave-left-hand", "bow", "walk-turn-right")


def clip(number: int, frames: int = 40, split: str = "train", **more: object) -> Clip:
    content = LABELS[number % len(LABELS)]
    captions = (
        Caption(f"a person does {content}."),
        Caption("the left hand moves."),
        Caption("the left hand moves."),
    )
    values = {"motion": Motion(smooth_motion(number, frames), 20.0), "captions": captions, "content": content,
              "style": "normal", "source": "made"}  # fmt: skip
    return Clip(id=f"c{number}", split=split, **{**values, **more})


def corpus(*clips: Clip, composites: tuple[Composite, ...] = ()) -> Corpus:
    return Corpus("made", Path(), clips, composites)


@pytest.fixture(scope="module")
def made() -> Corpus:
    clips = [clip(i) for i in range(4)] + [clip(4, split="val"), clip(5, split="test"), clip(6, 10, "test")]
    parts = tuple(CompositePart(f"c{i}", 2 * i, 34, text) for i, text in enumerate(
        ("walks forward", "waves the left hand", "takes a bow", "turns right")))  # fmt: skip
    recipes = (
        Composite("k4", "train", parts, 124, ("one", "two")),
        Composite("k2", "train", parts[:2], 66, ("three",)),
    )
    return corpus(*clips, composites=recipes)


@pytest.fixture(scope="module")
def tokenizer():
    return Bundle.open().motion_tokenizer


def test_every_motion_with_every_caption(made, tokenizer):
    skipped = {}
    found = list(subjects(made, "both", tokenizer, on_skip=skipped.__setitem__))
    ids = [s.id for s in found]
    assert len(set(ids)) == len(ids)
    by_clip = defaultdict(list)
    for subject in found:
        by_clip[subject.clip].append(subject)
        assert subject.seconds == pytest.approx(subject.facts.seconds)
        assert subject.id.startswith(f"{subject.task}/{subject.clip}/")
    assert {s.task for s in found} == {"t2m", "m2t"}
    assert sorted(s.caption for s in by_clip["c1"] if s.task == "t2m") == [
        "a person does wave-left-hand.", "the left hand moves.",
    ]  # fmt: skip
    assert list(skipped) == ["c6"] and "c6" not in by_clip
    assert {by_clip["c4"][0].split, by_clip["c5"][0].split} == {"val", "test"}
    # two runs of three parts and three of two, but none of a recipe of two
    runs = {name for name in by_clip if name.startswith("k")}
    assert runs == {"k4", "k2", "k4[0:66]", "k4[34:96]", "k4[66:124]", "k4[0:96]", "k4[34:124]"}
    assert by_clip["k4"][0].joins == (1.7, 3.3, 4.8) and by_clip["k4[34:96]"][0].joins == pytest.approx(
        (1.6,)
    )
    assert by_clip["k4[34:96]"][0].seconds == pytest.approx(3.1)
    assert "bow" in by_clip["k4[34:96]"][0].caption and "wav" in by_clip["k4[34:96]"][0].caption
    assert by_clip["k4"][0].provenance["content"] == list(LABELS)
    for rows in by_clip.values():
        assert len({id(s.facts) for s in rows}) == 1
        assert len({s.motion_tokens for s in rows}) == 1


def test_tokens_are_those_of_the_tokenizer(made, tokenizer):
    for subject in subjects(made, "t2m", tokenizer, Selection(composites=False)):
        motion = made.clip(subject.clip).motion
        agree = np.array(subject.motion_tokens) == tokenizer.encode(motion)
        assert agree.mean() > 0.9  # a batch rounds otherwise than a single motion
    assert all(s.motion_tokens == () and s.facts for s in subjects(made, "t2m", None))


def test_weights_are_shared_by_the_captions(made):
    weights = defaultdict(Counter)
    for subject in subjects(made, "both", None, Selection(split="train", plain=True)):
        weights[subject.task][subject.clip] += subject.sample_weight
    for sums in weights.values():
        assert sums["c0"] == pytest.approx(1.0) and sums["k4"] == pytest.approx(1.0)
        assert sums["k4[0:66]"] == pytest.approx(0.5)
    rare = corpus(clip(0), clip(4), clip(8), clip(1))
    weigh = {s.clip: s.sample_weight for s in subjects(rare, "t2m", None)}
    assert weigh["c1"] / weigh["c0"] == pytest.approx(3**0.75)


def test_mirrors_and_plain_captions_are_of_the_train_split_only(made):
    plain = Selection(mirror=True, plain=True)
    found = list(subjects(made, "both", None, plain))
    mirrored = [s for s in found if "#mirror" in s.clip]
    assert mirrored and {s.split for s in mirrored} == {"train"}
    assert {s.split for s in found if s.provenance["caption_source"] == "plain"} == {"train"}
    assert all(s.task == "t2m" for s in found if s.provenance["caption_source"] == "plain")
    by_id = {s.id: s for s in found}
    for subject in mirrored:
        twin = by_id.get(subject.id.replace("#mirror", ""))
        if twin is not None and subject.provenance["caption_source"] in ("human", "composite"):
            assert subject.caption == mirror_caption(twin.caption)
            assert subject.facts.turns.net == pytest.approx(-twin.facts.turns.net, abs=0.5)
            assert subject.joins == twin.joins
    assert any(s.provenance["content"] == "walk-turn-left" for s in mirrored)


def test_the_order_and_the_words_depend_on_the_seed_alone(made, tokenizer):
    def drawn(**more: int) -> list[tuple[str, str, tuple[int, ...]]]:
        found = subjects(made, "both", tokenizer, Selection(plain=True, **more))
        return [(s.id, s.caption, s.motion_tokens) for s in found]

    assert drawn() == drawn()
    few = drawn(limit=7)
    assert len(few) == 7 and few == drawn(limit=7) and set(few) <= set(drawn())
    assert {name for name, *_ in drawn(limit=7, seed=1)} != {name for name, *_ in few}
    assert len(list(drawn(limit=1000))) == len(drawn())


def test_drafts_travel_with_their_motion_once(made):
    found = Drafts(made, "both", None, Selection(split="train"))
    drafts = list(found)
    assert found.expected == len(drafts)  # none of these clips has several clear phases
    again = pickle.loads(pickle.dumps(drafts[:4]))
    assert len({id(d.scene) for d in again}) == len({id(d.scene) for d in drafts[:4]})
    assert again[0].subject().facts == drafts[0].subject().facts
    assert again[0].subject().motion is None
    seen = next(subjects(made, "t2m", None, with_motion=True))
    assert isinstance(seen.motion(), Motion)


def test_captions_and_steps_of_a_part_of_a_clip():
    captions = (
        Caption("whole"),
        Caption("a part", start=0.5, end=1.5),
        Caption("the same", start=0.5, end=1.5),
    )
    steps = (Step("walks", 0.0, 0.9), Step("bows", 0.9, 2.0))
    own = corpus(clip(0, motion=Motion(smooth_motion(0, 40), 20.0, steps=steps), captions=captions))
    found = list(subjects(own, "t2m", None))
    assert [(s.clip, s.caption, s.seconds) for s in found] == [
        ("c0", "whole", 2.0), ("c0[10:30]", "a part", 1.0), ("c0[10:30]", "the same", 1.0),
    ]  # fmt: skip
    assert found[0].joins == (0.9,) and found[1].joins == pytest.approx((0.4,))


def test_another_skeleton_needs_another_tokenizer(tokenizer):
    from kinemind.skeletons import KIT21

    kit = Motion(smooth_motion(0, 40)[:, :21], 12.5, KIT21)
    with pytest.raises(InputError, match="--tokenizer"):
        list(subjects(corpus(clip(0, motion=kit)), "t2m", tokenizer))


def test_sequences_of_clear_phases():
    walk, turn = Phase("walk_forward", 0.0, 5.0), Phase("turn_left", 2.0, 3.0, {"angle": 90.0})
    labels = [p.label for p in clear_sequence((walk, turn))]
    assert labels == ["walk_forward", "turn_left", "walk_forward"]
    small = Phase("turn_left", 2.0, 3.0, {"angle": 35.0})
    assert [p.label for p in clear_sequence((walk, small))] == ["walk_forward"]
    assert clear_sequence((walk, Phase("wave_left_hand", 1.0, 4.0))) == []
    assert clear_sequence((Phase("walk_forward", 0, 1), Phase("run", 1, 3))) == []
    stood = (Phase("stand", 0, 9), Phase("bow", 0, 2), Phase("kick_left", 2.5, 3.5))
    assert [p.label for p in clear_sequence(stood)] == ["bow", "kick_left"]


def test_plain_captions_say_the_manner_about_half_the_time():
    normal, proud = clip(1), clip(1, style="proud")
    words = [plain_of_clip(normal, draw(seed, "x")) for seed in range(50)]
    assert all("waves the left hand" in text and "," not in text for text in words)
    said = sum(", proud" in plain_of_clip(proud, draw(seed, "x")) for seed in range(200))
    assert 70 < said < 130
    assert len(set(words)) > 4


def test_captions_without_a_motion(tmp_path):
    path = tmp_path / "captions.jsonl"
    path.write_text('{"id": "k/1", "text": "A person walks."}\n\n{"id": "k/2", "text": "bows"}\n')
    found = list(caption_subjects(read_captions(path)))
    assert [(s.id, s.caption, s.task, s.facts, s.motion_tokens) for s in found] == [
        ("t2m/k/1", "A person walks.", "t2m", None, ()), ("t2m/k/2", "bows", "t2m", None, ()),
    ]  # fmt: skip
    assert len(list(caption_subjects(read_captions(path), 1))) == 1
    for bad in ("{", "[]", '{"id": 1, "text": "x"}', '{"id": "x"}', '{"id": "x", "text": " "}'):
        path.write_text('{"id": "k/1", "text": "walks"}\n' + bad + "\n")
        with pytest.raises(InputError, match="line 2"):
            read_captions(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_captions(path)


def test_a_sample_of_the_bench(shared: Path):
    bench = open_bench(shared / "data")
    recipes = bench.all_composites[::25]
    used = {part.clip for recipe in recipes for part in recipe.parts}
    clips = tuple(c for i, c in enumerate(bench.all_clips) if i % 25 == 0 or c.id in used)
    made = list(origins(corpus(*clips, composites=recipes), Selection(mirror=True, plain=True)))
    assert len({o.id for o in made}) == len(made)
    kinds = Counter((o.provenance["kind"], "#mirror" in o.id) for o in made)
    train = sum(c.split == "train" for c in clips)
    assert kinds["clip", False] == len(clips) and kinds["clip", True] == train
    assert kinds["composite", False] == len(recipes)
    runs = sum({2: 0, 3: 2, 4: 5}[len(recipe.parts)] for recipe in recipes)
    assert kinds["segment", False] == runs and 0 < kinds["segment", True] <= runs
    plain = [s.text for o in made for s in o.sayings if s.source == "plain"]
    assert len(plain) > train and len(set(plain)) > len(plain) / 3
    turning = corpus(*[c for c in clips if (c.content or "").startswith("walk-turn")])
    pieces = [s for s in subjects(turning, "t2m", None) if s.provenance["caption_source"] == "phases"]
    assert pieces and all(
        "turn" in s.caption and s.provenance["of"] in used | {c.id for c in clips} for s in pieces
    )
    assert all(
        ("left" in s.caption) == (s.provenance["content"] == "walk-turn-left")
        for s in pieces
        if len(s.facts.turns.turns) == 1
    )


def test_a_twin_is_told_with_its_own_side():
    twin = mirror_clip(clip(1, content="bye", side="right"))
    words = {plain_of_clip(twin, draw(seed, "x")) for seed in range(20)}
    assert all("left hand" in text and "right" not in text for text in words)
