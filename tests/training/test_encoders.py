"""Encoder training at toy size: what each fold may see, a loss that falls, a resume that changes nothing."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file

from kinemind.corpora import Clip, Composite, Corpus, open_data, synthetic
from kinemind.corpora.clip import CompositePart
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.training.config import EncoderStage, EncoderStages, Recipe
from kinemind.training.encoders import train_encoder
from kinemind.training.pairs import fold_of, label, pairs, without_fold
from kinemind.training.run import Run
from tests.encoders.contrastive.tiny import CONVOLUTION, TRANSFORMERS
from tests.training.tiny import run

FOLDS = 5


def part(clip: Clip) -> CompositePart:
    return CompositePart(clip.id, 0, 30, clip.texts[0])


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Forty clips in recordings of two pieces each, and a composite of every two train clips that follow."""
    clips = [replace(synthetic.clip(n), source_file=f"recording-{n // 2}.bvh", part=n % 2) for n in range(40)]
    clips = [replace(c, split="train" if n % 10 < 6 else ("val", "test")[n % 2]) for n, c in enumerate(clips)]
    recipes = []
    for split in ("train", "val", "test"):
        own = [c for c in clips if c.split == split]
        for first, second in pairwise(own):
            caption = f"{first.texts[0].rstrip('.')}, then {second.texts[0]}"
            recipes.append(Composite(f"c{len(recipes)}", split, (part(first), part(second)), 60, (caption,)))
    return Corpus("made", Path(), tuple(clips), tuple(recipes))


def test_a_fold_holds_whole_recordings_and_is_the_same_everywhere(corpus: Corpus):
    folds = {clip.id: fold_of(clip, FOLDS) for clip in corpus.all_clips}
    for clip in corpus.all_clips:
        same = [c for c in corpus.all_clips if c.source_file == clip.source_file]
        assert len(same) == 2 and len({folds[c.id] for c in same}) == 1
    assert len(set(folds.values())) == FOLDS
    # a hash of the name, not Python's own, which differs from process to process
    one = corpus.all_clips[0]
    assert [fold_of(replace(one, source_file=name), FOLDS) for name in "abcdef"] == [0, 1, 3, 3, 4, 0]
    assert fold_of(replace(one, source_file=None, id="a"), FOLDS) == 0


def test_what_is_left_out_is_the_fold_and_all_that_uses_it(corpus: Corpus):
    train = {c.id for c in corpus.clips("train")}
    left_out = []
    for fold in range(FOLDS):
        seen = without_fold(corpus, FOLDS, fold)
        gone = {c.id for c in corpus.all_clips} - {c.id for c in seen.all_clips}
        assert gone == {c.id for c in corpus.clips("train") if fold_of(c, FOLDS) == fold}
        used = {p.clip for recipe in seen.all_composites for p in recipe.parts}
        assert not used & gone
        kept = [r for r in corpus.all_composites if not gone & {p.clip for p in r.parts}]
        assert list(seen.all_composites) == kept
        left_out.append(gone)
    assert set.union(*left_out) == train and sum(map(len, left_out)) == len(train)


def test_the_folds_of_the_benchmark(shared: Path):
    bench = open_data(str(shared / "data"))
    stages = EncoderStages()
    gone = {}
    for role, stage in (("reward", stages.reward), ("metric", stages.metric)):
        seen = without_fold(bench, stage.folds, stage.fold)
        gone[role] = {c.id for c in bench.all_clips} - {c.id for c in seen.all_clips}
        files = {c.source_file for c in bench.all_clips if c.id in gone[role]}
        assert not files & {c.source_file for c in seen.clips("train")}
        assert not gone[role] & {p.clip for r in seen.all_composites for p in r.parts}
        assert 0.1 < len(gone[role]) / len(bench.clips("train")) < 0.3
    assert not gone["reward"] & gone["metric"]


