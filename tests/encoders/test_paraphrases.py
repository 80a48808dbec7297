"""The held-out paraphrases are what they claim to be: labelled as the benchmark labels, and never seen."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import simplemma

import kinemind.augmentation.phrases as phrases

LIST = Path(__file__).with_name("paraphrases.jsonl")
_FUNCTION = frozenset((
    "a", "an", "the", "and", "then", "to", "of", "in", "on", "at", "with", "as", "if", "it", "his", "her",
    "its", "their", "he", "she", "they", "this", "that", "from", "while", "by", "for", "or", "so", "be", "do",
    "get", "what", "there", "here", "over", "some", "someone", "somebody", "person", "man", "woman", "figure",
    "up", "down", "off", "out", "one", "two", "both", "after", "before", "again", "still", "left", "right",
    "hand", "arm",
))  # fmt: skip
_OPENING = re.compile(r"^(?:(?:the|a|an|this) (?:person|man|woman|figure|human)|he|she|someone|they) ")


def read(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def plain(text):
    return " ".join(re.findall(r"[a-z']+", text.lower()))


def bare(text):
    return _OPENING.sub("", plain(text))


def content_words(text):
    return {simplemma.lemmatize(word, "en") for word in plain(text).split()} - _FUNCTION


def test_labels_are_those_of_the_benchmark_and_texts_are_distinct(shared):
    rows, clips = read(LIST), read(shared / "data" / "clips.jsonl")
    assert {frozenset(row) for row in rows} == {frozenset(("text", "content", "side"))}
    assert len(rows) >= 120 and len({plain(row["text"]) for row in rows}) == len(rows)
    known = {clip["content"] for clip in clips}
    for row in rows:
        side = next((s for s in ("left", "right", "both") if s in row["content"].split("-")), None)
        assert row["content"] in known and row["side"] == side, row
    sides = Counter(row["side"] for row in rows)
    assert abs(sides["left"] - sides["right"]) <= 10 and len({row["content"] for row in rows}) >= 30


def test_none_is_a_caption_of_any_split_or_a_phrase_of_the_source(shared):
    data = shared / "data"
    seen = {bare(row["text"]) for row in read(data / "text_only_captions.jsonl")}
    for row in (*read(data / "clips.jsonl"), *read(data / "composites.jsonl")):
        seen |= {bare(text) for text in row["captions"]}
        seen |= {bare(part["text"]) for part in row.get("parts", ()) if isinstance(part, dict)}
    source = f" {plain(Path(phrases.__file__).read_text('utf-8'))} "
    for row in read(LIST):
        text = bare(row["text"])
        assert text not in seen and f" {text} " not in source, row["text"]


def test_most_have_a_word_that_no_train_caption_of_their_content_uses(shared):
    used = defaultdict(set)
    for clip in read(shared / "data" / "clips.jsonl"):
        if clip["split"] == "train":
            used[clip["content"]] |= {word for text in clip["captions"] for word in content_words(text)}
    rows = read(LIST)
    new = [bool(content_words(row["text"]) - used[row["content"]]) for row in rows]
    assert sum(new) / len(new) > 0.9
