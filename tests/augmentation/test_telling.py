"""Captions of new composites: read in the order of doing, varied, and never a prompt of the evaluation."""

import re
from itertools import pairwise

import numpy as np
import pytest

from kinemind.augmentation.captions import mirror_caption
from kinemind.augmentation.mirror import mirror_label
from kinemind.augmentation.phrases import PHRASES
from kinemind.augmentation.sequences import GROUPS, LOCOMOTION, REST, SLOWING, TURNS, draw
from kinemind.augmentation.telling import is_held_out, word
from kinemind.cot.decompose import decompose
from kinemind.evaluation.prompts.multi_step import PROMPTS

ACTIONS = {"walk-back": "walk", "dash": "run", "lie-down": "lie", "kick-left-front": "kick",
           "kick-right-front": "kick"}  # fmt: skip
SIDED = ("raise", "wave", "kick", "turn")


def told(count: int, seed: int = 0) -> list[tuple[tuple[str, ...], str]]:
    """Sequences and captions of them, from all groups alike."""
    rng = np.random.default_rng(seed)
    groups = list(GROUPS.values())
    found: list[tuple[tuple[str, ...], str]] = []
    while len(found) < count:
        contents = draw(groups[len(found) // 3 % len(groups)], rng)
        found += [(contents, caption) for caption in word(contents, "sad", 3, rng).captions]
    return found


@pytest.fixture(scope="module")
def captions() -> list[tuple[tuple[str, ...], str]]:
    return told(3000)


def action(content: str) -> str:
    return "turn" if content in TURNS else ACTIONS.get(content, content.split("-")[0])


def side(content: str) -> str:
    return next((s for s in ("left", "right", "both") if s in content.split("-")), "")


def test_no_caption_is_a_prompt_of_the_evaluation(captions: list[tuple[tuple[str, ...], str]]) -> None:
    def plain(text: str) -> str:
        return " ".join(re.findall(r"[a-z]+", text.lower()))

    prompts = {plain(prompt) for prompt, _ in PROMPTS}
    made = {plain(side) for _, caption in captions for side in (caption, mirror_caption(caption))}
    assert len(made) > 5000 and not made & prompts


def test_the_prompts_of_the_evaluation_are_known_by_their_digests() -> None:
    for prompt, _ in PROMPTS:
        assert is_held_out(prompt) and is_held_out(f"{prompt.capitalize()}.")
        assert is_held_out(mirror_caption(prompt)) and not is_held_out(f"{prompt} slowly")


def test_captions_are_read_in_the_order_of_doing(captions: list[tuple[tuple[str, ...], str]]) -> None:
    right, wrong = 0, []
    for contents, caption in captions[:1500]:
        if any("jog" in c or c == SLOWING for c in contents):
            continue  # "jogs in a curve" is read as running
        wanted = [(action(c), side(c)) for c in contents if c != REST]
        found = [(s.action, s.direction if s.action == "turn" else s.side) for s in decompose(caption)]
        found = [(a, s if a in SIDED else "") for a, s in found if a != "stand"]
        right += found == wanted
        wrong += [caption] if found != wanted else []
    print(right, len(wrong), wrong[:20])
    assert right / (right + len(wrong)) > 0.96


def test_a_stop_is_told_where_there_is_one(captions: list[tuple[tuple[str, ...], str]]) -> None:
    stops = [
        caption
        for contents, caption in captions
        if any(content == REST and before in LOCOMOTION for before, content in pairwise(contents))
    ]
    read = [any(s.action == "stand" for s in decompose(c)) for c in stops]
    assert len(stops) > 300 and np.mean(read) > 0.95


def test_the_wordings_that_people_use_are_there(captions: list[tuple[tuple[str, ...], str]]) -> None:
    texts = [caption for _, caption in captions]
    for pattern in (
        r"^after a (?:deep )?bow, ", r"^before \w+ing\b.*, ", r"^first,? ", r"\bfinally\b", r"\bstops\b",
        r"\bbows (?:again|once more)", r"\bwalks on\b", r"\bstarts to run\b", r"gets up again",
        r"does a squat",
        r"then (?:with )?the (?:left|right) (?:one|hand|leg|foot)\b", r"\bafter a squat\b",
        r"\bhis (?:left|right)",
        r"\. then (?:he|she|they) ", r"^(?:walk|bow|squat|kick|raise|wave)\b", r"lies down on the floor",
    ):  # fmt: skip
        assert sum(bool(re.search(pattern, text)) for text in texts) >= 3, pattern
    assert len(set(texts)) > 2900


def test_captions_are_clean(captions: list[tuple[tuple[str, ...], str]]) -> None:
    for _, caption in captions:
        assert not re.search(r"  |,,| ,|\.\.|[{}]|again again|[A-Z]", caption), caption
        assert not re.search(
            r"\bthey (?:walks|bows|raises|kicks|stops|squats|turns|runs|waves|lifts)\b", caption
        ), caption
        assert not re.match(r"(?:he|the man|a man)\b.*\bher\b", caption), caption


def test_the_words_of_a_side_name_it() -> None:
    rng = np.random.default_rng(1)
    for content in (c for c in PHRASES if side(c) in ("left", "right")):
        wording = word((content, "bow"), None, 3, rng)
        other = side(mirror_label(content))
        assert side(content) in wording.parts[0] and other not in " ".join(
            (*wording.parts, *wording.captions)
        )