def test_pairs_are_of_the_split_alone_and_mirrors_tell_the_other_side(corpus: Corpus):
    train = pairs(corpus, "train", mirror=True, composites=corpus.composites("train"), composite_share=0.4)
    clips, recipes = corpus.clips("train"), corpus.composites("train")
    assert len(train) == 2 * len(clips) + 2 * len(recipes)
    others = {t for c in corpus.all_clips if c.split != "train" for t in c.texts}
    own = {t for c in clips for t in c.texts}
    assert not {t for p in train for t in p.texts} & (others - own - {swapped(t) for t in own})
    plain, mirrored = train[: len(clips)], train[len(clips) : 2 * len(clips)]
    for clip, one, twin in zip(clips, plain, mirrored, strict=True):
        assert one.texts == clip.texts and one.key == label(clip) and not one.composite
        assert twin.texts == tuple(swapped(text) for text in clip.texts)
        if clip.side in ("left", "right"):
            assert twin.key == (swapped(clip.content or ""), None, swapped(clip.side))
        # the path bends to the other side: yaw and sideways velocity change their sign
        np.testing.assert_allclose(twin.features[1:, :2], -one.features[1:, :2], atol=1e-3)
    assert max(np.abs(p.features[:, 0]).max() for p in plain) > 0.02
    composites = train[2 * len(clips) :]
    assert all(p.composite and len(p.key) == 2 for p in composites)
    total = sum(p.weight for p in train)
    assert sum(p.weight for p in composites) / total == pytest.approx(0.4)


def swapped(text: str) -> str:
    return text.replace("left", "\0").replace("right", "left").replace("\0", "right")


def test_a_split_without_captions_is_refused(corpus: Corpus):
    bare = replace(corpus, all_clips=tuple(replace(c, captions=()) for c in corpus.all_clips))
    with pytest.raises(InputError, match="no captioned clips"):
        pairs(bare, "train")


def stage_of(data: Path, **changes) -> EncoderStage:
    given = {
        "data": str(data), "steps": 24, "batch_size": 8, "warmup": 2, "learning_rate": 3e-3, "log_every": 1,
        "checkpoint_every": 8, "evaluate_every": 12, "new_composites": 4, "threads": 1, "averaging": 0.8,
        "model": TRANSFORMERS,
    }  # fmt: skip
    return EncoderStage(**{**given, **changes})


def rows(folder: Path) -> list[dict]:
    found = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{k: v for k, v in row.items() if k != "seconds_a_step"} for row in found]


@pytest.fixture(scope="module")
def trained(tiny_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoders") / "whole"
    train_encoder(stage_of(tiny_data), "metric", folder)
    return folder


def test_the_loss_falls_and_the_folder_has_everything(trained: Path):
    losses = [row["loss"] for row in rows(trained) if "loss" in row]
    assert len(losses) == 24 and np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])
    assert all((trained / name).is_file() for name in ("config.yaml", "curves.png", "checkpoint.pt"))
    assert [row["step"] for row in rows(trained) if "val/r_precision_1_singles" in row] == [12, 24]
    encoder = MotionTextEncoder.load(trained / "encoder", "metric")
    assert encoder.embed_texts(["jump"]).shape == (1, TRANSFORMERS.dimension)
    kept = torch.load(trained / "checkpoint.pt", weights_only=True)
    average = load_file(trained / "encoder" / "model.safetensors")
    assert all(torch.equal(kept["average"][f"module.{name}"], value) for name, value in average.items())
    assert any(not torch.equal(kept["model"][name], value) for name, value in average.items())


