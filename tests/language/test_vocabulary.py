"""Motion tokens in tokenizers and models; the byte-level BPE."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from kinemind.errors import InputError
from kinemind.language.dialects import TAGS
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, extend_model, train_bpe


def test_every_motion_token_and_tag_is_one_non_special_token(tokenizer):
    vocabulary = MotionVocabulary.of(tokenizer)
    assert vocabulary.codebook_size == 32
    for text, token in zip(
        [*TAGS, "<Motion_31>"], [*vocabulary.tag_ids, vocabulary.motion_ids[31]], strict=True
    ):
        assert tokenizer(text).input_ids == [token]
        added = tokenizer.added_tokens_decoder[token]
        assert not (added.special or added.normalized or added.lstrip or added.rstrip)
    around = " a <think> 1 step. <Motion_1><Motion_3> b "
    ids = tokenizer(around).input_ids
    assert tokenizer.decode(ids) == around == tokenizer.decode(ids, skip_special_tokens=True)


def test_codes_are_offset_into_the_vocabulary_and_back(tokenizer):
    vocabulary = MotionVocabulary.of(tokenizer)
    codes = [0, 31, 7, 7]
    ids = vocabulary.encode(codes)
    assert ids == tokenizer(vocabulary.text(codes)).input_ids and min(ids) > 256
    assert vocabulary.decode(ids) == codes
    with pytest.raises(InputError, match="outside"):
        vocabulary.encode([32])
    with pytest.raises(InputError, match="no"):
        vocabulary.decode([0])


def test_tokens_survive_saving_and_adding_twice(tokenizer, tmp_path):
    tokenizer.save_pretrained(tmp_path)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    size = len(loaded)
    again = add_motion_tokens(loaded, 32)
    assert len(loaded) == size and again.new_ids == () and again == MotionVocabulary.of(tokenizer)
    assert loaded.chat_template == tokenizer.chat_template and loaded.eos_token == "<|im_end|>"
    with pytest.raises(InputError, match="no motion tokens"):
        MotionVocabulary.of(train_bpe(["a"], 300))


@given(st.text())
def test_any_text_comes_back(tokenizer, text):
    ids = tokenizer(text, add_special_tokens=False).input_ids
    assert tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False) == text


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("spare", [0, 100])
def test_new_embeddings_start_near_the_mean_and_train(make_model, tied, spare):
    """Also where the model has more rows than the tokenizer has tokens (Qwen): they are not kept raw."""
    tokenizer = train_bpe(["a person walks"], 300)
    old = len(tokenizer)
    model = make_model("qwen2", old + spare, tied=tied)
    before = model.get_input_embeddings().weight.detach().clone()
    vocabulary = add_motion_tokens(tokenizer, 16)
    extend_model(model, tokenizer, vocabulary)
    embeddings, head = model.get_input_embeddings().weight, model.get_output_embeddings().weight
    assert len(embeddings) == max(old + spare, len(tokenizer)) == len(head) == model.config.vocab_size
    assert (head.data_ptr() == embeddings.data_ptr()) is tied
    torch.testing.assert_close(embeddings[:old], before[:old])
    new = list(vocabulary.new_ids)
    assert len(new) == 24
    for matrix in (embeddings, head):
        known, fresh = matrix[:old], matrix[new]
        assert (fresh - known.mean(0)).abs().mean() < 0.2 * known.std()
        assert torch.cdist(fresh, fresh).add(torch.eye(24) * 9).min() > 1e-4  # told apart
    ids = torch.tensor([[*new, 0]])  # the last token of a sequence has no loss, so no gradient
    model(input_ids=ids, labels=ids).loss.backward()
    assert embeddings.grad[new].abs().sum(-1).min() > 0 and head.grad[new].abs().sum(-1).min() > 0
