"""A model under a new vocabulary: what both know keeps its row, what is new starts as what spelled it."""

import torch

from kinemind.language.transplant import transplant
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, train_bpe


def test_rows_follow_their_tokens(tokenizer, make_model) -> None:
    model = make_model("qwen3", len(tokenizer))
    before = model.get_input_embeddings().weight.detach().clone()
    words = ["the trunk pitches forward", "a person walks forward and pitches the trunk"] * 8
    new = train_bpe(words, 420)
    add_motion_tokens(new, 32)
    transplant(model, tokenizer, new)
    after = model.get_input_embeddings().weight
    assert after.shape[0] == len(new) == model.config.vocab_size
    assert model.get_output_embeddings().weight is after
    old_motion, new_motion = MotionVocabulary.of(tokenizer), MotionVocabulary.of(new)
    torch.testing.assert_close(after[list(new_motion.motion_ids)], before[list(old_motion.motion_ids)])
    known = tokenizer.get_vocab()
    added = {token: index for token, index in new.get_vocab().items() if token not in known}
    assert added
    for token, index in added.items():
        pieces = tokenizer(new.convert_tokens_to_string([token]), add_special_tokens=False)["input_ids"]
        torch.testing.assert_close(after[index], before[pieces].mean(0))


def test_the_transplanted_model_reads_new_ids(tokenizer, make_model) -> None:
    model = make_model("qwen3", len(tokenizer))
    new = train_bpe(["pitches the trunk forward"] * 8, 300)
    add_motion_tokens(new, 32)
    transplant(model, tokenizer, new)
    logits = model(torch.tensor([new("pitches forward")["input_ids"]])).logits
    assert logits.shape[-1] == len(new) and bool(logits.isfinite().all())
