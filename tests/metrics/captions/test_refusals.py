"""Strings instead of words, and options that do not exist, are refused rather than scored."""

from collections.abc import Callable

import pytest

from kinemind.errors import InputError
from kinemind.metrics.captions.bert_score import bert_score
from kinemind.metrics.captions.bleu import bleu
from kinemind.metrics.captions.cider import cider, document_frequencies
from kinemind.metrics.captions.rouge_l import rouge_l
from kinemind.metrics.captions.wording import words, words_of

TEXT, WORDS = "a man walks", ["a", "man", "walks"]
SCORES = {"bleu": bleu, "cider": cider, "rouge_l": rouge_l}


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize("candidates, references", [([TEXT], [[WORDS]]), ([WORDS], [[WORDS, TEXT]])])
def test_strings_are_not_scored_by_their_letters(
    score: str, candidates: list, references: list, unchecked: None
) -> None:
    with pytest.raises(InputError, match="lists of words"):
        SCORES[score](candidates, references)


OTHERS: dict[str, tuple[Callable[[], object], str]] = {
    "reference_length": (lambda: bleu([WORDS], [[WORDS]], "longest"), "closest, shortest, not 'longest'"),
    "form": (lambda: rouge_l([WORDS], [[WORDS]], "f2"), "f1, coco, not 'f2'"),
    "style": (lambda: words(TEXT, "stem"), "raw, lemma, not 'stem'"),
    "one text of several": (lambda: words_of(TEXT, "raw"), "list of texts"),
    "strings in a corpus": (lambda: document_frequencies([[TEXT]]), "lists of words"),
    "a motion's string": (lambda: document_frequencies([TEXT]), "lists of words"),
    "words for texts": (lambda: bert_score([WORDS], [[WORDS]], None), "not as lists of words"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_does_not_exist_is_refused(case: str, unchecked: None) -> None:
    call, sentence = OTHERS[case]
    with pytest.raises(InputError, match=sentence):
        call()
