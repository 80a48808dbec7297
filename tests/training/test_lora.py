"""Adapters: what trains, what stays, and the merged model that computes the same."""

import shutil
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, PreTrainedModel

from kinemind.errors import InputError
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, extend_model
from kinemind.training.config import LoRA, SFTStage, override
from kinemind.training.lora import PROJECTIONS, adapted, merged
from kinemind.training.sft import train_sft
from kinemind.training.starting_policy import starting_policy
from tests.training.tiny_models import save_base_model, save_motion_tokenizer, save_records

IDS = torch.tensor([[5, 9, 40, 41, 300, 7]])


def stage_in(folder: Path, kind: str, tied: bool) -> SFTStage:
    return SFTStage(
        base_model=str(save_base_model(folder / "base", kind, tied, torch.float32)),
        tokenizer=str(save_motion_tokenizer(folder / "tokens")),
        cot_train_jsonl=str(save_records(folder / "cot.jsonl")),
        steps=4, batch_size=4, warmup=0, learning_rate=1e-2, threads=1, log_every=1, checkpoint_every=2,
        lora=LoRA(rank=4, alpha=8, dropout=0.0),
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "tied"), [("qwen2", True), ("qwen3", False)])
def test_new_rows_train_the_backbone_stays_and_the_merged_model_agrees(
    kind: str, tied: bool, tmp_path: Path
) -> None:
    stage = stage_in(tmp_path, kind, tied)
    bundle = train_sft(stage, tmp_path / "run")
    start = starting_policy(stage, [], 32)  # what the run began with: extension is seeded
    before = {key: value.clone() for key, value in start.model.state_dict().items()}
    adapter = load_file(tmp_path / "run" / "adapter" / "adapter_model.safetensors")
    assert {key.split(".")[-3] for key in adapter if "lora_A" in key} == set(PROJECTIONS)
    new = torch.tensor([*MotionVocabulary.of(start.tokenizer).motion_ids])
    heads = ["model.embed_tokens.weight"] if tied else ["model.embed_tokens.weight", "lm_head.weight"]
    for head in heads:
        trained = adapter[f"base_model.model.{head}"]
        assert (trained[new] != before[head][new]).any(-1).float().mean() > 0.9, head

    # the adapter on what the run began with is the merged model of the bundle: nothing else has changed
    with_adapter = PeftModel.from_pretrained(start.model, tmp_path / "run" / "adapter").eval()
    plain = AutoModelForCausalLM.from_pretrained(bundle / "policy", dtype=torch.float32).eval()
    with torch.no_grad():
        expected, got = with_adapter(IDS).logits, plain(IDS).logits
        with with_adapter.disable_adapter():
            assert not torch.allclose(with_adapter(IDS).logits, expected, atol=1e-2), "nothing was learnt"
    torch.testing.assert_close(got, expected, atol=2e-2, rtol=1e-2)  # stored as float16
    assert plain.config.tie_word_embeddings == tied
    if tied:
        assert plain.get_output_embeddings().weight is plain.get_input_embeddings().weight


@pytest.mark.parametrize("tied", [True, False])
def test_during_training_only_adapters_embeddings_and_head_move(tied: bool, tmp_path: Path) -> None:
    stage = stage_in(tmp_path, "qwen2", tied)
    start = starting_policy(stage, [], 32)
    model = adapted(start.model, stage.lora)
    before = {name: value.detach().clone() for name, value in model.named_parameters()}
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    for _ in range(3):
        model(IDS, labels=IDS).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    moved = {name for name, value in model.named_parameters() if not torch.equal(value, before[name])}
    assert moved and all("lora_" in name or "modules_to_save" in name for name in moved)
    assert any("embed_tokens.modules_to_save" in name for name in moved)
    assert any("lm_head.modules_to_save" in name for name in moved) == (not tied)
    model.eval()
    with torch.no_grad():
        expected = model(IDS).logits
    plain = merged(model, tmp_path / "adapter")
    assert isinstance(plain, PreTrainedModel) and not isinstance(plain, PeftModel)
    with torch.no_grad():
        torch.testing.assert_close(plain(IDS).logits, expected, atol=1e-5, rtol=1e-4)
    assert not any("lora" in name or "modules_to_save" in name for name in plain.state_dict())
    assert merged(plain, tmp_path / "none") is plain and not (tmp_path / "none").exists()


def test_a_killed_run_resumes_with_its_adapters(tmp_path: Path) -> None:
    """The first half of a run and its continuation end where the whole run does."""
    stage = stage_in(tmp_path, "qwen3", True)
    whole = train_sft(stage, tmp_path / "whole")
    half = tmp_path / "half"
    shutil.copytree(
        tmp_path / "whole", half, ignore=shutil.ignore_patterns("checkpoint-4", "bundle", "adapter")
    )
    resumed = train_sft(stage, half, resume=True)
    first, second = (load_file(place / "policy" / "model.safetensors") for place in (whole, resumed))
    assert first.keys() == second.keys()
    for name in first:
        torch.testing.assert_close(first[name].float(), second[name].float(), atol=2e-4, rtol=1e-3)


def test_frozen_weights_in_half_precision_train_in_full(tmp_path: Path) -> None:
    stage = override(stage_in(tmp_path, "qwen2", True), {"dtype": "bfloat16", "bf16": True})
    model = adapted(starting_policy(stage, [], 32).model, stage.lora)
    kinds = {(value.requires_grad, value.dtype) for value in model.parameters()}
    assert kinds == {(True, torch.float32), (False, torch.bfloat16)}
    with pytest.raises(InputError, match="LoRA rank"):
        override(stage, {"lora": {"rank": 0}})
    with pytest.raises(InputError, match="bf16"):
        override(stage, {"bf16": False})


def test_a_tied_head_stays_tied_under_adapters(tmp_path: Path) -> None:
    stage = stage_in(tmp_path, "qwen3", True)
    start = starting_policy(stage, [], 32)
    vocabulary = add_motion_tokens(start.tokenizer, 32)
    assert not vocabulary.new_ids
    extend_model(start.model, start.tokenizer, vocabulary)
    model = adapted(start.model, stage.lora)
    assert model.get_output_embeddings().weight is model.get_input_embeddings().weight