@pytest.mark.parametrize("stop", [8, 13])
def test_a_killed_run_ends_with_the_same_weights(
    stop: int, trained: Path, tiny_data: Path, tmp_path: Path, monkeypatch
):
    """Stopped right after a checkpoint, and in the midst of the steps between two."""

    class Killed(BaseException):
        pass

    log, save = Run.log, Run.save_checkpoint

    def dying_log(self, step, metrics):
        log(self, step, metrics)
        if step == stop != 8:
            raise Killed

    def dying_save(self, state):
        save(self, state)
        if stop == 8:
            raise Killed

    stage = stage_of(tiny_data)
    with monkeypatch.context() as patch:
        patch.setattr(Run, "log", dying_log)
        patch.setattr(Run, "save_checkpoint", dying_save)
        with pytest.raises(Killed):
            train_encoder(stage, "metric", tmp_path / "run")
    assert torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["step"] == 8
    train_encoder(stage, "metric", tmp_path / "run", resume=True)
    for name in ("model.safetensors", "stats.safetensors"):
        whole = load_file(trained / "encoder" / name)
        resumed = load_file(tmp_path / "run" / "encoder" / name)
        assert all(torch.equal(value, resumed[key]) for key, value in whole.items())
    assert rows(tmp_path / "run") == rows(trained)


def test_the_left_out_fold_makes_another_encoder(trained: Path, tiny_data: Path, tmp_path: Path):
    train_encoder(stage_of(tiny_data, fold=3, steps=1), "metric", tmp_path / "fold")
    train_encoder(stage_of(tiny_data, seed=9, steps=1), "metric", tmp_path / "seed")
    first, stats = (load_file(trained / "encoder" / f"{n}.safetensors") for n in ("model", "stats"))
    other = load_file(tmp_path / "seed" / "encoder" / "model.safetensors")
    assert any(not torch.equal(first[name], other[name]) for name in first)
    assert not torch.equal(
        load_file(tmp_path / "fold" / "encoder" / "stats.safetensors")["mean"], stats["mean"]
    )


def test_the_two_roles_are_trained_apart():
    stages = EncoderStages()
    assert stages.reward.model != stages.metric.model
    assert stages.reward.model.motion != stages.metric.model.motion
    assert stages.reward.seed != stages.metric.seed and stages.reward.fold != stages.metric.fold
    assert stages.reward.folds == stages.metric.folds
    assert Recipe().encoders == stages


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    common = stage_of(Path("x"), steps=2).model_dump(exclude={"data", "model", "seed", "fold"})
    stages = {
        "reward": {**common, "model": CONVOLUTION.model_dump(), "seed": 1, "fold": 1},
        "metric": {**common, "model": TRANSFORMERS.model_dump(), "seed": 2, "fold": 2},
    }
    path = tmp_path / "recipe.yaml"
    path.write_text(yaml.safe_dump({"encoders": stages}))
    return path


def test_the_command_trains_both_into_folders_of_their_own(
    recipe: Path, tiny_data: Path, tmp_path: Path, capsys
):
    words = ["train", "encoders", "--config", recipe, "--data", tiny_data, "--out-dir", tmp_path]
    assert run(*words, "--exp-name", "both") == 0
    folders = [tmp_path / "both" / role / "encoder" for role in ("reward", "metric")]
    assert capsys.readouterr().out.split() == [str(folder) for folder in folders]
    reward = MotionTextEncoder.load(folders[0], "reward")
    metric = MotionTextEncoder.load(folders[1], "metric")
    assert reward.config == CONVOLUTION and metric.config == TRANSFORMERS
    assert run(*words, "--exp-name", "both") == 2 and "--resume" in capsys.readouterr().err
    assert run(*words, "--exp-name", "both", "--resume") == 0
    assert run(*words, "--exp-name", "one", "--role", "metric", "--seed", "7", "--steps", "1") == 0
    assert not (tmp_path / "one" / "reward").exists()
    assert yaml.safe_load((tmp_path / "one" / "metric" / "config.yaml").read_text())["seed"] == 7


def test_one_seed_for_both_and_missing_data_are_refused(tmp_path: Path, tiny_data: Path, capsys):
    out = ["--out-dir", tmp_path / "runs"]
    assert run("train", "encoders", *out, "--data", tiny_data, "--seed", "3") == 2
    assert "--role" in capsys.readouterr().err
    assert run("train", "encoders", *out) == 2 and run("train", "encoders", *out, "--data", tmp_path) == 2
    assert run("train", "encoders", *out, "--data", tiny_data, "--role", "both", "--batch-size", "1") == 2
    assert not (tmp_path / "runs").exists()
