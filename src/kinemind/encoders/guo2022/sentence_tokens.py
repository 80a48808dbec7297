"""What the text encoder reads of a caption: word vectors and one-hot tags of "word/POS" tokens.

EricGuo5513/text-to-motion: utils/word_vectorizer.py (tags and word lists) and data/dataset.py (start, end,
padding).  Words of five lists have a tag of their own, whatever their part of speech is; a word without a
vector is "unk" with the tag OTHER.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.encoders.guo2022.networks import WORD_SIZE
from kinemind.encoders.guo2022.word_vectors import UNKNOWN, WordVectors
from kinemind.errors import InputError

Token = tuple[str, str]
"""A word and its tag."""

MAX_WORDS = 20
"""Words of a caption that are read; the markers of start and end come on top."""

OTHER = "OTHER"
TAGS = (
    "VERB",
    "NOUN",
    "DET",
    "ADP",
    "NUM",
    "AUX",
    "PRON",
    "ADJ",
    "ADV",
    "Loc_VIP",
    "Body_VIP",
    "Obj_VIP",
    "Act_VIP",
    "Desc_VIP",
    OTHER,
)
"""The places of the one-hot vector; every other part of speech is OTHER."""

WORD_LISTS = {
    "Loc_VIP": (
        "left right clockwise counterclockwise anticlockwise forward back backward up down straight curve"
    ),
    "Body_VIP": "arm chin foot feet face hand mouth leg waist eye knee shoulder thigh",
    "Obj_VIP": "stair dumbbell chair window floor car ball handrail baseball basketball",
    "Act_VIP": (
        "walk run swing pick bring kick put squat throw hop dance jump turn stumble stop sit lift lower "
        "raise wash stand kneel stroll rub bend balance flap jog shuffle lean rotate spin spread climb"
    ),
    "Desc_VIP": "slowly carefully fast careful slow quickly happy angry sad happily angrily sadly",
}
LISTED = {word: tag for tag, words in WORD_LISTS.items() for word in words.split()}

_PLACE = {tag: place for place, tag in enumerate(TAGS)}


@dataclass(frozen=True, eq=False)
class SentenceInputs:
    """Vectors [22, 300] and one-hot tags [22, 15], padded with "unk"; `length` rows are real."""

    words: Float[np.ndarray, "L 300"]
    tags: Float[np.ndarray, "L 15"]
    length: int


def parse_tokens(text: str) -> list[Token]:
    """The tokens of "a/DET man/NOUN walk/VERB".  Raises InputError for a token without a tag."""
    tokens = []
    for item in text.split():
        word, slash, tag = item.rpartition("/")
        if not slash or not word:
            raise InputError(f"the token {item[:40]!r} is not written word/POS")
        tokens.append((word, tag))
    return tokens


def sentence_inputs(tokens: Sequence[Token], vectors: WordVectors) -> SentenceInputs:
    """The first 20 tokens between the markers sos and eos, padded to 22 rows."""
    sentence = [("sos", OTHER), *tokens[:MAX_WORDS], ("eos", OTHER)]
    length = len(sentence)
    sentence += [(UNKNOWN, OTHER)] * (MAX_WORDS + 2 - length)
    words = np.empty((len(sentence), WORD_SIZE), np.float32)
    tags = np.zeros((len(sentence), len(TAGS)), np.float32)
    for row, (word, tag) in enumerate(sentence):
        known = word in vectors
        words[row] = vectors.vector(word if known else UNKNOWN)
        place = LISTED.get(word, tag) if known else OTHER
        tags[row, _PLACE.get(place, _PLACE[OTHER])] = 1.0
    return SentenceInputs(words, tags, length)
