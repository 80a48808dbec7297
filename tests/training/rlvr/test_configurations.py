"""Ready configurations of accelerate, and what a stage becomes as TRL's arguments."""

from pathlib import Path

import pytest
from accelerate.commands.config.config_args import ClusterConfig, load_config_from_file

from kinemind.errors import InputError
from kinemind.training.config import RLVRStage
from kinemind.training.rlvr.arguments import grpo_arguments
from kinemind.training.rlvr.sharing import check_sharing
from tests.training.rlvr.runs import ROOT

FOLDER = ROOT / "configs" / "accelerate"


def configuration(name: str) -> ClusterConfig:
    found = load_config_from_file(str(FOLDER / f"{name}.yaml"))
    assert isinstance(found, ClusterConfig)
    return found


@pytest.mark.parametrize(
    ("name", "kind"), [("ddp", "MULTI_GPU"), ("fsdp", "FSDP"), ("deepspeed_zero2", "DEEPSPEED")]
)
def test_accelerate_reads_the_configurations(name: str, kind: str):
    found = configuration(name)
    assert found.distributed_type.value == kind and found.num_processes == 8
    assert found.mixed_precision == "no", "the recipe's bf16 says it, and would lie otherwise"


def test_the_sharded_ones_share_what_they_say():
    fsdp, zero = configuration("fsdp").fsdp_config, configuration("deepspeed_zero2").deepspeed_config
    assert fsdp["fsdp_version"] == 2 and fsdp["fsdp_reshard_after_forward"] is True
    assert fsdp["fsdp_state_dict_type"] == "FULL_STATE_DICT", "a checkpoint holds whole weights"
    assert zero["zero_stage"] == 2


@pytest.mark.parametrize(
    "environment", [{"ACCELERATE_USE_FSDP": "true"}, {"ACCELERATE_DEEPSPEED_ZERO_STAGE": "3"}]
)
def test_what_would_hang_on_shared_weights_is_refused(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
):
    check_sharing(RLVRStage(lora={"rank": 4}))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match="--rollouts transformers"):
        check_sharing(RLVRStage())
    with pytest.raises(InputError, match="--lora-rank 0"):
        check_sharing(RLVRStage(rollouts="transformers", lora={"rank": 4}))
    check_sharing(RLVRStage(rollouts="transformers"))
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "false")
    monkeypatch.setenv("ACCELERATE_DEEPSPEED_ZERO_STAGE", "2")
    check_sharing(RLVRStage())


@pytest.mark.parametrize(
    ("processes", "accumulation", "share"), [(1, 1, 24), (2, 1, 12), (2, 3, 4), (8, 1, 3)]
)
def test_the_batch_is_global(tmp_path: Path, processes: int, accumulation: int, share: int):
    stage = RLVRStage(prompts=8, group_size=3, accumulation=accumulation)
    found = grpo_arguments(stage, tmp_path, steps=1, weights={}, longest=8, processes=processes)
    assert found.per_device_train_batch_size == share
    assert found.gradient_accumulation_steps == accumulation


def test_an_uneven_share_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="5 processes"):
        grpo_arguments(
            RLVRStage(prompts=3, group_size=8), tmp_path, steps=1, weights={}, longest=8, processes=5
        )


@pytest.mark.parametrize(("rollouts", "mode"), [("vllm-colocate", "colocate"), ("vllm-server", "server")])
def test_vllm_is_asked_as_the_stage_says(tmp_path: Path, rollouts: str, mode: str):
    stage = RLVRStage(rollouts=rollouts, vllm_server_url="http://there:8000")
    found = grpo_arguments(stage, tmp_path, steps=1, weights={}, longest=8, processes=1)
    assert found.use_vllm and found.vllm_mode == mode and found.vllm_server_base_url == "http://there:8000"
    assert found.temperature == stage.temperature and found.max_completion_length == 8
    own = grpo_arguments(RLVRStage(), tmp_path, steps=1, weights={}, longest=8, processes=1)
    assert not own.use_vllm


def test_the_loss_is_the_papers_by_its_arguments(tmp_path: Path):
    stage = RLVRStage(kl_coef=0.03, clip_eps=0.15, iterations=3)
    found = grpo_arguments(stage, tmp_path, steps=6, weights={"format": 0.5}, longest=8, processes=1)
    assert (found.beta, found.epsilon, found.loss_type, found.num_iterations) == (0.03, 0.15, "grpo", 3)
    assert found.use_bias_correction_kl is False and found.disable_dropout is True
    assert found.reward_weights == [0.5] and found.scale_rewards == "group"
