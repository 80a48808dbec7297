"""Captions as the public loader reads them, for the words of the miniature vocabulary and plain tags."""

import numpy as np

from tests.encoders.guo2022.conftest import WORDS

PLACES = {"VERB": 0, "NOUN": 1, "DET": 2, "ADP": 3, "PRON": 6, "ADJ": 7, "ADV": 8, "CCONJ": 14, "OTHER": 14}
LISTED = {"forward": 9, "left": 9, "up": 9, "leg": 10, "arm": 10, "ball": 11, "slowly": 13, "quickly": 13}
LISTED |= {word: 12 for word in ("kick", "walk", "run", "turn", "stand", "jump")}


def public_inputs(captions: list[str], table: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Word vectors [N, 22, 300], one-hot tags [N, 22, 15] and lengths of "word/POS …" captions."""
    words, tags, lengths = [], [], []
    for caption in captions:
        tokens = ["sos/OTHER", *caption.split(" ")[:20], "eos/OTHER"]
        lengths.append(len(tokens))
        tokens += ["unk/OTHER"] * (22 - len(tokens))
        split = [token.split("/") for token in tokens]
        known = [(w, LISTED.get(w, PLACES.get(p))) if w in WORDS else ("unk", 14) for w, p in split]
        # write_glove puts the rows in the opposite order
        words.append(np.stack([table[len(WORDS) - 1 - WORDS.index(w)] for w, _ in known]))
        tags.append(np.eye(15)[[place for _, place in known]])
    return np.stack(words), np.stack(tags), lengths
