"""Every recipe on a tiny random model of its architecture class: two steps, save, load, generate."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from kinemind.errors import InputError
from kinemind.generation import load
from kinemind.language.prompts import FULL, NANO
from kinemind.training.config import RLVRStage, SFTStage, load_recipe, override
from kinemind.training.rlvr import train_rlvr
from kinemind.training.sft import train_sft
from tests.training.tiny_models import CAPTION, save_base_model, save_motion_tokenizer, save_records

CONFIGS = Path(__file__).parents[2] / "configs"
ARCHITECTURES = {"motion-r1": "qwen2", "morl": "qwen3", "nano": ""}
TWO_STEPS = {
    "steps": 2, "epochs": 0, "batch_size": 4, "warmup": 0, "threads": 1, "log_every": 1,
    "checkpoint_every": 2,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    folder: Path
    tokenizer: Path
    records: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("recipes")
    for name, kind in ARCHITECTURES.items():
        if kind:
            save_base_model(folder / name, kind)
    return Place(folder, save_motion_tokenizer(folder / "tokens"), save_records(folder / "cot.jsonl"))


def sft_stage(name: str, place: Place, **changes: object) -> SFTStage:
    """The recipe's own stage at two steps, on the tiny model in the base model's place."""
    stage = load_recipe(CONFIGS / f"{name}.yaml").sft
    tiny = {
        **TWO_STEPS,
        "accumulation": min(stage.accumulation, 2),
        "tokenizer": str(place.tokenizer),
        "cot_train_jsonl": str(place.records),
        "learning_rate": 1e-3,
        **changes,
    }
    if stage.base_model:
        tiny["base_model"] = str(place.folder / name)
    else:
        tiny["sizes"] = {
            "vocabulary": 400, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
            "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16,
        }  # fmt: skip
    return override(stage, tiny)


def check_bundle(folder: Path, tasks: str, reasons: bool = True) -> None:
    model = load(folder, "cpu")
    take = model.generate_many([CAPTION], [0], max_seconds=2.0, plan_drafts=1)[0]
    assert 1.0 <= take.motion.seconds <= 2.0 and bool(take.reasoning) == reasons
    description = model.caption(take.motion)
    assert description.text and bool(description.reasoning) == reasons, tasks


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_cold_start_in_either_dialect(name: str, dialect: str, place: Place, tmp_path: Path) -> None:
    stage = sft_stage(name, place, dialect=dialect, training_task="both")
    folder = train_sft(stage, tmp_path / "run")
    bundle = load(folder, "cpu").bundle
    assert bundle.dialect == dialect and bundle.style == (FULL if stage.base_model else NANO)
    plain = AutoModelForCausalLM.from_pretrained(folder / "policy")
    architecture = {"qwen2": "Qwen2ForCausalLM"}.get(ARCHITECTURES[name], "Qwen3ForCausalLM")
    assert type(plain).__name__ == architecture, "the bundle holds a plain model, whatever trained it"
    # bfloat16 where the base model was made in it: such models may overflow in float16
    assert plain.dtype == bundle.policy_dtype == (torch.bfloat16 if stage.base_model else torch.float16)
    assert (tmp_path / "run" / "adapter" / "adapter_model.safetensors").is_file() == bool(stage.adapters.rank)
    check_bundle(folder, "both")


@pytest.mark.parametrize("task", ["t2m", "m2t"])
def test_one_task_alone(task: str, place: Place, tmp_path: Path) -> None:
    stage = sft_stage("morl", place, training_task=task)
    assert stage.adapters.rank == {"t2m": 64, "m2t": 32}[task]
    check_bundle(train_sft(stage, tmp_path / "run"), task)


def test_answers_without_reasoning(place: Place, tmp_path: Path) -> None:
    folder = train_sft(sft_stage("morl", place, use_reasoning=False), tmp_path / "run")
    bundle = load(folder, "cpu").bundle
    assert not bundle.reasoning and "reason" not in bundle.style.t2m + bundle.style.m2t
    check_bundle(folder, "both", reasons=False)
    rlvr = RLVRStage(start_from=str(folder), reward_encoder="nano", rewards={"reasoning_coherence": 1.0})
    with pytest.raises(InputError, match="answers without reasoning"):
        train_rlvr(rlvr, tmp_path / "rlvr")
    assert not (tmp_path / "rlvr").exists()


@pytest.mark.parametrize("name", list(ARCHITECTURES))
def test_rlvr_goes_on_from_the_cold_start(name: str, place: Place, tmp_path: Path) -> None:
    start = train_sft(sft_stage(name, place), tmp_path / "sft")
    stage = override(
        load_recipe(CONFIGS / f"{name}.yaml").rlvr,
        {
            "steps": 2, "epochs": 0, "prompts": 2, "group_size": 2, "accumulation": 2, "warmup": 0,
            "threads": 1, "log_every": 1, "checkpoint_every": 2, "start_from": str(start),
            "reward_encoder": "nano", "cot_train_jsonl": str(place.records), "max_reasoning": 24, 
            "max_seconds": 2.0,
        },
    )  # fmt: skip
    assert isinstance(stage, RLVRStage)
    folder = train_rlvr(stage, tmp_path / "rlvr")
    check_bundle(folder, stage.training_task)


def test_the_papers_numbers() -> None:
    motion_r1, morl = (load_recipe(CONFIGS / f"{name}.yaml") for name in ("motion-r1", "morl"))
    assert motion_r1.sft.base_model == "Qwen/Qwen2.5-3B-Instruct" and motion_r1.sft.dialect == "motion-r1"
    assert motion_r1.rlvr.normalise == "total" and motion_r1.rlvr.scale == "group"
    assert morl.sft.base_model == "Qwen/Qwen3-4B-Instruct-2507" and morl.sft.dialect == "morl"
    assert (morl.sft.learning_rate, morl.sft.batch_size, morl.sft.weight_decay, morl.sft.epochs) == (
        1e-5, 64, 0.01, 5,
    )  # fmt: skip
    rl = morl.rlvr
    assert (rl.group_size, rl.kl_coef, rl.clip_eps, rl.epochs, rl.normalise) == (8, 0.02, 0.2, 3, "component")
