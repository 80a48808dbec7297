"""Captions without a motion: many ways of saying a sequence of actions, to learn decomposing them from.

The words are those of the train clips' own sub-actions and of `phrases`; the sequences, their lengths,
repeats and connectives are drawn anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from kinemind.augmentation.captions import mirror_caption
from kinemind.augmentation.inflection import gerund, infinitive
from kinemind.augmentation.phrases import MANNERS, PHRASES, SUBJECTS
from kinemind.corpora import Corpus

LENGTHS = {1: 0.1, 2: 0.3, 3: 0.34, 4: 0.22, 5: 0.04}
"""Shares of sequences by their number of sub-actions."""
REPEAT = 0.15
"""Chance that a sub-action is done once more."""
MANNER = 0.3
"""Chance that the caption says how it is all done."""
OWN_MANNER = 0.08
"""Chance that it says so of a single sub-action."""

_AGAIN = (" twice", " two times", " twice in a row")
_FINALLY = ("and then", "and finally", "and lastly", "then", "and after that", "and")
_NEXT = (", then", ",", ", after that", " and then", ", and then")


@dataclass(frozen=True)
class Rehearsal:
    """A caption and the words of every sub-action it was made from, in order."""

    caption: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class _Group:
    """One sub-action, done `times` in a row."""

    phrase: str
    times: int

    def third(self, rng: np.random.Generator) -> str:
        return self.phrase + self._again(rng)

    def gerund(self, rng: np.random.Generator) -> str:
        return gerund(self.phrase) + self._again(rng)

    def plural(self, rng: np.random.Generator) -> str:
        return infinitive(self.phrase) + self._again(rng)

    def _again(self, rng: np.random.Generator) -> str:
        if self.times == 1:
            return ""
        return str(rng.choice(_AGAIN)) if self.times == 2 else " three times"


def rehearsals(corpus: Corpus, seed: int = 0, count: int = 10_000) -> list[Rehearsal]:
    """`count` captions of the train split's actions.  Deterministic in the seed."""
    rng = np.random.default_rng([seed, 31])
    words = phrasebook(corpus)
    contents = sorted(words)
    weights = np.array([len(words[c]) ** 0.25 for c in contents])
    found = []
    for _ in range(count):
        length = int(rng.choice(list(LENGTHS), p=list(LENGTHS.values())))
        chosen: list[str] = []
        while len(chosen) < length:
            repeat = bool(chosen) and rng.random() < REPEAT and chosen[-2:] != chosen[-1:] * 2
            chosen.append(chosen[-1] if repeat else str(rng.choice(contents, p=weights / weights.sum())))
        found.append(_rehearsal(tuple(chosen), words, rng))
    return found


