"""Flags of `train sft` and `train rlvr`: what is given arrives in the stage that the trainer gets."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from kinemind.cli import train_flags
from kinemind.cli.morl_form import translated
from kinemind.errors import InputError
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run

Trained = Callable[..., object]


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of records; the trainers that would read them are replaced."""
    path = tmp_path / "cot.jsonl"
    path.write_text('{"task": "t2m", "caption": "walks", "motion_tokens": [1], "reasoning": ""}\n')
    return path


@pytest.fixture
def trained(tmp_path: Path, monkeypatch) -> Trained:
    """Runs `kinemind train …` up to the trainer, and gives back the stage that arrived there."""
    from kinemind.training import rlvr, sft

    seen: list[tuple] = []

    def train(stage, folder, resume=False):
        seen.append((stage, folder, resume))
        return folder / "bundle"

    monkeypatch.setattr(sft, "train_sft", train)
    monkeypatch.setattr(rlvr, "train_rlvr", train)
    monkeypatch.chdir(tmp_path)

    def to_the_trainer(*words: str | Path, whole: bool = False):
        seen.clear()
        assert run("train", *words) == 0
        assert len(seen) == 1
        return seen[0] if whole else seen[0][0]

    return to_the_trainer


@pytest.mark.parametrize(
    ("flags", "field", "value"),
    [
        (["--reasoning-weight", "0.5"], "reasoning_weight", 0.5),
        (["--reasoning_weight", "0.5"], "reasoning_weight", 0.5),
        (["--motion-weight=2"], "motion_weight", 2.0),
        (["--use-reasoning"], "use_reasoning", True),
        (["--use_reasoning"], "use_reasoning", True),
        (["--no-use-reasoning"], "use_reasoning", False),
        (["--training-task", "t2m"], "training_task", "t2m"),
        (["--cot-task-filter", "m2t"], "training_task", "m2t"),
        (["--cot-task-filter", "all"], "training_task", "both"),
        (["--training-task", "both", "--cot_task_filter", "t2m"], "training_task", "t2m"),
        (["--dialect", "motion-r1"], "dialect", "motion-r1"),
        (["--base-model", "some/model"], "base_model", "some/model"),
    ],
)
@pytest.mark.parametrize("form", [["sft"], ["--train-stage", "sft"]], ids=["ours", "morl"])
def test_what_is_given_to_sft_arrives(form, flags, field, value, trained: Trained, records: Path):
    stage = trained(*form, "--cot-train-jsonl", records, *flags)
    assert getattr(stage, field) == value
    assert stage.cot_train_jsonl == str(records)


@pytest.mark.parametrize(
    ("flags", "field", "value"),
    [
        (["--start-from", "nano"], "start_from", "nano"),
        (["--rl-epochs", "3"], "epochs", 3.0),
        (["--rl_epochs", "0.5"], "epochs", 0.5),
        (["--rl-group-size", "6"], "group_size", 6),
        (["--rl-kl-coef", "0"], "kl_coef", 0.0),
        (["--rl-clip-eps=0.1"], "clip_eps", 0.1),
        (["--training-task", "m2t"], "training_task", "m2t"),
        (["--cot-task-filter", "t2m"], "training_task", "t2m"),
        (
            ["--rewards", "format=0.2,motion_similarity=1"],
            "rewards",
            {"format": 0.2, "motion_similarity": 1.0},
        ),
        (["--prompts", "2"], "prompts", 2),
        (["--temperature", "0.9"], "temperature", 0.9),
        (["--top-p", "0.95"], "top_p", 0.95),
        (["--report-every", "20"], "report_every", 20),
        (["--rollouts", "vllm-colocate"], "rollouts", "vllm-colocate"),
        (["--vllm-server-url", "http://h:1"], "vllm_server_url", "http://h:1"),
        (["--learning-rate", "3e-5"], "learning_rate", 3e-5),
        (["--steps", "7"], "steps", 7),
    ],
)
@pytest.mark.parametrize("form", [["rlvr"], ["--train-stage=rlvr"]], ids=["ours", "morl"])
def test_what_is_given_to_rlvr_arrives(form, flags, field, value, trained: Trained, records: Path):
    stage = trained(*form, "--cot-train-jsonl", records, *flags)
    assert getattr(stage, field) == value
    assert stage.start_from == "nano"


