"""Captions without a motion: true to their parts, varied, the same for the same seed."""

import numpy as np
import pytest

from kinemind.augmentation import mirror_caption
from kinemind.augmentation.inflection import gerund, infinitive
from kinemind.augmentation.phrases import PHRASES
from kinemind.augmentation.rehearsals import phrasebook, rehearsals, tell
from kinemind.corpora import Corpus, open_data
from kinemind.cot.subjects import rehearsal_subjects, text_only


@pytest.mark.parametrize(
    ("third", "ing", "plain"),
    [
        ("raises the left hand", "raising the left hand", "raise the left hand"),
        ("squats and stands up again", "squatting and standing up again", "squat and stand up again"),
        ("lies down", "lying down", "lie down"),
        ("carries both arms", "carrying both arms", "carry both arms"),
        ("reaches up, walks on", "reaching up, walking on", "reach up, walk on"),
        ("tiptoes forward with careful, quiet steps", "tiptoeing forward with careful, quiet steps",
         "tiptoe forward with careful, quiet steps"),
        ("sees and runs", "seeing and running", "see and run"),
    ],
)  # fmt: skip
def test_verbs_in_other_forms(third: str, ing: str, plain: str) -> None:
    assert gerund(third) == ing
    assert infinitive(third) == plain


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


def test_every_part_is_in_the_caption(corpus: Corpus) -> None:
    found = rehearsals(corpus, seed=3, count=400)
    for one in found:
        assert one.caption.endswith(".") and "  " not in one.caption
        for part in one.parts:
            assert any(form(part) in one.caption for form in (str, gerund, infinitive)), one
    lengths = [len(one.parts) for one in found]
    assert min(lengths) == 1 and max(lengths) >= 4
    assert len({one.caption for one in found}) > 390


def test_the_same_seed_gives_the_same_captions(corpus: Corpus) -> None:
    assert rehearsals(corpus, 1, 50) == rehearsals(corpus, 1, 50)
    assert rehearsals(corpus, 1, 50) != rehearsals(corpus, 2, 50)


def test_the_words_are_of_the_train_split_and_of_both_sides(corpus: Corpus) -> None:
    words = phrasebook(corpus)
    assert any("left" in text for text in words["kick-left-front"])
    assert len(words["wave-left-hand"]) == len(words["wave-right-hand"])
    own = {p.text for c in corpus.composites("train") for p in c.parts}
    own |= {text for phrases in PHRASES.values() for text, _ in phrases}
    own |= {mirror_caption(text) for text in own}
    assert {text for texts in words.values() for text in texts} <= own


def test_captions_vary_and_name_every_part() -> None:
    rng = np.random.default_rng(0)
    texts = ["walks forward", "makes a deep bow", "raises both hands and waves"]
    made = {tell(texts, rng) for _ in range(80)}
    assert len(made) > 40
    for caption in made:
        assert all(word in caption for word in ("forward", "bow", "both hands", "wav")), caption
        assert "they walks" not in caption and "they makes" not in caption and "they raises" not in caption
    again = tell(["bows", "bows"], rng)
    assert "bow" in again and ("twice" in again or "two times" in again)


def test_none_is_a_prompt_of_the_evaluation(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [subject.caption for subject in rehearsal_subjects(corpus, 3, 40)]
    monkeypatch.setattr(text_only, "is_held_out", lambda caption: caption == plain[1])
    assert [subject.caption for subject in rehearsal_subjects(corpus, 3, 40)] == [plain[0], *plain[2:]]
