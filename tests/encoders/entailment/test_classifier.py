"""NLI classifiers: probabilities equal a direct forward; what is no NLI model is refused in a sentence."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import (
    AutoModelForSequenceClassification,
    BertConfig,
    BertForSequenceClassification,
    BertTokenizer,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    DebertaV2Model,
)

from kinemind.encoders.entailment import open_entailment
from kinemind.encoders.entailment.classifier import entailment_label, load_classifier
from kinemind.errors import InputError

WORDS = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "person", "walks", "waves", "runs", "the", "left",
    "right", "hand", "forward", "then", "and",
]  # fmt: skip
LABELS = {0: "contradiction", 1: "entailment", 2: "neutral"}
PAIRS = (
    ("a person walks forward then waves the left hand", "a person waves"),
    ("a person runs", "the person runs forward and walks"),
    ("walks", "runs"),
    ("a person waves the right hand then walks then runs", "a person waves the left hand"),
    ("a person walks", "a person walks"),
)
SMALL = {
    "vocab_size": len(WORDS), "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 16, "max_position_embeddings": 40, "initializer_range": 0.5,
}  # fmt: skip


def tokenizer():
    return BertTokenizer(vocab={word: index for index, word in enumerate(WORDS)})


def deberta_config(labels=LABELS):
    return DebertaV2Config(
        **SMALL, relative_attention=True, pos_att_type=["p2c", "c2p"], position_biased_input=False,
        type_vocab_size=0, pooler_hidden_size=16, id2label=labels,
    )  # fmt: skip


def saved(folder, model, with_tokenizer=True):
    model.save_pretrained(folder)
    if with_tokenizer:
        tokenizer().save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def deberta(tmp_path_factory) -> str:
    torch.manual_seed(0)
    return saved(
        tmp_path_factory.mktemp("nli") / "deberta", DebertaV2ForSequenceClassification(deberta_config())
    )


def by_hand(folder, pairs, label=1):
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    found = []
    for premise, hypothesis in pairs:
        with torch.no_grad():
            logits = model(**tokenizer()(premise, hypothesis, return_tensors="pt")).logits[0].double()
        found.append(float(torch.exp(logits[label]) / torch.exp(logits).sum()))
    return np.array(found)


def test_probabilities_equal_one_direct_forward_a_pair_in_the_order_given(deberta):
    judge = open_entailment(deberta, "cpu")
    assert judge.name == deberta
    wanted = by_hand(deberta, PAIRS)
    assert np.ptp(wanted) > 0.01  # pairs that differ, or their order would not show
    judge._batch_size = 2  # pairs of unlike length are padded together
    np.testing.assert_allclose(judge.probability(*zip(*PAIRS, strict=True)), wanted, atol=1e-6)


def test_another_architecture_and_label_in_capitals(tmp_path):
    torch.manual_seed(1)
    model = BertForSequenceClassification(
        BertConfig(**SMALL, id2label={0: "ENTAILMENT", 1: "NOT_ENTAILMENT"})
    )
    folder = saved(tmp_path / "bert", model)
    found = open_entailment(folder, "cpu").probability(*zip(*PAIRS, strict=True))
    np.testing.assert_allclose(found, by_hand(folder, PAIRS, label=0), atol=1e-6)


def test_nothing_and_lists_of_unlike_length(deberta):
    judge = load_classifier(deberta, "cpu")
    assert judge.probability([], []).shape == (0,)
    with pytest.raises(ValueError, match=r"shorter|longer"):
        judge.probability(["a person walks"], [])


def test_a_pair_that_is_too_long_is_cut_at_the_end_of_its_longer_text_and_said(deberta, caplog):
    judge = load_classifier(deberta, "cpu")
    assert judge.limit == SMALL["max_position_embeddings"]
    words = ("a person walks then " * 20).split()
    long, cut = " ".join(words), " ".join(words[: judge.limit - 3 - 2])
    found = judge.probability([long, "walks"], ["person runs", "runs"])
    assert "1 of 2 pairs are longer than the 40 tokens" in caplog.text
    np.testing.assert_allclose(found[0], by_hand(deberta, [(cut, "person runs")])[0], atol=1e-6)


def test_dropout_and_gradients_are_off(deberta):
    judge = load_classifier(deberta, "cpu")
    first, second = (judge.probability(*zip(*PAIRS, strict=True)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert all(not module.training for module in judge._model.modules())


@pytest.mark.parametrize(
    ("labels", "index"),
    [
        ({0: "entailment", 1: "neutral", 2: "contradiction"}, 0),
        ({0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"}, 2),
        ({0: "not_entailment", 1: "Entailment"}, 1),
    ],
)
def test_the_label_is_found_in_any_place_and_case(labels, index):
    assert entailment_label("m", labels) == index


@pytest.mark.parametrize(
    "labels",
    [
        {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"},
        {0: "positive", 1: "negative"},
        {0: "not_entailment", 1: "neutral"},
        {0: "entailment"},
        {0: "entailment", 1: "ENTAILMENT"},
        {},
    ],
)
def test_labels_that_say_no_entailment_are_refused(labels):
    with pytest.raises(InputError, match="must be called 'entailment'"):
        entailment_label("m", labels)


def test_a_model_without_names_of_labels_is_refused(tmp_path):
    folder = saved(tmp_path / "unnamed", BertForSequenceClassification(BertConfig(**SMALL, num_labels=3)))
    with pytest.raises(InputError, match="LABEL_0, LABEL_1, LABEL_2"):
        open_entailment(folder, "cpu")


def test_places_without_a_model_are_refused(tmp_path, deberta):
    file = tmp_path / "file"
    file.write_text("{}")
    for place in (str(tmp_path / "nowhere"), str(file), "a name!", ""):
        with pytest.raises(InputError, match=r"neither a folder nor a hub name|config\.json is missing"):
            open_entailment(place)
    with pytest.raises(InputError, match=r"config\.json is missing"):
        open_entailment(str(tmp_path))
    with pytest.raises(InputError, match="cannot be loaded"):
        open_entailment("nobody/has-such-a-model")


def copied(deberta, tmp_path) -> Path:
    return Path(shutil.copytree(deberta, tmp_path / "copy"))


def test_a_folder_without_weights_and_pickled_weights_are_refused(deberta, tmp_path):
    folder = copied(deberta, tmp_path)
    (folder / "model.safetensors").unlink()
    with pytest.raises(InputError, match="holds no safetensors weights"):
        open_entailment(str(folder))
    model = AutoModelForSequenceClassification.from_pretrained(deberta)
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    with pytest.raises(InputError, match="pickled ones"):
        open_entailment(str(folder))
    # weights under another name do not make the pickle acceptable
    (folder / "other.safetensors").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be loaded"):
        open_entailment(str(folder))


def test_broken_weights_and_configuration_are_refused(deberta, tmp_path):
    folder = copied(deberta, tmp_path)
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="cannot be loaded"):
        open_entailment(str(folder))
    weights.write_bytes(whole)
    (folder / "config.json").write_text('{"model_type": "no_such_network"}')
    with pytest.raises(InputError, match="cannot be loaded"):
        open_entailment(str(folder))


def test_a_network_whose_head_was_never_trained_is_refused(tmp_path):
    folder = saved(tmp_path / "headless", DebertaV2Model(deberta_config()))
    with pytest.raises(InputError, match="no trained sequence classifier"):
        open_entailment(folder, "cpu")


def test_a_tokenizer_that_is_missing_or_of_another_model_is_refused(deberta, tmp_path):
    bare = saved(
        tmp_path / "bare", DebertaV2ForSequenceClassification(deberta_config()), with_tokenizer=False
    )
    with pytest.raises(InputError, match="knows no words"):
        open_entailment(bare, "cpu")
    folder = copied(deberta, tmp_path)
    words = [*WORDS, *(f"word{number}" for number in range(50))]
    BertTokenizer(vocab={word: index for index, word in enumerate(words)}).save_pretrained(folder)
    with pytest.raises(InputError, match="do not belong together"):
        open_entailment(str(folder), "cpu")


def test_devices(deberta):
    with pytest.raises(InputError, match="no device"):
        open_entailment(deberta, "abacus")
    if not torch.cuda.is_available():
        with pytest.raises(InputError, match="no CUDA"):
            open_entailment(deberta, "cuda")