def test_the_rank_of_the_adapters_leaves_the_rest_of_them(trained: Trained, records: Path, tmp_path: Path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({"rlvr": {"lora": {"rank": 4, "alpha": 9}}}))
    lora = trained("rlvr", "--config", recipe, "--cot-train-jsonl", records, "--lora-rank", "16").lora
    assert (lora.rank, lora.alpha) == (16, 9)


@pytest.mark.parametrize("stage", ["sft", "rlvr"])
def test_steps_put_the_epochs_of_a_recipe_aside(stage: str, trained: Trained, records: Path, tmp_path: Path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({stage: {"epochs": 3}}))
    words = [stage, "--config", recipe, "--cot-train-jsonl", records, "--start-from", "nano"]
    assert trained(*words).epochs == 3
    counted = trained(*words, "--steps", "7")
    assert (counted.epochs, counted.steps) == (0, 7)


def test_the_reference_is_the_start_unless_another_is_named(trained: Trained, records: Path, tiny_runs: Path):
    common = ["--train-stage", "rlvr", "--cot-train-jsonl", records]
    reference = str(tiny_runs / "sft")
    stage = trained(*common, "--rl-reference-ckpt", reference)
    assert (stage.start_from, stage.reference) == (reference, reference)
    assert stage.reward_encoder == "nano"  # the tiny bundle has no reward encoder, the recipe names none
    stage = trained(*common, "--rl_reference_ckpt", reference, "--start-from", "nano")
    assert (stage.start_from, stage.reference, stage.reward_encoder) == ("nano", reference, "")


def test_the_run_folder_and_resume(trained: Trained, records: Path):
    _, folder, resume = trained(
        "--exp-name", "mine", "--train-stage", "sft", "--cot-train-jsonl", records, "--resume", whole=True
    )
    assert (folder, resume) == (Path("runs/mine"), True)


def test_records_without_a_tokenizer_are_nanos(trained: Trained, records: Path, tiny_runs: Path, capsys):
    from kinemind.bundle import Bundle

    assert trained("sft", "--cot-train-jsonl", records).tokenizer == str(Bundle.open("nano").path)
    assert "the bundle nano" in capsys.readouterr().err
    own = trained("sft", "--cot-train-jsonl", records, "--start-from", tiny_runs / "sft").tokenizer
    assert own == str(tiny_runs / "sft" / "bundle")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sft", "--reasoning-weight", "many"], "many"),
        (["sft", "--cot-task-filter", "x2y"], "x2y"),
        (["sft", "--training-task", "t2m", "--cot-task-filter", "m2t"], "no records"),
        (["sft", "--use-reasoning", "--no-use-reasoning"], "not both"),
        (["sft", "--rl-epochs", "3"], "rl-epochs"),
        (["rlvr", "--rl-group-size", "1"], "group_size"),
        (["rlvr", "--rl-kl-coef", "-0.1"], "kl_coef"),
        (["rlvr", "--rl-clip-eps", "0"], "clip_eps"),
        (["rlvr", "--rl-epochs", "-1"], "epochs"),
        (["rlvr", "--rl-epochs", "nan"], "epochs"),
        (["rlvr", "--lora-rank", "-2"], "lora"),
        (["rlvr", "--temperature", "0"], "temperature"),
        (["rlvr", "--top-p", "1.5"], "top_p"),
        (["rlvr", "--rewards", "nonsense=1"], "nonsense"),
        (["rlvr", "--training-task", "m2t", "--rewards", "motion_similarity"], "judges m2t"),
        (["rlvr", "--rewards", "format=much"], "much"),
        (["rlvr", "--batch-size", "4"], "--prompts"),
        (["rlvr", "--rollouts", "none"], "none"),
        (["rlvr", "--rl-reference-ckpt", "nowhere"], "nowhere"),
        (["rlvr", "--start-from", "nano", "--no-use-reasoning"], "reasons"),
        (["rlvr", "--config", "no-such"], "no-such"),
        (["--train-stage", "tokenizer"], "sft or rlvr"),
        (["--train-stage"], "sft or rlvr"),
        (["rlvr", "--train-stage", "sft"], "different"),
        (["--training-task", "t2m"], ""),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(words, said, records: Path, tmp_path: Path, capsys):
    given = words if words[0].startswith("-") else [words[0], "--cot-train-jsonl", records, *words[1:]]
    assert run("train", *given, "--out-dir", tmp_path / "runs") == 2
    err = capsys.readouterr().err
    assert one_sentence(err.splitlines()[-1]) and said in err and "Traceback" not in err
    assert not (tmp_path / "runs").exists()


