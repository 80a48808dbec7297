"""Examples from CoT records: shares of the tasks, what is learnt of each, the same for the same index."""

from dataclasses import replace

import numpy as np
import pytest

from kinemind.cot.records import CotRecord
from kinemind.errors import InputError
from kinemind.language.prompts import NANO
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, train_bpe
from kinemind.training.examples import Examples, draw_weights

TEXTS = ["a person walks forward.", "One action. 1. The person walks forward (legs, forward, 2.0 s)."]


def record(task: str = "t2m", tokens: tuple[int, ...] = (1, 9, 2, 10), weight: float = 1.0) -> CotRecord:
    answer = TEXTS[0] if task == "m2t" else ""
    return CotRecord(task, TEXTS[0], tokens, TEXTS[1], sample_weight=weight, answer=answer)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tokenizer():
    made = train_bpe(TEXTS * 4, 300)
    add_motion_tokens(made, 16)
    return made


def examples(tokenizer, records: list[CotRecord], **options: float) -> Examples:
    return Examples(records, tokenizer, NANO, "morl", batches=3, batch_size=4, seed=0, **options)


def test_kinds_are_drawn_by_their_shares() -> None:
    records = [record(), record(weight=3.0), record("m2t"), record(tokens=())]
    weights = draw_weights(records, m2t_share=0.25, text_only_share=0.15)
    np.testing.assert_allclose(weights, [0.15, 0.45, 0.25, 0.15])
    np.testing.assert_allclose(draw_weights(records[:2], 0.25, 0.15), [0.25, 0.75])
    assert draw_weights(records, 1.0, 0.0)[2] == 1.0


def test_records_that_are_never_drawn_are_refused() -> None:
    with pytest.raises(InputError, match="sample weight"):
        draw_weights([record(weight=0.0)], 0.25, 0.1)


def test_every_section_is_learnt_and_the_prompt_is_not(tokenizer) -> None:
    made = examples(tokenizer, [record()], reasoning_weight=0.5, motion_weight=2.0)
    row = made[0]
    text = tokenizer.decode(row["input_ids"])
    assert TEXTS[1] in text and "<Motion_9>" in text
    learnt = [i for i, label in enumerate(row["labels"]) if label != -100]
    assert tokenizer.decode(row["input_ids"][learnt[0] :]).startswith("<think>")
    weights = np.array(row["loss_weights"])
    assert set(weights[: learnt[0]]) == {0.0} and set(weights[learnt]) == {0.5, 1.0, 2.0}
    assert row["input_ids"][-1] == tokenizer.eos_token_id


def test_a_caption_without_a_motion_teaches_its_reasoning_only(tokenizer) -> None:
    row = examples(tokenizer, [record(tokens=())])[0]
    text = tokenizer.decode(row["input_ids"])
    assert text.endswith("</think>") and TEXTS[1] in text and "<Motion" not in text
    assert len(row["input_ids"]) == len(row["labels"]) == len(row["loss_weights"])


def test_an_index_always_gives_the_same_example(tokenizer) -> None:
    records = [record(), record("m2t"), record(tokens=(3, 12))]
    made, again = examples(tokenizer, records), examples(tokenizer, records)
    assert [made[i] for i in range(12)] == [again[i] for i in reversed(range(12))][::-1]
    tasks = ["tell:" in tokenizer.decode(made[i]["input_ids"]) for i in range(12)]
    assert any(tasks) and not all(tasks)


def test_answers_without_reasoning_leave_out_the_captions_that_have_no_motion(tokenizer) -> None:
    records = [record(), record("m2t"), record(tokens=())]
    made = examples(tokenizer, records, reasoning=False, text_only_share=0.5)
    texts = [tokenizer.decode(made[i]["input_ids"]) for i in range(12)]
    assert all("<think>" not in text and "One action" not in text for text in texts)
    for row, text in zip((made[i] for i in range(12)), texts, strict=True):
        learnt = [label for label in row["labels"] if label != -100]
        assert tokenizer.decode(learnt[0]) == "<answer>" and learnt[-1] == tokenizer.eos_token_id
        assert "<Motion>" in text, "a motion is told of or written"


def test_a_sample_weight_is_how_often_a_record_is_drawn(tokenizer) -> None:
    """In expectation the same as a weight of its loss; it is not both."""
    records = [record(), replace(record(), caption="someone jumps.", sample_weight=3.0, id="b")]
    made = Examples(records, tokenizer, NANO, "morl", batches=50, batch_size=8, seed=0)
    rows = [made[i] for i in range(400)]
    heavy = ["jumps" in tokenizer.decode(row["input_ids"]) for row in rows]
    assert 0.68 < np.mean(heavy) < 0.82
    assert all(set(row["loss_weights"]) == {0.0, 1.0} for row in rows)


def test_weights_belong_to_their_sections(tokenizer) -> None:
    row = examples(tokenizer, [record()], reasoning_weight=0.5, motion_weight=2.0)[0]
    vocabulary = MotionVocabulary.of(tokenizer)
    weights = dict(zip(row["input_ids"], row["loss_weights"], strict=True))
    assert weights[vocabulary.motion_ids[9]] == 2.0 and weights[vocabulary.tag_id("</Motion>")] == 2.0
    assert weights[vocabulary.tag_id("<think>")] == weights[vocabulary.tag_id("</think>")] == 0.5
    assert weights[vocabulary.tag_id("<answer>")] == 1.0


def test_reflections_are_a_share_of_the_draws(tokenizer) -> None:
    def mended(share: float) -> list[bool]:
        made = Examples(
            [record()], tokenizer, NANO, "morl", batches=30, batch_size=8, seed=0, reflection_share=share
        )
        texts = [tokenizer.decode(made[index]["input_ids"]) for index in range(len(made))]
        assert all("<Motion_9>" in text for text in texts)
        return ["mend:" in text for text in texts]

    assert not any(mended(0.0))
    assert 0.3 < np.mean(mended(0.5)) <= 0.6
