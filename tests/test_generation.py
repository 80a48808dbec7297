"""An untrained model under the grammar: 500 answers parse and decode to motions of the allowed length."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

import kinemind
from kinemind.bundle import Bundle
from kinemind.features import HUMANML263, encode
from kinemind.features.normalisation import measure_normalisation
from kinemind.generation import load
from kinemind.language.dialects import Dialect
from kinemind.language.prompts import NANO
from kinemind.language.sampling import Sampling
from kinemind.language.vocabulary import add_motion_tokens, train_bpe
from kinemind.tokenizer import VQVAE, MotionTokenizer, VQVAEConfig
from tests.features.test_invariants import smooth_motion


def untrained(folder: Path, dialect: Dialect, reasoning: bool = True) -> Path:
    torch.manual_seed(0)
    features = [encode(smooth_motion(seed)) for seed in range(3)]
    vqvae = VQVAE(VQVAEConfig(num_codes=32, num_quantizers=2, code_dim=8, width=16), 263)
    vqvae.quantizer.codebooks.normal_()
    motion_tokenizer = MotionTokenizer(vqvae.eval(), measure_normalisation(features, HUMANML263), HUMANML263)
    tokenizer = train_bpe(["a person walks forward, then waves the right hand."] * 8, 300)
    add_motion_tokens(tokenizer, 64)
    config = Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, head_dim=16, max_position_embeddings=2048,
        tie_word_embeddings=True, pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
    )  # fmt: skip
    return Bundle.write(
        folder / dialect,
        name=dialect,
        motion_tokenizer=motion_tokenizer,
        model=Qwen3ForCausalLM(config),
        tokenizer=tokenizer,
        dialect=dialect,
        style=NANO,
        provenance={},
        reasoning=reasoning,
    )


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
def test_every_answer_of_an_untrained_model_is_a_motion(tmp_path: Path, dialect: Dialect):
    model = load(untrained(tmp_path, dialect), "cpu")
    takes = model.generate_many(
        ["someone moves"] * 250, range(250), max_seconds=3.0, sampling=Sampling(temperature=1.0)
    )
    frames = np.array([len(take.motion) for take in takes])
    assert frames.min() >= 16 and frames.max() <= 60 and len(set(frames)) > 3
    for take in takes:
        assert np.isfinite(take.motion.joints).all() and take.motion.is_rigid
        assert take.steps[0].start == 0 and take.steps[-1].end == pytest.approx(take.motion.seconds)


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
def test_a_bundle_that_does_not_reason_draws_no_plan(tmp_path: Path, dialect: Dialect):
    model = load(untrained(tmp_path, dialect, reasoning=False), "cpu")
    assert not model.bundle.reasoning
    for drafts in (0, 8):
        takes = model.generate_many(["Someone moves."] * 20, range(20), max_seconds=3.0, plan_drafts=drafts)
        assert all(take.reasoning == "" and len(take.steps) == 1 for take in takes)
        assert {take.steps[0].text for take in takes} == {"Someone moves."}
        assert all(take.steps[0].end == pytest.approx(take.motion.seconds) for take in takes)
        frames = {len(take.motion) for take in takes}
        assert len(frames) > 1 and min(frames) >= 16 and max(frames) <= 60
    description = model.caption(takes[0].motion)
    assert description.text and description.reasoning == ""
    assert [step.text for step in description.steps] == [description.text]


def test_the_public_names():
    assert set(kinemind.__all__) == {
        "Description", "InputError", "Model", "Motion", "Step", "Take", "caption", "generate", "load",
    }  # fmt: skip
    for name in kinemind.__all__:
        assert getattr(kinemind, name) is not None
    with pytest.raises(AttributeError):
        _ = kinemind.nonsense
