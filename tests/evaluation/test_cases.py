"""The cases of the protocols bench and guo2022."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Caption, Clip, Composite, CompositePart, Corpus, open_data, synthetic
from kinemind.errors import InputError
from kinemind.evaluation.cases import bench_cases, guo2022_cases
from kinemind.features import HUMANML263, KIT251, encode
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from tests.corpora.published import BACKWARD, PART, SHORT, UNTIMED, WHOLE, kit_joints, publish_features
from tests.training.tiny import run


def _still(frames: int, fps: float = 20.0) -> Motion:
    motion = synthetic.perform("bow", seed=0)
    return Motion(np.resize(motion.joints, (frames, 22, 3)), fps)


def _corpus(*clips: Clip, composites: tuple[Composite, ...] = ()) -> Corpus:
    return Corpus("mine", Path(), clips, composites)


def test_bench_on_the_benchmark(shared: Path) -> None:
    corpus = open_data(shared / "data")
    cases = bench_cases(corpus, "test")
    singles = [case for case in cases if case.kind == "single"]
    composites = [case for case in cases if case.kind == "composite"]
    assert (len(singles), len(composites)) == (460, 200) and len({case.id for case in cases}) == 660
    for case in singles:
        clip = corpus.clip(case.id)
        assert case.key == (clip.content, clip.style, clip.side) and case.motion is clip.motion
        assert tuple(c.text for c in case.captions) == clip.texts
    recipe = corpus.composites("test")[0]
    (joined,) = [case for case in composites if case.id == recipe.id]
    assert len(joined.motion) == recipe.num_frames and len(joined.motion.steps) == len(recipe.parts)
    assert [c.text for c in joined.captions] == list(recipe.captions)
    part = corpus.clip(recipe.parts[0].clip)
    assert joined.key[0] == (part.content, part.style, part.side)
    assert len(joined.key) == len(recipe.parts)


def test_bench_keys_without_labels_and_captions_of_parts() -> None:
    timed = Clip(id="t", motion=_still(30), captions=(Caption("a", start=0.0, end=1.0), Caption("whole")))
    silent = Clip(id="s", motion=_still(30), captions=(Caption("a", start=0.0, end=1.0),))
    labelled = Clip(id="l", motion=_still(30), captions=(Caption("c"),), content="kick", side="left")
    parts = (CompositePart("t", 0, 10, "x"), CompositePart("l", 5, 25, "y"))
    recipe = Composite("r", "train", parts, 30, ("x then y",))
    cases = bench_cases(_corpus(timed, silent, labelled, composites=(recipe,)), "train")
    assert {case.id: case.key for case in cases} == {
        "t": ("t",),
        "l": ("kick", None, "left"),
        "r": (("t",), ("kick", None, "left")),
    }
    assert cases[0].captions == (Caption("whole"),) and len(cases[-1].motion) == 30


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, np.ndarray]]:
    """A store of HumanML3D in miniature and the vectors it was published with."""
    joints = synthetic.perform("walk-forward", "turn-left", "bow", seed=0).joints
    many = np.concatenate([joints, joints[::-1]] * 3)
    lengths = {"long": 199, "000001": 120, "M000001": 40, "short": 39, "over": 200, "parts": 100}
    vectors = {name: np.asarray(encode(many[: count + 1])) for name, count in lengths.items()}
    texts = {"000001": [WHOLE, UNTIMED, PART, PART, SHORT, BACKWARD], "parts": [PART], "over": [WHOLE, PART]}
    texts["long"] = ["until after the end#until/ADP#1.0#99.0"]
    root = tmp_path_factory.mktemp("set") / "HumanML3D"
    lists = {"train": ["short"], "val": ["over"], "test": ["long", "000001", "M000001", "parts"]}
    publish_features(root, HUMANML263, vectors, lists, texts)
    store = tmp_path_factory.mktemp("store") / "humanml3d"
    assert run("data", "import", "humanml3d", root, "-o", store) == 0
    return store, vectors


def test_guo2022_cuts_as_the_public_loader(published: tuple[Path, dict[str, np.ndarray]]) -> None:
    corpus = open_data(published[0])
    assert guo2022_cases(corpus, "train") == [] and guo2022_cases(corpus, "val") == []
    cases = {case.id.removeprefix("humanml3d/"): case for case in guo2022_cases(corpus, "test")}
    assert {name: case.num_features for name, case in cases.items()} == {
        "000001": 120,
        "000001@10-60": 50,
        "000001@10-60#2": 50,
        "M000001": 40,
        "long@20-199": 179,
        "parts@10-60": 50,
    }
    assert [c.text for c in cases["000001"].captions] == ["a person walks forward.", "someone strolls ahead"]
    (caption,) = cases["parts@10-60"].captions
    assert (caption.text, caption.start, caption.end) == ("someone stops at the end", None, None)
    assert caption.tokens == "someone/PRON stop/VERB at/ADP the/DET end/NOUN"
    assert cases["000001@10-60"].key == cases["000001@10-60#2"].key != cases["000001"].key
    assert np.array_equal(
        cases["parts@10-60"].motion.joints, corpus.clip("humanml3d/parts").motion.joints[10:61]
    )


def test_guo2022_features_are_the_published_vectors(published: tuple[Path, dict[str, np.ndarray]]) -> None:
    store, vectors = published
    cases = {case.id: case for case in guo2022_cases(open_data(store), "test")}
    assert np.abs(cases["humanml3d/M000001"].features() - vectors["M000001"]).max() < 1e-4
    cut, expected = cases["humanml3d/parts@10-60"], vectors["parts"][10:60]
    assert cut.features().shape == (50, 263) and np.abs(cut.features() - expected).max() < 1e-4
    assert np.abs(np.asarray(encode(cut.motion.joints)) - expected).max() > 0.01


def test_guo2022_on_the_public_example(shared: Path, tmp_path: Path) -> None:
    vectors = np.load(shared / "fixtures" / "humanml3d" / "012314_vecs.npy")
    texts = {"012314": [WHOLE, "a part#a/DET part/NOUN#1.0#5.0"]}
    lists = {"train": [], "val": [], "test": ["012314"]}
    root = publish_features(tmp_path / "set", HUMANML263, {"012314": vectors}, lists, texts)
    assert run("data", "import", "humanml3d", root, "-o", tmp_path / "store") == 0
    whole, part = guo2022_cases(open_data(tmp_path / "store"), "test")
    assert np.abs(whole.features() - vectors).max() < 1e-5
    assert np.abs(part.features() - vectors[20:100]).max() < 1e-5
    assert np.abs(np.asarray(encode(part.motion.joints)) - vectors[20:100]).max() > 0.5


def test_guo2022_on_kit_takes_shorter_motions(tmp_path: Path, rng: np.random.Generator) -> None:
    vectors = {f"0000{i}": np.asarray(encode(kit_joints(n, rng), KIT21)) for i, n in enumerate((24, 25))}
    lists = {"train": [], "val": [], "test": ["00000", "00001", "M00001"]}
    root = publish_features(tmp_path / "KIT-ML", KIT251, vectors | {"M00001": vectors["00001"]}, lists)
    assert run("data", "import", "kitml", root, "-o", tmp_path / "store") == 0
    cases = guo2022_cases(open_data(tmp_path / "store"), "test")
    assert [(case.id, case.num_features) for case in cases] == [("kitml/00001", 24), ("kitml/M00001", 24)]


def test_an_unknown_split_is_refused() -> None:
    for cases in (bench_cases, guo2022_cases):
        with pytest.raises(InputError, match="unknown split"):
            cases(_corpus(), "dev")
