"""A lexicon learnt from tagged captions tags new ones."""

import pytest

from kinemind.corpora import Caption
from kinemind.encoders.guo2022.tagger import learn_tagger, written_words
from kinemind.errors import InputError

CAPTIONS = [
    Caption("a man walks forward.", tokens="a/DET man/NOUN walk/VERB forward/ADV"),
    Caption(
        "The man kicks with his left leg",
        tokens="the/DET man/NOUN kick/VERB with/ADP his/PRON left/ADJ leg/NOUN",
    ),
    Caption("a person's left arm", tokens="a/DET person/NOUN left/ADJ arm/NOUN"),
    Caption("he left the room", tokens="he/PRON left/VERB the/DET room/NOUN"),
    Caption("she doesn't move", tokens="she/PRON does/AUX move/VERB"),
    Caption(
        "counter-clockwise turning of both feet",
        tokens="counterclockwise/ADJ turn/VERB of/ADP both/DET foot/NOUN",
    ),
    Caption("split otherwise", tokens="split/VERB other/ADJ wise/ADJ"),
    Caption("nobody tagged this"),
]


def test_words_are_counted_as_the_published_tagger_counts_them():
    found = written_words("A man's 3d counter-clockwise turn, it doesn't stop; he’s 'fine' (really)!")
    assert " ".join(found) == "a man counterclockwise turn it does stop he fine really"
    assert written_words("123 -- ... 's n't") == []


def test_forms_get_their_most_frequent_lemma_and_tag():
    tagger = learn_tagger(CAPTIONS)
    assert tagger.tokens("The man turning LEFT, doesn't walk: feet!") == [
        ("the", "DET"),
        ("man", "NOUN"),
        ("turn", "VERB"),
        ("left", "ADJ"),
        ("does", "AUX"),
        ("walk", "VERB"),
        ("foot", "NOUN"),
    ]


def test_forms_never_seen():
    tagger = learn_tagger(CAPTIONS)
    assert tagger.tokens("walking kicked moving legs zebras otherwise tagged") == [
        ("walk", "VERB"),
        ("kick", "VERB"),
        ("move", "VERB"),
        ("leg", "NOUN"),
        ("zebras", "OTHER"),
        ("otherwise", "OTHER"),  # its caption's tokens do not fit its words
        ("tagged", "OTHER"),
    ]


def test_the_order_of_captions_does_not_matter():
    tied = [Caption("left", tokens="left/VERB"), Caption("left", tokens="left/ADJ")]
    assert learn_tagger(tied) == learn_tagger(tied[::-1])
    assert learn_tagger(CAPTIONS) == learn_tagger(CAPTIONS[::-1])


def test_without_tokens_nothing_is_learnt():
    with pytest.raises(InputError, match="learnt from captions with tokens"):
        learn_tagger([Caption("a man walks"), CAPTIONS[-2]])
