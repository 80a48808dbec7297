"""The evaluator as a whole: what the public code computes, in the given order, whatever the batch."""

import shutil
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest

from kinemind.corpora import Caption
from kinemind.encoders.embedder import Embedder
from kinemind.encoders.guo2022 import Guo2022Evaluator, learn_tagger, open_guo2022
from kinemind.encoders.guo2022.word_vectors import read_word_vectors
from kinemind.errors import InputError
from kinemind.features import encode, recover_from_positions
from kinemind.features.normalisation import Normalisation
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22, KIT21
from tests.encoders.guo2022.conftest import random_checkpoint
from tests.encoders.guo2022.public_forward import motion_embeddings, text_embeddings
from tests.encoders.guo2022.public_inputs import public_inputs

CAPTIONS = [
    Caption("", tokens="a/DET man/NOUN walk/VERB forward/ADV"),
    Caption("", tokens="person/NOUN"),
    Caption("", tokens=" ".join(["run/VERB", "and/CCONJ"] * 14)),
    Caption("", tokens="a/DET zebra/NOUN turn/VERB slowly/ADV to/ADP his/PRON left/ADJ"),
    Caption("", tokens="the/DET man/NOUN kick/VERB the/DET ball/NOUN with/ADP his/PRON left/ADJ leg/NOUN"),
]
CAPTIONS_WITH_TEXT = [Caption("a man walks", tokens="a/DET man/NOUN walk/VERB")]
LENGTHS = (40, 196, 63, 4, 7, 192, 230, 196, 101)


def clips(rng: np.random.Generator, size: int) -> list[np.ndarray]:
    return [rng.normal(size=(length, size)) for length in LENGTHS]


def walking(count: int, skeleton=HUMANML22, fps: float = 20.0, seed: int = 0) -> Motion:
    """A figure in its rest pose that sways forward."""
    rest = np.zeros((skeleton.num_joints, 3))
    for joint, parent in enumerate(skeleton.parents):
        if parent >= 0:
            rest[joint] = rest[parent] + 0.3 * np.asarray(skeleton.directions[joint])
    t = np.arange(count) / fps
    rng = np.random.default_rng(seed)
    sway = 0.05 * np.sin(t[:, None, None] * rng.uniform(1, 5, (1, skeleton.num_joints, 3)))
    joints = rest + sway + np.stack([0.1 * t, 0 * t + 1.0, 0.8 * t], axis=-1)[:, None]
    return Motion(joints.astype(np.float32), fps, skeleton)


@pytest.mark.parametrize("kind", ["t2m", "kit"])
def test_motions_are_embedded_as_the_public_code_does(kind, request, published, rng):
    evaluator: Guo2022Evaluator = request.getfixturevalue(kind)
    size = evaluator.kind.layout.size
    meta = (
        published / "checkpoints" / kind / ("Comp_v6_KLD01" if kind == "t2m" else "Comp_v6_KLD005") / "meta"
    )
    expected = motion_embeddings(
        random_checkpoint(size, seed=0 if kind == "t2m" else 1),
        np.load(meta / "mean.npy"),
        np.load(meta / "std.npy"),
        features := clips(rng, size),
    )
    found = evaluator.embed_features(features)
    assert found.shape == (9, evaluator.dimension) == (9, 512)
    assert np.ptp(expected, axis=0).min() > 0.01
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_captions_are_embedded_as_the_public_code_does(t2m, published):
    table = np.load(published / "glove" / "our_vab_data.npy")
    inputs = public_inputs([caption.tokens for caption in CAPTIONS], table)
    expected = text_embeddings(random_checkpoint(263), *inputs)
    np.testing.assert_allclose(t2m.embed_captions(CAPTIONS), expected, atol=2e-5)


def test_neither_order_nor_batch_matters(t2m, rng):
    features, order = clips(rng, 263), rng.permutation(len(LENGTHS))
    once = t2m.embed_features(features)
    np.testing.assert_allclose(t2m.embed_features([features[i] for i in order]), once[order], atol=1e-5)
    np.testing.assert_allclose(t2m.embed_features(features, batch_size=2), once, atol=1e-5)
    np.testing.assert_array_equal(t2m.embed_features(features), once)
    texts = t2m.embed_captions(CAPTIONS)
    np.testing.assert_allclose(t2m.embed_captions(CAPTIONS[::-1], batch_size=1), texts[::-1], atol=1e-5)


def test_lengths_are_cut_to_fours_and_to_196(t2m, rng):
    long = rng.normal(size=(230, 263))
    found = t2m.embed_features([long, long[:196], long[:63], long[:60], long[:59]])
    np.testing.assert_allclose(found[0], found[1], atol=1e-5)
    np.testing.assert_allclose(found[2], found[3], atol=1e-5)
    assert np.abs(found[3] - found[4]).max() > 1e-3


def test_foot_contacts_are_not_seen(t2m, rng):
    clip = rng.normal(size=(60, 263))
    other = clip.copy()
    other[:, -4:] = 3.0
    np.testing.assert_array_equal(t2m.embed_features([clip]), t2m.embed_features([other]))
    other[:, -5] += 1.0
    assert np.abs(t2m.embed_features([clip]) - t2m.embed_features([other])).max() > 1e-3


