import json
import re

import pytest

from kinemind.metrics.captions.lemmas import KEPT, MENDED
from kinemind.metrics.captions.wording import lemma, words, words_of


@pytest.mark.parametrize(
    "text, raw, lemmas",
    [
        ("A person walks.", "a person walks", "a person walk"),
        ("  two  men, walking\n", "two men walking", "two man walk"),
        ("turns counter-clockwise 90 degrees!", "turns counter clockwise 90 degrees", None),
        ("turns counter-clockwise 90 degrees!", None, "turn counterclockwise degree"),
        ("the person's left arm doesn't move", None, "the person left arm do move"),
        ("someone raises their left hand", "someone raises their left hand", "someone raise their left hand"),
        ("then steps left and leaves", "then steps left and leaves", "then step left and leave"),
        ("he's tired and is swinging them lower", None, "he tired and is swing them lower"),
        ("", "", ""),
        ("...", "", ""),
    ],
)
def test_words(text, raw, lemmas):
    if raw is not None:
        assert words(text, "raw") == tuple(raw.split())
    if lemmas is not None:
        assert words(text, "lemma") == tuple(lemmas.split())


def test_token_lists_are_taken_for_lemmas_only():
    tokens = "a/DET person/NOUN kick/VERB with/ADP their/DET left/ADJ and/or/CCONJ Leg/NOUN"
    assert " ".join(words("kicks", "lemma", tokens)) == "a person kick with their left and/or leg"
    assert words("kicks", "raw", tokens) == ("kicks",)
    assert words("kicks", "lemma", "") == ()


def test_several_captions():
    assert words_of(["A man bows.", ""], "lemma") == (("a", "man", "bow"), ())


# captions of HumanML3D's kind beside the words of its token lists (spaCy lemmas of nouns and verbs)
@pytest.mark.parametrize(
    "text, tokens",
    [
        ("a man kicks something with his left leg.", "a man kick something with his left leg"),
        ("a person is sitting down, crossing their legs", "a person is sit down cross their leg"),
        ("someone was pushed and stumbled backwards", "someone was push and stumble backwards"),
        ("the figure bent over and shook both feet", "the figure bend over and shake both foot"),
        ("a person mixes and sets it closer to him", "a person mix and set it closer to him"),
        ("he walks faster, then slows", "he walk faster then slow"),
    ],
)
def test_the_words_of_a_token_list_come_out_of_its_text(text, tokens):
    assert words(text, "lemma") == tuple(tokens.split())


def test_the_tables_say_something_and_do_not_contradict():
    import simplemma

    assert not KEPT & set(MENDED)
    assert all(simplemma.lemmatize(form, lang="en") != mended for form, mended in MENDED.items())
    assert all(lemma(mended) == mended for mended in MENDED.values())


def test_no_bench_word_gets_an_odd_lemma(shared):
    text = (shared / "data" / "clips.jsonl").read_text()
    vocabulary = {
        word
        for line in text.splitlines()
        for caption in json.loads(line)["captions"]
        for word in re.findall(r"[a-z]+", caption.lower())
    }
    assert len(vocabulary) > 500
    # a regular form loses its ending and no more: "swinging" is no "swinge"
    for word in vocabulary:
        for ending in ("ing", "es", "s"):
            if word.endswith(ending) and (stem := lemma(word)) in vocabulary and stem != word:
                assert stem[:2] == word[:2] or stem in ("be", "lie"), (word, stem)
    for word in ("left", "right", "ground", "lower", "people", "tired"):
        assert lemma(word) == word
    assert [lemma(word) for word in ("swinging", "crosses", "feet")] == ["swing", "cross", "foot"]
    participles = {word for word in vocabulary if word.endswith("ing") and lemma(word) == word}
    nouns = {"being", "bring", "ceiling", "during", "intimidating", "ping", "something", "spring", "swing"}
    assert participles <= nouns, participles - nouns
