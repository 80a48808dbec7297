"""Tokens for captions that come without: a word's most frequent lemma and tag in captions that have them.

The published tokens are spaCy's (EricGuo5513/text-to-motion, data/dataset.py, RawTextDataset.process_text:
hyphens go, only words of letters stay, nouns and verbs become lemmas).  A lexicon learnt from a corpus's
own tokens needs no model, and knows the words that captions of this kind are made of.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kinemind.corpora import Caption
from kinemind.encoders.guo2022.sentence_tokens import OTHER, Token, parse_tokens
from kinemind.errors import InputError

T = TypeVar("T", Token, str)

_PIECE = re.compile(r"[\w']+")
_CONTRACTION = re.compile(r"(n't|'(s|re|ve|ll|d|m))$")


@dataclass(frozen=True)
class LexiconTagger:
    """`forms`: the token of each written form in lower case; `lemmas`: the tag of each lemma."""

    forms: Mapping[str, Token]
    lemmas: Mapping[str, str]

    def tokens(self, text: str) -> list[Token]:
        """A token for every word.  A form never seen is looked up by its stem, else it is tagged OTHER."""
        return [self._token(form) for form in written_words(text)]

    def _token(self, form: str) -> Token:
        if form in self.forms:
            return self.forms[form]
        for stem in _stems(form):
            if self.lemmas.get(stem) in ("NOUN", "VERB"):
                return stem, self.lemmas[stem]
        return form, self.lemmas.get(form, OTHER)


def learn_tagger(captions: Iterable[Caption]) -> LexiconTagger:
    """The lexicon of captions with tokens; captions without are passed over.

    Raises InputError where no caption has tokens that fit its words.
    """
    forms: defaultdict[str, Counter[Token]] = defaultdict(Counter)
    lemmas: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for caption in captions:
        if not caption.tokens:
            continue
        words, tokens = written_words(caption.text), parse_tokens(caption.tokens)
        if len(words) != len(tokens):
            continue  # split otherwise by the published tagger: no telling which token is whose
        for form, (word, tag) in zip(words, tokens, strict=True):
            forms[form][word, tag] += 1
            lemmas[word][tag] += 1
    if not forms:
        raise InputError("a tagger is learnt from captions with tokens (word/POS), and none has any")
    return LexiconTagger(
        {form: _commonest(counts) for form, counts in forms.items()},
        {word: _commonest(counts) for word, counts in lemmas.items()},
    )


def written_words(text: str) -> list[str]:
    """The words as the published tokens count them: lower case, no hyphens, letters only."""
    pieces = _PIECE.findall(text.lower().replace("-", "").replace("’", "'"))
    return [word for word in (_CONTRACTION.sub("", piece).strip("'") for piece in pieces) if word.isalpha()]


def _commonest(counts: Counter[T]) -> T:
    # equal counts are decided by the alphabet, so that the order of captions does not matter
    return min(counts, key=lambda item: (-counts[item], item))


def _stems(form: str) -> Iterator[str]:
    """Lemmas that regular endings may come from, longest ending first."""
    for ending, ends in (("ies", ("y",)), ("ing", ("", "e")), ("ed", ("", "e")), ("es", ("",)), ("s", ("",))):
        if form.endswith(ending) and len(form) - len(ending) >= 2:
            stem = form.removesuffix(ending)
            yield from (stem + end for end in ends)
            if stem[-1] == stem[-2]:
                yield stem[:-1]