def test_records_that_are_not_there(tmp_path: Path, capsys):
    for stage in ("sft", "rlvr"):
        words = [stage, "--cot-train-jsonl", tmp_path / "none.jsonl", "--out-dir", tmp_path / "runs"]
        assert run("train", *words) == 2
        assert "none.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("command", "words", "expected"),
    [
        ("train", ["--train-stage", "sft", "--steps", "3"], ["sft", "--steps", "3"]),
        ("train", ["--steps", "3", "--train_stage=rlvr"], ["rlvr", "--steps", "3"]),
        ("train", ["sft", "--train-stage", "sft"], ["sft"]),
        ("train", ["--train-stage", "sft", "--rl_epochs", "3", "--rl-kl-coef=1"], ["sft"]),
        ("train", ["--train-stage", "rlvr", "--rl-epochs", "3"], ["rlvr", "--rl-epochs", "3"]),
        ("eval", ["--eval-task", "m2t", "--eval-ckpt", "x"], ["m2t", "--eval-ckpt", "x"]),
        ("train", ["sft", "--exp-name", "--x"], ["sft", "--exp-name", "--x"]),
        ("generate", ["--train-stage", "sft"], ["--train-stage", "sft"]),
    ],
)
def test_morls_form_is_ours_in_other_words(command, words, expected):
    assert translated(command, words) == expected


def test_a_flag_of_the_other_stage_is_said_to_be_idle(trained: Trained, records: Path, capsys):
    trained("--train-stage", "sft", "--cot-train-jsonl", records, "--rl-group-size", "8")
    assert "--rl-group-size is for --train-stage rlvr" in capsys.readouterr().err


def test_recipes_by_name(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert train_flags._recipe_file(Path("smoke")) == train_flags.RECIPES / "smoke.yaml"
    assert train_flags._recipe_file(Path("smoke.yaml")) == Path("smoke.yaml")
    (tmp_path / "smoke").write_text("tokenizer: {steps: 3}")
    assert train_flags._recipe_file(Path("smoke")) == Path("smoke")
    with pytest.raises(InputError, match="nano"):
        train_flags._recipe_file(Path("huge"))
    monkeypatch.setattr(train_flags, "RECIPES", tmp_path / "none")
    with pytest.raises(InputError, match="holds no recipes"):
        train_flags._recipe_file(Path("nano"))


def test_data_and_threads_hold_for_the_stages_that_are_trained_first(tmp_path: Path):
    recipe = tmp_path / "r.yaml"
    recipe.write_text(yaml.safe_dump({"tokenizer": {"data": "a"}, "encoders": {}, "sft": {"seed": 4}}))
    common = train_flags.Common(config=recipe, data="b", threads=1)
    read = train_flags.recipe_of(common, use_reasoning=False)
    stages = [read.tokenizer, read.encoders.reward, read.encoders.metric, read.sft]
    assert {(stage.data, stage.threads) for stage in stages} == {("b", 1)}
    assert not read.sft.use_reasoning and read.sft.seed == 4
    assert read.model_fields_set == {"tokenizer", "encoders", "sft"}