@pytest.mark.parametrize(("kind", "skeleton"), [("t2m", HUMANML22), ("kit", KIT21)])
def test_motions_go_through_their_features(kind, skeleton, request):
    evaluator: Guo2022Evaluator = request.getfixturevalue(kind)
    fps = evaluator.kind.layout.fps
    motions = [walking(n, skeleton, fps, seed=n) for n in (61, 44, 120)]
    features = evaluator.features_of(motions)
    assert [len(f) for f in features] == [61, 44, 120]
    for motion, rows in zip(motions, features, strict=True):
        np.testing.assert_allclose(rows[:-1], encode(motion.joints.astype(np.float64), skeleton))
        np.testing.assert_array_equal(rows[-1], rows[-2])
    np.testing.assert_array_equal(evaluator.embed_motions(motions), evaluator.embed_features(features))


def test_recovered_motions_keep_all_their_frames(t2m):
    features = encode(walking(65).joints.astype(np.float64))  # 64 rows
    again = Motion(recover_from_positions(features), 20.0)
    assert len(again) == 64
    # 64 joints would give 63 rows, and 60 after the cut
    whole, last_lost = t2m.embed_features([features, features[:60]])
    found = t2m.embed_motions([again])[0]
    assert np.linalg.norm(found - whole) < 0.2 * np.linalg.norm(found - last_lost)


def test_motions_at_other_rates_are_resampled(t2m):
    fast = walking(121, fps=60.0)
    assert len(t2m.features_of([fast])[0]) == len(fast.resample(20.0)) == 41


def test_captions_without_tokens_need_a_tagger(t2m):
    plain = Caption("The man walks, forward!")
    for caption in (plain, Caption(plain.text, tokens=" ")):
        with pytest.raises(InputError, match=r"has no tokens .*learn_tagger"):
            t2m.embed_captions([caption])
    tagger = learn_tagger(
        [
            Caption("a man walks forward", tokens="a/DET man/NOUN walk/VERB forward/ADV"),
            Caption("the", tokens="the/DET"),
        ]
    )
    tagged = t2m.with_tagger(tagger)
    expected = t2m.embed_captions([Caption("", tokens="the/DET man/NOUN walk/VERB forward/ADV")])
    np.testing.assert_array_equal(tagged.embed_captions([plain]), expected)
    # tokens that are there come first
    np.testing.assert_array_equal(tagged.embed_captions(CAPTIONS), t2m.embed_captions(CAPTIONS))


def test_unfit_motions_are_refused(t2m, rng):
    bad = rng.normal(size=(40, 263))
    bad[7, 100] = np.nan
    for features, message in (
        (bad, "clip 1 hold NaN"),
        (rng.normal(size=(40, 251)), r"clip 1 has \(40, 251\)"),
        (rng.normal(size=(3, 263)), "clip 1 has 3 frames"),
        (rng.normal(size=(0, 263)), "clip 1 has 0 frames"),
    ):
        with pytest.raises(InputError, match=message):
            t2m.embed_features([rng.normal(size=(40, 263)), features])
    with pytest.raises(InputError, match="reads humanml22 motions, motion 0 is kit21"):
        t2m.embed_motions([walking(40, KIT21, 12.5)])
    with pytest.raises(InputError, match="motion 0 has 3 frames"):
        t2m.embed_motions([walking(3)])


def test_published_rows_and_decoded_motions_keep_their_groups(t2m):
    # 43 rows are ten groups; a corpus keeps them as 44 frames, decoding gives a frame a row
    rows = encode(walking(44).joints.astype(np.float64))
    assert len(rows) == 43
    (whole,) = t2m.embed_features([rows])
    np.testing.assert_array_equal(t2m.embed_features([rows[:40]])[0], whole)
    decoded = Motion(recover_from_positions(rows), 20.0)
    assert len(decoded) == len(t2m.features_of([decoded])[0]) == 43
    np.testing.assert_allclose(t2m.embed_motions([decoded[:40]]), t2m.embed_motions([decoded]), atol=0.02)
    # the frames of the corpus as a motion are one group more
    assert len(t2m.features_of([walking(44)])[0]) == 44


def test_the_digest_names_what_judges(t2m, kit, published, tmp_path):
    again = open_guo2022(published, "t2m")
    assert again.digest == t2m.digest and len(t2m.digest) == 64
    assert again.with_tagger(learn_tagger(CAPTIONS_WITH_TEXT)).digest == t2m.digest
    assert kit.digest != t2m.digest

    def changed(**values):
        return replace(t2m, **values).digest != t2m.digest

    mean, std = t2m.normalisation.mean.copy(), t2m.normalisation.std.copy()
    assert not changed(normalisation=Normalisation(mean.copy(), std.copy()))
    mean[7] += 1e-3
    assert changed(normalisation=Normalisation(mean, std))
    shutil.copytree(published / "glove", tmp_path / "glove")
    vectors = np.load(tmp_path / "glove" / "our_vab_data.npy")
    vectors[3, 3] += 1e-3
    np.save(tmp_path / "glove" / "our_vab_data.npy", vectors)
    assert changed(vectors=read_word_vectors(tmp_path / "glove"))
    for name in ("movement", "motion", "text"):
        networks = deepcopy(t2m.networks)
        next(iter(getattr(networks, name).parameters())).view(-1)[5] += 1e-3
        assert changed(networks=networks)


def test_it_is_an_embedder(t2m, kit, published):
    embedders: list[Embedder] = [t2m, kit]
    assert [(e.name, e.dimension) for e in embedders] == [("guo2022-t2m", 512), ("guo2022-kit", 512)]
    assert t2m.embed_motions([]).shape == t2m.embed_captions([]).shape == (0, 512)
    with pytest.raises(InputError, match=r"main.0.weight"):
        open_guo2022(published / "checkpoints" / "t2m", "kit")
