"""Mirrored captions."""

import json

import pytest

from kinemind.augmentation import mirror_caption
from kinemind.corpora import open_data

SWAPPED = [
    ("a person waves with the left hand.", "a person waves with the right hand."),
    ("Left foot first, then RIGHT.", "Right foot first, then LEFT."),
    ("a left-handed throw to the right", "a right-handed throw to the left"),
    ("lefthand side, leftwards", "righthand side, rightwards"),
    ("turns clockwise", "turns counterclockwise"),
    ("moves counter-clockwise", "moves clock-wise"),
    ("turns right after three steps", "turns left after three steps"),
    ("steps to the right away from the wall", "steps to the left away from the wall"),
    ("walks left and right", "walks right and left"),
    ("the left-most box", "the right-most box"),
]
KEPT = [
    "a person stands upright and eats the leftover food",
    "he is all right and starts right away",
    "the person left the room",
    "she left her bag behind",
    "someone stops right before the wall",
    "walks in a right angle",
    "the bright copyright sign is right there",
    "he is left behind",
]


@pytest.mark.parametrize(("text", "mirrored"), SWAPPED)
def test_sides_change_places(text: str, mirrored: str) -> None:
    assert mirror_caption(text) == mirrored
    assert mirror_caption(mirrored) == text


@pytest.mark.parametrize("text", KEPT)
def test_idioms_stay(text: str) -> None:
    assert mirror_caption(text) == text


def test_twice_is_the_identity_on_all_captions(shared) -> None:
    corpus = open_data(shared / "data")
    texts = {t for c in corpus.all_clips for t in c.texts}
    texts |= {t for c in corpus.all_composites for t in c.captions}
    lines = (shared / "data" / "text_only_captions.jsonl").read_text().splitlines()
    texts |= {json.loads(line)["text"] for line in lines}
    wrong = [t for t in texts if mirror_caption(mirror_caption(t)) != t and "anti" not in t]
    assert len(texts) > 15000 and len(wrong) <= 2, wrong
    sided = [t for t in texts if " left hand" in t or " left leg" in t]
    assert all(mirror_caption(t) != t for t in sided)
