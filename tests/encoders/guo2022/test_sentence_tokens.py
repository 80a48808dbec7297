"""Tokens of a caption as rows for the text encoder, by the published rules."""

import numpy as np
import pytest

from kinemind.encoders.guo2022.sentence_tokens import LISTED, TAGS, parse_tokens, sentence_inputs
from kinemind.encoders.guo2022.word_vectors import PublishedVocabulary
from kinemind.errors import InputError

# the published enumeration
PLACES = {
    "VERB": 0,
    "NOUN": 1,
    "DET": 2,
    "ADP": 3,
    "NUM": 4,
    "AUX": 5,
    "PRON": 6,
    "ADJ": 7,
    "ADV": 8,
    "Loc_VIP": 9,
    "Body_VIP": 10,
    "Obj_VIP": 11,
    "Act_VIP": 12,
    "Desc_VIP": 13,
    "OTHER": 14,
}
KNOWN = ["sos", "eos", "unk", "walk", "left", "leg", "ball", "slowly", "man", "and", "a", "with"]
VECTORS = PublishedVocabulary(
    np.arange(len(KNOWN), dtype=np.float32)[:, None] * np.ones((1, 300), np.float32),
    {word: row for row, word in enumerate(KNOWN)},
)


def read(text: str) -> list[tuple[str, int]]:
    inputs = sentence_inputs(parse_tokens(text), VECTORS)
    assert inputs.words.shape == (22, 300) and inputs.tags.shape == (22, 15)
    assert (inputs.tags.sum(1) == 1).all() and (inputs.words == inputs.words[:, :1]).all()
    rows = [(KNOWN[int(w[0])], int(t.argmax())) for w, t in zip(inputs.words, inputs.tags, strict=True)]
    assert all(row == ("unk", 14) for row in rows[inputs.length :])
    return rows[: inputs.length]


def test_the_tags_stand_in_the_published_places():
    assert {tag: TAGS.index(tag) for tag in TAGS} == PLACES
    counts = {tag: sum(listed == tag for listed in LISTED.values()) for tag in PLACES}
    assert {tag: n for tag, n in counts.items() if n} == {
        "Loc_VIP": 12,
        "Body_VIP": 13,
        "Obj_VIP": 10,
        "Act_VIP": 34,  # 35 as published, "dance" twice
        "Desc_VIP": 12,
    }


def test_parts_of_speech_listed_words_and_unknown_words():
    assert read("a/DET man/NOUN walk/VERB slowly/ADV with/ADP left/ADJ leg/NOUN and/CCONJ ball/NOUN") == [
        ("sos", 14),
        ("a", 2),
        ("man", 1),
        ("walk", 12),
        ("slowly", 13),
        ("with", 3),
        ("left", 9),
        ("leg", 10),
        ("and", 14),
        ("ball", 11),
        ("eos", 14),
    ]
    # without a vector a word loses its tag as well, be it listed
    assert read("zebra/NOUN jump/VERB A/DET")[1:-1] == [("unk", 14)] * 3


def test_only_twenty_words_are_read():
    text = " ".join(["man/NOUN"] * 19 + ["a/DET"])
    assert read(text) == read(text + " walk/VERB walk/VERB")
    assert len(read(text)) == 22 and read(text)[-2:] == [("a", 2), ("eos", 14)]
    assert len(read(" ".join(["man/NOUN"] * 19))) == 21
    assert read("") == [("sos", 14), ("eos", 14)]


def test_tokens_without_a_tag_are_refused():
    assert parse_tokens("a/DET his/her/PRON ") == [("a", "DET"), ("his/her", "PRON")]
    for text in ("a man walks", "a/DET man", "/NOUN"):
        with pytest.raises(InputError, match="not written word/POS"):
            parse_tokens(text)