def phrasebook(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """The third-person sub-actions of every content and of its mirror image, from train composites and
    `phrases`."""
    words: dict[str, set[str]] = defaultdict(set)
    for content, phrases in PHRASES.items():
        words[content].update(third for third, _ in phrases)
    for recipe in corpus.composites("train"):
        for part in recipe.parts:
            words[corpus.clip(part.clip).content or ""].add(part.text)
    for content in list(words):
        words[mirror_caption(content)].update({mirror_caption(text) for text in words[content]})
    # a diagonal walk is at times called "walks ahead": what a caption does not say cannot be learnt from it
    for side in ("left", "right"):
        words[f"walk-{side}"] = {text for text in words[f"walk-{side}"] if side in text}
    return {content: tuple(sorted(texts)) for content, texts in words.items() if content and texts}


def _rehearsal(
    contents: tuple[str, ...], words: Mapping[str, tuple[str, ...]], rng: np.random.Generator
) -> Rehearsal:
    groups, parts = [], []
    for content, run in groupby(contents):
        times = len(list(run))
        options = words[content]
        if times > 1 and rng.random() < 0.4:  # the same again in other words
            texts = [str(rng.choice(options)) for _ in range(times)]
            groups += [_Group(text, 1) for text in texts]
        else:
            texts = [str(rng.choice(options))] * times
            own = f" {_manner(rng)}" if times == 1 and rng.random() < OWN_MANNER else ""
            groups.append(_Group(texts[0] + own, times))
        parts += texts
    caption = _sentence(groups, _manner(rng) if rng.random() < MANNER else "", rng)
    return Rehearsal(caption, tuple(parts))


def _manner(rng: np.random.Generator) -> str:
    return str(rng.choice(MANNERS[str(rng.choice(sorted(MANNERS)))]))


def tell(phrases: Sequence[str], rng: np.random.Generator) -> str:
    """A caption that tells phrases in the third person one after the other, in one of many forms."""
    groups = [_Group(phrase, len(list(run))) for phrase, run in groupby(phrases)]
    return _sentence(groups, "", rng)


def _sentence(groups: Sequence[_Group], manner: str, rng: np.random.Generator) -> str:
    """One way, drawn at random, of saying that these follow one another."""
    subject = str(rng.choice(SUBJECTS))
    if len(groups) == 1:
        doing = rng.random() < 0.3
        body = f"{subject} is {groups[0].gerund(rng)}" if doing else f"{subject} {groups[0].third(rng)}"
    else:
        forms = [_chain, _starting, _first, _after, _before, _ending, _followed, _sentences, _next_they]
        if len(groups) == 2:
            forms.append(_reversed)
        body = forms[int(rng.integers(len(forms)))](subject, list(groups), rng)
    return _with_manner(body, manner, rng)


def _with_manner(body: str, manner: str, rng: np.random.Generator) -> str:
    if not manner:
        return body + "."
    kind = rng.random()
    if kind < 0.5:
        return f"{body}, {manner}."
    if kind < 0.75:
        return f"{body}. they do it all {manner}."
    return f"{manner}, {body}."


def _list(words: list[str], rng: np.random.Generator) -> str:
    """ "a, then b and finally c"."""
    text = words[0]
    for middle in words[1:-1]:
        text += f"{rng.choice(_NEXT)} {middle}"
    if len(words) > 1:
        link = rng.choice(_FINALLY)
        text += f"{',' if link == 'then' or rng.random() < 0.3 else ''} {link} {words[-1]}"
    return text


def _chain(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    return f"{subject} {_list([g.third(rng) for g in groups], rng)}"


def _starting(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    first, *middle, last = groups
    text = f"{subject} starts by {first.gerund(rng)}"
    for group in middle:
        text += f"{rng.choice((', then', ', next'))} {group.third(rng)}"
    if rng.random() < 0.5 or not middle:
        return f"{text} {rng.choice(('and then', 'and afterwards'))} {last.third(rng)}"
    return f"{text} and ends by {last.gerund(rng)}"


def _first(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    first, *middle, last = groups
    text = f"first {subject} {first.third(rng)}"
    for number, group in enumerate(middle):
        link = ", then they" if number == 0 else ", next they"
        text += f"{link} {group.plural(rng)}"
    closing = ", and lastly they" if middle else ", then they"
    return f"{text}{closing} {last.plural(rng)}"


def _after(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    rest = _list([g.third(rng) for g in groups[1:]], rng)
    return f"after {groups[0].gerund(rng)}, {subject} {rest}"


def _reversed(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    return f"{subject} {groups[1].third(rng)} after {groups[0].gerund(rng)}"


def _before(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    rest = _list([g.third(rng) for g in groups[:-1]], rng)
    return f"before {groups[-1].gerund(rng)}, {subject} {rest}"


def _ending(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    rest = _list([g.third(rng) for g in groups[:-1]], rng)
    return f"{subject} {rest} before {groups[-1].gerund(rng)}"


def _followed(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    rest = _list([g.third(rng) for g in groups[:-1]], rng)
    return f"{subject} {rest}, followed by {groups[-1].gerund(rng)}"


def _sentences(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    first, *middle, last = groups
    text = f"{subject} {_list([g.third(rng) for g in (first, *middle)], rng)}"
    opening = rng.choice(("they then", "finally, they", "after that they", "then they", "afterwards they"))
    return f"{text}. {opening} {last.plural(rng)}"


def _next_they(subject: str, groups: list[_Group], rng: np.random.Generator) -> str:
    first, *middle, last = groups
    text = f"{subject} {first.third(rng)}"
    for group in middle:
        text += f", next they {group.plural(rng)}"
    return f"{text}, and in the end they {last.plural(rng)}"
